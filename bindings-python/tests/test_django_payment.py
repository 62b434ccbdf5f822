"""Payments in the database: what proves them, what cannot undo that, and what is sent once only."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from django.db import transaction
from django_shop.testing import PAYOUT, answering, configured, database, expected, order, transitions

import sanspay
from sanspay.django import gateway, learning
from sanspay.django.models import AlreadyStarted, Payment
from sanspay.django.sending import Superseded
from sanspay.django.signals import settled

__all__ = ["database", "transitions"]

TOKEN = (
    b'{"status": true, "data": {"token": "bc783ce060410c9add9a6a862bda8ce02444c294"}, '
    b'"message": "Token generated sucessfully.!"}'
)
POSTED = b'{"status": true, "code": "SU0000", "message": "Posted", "paymentReferNo": "331"}'
Transitions = list[tuple[str, ...]]


@pytest.fixture(autouse=True)
def both_gateways() -> Any:
    with configured():
        yield


def payout(key: str | None = None) -> Payment:
    return Payment.objects.start(gateway("atmoon").payout.create(**PAYOUT), key=key)


def test_a_payment_is_proven_once_however_often_it_is_asked_after(transitions: Transitions) -> None:
    payment = expected()
    assert payment.ask(client=answering()) is False, "without a reference there is nothing to ask"
    assert payment.ask("3021", client=answering(order())) is True
    assert [payment.ask(client=answering(order())) for _ in range(10)] == [False] * 10
    assert (payment.paid, payment.reference, payment.answers) == (True, "3021", 11)
    assert transitions == [("done", "held")]


def test_a_late_failure_asks_for_a_review_and_undoes_nothing(transitions: Transitions) -> None:
    payment = expected()
    payment.ask("3021", client=answering(order()))
    assert payment.ask(client=answering(order("Canceled"))) is True
    assert (payment.paid, payment.review, payment.due_at) == (True, True, None)
    assert transitions == [("done", "held"), ("done", "held", "review")]
    payment.ask(client=answering(500))
    assert payment.review, "a lost answer takes nothing off the list of those for review"


def test_a_lost_answer_is_asked_for_again(transitions: Transitions) -> None:
    payment = expected()
    payment.ask("3021", client=answering(httpx.ReadTimeout("slow")))
    assert (payment.verdict, payment.next["input"]["order"]) == ("unknown", "3021")
    assert payment.due_at is not None and payment.due_at > payment.created_at
    assert payment.ask(client=answering(order()))
    assert transitions == [("unknown", "in_doubt"), ("done", "held")]


def test_a_question_that_never_left_is_asked_again(database: None) -> None:
    payment = expected()
    payment.ask("3021", client=answering(ConnectionRefusedError()))
    assert (payment.verdict, payment.next["do"], payment.next["input"]["order"]) == ("not_sent", "ask", "3021")


def test_another_orders_number_proves_nothing_and_displaces_nothing(transitions: Transitions) -> None:
    payment = expected()
    payment.ask("3021", client=answering(httpx.ReadTimeout("slow")))
    payment.ask("9999", client=answering(order(id=9999, product_id="7")))
    assert (payment.verdict, payment.reference, payment.next["input"]["order"]) == ("unknown", "", "3021")
    assert payment.ask(client=answering(order())) and payment.paid


def test_what_was_changed_in_the_form_is_not_paid(transitions: Transitions) -> None:
    payment = expected()
    payment.ask("3021", client=answering(order(product_cost=100, amount_payed=100)))
    assert (payment.paid, payment.review, payment.reference) == (False, True, "")
    assert payment.outcome is not None and payment.outcome["reason"]["code"] == "mismatch"


def test_paid_twice_is_for_review(transitions: Transitions) -> None:
    payment = expected()
    payment.ask("3021", client=answering(order()))
    payment.ask("3022", client=answering(order(id=3022)))
    assert (payment.paid, payment.review, payment.reference) == (True, True, "3021")
    assert payment.outcome is not None and "3022" in payment.outcome["reason"]["message"]


def test_one_order_does_not_prove_two_payments(transitions: Transitions) -> None:
    first, second = expected(), expected()
    first.ask("3021", client=answering(order()))
    second.ask("3021", client=answering(order()))
    assert (second.paid, second.review, second.reference) == (False, True, "")
    assert first.paid


def test_answers_that_overtake_each_other_are_no_conflict(transitions: Transitions) -> None:
    payment = expected()
    released = order("Complete", payout={"type": 2, "amount": 383250, "status": 0, "currency": "NGN"})

    def overtaken() -> bytes:
        assert Payment.objects.get().ask("3021", client=answering(released))
        return order()

    payment.ask("3021", client=answering(overtaken))
    assert transitions == [("done", "settled")]
    payment.ask(client=answering(order()))
    assert transitions[1:] == [("done", "settled", "review")], "one after the other, they do contradict"


def test_settle_takes_outcomes_from_anywhere(transitions: Transitions) -> None:
    payment = expected()
    call = gateway("atarapay").orders.verify_payment(order=3021, product_id=1447, amount=400_000, currency="NGN")
    outcome = call.send(answering(order()))
    with transaction.atomic():
        assert [payment.settle(outcome), payment.settle(outcome)] == [True, False]
        assert transitions == [], "nothing is told before it is committed"
    assert transitions == [("done", "held")]


def test_a_receiver_that_fails_is_told_again_and_loses_no_proof(transitions: Transitions) -> None:
    def fail(**_: Any) -> None:
        raise LookupError("the shop's own mistake")

    settled.connect(fail)
    payment = expected()
    with pytest.raises(LookupError):
        payment.ask("3021", client=answering(order()))
    settled.disconnect(fail)
    payment = Payment.objects.get()
    assert payment.paid and not payment.told
    transitions.clear()
    payment.tell()
    payment.tell()
    assert transitions == [("done", "held")]


def test_a_page_that_was_made_is_not_paid(transitions: Transitions) -> None:
    page = {"url": "https://AtMoonDPS.in/pg/payment/page_1", "transaction_id": "T1", "pg_reference_no": "PG1"}
    buyer = {
        "name": "Asha Rao",
        "phone": "9193979193",
        "email": "asha@example.com",
        "redirect_url": "https://shop.example/r",
    }
    payment = Payment.objects.start(gateway("atmoon").pg.initiate(**buyer, amount=49_950))
    made = json.dumps({"status": True, **page, "message": "Payment Initiate URL Successfuly.!"}).encode()
    outcome = payment.send(answering(TOKEN, made))
    assert (outcome.verdict, payment.verdict, payment.paid, payment.saved) == ("done", "", False, "")
    assert payment.made is not None and payment.made["url"] == page["url"]
    assert (payment.inquiry, payment.reference, payment.next["do"]) == ("atmoon.pg.verify", "T1", "ask")
    assert (transitions, payment.outcome) == ([], None)

    asked: list[bytes] = []
    client = httpx.Client(
        transport=httpx.MockTransport(lambda request: asked.append(request.content) or httpx.Response(500))
    )
    payment.ask("T2", client=client)
    assert b"T1" in asked[0] and b"T2" not in asked[0], "the page's own ids are not for anybody to replace"


def test_a_payout_is_stored_before_each_request(database: None) -> None:
    stored: list[int] = []

    def look(answer: Any) -> Any:
        def looked() -> Any:
            stored.append(len(json.loads(Payment.objects.get().saved)["replies"]))
            return answer

        return looked

    payment = payout()
    payment.send(answering(look(TOKEN), look(POSTED)))
    assert stored == [0, 1]
    assert (payment.verdict, payment.saved, payment.next["input"]["payment_refer_no"]) == ("pending", "", "331")


def test_a_payout_whose_process_died_is_concluded_and_never_sent_again(transitions: Transitions) -> None:
    class Killed(BaseException):
        pass

    def die() -> None:
        raise Killed

    payment = payout()
    with pytest.raises(Killed):
        payment.send(answering(TOKEN, die))
    with pytest.raises(RuntimeError, match="only once"):
        payment.send(answering(TOKEN, TOKEN))
    later = Payment.objects.get()
    assert "bc783ce06041" in later.saved
    assert [later.resume(), later.resume()] == [True, False]
    assert (later.verdict, later.funds, later.review, later.saved) == ("unknown", "in_doubt", True, "")
    assert transitions == [("unknown", "in_doubt", "review")]


def test_a_process_that_was_taken_for_dead_sends_nothing_more(transitions: Transitions) -> None:
    def too_late() -> bytes:
        Payment.objects.get().resume()
        return TOKEN

    payment = payout()
    with pytest.raises(Superseded):
        payment.send(answering(too_late, AssertionError("the payout must not be sent")))
    assert Payment.objects.get().verdict in ("not_sent", "unknown")


def test_a_process_that_went_on_meanwhile_is_left_alone(transitions: Transitions) -> None:
    def alive() -> bytes:
        assert stale.resume() is False
        return POSTED

    payment = payout()
    stale = Payment.objects.get()
    payment.send(answering(TOKEN, alive))
    assert transitions == [("pending", "in_doubt")]


def test_an_answer_that_comes_after_all_counts(transitions: Transitions) -> None:

    def late() -> bytes:
        Payment.objects.get().resume()
        return POSTED

    payment = payout()
    payment.send(answering(TOKEN, late))
    assert (payment.verdict, payment.reference) == ("pending", "331")


def test_a_key_starts_one_payout(database: None) -> None:
    first = payout("withdrawal-17")
    with pytest.raises(AlreadyStarted) as refused:
        payout("withdrawal-17")
    assert refused.value.payment == first
    assert Payment.objects.count() == 1


def test_bad_use_says_what_to_do(database: None) -> None:
    shop = gateway("atarapay")
    with pytest.raises(ValueError, match="begins no payment"):
        Payment.objects.start(shop.orders.status(order=1))
    with pytest.raises(ValueError, match=r"Payment\.objects\.start"):
        Payment.objects.expect("atmoon.payout.create", amount=1)
    with pytest.raises(sanspay.Error, match="order"):
        Payment.objects.expect("atarapay.orders.status")
    with pytest.raises(sanspay.Error, match="amount"):
        expected(amount=4000.0)
    with transaction.atomic(), pytest.raises(transaction.TransactionManagementError, match="non_atomic_requests"):
        payout()
    with pytest.raises(TypeError, match="send takes"):
        payout().send("a client")
    assert Payment.objects.count() == 1


def test_the_older_a_payment_the_more_seldom_it_is_asked_after(database: None) -> None:
    payment = expected()
    payment.created_at -= learning.LONGEST
    payment.save()
    payment.ask("3021", client=answering(500))
    assert payment.due_at is not None
    hours = (payment.due_at - payment.created_at - learning.LONGEST).total_seconds() / 3600
    assert 2.3 < hours < 2.5


def test_no_credential_is_stored_or_shown(database: None) -> None:
    payment = payout()
    payment.send(answering(TOKEN, httpx.ReadTimeout("slow")))
    row = repr(Payment.objects.values().get()) + repr(payment) + str(payment)
    assert not any(secret in row for secret in ("password_1", "access_key_1", "merchant_key_1", "bc783ce06041"))
