"""What the Django tests share: a database, settings that point at a stand-in, and answers of its own making."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from typing import Any

import django
import httpx
import pytest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "django_shop.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import override_settings  # noqa: E402

from sanspay.django.models import Payment  # noqa: E402
from sanspay.django.signals import settled  # noqa: E402

ATARAPAY: dict[str, Any] = settings.SANSPAY["atarapay"]
ATMOON = {
    "access_key": "access_key_1",
    "merchant_key": "merchant_key_1",
    "client_id": "61662",
    "api_password": "password_1",
    "payout_url": "https://bank.example/payout",
}
EXPECTED = {"product_id": 1447, "amount": 400_000, "currency": "NGN"}
PAYOUT = {
    "beneficiary_name": "Asha Rao",
    "beneficiary_account": "039628544321",
    "ifsc": "SBIN0011243",
    "amount": 150_000,
    "payment_mode": "IMPS",
}


@pytest.fixture
def database() -> Iterator[None]:
    call_command("migrate", verbosity=0)
    yield
    call_command("flush", verbosity=0, interactive=False)


@pytest.fixture
def transitions(database: None) -> Iterator[list[tuple[str, ...]]]:
    """Every transition that receivers were told of: verdict and funds, and "review" where a person must look."""
    told: list[tuple[str, ...]] = []

    def hear(payment: Payment, after: Any, **_: Any) -> None:
        told.append((after.verdict, after.funds, *(["review"] if after.review else [])))

    settled.connect(hear)
    yield told
    settled.disconnect(hear)


def configured(**changes: Any) -> override_settings:
    return override_settings(
        SANSPAY={"origin": "https://shop.example", "atarapay": ATARAPAY, "atmoon": ATMOON, **changes}
    )


def expected(**changes: Any) -> Payment:
    return Payment.objects.expect("atarapay.orders.verify_payment", **{**EXPECTED, **changes})


def order(title: str = "Pending", **changes: Any) -> bytes:
    """AtaraPay's answer about order 3021."""
    paid = {"id": 3021, "product_id": "1447", "product_cost": 400000, "amount_payed": 450000, "currency": "NGN"}
    data = {**paid, "status": {"title": title}, **changes}
    return json.dumps({"status": "success", "message": "Order Fetched", "data": data}).encode()


def answering(*answers: bytes | int | Exception | Callable[[], Any]) -> httpx.Client:
    """A client that gets these answers in turn: a body, a status, an exception, or what a function gives."""
    left = list(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        given = left.pop(0)
        given = given() if callable(given) else given
        if isinstance(given, Exception):
            raise given
        return httpx.Response(given) if isinstance(given, int) else httpx.Response(200, content=given)

    return httpx.Client(transport=httpx.MockTransport(answer))
