from django.contrib import admin
from django.contrib.staticfiles.urls import staticfiles_urlpatterns
from django.urls import include, path

urlpatterns = [
    path("sanspay/", include("sanspay.django.urls")),
    path("admin/", admin.site.urls),
    path("", include("shop.urls")),
    *staticfiles_urlpatterns(),  # with DEBUG alone
]
