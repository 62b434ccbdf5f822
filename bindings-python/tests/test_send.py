"""Sending for real, to a server on this machine, with each client that send takes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import aiohttp
import httpx
import pytest
import requests
import urllib3

import sanspay
from conftest import SECRET, Gateway, inquiry


CLIENTS = ["standard library", "httpx", "requests", "asynchronous standard library", "asynchronous httpx", "aiohttp"]


@pytest.fixture(params=CLIENTS)
def client(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def sent(client: str, base_url: str, timeout: float = 5.0) -> tuple[str, str | None, sanspay.Call]:
    call = inquiry(base_url=base_url)
    outcome = send(call, client, timeout)
    assert outcome == call.outcome and call.request is None
    assert SECRET not in repr(outcome)
    return outcome.verdict, None if outcome.reason is None else outcome.reason["code"], call


def send(call: sanspay.Call, client: str, timeout: float) -> sanspay.Outcome:
    """Sends with a client that is set up, where it can be, to do what must not be done."""
    careless: dict[str, Any] = {"follow_redirects": True, "auth": ("someone", "else")}

    async def asend() -> sanspay.Outcome:
        if client == "asynchronous httpx":
            async with httpx.AsyncClient(**careless) as made:
                return await call.asend(made, timeout=timeout)
        if client == "aiohttp":
            async with aiohttp.ClientSession(raise_for_status=True) as session:
                return await call.asend(session, timeout=timeout)
        return await call.asend(timeout=timeout)

    if client == "standard library":
        return call.send(timeout=timeout)
    if client == "httpx":
        with httpx.Client(**careless) as made:
            return call.send(made, timeout=timeout)
    if client == "requests":
        with requests.Session() as session:
            session.auth = ("someone", "else")
            return call.send(session, timeout=timeout)
    return asyncio.run(asend())


def test_success(client: str, server: str) -> None:
    verdict, reason, call = sent(client, f"{server}/paid")
    assert (verdict, reason, call.fault) == ("done", None, None)
    [(path, headers, body)] = Gateway.asked
    expected = inquiry(base_url=f"{server}/paid").request
    assert expected is not None and expected.body is not None
    assert path == "/paid/api/callback/order" and body == expected.body.encode()
    assert dict(expected.headers).items() <= headers.items()
    assert "authorization" not in headers


def test_a_redirect_is_not_followed(client: str, server: str) -> None:
    verdict, reason, _ = sent(client, f"{server}/redirect")
    assert (verdict, reason) == ("unknown", "http_status")
    assert len(Gateway.asked) == 1


def test_a_compressed_answer_is_read_whole(client: str, server: str) -> None:
    # The standard library asks for none, and so does not unpack one that comes all the same.
    expected = ("unknown", "not_json") if "standard library" in client else ("done", None)
    assert sent(client, f"{server}/compressed")[:2] == expected


def test_bytes_that_are_not_utf8(client: str, server: str) -> None:
    assert sent(client, f"{server}/latin")[:2] == ("unknown", "not_json")


@pytest.mark.parametrize("behaviour", ["silence", "reset", "cut", "trickle"])
def test_no_answer_or_half_of_one_proves_nothing(client: str, server: str, behaviour: str) -> None:
    started = time.monotonic()
    verdict, reason, call = sent(client, f"{server}/{behaviour}", timeout=0.5)
    assert (verdict, reason) == ("unknown", "no_answer")
    assert call.fault is not None and SECRET not in repr(call.fault)
    assert len(Gateway.asked) == 1 and time.monotonic() - started < 5


def test_a_refused_connection_was_not_sent(client: str, nobody: str) -> None:
    assert sent(client, nobody)[:2] == ("not_sent", "not_sent")


def test_an_unknown_name_was_not_sent(client: str) -> None:
    assert sent(client, "https://nowhere.invalid")[:2] == ("not_sent", "not_sent")


def test_a_flood_is_read_only_so_far(client: str, server: str) -> None:
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
    for client, told in {
        httpx.AsyncClient(): "AsyncClient is asynchronous: await call.asend",
        urllib3.PoolManager(): "send takes an httpx.Client, a requests.Session or nothing, not PoolManager",
        "httpx": "send takes",
    }.items():
        call = inquiry(base_url=f"{server}/paid")
        with pytest.raises(TypeError, match=told):
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



def test_asynchronous_clients_likewise(server: str) -> None:
    async def ask(client: object) -> None:
        await inquiry(base_url=f"{server}/paid").asend(client)

    for client in (httpx.Client(), requests.Session(), object()):
        with pytest.raises(TypeError, match=r"asend takes an httpx.AsyncClient, .*call.send\(client\)"):
            asyncio.run(ask(client))

    async def with_auth() -> None:
        with pytest.warns(DeprecationWarning):
            session = aiohttp.ClientSession(auth=aiohttp.BasicAuth("someone", "else"))
        async with session:
            await ask(session)

    with pytest.raises(ValueError, match="would add its own auth"):
        asyncio.run(with_auth())
    assert not Gateway.asked


def test_a_closed_client_has_sent_nothing(server: str) -> None:
    call = inquiry(base_url=f"{server}/paid")
    client = httpx.Client()
    client.close()
    with pytest.raises(ValueError, match="this Client is closed"):
        call.send(client)

    async def closed() -> None:
        async with aiohttp.ClientSession() as session:
            pass
        await call.asend(session)

    with pytest.raises(ValueError, match="this ClientSession is closed"):
        asyncio.run(closed())
    assert call.request is not None and not Gateway.asked


def test_responses_that_are_still_to_be_awaited(server: str) -> None:
    async def ask(path: str) -> list[str]:
        verdicts = []
        async with aiohttp.ClientSession() as session, httpx.AsyncClient() as client:
            for read_before in (False, True):
                call = inquiry(base_url=f"{server}/{path}")
                assert call.request is not None
                async with session.request(**call.request.aiohttp) as response:
                    if read_before:
                        await response.read()
                    await call.areply(response)
                verdicts.append(concluded(call))
            call = inquiry(base_url=f"{server}/{path}")
            assert call.request is not None
            async with client.stream(**call.request.kwargs) as streamed:
                await call.areply(streamed)
            verdicts.append(concluded(call))
            call = inquiry(base_url=f"{server}/{path}")
            assert call.request is not None
            await call.areply(await client.request(**call.request.kwargs))
        return [*verdicts, concluded(call)]

    assert asyncio.run(ask("paid")) == ["done"] * 4
    assert asyncio.run(ask("compressed")) == ["done"] * 4


def test_of_a_streamed_flood_only_the_beginning_is_awaited(server: str) -> None:
    async def ask() -> str:
        call = inquiry(base_url=f"{server}/flood")
        assert call.request is not None
        async with aiohttp.ClientSession() as session, session.request(**call.request.aiohttp) as response:
            await call.areply(response)
        return concluded(call)

    assert asyncio.run(ask()) == "unknown"


def test_a_task_that_is_cancelled_leaves_a_doubt(server: str) -> None:
    async def ask() -> sanspay.Call:
        call = inquiry(base_url=f"{server}/silence")
        task = asyncio.create_task(call.asend())
        await asyncio.sleep(0.2)
        with pytest.raises(RuntimeError, match="being sent already"):
            await call.asend()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        Gateway.done.set()
        return call

    call = asyncio.run(ask())
    assert call.request is None and concluded(call) == "unknown"
    assert len(Gateway.asked) == 1


def test_a_running_event_loop_is_not_blocked(server: str) -> None:
    async def ask() -> None:
        inquiry(base_url=f"{server}/paid").send()

    with pytest.raises(RuntimeError, match=r"would block the event loop .* await call.asend"):
        asyncio.run(ask())
    assert not Gateway.asked


def concluded(call: sanspay.Call) -> str:
    assert call.outcome is not None
    return call.outcome.verdict
