from django.apps import AppConfig


class Notices(AppConfig):
    name = "networks.notices"
    label = "notices"

    def ready(self) -> None:
        from networks.notices import mail  # noqa: F401 - its jobs
