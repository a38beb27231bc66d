"""Money: exact amounts with a currency, never summed across currencies; entries that are reversed, never edited."""

from django.db import models

from networks.base.models import Happened, Owned
from networks.people.models import Organisation, Person


class Entry(Owned, Happened):
    """One line of an organisation's account with the network: what it owes (positive) or paid (negative). Never edited: reversed."""

    organisation = models.ForeignKey(Organisation, models.RESTRICT, related_name="entries")
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    kind = models.CharField(
        max_length=24
    )  # a word of the room: notice, payment, credit, write_off, refund, opening, …
    about = models.CharField(max_length=60)  # the evidence
    about_id = models.UUIDField()
    cause = models.CharField(max_length=200)  # recorded twice is once
    booked_on = models.DateField()
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    reverses = models.OneToOneField("self", models.RESTRICT, null=True, related_name="reversal")

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["network", "cause"], name="one_entry_a_cause")]
        indexes = [
            models.Index(fields=["organisation", "currency"], name="entry_account"),
            models.Index(fields=["about", "about_id"], name="entry_about"),
        ]
