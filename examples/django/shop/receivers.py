"""What the shop does when something becomes known of a payment. Each transition comes here exactly once."""

from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from sanspay.django.knowledge import Standing
from sanspay.django.models import Payment
from sanspay.django.signals import settled

from .models import Event, Order

WORDS = {
    ("done", "held"): "Paid. The money is in escrow until you have what you ordered.",
    ("done", "settled"): "Paid.",
    ("failed", "returned"): "Your money is on its way back to you.",
}


@receiver(settled)
def follow(payment: Payment, before: Standing, after: Standing, **_: Any) -> None:
    order = Order.objects.filter(payment=payment).first()
    if order is None:
        return
    if after.paid and not before.paid:
        order.packed_at = timezone.now()
        order.save(update_fields=["packed_at"])
    # A UPI code is for a person to look after as soon as it is made. That is no news for the buyer.
    looking = after.review and after.verdict != ""
    text = "We are looking into this payment." if looking else WORDS.get((after.verdict, after.funds))
    if text:
        Event.objects.create(order=order, text=text)
