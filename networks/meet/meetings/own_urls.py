"""Addresses outside any network: the big screen of a meeting by its secret link."""

from django.urls import path

from networks.meet.meetings.pages import screen

urlpatterns = [
    path("screen/meeting/<str:secret>/", screen.page, name="meeting-screen"),
    path("screen/meeting/<str:secret>/now/", screen.state, name="meeting-screen-now"),
]
