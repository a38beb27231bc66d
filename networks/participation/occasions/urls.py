"""Addresses of occasions: answering by a link, and calendars."""

from django.urls import path

from networks.participation.occasions import views

urlpatterns = [
    path("answer/<str:secret>/", views.answer, name="answer"),
    path("answer/<str:secret>/calendar.ics", views.answer_calendar, name="answer-calendar"),
    path("you/calendar/", views.your_calendar, name="your-calendar"),
    path("you/calendar/link/", views.your_calendar_link, name="your-calendar-link"),
    path("calendar/<str:token>.ics", views.persons_feed, name="persons-feed"),
    path("<slug:network>/public/<str:language>/calendar.ics", views.public_feed, name="public-feed"),
]
