"""How an organisation becomes a member: the way that a network sets, and the applications that go it."""

from datetime import date, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.base.models import Happened, Owned
from networks.base.texts import Written
from networks.network.membership.models.belonging import Category, Membership
from networks.network.membership.models.fields import FieldKind, OwnField
from networks.participation.referrals.models import Referral
from networks.people.models import Invitation, Organisation, Person


class Checker(models.TextChoices):
    COORDINATOR = "coordinator", _("the coordinator")
    BOARD = "board", _("the coordinator or a board member")


class Admission(Owned, Written):
    """How a network admits members, one row a network."""

    TEXTS = ("about", "conduct", "welcome")

    is_open = models.BooleanField(_("organisations can apply now"), default=False)
    about = models.TextField(_("what you say to whoever thinks of joining"), blank=True)
    conduct = models.TextField(_("code of conduct"), blank=True)
    welcome = models.TextField(_("your words to a new member"), blank=True)
    kinds = models.JSONField(default=list, blank=True)  # kinds of organisation that may apply; empty: all
    countries = models.JSONField(default=list, blank=True)  # empty: all
    checked_by = models.CharField(
        _("who looks whether everything is there"),
        max_length=12,
        choices=Checker,
        default=Checker.COORDINATOR,
    )
    asks_opinion = models.BooleanField(_("the board gives its opinion"), default=True)
    opinions_needed = models.PositiveSmallIntegerField(_("opinions needed before the decision"), default=0)
    decided_by = models.CharField(_("who decides"), max_length=100, default="coordinator")  # deciders.read
    days_before = models.PositiveSmallIntegerField(
        _("days before the decision by which an application must be there"), default=14
    )
    next_decision_on = models.DateField(_("day of the next decision"), null=True, blank=True)

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["network"], name="one_admission")]

    @property
    def apply_by(self) -> date | None:
        """The last day on which an application is in time for the next decision."""
        return self.next_decision_on - timedelta(days=self.days_before) if self.next_decision_on else None

    @classmethod
    def current(cls) -> "Admission | None":
        """How the network being served admits, or None where nobody has set it up."""
        return cls.objects.first()


class Asked(Owned, Written):
    """What applicants are asked for, in order. Taken off the list it stays with the applications that have it."""

    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, editable=False)

    class Meta(Owned.Meta):
        abstract = True
        ordering = ["position", "pk"]


class AskedDocument(Asked):
    """A document that applicants hand in: letter, identity sheet, statutes, accounts, or one of the network's own."""

    TEXTS = ("name", "help")

    name = models.CharField(_("name"), max_length=120)
    help = models.TextField(_("what it should hold"), blank=True)
    required = models.BooleanField(_("it has to be there"), default=True)

    @property
    def kind(self) -> str:
        """The kind under which the kernel keeps what was handed in."""
        return self.pk.hex


class AskedQuestion(Asked):
    """A question to applicants: the network's own, or one of its own fields."""

    TEXTS = ("question", "help")

    question = models.CharField(_("question"), max_length=300)
    help = models.TextField(_("what helps to answer"), blank=True)
    kind = models.CharField(
        _("kind of answer"),
        max_length=6,
        choices=[*FieldKind.choices[:-1], ("long", _("long text"))],
        default="long",
    )
    choices = models.JSONField(default=list, blank=True)
    required = models.BooleanField(_("it has to be answered"), default=True)
    own_field = models.ForeignKey(OwnField, models.SET_NULL, null=True, blank=True, related_name="+")


class WelcomeStep(Asked):
    """Something that is done when a member was admitted."""

    TEXTS = ("text",)

    text = models.CharField(_("what is to be done"), max_length=200)


class Stage(models.TextChoices):
    """Where an application stands."""

    DRAFT = "draft", _("being written")
    SENT = "sent", _("to be checked")
    ASKED = "asked", _("something is missing")
    COMPLETE = "complete", _("complete")
    REFERRED = "referred", _("to be decided")
    ADMITTED = "admitted", _("admitted")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


WRITABLE = (Stage.DRAFT, Stage.ASKED)  # the applicant can change it
OPEN = (Stage.DRAFT, Stage.SENT, Stage.ASKED, Stage.COMPLETE, Stage.REFERRED)
SEEN = tuple(stage for stage in Stage if stage != Stage.DRAFT)  # by the network


class Application(Owned, Happened):
    """An organisation asks to become a member, or a member to change its category."""

    stage = models.CharField(max_length=9, choices=Stage, default=Stage.DRAFT)
    language = models.CharField(max_length=12, default="en")  # of the applicant
    secret_hash = models.CharField(max_length=64, db_index=True)  # of the applicant's link
    name = models.CharField(_("name of the organisation"), max_length=200)
    contact = models.CharField(_("your name"), max_length=120, blank=True)
    email = models.EmailField(_("your e-mail"), blank=True)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")  # known by signing in
    proven_at = models.DateTimeField(null=True)  # the link that was mailed was used
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="applications")
    is_new_organisation = models.BooleanField(default=False)  # it was made by the admission
    category = models.ForeignKey(Category, models.SET_NULL, null=True, related_name="+")
    facts = models.JSONField(
        default=dict, blank=True
    )  # what it says of itself: see rules/application_steps.py
    replies = models.JSONField(default=dict, blank=True)  # to the network's questions, by their keys
    conduct_accepted_at = models.DateTimeField(null=True)
    conduct_text = models.TextField(blank=True)  # as it was accepted
    missing = models.TextField(blank=True)  # what the network asked for
    missing_language = models.CharField(max_length=12, blank=True)
    sent_at = models.DateTimeField(null=True)  # the first time: what the deadline counts
    checked_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    referral = models.ForeignKey(Referral, models.SET_NULL, null=True, related_name="+")
    membership = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")  # what it became
    before = models.ForeignKey(
        Membership, models.SET_NULL, null=True, related_name="+"
    )  # what it was until then
    invitation = models.ForeignKey(Invitation, models.SET_NULL, null=True, related_name="+")
    recorded_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")  # on its behalf
    recorded_because = models.TextField(blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["network", "stage", "-created_at"], name="application_stage")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.stage in OPEN

    @property
    def is_writable(self) -> bool:
        return self.stage in WRITABLE


class View(models.TextChoices):
    YES = "yes", _("in favour")
    NO = "no", _("against")
    RESERVE = "reserve", _("in favour with a reserve")


class Opinion(Owned, Happened):
    """What a board member thinks of an application. Seen by the board and the coordinators."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="opinions")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    view = models.CharField(max_length=7, choices=View)
    words = models.TextField(blank=True)
    language = models.CharField(max_length=12, blank=True)

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["application", "person"], name="one_opinion_a_person")]


class WelcomeTask(Owned, Happened):
    """One step of welcoming one new member."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="tasks")
    step = models.ForeignKey(WelcomeStep, models.CASCADE, related_name="+")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["application", "step"], name="one_task_a_step")]


class EndWarning(Owned, Happened):
    """A member was told that its membership will end by itself, once for each number of days before."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    ends_on = models.DateField()
    days = models.PositiveSmallIntegerField()

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["membership", "ends_on", "days"], name="warned_once_of_an_end")
        ]
