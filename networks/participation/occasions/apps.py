from django.apps import AppConfig


class Occasions(AppConfig):
    name = "networks.participation.occasions"
    label = "participation_occasions"

    def ready(self) -> None:
        from networks.participation.occasions import messages, reminding  # noqa: F401 - their jobs
