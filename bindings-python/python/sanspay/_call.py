"""One operation under way, and the plain door below it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, NoReturn

from . import _transport
from ._sanspay import call as _door

Json = dict[str, Any]


class Error(ValueError):
    """A question that cannot be answered. Nothing was sent, and nothing happened.

    ``kind`` is for programs; ``problems`` names every field that is wrong, each as ``{"field": …, "message": …}``.
    """

    def __init__(self, kind: str, message: str, problems: list[dict[str, str]]) -> None:
        super().__init__(kind, message, problems)
        self.kind = kind
        self.message = message
        self.problems = problems

    def __str__(self) -> str:
        return self.message


class Secretive:
    """Holds credentials: shown nowhere, copied nowhere, written to no disk."""

    __slots__ = ()

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError(
            f"{type(self).__name__} holds credentials, and so is not pickled or copied: "
            "pass on your own ids, and make it anew from your settings where it is needed"
        )


class Settings(Secretive):
    """The settings of an account. Not a dict, because tools that show the variables of a traceback print every dict."""

    __slots__ = ("_plain",)

    def __init__(self, plain: Json) -> None:
        self._plain = plain

    def plain(self) -> Json:
        """The settings as they are, for handing to the door and for nothing else."""
        return self._plain

    def __repr__(self) -> str:
        return "<settings>"


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

    def __repr__(self) -> str:
        return f"<Request {self.summary}>"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What has come of it: the verdict, what became of the money, why, and what to do next."""

    verdict: str
    funds: str
    value: Any
    reason: Json | None
    next: Json

    @classmethod
    def _from(cls, plain: Json) -> Outcome:
        return cls(plain["verdict"], plain["funds"], plain.get("value"), plain.get("reason"), plain.get("next") or {})


@dataclass(frozen=True, slots=True)
class Notice:
    """What a gateway sent, and how far it can be believed. It proves nothing: do ``next``, and act on that answer."""

    authenticity: str
    covers: list[str]
    event: str | None
    value: Any
    reason: str | None
    next: Json


class Call(Secretive):
    """One operation under way: ``request`` until it is decided, then ``outcome``."""

    __slots__ = ("_answer", "_given", "_replies", "_settings", "fault", "operation")

    def __init__(self, operation: str, settings: Settings, given: Json) -> None:
        #: The operation's name: ``gateway.group.verb``.
        self.operation = operation
        #: What the HTTP client last raised, where there was no answer. Its text may show addresses: mind the log.
        self.fault: BaseException | None = None
        self._settings = settings
        self._given = given
        self._replies: list[Json] = []
        self._answer: Json = {}
        self._answer = self._ask([])

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

    @property
    def request(self) -> Request | None:
        """What to send now; None once it is decided."""
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
        replies = [*self._replies, _transport.plain_reply(reply)]
        self._answer = self._ask(replies)
        self._replies = replies
        if isinstance(reply, BaseException):
            self.fault = reply

    def send(self, client: object = None, timeout: float = 30.0) -> Outcome:
        """Sends what is to be sent until there is an outcome, and answers with it.

        ``client`` is an httpx.Client or a requests.Session of yours; without one the standard library is used, which
        knows no proxies. ``timeout`` is in seconds. What the client raises becomes an outcome too, and is kept in
        ``fault``; only what is certain never to have left counts as not sent.
        """
        transmit = _transport.transmitter(client)
        while request := self.request:
            try:
                received: object = transmit(request, timeout)
            except _transport.Unsendable:
                raise
            except Exception as error:
                received = error
            except BaseException as interruption:
                # Interrupted half-way: it may have been sent, and must not be sent again by accident.
                self.reply(interruption)
                raise
            self.reply(received)
        outcome = self.outcome
        assert outcome is not None  # an answer is a request or an outcome
        return outcome

    def __repr__(self) -> str:
        outcome = self.outcome
        return f"<Call {self.operation}: {'waits for a reply' if outcome is None else outcome.verdict}>"


def exchange(question: Mapping[str, Any]) -> Json:
    """Asks the plain door ``{"operation", "account", "input", "replies"}``.

    It answers ``{"request"}``, ``{"outcome"}`` or ``{"error"}``, and raises nothing.
    """
    return _door({"exchange": question})


def receive(question: Mapping[str, Any]) -> Json:
    """Asks the plain door ``{"notice", "account", "message"}``.

    It answers ``{"notice"}`` or ``{"error"}``, and raises nothing.
    """
    return _door({"receive": question})


def settle(known: Outcome | Json, seen: Outcome | Json) -> Outcome:
    """Combines two outcomes of one payment: what is proven of the money stays, and a contradiction asks for a review."""
    plain = [asdict(outcome) if isinstance(outcome, Outcome) else outcome for outcome in (known, seen)]
    return Outcome._from(answered(_door({"settle": {"known": plain[0], "seen": plain[1]}}))["outcome"])


def operations() -> Json:
    """Everything there is: ``{"version", "operations", "notices"}``."""
    manifest: Json = _door({"operations": {}})["operations"]
    return manifest


def answered(answer: Json) -> Json:
    """The answer, unless it is an error, which is raised."""
    if (error := answer.get("error")) is not None:
        raise Error(error["kind"], error["message"], error["problems"])
    return answer
