from django.apps import AppConfig


class Base(AppConfig):
    name = "networks.base"
    label = "base"

    def ready(self) -> None:
        from networks.base import checks, statistics  # noqa: F401
