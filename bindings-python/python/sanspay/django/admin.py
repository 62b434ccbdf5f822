"""Payments for people: what is known, what is for review, and asking again. Nothing is edited by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.db.transaction import TransactionManagementError
from django.http import HttpRequest

from .models import Payment

CURRENCIES = {"atarapay": "NGN", "atmoon": "INR"}


@admin.register(Payment)
class PaymentAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A list to read. What is not for every colleague's eyes, such as the address of a buyer's page, is not in it."""

    list_display = ("name", "gateway", "price", "verdict", "funds", "review", "due_at", "changed_at")
    list_filter = ("review", "verdict", "funds", "gateway")
    search_fields = ("key", "reference")
    fields = (
        ("name", "gateway", "operation", "price"),
        ("reference", "answers"),
        ("verdict", "funds", "review"),
        ("reason", "mismatches"),
        ("what_to_do", "due_at"),
        ("created_at", "changed_at"),
    )
    readonly_fields = tuple(field for row in fields for field in row)
    actions = ("ask_now",)

    @admin.display(description="payment", ordering="key")
    def name(self, payment: Payment) -> str:
        return payment.key or str(payment.pk)

    @admin.display(ordering="amount")
    def price(self, payment: Payment) -> str:
        if payment.amount is None:
            return "–"
        whole, part = divmod(payment.amount, 100)
        return f"{whole}.{part:02} {payment.expectation.get('currency') or CURRENCIES.get(payment.gateway, '')}"

    @admin.display
    def reason(self, payment: Payment) -> str:
        return ((payment.outcome or {}).get("reason") or {}).get("message") or "–"

    @admin.display
    def mismatches(self, payment: Payment) -> str:
        found = ((payment.outcome or {}).get("reason") or {}).get("mismatches") or []
        return "; ".join(f"{each['field']}: expected {each['expected']}, got {each['got']}" for each in found) or "–"

    @admin.display
    def what_to_do(self, payment: Payment) -> str:
        return {
            "ask": "Nothing: sanspay_follow asks the gateway when it is due.",
            "review": "Look for it in the gateway's dashboard and on the bank statement, then decide.",
            "fix": "Correct what the reason names, then ask now.",
            "send_again": "It may be started again: nothing happened.",
        }.get(payment.next.get("do", ""), "Nothing.")

    @admin.action(description="Ask the gateway now", permissions=["ask"])
    def ask_now(self, request: HttpRequest, payments: QuerySet[Payment]) -> None:
        changed = errors = 0
        for payment in payments:
            try:
                changed += payment.ask()
            except TransactionManagementError:  # ATOMIC_REQUESTS
                payment.ask_later()
            except Exception as error:
                errors += 1
                self.message_user(request, f"{self.name(payment)}: {error}", messages.ERROR)
        self.message_user(request, f"{len(payments) - errors} asked after, {changed} changed")

    def has_ask_permission(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return bool(user.has_perm("sanspay.change_payment"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
