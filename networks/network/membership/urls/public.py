"""Addresses of the public page: making it."""

from django.urls import path

from networks.network.membership.pages import offerings
from networks.network.membership.pages import public_editing as editing

urlpatterns = [
    path("public/", editing.public, name="public"),
    path("public/publication/", editing.publication, name="public-publication"),
    path("public/withdrawal/", editing.withdrawal, name="public-withdrawal"),
    path("public/preview/<str:language>/", editing.preview, name="public-preview"),
    path("public/texts/<str:language>/", editing.texts, name="public-texts"),
    path("public/offers/", offerings.listing, name="offerings"),
    path("public/offers/new/", offerings.new, name="offering-new"),
    path("public/offers/<uuid:key>/", offerings.change, name="offering"),
    path("public/offers/<uuid:key>/move/", offerings.moving, name="offering-move"),
    path("public/offers/<uuid:key>/removal/", offerings.removal, name="offering-removal"),
    path("public/positions/", editing.positions, name="public-positions"),
    path("public/positions/<uuid:key>/", editing.position, name="public-position"),
    path("public/positions/<uuid:key>/removal/", editing.position_removal, name="public-position-removal"),
]
