"""Sending with a client of the host's, or with the standard library: once, without redirects, bounded in size and time."""

from __future__ import annotations

import http.client
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from ._reply import MOST

if TYPE_CHECKING:
    from ._call import Request

Received = tuple[int, Iterable[tuple[str, str]], bytes]


class Unsendable(ValueError):
    """The client cannot send such a request, and nothing was sent."""


class Transmit(Protocol):
    """Sends a request once, follows no redirect, and reads at most ``MOST`` bytes of the answer."""

    def __call__(self, request: Request, timeout: float) -> Received: ...


def transmitter(client: object) -> Transmit:
    """How this client of the host's sends."""
    if client is None:
        return with_standard_library
    if awaits(client):
        raise TypeError(f"{type(client).__name__} is asynchronous: await call.asend(client)")
    if callable(getattr(client, "stream", None)):
        return lambda request, timeout: _with_httpx(client, request, timeout)
    if hasattr(client, "get_adapter"):
        return lambda request, timeout: _with_requests(client, request, timeout)
    raise TypeError(
        f"send takes an httpx.Client, a requests.Session or nothing, not {type(client).__name__}; with any other "
        "client, send call.request yourself and hand what came back to call.reply"
    )


def awaits(client: object) -> bool:
    """Whether the client is an httpx.AsyncClient, an aiohttp.ClientSession, or another that is awaited."""
    return iscoroutinefunction(getattr(client, "request", None)) or hasattr(client, "ws_connect")


def still_open(client: object) -> None:
    """Refuses a client that has been closed, since nothing can have been sent with it."""
    if getattr(client, "is_closed", False) or getattr(client, "closed", False):
        raise Unsendable(f"this {type(client).__name__} is closed: make another, or send within its `with` block")


def with_standard_library(request: Request, timeout: float) -> Received:
    url = urlsplit(request.url)
    host = url.hostname or ""
    connection: http.client.HTTPConnection
    if url.scheme == "https":
        context = ssl.create_default_context()
        connection = http.client.HTTPSConnection(host, url.port or 443, timeout=timeout, context=context)
    else:
        connection = http.client.HTTPConnection(host, url.port or 80, timeout=timeout)
    try:
        # Not connection.request, which takes each header's name only once.
        connection.putrequest(request.method, f"{url.path or '/'}{'?' if url.query else ''}{url.query}")
        for name, value in request.headers:
            connection.putheader(name, value)
        if request.content is not None:
            connection.putheader("content-length", str(len(request.content)))
        connection.putheader("connection", "close")
        connection.endheaders(request.content)
        response = connection.getresponse()
        content = bounded(iter(lambda: response.read1(1 << 16), b""), timeout)
        if response.length and len(content) < MOST:
            raise http.client.IncompleteRead(content, response.length)
        return response.status, response.headers.items(), content
    finally:
        connection.close()


def _with_httpx(client: Any, request: Request, timeout: float) -> Received:
    still_open(client)
    # auth=None: the client's own credentials are for others than the gateway.
    with client.stream(**request.kwargs, auth=None, timeout=timeout) as response:
        return response.status_code, response.headers.multi_items(), bounded(response.iter_bytes(), timeout)


def _with_requests(client: Any, request: Request, timeout: float) -> Received:
    headers = dict(request.headers)
    if len(headers) < len(request.headers):
        raise Unsendable("requests cannot send a header twice: pass an httpx.Client, or no client at all")
    with client.request(
        request.method,
        request.url,
        headers=headers,
        data=request.content,
        auth=lambda prepared: prepared,  # else requests takes credentials from ~/.netrc
        allow_redirects=False,
        timeout=timeout,
        stream=True,
    ) as response:
        return response.status_code, response.headers.items(), bounded(_chunks(response), timeout)


def _chunks(response: Any) -> Iterator[bytes]:
    # iter_content waits until a chunk is full, for ever where the answer trickles; before urllib3 2 there is nothing else.
    if not hasattr(response.raw, "read1"):
        return iter(response.iter_content(1 << 10))
    return iter(lambda: response.raw.read1(1 << 16, decode_content=True), b"")


def bounded(chunks: Iterator[bytes], timeout: float) -> bytes:
    """At most ``MOST`` bytes, for no longer than the timeout even where they trickle."""
    body = bytearray()
    latest = time.monotonic() + timeout
    for chunk in chunks:
        body += chunk
        if len(body) >= MOST:
            break
        if time.monotonic() > latest:
            raise TimeoutError("the answer's body took longer than the timeout")
    return bytes(body[:MOST])
