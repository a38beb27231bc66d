"""What is put to the vote: motions; the holding of a vote with its rule, its frozen electorate and its papers."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from networks.base.models import Happened, Owned
from networks.base.places import country_name
from networks.base.texts import Reader, Version, Written
from networks.meet.meetings.models.attending import Proxy
from networks.meet.meetings.models.bodies import Body, DecisionKind
from networks.meet.meetings.models.following import Decision
from networks.meet.meetings.models.meetings import Item, Meeting
from networks.participation.referrals.models import Referral
from networks.people.models import Organisation, Person


class MotionState(models.TextChoices):
    DRAFT = "draft", _("not yet put to the vote")
    VOTING = "voting", _("open for the vote")
    ADOPTED = "adopted", _("adopted")
    REJECTED = "rejected", _("rejected")
    WITHDRAWN = "withdrawn", _("withdrawn")
    POSTPONED = "postponed", _("put off to another meeting")


class Motion(Owned, Written, Happened):
    """A text that a body is to adopt. Where it answers a referral, adopting it and rejecting it each have an outcome there."""

    TEXTS = ("title", "text")

    item = models.ForeignKey(Item, models.CASCADE, related_name="motions")
    position = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("what is to be decided"))
    first_text = models.TextField(blank=True)  # as it was moved, where it was changed since
    kind = models.CharField(
        _("kind of decision"), max_length=12, choices=DecisionKind, default=DecisionKind.ORDINARY
    )
    state = models.CharField(max_length=10, choices=MotionState, default=MotionState.DRAFT)
    moved_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    referral = models.ForeignKey(Referral, models.SET_NULL, null=True, related_name="+")
    if_adopted = models.CharField(max_length=40, blank=True)  # the referral's outcome, such as "admitted"
    if_rejected = models.CharField(max_length=40, blank=True)  # empty: the referral stays open

    class Meta(Owned.Meta):
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral"],
                condition=models.Q(referral__isnull=False, state__in=["draft", "voting"]),
                name="one_open_motion_a_referral",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def of_body(self) -> Body:
        return self.item.meeting.body

    @property
    def is_draft(self) -> bool:
        return self.state == MotionState.DRAFT

    def text_for(self, reader: Reader) -> Version:
        """The text that is voted on, in a reader's language; in the original where the translation is of an earlier text."""
        found = self.version_for("text", reader)
        return Version(self.text, self.language) if found.to_check else found


class BallotForm(models.TextChoices):
    OPEN = "open", _("open: everybody can read who voted how")
    SECRET = "secret", _("secret: nobody can read who voted how")


class Method(models.TextChoices):
    YES_NO = "yes_no", _("yes, no or abstention")
    APPROVAL = "approval", _("tick as many as you like")
    RANKED = "ranked", _("put them in your order")
    STV = "stv", _("put them in your order, seats shared in proportion")
    ROUNDS = "rounds", _("one name, in several rounds")
    EACH = "each", _("yes, no or abstention to each name")


class BallotState(models.TextChoices):
    PLANNED = "planned", _("being prepared")
    OPEN = "open", _("voting is open")
    CLOSED = "closed", _("closed")
    ANNULLED = "annulled", _("annulled")


class Noted(models.TextChoices):
    """How a vote was given that somebody else noted."""

    TABLE = "table", _("at the table")
    CARD = "card", _("by show of a card")


YES, NO, ABSTAIN = "yes", "no", "abstain"


