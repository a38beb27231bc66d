"""Addresses outside any network: the big screen by its secret link."""

from django.urls import path

from networks.meet.sessions.pages import screen

urlpatterns = [
    path("screen/<str:secret>/", screen.page, name="big-screen"),
    path("screen/<str:secret>/stream", screen.stream, name="big-screen-stream"),
    path("screen/<str:secret>/state", screen.state, name="big-screen-state"),
]
