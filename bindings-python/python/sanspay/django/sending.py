"""Sending a request once: stored before it leaves, and never sent by two."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from .._send import Unsendable
from . import PATIENCE, configured

if TYPE_CHECKING:
    from sanspay import Call, Outcome, Request

    from .models import Payment


class AlreadyStarted(Exception):
    """A payment of that key or reference is there already, as ``payment``, and nothing was sent."""

    def __init__(self, payment: Payment) -> None:
        super().__init__(
            f"payment {payment.pk} was started under this name already: look what became of it, and start another, "
            "under another name, only where its funds are untouched"
        )
        self.payment = payment


class Superseded(RuntimeError):
    """The request took longer than "patience", and was concluded without its answer. What was left was not sent."""


def patience() -> timedelta:
    """How long a request may be under way before its process is taken for dead."""
    return timedelta(seconds=configured("patience", PATIENCE))


@contextmanager
def durable() -> Iterator[None]:
    """A transaction that is committed at its end, whatever happens afterwards."""
    with ExitStack() as stack:
        try:
            stack.enter_context(transaction.atomic(durable=True))
        except RuntimeError as error:
            raise transaction.TransactionManagementError(
                "a payment is stored before it is sent, and a transaction around it could still undo that: call it "
                "outside of transaction.atomic(), and with ATOMIC_REQUESTS decorate the view with "
                "@transaction.non_atomic_requests"
            ) from error
        yield


def send(payment: Payment, call: Call[Any], transmit: Callable[[Request], object]) -> Outcome[Any]:
    """Sends the call, storing it before each of its requests.

    Once before the first would not do: of a payout that fetches its token first, a later process must know which of the
    two was under way. The row is held like a baton, so a process that was taken for dead sends nothing more.
    """
    while (request := call.request) is not None:
        _hold(payment, call.save())
        try:
            received: object = transmit(request)
        except Unsendable:
            raise
        except Exception as error:
            received = error
        call.reply(received)
    outcome = call.outcome
    assert outcome is not None  # an answer is a request or an outcome
    return outcome


def _hold(payment: Payment, saved: str) -> None:
    with durable():
        held = type(payment).objects.filter(pk=payment.pk, saved=payment.saved)
        if not held.update(saved=saved, due_at=timezone.now() + patience()):
            raise Superseded(f"payment {payment.pk} was concluded in the meantime; see what is known of it")
    payment.saved = saved
