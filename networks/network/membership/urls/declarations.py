"""Addresses of figures and declarations."""

from django.urls import path

from networks.network.membership.pages import declaration, declarations

urlpatterns = [
    path("figures/", declarations.figure_list, name="figures"),
    path("figures/standard/", declarations.standard_figures, name="figures-standard"),
    path("figures/new/", declarations.figure_new, name="figure-new"),
    path("figures/<uuid:key>/", declarations.figure_change, name="figure-change"),
    path("figures/<uuid:key>/retirement/", declarations.figure_retirement, name="figure-retirement"),
    path("declarations/", declarations.declarations, name="declarations"),
    path("declarations/new/", declarations.round_new, name="round-new"),
    path("declarations/of/<uuid:key>/", declaration.declaration, name="declaration"),
    path("declarations/<uuid:key>/", declarations.round_page, name="round"),
    path("declarations/<uuid:key>/change/", declarations.round_change, name="round-change"),
    path("declarations/<uuid:key>/opening/", declarations.opening, name="round-opening"),
    path("declarations/<uuid:key>/closing/", declarations.closing, name="round-closing"),
    path("declarations/<uuid:key>/reopening/", declarations.reopening, name="round-reopening"),
    path("declarations/<uuid:key>/reminders/", declarations.reminding, name="round-reminding"),
    path("declarations/<uuid:key>/time/", declarations.more_time, name="round-time"),
    path("declarations/<uuid:key>/totals/", declarations.round_totals, name="round-totals"),
    path("declarations/<uuid:key>/declarations.<str:kind>", declarations.round_export, name="round-export"),
]
