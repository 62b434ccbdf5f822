"""The admin page, the migrations, and the few names of operations that are written down."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django_shop.testing import ATARAPAY, answering, configured, database, expected, order

from sanspay.django import knowledge
from sanspay.django.models import Payment

__all__ = ["database"]

LIST = "/admin/sanspay/payment/"


@pytest.fixture
def client(database: None) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("asha"))
    return client


def test_what_is_for_review_is_found_and_explained(client: Client) -> None:
    tampered, paid = expected(), expected(product_id=7)
    tampered.ask("3021", client=answering(order(product_cost=100)))
    paid.ask("3022", client=answering(order(id=3022, product_id="7")))
    listed = client.get(LIST, {"review__exact": "1"}).content.decode()
    assert str(tampered.pk) in listed and str(paid.pk) not in listed
    assert "4000.00 NGN" in listed
    shown = client.get(f"{LIST}{tampered.pk}/change/").content.decode()
    assert "product_cost: expected 400000, got 100" in shown and "dashboard" in shown
    assert 'name="verdict"' not in shown, "nothing is edited by hand"


def test_what_a_buyer_pays_at_and_what_was_sent_are_not_shown(client: Client) -> None:
    made = {"url": "https://AtMoonDPS.in/pg/payment/page_1"}
    next = {"do": "ask", "operation": "atmoon.pg.verify", "input": {"page_token": "page_1"}}
    payment = Payment.objects.create(
        gateway="atmoon", operation="atmoon.pg.initiate", made=made, next=next, saved="tok_1"
    )
    pages = client.get(LIST).content + client.get(f"{LIST}{payment.pk}/change/").content
    assert b"page_1" not in pages and b"tok_1" not in pages


def test_asking_now(client: Client, server: str) -> None:
    payment = expected()
    payment.ask("3021", client=answering(500))
    with configured(atarapay={**ATARAPAY, "base_url": f"{server}/paid"}):
        data = {"action": "ask_now", "_selected_action": [str(payment.pk)]}
        answer = client.post(LIST, data, follow=True)
    assert "1 asked after, 1 changed" in answer.content.decode()
    assert Payment.objects.get().paid


def test_nobody_adds_or_deletes_a_payment(client: Client) -> None:
    payment = expected()
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{payment.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Payment.objects.exists()


def test_the_migrations_are_complete() -> None:
    told = io.StringIO()
    call_command("makemigrations", "sanspay", check=True, dry_run=True, stdout=told)
    assert "No changes" in told.getvalue()


def test_the_names_that_are_written_down_are_those_of_the_operations() -> None:
    documented: Any = json.loads((Path(__file__).parents[2] / "docs" / "operations.json").read_text())
    shapes = {name: shape.get("properties", {}) for name, shape in documented["definitions"].items()}
    inputs = {each["name"]: shapes[each["input"]["$ref"].split("/")[-1]] for each in documented["operations"]}
    assert all(field in inputs[operation] for operation, field in knowledge.REFERENCES.items())
    assert knowledge.MAKING <= set(inputs)
    inquiries = {name for name, effect in knowledge.EFFECTS.items() if effect == "inquiry"}
    assert inquiries - set(knowledge.REFERENCES) == {"atarapay.orders.status"}, "an inquiry after nothing of yours"
