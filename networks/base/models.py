"""What every record of the program has in common: a key, a network, a bin, and texts in several languages."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from networks.base.keys import uuid7
from networks.base.tenancy import BinManager, ForeignNetwork, OwnedManager, current_network_id

BIN_DAYS = 30


class Keyed(models.Model):
    """A record with a key made in Python."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True


class Owned(Keyed):
    """A record of exactly one network. `objects` sees the current network's only; `everywhere` is for the installation."""

    can_be_binned = False
    goes_with_about = (
        False  # with `about` and `about_id`: deleted with what it is about when a bin is emptied
    )

    network = models.ForeignKey("people.Network", models.CASCADE, related_name="+", editable=False)
    objects = OwnedManager()
    everywhere = models.Manager()

    class Meta:
        abstract = True
        base_manager_name = "everywhere"
        default_manager_name = "objects"

    def take_network(self) -> None:
        """Belong to the network being served, unless one was named; refuse to point into another network."""
        if self.network_id is None:
            self.network_id = current_network_id()
        for field in self._meta.concrete_fields:
            if field.is_relation and field.is_cached(self):
                other = getattr(self, field.name)
                if isinstance(other, Owned) and other.network_id != self.network_id:
                    raise ForeignNetwork(f"{self._meta.label}.{field.name} points into another network")
            elif (
                isinstance(field.related_model, type)
                and issubclass(field.related_model, Owned)
                and getattr(self, field.attname)
            ):
                key = getattr(self, field.attname)
                if not field.related_model.everywhere.filter(pk=key, network_id=self.network_id).exists():
                    raise ForeignNetwork(f"{self._meta.label}.{field.name} points into another network")

    def save(self, *args, **kwargs):
        if self._state.adding or not kwargs.get("update_fields"):
            self.take_network()
        super().save(*args, **kwargs)

    @property
    def label(self) -> str:
        """The kind of this record as it stands in events and links, such as `meet_sessions.part`."""
        return self._meta.label_lower


class Binned(Owned):
    """A record that can be thrown away and taken back for 30 days."""

    can_be_binned = True

    binned_at = models.DateTimeField(null=True, editable=False)
    binned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    binned = BinManager()

    class Meta(Owned.Meta):
        abstract = True

    def throw_away(self, by=None) -> None:
        """Put this into the bin."""
        self.binned_at, self.binned_by = timezone.now(), by
        self.save(update_fields=["binned_at", "binned_by"])

    def take_back(self) -> None:
        """Take this out of the bin."""
        self.binned_at = self.binned_by = None
        self.save(update_fields=["binned_at", "binned_by"])

    @classmethod
    def staying(cls, keys: list[Any]) -> dict[Any, Any]:
        """Which of these must stay in the bin when it is emptied (base/bins.py), each with the reason, in words."""
        return {}

    def goes_along(self) -> list[models.Model]:
        """What is deleted with it although it does not point to it."""
        return []


class Happened(models.Model):
    """A record of something that happened: when, in UTC."""

    created_at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)

    class Meta:
        abstract = True


class TextVersion(Owned):
    """A text of some record in another language, or in plain words. The original stands on the record itself."""

    goes_with_about = True

    about = models.CharField(max_length=60)  # the record's label
    about_id = models.UUIDField()
    field = models.CharField(max_length=40)
    language = models.CharField(max_length=12)
    plain = models.BooleanField(default=False)
    text = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    machine = models.BooleanField(default=False)
    made_from = models.CharField(max_length=64, blank=True)  # hash of the original that this was made from
    to_check = models.BooleanField(default=False)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["network", "about", "about_id", "field", "language", "plain"], name="one_text_version"
            )
        ]


class Cached(models.Model):
    """The shared cache of installations with several processes (Django's database cache reads this table)."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "base_cache"


class Job(Keyed):
    """A piece of work to be done in the background, written in the same transaction as what asks for it."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    network = models.ForeignKey("people.Network", models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    key = models.CharField(max_length=200, null=True, unique=True)  # asked for twice is done once
    priority = models.SmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    run_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True)
    done_so_far = models.PositiveIntegerField(default=0)
    done_of = models.PositiveIntegerField(default=0)
    result = models.JSONField(null=True)
    error = models.TextField(blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "run_at"], name="job_next")]


class Hold(models.Model):
    """Something that is held for the whole installation until somebody releases it, such as outgoing mail."""

    name = models.CharField(max_length=20, primary_key=True)
    since = models.DateTimeField(default=timezone.now)
