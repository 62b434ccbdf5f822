"""`sanspay_follow`: everything in doubt is asked after, and nothing is sent."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from conftest import Gateway
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_shop.testing import ATARAPAY, ATMOON, PAYOUT, answering, configured, database, expected, order, transitions

from sanspay.django import following, gateway
from sanspay.django.models import Payment
from sanspay.django.signals import settled

__all__ = ["database", "transitions"]


def follow(**options: Any) -> tuple[str, str]:
    told, failed = io.StringIO(), io.StringIO()
    try:
        call_command("sanspay_follow", stdout=told, stderr=failed, **options)
    except SystemExit as exit:
        assert exit.code == 1 and failed.getvalue()
    return told.getvalue(), failed.getvalue()


def overdue() -> None:
    Payment.objects.update(due_at=timezone.now() - timedelta(seconds=1))


def test_what_is_due_is_asked_and_what_is_not_due_waits(server: str, transitions: list[tuple[str, ...]]) -> None:
    with configured(atarapay={**ATARAPAY, "base_url": f"{server}/paid"}):
        payment = expected()
        payment.ask("3021", client=answering(500))
        assert follow()[0].startswith("0 followed")
        assert Gateway.asked == []
        told, _ = follow(now=True)
        assert told.splitlines() == ["atarapay 3021: asked, done held", "1 followed, 1 changed, 0 failed; 0 for review"]
        assert follow(now=True)[0].startswith("0 followed"), "what is decided is not asked again"
    assert transitions == [("unknown", "in_doubt"), ("done", "held")]


def test_a_request_whose_process_died_is_concluded_and_not_sent(
    transitions: list[tuple[str, ...]], server: str
) -> None:
    with configured(atmoon={**ATMOON, "base_url": server, "payout_url": f"{server}/paid"}):
        Payment.objects.start(gateway("atmoon").payout.create(**PAYOUT), key="withdrawal-17")
        assert follow(now=True)[0].startswith("0 followed"), "it may still be under way"
        overdue()
        assert "withdrawal-17: resumed" in follow()[0]
    payment = Payment.objects.get()
    assert (payment.saved, Gateway.asked, len(transitions)) == ("", [], 1)


def test_what_a_killed_process_did_not_tell_is_told(transitions: list[tuple[str, ...]]) -> None:
    with configured():
        payment = expected()
        settled.connect(fail := lambda **_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            payment.ask("3021", client=answering(order()))
        Payment.objects.update(changed_at=timezone.now() - timedelta(hours=1))
        told, failed = follow()
        assert "ZeroDivisionError" in failed and "1 failed" in told
        settled.disconnect(fail)
        transitions.clear()
        Payment.objects.update(changed_at=timezone.now() - timedelta(hours=1))
        follow()
        assert follow()[0].startswith("0 followed")
    assert transitions == [("done", "held")]


def test_one_that_cannot_be_asked_keeps_no_other_from_it(server: str, database: None) -> None:
    with configured(atarapay={**ATARAPAY, "base_url": f"{server}/paid"}):
        Payment.objects.create(gateway="atmoom", operation="x", next={"do": "ask", "operation": "x.y.z", "input": {}})
        expected().ask_later("3021")
        overdue()
        told, failed = follow()
        assert 'no account for "atmoom"' in failed
        assert "done held" in told and "2 followed, 1 changed, 1 failed" in told


def test_two_runs_do_not_follow_the_same(monkeypatch: pytest.MonkeyPatch, database: None) -> None:
    with configured():
        expected().ask_later("3021")
        overdue()
        others: list[Any] = []
        monkeypatch.setattr(Payment, "ask", lambda _: others.extend(following.follow(10)))
        assert (len(list(following.follow(10))), others) == (1, [])


def test_a_limit_and_what_is_claimed_by_another_run(server: str, database: None) -> None:
    with configured(atarapay={**ATARAPAY, "base_url": f"{server}/paid"}):
        for number in range(3):
            expected(product_id=number).ask_later(f"{number + 1}")
        assert follow(limit=2)[0].endswith("2 followed, 2 changed, 0 failed; 2 for review\n")
        Payment.objects.filter(answers=0).update(due_at=timezone.now() + timedelta(seconds=60))
        assert follow()[0].startswith("0 followed")


def test_a_mistyped_option_is_refused() -> None:
    with pytest.raises((CommandError, TypeError)):
        call_command("sanspay_follow", "--wach", "5")
