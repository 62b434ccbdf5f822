"""What `manage.py check` says of the settings, offline. The rules for accounts are the library's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.urls import NoReverseMatch, reverse

import sanspay

from . import GATEWAYS, configured
from .knowledge import EFFECTS

TAG = "sanspay"
KNOWN = (*GATEWAYS, "origin", "patience")


def register() -> None:
    """Adds them to Django's own."""
    checks.register(everywhere, TAG)
    checks.register(deployed, TAG, deploy=True)


def everywhere(app_configs: Any, **_: Any) -> list[checks.CheckMessage]:
    """What must be right on any machine."""
    given = getattr(settings, "SANSPAY", None)
    if not isinstance(given, dict) or not any(name in GATEWAYS for name in given):
        return [
            checks.Error(
                "SANSPAY names no gateway, so no payment can be taken.",
                hint='Write SANSPAY = {"atarapay": {"environment": "staging", "public_key": "…", '
                '"private_key": "…"}} into the settings, or an account for "atmoon".',
                id="sanspay.E001",
            )
        ]
    return [*_names(given), *_accounts(given), *_origin(), *_live(given), *_notices(given)]


def deployed(app_configs: Any, **_: Any) -> list[checks.CheckMessage]:
    """What must be right besides where customers are: `manage.py check --deploy`."""
    return [*_trials(), *_sqlite()]


def _names(given: dict[str, Any]) -> Iterator[checks.CheckMessage]:
    for name in given:
        if name not in KNOWN:
            yield checks.Error(
                f'SANSPAY["{name}"] is nothing that is known.',
                hint=f"It may hold {', '.join(KNOWN)}.",
                id="sanspay.E002",
            )


def _accounts(given: dict[str, Any]) -> Iterator[checks.CheckMessage]:
    for name in GATEWAYS:
        if name in given:
            for field, message in _problems(name, given[name]):
                setting = f'SANSPAY["{name}"]' + (f'["{field}"]' if field else "")
                yield checks.Error(
                    f"{setting} {message}.",
                    hint=f"Keys come from the gateway's dashboard; docs/{name}.md tells where each setting comes from.",
                    id="sanspay.E003",
                )


def _problems(name: str, account: Any) -> list[tuple[str, str]]:
    """What the library finds wrong with the account, by asking it everything without input. Nothing is sent."""
    if not isinstance(account, dict):
        return [("", "must be a dict of settings")]
    found: list[dict[str, str]] = []
    for operation, effect in EFFECTS.items():
        if operation.startswith(f"{name}.") and effect != "local":
            answer = sanspay.exchange({"operation": operation, "account": account, "input": {}, "replies": []})
            problems = answer.get("error", {}).get("problems", [])
            found.append({each["field"]: each["message"] for each in problems if _of_the_account(each["field"])})
    everything = {field: message for problems in found for field, message in problems.items()}
    # What is given must be right. Of what is missing each operation needs other parts: enough for one is enough.
    wrong = {field: message for field, message in everything.items() if field.split(".")[-1] in account}
    unknown = {field: message for field, message in everything.items() if field == "account"}
    missing = min(found, key=len)
    return [
        (field.removeprefix("account").removeprefix("."), said)
        for field, said in {**missing, **wrong, **unknown}.items()
    ]


def _of_the_account(field: str) -> bool:
    return field == "account" or field.startswith("account.")  # and not the input's account_number


def _origin() -> Iterator[checks.CheckMessage]:
    origin = configured("origin")
    if origin is None:
        yield checks.Warning(
            'SANSPAY has no "origin", so sanspay.django.address() cannot tell gateways where your shop is.',
            hint='Write "origin": "https://your-shop.example" into SANSPAY.',
            id="sanspay.W001",
        )
        return
    parts = urlsplit(str(origin))
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/") or parts.query:
        yield checks.Error(
            'SANSPAY["origin"] must be an address without a path.',
            hint='Write "origin": "https://your-shop.example".',
            id="sanspay.E004",
        )
    elif parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        yield checks.Error(
            'SANSPAY["origin"] is http: who reads one of AtaraPay\'s notices on the way can read your private key.',
            hint="Let the shop be reached by https, and write that.",
            id="sanspay.E005",
        )


def _live(given: dict[str, Any]) -> Iterator[checks.CheckMessage]:
    for name in _of(given, environment="live"):
        if settings.DEBUG:
            yield checks.Error(
                f'DEBUG is on, and SANSPAY["{name}"] moves real money: an error page shows what it works with.',
                hint='Set DEBUG = False, or use the keys and the "environment" for trying things out.',
                id="sanspay.E006",
            )
        if given[name].get("base_url"):
            yield checks.Error(
                f'SANSPAY["{name}"] is live, but its "base_url" sends the live keys elsewhere.',
                hint='Leave "base_url" out.',
                id="sanspay.E007",
            )


def _notices(given: dict[str, Any]) -> Iterator[checks.CheckMessage]:
    try:
        reverse("sanspay:notices", args=("atarapay", "order"))
    except NoReverseMatch:
        yield checks.Warning(
            "The gateways' notices are not taken: their view is in no urls.py.",
            hint='Write path("sanspay/", include("sanspay.django.urls")) into your urlpatterns.',
            id="sanspay.W002",
        )


def _trials() -> Iterator[checks.CheckMessage]:
    given = getattr(settings, "SANSPAY", None) or {}
    for name in (*_of(given, environment="staging"), *_of(given, environment="uat")):
        yield checks.Warning(
            f'SANSPAY["{name}"] is for trying things out: no real payment is taken.',
            hint='Give the live keys, and "environment": "live".',
            id="sanspay.W003",
        )


def _sqlite() -> Iterator[checks.CheckMessage]:
    for name, database in settings.DATABASES.items():
        if database.get("ENGINE", "").endswith("sqlite3"):
            if str(database.get("OPTIONS", {}).get("transaction_mode", "")).upper() not in ("IMMEDIATE", "EXCLUSIVE"):
                yield checks.Warning(
                    f'The SQLite database "{name}" locks too late: of two notices at once, one may get an error.',
                    hint='Use PostgreSQL, or write "OPTIONS": {"transaction_mode": "IMMEDIATE"}.',
                    id="sanspay.W004",
                )


def _of(given: dict[str, Any], environment: str) -> list[str]:
    accounts = {name: given.get(name) for name in GATEWAYS}
    return [
        name
        for name, account in accounts.items()
        if isinstance(account, dict) and account.get("environment") == environment
    ]
