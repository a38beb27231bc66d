from django.apps import AppConfig


class Eligibility(AppConfig):
    name = "networks.participation.eligibility"
    label = "participation_eligibility"
