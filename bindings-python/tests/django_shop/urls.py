from django.contrib import admin
from django.urls import include, path

urlpatterns = [path("sanspay/", include("sanspay.django.urls")), path("admin/", admin.site.urls)]
