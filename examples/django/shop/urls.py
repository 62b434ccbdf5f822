from django.urls import path

from . import views

urlpatterns = [
    path("", views.products, name="products"),
    path("buy/<int:pk>/", views.buy, name="buy"),
    path("orders/<uuid:token>/", views.order, name="order"),
    path("orders/<uuid:token>/return/", views.returned, name="returned"),
]
