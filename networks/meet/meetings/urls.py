"""Addresses inside a network, below /{network}/meet/meetings/."""

from django.urls import path

from networks.meet.meetings.pages import bodies

urlpatterns = [
    path("", bodies.front, name="meetings"),
    path("bin/", bodies.bin, name="bodies-bin"),
    path("bodies/new/", bodies.new, name="body-new"),
    path("bodies/<uuid:body>/", bodies.page, name="body"),
    path("bodies/<uuid:body>/rules/", bodies.rules, name="body-rules"),
    path("bodies/<uuid:body>/rules/<str:kind>/", bodies.majority, name="body-majority"),
    path("bodies/<uuid:body>/edit/", bodies.edit, name="body-edit"),
    path("bodies/<uuid:body>/removal/", bodies.removal, name="body-removal"),
    path("bodies/<uuid:body>/seats/new/", bodies.new_seat, name="seat-new"),
    path("seats/<uuid:seat>/end/", bodies.seat_end, name="seat-end"),
]
