from django.apps import AppConfig


class Notices(AppConfig):
    name = "networks.notices"
    label = "notices"
