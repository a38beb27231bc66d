"""Addresses of twinning."""

from django.urls import path

from networks.network.twinning import views

urlpatterns = [
    path("", views.front, name="twinnings"),
    path("offers/new/", views.offer, name="twinning-offer-new"),
    path("offers/<uuid:key>/", views.one_offer, name="twinning-offer"),
    path("<uuid:key>/", views.page, name="twinning"),
    path("<uuid:key>/steps/new/", views.new_step, name="twinning-step-new"),
    path("steps/<uuid:key>/ticking/", views.ticking, name="twinning-step-ticking"),
    path("steps/<uuid:key>/removal/", views.removal, name="twinning-step-removal"),
    path("<uuid:key>/showing/", views.show, name="twinning-showing"),
    path("<uuid:key>/showing/taking-back/", views.taking_back, name="twinning-taking-back"),
    path("<uuid:key>/end/", views.end, name="twinning-end"),
]
