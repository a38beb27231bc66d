"""Addresses of participants, below /j/."""

urlpatterns: list = []
