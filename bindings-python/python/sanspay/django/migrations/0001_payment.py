"""The table of payments."""

import uuid

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    operations = [
        migrations.CreateModel(
            name="Payment",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "key",
                    models.CharField(
                        blank=True, help_text="your own name for it", max_length=200, null=True, unique=True
                    ),
                ),
                ("gateway", models.CharField(max_length=32)),
                ("operation", models.CharField(help_text="what was started, or is expected", max_length=64)),
                ("amount", models.BigIntegerField(help_text="in minor units", null=True)),
                ("inquiry", models.CharField(blank=True, help_text="the operation that proves it", max_length=64)),
                ("expectation", models.JSONField(default=dict, help_text="the inquiry's input")),
                ("reference", models.CharField(blank=True, help_text="what the gateway calls it", max_length=200)),
                ("verdict", models.CharField(blank=True, max_length=16)),
                ("funds", models.CharField(blank=True, max_length=16)),
                ("review", models.BooleanField(default=False, help_text="a person must look")),
                ("outcome", models.JSONField(help_text="what is known, as an outcome", null=True)),
                (
                    "made",
                    models.JSONField(help_text="what a buyer pays at: the page's address, or the link", null=True),
                ),
                ("next", models.JSONField(default=dict, help_text="what to do next")),
                ("due_at", models.DateTimeField(db_index=True, help_text="when to do it", null=True)),
                ("saved", models.TextField(blank=True)),
                ("answers", models.PositiveIntegerField(default=0, help_text="how many were settled so far")),
                ("untold", models.JSONField(default=list)),
                ("told", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={"ordering": ["-created_at"]},
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reference", ""), _negated=True),
                fields=("operation", "reference"),
                name="sanspay_reference_once",
            ),
        ),
    ]
