"""A sandbox behind a socket, reachable from this machine only: ``sandbox.serve()``, and ``python -m sanspay sandbox``."""

from __future__ import annotations

import json
import re
import socketserver
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from ._call import Request
from ._plain import Error, Json, answered
from ._sanspay import SandboxDoor
from ._send import with_standard_library
from .sandbox import Notice, Sandbox

#: How often to look for new notices: whoever holds the sandbox can make one, not only a request.
_GLANCE = 0.02
#: How often a dashboard is told whether something has changed.
_LOOK_AGAIN = 0.25
#: For how long a shop may take to reply to one, and a client to send its request, in seconds.
_PATIENCE = 5.0


@contextmanager
def serve(sandbox: Sandbox, port: int, notices: bool) -> Iterator[Sandbox]:
    with _Server(sandbox, port) as server:
        threads = [threading.Thread(target=server.serve_forever, args=[_GLANCE], daemon=True)]
        if notices:
            threads.append(threading.Thread(target=_post_all, args=[sandbox, server.stop], daemon=True))
        for thread in threads:
            thread.start()
        address = f"http://127.0.0.1:{server.server_address[1]}"
        sandbox._addresses.append(address)
        try:
            yield sandbox
        finally:
            sandbox._addresses.remove(address)
            server.stop.set()
            server.shutdown()
            for thread in threads:
                thread.join(_PATIENCE)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # On Windows it would let two servers have one port.
    allow_reuse_address = sys.platform != "win32"
    request_queue_size = 128

    def __init__(self, sandbox: Sandbox, port: int) -> None:
        self.sandbox, self.stop = sandbox, threading.Event()
        super().__init__(("127.0.0.1", port), _Handler)

    def server_bind(self) -> None:
        socketserver.TCPServer.server_bind(self)  # without asking the network for a name

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], OSError):  # else whoever asked is gone
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """One request for each connection: then nothing has to be closed behind anybody's back in the end."""

    protocol_version = "HTTP/1.1"
    timeout = _PATIENCE
    wbufsize = -1

    def answer(self) -> None:
        self.close_connection = True
        if "transfer-encoding" in self.headers:
            return self.send_error(411)  # everyone sends a length, and chunks need a reader of their own
        told = self.headers.get("content-length", "0")
        if not re.fullmatch("[0-9]{1,18}", told) or not self.path.startswith("/"):
            return self.send_error(400)
        length = min(int(told), SandboxDoor.MAX_BODY + 1)
        body = self.rfile.read(length)
        if len(body) < length:
            return None  # half a request is none
        headers = [(name, value.encode("latin-1")) for name, value in self.headers.items()]
        assert isinstance(self.server, _Server)
        sandbox, stop = self.server.sandbox, self.server.stop
        reply, late = sandbox._exchange(self.command, self.path, headers, body)
        stop.wait(late)
        if reply is None:
            return None
        status, given, content = reply
        self.send_response_only(status)
        is_stream = ("content-type", "text/event-stream") in given
        given += [("connection", "close")] if is_stream else [("connection", "close"), ("content-length", str(len(content)))]
        for name, value in given:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
        while is_stream:  # a dashboard hears of each change, until it is gone or nothing is served any more
            self.wfile.flush()
            if stop.wait(_LOOK_AGAIN):
                break
            _, _, now = sandbox.handle(self.command, self.path, (), b"")
            self.wfile.write(b":\n\n" if now == content else now)
            content = now
        return None

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = answer

    def log_message(self, format: str, *args: object) -> None:
        pass


def _post_all(sandbox: Sandbox, stop: threading.Event) -> None:
    """Posts notices until it is told to stop. New ones go out in order; one that is not taken does not hold up the others."""
    waiting: list[tuple[float, Notice]] = []
    while not stop.wait(_GLANCE):
        now = time.monotonic()
        waiting += [(now, notice) for notice in sandbox._take_notices()]
        due = [notice for when, notice in waiting if when <= now]
        waiting = [(when, notice) for when, notice in waiting if when > now]
        for notice in due:
            for again in sandbox._tried(notice, _posted(notice)):
                waiting.append((time.monotonic() + notice.pauses_ms[0] / 1000, again))
    sandbox._waiting += [notice for _, notice in waiting]


def _posted(notice: Notice) -> int | str:
    """The status of the shop's reply, or why there was none."""
    plain = {"method": "POST", "url": notice.url, "headers": notice.headers, "body": notice.body.decode(), "summary": ""}
    try:
        status, _, _ = with_standard_library(Request(plain), _PATIENCE)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return status


def main(arguments: Sequence[str]) -> int:
    """``python -m sanspay sandbox --port 4010 …``, until Ctrl-C."""
    if arguments[:1] != ["sandbox"]:
        print("python -m sanspay knows one command: sandbox (--help lists its options)", file=sys.stderr)
        return 2
    try:
        asked = _door({"command_line": {"arguments": list(arguments[1:])}})
    except Error as error:
        print(f"{error}; --help lists the options", file=sys.stderr)
        return 2
    if "help" in asked:
        print(f"python -m sanspay sandbox [OPTIONS]\n\n{asked['help']}", end="")
        return 0
    options: Json = asked["options"]
    port: int = options.pop("port")
    del options["state"]
    with ExitStack() as stack:
        try:
            sandbox = stack.enter_context(Sandbox(**options).serve(port))
        except Error as error:
            print(error, file=sys.stderr)
            return 2
        except OSError as error:
            print(f"port {port} cannot be had ({error.strerror}); choose another with --port", file=sys.stderr)
            return 1
        address = sandbox.base_url.removeprefix("http://")
        try:
            print(_door({"greeting": {"address": address, "seed": options["seed"]}})["greeting"], flush=True)
            while True:
                time.sleep(3600)  # which Ctrl-C ends on Windows too
        except KeyboardInterrupt:
            return 130


def _door(question: Json) -> Json:
    return answered(json.loads(SandboxDoor().call_text(json.dumps(question))))
