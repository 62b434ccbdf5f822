import uuid
from decimal import Decimal

import django.db.models.deletion
from django.db import migrations, models


def stock(apps, schema_editor):
    Product = apps.get_model("shop", "Product")
    Product.objects.create(
        name="Indigo throw", text="Adire from Abeokuta", naira=Decimal("48500.00"), rupees=Decimal("2499.50")
    )
    Product.objects.create(
        name="Block-print scarf", text="Cotton from Bagru", naira=Decimal("9750.00"), rupees=Decimal("499.50")
    )


class Migration(migrations.Migration):
    initial = True
    dependencies = [("sanspay", "0001_payment")]
    operations = [
        migrations.CreateModel(
            name="Product",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100)),
                ("text", models.CharField(max_length=200)),
                ("naira", models.DecimalField(decimal_places=2, max_digits=12)),
                ("rupees", models.DecimalField(decimal_places=2, max_digits=12)),
            ],
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("price", models.DecimalField(decimal_places=2, max_digits=12)),
                ("currency", models.CharField(max_length=3)),
                ("name", models.CharField(max_length=100)),
                ("email", models.EmailField(max_length=254)),
                ("phone", models.CharField(max_length=20)),
                ("place", models.CharField(max_length=200)),
                ("packed_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "payment",
                    models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, to="sanspay.payment"),
                ),
                ("product", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="shop.product")),
            ],
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=200)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="shop.order"
                    ),
                ),
            ],
            options={"ordering": ["pk"]},
        ),
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("beneficiary", models.CharField(max_length=100)),
                ("account", models.CharField(max_length=20)),
                ("ifsc", models.CharField(max_length=11)),
                ("rupees", models.DecimalField(decimal_places=2, max_digits=12)),
                (
                    "payment",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="sanspay.payment",
                    ),
                ),
            ],
        ),
        migrations.RunPython(stock, migrations.RunPython.noop),
    ]
