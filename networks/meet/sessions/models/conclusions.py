"""What was concluded, with the themes and answers that it rests on, and the report."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.base.keys import token
from networks.base.models import Binned, Happened, Owned
from networks.base.texts import Written
from networks.meet.sessions.models.answers import Answer
from networks.meet.sessions.models.planning import Part, Session
from networks.meet.sessions.models.taking_part import Seat
from networks.meet.sessions.models.themes import Theme
from networks.people.models import Organisation, Person


class ConclusionKind(models.TextChoices):
    """What a conclusion says."""

    WHY = "why", _("Why adhere")
    WHOM = "whom", _("Whom to serve, and how")
    WHAT = "what", _("What a network does")
    WHERE = "where", _("Where change is wanted")
    WITH_WHOM = "with_whom", _("With whom")
    CHALLENGE = "challenge", _("A challenge")
    APPROACH = "approach", _("A new approach")
    TIP = "tip", _("A tip")
    ACTION = "action", _("A follow-up action")


class Conclusion(Binned, Written, Happened):
    """A conclusion of a part. It cites what it rests on, or says that it cites nothing."""

    TEXTS = ("text", "dissent")
    Kind = ConclusionKind

    part = models.ForeignKey(Part, models.CASCADE, related_name="conclusions")
    position = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(
        _("what it says"), max_length=10, choices=ConclusionKind, default=ConclusionKind.WHAT
    )
    text = models.TextField(_("conclusion"))
    revision = models.PositiveIntegerField(default=1)  # the version that an edit was read from
    country = models.CharField(_("in which country"), max_length=2, blank=True)  # of a challenge
    done_by = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="+"
    )  # who does the new approach
    done_by_name = models.CharField(_("who does it"), max_length=200, blank=True)
    owner = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+"
    )  # of an action
    owner_name = models.CharField(_("who does it"), max_length=120, blank=True)
    due = models.DateField(_("by when"), null=True, blank=True)
    dissent = models.TextField(_("who sees it differently, and how"), blank=True)
    no_dissent = models.BooleanField(_("nobody saw it differently"), default=False)
    unsupported = models.BooleanField(default=False)  # "no answer supports this: added by the facilitator"
    look_again = models.BooleanField(default=False)  # a theme that it cites changed
    published_at = models.DateTimeField(null=True)
    written_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta(Owned.Meta):
        ordering = ["part__position", "position", "id"]

    def __str__(self) -> str:
        return self.text[:120]


class Citation(Owned):
    """A conclusion rests on a theme or on an answer."""

    conclusion = models.ForeignKey(Conclusion, models.CASCADE, related_name="citations")
    theme = models.ForeignKey(Theme, models.CASCADE, null=True, related_name="citations")
    answer = models.ForeignKey(Answer, models.CASCADE, null=True, related_name="citations")

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["conclusion", "theme"],
                condition=models.Q(theme__isnull=False),
                name="theme_cited_once",
            ),
            models.UniqueConstraint(
                fields=["conclusion", "answer"],
                condition=models.Q(answer__isnull=False),
                name="answer_cited_once",
            ),
        ]


class ConclusionVote(Owned):
    """A participant agrees with a conclusion or not: n of m is measured, not claimed."""

    conclusion = models.ForeignKey(Conclusion, models.CASCADE, related_name="votes")
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="+")
    agrees = models.BooleanField()

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["conclusion", "seat"], name="one_conclusion_vote")]


class Report(Owned, Written):
    """The report of a session: its words in plain language, written or confirmed by a person, and whether it is public."""

    TEXTS = ("plain_text", "introduction")

    session = models.OneToOneField(Session, models.CASCADE, related_name="report")
    introduction = models.TextField(_("a few words before"), blank=True)
    plain_text = models.TextField(_("the report in plain words"), blank=True)
    plain_confirmed_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    plain_confirmed_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)  # everybody may read it
    shared_at = models.DateTimeField(null=True)  # whoever has the secret link may
    public_secret = models.CharField(max_length=64, default=token, db_index=True)
