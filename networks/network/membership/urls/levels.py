"""Addresses of networks of networks."""

from django.urls import path

from networks.network.membership.pages import levels

urlpatterns = [
    path("levels/", levels.front, name="levels"),
    path("levels/invitations/new/", levels.invite, name="level-invite"),
    path("levels/invitations/<uuid:key>/", levels.invitation, name="level-invitation"),
    path("levels/below/<uuid:key>/end/", levels.end, name="level-end"),
    path("levels/below/<uuid:key>/members/", levels.profiles, name="level-profiles"),
    path("levels/above/<uuid:key>/end/", levels.leave, name="level-leave"),
    path("levels/above/<uuid:key>/publication/", levels.publication, name="level-publication"),
    path("levels/publications/<uuid:key>/withdrawal/", levels.withdrawal, name="level-withdrawal"),
]
