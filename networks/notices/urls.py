"""Addresses of messages and notifications. The local outbox exists only while mail is not set up."""

from django.urls import path

from networks.notices import outbox_page, pages

urlpatterns = [
    path("outbox/", outbox_page.outbox, name="outbox"),
    path("outbox/<uuid:key>/", outbox_page.outbox_message, name="outbox-message"),
    path("unsubscribe/<str:secret>/", pages.unsubscribe, name="unsubscribe"),
    path("<slug:network>/notices/", pages.notices, name="notices"),
    path("<slug:network>/notices/reading/", pages.notices_reading, name="notices-reading"),
    path("<slug:network>/notices/settings/", pages.notice_settings, name="notice-settings"),
]
