from django.apps import AppConfig


class Record(AppConfig):
    name = "networks.record"
    label = "record"

    def ready(self) -> None:
        from networks.people.signals import happened
        from networks.record.rules import record_what_people_did

        happened.connect(record_what_people_did, dispatch_uid="record.people")
