"""sanspay in Django: gateways from the settings, payments in the database, notices, an admin page and a command.

``INSTALLED_APPS = [..., "sanspay.django"]``, and the accounts::

    SANSPAY = {
        "origin": "https://shop.example",
        "atarapay": {"environment": "staging", "public_key": "…", "private_key": "…"},
    }

``manage.py check`` says what is missing. docs/django.md goes from there to a proven payment.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Literal, overload

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed
from django.urls import reverse

import sanspay

if TYPE_CHECKING:
    from sanspay import AtaraPay, AtMoon

__all__ = ["address", "gateway"]

#: The gateways that accounts can be given for, each with what makes one.
GATEWAYS: dict[str, Any] = {"atarapay": sanspay.AtaraPay, "atmoon": sanspay.AtMoon}

#: For how many seconds a request may be under way before its process is taken for dead; the setting "patience".
PATIENCE = 120


@overload
def gateway(name: Literal["atarapay"]) -> AtaraPay: ...
@overload
def gateway(name: Literal["atmoon"]) -> AtMoon: ...
@overload
def gateway(name: str) -> Any: ...


def gateway(name: str) -> Any:
    """The account of the settings with that gateway: ``gateway("atarapay").orders.verify_payment(…)``.

    Raises ``ImproperlyConfigured`` where the settings have none.
    """
    return _gateway(name)


def address(view: str, *args: Any, **kwargs: Any) -> str:
    """The whole address of a view of yours, for a gateway to send a buyer or a notice to.

    It begins with the setting "origin", not with the Host header, which is whatever the client sends.
    """
    origin = configured("origin")
    if not origin:
        raise ImproperlyConfigured('SANSPAY has no "origin": write "origin": "https://your-shop.example" into it')
    return str(origin).rstrip("/") + reverse(view, args=args, kwargs=kwargs)


def configured(name: str, otherwise: Any = None) -> Any:
    """What the settings say under that name."""
    found = getattr(settings, "SANSPAY", None) or {}
    return found.get(name, otherwise)


@cache
def _gateway(name: str) -> Any:
    account = configured(name)
    if name not in GATEWAYS or account is None:
        raise ImproperlyConfigured(
            f'SANSPAY has no account for "{name}": write "{name}": {{…}} into it, and see what `manage.py check` says'
        )
    return GATEWAYS[name](**account)


def _forget(*, setting: str, **_: Any) -> None:
    if setting == "SANSPAY":
        _gateway.cache_clear()


setting_changed.connect(_forget, dispatch_uid="sanspay")
