"""Addresses of membership that belong to no network: an invitation for a network, what search engines ask for."""

from django.urls import path

from networks.network.membership.pages import levels, public

urlpatterns = [
    path("level/<str:secret>/", levels.answer, name="level-answer"),
    path("robots.txt", public.robots, name="robots"),
    path("sitemap.xml", public.sitemap, name="sitemap"),
]
