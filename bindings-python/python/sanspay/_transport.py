"""Between HTTP clients and plain data: what came back, why nothing came, and the sending itself."""

from __future__ import annotations

import base64
import http.client
import socket
import ssl
import time
import urllib.error
from collections.abc import Callable, Iterable, Iterator, Mapping
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from ._call import Request

#: One byte more than the largest body that is read, so that the core can tell that it was too large.
MOST = (1 << 20) + 1

Received = tuple[int, Iterable[tuple[str, str]], bytes]


class Unsendable(ValueError):
    """The client cannot send such a request, and nothing was sent."""


class Transmit(Protocol):
    """Sends a request once, follows no redirect, and reads at most ``MOST`` bytes of the answer."""

    def __call__(self, request: Request, timeout: float) -> Received: ...


def transmitter(client: object) -> Transmit:
    """How this client of the host's sends."""
    if client is None:
        return _with_standard_library
    if callable(getattr(client, "stream", None)) and not iscoroutinefunction(getattr(client, "request", None)):
        return lambda request, timeout: _with_httpx(client, request, timeout)
    if hasattr(client, "get_adapter"):
        return lambda request, timeout: _with_requests(client, request, timeout)
    raise TypeError(
        f"send takes an httpx.Client, a requests.Session or nothing, not {type(client).__name__}; with any other "
        "client, send call.request yourself and hand what came back to call.reply"
    )


def _with_standard_library(request: Request, timeout: float) -> Received:
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
        content = _bounded(iter(lambda: response.read1(1 << 16), b""), timeout)
        if response.length and len(content) < MOST:
            raise http.client.IncompleteRead(content, response.length)
        return response.status, response.headers.items(), content
    finally:
        connection.close()


def _with_httpx(client: Any, request: Request, timeout: float) -> Received:
    # auth=None: the client's own credentials are for others than the gateway.
    with client.stream(**request.kwargs, auth=None, timeout=timeout) as response:
        return response.status_code, response.headers.multi_items(), _bounded(response.iter_bytes(), timeout)


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
        return response.status_code, response.headers.items(), _bounded(_chunks(response), timeout)


def _chunks(response: Any) -> Iterator[bytes]:
    # iter_content waits until a chunk is full, for ever where the answer trickles; before urllib3 2 there is nothing else.
    if not hasattr(response.raw, "read1"):
        return iter(response.iter_content(1 << 10))
    return iter(lambda: response.raw.read1(1 << 16, decode_content=True), b"")


def _bounded(chunks: Iterator[bytes], timeout: float) -> bytes:
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


def plain_reply(reply: object) -> dict[str, Any]:
    """What came back, or the exception that came instead, as the door takes it."""
    if isinstance(reply, BaseException):
        # raise_for_status and urllib make exceptions of answers; the answer is what counts.
        answer = reply if isinstance(reply, urllib.error.HTTPError) else getattr(reply, "response", None)
        if answer is None:
            return _fault(reply)
        reply = answer
    if isinstance(reply, Mapping):
        return dict(reply)
    if isinstance(reply, tuple) and len(reply) == 3:
        status, headers, body = reply
    else:
        status, headers, body = _parts(reply)
    return {"status": int(status), "headers": plain_headers(headers), **plain_body(body)}


def _parts(response: Any) -> tuple[Any, Any, Any]:
    # Where the client followed redirects all the same, only the first answer is the gateway's.
    response = next(iter(getattr(response, "history", None) or ()), response)
    status = getattr(response, "status_code", None)
    if status is None:
        status = getattr(response, "status", None)
    if isinstance(response, (http.client.HTTPResponse, urllib.error.HTTPError)):
        body: Any = response.read(MOST)
    else:
        body = getattr(response, "content", None)
        if not isinstance(body, (bytes, str)):
            body = getattr(response, "data", None)
    if not isinstance(status, int) or not isinstance(body, (bytes, bytearray, str)):
        raise TypeError(
            f"a reply is a response with status_code or status, headers, and content or data as bytes; or a tuple "
            f"(status, headers, body); or the exception that was raised. This is {type(response).__name__}; of an "
            "aiohttp response, pass (response.status, response.headers, await response.read())"
        )
    return status, getattr(response, "headers", ()), body


def plain_headers(headers: Any) -> list[list[str]]:
    """Headers of whichever client or framework, as pairs."""
    pairs = headers.multi_items() if hasattr(headers, "multi_items") else headers
    pairs = pairs.items() if hasattr(pairs, "items") else pairs
    return [[_text(name), _text(value)] for name, value in pairs]


def _text(part: str | bytes) -> str:
    encoded = part.encode("utf-8", "surrogateescape") if isinstance(part, str) else part
    return encoded.decode("utf-8", "replace")


def plain_body(body: bytes | bytearray | memoryview | str) -> dict[str, str]:
    """A body as text, or in base64 where its bytes are not UTF-8."""
    content = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else bytes(body[:MOST])
    content = content[:MOST]
    try:
        return {"body": content.decode()}
    except UnicodeDecodeError:
        return {"body_base64": base64.b64encode(content).decode()}


def _fault(error: BaseException) -> dict[str, Any]:
    # Only the kind of exception is told: its text may show an address with a token in it.
    kind = "not_sent" if _precedes_sending(error) else "no_answer"
    return {"fault": kind, "detail": f"{type(error).__module__}.{type(error).__qualname__}"}


def _precedes_sending(error: object) -> bool:
    """Whether it is certain that nothing left: the connection was refused, or the name did not resolve.

    Only what an exception itself names as its cause is followed. Its ``__context__`` may be what happened to quite
    another request, and a timeout while connecting may hide a request that went out before.
    """
    if isinstance(error, (ConnectionRefusedError, socket.gaierror)):
        return True
    if isinstance(several := getattr(error, "exceptions", None), tuple):
        return all(map(_precedes_sending, several))
    if not isinstance(error, Exception) or _was_retried(error):
        return False
    # urllib and urllib3 name the cause in `reason`, requests in its only argument, all others in `__cause__`.
    named: Iterable[object] = (getattr(error, "reason", None), *error.args[:1], error.__cause__)
    return any(isinstance(cause, Exception) and _precedes_sending(cause) for cause in named)


def _was_retried(error: Exception) -> bool:
    """Whether urllib3 may have tried before the attempt that failed here: its error names only the last failure.

    It tries again by calling itself, so the traceback tells how often it did.
    """
    if type(error).__name__ != "MaxRetryError":
        return False
    attempts, traceback = 0, error.__traceback__
    while traceback is not None:
        code = traceback.tb_frame.f_code
        attempts += code.co_name == "urlopen" and code.co_filename.endswith("connectionpool.py")
        traceback = traceback.tb_next
    return attempts != 1
