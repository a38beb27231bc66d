"""What the answers amount to: themes. Suggested by the program, shaped by people; every step can be read and undone."""

from django.db import models
from django.utils import timezone

from networks.base.models import Happened, Owned
from networks.base.texts import Written
from networks.meet.sessions.models.answers import Answer
from networks.meet.sessions.models.planning import Part
from networks.people.models import Person


class Theme(Owned, Written, Happened):
    """Answers that belong together, under a name."""

    TEXTS = ("name",)

    part = models.ForeignKey(Part, models.CASCADE, related_name="themes")
    position = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(max_length=200)
    named_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    suggested = models.BooleanField(default=False)  # its name is an answer, until a person names it
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, related_name="merged")
    removed_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta(Owned.Meta):
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class Placement(Owned):
    """An answer is placed in a theme: by a person, or by the program until a person moves it."""

    answer = models.OneToOneField(Answer, models.CASCADE, related_name="placement")
    theme = models.ForeignKey(Theme, models.CASCADE, related_name="placements")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    by_person = models.BooleanField(default=False)
    placed_at = models.DateTimeField(default=timezone.now)
