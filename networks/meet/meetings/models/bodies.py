"""Bodies: an assembly, a board, a committee, a working group; who sits in them, and by which rules they decide."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.base.models import Binned, Happened, Owned
from networks.base.tenancy import OwnedManager
from networks.base.texts import Written
from networks.people.models import Organisation, Person, Span, SpanQuerySet


class BodyKind(models.TextChoices):
    ASSEMBLY = "assembly", _("Assembly")
    BOARD = "board", _("Board")
    COMMITTEE = "committee", _("Committee")
    WORKING_GROUP = "working_group", _("Working group")


class Voters(models.TextChoices):
    """Who has a vote."""

    MEMBERS = "members", _("member organisations, through whoever may bind them")
    SEATS = "seats", _("each person who has a seat")


class Readers(models.TextChoices):
    MEMBERS = "members", _("all members of the network")
    BODY = "body", _("its own members and the coordinators")


class Initiative(models.TextChoices):
    """Who may convene, or put something on the agenda."""

    LEADS = "leads", _("the chair and the secretary")
    MEMBERS = "members", _("every member of the body")


class WeightsBy(models.TextChoices):
    """What the weight of a vote comes from, where votes have weights."""

    CATEGORY = "category", _("the category of membership")
    FEE = "fee", _("the fee that a member pays")


class WithoutFee(models.TextChoices):
    """What a member has that no fee was invoiced to."""

    LEAST = "least", _("the smallest weight of the table")
    NONE = "none", _("no vote")


class QuorumOf(models.TextChoices):
    VOTERS = "voters", _("those who have a vote")
    VOTES = "votes", _("all votes, by their weight")


SHARES = {
    "1/10": _("a tenth"),
    "1/5": _("a fifth"),
    "1/4": _("a quarter"),
    "1/3": _("a third"),
    "1/2": _("half"),
    ">1/2": _("more than half"),
    "3/5": _("three fifths"),
    "2/3": _("two thirds"),
    "3/4": _("three quarters"),
    "4/5": _("four fifths"),
    "1/1": _("all"),
}


class Body(Binned, Written, Happened):
    """A body that meets and decides."""

    TEXTS = ("name", "purpose")

    kind = models.CharField(_("kind"), max_length=16, choices=BodyKind, default=BodyKind.BOARD)
    name = models.CharField(_("name"), max_length=120)
    purpose = models.TextField(_("what it is for"), blank=True)
    voters = models.CharField(_("who has a vote"), max_length=8, choices=Voters, default=Voters.SEATS)
    weighted = models.BooleanField(_("votes have weights"), default=False)
    weights_by = models.CharField(
        _("weights by"), max_length=8, choices=WeightsBy, default=WeightsBy.CATEGORY
    )
    # Rising: [{"to": "500", "votes": 1}, …, {"to": "", "votes": 3}], texts of exact amounts; the last one has no end.
    fee_bands = models.JSONField(default=list, blank=True)
    fee_currency = models.CharField(_("currency"), max_length=3, default="EUR")
    without_fee = models.CharField(
        _("a member without a fee has"), max_length=8, choices=WithoutFee, default=WithoutFee.LEAST
    )
    needs_paid = models.BooleanField(_("only whoever has paid its fee may vote"), default=False)
    quorum = models.CharField(
        _("quorum"), max_length=8, blank=True, choices=[("", _("none is needed")), *SHARES.items()]
    )
    quorum_of = models.CharField(_("quorum of"), max_length=8, choices=QuorumOf, default=QuorumOf.VOTERS)
    proxies = models.PositiveSmallIntegerField(_("proxies that one person may hold"), default=0)
    by_country = models.BooleanField(
        _("the members of one country have one vote together; where they disagree it is blank"), default=False
    )
    chair_decides = models.BooleanField(_("the chair’s vote decides where votes are level"), default=False)
    notice_days = models.PositiveSmallIntegerField(_("days of notice before a meeting"), default=7)
    term_months = models.PositiveSmallIntegerField(_("months of a term"), null=True, blank=True)
    convened_by = models.CharField(
        _("who convenes"), max_length=8, choices=Initiative, default=Initiative.LEADS
    )
    items_by = models.CharField(
        _("who adds to the agenda"), max_length=8, choices=Initiative, default=Initiative.LEADS
    )
    read_by = models.CharField(
        _("who reads agendas and minutes"), max_length=8, choices=Readers, default=Readers.BODY
    )
    changed_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta(Binned.Meta):
        verbose_name = _("body")

    def __str__(self) -> str:
        return self.name

    @property
    def of_body(self) -> "Body":
        return self

    @property
    def of_members(self) -> bool:
        return self.voters == Voters.MEMBERS

    @property
    def by_fee(self) -> bool:
        """Whether votes are weighed by what members pay. Without a table nobody's is: one vote each."""
        return self.weighted and self.weights_by == WeightsBy.FEE

    @property
    def weighing(self) -> str:
        """How many votes one voter has: "one", by "category", by "fee"."""
        return str(self.weights_by) if self.weighted else "one"

    @classmethod
    def staying(cls, keys: list[Any]) -> dict[Any, Any]:
        """Minutes and decisions are records of the network: a body that met or decided stays in the bin."""
        met = cls.everywhere.filter(pk__in=keys).filter(
            Q(meetings__opened_at__isnull=False) | Q(decisions__isnull=False)
        )
        why = _("Its minutes and decisions are records of the network: they stay.")
        return dict.fromkeys(met.values_list("pk", flat=True), why)


class DecisionKind(models.TextChoices):
    """What is decided: each kind has a majority of its own."""

    ORDINARY = "ordinary", _("ordinary decisions")
    ADMISSION = "admission", _("admitting a member")
    EXCLUSION = "exclusion", _("excluding a member")
    FEES = "fees", _("fees and budget")
    STATUTES = "statutes", _("changing the statutes")
    DISSOLUTION = "dissolution", _("dissolving the network")


class MajorityOf(models.TextChoices):
    CAST = "cast", _("the votes cast")
    PRESENT = "present", _("those present or represented")
    ALL = "all", _("all who have a vote")


class MajorityRule(Owned):
    """The majority that one kind of decision needs in one body."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="majorities")
    kind = models.CharField(max_length=12, choices=DecisionKind)
    share = models.CharField(_("majority"), max_length=8, choices=list(SHARES.items()), default=">1/2")
    of = models.CharField(_("of"), max_length=8, choices=MajorityOf, default=MajorityOf.CAST)
    abstentions = models.BooleanField(_("abstentions count as votes cast"), default=False)

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["body", "kind"], name="one_majority_a_kind")]

    def as_facts(self) -> dict[str, Any]:
        """The rule as it is kept with a vote."""
        return {"share": self.share, "of": self.of, "abstentions": self.abstentions}


class SeatRole(models.TextChoices):
    CHAIR = "chair", _("Chair")
    VICE = "vice", _("Vice-chair")
    SECRETARY = "secretary", _("Secretary")
    MEMBER = "member", _("Member")


LEADS = (SeatRole.CHAIR, SeatRole.VICE, SeatRole.SECRETARY)


class BodySeat(Owned, Span, Happened):
    """A person sits in a body, from–to: one term."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="seats")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="+"
    )  # for which they sit there, where it matters
    role = models.CharField(_("as"), max_length=10, choices=SeatRole, default=SeatRole.MEMBER)
    given_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    objects = OwnedManager.from_queryset(SpanQuerySet)()

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["body", "until"], name="body_seat")]
