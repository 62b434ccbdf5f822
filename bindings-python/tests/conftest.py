"""What several tests share: an account, a question and a server that misbehaves on request."""

from __future__ import annotations

import gzip
import socket
import struct
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

import sanspay

SECRET = "prv_test_secret_2"
PAID = (
    b'{"status": "success", "message": "Order Fetched", "data": {"id": 3021, "product_id": "1447", '
    b'"product_cost": 400000, "amount_payed": 450000, "currency": "NGN", "status": {"id": 1, "title": "Pending"}}}'
)


def account(base_url: str | None = None) -> sanspay.AtaraPay:
    return sanspay.AtaraPay(environment="staging", public_key="pub_test_1", private_key=SECRET, base_url=base_url)


def inquiry(base_url: str | None = None) -> sanspay.Call[Any]:
    return account(base_url).orders.verify_payment(order=3021, product_id=1447, amount=400000, currency="NGN")


class Gateway(BaseHTTPRequestHandler):
    """Answers as the first segment of the path says, and remembers what it was asked."""

    protocol_version = "HTTP/1.1"
    asked: list[tuple[str, dict[str, str], bytes]] = []
    done = threading.Event()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        getattr(self, self.path.split("/")[1])()

    do_GET = do_POST

    def paid(self) -> None:
        self.answer(200, PAID)

    def redirect(self) -> None:
        self.answer(307, PAID, location="/paid/")

    def compressed(self) -> None:
        body = gzip.compress(PAID)
        self.head(200, len(body), **{"content-encoding": "gzip"})
        for byte in body:
            self.wfile.write(bytes([byte]))
            time.sleep(0.001)

    def latin(self) -> None:
        self.answer(200, b'{"status": "error", "message": "\xe9"}')

    def silence(self) -> None:
        self.done.wait(10)
        self.close_connection = True

    def trickle(self) -> None:
        self.head(200, 1000)
        while not self.done.wait(0.05):
            self.wfile.write(b" ")
            self.wfile.flush()

    def reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def cut(self) -> None:
        self.head(200, len(PAID) + 10)
        self.wfile.write(PAID)
        self.close_connection = True

    def flood(self) -> None:
        self.head(200, 50 << 20)
        started = time.monotonic()
        while time.monotonic() - started < 10:
            self.wfile.write(b" " * (1 << 20))

    def answer(self, status: int, body: bytes, **headers: str) -> None:
        self.head(status, len(body), **headers)
        self.wfile.write(body)

    def head(self, status: int, length: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"content-length": str(length), **headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except (OSError, ValueError):  # the client went away, which is what some tests are about
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def shutdown_request(self, request: object) -> None:
        try:
            super().shutdown_request(request)  # type: ignore[arg-type]
        except OSError:
            pass


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for scheme in ("http", "https", "all"):
        monkeypatch.delenv(f"{scheme}_proxy", raising=False)
        monkeypatch.delenv(f"{scheme}_proxy".upper(), raising=False)


@pytest.fixture
def server() -> Iterator[str]:
    """The address of a gateway that answers as the path says."""
    Gateway.asked.clear()
    Gateway.done.clear()
    with Server(("127.0.0.1", 0), Gateway) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        Gateway.done.set()
        running.shutdown()
        thread.join()


@pytest.fixture
def nobody() -> Iterator[str]:
    """An address where nobody listens, and nobody can begin to."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
