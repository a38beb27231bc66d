from django.apps import AppConfig


class Sessions(AppConfig):
    name = "networks.meet.sessions"
    label = "meet_sessions"

    def ready(self) -> None:
        from networks.meet.sessions.rules import evaluating, sealing, suggesting  # noqa: F401 - their jobs and signals
