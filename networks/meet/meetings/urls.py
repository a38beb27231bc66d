"""Addresses inside a network, below /{network}/meet/meetings/."""

from django.urls import path

from networks.meet.meetings.pages import agenda, bodies, meetings

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
    path("bodies/<uuid:body>/meetings/new/", meetings.new, name="meeting-new"),
    path("seats/<uuid:seat>/end/", bodies.seat_end, name="seat-end"),
    # a meeting
    path("<uuid:meeting>/", meetings.page, name="meeting"),
    path("<uuid:meeting>/edit/", meetings.edit, name="meeting-edit"),
    path("<uuid:meeting>/convocation/", meetings.convocation, name="meeting-convocation"),
    path("<uuid:meeting>/telling/", meetings.telling, name="meeting-telling"),
    path("<uuid:meeting>/cancellation/", meetings.cancellation, name="meeting-cancellation"),
    path("<uuid:meeting>/calendar.ics", meetings.calendar, name="meeting-calendar"),
    # its agenda
    path("<uuid:meeting>/items/new/", agenda.new, name="item-new"),
    path("items/<uuid:item>/", agenda.page, name="item"),
    path("items/<uuid:item>/edit/", agenda.edit, name="item-edit"),
    path("items/<uuid:item>/position/", agenda.position, name="item-position"),
    path("items/<uuid:item>/removal/", agenda.removal, name="item-removal"),
    path("items/<uuid:item>/papers/new/", agenda.new_paper, name="item-paper-new"),
]
