from django.apps import AppConfig


class Meetings(AppConfig):
    name = "networks.meet.meetings"
    label = "meet_meetings"

    def ready(self) -> None:
        from networks.meet.meetings.rules import (  # noqa: F401 - what takes place, whose papers, jobs, who decides, elections
            elections,
            following,
            meetings,
            papers,
            referring,
            rounds,
            sealing,
            voting,
        )
