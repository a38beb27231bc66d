from django.apps import AppConfig


class Sessions(AppConfig):
    name = "networks.meet.sessions"
    label = "meet_sessions"

    def ready(self) -> None:
        from networks.meet.sessions.rules import (  # noqa: F401 - their jobs and signals, and what takes place
            evaluating,
            inviting,
            leaving,
            sealing,
            suggesting,
        )
