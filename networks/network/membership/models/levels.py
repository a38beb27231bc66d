"""Networks of networks: invitations to belong, and what one network publishes to another. What crosses is a copy or a total, with who
allowed it and until when; the network below keeps the rest to itself, and takes back what it gave."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.base.keys import hashed
from networks.base.models import Happened, Owned
from networks.people.models import Network, Organisation, Person


class LevelInvitation(Owned, Happened):
    """An invitation to a network of this installation to be the member `organisation` here. Who it is, we learn when it accepts."""

    DAYS = 30

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="level_invitations")
    secret_hash = models.CharField(max_length=64, db_index=True)
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.withdrawn_at is None and self.expires_at > timezone.now()

    @classmethod
    def by_secret(cls, secret: str) -> "LevelInvitation | None":
        rows = cls.everywhere.filter(secret_hash=hashed(secret), organisation__binned_at=None)
        return rows.select_related("network", "organisation").first()

    @classmethod
    def default_expiry(cls):
        return timezone.now() + timedelta(days=cls.DAYS)


class Publication(Owned, Happened):
    """What this network lets another one know, from a day to a day."""

    KINDS = {
        "figures": _("Totals of figures: turnover, staff, workers, members represented"),
        "members": _("How many members there are, by country"),
        "profiles": _("What members marked as public of themselves"),
    }

    to = models.ForeignKey(Network, models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    kinds = models.JSONField(default=list)
    until = models.DateField()
    allowed_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    content = models.JSONField(default=dict)  # exactly what the other network got
    # Stays here: who is in each total, as marks that tell nobody who it is; so that nobody counts twice and nothing shows by subtraction.
    counted = models.JSONField(default=dict)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["network", "to", "year"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_publication_a_year",
            )
        ]


class Received(Owned, Happened):
    """What a member that is a network itself let this network know: a copy, gone when it is withdrawn or its time is over."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="received")
    origin = models.UUIDField()  # key of the publication
    year = models.PositiveSmallIntegerField()
    until = models.DateField()
    content = models.JSONField(default=dict)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["network", "origin"], name="one_receipt_a_publication")
        ]
