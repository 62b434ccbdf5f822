"""A merchant's account with one gateway, and what that gateway can be asked, as the manifest says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, NoReturn

from ._call import Call
from ._plain import Json, Notice, Secretive, Settings, answered, operations, receive
from ._reply import plain_body, plain_headers


class Gateway(Secretive):
    """A merchant's account with one gateway. It asks with ``account.group.verb(field=…)``.

    The settings are checked when they are used, since each operation needs others.
    """

    __slots__ = ("_settings",)

    _name: ClassVar[str] = "gateway"
    _groups: ClassVar[dict[str, dict[str, str]]] = {}

    def __init__(self, **settings: Any) -> None:
        self._settings = Settings(settings)

    def ask(self, next: Json) -> Call:
        """Follows the ``next`` of an outcome or notice where it says to ask something."""
        if next.get("do") != "ask":
            raise ValueError(f'next says to do "{next.get("do")}"; only "ask" can be asked')
        return Call(next["operation"], self._settings, next["input"])

    def resume(self, saved: str) -> Call:
        """A call as it was when ``call.save()`` was stored.

        A request that was under way then may have been sent, so it is not given out again: hand over its reply, or
        ``send()``, which sends nothing more and concludes.
        """
        return Call._resumed_from(saved, self._name, self._settings)

    def receive(self, kind: str, headers: Any, body: bytes | str) -> Notice:
        """Reads a notice that the gateway sent: its kind such as ``"order"``, and the HTTP request's headers and body."""
        message = {"headers": plain_headers(headers), **plain_body(body)}
        plain = answered(
            receive({"notice": f"{self._name}.{kind}", "account": self._settings.plain(), "message": message})
        )["notice"]
        return Notice(*(plain[field] for field in Notice.__match_args__))

    def __getattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{self._name} has no {name}; it has {', '.join(self._groups)}")

    def __repr__(self) -> str:
        return f"<{type(self).__name__} account>"


class Group(Secretive):
    """Some operations of a gateway that belong together."""

    __slots__ = ("_name", "_settings", "_verbs")

    def __init__(self, name: str, verbs: dict[str, str], settings: Settings) -> None:
        self._name = name
        self._verbs = verbs
        self._settings = settings

    def __getattr__(self, name: str) -> Callable[..., Call]:
        summary = self._verbs.get(name)
        if summary is None:
            raise AttributeError(f"{self._name} has no {name}; it has {', '.join(self._verbs)}")

        def operation(**given: Any) -> Call:
            return Call(f"{self._name}.{name}", self._settings, given)

        operation.__name__ = name
        operation.__qualname__ = f"{self._name}.{name}"
        operation.__doc__ = summary
        return operation

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._verbs]

    def __repr__(self) -> str:
        return f"<{self._name}: {', '.join(self._verbs)}>"


def gateway(name: str, display_name: str) -> type[Gateway]:
    """The class of accounts with the gateway of that name, offering what the manifest lists for it."""
    groups: dict[str, dict[str, str]] = {}
    for described in operations()["operations"]:
        gateway, group, verb = described["name"].split(".")
        if gateway == name:
            groups.setdefault(group, {})[verb] = described["summary"]
    members: dict[str, Any] = {name: property(_opened(name, verbs)) for name, verbs in groups.items()}
    members |= {"__slots__": (), "__module__": "sanspay", "__doc__": Gateway.__doc__, "_name": name, "_groups": groups}
    return type(display_name, (Gateway,), members)


def _opened(group: str, verbs: dict[str, str]) -> Callable[[Gateway], Group]:
    return lambda gateway: Group(f"{gateway._name}.{group}", verbs, gateway._settings)
