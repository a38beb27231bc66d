"""Who is told: notifications on the page and by mail, each person's wishes, and every message that left."""

from django.db import models

from networks.base.keys import token
from networks.base.models import Happened, Keyed, Owned
from networks.people.models import Person
from networks.record.models import Event


class HowOften(models.TextChoices):
    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class Notification(Owned, Happened):
    """One person is told of one event."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="notifications")
    event = models.ForeignKey(Event, models.CASCADE, related_name="notifications")
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["network", "person", "event"], name="told_once")]
        indexes = [models.Index(fields=["person", "read_at"], name="notification_unread")]


class Wish(Owned):
    """How one person wants to be told of one kind of thing in one network. `kind` is a room's slug, or empty for everything."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="wishes")
    kind = models.CharField(max_length=40, blank=True)
    mail = models.CharField(max_length=8, choices=HowOften, default=HowOften.DAILY)
    secret = models.CharField(max_length=64, default=token)  # for unsubscribing with one click

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["network", "person", "kind"], name="one_wish")]


class OutboxMessage(Keyed, Happened):
    """A message that left, or that would have left if mail were set up. The local outbox page shows the latter."""

    network = models.ForeignKey("people.Network", models.CASCADE, null=True, related_name="+")
    to = models.CharField(max_length=400)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    raw = models.TextField()
    key = models.CharField(max_length=200, null=True, unique=True)  # the same message is sent once
    sent_at = models.DateTimeField(null=True)
    failed = models.TextField(blank=True)
