from django.apps import AppConfig


class Membership(AppConfig):
    name = "networks.network.membership"
    label = "network_membership"

    def ready(self) -> None:
        from importlib import import_module

        from networks.network.membership.parts import NAMES

        for name in NAMES:  # their jobs, questions, kinds
            getattr(import_module(f"networks.network.membership.parts.{name}"), "ready", lambda: None)()
