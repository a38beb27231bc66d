"""Addresses of the public page: making it."""

from django.urls import path

from networks.network.membership.pages import public_editing as editing

urlpatterns = [
    path("public/", editing.public, name="public"),
    path("public/publication/", editing.publication, name="public-publication"),
    path("public/withdrawal/", editing.withdrawal, name="public-withdrawal"),
    path("public/preview/<str:language>/", editing.preview, name="public-preview"),
    path("public/texts/<str:language>/", editing.texts, name="public-texts"),
    path("public/positions/", editing.positions, name="public-positions"),
    path("public/positions/<uuid:key>/", editing.position, name="public-position"),
    path("public/positions/<uuid:key>/removal/", editing.position_removal, name="public-position-removal"),
]
