"""What the network keeps beside its members: what it recorded on their behalf, its notes, and what is to be done."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from networks.base.models import Binned, Happened, Owned
from networks.participation.documents.models import Document
from networks.people.models import Organisation, Person


class OnBehalf(Owned, Happened):
    """A coordinator recorded something for a member that did not do it itself: why, by which document. The member is told and can contest."""

    about = models.CharField(max_length=60)  # label of what was recorded: an application, a declaration, …
    about_id = models.UUIDField()
    fields = models.JSONField(
        default=list
    )  # of the organisation itself: what was changed, as its events name it
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="recorded_for")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    reason = models.TextField(_("why"))
    language = models.CharField(max_length=12, default="en")
    document = models.ForeignKey(Document, models.SET_NULL, null=True, related_name="+")
    contested_at = models.DateTimeField(null=True)
    contested_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    contest = models.TextField(_("what is wrong"), blank=True)
    contest_language = models.CharField(max_length=12, blank=True)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    resolution = models.TextField(_("how it was resolved"), blank=True)
    resolution_language = models.CharField(max_length=12, blank=True)

    class Meta(Owned.Meta):
        indexes = [
            models.Index(fields=["organisation", "-created_at"], name="on_behalf_of"),
            models.Index(
                fields=["network", "contested_at"],
                condition=models.Q(contested_at__isnull=False, resolved_at__isnull=True),
                name="on_behalf_contested",
            ),
        ]

    @property
    def is_contested(self) -> bool:
        """Whether a coordinator has to answer."""
        return self.contested_at is not None and self.resolved_at is None


class Note(Binned, Happened):
    """What a coordinator wrote down about a member: a call, a visit, an agreement. Coordinators read it, nobody else."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="notes")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    text = models.TextField(_("note"), max_length=10_000)
    language = models.CharField(max_length=12, default="en")

    class Meta(Binned.Meta):
        indexes = [models.Index(fields=["organisation", "-created_at"], name="note_newest")]


class Task(Owned, Happened):
    """Something to be done about a member: by whom, until when. Seen by coordinators and by whoever is to do it."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="tasks")
    title = models.CharField(_("what is to be done"), max_length=200)
    language = models.CharField(max_length=12, default="en")
    owner = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    due = models.DateField(_("until"), null=True, blank=True)
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    reminded_for = models.DateField(null=True)  # the day for which its owner was reminded

    class Meta(Owned.Meta):
        indexes = [
            models.Index(fields=["organisation", "done_at"], name="task_open"),
            models.Index(fields=["due"], condition=models.Q(done_at__isnull=True), name="task_due"),
        ]
