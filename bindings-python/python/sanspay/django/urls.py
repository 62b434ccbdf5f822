"""``path("sanspay/", include("sanspay.django.urls"))`` takes notices at ``/sanspay/notices/atarapay/order/``."""

from django.urls import path

from .views import notices

app_name = "sanspay"
urlpatterns = [path("notices/<slug:gateway>/<slug:kind>/", notices, name="notices")]
