from django.apps import AppConfig


class Web(AppConfig):
    name = "networks.web"
    label = "web"
