"""What matters: votes on themes, statements or options of a part. The latest counts once."""

from uuid import uuid4

from django.db import models
from django.utils import timezone

from networks.base.models import Owned
from networks.meet.sessions.models.planning import Given, Part
from networks.meet.sessions.models.taking_part import Seat
from networks.meet.sessions.models.themes import Theme


class AgreementVote(Owned):
    """Agree (1), disagree (-1) or pass (0). Every change is a row; the newest of one voter and target counts.

    `voter` is the seat's key in named parts and a random key of the browser in anonymous ones.
    """

    id = models.UUIDField(
        primary_key=True, default=uuid4, editable=False
    )  # random: the order of keys would tell who voted when
    part = models.ForeignKey(Part, models.CASCADE, related_name="agreement_votes")
    voter = models.UUIDField()
    seat = models.ForeignKey(Seat, models.SET_NULL, null=True, related_name="+")
    theme = models.ForeignKey(Theme, models.CASCADE, null=True, related_name="+")
    given = models.ForeignKey(Given, models.CASCADE, null=True, related_name="+")
    value = models.SmallIntegerField()
    replaced = models.BooleanField(default=False)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["part", "voter", "theme"],
                condition=models.Q(replaced=False, theme__isnull=False),
                name="one_vote_a_theme",
            ),
            models.UniqueConstraint(
                fields=["part", "voter", "given"],
                condition=models.Q(replaced=False, given__isnull=False),
                name="one_vote_a_given",
            ),
        ]


class Ballot(Owned):
    """One voter's approvals, ranking or grades in a part: {"approved": [keys]}, {"order": [keys]} or {"grades": {key: 1–5}}."""

    id = models.UUIDField(
        primary_key=True, default=uuid4, editable=False
    )  # random: the order of keys would tell who wrote what
    part = models.ForeignKey(Part, models.CASCADE, related_name="ballots")
    voter = models.UUIDField()
    seat = models.ForeignKey(Seat, models.SET_NULL, null=True, related_name="+")
    content = models.JSONField(default=dict)

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["part", "voter"], name="one_ballot")]


class PriorityResult(Owned):
    """The result of a part's priorities as last computed, with the number of votes it used, and what the method remembers."""

    part = models.OneToOneField(Part, models.CASCADE, related_name="priority_result")
    method = models.CharField(max_length=10)
    used_update = models.PositiveBigIntegerField(default=0)
    result = models.JSONField(default=dict)
    memory = models.JSONField(default=dict)  # opinion groups: letters, axes, wins of a new k
    computed_at = models.DateTimeField(default=timezone.now)
