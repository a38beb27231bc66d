"""The network's own fields: what its spreadsheet had as columns and the program does not know."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from networks.base.models import Owned
from networks.base.texts import Written
from networks.people.models import Person


class FieldKind(models.TextChoices):
    TEXT = "text", _("text")
    NUMBER = "number", _("number")
    DATE = "date", _("date")
    CHOICE = "choice", _("choice")
    YES_NO = "yes_no", _("yes or no")
    FILE = "file", _("file")


class Seen(models.TextChoices):
    """Who sees a value, or may change it. Whom it is about: the staff and board of the organisation, or the person.

    Everybody: on the public page, where the organisation ticked it. Only what is about organisations, and is no file, can be seen by everybody.
    """

    COORDINATORS = "coordinators", _("coordinators only")
    OWN = "own", _("coordinators and whom it is about")
    MEMBERS = "members", _("all members")
    PUBLIC = "public", _("everybody")


class OwnField(Owned, Written):
    """One own field. Values lie in `own` of the organisation, the membership, or the person's record here, under its key."""

    TEXTS = ("name", "help")

    ON = (("organisation", _("organisation")), ("membership", _("membership")), ("person", _("person")))
    on = models.CharField(_("about"), max_length=12, choices=ON, default="organisation")
    key = models.SlugField(max_length=40)  # never changed: values are kept under it
    name = models.CharField(_("name"), max_length=120)
    help = models.CharField(_("what it means"), max_length=300, blank=True)
    kind = models.CharField(_("kind"), max_length=6, choices=FieldKind, default=FieldKind.TEXT)
    choices = models.JSONField(default=list, blank=True)  # of a choice: the words, in order
    seen_by = models.CharField(_("who sees it"), max_length=12, choices=Seen, default=Seen.COORDINATORS)
    edited_by = models.CharField(_("who changes it"), max_length=12, choices=Seen, default=Seen.COORDINATORS)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)  # not shown any more; its values stay

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["network", "on", "key"], name="one_own_field_a_key")]

    def __str__(self) -> str:
        return self.name


class PersonRecord(Owned):
    """What this network keeps about a person: how to reach them, and the values of its own fields.

    Somebody who never signed in is known by this address alone (`rules/contact_people.py`): it is no way to sign in, and says nothing of
    whether the address is known elsewhere.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    own = models.JSONField(default=dict, blank=True)

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["network", "person"], name="one_person_record")]
        indexes = [models.Index(fields=["network", "email"], name="person_record_by_email")]
