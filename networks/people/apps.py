from django.apps import AppConfig


class People(AppConfig):
    name = "networks.people"
    label = "people"

    def ready(self) -> None:
        from networks.people import invitations, leavings, mail, tidying  # noqa: F401  their jobs
