"""Addresses that belong to no network: where an offer is accepted."""

from django.urls import path

from networks.network.twinning import views

urlpatterns = [
    path("twin/", views.type_code, name="twinning-code"),
    path("twin/<slug:code>/", views.answer, name="twinning-answer"),
]
