"""The view: what it turns away, what it takes, and that a notice alone moves nothing."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from conftest import Gateway
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.test import AsyncClient, Client, override_settings
from django_shop.testing import ATARAPAY, configured, database, expected, transitions

from sanspay.django import views
from sanspay.django.models import Payment
from sanspay.django.signals import noticed

__all__ = ["database", "transitions"]

PATH = "/sanspay/notices/atarapay/order/"
ORDER = {"id": 3021, "product_id": "1447", "amount_payed": 450000, "status": {"title": "Pending"}}
Post = Callable[..., HttpResponse]


@pytest.fixture
def post(server: str) -> Iterator[Post]:
    """Posts a notice, as a browser that enforces CSRF tokens would; the gateway says that order 3021 is paid."""
    client = Client(enforce_csrf_checks=True)
    with configured(atarapay={**ATARAPAY, "base_url": f"{server}/paid"}):
        yield lambda body, path=PATH, **more: client.post(path, body, content_type="application/json", **more)


def notice(token: str | None = "true", **changes: Any) -> bytes:
    """A notice of order 3021, with the true token, another one, or none."""
    order = {**ORDER, **changes}
    keys = (ATARAPAY["public_key"], ATARAPAY["private_key"], str(order["id"]), str(order["amount_payed"]))
    true = base64.b64encode(":".join(keys).encode()).decode()
    signed = {} if token is None else {"token": true if token == "true" else token}
    return json.dumps({"status": "Delivered", "message": "…", "data": order, **signed}).encode()


def test_a_verified_notice_has_its_payment_asked_after(post: Post, transitions: list[tuple[str, ...]]) -> None:
    expected()
    assert [post(notice()).status_code for _ in range(10)] == [200] * 10
    assert Payment.objects.get().paid
    assert transitions == [("done", "held")]


def test_an_unsigned_notice_only_marks_its_payment_due(post: Post, database: None) -> None:
    payment = expected()
    assert post(notice(token=None)).status_code == 200
    payment.refresh_from_db()
    assert (payment.verdict, payment.next["input"]["order"], Gateway.asked) == ("", "3021", [])
    assert payment.due_at is not None


def test_a_forged_notice_is_turned_away(post: Post, database: None) -> None:
    expected()
    heard: list[Any] = []
    noticed.connect(hear := lambda **told: heard.append(told))
    assert post(notice(token="forged")).status_code == 403
    assert (heard, Gateway.asked, Payment.objects.get().due_at) == ([], [], None)
    noticed.disconnect(hear)


def test_whoever_listens_hears_of_notices_of_unknown_payments_too(post: Post, database: None) -> None:
    heard: list[Any] = []

    def hear(payment: Any, notice: Any, kind: str, **_: Any) -> None:
        heard.append((payment, notice.authenticity, kind))

    noticed.connect(hear)
    assert post(notice(product_id="7")).status_code == 200
    noticed.disconnect(hear)
    assert heard == [(None, "verified", "order")]


def test_only_posts_of_a_bounded_length_to_a_known_address_are_taken(post: Post, database: None) -> None:
    assert Client().get(PATH).status_code == 405
    assert post(b"x" * (1 << 20)).status_code == 200
    assert post(b"x" * ((1 << 20) + 1)).status_code == 413
    assert post(b"", path="/sanspay/notices/atarapay/orders/").status_code == 404
    with override_settings(SANSPAY={"atarapay": ATARAPAY}):
        assert post(b"", path="/sanspay/notices/atmoon/callback/").status_code == 404


def test_a_long_body_is_not_read() -> None:
    class Unread:
        def read(self, *_: Any) -> bytes:
            raise AssertionError("it was read")

    request = HttpRequest()
    request.method = "POST"
    request.META = {"CONTENT_LENGTH": str(50 << 20)}
    request._stream = Unread()  # type: ignore[attr-defined]
    assert views.notices(request, gateway="atarapay", kind="order").status_code == 413


def test_a_middleware_that_reads_the_notice_first_is_told_of(post: Post, database: None) -> None:
    def middleware(answer: Any) -> Any:
        def read(request: HttpRequest) -> Any:
            len(request.POST)
            return answer(request)

        return read

    from django_shop import settings

    settings.nosy = middleware  # type: ignore[attr-defined]
    with override_settings(MIDDLEWARE=["django_shop.settings.nosy"]):
        with pytest.raises(ImproperlyConfigured, match=r"no middleware may read request\.POST"):
            Client().post(PATH, {"data": "1"})
        assert Client().post(PATH, b"{}", content_type="application/json").status_code == 200


def test_with_atomic_requests_the_gateway_is_asked_outside_the_transaction(post: Post, database: None) -> None:
    from django.db import connection

    expected()
    connection.settings_dict["ATOMIC_REQUESTS"] = True
    try:
        assert post(notice()).status_code == 200
    finally:
        connection.settings_dict["ATOMIC_REQUESTS"] = False
    assert Payment.objects.get().paid


def test_a_callback_of_at_moon_finds_its_payment(post: Post, database: None) -> None:
    heard: list[Any] = []
    noticed.connect(hear := lambda payment, **_: heard.append(payment))
    payment = Payment.objects.create(gateway="atmoon", operation="atmoon.payin.create", reference="Order1448")
    assert post(b'{"merchantTransactionId": "Order1448"}', path="/sanspay/notices/atmoon/callback/").status_code == 200
    noticed.disconnect(hear)
    assert heard == [payment]


def test_a_notice_over_asgi(post: Post) -> None:
    async def told(body: bytes) -> int:
        return (await AsyncClient().post(PATH, body, content_type="application/json")).status_code

    assert async_to_sync(told)(notice(token="forged")) == 403
    assert async_to_sync(told)(b"x" * ((1 << 20) + 1)) == 413
