from django.apps import AppConfig


class Charter(AppConfig):
    name = "networks.network.charter"
    label = "network_charter"

    def ready(self) -> None:
        from networks.network.charter.rules import (  # noqa: F401 - jobs; what can be put to whoever decides
            assessing,
            questions,
        )
