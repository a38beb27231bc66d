"""Deadlines: an instant in a zone, with grace, reminders and extensions that are logged and told."""

from django.db import models

from networks.base.models import Happened, Owned
from networks.base.times import LocalTimeField, check_zone, instant
from networks.people.models import Organisation, Person


class Deadline(Owned, Happened):
    """Until when something about a record may be done: local time and zone, the instant derived. One for each record and name."""

    goes_with_about = True

    about = models.CharField(max_length=60)
    about_id = models.UUIDField()
    name = models.CharField(max_length=40)  # a word of the room: declare, apply, pay, …
    local = LocalTimeField()
    zone = models.CharField(max_length=64, default="Europe/Brussels", validators=[check_zone])
    at = models.DateTimeField(editable=False, db_index=True)  # derived
    grace = models.PositiveIntegerField(default=0)  # minutes after it in which what comes is still taken
    remind = models.JSONField(default=list)  # days before it, such as [14, 7, 1]
    reminded = models.JSONField(default=list)  # which reminders went out for which instant

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["network", "about", "about_id", "name"], name="one_deadline")
        ]

    def save(self, *args, **kwargs):
        self.local = self._meta.get_field("local").to_python(self.local)  # to the minute
        self.at = instant(self.local, self.zone)
        if fields := kwargs.get("update_fields"):
            kwargs["update_fields"] = {*fields, "at"}
        super().save(*args, **kwargs)


class Extension(Owned, Happened):
    """Somebody was given more time: everybody (no organisation), or one organisation. Never edited."""

    deadline = models.ForeignKey(Deadline, models.CASCADE, related_name="extensions")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")
    before = models.DateTimeField()
    until = models.DateTimeField()
    reason = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
