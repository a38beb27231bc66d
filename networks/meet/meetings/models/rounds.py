"""Written rounds: a board decides between meetings, by consent. Nobody objects, or the reasons are met."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.base.models import Happened, Owned
from networks.base.texts import Written
from networks.meet.meetings.models.bodies import Body, DecisionKind
from networks.meet.meetings.models.following import Decision
from networks.people.models import Organisation, Person


class RoundState(models.TextChoices):
    OPEN = "open", _("open")
    ADOPTED = "adopted", _("adopted")
    OBJECTED = "objected", _("not adopted: an objection stands")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Round(Owned, Written, Happened):
    """A proposal on which a body decides in writing until a last moment."""

    TEXTS = ("title", "text")

    body = models.ForeignKey(Body, models.CASCADE, related_name="rounds")
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("what is proposed"))
    revision = models.PositiveSmallIntegerField(default=1)  # how often it was written anew, from 1
    first_text = models.TextField(blank=True)
    kind = models.CharField(max_length=12, choices=DecisionKind, default=DecisionKind.ORDINARY)
    state = models.CharField(max_length=10, choices=RoundState, default=RoundState.OPEN)
    closes_at = models.DateTimeField(_("the last moment"))
    reminded_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    decision = models.OneToOneField(Decision, models.SET_NULL, null=True, related_name="round")

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["state", "closes_at"], name="round_to_close")]

    def __str__(self) -> str:
        return self.title

    @property
    def of_body(self) -> Body:
        return self.body

    @property
    def is_open(self) -> bool:
        return self.state == RoundState.OPEN

    @property
    def takes_words(self) -> bool:
        return self.is_open and timezone.now() <= self.closes_at


class Stand(models.TextChoices):
    SILENT = "", _("has not answered")
    AGREES = "agrees", _("agrees")
    ASIDE = "aside", _("stands aside")
    OBJECTS = "objects", _("objects")


class Voice(Owned):
    """One voter of a round, as it was when the round began, and where it stands."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="voices")
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=200)
    stand = models.CharField(max_length=8, choices=Stand, blank=True, default=Stand.SILENT)
    reason = models.TextField(blank=True)
    reason_language = models.CharField(max_length=12, blank=True)
    revision = models.PositiveSmallIntegerField(default=0)  # of the text that it answered
    said_at = models.DateTimeField(null=True)
    said_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta(Owned.Meta):
        ordering = ["name", "id"]

    @property
    def of_body(self) -> Body:
        return self.round.body


class Remark(Owned, Happened):
    """A question or an answer in a round, before people take their stand."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="remarks")
    text = models.TextField()
    language = models.CharField(max_length=12, default="en")
    author = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta(Owned.Meta):
        ordering = ["created_at", "id"]

    @property
    def of_body(self) -> Body:
        return self.round.body
