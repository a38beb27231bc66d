from django.apps import AppConfig


class Base(AppConfig):
    name = "networks.base"
    label = "base"

    def ready(self) -> None:
        from networks.base import bins, checks, days, statistics  # noqa: F401 - jobs, checks, the signs of days
