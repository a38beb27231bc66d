"""Addresses of the register."""

from django.urls import URLPattern, path

from networks.network.membership.pages import members, on_behalf

urlpatterns: list[URLPattern] = [
    path("", members.members, name="members"),
    path("on-behalf/<uuid:key>/", on_behalf.on_behalf_page, name="on-behalf"),
    path("on-behalf/<uuid:key>/contest/", on_behalf.contesting, name="on-behalf-contest"),
    path("on-behalf/<uuid:key>/resolution/", on_behalf.resolving, name="on-behalf-resolve"),
    path("on-behalf/answer/<str:token>/", on_behalf.answer, name="on-behalf-answer"),
    path("on-behalf/answer/<str:token>/document/", on_behalf.answer_document, name="on-behalf-document"),
]
