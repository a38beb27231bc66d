from django.apps import AppConfig


class Meetings(AppConfig):
    name = "networks.meet.meetings"
    label = "meet_meetings"
