"""The sandbox over HTTP: as the server in Rust answers, with its notices, and as a program."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
import requests
from test_sandbox import FORM, PURCHASE, atarapay, atmoon, bought, delivered, paid_out, verified

from sanspay._sanspay import SandboxDoor
from sanspay.sandbox import Sandbox

REPOSITORY = Path(__file__).parents[2]
PROGRAM = [sys.executable, "-m", "sanspay", "sandbox"]


class Shop(BaseHTTPRequestHandler):
    """Takes notices: the first it turns away."""

    taken: list[tuple[str, str, bytes]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.taken.append((self.path, self.headers["content-type"], body))
        self.send_response(200 if len(self.taken) > 1 else 503)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def shop() -> Iterator[str]:
    Shop.taken.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Shop) as running:
        thread = threading.Thread(target=running.serve_forever, args=[0.01])
        thread.start()
        yield f"http://127.0.0.1:{running.server_address[1]}/notices"
        running.shutdown()
        thread.join()


@contextmanager
def started(command: list[str], greeting: int) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """A process, the address that it tells, and so many lines of its greeting."""
    running = subprocess.Popen(command, cwd=REPOSITORY, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert running.stdout is not None
    try:
        told = "".join(running.stdout.readline() for _ in range(greeting))
        found = re.search(r"http://[\d.:]+", told)
        assert found, told
        yield running, found[0], told
    finally:
        running.kill()
        running.communicate()


def until(what: Any) -> None:
    end = time.monotonic() + 10
    while not what():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def test_all_answer_byte_for_byte_alike() -> None:
    built = os.environ.get("SANSPAY_SANDBOX")
    program = [built] if built else ["cargo", "run", "-q", "-p", "sanspay-sandbox", "--"]
    rules = ["atmoon.pg.*: cut 50%", "atarapay.orders.*: server_error 30%"]
    faults = [word for rule in rules for word in ("--fault", rule)]
    with started([*program, "--port", "0", "--seed", "7", *faults], 1) as (_, address, _):
        here = Sandbox(seed=7, faults=rules, base_url=address)
        served = Sandbox(seed=7, faults=rules)
        host = ("host", address.removeprefix("http://"))
        with httpx.Client(base_url=address, trust_env=False) as rust, here.client() as client, served.serve():
            with httpx.Client(base_url=served.base_url, trust_env=False) as python:

                asked: list[Any] = []

                def ask(method: str, path: str, headers: Any = (), body: bytes | None = None) -> Any:
                    path, answers = path.removeprefix(address) or "/", []
                    for each in (rust, client, python):
                        try:
                            reply = each.request(method, path, headers=[host, *headers], content=body)
                        except httpx.RemoteProtocolError as error:
                            answers.append(error)
                            continue
                        told = {name: value for name, value in reply.headers.items() if name not in ("date", "connection")}
                        answers.append((reply.status_code, told, reply.content))
                    [first, *_] = asked_now = [each if isinstance(each, tuple) else str(each) for each in answers]
                    assert asked_now == [first] * 3, (method, path)
                    asked.append(first)
                    return answers[0]

                drive(here, ask)
                assert len(asked) > 60 and "Server disconnected without sending a response." in asked


def drive(sandbox: Sandbox, ask: Any) -> None:
    """A shop, a buyer and people, as far as they get."""
    form: Any = atarapay(sandbox).checkout.form(purchase=PURCHASE).outcome.value
    ask("POST", form["action"], FORM, form["body"].encode())
    ask("POST", "/sandbox/atarapay/callback?url=http://127.0.0.1:9/&encoding=multipart")
    ask("POST", "/sandbox/settings?hold_notices=1")
    page = {"name": "Ö", "phone": "9193979193", "email": "a@b.example", "redirect_url": "http://127.0.0.1/"}
    for amount in range(99_000, 99_010):
        calls = [verified(sandbox), delivered(sandbox), paid_out(sandbox, f"w-{amount}")]
        calls += [atmoon(sandbox).pg.initiate(**page, amount=amount)]
        for call in calls:
            while request := call.request:
                call.reply(ask(request.method, request.url, request.headers, request.content))
    ask("POST", "/sandbox/orders/3021/accept")
    ask("POST", "/sandbox/advance?seconds=60")
    for path in ("/", "/sandbox/truth", "/sandbox/notices", "/sandbox/settings", "/sandbox/nowhere", "/pg/payment/x"):
        ask("GET", path)
    for length in (SandboxDoor.MAX_BODY, SandboxDoor.MAX_BODY + 1):
        ask("POST", "/api/callback/order", FORM, b"x" * length)
    ask("POST", "/sandbox/faults", body=b"*: \xff")
    ask("DELETE", "/api/serviceprovider/delete")
    ask("POST", "/sandbox/advance?seconds=1", [("origin", "http://evil.test")])


def test_any_client_reaches_it_and_notices_are_posted_until_taken(shop: str) -> None:
    with Sandbox().serve() as sandbox:
        assert repr(sandbox) == f"<Sandbox at {sandbox.base_url}>"
        bought(sandbox)
        sandbox.send_notices_to(shop, "multipart")
        with requests.Session() as session:
            assert delivered(sandbox).send(session).verdict == "done"
            sandbox.control("orders/3021/accept")
            until(lambda: len(Shop.taken) == 3)
            assert verified(sandbox).send(session).verdict == verified(sandbox).send().verdict == "done"
        until(lambda: [len(notice["tries"]) for notice in sandbox.notices()] == [2, 1])
        sandbox.send_notices_to("http://127.0.0.1:9/")
        sandbox.control("orders/3021/notices/forge")
        until(lambda: len(sandbox.notices()[-1]["tries"]) >= 2)
        assert "ConnectionRefusedError" in sandbox.notices()[-1]["tries"][0]["error"]
        call = verified(sandbox)
    assert [path for path, _, _ in Shop.taken] == ["/notices"] * 3
    assert all(kind.startswith("multipart/form-data") for _, kind, _ in Shop.taken)
    assert call.send().verdict == "not_sent", "it is gone"
    assert sandbox.base_url == "http://127.0.0.1:4010"
    assert len(sandbox.deliver(lambda notice: 200)) == 1, "what nobody has taken waits"


def test_many_ask_at_once() -> None:
    with Sandbox().serve() as sandbox, sandbox.client() as client:

        def pay_out(number: int) -> str:
            return str(paid_out(sandbox, f"w-{number}").send(client if number % 2 else None).verdict)

        with ThreadPoolExecutor(16) as pool:
            assert set(pool.map(pay_out, range(200))) == {"pending"}
        truth = sandbox.truth()["atmoon"]
        assert len(truth["payouts"]) == 200 and truth["ledger"]["balance"] == 10_000_000_000 - 200 * 150_000


def test_silence_is_a_connection_that_ends_and_a_late_answer_comes_late() -> None:
    with Sandbox(faults=["*: lose_answer"]).serve() as sandbox:
        call = verified(sandbox)
        assert call.send().verdict == "unknown"
        assert type(call.fault).__name__ == "RemoteDisconnected"
        sandbox.control("faults", "*: slow")
        started = time.monotonic()
        assert verified(sandbox).send(timeout=0.3).verdict == "unknown" and time.monotonic() - started < 1
        verified(sandbox).send()
        assert time.monotonic() - started > 3


@pytest.mark.parametrize(
    ("sent", "answered"),
    [
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"HTTP/1.1 411 "),
        (b"POST /sandbox/advance?seconds=1 HTTP/1.1\r\nContent-Length: -5\r\n\r\n", b"HTTP/1.1 400 "),
        (b"POST /sandbox/advance?seconds=1 HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf", b""),
        (b"POST /api/callback/order HTTP/1.1\r\nContent-Length: 99999999999999\r\n\r\n" + b"x" * 70_000, b"HTTP/1.1 413 "),
        (b"GET http://evil.test/ HTTP/1.1\r\n\r\n", b"HTTP/1.1 400 "),
        (b"HEAD / HTTP/1.1\r\n\r\n", b"HTTP/1.1 404 "),
        (b"BREW / HTTP/1.1\r\n\r\n", b"HTTP/1.1 501 "),
        (b"\x16\x03\x01 nonsense\r\n\r\n", b"<!DOCTYPE"),
    ],
)
def test_odd_requests_are_answered_and_end(sent: bytes, answered: bytes) -> None:
    with Sandbox().serve() as sandbox:
        address = ("127.0.0.1", int(sandbox.base_url.rsplit(":")[-1]))
        with socket.create_connection(address, timeout=10) as connection:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            answer = b""
            while part := connection.recv(1 << 16):
                answer += part
        assert answer.startswith(answered) and (answered or not answer)
        assert sandbox.truth() == Sandbox().truth(), "nothing was done"
        assert httpx.get(f"{sandbox.base_url}/sandbox/truth", trust_env=False).status_code == 200


def test_as_a_program(shop: str) -> None:
    with started([*PROGRAM, "--port", "0", "--seed", "7", "--hosted-pages"], 20) as (running, address, told):
        assert "(seed 7)" in told and re.search(r"private_key +prv_test_2", told)
        with httpx.Client(base_url=address, trust_env=False) as client:
            assert "<title>" in client.get("/").text
            with client.stream("GET", "/sandbox/events") as events:
                told_of = (line for line in events.iter_lines() if line.startswith("data: "))
                first = next(told_of)
                client.post("/sandbox/advance?seconds=60")
                assert next(told_of) != first, "the dashboard hears of it"
            assert client.get("/sandbox/settings").json()["hosted_pages"] is True
            assert client.post("/sandbox/advance?seconds=1", headers={"origin": "http://evil.test"}).status_code == 403
            client.post("/sandbox/atarapay/callback", params={"url": shop})
            with_form = Sandbox(base_url=address)
            form: Any = atarapay(with_form).checkout.form(purchase=PURCHASE).outcome.value
            client.post("/?hosted=0", content=form["body"], headers=dict(FORM))
            assert delivered(with_form).send(client).verdict == "done"
            until(lambda: len(Shop.taken) == 2)
            [line] = client.get("/sandbox/exchanges?after=1").json()["exchanges"]
            assert line["operation"] == "atarapay.orders.deliver"
        running.send_signal(signal.SIGINT)
        _, complaints = running.communicate(timeout=10)
        assert (running.returncode, complaints) == (130, "")


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["sandbox", "--help"], 0, "--hosted-pages"),
        (["sandbox", "--prot", "1"], 2, "--prot"),
        (["sandbox", "--fault", "x"], 2, "no colon"),
        (["sandbox", "--state", "file"], 2, "there is no --state here"),
        (["notify"], 2, "one command: sandbox"),
        ([], 2, "one command: sandbox"),
    ],
)
def test_what_the_program_will_not_do_it_says_in_a_line(arguments: list[str], status: int, words: str) -> None:
    ran = subprocess.run([sys.executable, "-m", "sanspay", *arguments], capture_output=True, text=True, check=False)
    assert ran.returncode == status
    said = ran.stderr if status else ran.stdout
    assert words in said and (status == 0 or said.count("\n") == 1)


def test_a_port_that_is_taken_is_told_in_a_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ran = subprocess.run([*PROGRAM, "--port", port], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == f"port {port} cannot be had (Address already in use); choose another with --port\n"
