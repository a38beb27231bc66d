from django.apps import AppConfig


class Sessions(AppConfig):
    name = "networks.meet.sessions"
    label = "meet_sessions"
