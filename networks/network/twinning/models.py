"""An experienced network accompanies a new one. Each of the two has its own row of everything; what crosses is a copy, with who allowed it
and until when."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.base.keys import hashed, normal_code
from networks.base.models import Happened, Owned
from networks.people.models import Network, Person


class Side(models.TextChoices):
    """What a network is in a twinning."""

    GUIDE = "guide", _("we accompany another network")
    GUIDED = "guided", _("another network accompanies us")

    @property
    def other(self) -> "Side":
        return Side.GUIDED if self == Side.GUIDE else Side.GUIDE


class TwinInvitation(Owned, Happened):
    """An offer to another network, handed over as a code or link. Whose it is, we learn when it accepts."""

    DAYS = 30

    side = models.CharField(_("what you look for"), max_length=6, choices=Side, default=Side.GUIDE)
    code_hash = models.CharField(max_length=64, db_index=True)
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.withdrawn_at is None and self.expires_at > timezone.now()

    @property
    def role(self) -> Side:
        return Side(self.side)

    @classmethod
    def by_code(cls, code: str) -> "TwinInvitation | None":
        rows = cls.everywhere.filter(code_hash=hashed(normal_code(code)), network__closed_at=None)
        return rows.select_related("network").first()

    @classmethod
    def default_expiry(cls):
        return timezone.now() + timedelta(days=cls.DAYS)


class Twinning(Owned, Happened):
    """This network and another one; the other has a row of its own with the same `pair`."""

    pair = models.UUIDField()
    side = models.CharField(max_length=6, choices=Side)
    other = models.ForeignKey(Network, models.SET_NULL, null=True, related_name="+")
    other_name = models.CharField(max_length=120)  # as it was called when they began
    ended_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["network", "pair"], name="one_twinning_a_pair"),
            models.UniqueConstraint(
                fields=["network", "other"],
                condition=models.Q(ended_at__isnull=True, other__isnull=False),
                name="twinned_once",
            ),
        ]

    def __str__(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        """The other network's name."""
        return self.other.name if self.other else self.other_name

    @property
    def is_running(self) -> bool:
        return self.ended_at is None and self.other_id is not None

    @property
    def guides(self) -> bool:
        return self.side == Side.GUIDE


class TwinStep(Owned, Happened):
    """A line of the checklist that both see: each network has its own copy, with the same `origin`."""

    twinning = models.ForeignKey(Twinning, models.CASCADE, related_name="steps")
    origin = models.UUIDField()
    text = models.CharField(_("what is to be done"), max_length=200)
    language = models.CharField(max_length=12)
    written_by_us = models.BooleanField(
        null=True, default=True
    )  # else by the other network, who there is not told; None: what twinnings begin with
    done_at = models.DateTimeField(null=True)
    done_by_us = models.BooleanField(default=False)

    class Meta(Owned.Meta):
        ordering = ["created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["twinning", "origin"], name="one_copy_of_a_step")]


class Shown(Owned, Happened):
    """What the accompanied network lets the other see: exactly `content`, until a day. Withdrawn, it is gone there that moment."""

    twinning = models.ForeignKey(Twinning, models.CASCADE, related_name="shown")
    kinds = models.JSONField(default=list)
    content = models.JSONField(default=dict)
    until = models.DateField()
    allowed_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["twinning"], condition=models.Q(withdrawn_at__isnull=True), name="shown_once"
            )
        ]


class Seen(Owned, Happened):
    """The copy that the accompanying network has of it."""

    twinning = models.ForeignKey(Twinning, models.CASCADE, related_name="seen")
    origin = models.UUIDField()  # key of what was shown
    content = models.JSONField(default=dict)
    until = models.DateField()

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["twinning"], name="seen_once")]
