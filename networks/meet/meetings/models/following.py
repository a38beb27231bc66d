"""What comes out of a meeting: decisions, and actions that come back until they are done."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.base.models import Happened, Owned
from networks.base.texts import Written
from networks.meet.meetings.models.bodies import Body, DecisionKind
from networks.meet.meetings.models.meetings import Item, Meeting
from networks.people.models import Person


class DecidedBy(models.TextChoices):
    AGREEMENT = "agreement", _("by common agreement")
    HANDS = "hands", _("by show of hands")
    BALLOT = "ballot", _("by vote")
    CONSENT = "consent", _("in writing, by consent")


class Decision(Owned, Written, Happened):
    """What a body decided: a line of its register, numbered through the year."""

    TEXTS = ("text",)

    body = models.ForeignKey(Body, models.CASCADE, related_name="decisions")
    meeting = models.ForeignKey(Meeting, models.CASCADE, null=True, related_name="decisions")
    item = models.ForeignKey(
        Item, models.CASCADE, null=True, related_name="decisions"
    )  # both are empty where it was decided in writing
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=DecisionKind, default=DecisionKind.ORDINARY)
    text = models.TextField(_("what is decided"))
    adopted = models.BooleanField()
    decided_by = models.CharField(max_length=10, choices=DecidedBy)
    facts = models.JSONField(default=dict)  # the count, the rule and the quorum as they were
    decided_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta(Owned.Meta):
        ordering = ["year", "number"]
        constraints = [
            models.UniqueConstraint(fields=["body", "year", "number"], name="one_number_a_decision")
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.number}"

    @property
    def of_body(self) -> Body:
        return self.body


class Action(Owned, Written, Happened):
    """Something that somebody is to do, by a day. It stands on each agenda until it is done."""

    TEXTS = ("text",)

    body = models.ForeignKey(Body, models.CASCADE, related_name="actions")
    item = models.ForeignKey(Item, models.CASCADE, related_name="actions")
    text = models.TextField(_("what is to be done"))
    owner = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    due = models.DateField(_("by when"), null=True, blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    dropped_because = models.TextField(blank=True)  # it is not done, and need not be any more
    reminded_of = models.DateField(null=True)  # the day that its owner was last reminded of

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["body", "done_at"], name="action_open")]

    def __str__(self) -> str:
        return self.text[:120]

    @property
    def of_body(self) -> Body:
        return self.body

    @property
    def is_late(self) -> bool:
        return self.done_at is None and self.due is not None and self.due < timezone.localdate()
