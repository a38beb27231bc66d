from django.apps import AppConfig


class Deadlines(AppConfig):
    name = "networks.participation.deadlines"
    label = "participation_deadlines"
