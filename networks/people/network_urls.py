"""Addresses inside a network, below /{network}/network/people/."""

from django.urls import path

from networks.people.pages import cards, invitations, names, organisations, people, you

urlpatterns = [
    path("", organisations.organisations, name="organisations"),
    path("organisations/new/", organisations.add_organisation, name="organisation-new"),
    path("organisations/<uuid:key>/", organisations.organisation_page, name="organisation"),
    path("organisations/<uuid:key>/change/", organisations.change_organisation, name="organisation-change"),
    path("organisations/<uuid:key>/people/new/", organisations.add_person, name="person-new"),
    path("organisations/<uuid:key>/cards/", cards.cards, name="cards"),
    path("cards/<uuid:key>/revocation/", cards.card_revocation, name="card-revocation"),
    path("affiliations/<uuid:key>/end/", organisations.end_of_affiliation, name="affiliation-end"),
    path("affiliations/<uuid:key>/functions/", organisations.give_function, name="function-new"),
    path("affiliations/<uuid:key>/confirmation/", organisations.confirmation, name="confirmation"),
    path("functions/<uuid:key>/end/", organisations.end_function, name="function-end"),
    path("newcomers/", organisations.newcomers, name="newcomers"),
    path("names/organisations/", names.organisations, name="names-of-organisations"),
    path("names/persons/", names.persons, name="names-of-persons"),
    path("persons/", people.people, name="people"),
    path("persons/<uuid:key>/roles/", people.roles_of, name="roles-of"),
    path("roles/<uuid:key>/end/", people.end_of_role, name="role-end"),
    path("leaving/", you.leaving, name="leaving"),
    path("invitations/", invitations.invitations, name="invitations"),
    path("invitations/new/", invitations.invite, name="invite"),
    path("invitations/drafts/<uuid:key>/", invitations.invite_preview, name="invite-preview"),
    path("invitations/drafts/<uuid:key>/sending/", invitations.invite_sending, name="invite-sending"),
    path("invitations/<uuid:key>/withdrawal/", invitations.withdrawal, name="invitation-withdrawal"),
]
