"""Mandates: a person acts for an organisation, from–to, by which decision."""

from django.db import models

from networks.base.models import Happened, Owned
from networks.base.tenancy import OwnedManager
from networks.people.models import Organisation, Person, Span, SpanQuerySet


class Mandate(Owned, Span, Happened):
    """A person may bind an organisation in one matter (`scope`; empty: in all). What binds it: sign-ons, commitments, votes, declarations."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="mandates")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="mandates")
    scope = models.CharField(max_length=40, blank=True)
    decision = models.CharField(max_length=300, blank=True)  # by which decision, in words
    given_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    ended_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    objects = OwnedManager.from_queryset(SpanQuerySet)()
