from django.apps import AppConfig


class Deadlines(AppConfig):
    name = "networks.participation.deadlines"
    label = "participation_deadlines"

    def ready(self) -> None:
        from networks.participation.deadlines import rules  # noqa: F401 - its jobs
