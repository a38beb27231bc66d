"""Who stands in an election."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from networks.base.models import Happened, Owned
from networks.base.texts import Written
from networks.meet.meetings.models.bodies import Body
from networks.meet.meetings.models.voting import Ballot
from networks.people.models import Organisation, Person


class Ties(models.TextChoices):
    """Who comes first where candidates are level."""

    LOTS = "lots", _("lots, drawn so that anybody can draw them again")
    OLDER = "older", _("the older")
    CHAIR = "chair", _("the chair chooses")
    NEW_ROUND = "new_round", _("a new round between them")


class Candidacy(Owned, Written, Happened):
    """A person stands in an election, with a few words of theirs. On the paper once they have said yes to it."""

    TEXTS = ("text",)

    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="candidacies")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=200)  # as it stands on the paper
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.TextField(_("what they want to do"), blank=True)
    groups = models.JSONField(default=list)  # what limits are about, as the candidate says: ["woman", "BE"]
    born = models.DateField(null=True)  # only where the older comes first
    proposed_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    elected = models.BooleanField(default=False)
    seated = models.BooleanField(default=False)

    class Meta(Owned.Meta):
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["ballot", "person"],
                condition=models.Q(person__isnull=False),
                name="stands_once",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        return str(self.pk)

    @property
    def stands(self) -> bool:
        return self.agreed_at is not None and self.withdrawn_at is None

    @property
    def of_body(self) -> Body:
        return self.ballot.of_body

    def option(self) -> dict[str, Any]:
        """This name on the paper."""
        return {"key": self.key, "name": self.name}
