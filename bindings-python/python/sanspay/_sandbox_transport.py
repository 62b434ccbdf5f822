"""The sandbox in place of the network, for httpx."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import anyio
import httpx

if TYPE_CHECKING:
    from .sandbox import Reply

Exchange = Callable[[str, str, Iterable[tuple[bytes, bytes]], bytes], "tuple[Reply | None, int]"]


class Transport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Answers requests to the sandbox's own address, and refuses all others."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answers a client that waits."""
        answered = _Answered(self._exchange, request, request.read())
        time.sleep(answered.wait)
        return answered.response()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answers a client that is awaited."""
        answered = _Answered(self._exchange, request, await request.aread())
        await anyio.sleep(answered.wait)
        return answered.response()


class _Answered:
    """What the sandbox did at once, and what the client gets to see of it after a while."""

    def __init__(self, exchange: Exchange, request: httpx.Request, body: bytes) -> None:
        self._request = request
        self._reply, late = exchange(request.method, str(request.url), request.headers.raw, body)
        patience: float | None = request.extensions.get("timeout", {}).get("read")
        self._in_time = patience is None or late <= patience
        #: For how long the client waits, until the answer comes or it gives up.
        self.wait = late if patience is None else min(late, patience)

    def response(self) -> httpx.Response:
        if not self._in_time:
            raise httpx.ReadTimeout("The read operation timed out", request=self._request)
        if self._reply is None:
            raise httpx.RemoteProtocolError("Server disconnected without sending a response.", request=self._request)
        status, headers, body = self._reply
        return httpx.Response(status, headers=headers, content=body)
