from django.apps import AppConfig


class People(AppConfig):
    name = "networks.people"
    label = "people"
