"""Addresses of documents."""

from django.urls import path

from networks.participation.documents import views

urlpatterns = [
    path("<slug:network>/documents/<uuid:key>/", views.document, name="document-file"),
    path("<slug:network>/documents/<uuid:key>/<int:number>/", views.document, name="document-version"),
]
