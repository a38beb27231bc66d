from django.apps import AppConfig


class Mandates(AppConfig):
    name = "networks.participation.mandates"
    label = "participation_mandates"
