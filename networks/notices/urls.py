"""Addresses of messages. The local outbox exists only while mail is not set up."""

from django.urls import path

from networks.notices import outbox_page

urlpatterns = [
    path("outbox/", outbox_page.outbox, name="outbox"),
    path("outbox/<uuid:key>/", outbox_page.outbox_message, name="outbox-message"),
]
