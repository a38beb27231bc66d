"""What is planned: programmes, sessions and their parts. The plan changes; what was planned and what was held both remain."""

from datetime import timedelta
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.base.keys import clear_code, token
from networks.base.models import Binned, Happened, Owned
from networks.base.texts import Written
from networks.participation.occasions.models import Occasion
from networks.people.models import Organisation, Person


class Programme(Binned, Written, Happened):
    """A series of sessions: a living plan."""

    TEXTS = ("title", "aim")

    title = models.CharField(_("title"), max_length=200)
    aim = models.TextField(_("aim"), blank=True)
    project = models.CharField(_("project that pays for it"), max_length=200, blank=True)
    logo = models.ForeignKey("Document", models.SET_NULL, null=True, blank=True, related_name="+")
    template = models.CharField(max_length=40, blank=True)
    is_public = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.title

    def goes_along(self) -> list[models.Model]:
        return [self.logo] if self.logo else []


class SessionState(models.TextChoices):
    PLANNED = "planned", _("planned")
    LIVE = "live", _("live")
    ENDED = "ended", _("held")
    CANCELLED = "cancelled", _("cancelled")


class Session(Binned, Written, Happened):
    """A meeting of peers with one theme and a few questions, run live."""

    TEXTS = ("title", "aim")
    State = SessionState

    programme = models.ForeignKey(Programme, models.SET_NULL, null=True, blank=True, related_name="sessions")
    position = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(_("theme"), max_length=200)
    aim = models.TextField(_("aim"), blank=True)
    languages = models.JSONField(
        default=list
    )  # languages in which the questions stand; the first is the original's
    occasion = models.OneToOneField(Occasion, models.RESTRICT, related_name="session")
    state = models.CharField(max_length=10, choices=SessionState, default=SessionState.PLANNED)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    # joining
    code = models.CharField(max_length=8, db_index=True, blank=True)  # dies with the session
    guests_welcome = models.BooleanField(_("guests may join without an account"), default=True)
    join_locked = models.BooleanField(default=False)
    places = models.PositiveIntegerField(_("most people"), default=500)
    ahead_from = models.DateTimeField(_("answers ahead of time from"), null=True, blank=True)
    after_until = models.DateTimeField(_("answers afterwards until"), null=True, blank=True)
    screen_secret = models.CharField(
        max_length=64, default=token, db_index=True
    )  # the link of the big screen
    rehearsal = models.BooleanField(
        default=False
    )  # everything that happens is put back (rules/rehearsing.py)
    rehearsal_from = models.DateTimeField(null=True)

    # live
    current_part = models.ForeignKey("Part", models.SET_NULL, null=True, related_name="+")
    screen = models.JSONField(
        default=dict
    )  # what the big screen shows: {"view": "part"|"answer"|"themes"|"blank"|…, …}
    update_number = models.PositiveBigIntegerField(default=0)
    several_audiences = models.BooleanField(
        default=False
    )  # a count by audience came under five: never shown again
    audience_counts = models.JSONField(
        default=dict
    )  # counts by audience as last shown: new ones replace them only where the difference tells nothing

    def __str__(self) -> str:
        return self.title

    @property
    def is_live(self) -> bool:
        return self.state == SessionState.LIVE

    @classmethod
    def new_code(cls) -> str:
        """Return a code that no session uses now, in any network (people type it without naming one)."""
        while True:
            code = clear_code(6)
            if not cls.everywhere.filter(code=code).exists():
                return code

    def answering_open(self, now=None) -> bool:
        """Whether the window ahead of or after the session is open."""
        now = now or timezone.now()
        ahead = self.state == SessionState.PLANNED and self.ahead_from is not None and self.ahead_from <= now
        after = self.state == SessionState.ENDED and self.after_until is not None and now <= self.after_until
        return ahead or after


class SessionHost(Owned):
    """An organisation that hosts a session."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="hosts")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["session", "organisation"], name="host_once")]


class SessionRole(Owned):
    """What a person does in a session."""

    class Kind(models.TextChoices):
        FACILITATOR = "facilitator", _("Facilitator")
        RAPPORTEUR = "rapporteur", _("Rapporteur")
        SCRIBE = "scribe", _("Scribe")

    session = models.ForeignKey(Session, models.CASCADE, related_name="roles")
    person = models.ForeignKey(Person, models.CASCADE, related_name="session_roles")
    kind = models.CharField(max_length=12, choices=Kind)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["session", "person", "kind"], name="session_role_once")
        ]


class PlanChange(Owned, Happened):
    """Something in the plan of a session changed: what it was, what it became, who, when and why."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="plan_changes")
    field = models.CharField(max_length=40)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    why = models.CharField(max_length=300, blank=True)

    FIELDS: ClassVar = {
        "title": _("theme"), "aim": _("aim"), "starts_local": _("date and time"), "zone": _("time zone"), "minutes": _("duration"),
        "mode": _("where people meet"), "venue": _("venue"), "link": _("link to the online room"), "position": _("place in the order"),
        "state": _("state"), "languages": _("languages"), "part": _("part"), "part.question": _("question of a part"),
        "programme": _("programme"), "language": _("language"), "guests_welcome": _("guests"), "places": _("most people"),
        "ahead_from": _("answers ahead of time"), "after_until": _("answers afterwards"), "hosts": _("hosts"),
        "part.title": _("short title of a part"), "part.help": _("a sentence that helps"), "part.minutes": _("minutes of a part"),
        "part.in_groups": _("in breakout groups"), "part.stages": _("stages of a part"), "part.naming": _("names in a part"),
        "part.answer_kind": _("how a part is answered"), "part.showing": _("when answers are shown"),
        "part.priority_method": _("how people prioritise"), "part.confidential": _("in confidence"),
    }  # fmt: skip

    @property
    def named(self) -> str:
        """What changed, in words."""
        return str(self.FIELDS.get(self.field) or self.field.removeprefix("part.").replace("_", " "))


