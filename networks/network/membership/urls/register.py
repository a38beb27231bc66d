"""Addresses of the register."""

from django.urls import URLPattern, path

from networks.network.membership.pages import members

urlpatterns: list[URLPattern] = [
    path("", members.members, name="members"),
]