class Ballot(Owned, Written, Happened):
    """One holding of a vote: on a motion, or an election. Live in the meeting; by correspondence where it has a last moment (`closes_at`)."""

    TEXTS = ("title",)

    item = models.ForeignKey(Item, models.CASCADE, related_name="ballots")
    motion = models.ForeignKey(Motion, models.CASCADE, null=True, related_name="ballots")
    amendment = models.ForeignKey(
        "meet_meetings.Amendment", models.CASCADE, null=True, related_name="ballots"
    )
    before = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="later"
    )  # the round or holding before this one
    within = models.ForeignKey(
        "self", models.CASCADE, null=True, related_name="countries"
    )  # of the ballot of one country: the secret vote in which it casts one paper
    country = models.CharField(max_length=2, blank=True)  # whose own ballot this is
    title = models.CharField(_("what is voted on"), max_length=200)
    form = models.CharField(_("open or secret"), max_length=6, choices=BallotForm, default=BallotForm.OPEN)
    method = models.CharField(_("how one votes"), max_length=10, choices=Method, default=Method.YES_NO)
    seats = models.PositiveSmallIntegerField(_("seats"), default=1)
    options = models.JSONField(default=list)  # [{"key": "yes", "name": ""}]: what one can choose
    kind = models.CharField(max_length=12, choices=DecisionKind, default=DecisionKind.ORDINARY)
    rule = models.JSONField(default=dict)  # majority, quorum, proxies, weights as they were when it opened
    state = models.CharField(max_length=8, choices=BallotState, default=BallotState.PLANNED)
    opened_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    closes_at = models.DateTimeField(null=True)  # by correspondence: the last moment
    reminded_at = models.DateTimeField(null=True)  # when whoever had not voted was told that it closes soon
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    quorum = models.JSONField(default=dict)  # in figures, when it opened
    result = models.JSONField(default=dict)  # the count, in figures, when it closed
    annulled_because = models.TextField(blank=True)
    one_each = models.BooleanField(default=False)  # a secret vote in which weights do not count
    sealed_at = models.DateTimeField(null=True)  # roll and papers of a secret vote were written anew
    seats_in = models.ForeignKey(
        Body, models.SET_NULL, null=True, related_name="+"
    )  # where the elected get their seats
    election = models.JSONField(
        default=dict
    )  # of an election: ties, limits, run-off, term; see rules/elections.py
    decision = models.OneToOneField(Decision, models.SET_NULL, null=True, related_name="ballot")

    class Meta(Owned.Meta):
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["motion"],
                condition=models.Q(state__in=["planned", "open"]),
                name="one_ballot_a_motion",
            ),
            models.UniqueConstraint(
                fields=["within", "country"],
                condition=models.Q(within__isnull=False),
                name="one_ballot_a_country",
            ),
        ]
        indexes = [models.Index(fields=["state", "closes_at"], name="ballot_to_close")]

    def __str__(self) -> str:
        return self.title

    @property
    def meeting(self) -> Meeting:
        return self.item.meeting

    @property
    def of_body(self) -> Body:
        return self.item.meeting.body

    @property
    def is_open(self) -> bool:
        return self.state == BallotState.OPEN

    @property
    def is_closed(self) -> bool:
        return self.state == BallotState.CLOSED

    @property
    def is_secret(self) -> bool:
        return self.form == BallotForm.SECRET

    @property
    def by_block(self) -> bool:
        """Whether each country first votes in a ballot of its own, and then casts one paper."""
        return self.is_secret and self.within_id is None and bool(self.rule.get("by_country"))

    @property
    def by_weight(self) -> bool:
        """Whether who has a larger weight has more votes: not where everybody has one, or each country."""
        return not self.one_each and not self.rule.get("by_country")

    @property
    def is_election(self) -> bool:
        return bool(self.election)

    @property
    def by_correspondence(self) -> bool:
        return self.closes_at is not None

    def takes_votes(self, now: Any = None) -> bool:
        """Whether a vote that arrives at an instant (now) counts."""
        return self.is_open and (self.closes_at is None or (now or timezone.now()) <= self.closes_at)


class RollEntry(Owned):
    """One voter of a ballot as it was when it opened: whether it has a vote and why, its weight, who may cast it in its place.

    When and by whom it was cast stands here for open ballots only.
    """

    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="roll")
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2, blank=True)
    block = models.BooleanField(
        default=False
    )  # a country; `through` is then the delegate who casts its paper
    weight = models.PositiveIntegerField(default=1)
    may = models.BooleanField(default=True)
    reasons = models.JSONField(default=list)  # why it has none, in sentences
    why = models.CharField(max_length=200, blank=True)  # why it has one: its category, its seat
    # Both as they were said at that moment in the other languages of the pages: {"fr": {"why": "…", "reasons": ["…"]}}.
    in_languages = models.JSONField(default=dict, db_default={})
    how = models.CharField(max_length=11, blank=True)  # how it took part when the ballot opened
    through = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")  # who was there for it
    proxy = models.ForeignKey(Proxy, models.SET_NULL, null=True, related_name="roll")  # the one given by then
    instructions = models.TextField(blank=True)
    voted = models.BooleanField(default=False)
    voted_at = models.DateTimeField(null=True)
    voted_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    by_proxy = models.BooleanField(default=False)  # it was cast by who held the proxy
    noted_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    noted_how = models.CharField(max_length=5, choices=Noted, blank=True)  # where another noted the vote
    receipt = models.CharField(
        max_length=24, blank=True
    )  # of a secret vote: says that it is in the box, not what

    class Meta(Owned.Meta):
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["ballot", "organisation"],
                condition=models.Q(organisation__isnull=False),
                name="organisation_on_roll_once",
            ),
            models.UniqueConstraint(
                fields=["ballot", "person"],
                condition=models.Q(person__isnull=False),
                name="person_on_roll_once",
            ),
            models.UniqueConstraint(
                fields=["ballot", "country"], condition=models.Q(block=True), name="country_on_roll_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def of_body(self) -> Body:
        return self.ballot.of_body

    def _said(self) -> dict[str, Any]:
        return self.in_languages.get(get_language() or "", {})

    @property
    def why_said(self) -> str:
        """Why it has a vote, in the language of the page."""
        return self._said().get("why", self.why)

    @property
    def reasons_said(self) -> list[str]:
        """Why it has none, in the language of the page."""
        return self._said().get("reasons", self.reasons)

    @property
    def name_said(self) -> Any:
        """What it is called; a country in the language of the page."""
        return country_name(self.country) if self.block else self.name

    @property
    def voter_key(self) -> Any:
        return self.country if self.block else self.organisation_id or self.person_id


class Paper(Owned):
    """One choice in the box. Of an open ballot it belongs to its voter; of a secret one to nobody, and its key tells no time."""

    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="papers")
    entry = models.OneToOneField(RollEntry, models.CASCADE, null=True, related_name="paper")
    choice = models.JSONField(
        default=list
    )  # keys of options: ["yes"]; in order where the method ranks; [] is blank
    weight = models.PositiveIntegerField(default=1)

    class Meta(Owned.Meta):
        pass

    @property
    def of_body(self) -> Body:
        return self.ballot.of_body
