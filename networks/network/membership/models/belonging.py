"""What an organisation is to the network: categories, and memberships from a day to a day. Their history stays."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from networks.base.models import Happened, Owned
from networks.base.tenancy import OwnedManager
from networks.base.texts import Written
from networks.people.models import Organisation, Person, Span, SpanQuerySet


class Terms(Owned):
    """How a network handles membership, one row a network: which parts it uses, and what its statutes say. Others add their fields."""

    uses_applications = models.BooleanField(_("organisations apply"), default=True)
    uses_declarations = models.BooleanField(_("members declare figures every year"), default=True)
    uses_fees = models.BooleanField(_("members pay a fee"), default=False)
    legal_form = models.CharField(_("legal form"), max_length=120, blank=True)
    registration = models.CharField(_("registration number"), max_length=60, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    reply_to = models.EmailField(_("answers go to"), blank=True)

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["network"], name="one_terms")]

    @classmethod
    def current(cls) -> "Terms":
        """The terms of the network being served; made when first asked for."""
        return cls.objects.first() or cls.objects.get_or_create()[0]

    @classmethod
    def of(cls, actor: Any) -> "Terms":
        """The same for a page that is only read: asked once for all of it, and not made."""
        return actor.once("terms", lambda: cls.objects.first() or cls())

    @property
    def bills(self) -> bool:
        """Whether members are billed: only with a legal form in which it may be."""
        return self.uses_fees and bool(self.legal_form)


class CategoryKind(models.TextChoices):
    FULL = "full", _("full member")
    ASSOCIATE = "associate", _("associate member")
    CANDIDATE = "candidate", _("candidate")
    OBSERVER = "observer", _("observer")
    TRIAL = "trial", _("trial member")
    HONORARY = "honorary", _("honorary member")


class Category(Owned, Written):
    """A category of membership, as the network's statutes name it."""

    TEXTS = ("name", "about")

    name = models.CharField(_("name"), max_length=80)
    about = models.TextField(_("who belongs here, and what it brings"), blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=CategoryKind, default=CategoryKind.FULL)
    votes = models.BooleanField(_("has a vote"), default=True)
    weight = models.PositiveSmallIntegerField(_("votes"), default=1)
    may_apply = models.BooleanField(_("organisations may apply for it"), default=True)
    months = models.PositiveSmallIntegerField(_("ends by itself after months"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)  # no new members; old ones stay

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["network", "name"], name="one_category_a_name")]

    def __str__(self) -> str:
        return self.name


class EndReason(models.TextChoices):
    RESIGNED = "resigned", _("resigned")
    EXCLUDED = "excluded", _("excluded")
    LAPSED = "lapsed", _("lapsed")
    MERGED = "merged", _("merged with another member")
    CHANGED = "changed", _("changed its category")
    CLOSED = "closed", _("closed")
    MISTAKE = "mistake", _("entered by mistake")
    REOPENED = "reopened", _("its admission is decided anew")


class Membership(Owned, Span, Happened):
    """An organisation in a category, from a day to a day. Changing the category ends one and begins another."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    category = models.ForeignKey(Category, models.RESTRICT, related_name="memberships")
    number = models.CharField(_("member number"), max_length=40, blank=True)
    ends_on = models.DateField(null=True)  # ends by itself (a candidate's year); `until` is set when it has
    end_reason = models.CharField(max_length=10, choices=EndReason, blank=True)
    merged_into = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")
    decided_in = models.UUIDField(null=True)  # key of the referral by which it began
    begun_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    ended_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    own = models.JSONField(default=dict, blank=True)  # values of the network's own fields, by their keys

    objects = OwnedManager.from_queryset(SpanQuerySet)()

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(until__isnull=True), name="one_open_membership"
            )
        ]
        indexes = [
            models.Index(fields=["network", "until", "category"], name="membership_open"),
            models.Index(fields=["network", "-since", "id"], name="membership_by_since"),
        ]
