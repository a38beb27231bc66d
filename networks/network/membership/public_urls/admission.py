"""Addresses of joining: for whoever thinks of it, and for applicants by their link."""

from django.urls import path

from networks.network.membership.pages import applying, joining

urlpatterns = [
    path("join/", joining.join, name="join-network"),
    path("join/application/", joining.start, name="application-start"),
    path("join/link/", joining.link_again, name="application-link"),
    path("application/<str:secret>/", applying.application, name="applying"),
    path("application/<str:secret>/sending/", applying.sending, name="applying-send"),
    path("application/<str:secret>/withdrawal/", applying.withdrawal, name="applying-withdraw"),
    path("application/<str:secret>/papers/<uuid:key>/", applying.paper, name="applying-paper"),
    path(
        "application/<str:secret>/papers/<uuid:key>/removal/",
        applying.paper_removal,
        name="applying-paper-removal",
    ),
    path("application/<str:secret>/<slug:step>/", applying.step, name="applying-step"),
]
