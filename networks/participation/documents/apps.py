from django.apps import AppConfig


class Documents(AppConfig):
    name = "networks.participation.documents"
    label = "participation_documents"
