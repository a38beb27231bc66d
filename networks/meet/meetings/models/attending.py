"""Who is there in a meeting, and who speaks for whom."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from networks.base.models import Happened, Owned
from networks.meet.meetings.models.bodies import Body
from networks.meet.meetings.models.meetings import Meeting
from networks.people.models import Organisation, Person


class How(models.TextChoices):
    ON_SITE = "on_site", _("on site")
    ONLINE = "online", _("online")
    EXCUSED = "excused", _("excused")


THERE = (How.ON_SITE, How.ONLINE)


class Presence(Owned, Happened):
    """Somebody is there, from–to, for an organisation where organisations vote; or is excused. A guest has a name at most."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="presences")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    how = models.CharField(max_length=8, choices=How)
    arrived_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    noted_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "organisation"],
                condition=models.Q(left_at__isnull=True, organisation__isnull=False),
                name="organisation_there_once",
            ),
            models.UniqueConstraint(
                fields=["meeting", "person"],
                condition=models.Q(left_at__isnull=True, organisation__isnull=True, person__isnull=False),
                name="person_there_once",
            ),
        ]

    @property
    def of_body(self) -> Body:
        return self.meeting.body

    @property
    def shown_name(self) -> str:
        if self.person:
            return self.person.shown_name
        return self.name or (self.organisation.name if self.organisation else str(_("a guest")))


class Proxy(Owned, Happened):
    """A voter has another person vote for it in one meeting. It sleeps while the voter is there, and ends when it is revoked."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="proxies")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    holder = models.ForeignKey(Person, models.CASCADE, related_name="+")
    instructions = models.TextField(_("how to vote"), blank=True)
    given_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "organisation"],
                condition=models.Q(revoked_at__isnull=True, organisation__isnull=False),
                name="one_proxy_an_organisation",
            ),
            models.UniqueConstraint(
                fields=["meeting", "person"],
                condition=models.Q(revoked_at__isnull=True, person__isnull=False),
                name="one_proxy_a_person",
            ),
        ]

    @property
    def of_body(self) -> Body:
        return self.meeting.body

    @property
    def giver(self):
        """The key of the voter that gave it."""
        return self.organisation_id or self.person_id

    @property
    def giver_name(self) -> str:
        return self.organisation.name if self.organisation else self.person.shown_name if self.person else ""
