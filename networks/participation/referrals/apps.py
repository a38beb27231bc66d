from django.apps import AppConfig


class Referrals(AppConfig):
    name = "networks.participation.referrals"
    label = "participation_referrals"
