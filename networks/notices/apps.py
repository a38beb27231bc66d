from django.apps import AppConfig


class Notices(AppConfig):
    name = "networks.notices"
    label = "notices"

    def ready(self) -> None:
        from networks.notices import digests, mail  # noqa: F401 - their jobs
        from networks.notices.telling import tell_of
        from networks.record.rules import happened

        happened.connect(tell_of, dispatch_uid="notices.telling")
