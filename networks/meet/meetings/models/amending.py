"""Amendments: changes of a motion's text that somebody proposes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from networks.base.models import Happened, Owned
from networks.base.texts import Written
from networks.meet.meetings import amending
from networks.meet.meetings.models.bodies import Body
from networks.meet.meetings.models.following import Decision
from networks.meet.meetings.models.voting import Motion
from networks.people.models import Person


class AmendmentState(models.TextChoices):
    DRAFT = "draft", _("proposed")
    VOTING = "voting", _("open for the vote")
    ADOPTED = "adopted", _("adopted")
    REJECTED = "rejected", _("rejected")
    WITHDRAWN = "withdrawn", _("withdrawn")
    CLASHES = "clashes", _("does not fit the text any more")


PENDING = (AmendmentState.DRAFT, AmendmentState.VOTING, AmendmentState.CLASHES)


class Amendment(Owned, Written, Happened):
    """A motion's text as somebody wants it: `text`, written on `base`. What it adds and strikes is computed from the two."""

    TEXTS = ("reason",)

    motion = models.ForeignKey(Motion, models.CASCADE, related_name="amendments")
    number = models.PositiveSmallIntegerField(default=1)
    base = models.TextField()
    text = models.TextField()
    reason = models.TextField(_("why"), blank=True)
    state = models.CharField(max_length=10, choices=AmendmentState, default=AmendmentState.DRAFT)
    moved_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    decision = models.OneToOneField(Decision, models.SET_NULL, null=True, related_name="amendment")

    class Meta(Owned.Meta):
        ordering = ["number", "id"]
        constraints = [models.UniqueConstraint(fields=["motion", "number"], name="one_number_an_amendment")]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def of_body(self) -> Body:
        return self.motion.of_body

    @property
    def edits(self) -> list[amending.Edit]:
        """What it changes in the text that it was written on."""
        return amending.edits(self.base, self.text)

    @property
    def is_draft(self) -> bool:
        return self.state == AmendmentState.DRAFT

    @property
    def who(self) -> str:
        return self.moved_by.shown_name if self.moved_by else ""
