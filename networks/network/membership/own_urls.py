"""Addresses of membership that belong to no network: what search engines ask for."""

from django.urls import path

from networks.network.membership.pages import public

urlpatterns = [
    path("robots.txt", public.robots, name="robots"),
    path("sitemap.xml", public.sitemap, name="sitemap"),
]
