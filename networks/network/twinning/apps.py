from django.apps import AppConfig


class Twinning(AppConfig):
    name = "networks.network.twinning"
    label = "network_twinning"

    def ready(self) -> None:
        from networks.network.twinning import showing  # noqa: F401  its job is registered
