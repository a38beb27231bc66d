"""An occasion: what people attend, at a time, in a zone, in a venue or by a link. Invited, answered, attended."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.base.keys import token
from networks.base.models import Happened, Keyed, Owned
from networks.base.times import LocalTimeField, check_zone, instant, zone_of_country
from networks.people.models import Audience, Organisation, Person


class Mode(models.TextChoices):
    ONLINE = "online", _("online")
    ON_SITE = "on_site", _("on site")
    HYBRID = "hybrid", _("online and on site")


class Reply(models.TextChoices):
    YES = "yes", _("Yes, I come")
    PERHAPS = "perhaps", _("Perhaps")
    NO = "no", _("No")
    OTHER = "other", _("Someone else from us comes")


class Occasion(Owned, Happened):
    """When and where people meet. The thing that takes place (a session, a meeting) points here and names itself."""

    goes_with_about = True

    about = models.CharField(max_length=60)  # label of the thing that takes place
    about_id = models.UUIDField(null=True)
    starts_local = LocalTimeField(_("date and time"), null=True, blank=True)
    zone = models.CharField(_("time zone"), max_length=64, default="Europe/Brussels", validators=[check_zone])
    minutes = models.PositiveIntegerField(_("duration in minutes"), default=90)
    starts_at = models.DateTimeField(null=True, editable=False, db_index=True)  # derived
    mode = models.CharField(max_length=8, choices=Mode, default=Mode.ONLINE)
    venue = models.TextField(_("venue"), blank=True)
    link = models.URLField(_("link to the online room"), max_length=500, blank=True)
    title = models.CharField(max_length=300, blank=True)
    sequence = models.PositiveIntegerField(
        default=0
    )  # RFC 5545: raised with every change that people must know
    cancelled_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(default=timezone.now)
    reminded = models.JSONField(default=list)  # which reminders went out for which start

    def save(self, *args, **kwargs):
        self.starts_local = self._meta.get_field("starts_local").to_python(self.starts_local)  # to the minute
        self.starts_at = instant(self.starts_local, self.zone) if self.starts_local else None
        if fields := kwargs.get("update_fields"):
            kwargs["update_fields"] = {*fields, "starts_at"}
        super().save(*args, **kwargs)

    @property
    def ends_at(self):
        return self.starts_at + timedelta(minutes=self.minutes) if self.starts_at else None

    @property
    def is_over(self) -> bool:
        """Whether its planned time has passed."""
        return self.ends_at is not None and self.ends_at < timezone.now()


class CalendarKey(Keyed, Happened):
    """The right to read one person's calendar by a link. The link is signed, so that it is nowhere in the database."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="+")


class Invitee(Owned, Happened):
    """A person, an organisation or an address that is invited to an occasion, and what they answered."""

    occasion = models.ForeignKey(Occasion, models.CASCADE, related_name="invitees")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=120, blank=True)
    audience = models.CharField(max_length=8, choices=Audience, blank=True)
    language = models.CharField(max_length=12, blank=True)
    secret = models.CharField(
        max_length=64, default=token, db_index=True
    )  # the link that answers without an account
    reply = models.CharField(max_length=8, choices=Reply, blank=True)
    replied_at = models.DateTimeField(null=True)
    instead_of = models.ForeignKey("self", models.SET_NULL, null=True, related_name="substitutes")
    invited_at = models.DateTimeField(null=True)  # when the first message was written
    invited_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    times_asked = models.PositiveSmallIntegerField(default=1)  # raised to send the invitation again
    told_sequence = models.IntegerField(default=-1)  # the last version of the occasion they were told
    told_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    @property
    def address(self) -> str:
        """Where messages go; empty where none can be sent: no e-mail, erased, a demonstration person."""
        if self.person is None:
            return self.email
        if self.person.is_demonstration or self.person.erased_at:
            return ""
        return self.person.email or ""

    @property
    def shown_name(self) -> str:
        """How others call whoever is invited."""
        return self.person.shown_name if self.person else self.name or self.email

    @property
    def speaks(self) -> str:
        """The language of their messages."""
        return self.language or (self.person.language if self.person else "") or "en"

    @property
    def zone(self) -> str:
        """The zone in which they read times: their own, else their organisation's country's, else the occasion's."""
        where = self.person.zone if self.person else ""
        return (
            where
            or (zone_of_country(self.organisation.country) if self.organisation else "")
            or self.occasion.zone
        )

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["occasion", "created_at"], name="invitee_list")]
        constraints = [
            models.UniqueConstraint(
                fields=["occasion", "person"],
                condition=models.Q(person__isnull=False),
                name="person_invited_once",
            ),
            models.UniqueConstraint(
                fields=["occasion", "email"], condition=~models.Q(email=""), name="address_invited_once"
            ),
        ]


class Arrangement(Owned, Happened):
    """What somebody needs to take part, told with consent, deleted 30 days after the occasion."""

    invitee = models.OneToOneField(Invitee, models.CASCADE, related_name="arrangement")
    text = models.TextField()
    consent_at = models.DateTimeField(default=timezone.now)


class Attendance(Owned):
    """Somebody was there, from–to. Several rows a person: they left and came back. Measured, or confirmed by a person."""

    occasion = models.ForeignKey(Occasion, models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="attendances")
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="attendances")
    name = models.CharField(max_length=120, blank=True)  # as shown on the list; empty: "guest"
    country = models.CharField(max_length=2, blank=True)
    seat_id = models.UUIDField(null=True, db_index=True)  # the seat that this was measured from
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    measured = models.BooleanField(default=True)
    corrected_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    corrected_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)  # by a correction

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["occasion", "seat_id"], name="attendance_seat")]

    @property
    def shown_name(self) -> str:
        """Who it was, as lists show it."""
        return self.person.shown_name if self.person else self.name or str(_("guest"))
