from __future__ import annotations

import uuid

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_http_methods

import sanspay
from sanspay.django import gateway

from . import buying
from .models import Order, Product

WAYS = {
    "escrow": ("NGN", "Escrow, in naira", buying.by_escrow),
    "page": ("INR", "Card or UPI, in rupees", buying.by_page),
    "qr": ("INR", "UPI QR code, in rupees", buying.by_qr),
}


class OrderForm(forms.ModelForm):
    way = forms.ChoiceField(
        choices=[(way, text) for way, (_, text, _) in WAYS.items()], initial="escrow", label="Pay by"
    )

    class Meta:
        model = Order
        fields = ["name", "email", "phone", "place"]
        labels = {
            "name": "Your name",
            "email": "E-mail",
            "phone": "Phone, with its country code",
            "place": "Where to deliver",
        }


@require_GET
def products(request: HttpRequest) -> HttpResponse:
    return render(request, "shop/products.html", {"products": Product.objects.all()})


@require_http_methods(["GET", "POST"])
def buy(request: HttpRequest, pk: int) -> HttpResponse:
    product = get_object_or_404(Product, pk=pk)
    form = OrderForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        currency, _, begin = WAYS[form.cleaned_data["way"]]
        order: Order = form.save(commit=False)
        order.product, order.currency = product, currency
        order.price = product.naira if currency == "NGN" else product.rupees  # never from the browser
        order.save()
        try:
            return begin(order)
        except sanspay.Error as error:  # nothing was sent
            for problem in error.problems:
                form.add_error(None, f"{problem['field']} {problem['message']}")
            order.delete()
    return render(request, "shop/buy.html", {"product": product, "form": form}, status=422 if form.errors else 200)


@require_GET
def returned(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """The buyer comes back. The address proves nothing, so the gateway is asked before anything is shown paid."""
    order = get_object_or_404(Order.objects.select_related("payment"), token=token)
    payment = order.payment
    if payment is not None:
        reference = None
        if payment.gateway == "atarapay":
            query = request.META["QUERY_STRING"]
            next = gateway("atarapay").checkout.returned(query=query, **payment.expectation).outcome.next
            reference = next["input"]["order"] if next["do"] == "ask" else None
        payment.ask(reference)
    return redirect(order)


@require_GET
def order(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    order = get_object_or_404(Order.objects.select_related("payment", "product"), token=token)
    payment = order.payment
    link = (payment.made or {}).get("intent_url") if payment is not None and order.packed_at is None else None
    qr = sanspay.Upi().link.qr(link=link).outcome.value["svg"] if link else ""
    shown = {"order": order, "payment": payment, "link": link, "qr": mark_safe(qr), "state": _state(order)}
    response = render(request, "shop/order.html", shown)
    response["Referrer-Policy"] = "no-referrer"  # the address is the buyer's alone
    return response


def _state(order: Order) -> tuple[str, str]:
    """How the order stands, as a word for the style sheet and a sentence for the buyer."""
    payment = order.payment
    if payment is None:
        return "bad", "This order was not placed."
    if order.packed_at and not payment.verdict:
        return "good", "Paid: we saw the money on our bank account."
    match payment.verdict, payment.funds:
        case "done", "held":
            return "good", "Paid, and held in escrow."
        case "done", "settled":
            return "good", "Paid."
        case _, "returned":
            return "bad", "Your money is on its way back to you."
        case "failed", _:
            return "bad", "The payment was cancelled."
        case ("refused" | "not_sent") | "unknown", "untouched":
            return "bad", "The payment could not be begun, and nothing was paid. Please order once more."
        case "", _ if payment.made and "intent_url" in payment.made:
            return "waiting", "Pay with the code. We look at our bank account and pack when the money is there."
        case _ if payment.review:
            return "doubt", "We are looking into this payment. Please do not pay again."
        case _:
            return "waiting", "We are waiting for the payment. This page tells when it is there."
