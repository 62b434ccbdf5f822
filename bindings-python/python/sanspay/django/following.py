"""What `sanspay_follow` does: everything that is due, one payment after the other."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connections
from django.db.models import Q, QuerySet
from django.utils import timezone

from .knowledge import Standing
from .models import Payment
from .sending import durable, patience


@dataclass(frozen=True)
class Followed:
    """What came of one payment: where it stood and stands, or the error that kept it from being followed."""

    payment: Payment
    did: str
    before: Standing
    after: Standing
    error: Exception | None = None


def follow(limit: int, *, now: bool = False) -> Iterator[Followed]:
    """Follows what is due, with ``now`` also what is in doubt and not due yet: each once, ``limit`` at most."""
    seen: list[uuid.UUID] = []
    while len(seen) < limit and (payment := _claimed(seen, now)) is not None:
        seen.append(payment.pk)
        yield _followed(payment)


def _followed(payment: Payment) -> Followed:
    before = payment.standing
    did = "resumed" if payment.saved else "told" if not payment.told else "asked"
    try:
        if payment.saved:
            payment.resume()
        elif not payment.told:
            payment.tell()
        else:
            payment.ask()
    except Exception as error:  # the others must be followed all the same
        return Followed(payment, did, before, before, error)
    return Followed(payment, did, before, payment.standing)


def _claimed(seen: list[uuid.UUID], now: bool) -> Payment | None:
    """The next payment that is due, put off so that no other run takes it meanwhile."""
    with durable():
        payment = _locked(_due(now).exclude(pk__in=seen).order_by("due_at")).first()
        if payment is not None:
            Payment.objects.filter(pk=payment.pk).update(due_at=timezone.now() + patience())
        return payment


def _due(now: bool) -> QuerySet[Payment]:
    moment = timezone.now()
    due = Q(due_at__lte=moment)
    if now:
        due |= Q(due_at__isnull=False, saved="")  # but a request under way is given its time
    return Payment.objects.filter(due | Q(told=False, changed_at__lte=moment - patience()))


def _locked(payments: QuerySet[Payment]) -> QuerySet[Payment]:
    connection = connections[payments.db]
    return payments.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
