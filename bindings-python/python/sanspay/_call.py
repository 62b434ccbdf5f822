"""One operation under way, and the request it waits for."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ._asend import areceived, atransmitter
from ._plain import Json, OfValue, Outcome, Secretive, Settings, answered, exchange
from ._reply import plain_reply
from ._send import Unsendable, transmitter

#: The version of what ``save`` writes.
_FORMAT = 1
_LOST = (
    "this call was saved with a request under way, which may have been sent, and what follows it too: give call.reply(…) "
    "what came back; where nothing is known of it, call.send() sends nothing and concludes"
)


class Request(Secretive):
    """What to send, exactly as it is: follow no redirect, and verify the server's certificate.

    ``url``, ``headers`` and ``body`` hold credentials. Log ``summary``, which holds none.
    """

    __slots__ = ("body", "headers", "method", "summary", "url")

    def __init__(self, plain: Json) -> None:
        self.method: str = plain["method"]
        self.url: str = plain["url"]
        self.headers: list[tuple[str, str]] = [(name, value) for name, value in plain["headers"]]
        self.body: str | None = plain["body"]
        self.summary: str = plain["summary"]

    @property
    def content(self) -> bytes | None:
        """The body as bytes."""
        return None if self.body is None else self.body.encode()

    @property
    def kwargs(self) -> Json:
        """The arguments of ``httpx.request``, or of the ``request`` method of an httpx client."""
        return {
            "method": self.method,
            "url": self.url,
            "headers": self.headers,
            "content": self.content,
            "follow_redirects": False,
        }

    @property
    def aiohttp(self) -> Json:
        """The arguments of the ``request`` method of an aiohttp.ClientSession."""
        from yarl import URL  # which aiohttp brings

        return {
            "method": self.method,
            "url": URL(self.url, encoded=True),
            "headers": self.headers,
            "data": self.content,
            "allow_redirects": False,
            "raise_for_status": False,
        }

    def __repr__(self) -> str:
        return f"<Request {self.summary}>"


class Call(OfValue, Secretive):
    """One operation under way: ``request`` until it is decided, then ``outcome``."""

    __slots__ = ("_answer", "_given", "_replies", "_resumed", "_sending", "_settings", "fault", "operation")

    def __init__(self, operation: str, settings: Settings, given: Json, replies: list[Json] | None = None) -> None:
        #: The operation's name: ``gateway.group.verb``.
        self.operation = operation
        #: What the HTTP client last raised, where there was no answer. Its text may show addresses: mind the log.
        self.fault: BaseException | None = None
        self._settings = settings
        # What the host changes afterwards must not change what its replies are held against.
        self._given = _copied(given)
        self._sending = threading.Lock()
        self._answer: Json = {}
        self._resumed = False
        self._take(replies or [])

    @classmethod
    def _resumed_from(cls, saved: str, gateway: str, settings: Settings) -> Call:
        """A call as it was when it was saved.

        Its request may have gone out since, and so may those that follow it: none of them is given out again.
        """
        plain = _saved(saved)
        operation: str = plain["operation"]
        if not operation.startswith(f"{gateway}."):
            raise ValueError(f"the saved call is {operation}, and this is {gateway}")
        call = cls(operation, settings, plain["input"], plain["replies"])
        call._resumed = "request" in call._answer
        return call

    def _ask(self, replies: list[Json]) -> Json:
        return answered(
            exchange(
                {
                    "operation": self.operation,
                    "account": self._settings.plain(),
                    "input": self._given,
                    "replies": replies,
                }
            )
        )

    def _take(self, replies: list[Json]) -> None:
        self._answer = self._ask(replies)
        self._replies = replies
        self._resumed = self._resumed and "request" in self._answer

    @property
    def request(self) -> Request | None:
        """What to send now; None once it is decided."""
        if self._resumed:
            raise RuntimeError(_LOST)
        plain = self._answer.get("request")
        return None if plain is None else Request(plain)

    @property
    def outcome(self) -> Outcome | None:
        """What has come of it; None while a request waits to be sent."""
        plain = self._answer.get("outcome")
        return None if plain is None else Outcome._from(plain)

    def reply(self, reply: object) -> None:
        """Takes what came back for the request.

        That is the response of an HTTP client (httpx, requests, urllib3, or any that has ``status_code`` or ``status``,
        ``headers``, and ``content`` or ``data`` as bytes), a tuple ``(status, headers, body)``, or the exception that
        the client raised.
        """
        self._take([*self._replies, plain_reply(reply)])
        if isinstance(reply, BaseException):
            self.fault = reply

    async def areply(self, reply: object) -> None:
        """Takes a response whose body may still have to be awaited, of an httpx.AsyncClient or aiohttp, or as ``reply``."""
        self.reply(await areceived(reply))

    def send(self, client: object = None, timeout: float = 30.0) -> Outcome:
        """Sends what is to be sent until there is an outcome, and answers with it.

        ``client`` is an httpx.Client or a requests.Session of yours; without one the standard library is used, which
        knows no proxies. ``timeout`` is in seconds. What the client raises becomes an outcome too, and is kept in
        ``fault``; only what is certain never to have left counts as not sent.
        """
        _outside_event_loops()
        transmit = transmitter(client)
        with self._alone():
            while request := self.request:
                try:
                    received: object = transmit(request, timeout)
                except Unsendable:
                    raise
                except Exception as error:
                    received = error
                except BaseException as interruption:
                    # Interrupted half-way: it may have been sent, and must not be sent again by accident.
                    self.reply(interruption)
                    raise
                self.reply(received)
        return self._concluded()

    async def asend(self, client: object = None, timeout: float = 30.0) -> Outcome:
        """As ``send``, with an httpx.AsyncClient or an aiohttp.ClientSession of yours.

        Without one the standard library is used in a thread. Where the task is cancelled half-way, the call has its outcome:
        the request may have been sent.
        """
        transmit = atransmitter(client)
        with self._alone():
            while request := self.request:
                try:
                    received: object = await transmit(request, timeout)
                except Unsendable:
                    raise
                except Exception as error:
                    received = error
                except BaseException as interruption:
                    self.reply(interruption)
                    raise
                self.reply(received)
        return self._concluded()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Whoever sends is the only one: two senders would send twice."""
        if not self._sending.acquire(blocking=False):
            raise RuntimeError("the call is being sent already: wait for that, and read call.outcome")
        try:
            if self._resumed:
                self.reply({"fault": "lost", "detail": "the call was resumed"})
            yield
        finally:
            self._sending.release()

    def _concluded(self) -> Outcome:
        outcome = self.outcome
        assert outcome is not None  # an answer is a request or an outcome
        return outcome

    def save(self) -> str:
        """The call as text, for ``account.resume(saved)``, in another process too.

        Store it before you send, and a restart loses nothing. It holds the input and all replies, tokens among them, and
        nothing of the account. Keep it where you keep orders, and out of logs.
        """
        plain = {"sanspay": _FORMAT, "operation": self.operation, "input": self._given, "replies": self._replies}
        return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), default=int)

    def __repr__(self) -> str:
        outcome = self.outcome
        return f"<Call {self.operation}: {'waits for a reply' if outcome is None else outcome.verdict}>"


def _saved(saved: str) -> Json:
    """What ``save`` wrote. Whether its replies are some is for the core to say."""
    try:
        plain = json.loads(saved)
    except (TypeError, ValueError):
        plain = None
    if isinstance(plain, dict) and plain.get("sanspay") == _FORMAT and isinstance(plain.get("replies"), list):
        if isinstance(plain.get("operation"), str) and isinstance(plain.get("input"), dict):
            return plain
    raise ValueError("resume takes the text that call.save() returned; this is none, or that of another version")


def _outside_event_loops() -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise RuntimeError("call.send would block the event loop that is running here: await call.asend(…)")


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copied(field) for name, field in value.items()}
    return [_copied(item) for item in value] if isinstance(value, (list, tuple)) else value
