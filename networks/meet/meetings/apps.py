from django.apps import AppConfig


class Meetings(AppConfig):
    name = "networks.meet.meetings"
    label = "meet_meetings"

    def ready(self) -> None:
        from networks.meet.meetings.rules import (  # noqa: F401 - what takes place, whose papers, the jobs that remind and close, who decides
            following,
            meetings,
            papers,
            referring,
            rounds,
            voting,
        )
