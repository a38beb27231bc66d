"""Meetings of a body and what is on their agendas."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.base.keys import clear_code
from networks.base.models import Happened, Owned
from networks.base.texts import Written
from networks.meet.meetings.models.bodies import Body
from networks.participation.occasions.models import Occasion
from networks.people.models import Person


class MeetingState(models.TextChoices):
    PLANNED = "planned", _("being prepared")
    CONVENED = "convened", _("convened")
    OPEN = "open", _("open now")
    CLOSED = "closed", _("held")
    CANCELLED = "cancelled", _("cancelled")


BEFORE = (MeetingState.PLANNED, MeetingState.CONVENED)


class Meeting(Owned, Written, Happened):
    """A meeting of a body: an occasion with an agenda."""

    TEXTS = ("title",)

    body = models.ForeignKey(Body, models.CASCADE, related_name="meetings")
    title = models.CharField(_("title"), max_length=200)
    occasion = models.OneToOneField(Occasion, models.RESTRICT, related_name="meeting")
    state = models.CharField(max_length=10, choices=MeetingState, default=MeetingState.PLANNED)
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    convened_at = models.DateTimeField(null=True)
    convened_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    late_because = models.TextField(blank=True)  # why it was convened with less notice than the rules ask
    code = models.CharField(max_length=8, default=clear_code)  # shown in the room; whoever types it is there
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    opening = models.JSONField(default=dict)  # the quorum when it was opened, in figures
    screen_secret = models.CharField(
        max_length=64, blank=True, db_index=True
    )  # of the big screen's link, once there is one
    screen_item = models.ForeignKey(
        "meet_meetings.Item", models.SET_NULL, null=True, related_name="+"
    )  # what the big screen shows
    minutes_approved_at = models.DateTimeField(null=True)
    minutes_approved_in = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["body", "-created_at"], name="meeting_newest")]

    def __str__(self) -> str:
        return self.title

    @property
    def of_body(self) -> Body:
        return self.body

    @property
    def is_before(self) -> bool:
        return self.state in BEFORE

    @property
    def is_open(self) -> bool:
        return self.state == MeetingState.OPEN

    @property
    def is_closed(self) -> bool:
        return self.state == MeetingState.CLOSED

    def notice_is_short(self, now=None) -> bool:
        """Whether fewer days are left than the body's rules ask. Without a day nothing is short."""
        starts = self.occasion.starts_at
        if starts is None or not self.body.notice_days:
            return False
        return (starts - (now or timezone.now())).total_seconds() < self.body.notice_days * 86_400


class ItemKind(models.TextChoices):
    INFORMATION = "information", _("for information")
    DISCUSSION = "discussion", _("to discuss")
    DECISION = "decision", _("to decide")


class Item(Owned, Written, Happened):
    """Something on the agenda of a meeting."""

    TEXTS = ("title", "text", "notes")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(_("what it is for"), max_length=12, choices=ItemKind, default=ItemKind.DISCUSSION)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("what is proposed"), blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=10)
    presenter = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    added_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    approves = models.ForeignKey(
        Meeting, models.SET_NULL, null=True, related_name="+"
    )  # the meeting whose minutes are approved here
    notes = models.TextField(_("what was said"), blank=True)  # what was said
    notes_revision = models.PositiveIntegerField(default=0)
    notes_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta(Owned.Meta):
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title

    @property
    def of_body(self) -> Body:
        return self.meeting.body
