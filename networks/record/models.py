"""What happened: events, what organisations gained (benefits), and what led to what (links)."""

from django.db import models

from networks.base.models import Happened, Owned
from networks.people.models import Organisation, Person


class Event(Owned, Happened):
    """Something happened: who did what to which object, for which organisations. Objects by key, never their texts."""

    actor = models.ForeignKey(
        Person, models.SET_NULL, null=True, related_name="+"
    )  # null: the program, a guest, or anonymous
    verb = models.CharField(max_length=40)  # such as session.planned
    about = models.CharField(max_length=60)
    about_id = models.UUIDField()
    organisations = models.ManyToManyField(Organisation, related_name="+", through="EventOrganisation")
    facts = models.JSONField(default=dict)  # figures and states; never texts of people

    class Meta(Owned.Meta):
        indexes = [
            models.Index(fields=["network", "-created_at"], name="event_newest"),
            models.Index(fields=["about", "about_id"], name="event_about"),
        ]


class EventOrganisation(Owned):
    """An organisation that an event concerns."""

    event = models.ForeignKey(Event, models.CASCADE)
    organisation = models.ForeignKey(Organisation, models.CASCADE)


class BenefitKind(models.TextChoices):
    """What an organisation can gain. Hours and contacts are never turned into money."""

    MONEY_SAVED = "money_saved"
    MONEY_WON = "money_won"
    HOURS = "hours"
    KNOWLEDGE = "knowledge"
    HELP = "help"
    CONTACT = "contact"
    VOICE = "voice"
    VISIBILITY = "visibility"


class Benefit(Owned, Happened):
    """Something of value that an organisation got. One for each cause; corrected by a reversal, never changed."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="benefits")
    kind = models.CharField(max_length=12, choices=BenefitKind)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    unit = models.CharField(max_length=12)  # hours, contacts, EUR, …
    how = models.CharField(max_length=40)  # how it was computed, a named rule
    cause = models.CharField(max_length=200)  # recorded twice is once
    about = models.CharField(max_length=60)  # the evidence
    about_id = models.UUIDField()
    activity = models.CharField(max_length=40, blank=True)
    objective = models.CharField(max_length=40, blank=True)
    target_group = models.CharField(max_length=40, blank=True)
    country = models.CharField(max_length=2, blank=True)
    project = models.CharField(max_length=120, blank=True)
    happened_on = models.DateField()
    reverses = models.OneToOneField("self", models.CASCADE, null=True, related_name="reversal")

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["network", "cause"], name="one_benefit_a_cause")]


class Link(Owned, Happened):
    """One object led to another: an answer to a conclusion, a conclusion to a charter line, a line to a service."""

    source = models.CharField(max_length=60)
    source_id = models.UUIDField()
    target = models.CharField(max_length=60)
    target_id = models.UUIDField()
    kind = models.CharField(max_length=24, default="led to")
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["network", "source", "source_id", "target", "target_id", "kind"], name="one_link"
            )
        ]
        indexes = [models.Index(fields=["target", "target_id"], name="link_target")]
