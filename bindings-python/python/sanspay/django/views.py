"""What a gateway posts to us. It proves nothing: it is a reason to ask."""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

import sanspay

from . import configured, signals
from . import gateway as account
from .knowledge import NOTICES
from .models import Payment

#: The longest notice that is read, in bytes.
LIMIT = 1 << 20
#: For how long a gateway that has told something is asked about it before it gets its answer, in seconds.
TIMEOUT = 5.0

logger = logging.getLogger("sanspay.django")


@csrf_exempt
@require_POST
@transaction.non_atomic_requests  # the gateway is asked, and no row is locked meanwhile
def notices(request: HttpRequest, gateway: str, kind: str) -> HttpResponse:
    """Takes a notice: 403 where it is forged, 413 where it is too long, else 200, however often it comes.

    Where it tells of a payment that is known, the payment is marked due, so that nothing is lost. A verified notice
    has it asked after at once. An unsigned one leaves that to `sanspay_follow`, since anybody can send as many as
    they like.
    """
    if f"{gateway}.{kind}" not in NOTICES or configured(gateway) is None:
        raise Http404(f"no notices of {gateway}.{kind} are taken here")
    body = _body(request)
    if body is None:
        return HttpResponse("too long for a notice", status=413, content_type="text/plain")
    notice = account(gateway).receive(kind, request.headers, body)
    logger.info("%s.%s: %s, event %s", gateway, kind, notice.authenticity, notice.event)
    if notice.authenticity == "forged":
        return HttpResponse("the token is wrong", status=403, content_type="text/plain")

    payment = payment_of(gateway, notice)
    signals.noticed.send(Payment, gateway=gateway, kind=kind, notice=notice, payment=payment)
    if payment is not None:
        _follow(payment, notice)
    return HttpResponse("taken", content_type="text/plain")


def payment_of(gateway: str, notice: sanspay.Notice[Any]) -> Payment | None:
    """The payment that a notice tells of. What it says is a hint; the answer is held against what is expected."""
    value = notice.value or {}
    order = value.get("order") or {}
    references = [str(found) for found in (order.get("id"), *(value.get("ids") or {}).values()) if found is not None]
    payments = Payment.objects.filter(gateway=gateway)
    if known := payments.filter(reference__in=references).exclude(reference="").first():
        return known
    number = order.get("product_id")
    if number is None:
        return None
    same = Q(expectation__product_id=number)
    if str(number).isdecimal():
        same |= Q(expectation__product_id=int(number))
    return payments.filter(same, reference="").first()


def _follow(payment: Payment, notice: sanspay.Notice[Any]) -> None:
    reference = ((notice.value or {}).get("order") or {}).get("id")
    if notice.authenticity == "verified":
        payment.ask(reference, timeout=TIMEOUT)
    else:
        payment.ask_later(reference)


def _body(request: HttpRequest) -> bytes | None:
    """The body as it came; None where it is too long."""
    told = request.headers.get("content-length") or ""
    length = int(told) if told.isdecimal() else 0
    if length > LIMIT:
        return None
    body = request.read(LIMIT + 1)
    if len(body) > LIMIT:
        return None
    if len(body) < length:
        raise ImproperlyConfigured(
            "something has read the notice before sanspay: a notice is checked against its bytes as they came, so no "
            "middleware may read request.POST of it"
        )
    return body
