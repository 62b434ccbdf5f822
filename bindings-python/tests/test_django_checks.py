"""Bad settings: each a message that says what to do."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import override_settings
from django_shop.testing import ATARAPAY, ATMOON

from sanspay.django import address, gateway

ORIGIN = "https://shop.example"
LIVE = {**ATARAPAY, "environment": "live"}


def checked(**options: Any) -> str:
    told = io.StringIO()
    try:
        call_command("check", tags=["sanspay"], stdout=told, stderr=told, **options)
    except SystemCheckError as error:
        return str(error)
    return told.getvalue()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (None, ["E001", 'SANSPAY = {"atarapay"']),
        ({}, ["E001"]),
        ({"origin": ORIGIN}, ["E001"]),
        (
            {"atarapay": {}},
            ["E003", '["environment"] is required: one of staging, live', '["public_key"]', '["private_key"]'],
        ),
        ({"atarapay": {**ATARAPAY, "environment": "stagin"}}, ["E003", "must be one of staging, live"]),
        ({"atarapay": {**ATARAPAY, "privat_key": "x"}}, ["E003", '["privat_key"] is not a field; known: environment']),
        ({"atarapay": "pub_test_1"}, ["E003", 'SANSPAY["atarapay"] must be a dict']),
        ({"atarapay": ATARAPAY, "atmon": ATMOON}, ["E002", 'SANSPAY["atmon"]', "atarapay, atmoon, origin"]),
        ({"atmoon": {"user_id": "ATM172"}}, ["E003", 'SANSPAY["atmoon"]["utoken"]']),
        ({"atarapay": ATARAPAY}, ["W001", '"origin": "https://your-shop.example"']),
        ({"atarapay": ATARAPAY, "origin": "shop.example"}, ["E004"]),
        ({"atarapay": ATARAPAY, "origin": "http://shop.example"}, ["E005", "https"]),
        ({"atarapay": {**LIVE, "base_url": "http://127.0.0.1:4010"}, "origin": ORIGIN}, ["E007", "base_url"]),
    ],
)
def test_a_message_that_says_what_to_do(given: Any, said: list[str]) -> None:
    with override_settings(SANSPAY=given):
        told = checked()
    assert all(each in told for each in said), told
    assert "HINT" in told
    assert ATARAPAY["private_key"] not in told


def test_debug_with_live_keys() -> None:
    with override_settings(SANSPAY={"atarapay": LIVE, "origin": ORIGIN}, DEBUG=True):
        assert "sanspay.E006" in checked() and "DEBUG = False" in checked()


def test_notices_that_nothing_takes() -> None:
    with override_settings(ROOT_URLCONF="django.contrib.auth.urls"):
        assert "W002" in checked() and 'include("sanspay.django.urls")' in checked()


def test_what_is_right_is_not_complained_of() -> None:
    assert "no issues" in checked()
    pay_ins_only = {"user_id": "ATM172", "utoken": "531234548188123"}
    with override_settings(SANSPAY={"atmoon": pay_ins_only, "origin": "http://127.0.0.1:8000"}):
        assert "no issues" in checked(), "each operation needs other settings"


def test_what_only_matters_where_customers_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.DATABASES["default"], "OPTIONS", {})
    told = checked(deploy=True)
    assert "W003" in told and "W004" in told and "IMMEDIATE" in told
    monkeypatch.undo()
    with override_settings(SANSPAY={"atarapay": LIVE, "origin": ORIGIN}):
        assert "no issues" in checked(deploy=True)


def test_what_is_missing_is_said_where_it_is_used() -> None:
    with override_settings(SANSPAY={"atarapay": ATARAPAY}):
        with pytest.raises(ImproperlyConfigured, match="manage.py check"):
            gateway("atmoon")
        with pytest.raises(ImproperlyConfigured, match='"origin": "https://your-shop.example"'):
            address("sanspay:notices", "atarapay", "order")


def test_an_address_begins_with_the_origin_of_the_settings() -> None:
    assert address("sanspay:notices", "atarapay", "order") == "https://shop.example/sanspay/notices/atarapay/order/"


def test_a_gateway_is_made_once_and_anew_when_the_settings_change() -> None:
    first = gateway("atarapay")
    assert gateway("atarapay") is first
    with override_settings(SANSPAY={"atarapay": LIVE}):
        assert gateway("atarapay") is not first
