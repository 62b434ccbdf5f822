"""Sending for real, to a server on this machine, with each client that send takes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import requests
import urllib3

import sanspay
from conftest import SECRET, Gateway, inquiry


@pytest.fixture(params=["standard library", "httpx", "requests"])
def client(request: pytest.FixtureRequest) -> Iterator[Any]:
    if request.param == "standard library":
        yield None
    elif request.param == "httpx":
        # A client set up to do what must not be done.
        with httpx.Client(follow_redirects=True, auth=("someone", "else")) as made:
            yield made
    else:
        with requests.Session() as session:
            session.auth = ("someone", "else")
            yield session


def sent(client: Any, base_url: str, timeout: float = 5.0) -> tuple[str, str | None, sanspay.Call]:
    call = inquiry(base_url=base_url)
    outcome = call.send(client, timeout=timeout)
    assert outcome == call.outcome and call.request is None
    assert SECRET not in repr(outcome)
    return outcome.verdict, None if outcome.reason is None else outcome.reason["code"], call


def test_success(client: Any, server: str) -> None:
    verdict, reason, call = sent(client, f"{server}/paid")
    assert (verdict, reason, call.fault) == ("done", None, None)
    [(path, headers, body)] = Gateway.asked
    expected = inquiry(base_url=f"{server}/paid").request
    assert expected is not None and expected.body is not None
    assert path == "/paid/api/callback/order" and body == expected.body.encode()
    assert dict(expected.headers).items() <= headers.items()
    assert "authorization" not in headers


def test_a_redirect_is_not_followed(client: Any, server: str) -> None:
    verdict, reason, _ = sent(client, f"{server}/redirect")
    assert (verdict, reason) == ("unknown", "http_status")
    assert len(Gateway.asked) == 1


def test_a_compressed_answer_is_read_whole(client: Any, server: str) -> None:
    # The standard library asks for none, and so does not unpack one that comes all the same.
    expected = ("unknown", "not_json") if client is None else ("done", None)
    assert sent(client, f"{server}/compressed")[:2] == expected


def test_bytes_that_are_not_utf8(client: Any, server: str) -> None:
    assert sent(client, f"{server}/latin")[:2] == ("unknown", "not_json")


@pytest.mark.parametrize("behaviour", ["silence", "reset", "cut", "trickle"])
def test_no_answer_or_half_of_one_proves_nothing(client: Any, server: str, behaviour: str) -> None:
    started = time.monotonic()
    verdict, reason, call = sent(client, f"{server}/{behaviour}", timeout=0.5)
    assert (verdict, reason) == ("unknown", "no_answer")
    assert call.fault is not None and SECRET not in repr(call.fault)
    assert len(Gateway.asked) == 1 and time.monotonic() - started < 5


def test_a_refused_connection_was_not_sent(client: Any, nobody: str) -> None:
    assert sent(client, nobody)[:2] == ("not_sent", "not_sent")


def test_an_unknown_name_was_not_sent(client: Any) -> None:
    assert sent(client, "https://nowhere.invalid")[:2] == ("not_sent", "not_sent")


def test_a_flood_is_read_only_so_far(client: Any, server: str) -> None:
    started = time.monotonic()
    assert sent(client, f"{server}/flood")[:2] == ("unknown", "too_large")
    assert time.monotonic() - started < 5


def test_the_loop_of_ones_own(server: str) -> None:
    with httpx.Client() as client:
        for send in (httpx.request, client.request):
            call = inquiry(base_url=f"{server}/paid")
            while call.request:
                call.reply(send(**call.request.kwargs))
            assert call.outcome is not None and call.outcome.verdict == "done"


def test_an_asynchronous_loop_of_ones_own(server: str, nobody: str) -> None:
    async def ask(base_url: str) -> str:
        call = inquiry(base_url=base_url)
        async with httpx.AsyncClient() as client:
            while call.request:
                try:
                    call.reply(await client.request(**call.request.kwargs))
                except httpx.HTTPError as error:
                    call.reply(error)
        assert call.outcome is not None
        return call.outcome.verdict

    assert asyncio.run(ask(f"{server}/paid")) == "done"
    assert asyncio.run(ask(nobody)) == "not_sent"


def test_other_clients_are_refused_before_anything_is_sent(server: str) -> None:
    for client in (httpx.AsyncClient(), urllib3.PoolManager(), "httpx", object()):
        call = inquiry(base_url=f"{server}/paid")
        with pytest.raises(TypeError, match="send takes an httpx.Client, a requests.Session or nothing"):
            call.send(client)
        assert call.request is not None and not Gateway.asked


def test_an_interruption_leaves_a_doubt_and_goes_on(server: str) -> None:
    def interrupt(_: httpx.Request) -> httpx.Response:
        raise KeyboardInterrupt

    call = inquiry(base_url=f"{server}/paid")
    with httpx.Client(transport=httpx.MockTransport(interrupt)) as client, pytest.raises(KeyboardInterrupt):
        call.send(client)
    assert call.request is None
    assert call.outcome is not None and call.outcome.verdict == "unknown"
    assert call.send(client) == call.outcome and not Gateway.asked


def test_requests_cannot_repeat_a_header() -> None:
    settings = {"access_key": "a" * 8, "merchant_key": "m" * 8, "client_id": "12", "api_password": "p" * 8}
    shop = sanspay.AtMoon(**settings, auth_style="repeated_authorization")
    call = shop.pg.initiate(
        name="A B", phone="9876543210", email="a@example.com", amount=49900, redirect_url="https://example.com/back"
    )
    with requests.Session() as session, pytest.raises(ValueError, match="cannot send a header twice"):
        call.send(session)
    assert call.request is not None

