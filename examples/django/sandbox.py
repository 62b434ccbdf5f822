"""What the tests of both shops run against: a sandbox, a line to it that can be held up, and processes of their own."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

REPOSITORY = Path(__file__).resolve().parents[2]
Command = list[str]


class Sandbox:
    """The stand-in for both gateways: its address, and what it is asked and told beside the gateways' own requests."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._client = httpx.Client(base_url=url, timeout=10, trust_env=False)

    def get(self, path: str) -> Any:
        return self._client.get(f"/sandbox/{path}").raise_for_status().json()

    def post(self, path: str, **params: str) -> None:
        self._client.post(f"/sandbox/{path}", params=params).raise_for_status()


@contextmanager
def sandbox() -> Iterator[Sandbox]:
    """A sandbox on a free port: what SANSPAY_SANDBOX names, or what cargo makes of this repository."""
    built = os.environ.get("SANSPAY_SANDBOX")
    program = [built] if built else ["cargo", "run", "-q", "-p", "sanspay-sandbox", "--"]
    with process([*program, "--port", "0"], cwd=REPOSITORY) as running:
        found = line(running, r"The sandbox is at (http://[\d.:]+)", 300)
        yield Sandbox(found[1])


@contextmanager
def process(command: Command, **options: Any) -> Iterator[subprocess.Popen[str]]:
    """A process with a group of its own, all of which is gone at the end."""
    running = subprocess.Popen(command, text=True, stdout=subprocess.PIPE, start_new_session=True, **options)
    try:
        yield running
    finally:
        try:
            os.killpg(running.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        running.wait()
        assert running.stdout is not None
        running.stdout.close()


def line(running: subprocess.Popen[str], pattern: str, within: float) -> re.Match[str]:
    """The first line that a process writes which the pattern is found in."""
    too_long = threading.Timer(within, running.kill)
    too_long.start()
    try:
        assert running.stdout is not None
        for written in running.stdout:
            if found := re.search(pattern, written):
                return found
    finally:
        too_long.cancel()
    raise AssertionError(f"{running.args} ended without writing {pattern}")


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


def answers(running: subprocess.Popen[str], client: httpx.Client) -> bool:
    """Whether a server answers already."""
    assert running.poll() is None, "the server has ended"
    try:
        return client.get("/").status_code == 200
    except httpx.TransportError:
        return False


def until(what: str, look: Callable[[], Any], within: float = 20) -> Any:
    """Waits until ``look`` gives something that counts as true, and gives that."""
    end = time.monotonic() + within
    while not (found := look()):
        assert time.monotonic() < end, f"waited {within} s in vain: {what}"
        time.sleep(0.05)
    return found


class Relay:
    """A line to the sandbox on which answers can be held up, after the sandbox has done what was asked."""

    def __init__(self, target: str) -> None:
        host, port = target.removeprefix("http://").split(":")
        self._target = (host, int(port))
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._let_go = threading.Event()
        self._let_go.set()
        self._pattern = b""
        #: How many answers are held up now.
        self.held = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def hold(self, pattern: bytes) -> None:
        """Holds up every answer to a request that contains these bytes, until ``let_go``."""
        self._pattern, self.held = pattern, 0
        self._let_go.clear()

    def let_go(self) -> None:
        self._let_go.set()

    def close(self) -> None:
        self.let_go()
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        asked = bytearray()
        with client, socket.create_connection(self._target) as server:

            def forward() -> None:
                try:
                    while part := client.recv(1 << 16):
                        asked.extend(part)
                        server.sendall(part)
                except OSError:
                    pass

            threading.Thread(target=forward, daemon=True).start()
            try:
                answer = server.recv(1 << 16)
                if not self._let_go.is_set() and self._pattern in asked:
                    self.held += 1
                    self._let_go.wait(60)
                while answer:
                    client.sendall(answer)
                    answer = server.recv(1 << 16)
                client.shutdown(socket.SHUT_RDWR)  # closing it would wait for the other thread
            except OSError:
                pass  # whoever asked is gone, which is what some tests are about
