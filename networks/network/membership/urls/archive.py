"""Addresses of archive."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
