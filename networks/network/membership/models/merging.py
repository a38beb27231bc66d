"""Two records of organisations became one: what was moved, so that it can be put back for a week, and its history for ever."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.base.models import Happened, Owned
from networks.people.models import Organisation, Person


class MergeKind(models.TextChoices):
    DUPLICATE = "duplicate", _("the same organisation was entered twice")
    MERGER = "merger", _("two organisations became one")


class Merge(Owned, Happened):
    """One record went into another."""

    UNDO_DAYS = 7

    kept = models.ForeignKey(Organisation, models.CASCADE, related_name="merges")
    gone = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, related_name="+"
    )  # in the bin, then nowhere
    gone_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=9, choices=MergeKind, default=MergeKind.DUPLICATE)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    moved = models.PositiveIntegerField(default=0)  # records
    record = models.JSONField(
        default=dict
    )  # what was before, see rules/merging.py; emptied when it cannot be undone any more
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    @property
    def until(self):
        return self.created_at + timedelta(days=self.UNDO_DAYS)

    @property
    def can_be_undone(self) -> bool:
        return self.undone_at is None and bool(self.gone_id and self.record) and self.until > timezone.now()
