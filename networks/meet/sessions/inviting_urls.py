"""Addresses of invitations and of who was there, below /{network}/meet/sessions/."""

from django.urls import path

from networks.meet.sessions.pages import attending, inviting

urlpatterns = [
    path("<uuid:session>/calendar.ics", inviting.calendar, name="session-calendar"),
    path("<uuid:session>/invitations/", inviting.invitations, name="session-invitations"),
    path("<uuid:session>/invitations/new/", inviting.new, name="session-invitation-new"),
    path("<uuid:session>/invitations/again/", inviting.again, name="session-invitations-again"),
    path(
        "<uuid:session>/invitations/<uuid:invitee>/withdrawal/",
        inviting.withdrawal,
        name="session-invitation-withdrawal",
    ),
    path("<uuid:session>/attendance/", attending.attendance, name="attendance"),
    path("<uuid:session>/attendance/new/", attending.new, name="attendance-new"),
    path("<uuid:session>/attendance/attendance.<str:kind>", attending.export, name="attendance-export"),
    path("<uuid:session>/attendance/<uuid:row>/", attending.change, name="attendance-change"),
    path("<uuid:session>/attendance/<uuid:row>/removal/", attending.removal, name="attendance-removal"),
]
