"""Addresses of merging and of an organisation's history."""

from django.urls import path

from networks.network.membership.pages import merging

urlpatterns = [
    path("organisations/<uuid:key>/history/", merging.history, name="organisation-history"),
    path("organisations/<uuid:key>/merge/", merging.choose, name="merge-choose"),
    path("organisations/<uuid:key>/merge/<uuid:other>/", merging.merge, name="merge"),
    path("merges/<uuid:key>/undoing/", merging.undoing, name="merge-undoing"),
]
