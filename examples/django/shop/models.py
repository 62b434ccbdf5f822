"""Products, orders and payouts. What is known of the money is sanspay's Payment; here is what the shop did about it."""

from __future__ import annotations

import uuid

from django.db import models
from django.urls import reverse

from sanspay.django.models import Payment


class Product(models.Model):
    name = models.CharField(max_length=100)
    text = models.CharField(max_length=200)
    naira = models.DecimalField(max_digits=12, decimal_places=2)
    rupees = models.DecimalField(max_digits=12, decimal_places=2)

    def __str__(self) -> str:
        return self.name


class Order(models.Model):
    """What a buyer ordered, at the price of that moment. Its number is the shop's own; nobody can guess its token."""

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    product = models.ForeignKey(Product, on_delete=models.PROTECT)
    price = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    name = models.CharField(max_length=100)
    email = models.EmailField()
    phone = models.CharField(max_length=20)
    place = models.CharField(max_length=200)
    payment = models.OneToOneField(Payment, null=True, on_delete=models.PROTECT)
    packed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"order {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("order", args=[self.token])


class Event(models.Model):
    """What the buyer is shown of an order's history."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="events")
    text = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]


class Withdrawal(models.Model):
    """Money that a supplier is to get, once."""

    beneficiary = models.CharField(max_length=100)
    account = models.CharField(max_length=20)
    ifsc = models.CharField(max_length=11)
    rupees = models.DecimalField(max_digits=12, decimal_places=2)
    payment = models.OneToOneField(Payment, null=True, blank=True, editable=False, on_delete=models.PROTECT)

    def __str__(self) -> str:
        return f"{self.rupees} rupees for {self.beneficiary}"
