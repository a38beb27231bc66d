"""Who talks with whom: breakout groups, and who met whom."""

from django.db import models

from networks.base.models import Happened, Owned
from networks.meet.sessions.models.planning import Part, Session
from networks.meet.sessions.models.taking_part import Seat
from networks.people.models import Organisation, Person


class BreakoutPlan(Owned, Happened):
    """A division of those present into breakout groups, with how it was reached."""

    part = models.ForeignKey(Part, models.CASCADE, related_name="breakout_plans")
    seed = models.PositiveIntegerField(default=1)
    wishes = models.JSONField(
        default=dict
    )  # number or size of groups, keep together, keep apart, concession chosen
    explained = models.JSONField(
        default=dict
    )  # cost, bound, random plans, per group: languages, encounters, repeats
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)  # participants see their group
    ends_at = models.DateTimeField(null=True)  # the timer of the groups: an instant
    ended_at = models.DateTimeField(null=True)


class BreakoutGroup(Owned):
    """A breakout group: its language, its room, and whether it needs help."""

    plan = models.ForeignKey(BreakoutPlan, models.CASCADE, related_name="groups")
    number = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=12, blank=True)
    link = models.URLField(max_length=500, blank=True)
    needs_help_at = models.DateTimeField(null=True)
    report = models.TextField(blank=True)
    report_revision = models.PositiveIntegerField(default=1)

    class Meta(Owned.Meta):
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="group_numbered_once")]


class BreakoutPlace(Owned):
    """A participant's place in a breakout group."""

    group = models.ForeignKey(BreakoutGroup, models.CASCADE, related_name="places")
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="breakout_places")
    by_hand = models.BooleanField(default=False)
    left_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["group", "seat"], name="placed_in_group_once")]


class Encounter(Owned):
    """Two people were in one breakout group together, by attendance. `a` is the smaller key."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="encounters")
    group = models.ForeignKey(BreakoutGroup, models.SET_NULL, null=True, related_name="+")
    a = models.ForeignKey(Person, models.CASCADE, related_name="+")
    b = models.ForeignKey(Person, models.CASCADE, related_name="+")
    a_organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")
    b_organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")
    met_on = models.DateField()

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["session", "group", "a", "b"], name="met_once_a_group")
        ]
