from django.apps import AppConfig


class Money(AppConfig):
    name = "networks.participation.money"
    label = "participation_money"
