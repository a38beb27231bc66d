"""Addresses inside a network, below /{network}/meet/sessions/. Each file of pages names its own."""

from django.urls import path

from networks.meet.sessions.pages import programmes

urlpatterns = [
    path("", programmes.front, name="sessions"),
]
