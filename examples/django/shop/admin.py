from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from sanspay import minor_units
from sanspay.django import gateway
from sanspay.django.models import AlreadyStarted, Payment

from .models import Event, Order, Product, Withdrawal

admin.site.register(Product)


@admin.register(Order)
class OrderAdmin(admin.ModelAdmin):
    list_display = ("pk", "name", "product", "price", "currency", "payment", "packed_at")
    actions = ("seen_at_the_bank",)

    @admin.action(description="I saw the money on our bank account")
    def seen_at_the_bank(self, request: HttpRequest, orders: QuerySet[Order]) -> None:
        for order in orders.filter(packed_at=None, payment__operation="atmoon.payin.create"):
            Event.objects.create(order=order, text=f"{request.user} saw the money on our bank account.")
            orders.filter(pk=order.pk).update(packed_at=timezone.now())


@admin.register(Withdrawal)
class WithdrawalAdmin(admin.ModelAdmin):
    list_display = ("beneficiary", "rupees", "payment")
    actions = ("pay_out",)

    @admin.action(description="Pay out")
    def pay_out(self, request: HttpRequest, withdrawals: QuerySet[Withdrawal]) -> None:
        for withdrawal in withdrawals:
            call = gateway("atmoon").payout.create(
                beneficiary_name=withdrawal.beneficiary,
                beneficiary_account=withdrawal.account,
                ifsc=withdrawal.ifsc,
                amount=minor_units(withdrawal.rupees),
                payment_mode="IMPS",
            )
            try:
                payment = Payment.objects.start(call, key=f"withdrawal-{withdrawal.pk}")
            except AlreadyStarted as already:
                self.message_user(request, f"{withdrawal}: {already}", messages.ERROR)
                continue
            Withdrawal.objects.filter(pk=withdrawal.pk).update(payment=payment)
            outcome = payment.send()
            self.message_user(request, f"{withdrawal}: {outcome.verdict}, {outcome.funds}")
