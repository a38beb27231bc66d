from django.apps import AppConfig


class Record(AppConfig):
    name = "networks.record"
    label = "record"
