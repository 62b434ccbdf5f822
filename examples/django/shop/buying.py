"""The three ways to pay. Each stores the payment before anything leaves, and takes its price from the database."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from sanspay import Call, Outcome, minor_units
from sanspay.django import address, gateway
from sanspay.django.models import Payment

from .models import Order


def by_escrow(order: Order) -> HttpResponse:
    """A page that takes the buyer's browser to AtaraPay's form."""
    first, _, last = order.name.partition(" ")
    purchase = {
        "email": order.email,
        "phone_number": order.phone,
        "currency": "NGN",
        "amount": minor_units(order.price),
        "customer_firstname": first,
        "customer_lastname": last or first,
        "order_product_id": order.pk,
        "order_product_name": order.product.name,
        "delivery_date": f"{timezone.now() + timedelta(days=7):%Y-%m-%d %H:%M:%S}",
        "delivery_location": order.place,
        "recipient": order.phone,
        "callback_url": address("returned", order.token),
    }
    form = gateway("atarapay").checkout.form(purchase=purchase).outcome  # raises what is wrong with it
    order.payment = Payment.objects.expect(
        "atarapay.orders.verify_payment",
        key=f"order-{order.pk}",
        product_id=order.pk,
        amount=minor_units(order.price),
        currency="NGN",
    )
    order.save(update_fields=["payment"])
    return HttpResponse(form.value["html"])


def by_page(order: Order) -> HttpResponse:
    """AT MOON's hosted page. Where it could not be made, the order's page says so, and a new order may be tried."""
    call = gateway("atmoon").pg.initiate(
        name=order.name,
        phone=order.phone,
        email=order.email,
        amount=minor_units(order.price),
        redirect_url=address("returned", order.token),
    )
    outcome = _sent(order, call)
    return redirect(outcome.value["url"] if outcome.verdict == "done" else order)


def by_qr(order: Order) -> HttpResponse:
    """A UPI link, which the order's page shows as a QR code. Nothing proves that it was paid: a person looks."""
    _sent(
        order,
        gateway("atmoon").payin.create(
            merchant_transaction_id=f"Order{order.token.hex}"[:35],
            amount=minor_units(order.price),
            payment_for=f"Order {order.pk}",
            payment_mode="QR",
            callback_url=address("sanspay:notices", "atmoon", "callback"),
            customer_details={"customer_email": order.email, "customer_phone": order.phone.removeprefix("+91")},
        ),
    )
    return redirect(order)


def _sent(order: Order, call: Call[Any]) -> Outcome[Any]:
    order.payment = Payment.objects.start(call, key=f"order-{order.pk}")
    order.save(update_fields=["payment"])
    return order.payment.send()
