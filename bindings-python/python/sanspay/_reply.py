"""What an HTTP client came back with, or raised, as the door's plain data."""

from __future__ import annotations

import base64
import http.client
import socket
import urllib.error
from collections.abc import Iterable, Mapping
from typing import Any

#: One byte more than the largest body that is read, so that the core can tell that it was too large.
MOST = (1 << 20) + 1


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
        # aiohttp keeps what was awaited in `_body`; its `content` is a stream.
        parts = (getattr(response, name, None) for name in ("content", "data", "_body"))
        body = next((part for part in parts if isinstance(part, (bytes, bytearray, str))), None)
    if not isinstance(status, int) or not isinstance(body, (bytes, bytearray, str)):
        raise TypeError(
            f"a reply is a response with status_code or status, headers, and content or data as bytes; or a tuple "
            f"(status, headers, body); or the exception that was raised. This is {type(response).__name__}; one whose "
            "body is still to be awaited goes to `await call.areply(response)`"
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
