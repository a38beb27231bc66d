from django.apps import AppConfig


class Occasions(AppConfig):
    name = "networks.participation.occasions"
    label = "participation_occasions"
