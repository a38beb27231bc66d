from django.apps import AppConfig


class Feedback(AppConfig):
    name = "networks.participation.feedback"
    label = "participation_feedback"
