"""What pages are told: numbered updates of a session; and the steps that can be undone."""

from django.db import models
from django.utils import timezone

from networks.base.models import Owned
from networks.meet.sessions.models.planning import Part, Session
from networks.people.models import Person


class Update(Owned):
    """One change that pages of a session have to know. Its number is given under the session's row lock: number order is commit order."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="updates")
    number = models.PositiveBigIntegerField()
    kind = models.CharField(
        max_length=24
    )  # state · answer · theme · timer · screen · presence · conclusion · result · groups …
    part = models.ForeignKey(Part, models.CASCADE, null=True, related_name="+")
    data = models.JSONField(default=dict)  # keys and figures, never texts
    made_at = models.DateTimeField(default=timezone.now)

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["session", "number"], name="one_update_a_number")]


class Step(Owned):
    """Something a facilitator did that can be undone: what it was before and after, as plain values by record."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="steps")
    part = models.ForeignKey(Part, models.CASCADE, null=True, related_name="steps")
    kind = models.CharField(max_length=40)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    done_at = models.DateTimeField(default=timezone.now)
    before = models.JSONField(default=list)  # [{model, pk, fields}]; fields null: did not exist
    after = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
