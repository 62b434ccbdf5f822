"""Sending with an asynchronous client of the host's, under the same rules as `_send`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from typing import TYPE_CHECKING, Any, Protocol

from ._reply import MOST
from ._send import Received, Unsendable, awaits, still_open, with_standard_library

if TYPE_CHECKING:
    from ._call import Request


class Atransmit(Protocol):
    """Sends a request once, follows no redirect, and reads at most ``MOST`` bytes of the answer."""

    def __call__(self, request: Request, timeout: float) -> Awaitable[Received]: ...


def atransmitter(client: object) -> Atransmit:
    """How this asynchronous client of the host's sends."""
    if client is None:
        return lambda request, timeout: asyncio.to_thread(with_standard_library, request, timeout)
    if not awaits(client):
        raise TypeError(
            f"asend takes an httpx.AsyncClient, an aiohttp.ClientSession or nothing, not {type(client).__name__}; "
            "a client that is not awaited goes to call.send(client)"
        )
    if hasattr(client, "ws_connect"):
        return lambda request, timeout: _with_aiohttp(client, request, timeout)
    return lambda request, timeout: _with_httpx(client, request, timeout)


async def areceived(reply: object) -> object:
    """A reply whose body, where it is still to come, has been read, as far as anybody wants it."""
    response: Any = reply
    if hasattr(response, "aiter_bytes") and not response.is_closed:
        return response.status_code, response.headers.multi_items(), await _bounded(response.aiter_bytes())
    if hasattr(getattr(response, "content", None), "iter_any") and getattr(response, "_body", None) is None:
        return response.status, response.headers.items(), await _bounded(response.content.iter_any())
    return reply


async def _with_httpx(client: Any, request: Request, timeout: float) -> Received:
    still_open(client)
    # auth=None: the client's own credentials are for others than the gateway.
    async with client.stream(**request.kwargs, auth=None, timeout=timeout) as response:
        body = await asyncio.wait_for(_bounded(response.aiter_bytes()), timeout)
        return response.status_code, response.headers.multi_items(), body


async def _with_aiohttp(client: Any, request: Request, timeout: float) -> Received:
    import aiohttp

    still_open(client)
    if getattr(client, "auth", None) is not None:
        raise Unsendable("this ClientSession would add its own auth, which is for others than the gateway: make one without")
    try:
        async with client.request(**request.aiohttp, timeout=aiohttp.ClientTimeout(total=timeout)) as response:
            return response.status, response.headers.items(), await _bounded(response.content.iter_any())
    except aiohttp.ClientConnectionError as error:
        if request.method == "POST":
            raise
        # Of other methods aiohttp tries again by itself, and tells only how the last attempt failed.
        raise ConnectionError("an attempt before this one may have arrived") from error


async def _bounded(chunks: AsyncIterator[bytes]) -> bytes:
    body = bytearray()
    async for chunk in chunks:
        body += chunk
        if len(body) >= MOST:
            break
    return bytes(body[:MOST])
