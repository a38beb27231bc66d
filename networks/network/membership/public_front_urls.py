"""Addresses for everybody, below /{network}/public/. No cookies there."""

from django.urls import path

from networks.network.membership.pages import public

urlpatterns = [
    path("", public.in_your_language, name="public-front"),
    path("<str:language>/", public.page, name="public-page"),
    path("<str:language>/doors/<slug:door>/", public.door, name="public-door"),
    path("<str:language>/members/", public.members, name="public-members"),
    path("<str:language>/logos/<uuid:key>/", public.logo, name="public-logo"),
]
