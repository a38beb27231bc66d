"""Who is there: seats. A seat is one participant of one session, on however many devices."""

from datetime import timedelta

from django.db import models
from django.utils import timezone

from networks.base.models import Happened, Owned
from networks.base.texts import Reader
from networks.people.models import Audience, Organisation, Person

HERE = timedelta(seconds=45)  # heard from within this time


class Seat(Owned, Happened):
    """A participant of a session. Found by a secret in a cookie or a personal link, never by a name."""

    session = models.ForeignKey("Session", models.CASCADE, related_name="seats")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="seats")
    name = models.CharField(max_length=80, blank=True)  # first name, or none
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")
    country = models.CharField(max_length=2, blank=True)
    audience = models.CharField(max_length=8, choices=Audience, blank=True)
    language = models.CharField(max_length=12, default="en")
    understands = models.JSONField(default=list)  # languages besides
    easy = models.BooleanField(default=False)
    with_help = models.BooleanField(default=False)  # someone else types
    extra_seconds = models.PositiveIntegerField(default=0)  # extra time, given silently
    secret_hash = models.CharField(max_length=64, db_index=True)
    last_seen_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True)
    simulated = models.BooleanField(default=False)  # a rehearsal's participant

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=models.Q(person__isnull=False),
                name="one_seat_a_person",
            )
        ]

    @property
    def is_guest(self) -> bool:
        return self.person_id is None

    @property
    def is_here(self) -> bool:
        return self.removed_at is None and self.last_seen_at > timezone.now() - HERE

    @property
    def reader(self) -> Reader:
        return Reader((self.language, *self.understands), plain=self.easy)


class SeatPresence(Owned):
    """A stretch of time in which a seat was heard from without a long gap."""

    seat = models.ForeignKey(Seat, models.CASCADE, related_name="presences")
    since = models.DateTimeField()
    until = models.DateTimeField()


class ParticipantWord(Owned):
    """One of the few words that a participant sees, as a network filled it in for a language."""

    language = models.CharField(max_length=12)
    key = models.CharField(max_length=60)
    text = models.CharField(max_length=300)

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["network", "language", "key"], name="one_word")]
