"""Addresses inside a network, below /{network}/meet/meetings/."""

from django.urls import path

from networks.meet.meetings.pages import agenda, attending, bodies, following, holding, meetings

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
    # holding it
    path("<uuid:meeting>/opening/", holding.opening, name="meeting-opening"),
    path("<uuid:meeting>/closing/", holding.closing, name="meeting-closing"),
    path("<uuid:meeting>/minutes/", holding.minutes, name="meeting-minutes"),
    path("<uuid:meeting>/files/<str:name>", holding.file, name="meeting-file"),
    path("items/<uuid:item>/minutes/", holding.notes, name="item-minutes"),
    path("items/<uuid:item>/approval/", holding.approval, name="minutes-approval"),
    # who is there
    path("<uuid:meeting>/attendance/", attending.attendance, name="meeting-attendance"),
    path("<uuid:meeting>/attendance/new/", attending.noting, name="meeting-noting"),
    path("<uuid:meeting>/check-in/", attending.check_in, name="meeting-check-in"),
    path("<uuid:meeting>/code/", attending.code, name="meeting-code"),
    path("presences/<uuid:presence>/leaving/", attending.leaving, name="presence-leaving"),
    path("<uuid:meeting>/proxies/new/", attending.new_proxy, name="proxy-new"),
    path("proxies/<uuid:proxy>/revocation/", attending.revocation, name="proxy-revocation"),
    # what comes out of it
    path("items/<uuid:item>/decisions/new/", following.new_decision, name="decision-new"),
    path("decisions/<uuid:decision>/", following.decision, name="decision"),
    path("bodies/<uuid:body>/decisions/", following.register, name="body-decisions"),
    path("bodies/<uuid:body>/decisions/<str:name>", following.register_file, name="body-decisions-file"),
    path("items/<uuid:item>/actions/new/", following.new_action, name="action-new"),
    path("bodies/<uuid:body>/actions/", following.actions, name="body-actions"),
    path("actions/<uuid:action>/edit/", following.edit_action, name="action-edit"),
    path("actions/<uuid:action>/finishing/", following.finishing, name="action-finishing"),
    path("actions/<uuid:action>/dropping/", following.dropping, name="action-dropping"),
    path("actions/<uuid:action>/reopening/", following.reopening, name="action-reopening"),
]
