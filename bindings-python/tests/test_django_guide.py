"""The code of the guide to Django, run as it stands there. What it leaves to the shop stands here."""

from __future__ import annotations

import ast
import json
import os
import re
import sys
import textwrap
from decimal import Decimal
from functools import partialmethod
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import httpx
import pytest
from django.dispatch import receiver
from django.http import HttpResponse
from django.shortcuts import redirect
from django.test import RequestFactory, override_settings
from django.urls import include, path
from django.utils.timezone import now
from django_shop.testing import ATMOON, PAYOUT, database, order
from test_django_payment import POSTED, TOKEN

from sanspay.django.models import AlreadyStarted, Payment

__all__ = ["database"]

GUIDE = Path(__file__).parent.parent.parent / "docs" / "django.md"
PAGE = {
    "status": True,
    "transaction_id": "SRRJFUQ2GJPU",
    "pg_reference_no": "PG202401300608275978",
    "url": "https://atmoondps.in/pg/payment/5bce5bf4239e288b947c451242e1030d88839dd6",
    "message": "Payment Initiate URL Successfuly.!",
}
PURCHASE = {
    "email": "buyer@example.com",
    "phone_number": "+2348082094382",
    "currency": "NGN",
    "amount": 400_000,
    "customer_firstname": "Emeka",
    "customer_lastname": "Adeniyi",
    "order_product_id": 1447,
    "order_product_name": "Telephone",
    "delivery_date": "2026-12-01 12:00:00",
    "delivery_location": "Gombe",
    "recipient": "+2348082094382",
}


def gateways(request: httpx.Request) -> httpx.Response:
    answers = {"getToken": TOKEN, "initiate": json.dumps(PAGE), "payout": POSTED, "order": order()}
    return httpx.Response(200, content=answers[request.url.path.rsplit("/", 1)[1]])


class Returned(Exception):
    """A block of a view's code has come to its end."""


class Returning(ast.NodeTransformer):
    """Turns a ``return`` that stands in no function of the block's own into that."""

    def visit_Return(self, node: ast.Return) -> ast.AST:
        raising = f"raise Returned({ast.unparse(node.value or ast.Constant(None))})"
        return ast.copy_location(ast.parse(raising).body[0], node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return node


def run(code: str, names: dict[str, Any]) -> Any:
    """What the block returns. Its names are the next one's, too."""
    whole = ast.parse("def block():\n" + textwrap.indent(code, "    "))
    block = whole.body[0]
    assert isinstance(block, ast.FunctionDef)
    body = [Returning().visit(node) for node in block.body]
    try:
        exec(compile(ast.Module(body=body, type_ignores=[]), str(GUIDE), "exec"), names)
    except Returned as returned:
        return returned.args[0]
    return None


@pytest.mark.usefixtures("database")
def test_the_code_of_the_guide(monkeypatch: pytest.MonkeyPatch) -> None:
    client = httpx.Client(transport=httpx.MockTransport(gateways))
    monkeypatch.setattr(Payment, "send", partialmethod(Payment.send, client))
    monkeypatch.setattr(Payment, "ask", partialmethod(Payment.ask, client=client))
    monkeypatch.setenv("ATARAPAY_PRIVATE_KEY", "prv_test_2")
    packed: list[Any] = []
    shop_order = SimpleNamespace(pk=1447, price=Decimal("4000.00"), token="t0ken", payment=None)
    orders = SimpleNamespace(filter=lambda payment: SimpleNamespace(update=lambda packed_at: packed.append(payment)))
    names: dict[str, Any] = {
        **{"os": os, "path": path, "include": include, "receiver": receiver, "now": now, "redirect": redirect},
        **{"HttpResponse": HttpResponse, "AlreadyStarted": AlreadyStarted, "show": lambda payment: payment},
        "Returned": Returned,
        **{"order": shop_order, "Order": SimpleNamespace(objects=orders), "pk": 17},
        **{"get_object_or_404": lambda _, token: {"t0ken": shop_order}[token]},
        **{"purchase": PURCHASE, "beneficiary": PAYOUT},
        "buyer": {"name": "Asha Rao", "phone": "9193979193", "email": "asha@example.com", "amount": 49_950},
    }
    # What stands under "Test it" is run with the sandbox's tests.
    guide = re.sub(r"^## Test it$.*?(?=^## )", "", GUIDE.read_text(), flags=re.MULTILINE | re.DOTALL)
    settings, urls, *rest = re.findall(r"^```python\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL)
    run(settings.replace("…", "pub_test_1"), names)
    assert names["INSTALLED_APPS"] == [..., "sanspay.django"]
    run(urls, names)
    views = ModuleType("guide_urls")
    page = lambda request, token: HttpResponse(token)  # noqa: E731
    views.urlpatterns = [  # type: ignore[attr-defined]
        *names["urlpatterns"][1:],
        path("returned/<str:token>", page, name="returned"),
        path("order/<str:token>", page, name="order"),
    ]
    monkeypatch.setitem(sys.modules, "guide_urls", views)
    with override_settings(SANSPAY={**names["SANSPAY"], "atmoon": ATMOON}, ROOT_URLCONF="guide_urls"):
        form, _, hosted, _, _ = [run(code, names) for code in rest]
        assert b"https://shop.example/returned/t0ken" in form.content
        assert hosted.url == PAGE["url"]
        assert (names["payment"].funds, names["payment"].key) == ("in_doubt", "withdrawal-17")
        assert run(rest[3], names).key == "withdrawal-17", "it was started before"
        back = names["returned"](RequestFactory().get("/returned/t0ken?product=1447&order=3021"), "t0ken")
        assert back.url == "/order/t0ken"
    shop_order.payment.refresh_from_db()
    assert shop_order.payment.paid and packed == [shop_order.payment]
