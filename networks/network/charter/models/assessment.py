"""The yearly self-assessment: a round, who answered it (apart from the answers, which feedback keeps), and what was chosen to be done."""

from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.base.models import Happened, Owned
from networks.base.texts import Written
from networks.people.models import Person


class Round(Owned, Happened):
    """One year's self-assessment. Its answers are a questionnaire of `participation.feedback`, without persons."""

    year = models.PositiveSmallIntegerField(_("year"))
    closes_on = models.DateField(_("until when?"), null=True)
    opened_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    sealed_at = models.DateTimeField(null=True)  # its answers were rewritten in shuffled order

    class Meta(Owned.Meta):
        ordering = ["-year"]
        constraints = [models.UniqueConstraint(fields=["network", "year"], name="one_assessment_a_year")]

    def __str__(self) -> str:
        return str(_("Self-assessment %(year)s") % {"year": self.year})

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class Answered(Owned):
    """That somebody answered a round, and nothing else: no time, no answer, a random key."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)  # the order of keys would tell
    round = models.ForeignKey(Round, models.CASCADE, related_name="roll")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["round", "person"], name="answered_once")]


class Objective(Owned, Written, Happened):
    """What the network chose to do after a self-assessment: who sees to it, by when."""

    TEXTS = ("text",)

    round = models.ForeignKey(Round, models.CASCADE, related_name="objectives")
    dimension = models.CharField(_("about"), max_length=12)
    text = models.CharField(_("what is to be reached?"), max_length=300)
    owner = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    due = models.DateField(_("by when?"), null=True)
    done_at = models.DateTimeField(null=True)
    dropped_because = models.TextField(blank=True)
    reminded_of = models.DateField(null=True)  # the day that its owner was last reminded of

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["network", "done_at", "due"], name="objective_open")]

    def __str__(self) -> str:
        return self.text[:120]

    @property
    def is_late(self) -> bool:
        return self.done_at is None and self.due is not None and self.due < timezone.localdate()
