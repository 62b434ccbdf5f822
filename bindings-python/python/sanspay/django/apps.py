"""The app: ``"sanspay.django"`` in INSTALLED_APPS."""

from django.apps import AppConfig


class SanspayConfig(AppConfig):
    name = "sanspay.django"
    label = "sanspay"
    verbose_name = "Payments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import checks

        checks.register()
