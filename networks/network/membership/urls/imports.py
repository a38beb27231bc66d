"""Addresses of imports."""

from django.urls import path

from networks.network.membership.pages import exports
from networks.network.membership.pages import imports as pages

urlpatterns = [
    path("imports/", pages.imports, name="imports"),
    path("imports/new/", pages.new, name="import-new"),
    path("imports/<uuid:key>/", pages.page_of, name="import"),
    path("imports/<uuid:key>/columns/", pages.columns, name="import-columns"),
    path("imports/<uuid:key>/progress/", pages.progress, name="import-progress"),
    path("imports/<uuid:key>/choices/", pages.choices, name="import-choices"),
    path("imports/<uuid:key>/confirmation/", pages.confirmation, name="import-confirmation"),
    path("imports/<uuid:key>/undoing/", pages.undoing_of, name="import-undoing"),
    path("imports/<uuid:key>/removal/", pages.removal, name="import-removal"),
    path("exports/everything.xlsx", exports.everything, name="export-everything"),
    path("exports/address-book.vcf", exports.address_book, name="export-address-book"),
    path("exports/<slug:sheet>.csv", exports.one_sheet, name="export-sheet"),
]
