"""Addresses of invitations and of who was there, below /{network}/meet/sessions/."""

from django.urls import path

from networks.meet.sessions.pages import inviting

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
]
