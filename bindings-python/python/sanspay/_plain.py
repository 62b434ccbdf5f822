"""The plain door, what it answers, and what must not be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import GenericAlias
from typing import Any, NoReturn

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


class OfValue:
    """Takes the value's type in annotations, as in ``Outcome[AtaraPayOrder]``."""

    __slots__ = ()

    def __class_getitem__(cls, value: object) -> GenericAlias:
        return GenericAlias(cls, value)


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


@dataclass(frozen=True, slots=True)
class Outcome(OfValue):
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
class Notice(OfValue):
    """What a gateway sent, and how far it can be believed. It proves nothing: do ``next``, and act on that answer."""

    authenticity: str
    covers: list[str]
    event: str | None
    value: Any
    reason: str | None
    next: Json


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