class Document(Owned, Happened):
    """A document to prepare with, or a logo."""

    session = models.ForeignKey(Session, models.CASCADE, null=True, related_name="documents")
    title = models.CharField(_("title"), max_length=200)
    file = models.FileField(upload_to="sessions/%Y/", blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=12, blank=True)


class PartState(models.TextChoices):
    PLANNED = "planned", _("planned")
    OPEN = "open", _("open")
    PAUSED = "paused", _("paused")
    CLOSED = "closed", _("closed")
    CONCLUDED = "concluded", _("concluded")


class Stage(models.TextChoices):
    ANSWER = "answer", _("answer")
    GROUPING = "grouping", _("group")
    PRIORITIES = "priorities", _("prioritise")
    CONCLUSIONS = "conclusions", _("conclude")


class AnswerKind(models.TextChoices):
    OPEN = "open", _("in their own words")
    STATEMENTS = "statements", _("statements to agree with or not")
    OPTIONS = "options", _("options to choose from")
    SCALE = "scale", _("a scale")


class Naming(models.TextChoices):
    NAMED = "named", _("with name")
    CHOICE = "choice", _("with name or without, as each one likes")
    ANONYMOUS = "anonymous", _("anonymous, even to the facilitator")


class Showing(models.TextChoices):
    HIDDEN = "hidden", _("not until the facilitator shows them")
    CHECKED = "checked", _("after checking")
    AT_ONCE = "at_once", _("at once")


class PriorityMethod(models.TextChoices):
    NONE = "", _("none")
    AGREEMENT = "agreement", _("agree, disagree, pass")
    APPROVAL = "approval", _("choose several")
    RANKING = "ranking", _("put in order")
    RATING = "rating", _("give a grade")


class Part(Owned, Written):
    """One question of a session, and how it is worked on."""

    TEXTS = ("question", "help")
    State = PartState

    session = models.ForeignKey(Session, models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(_("short title"), max_length=80, blank=True)
    question = models.TextField(_("question"))
    help = models.TextField(_("a sentence that helps"), blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=25)
    in_groups = models.BooleanField(_("in breakout groups"), default=False)
    stages = models.JSONField(default=list)  # of Stage, in order
    answer_kind = models.CharField(max_length=10, choices=AnswerKind, default=AnswerKind.OPEN)
    scale_most = models.PositiveSmallIntegerField(default=5)
    naming = models.CharField(max_length=10, choices=Naming, default=Naming.CHOICE)
    asks_country = models.BooleanField(
        default=False
    )  # anonymous answers carry country and audience only where asked
    asks_audience = models.BooleanField(default=False)
    confidential = models.BooleanField(
        default=False
    )  # answers stay out of reports and of machine translation
    showing = models.CharField(max_length=8, choices=Showing, default=Showing.AT_ONCE)
    priority_method = models.CharField(
        max_length=10, choices=PriorityMethod, default=PriorityMethod.NONE, blank=True
    )
    priority_places = models.PositiveSmallIntegerField(default=3)

    state = models.CharField(max_length=10, choices=PartState, default=PartState.PLANNED)
    stage = models.CharField(max_length=12, choices=Stage, default=Stage.ANSWER)
    results_shown = models.BooleanField(default=False)
    ends_at = models.DateTimeField(null=True)  # the timer: an instant
    seconds_left = models.PositiveIntegerField(null=True)  # kept while paused
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    times_reopened = models.PositiveSmallIntegerField(default=0)
    sealed_at = models.DateTimeField(null=True)  # anonymous answers were cut from their authors
    answer_number = models.PositiveIntegerField(default=0)  # the last number given to an answer

    class Meta(Owned.Meta):
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title or self.question[:80]

    @property
    def anonymous(self) -> bool:
        return self.naming == Naming.ANONYMOUS

    @property
    def next_stage(self) -> str | None:
        """The stage after the present one."""
        if self.stage not in self.stages:
            return None
        return next(iter(self.stages[self.stages.index(self.stage) + 1 :]), None)

    @property
    def takes_answers(self) -> bool:
        """Whether an answer sent now is accepted."""
        if Stage.ANSWER not in self.stages:
            return False
        if self.state == PartState.OPEN:
            return self.session.is_live
        return self.state in (PartState.PLANNED, PartState.CLOSED) and self.session.answering_open()

    def clean(self):
        if not self.stages:
            raise ValidationError({"stages": _("Choose at least one stage.")})
        if Stage.PRIORITIES in self.stages and not self.priority_method:
            raise ValidationError({"priority_method": _("Choose how people prioritise.")})

    def time_left(self, now=None) -> timedelta | None:
        """How much of the planned time is left; None where no timer runs."""
        if self.state == PartState.PAUSED and self.seconds_left is not None:
            return timedelta(seconds=self.seconds_left)
        return self.ends_at - (now or timezone.now()) if self.ends_at else None


class Given(Owned, Written):
    """A statement or option given beforehand to a part, or a statement taken from an answer."""

    TEXTS = ("text",)

    part = models.ForeignKey(Part, models.CASCADE, related_name="given")
    position = models.PositiveSmallIntegerField(default=1)
    text = models.TextField()
    from_answer = models.ForeignKey("Answer", models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        ordering = ["position", "id"]
