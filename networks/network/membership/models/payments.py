"""Payments: what arrived, from which bank file, and which notices it pays."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from networks.base.models import Happened, Owned
from networks.network.membership.models.fees import FeeNotice
from networks.participation.money.models import Entry
from networks.people.models import Organisation, Person


class BankFile(Owned, Happened):
    """A bank statement that was read. The same file again is this one."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)  # camt.053, mt940, csv
    sha256 = models.CharField(max_length=64)
    lines = models.PositiveIntegerField(default=0)
    new_lines = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["network", "sha256"], name="one_bank_file")]


class BankTable(Owned, Happened):
    """A table from the bank whose columns were not recognised: it waits until somebody says what they are. Nothing is taken in before."""

    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    rows = models.JSONField(default=list)  # (line, cells); the first is the file's first line
    columns = models.JSONField(default=dict)  # what → number of the column
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["network", "sha256"], name="one_bank_table")]

    def __str__(self) -> str:
        return self.name


class BankColumns(Owned):
    """What the columns of a bank's tables are, as somebody said: the next one with this first line is read the same way."""

    headings = models.CharField(max_length=64)  # hash of the first line
    columns = models.JSONField(default=dict)  # what → number of the column

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["network", "headings"], name="one_bank_columns")]


class BankLine(Owned):
    """One entry of a bank statement. Known by the bank's own reference, so that another file with the same entry adds nothing."""

    STATES = (("open", _("to be matched")), ("booked", _("booked")), ("ignored", _("not about fees")))

    file = models.ForeignKey(BankFile, models.CASCADE, related_name="bank_lines")
    key = models.CharField(max_length=64)  # of the entry, whatever file it stands in
    account = models.CharField(max_length=34, blank=True)
    booked_on = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)  # negative: money that left
    currency = models.CharField(max_length=3)
    name = models.CharField(max_length=140, blank=True)
    iban = models.CharField(max_length=34, blank=True)
    text = models.CharField(max_length=1000, blank=True)
    reference = models.CharField(max_length=140, blank=True)
    state = models.CharField(max_length=7, choices=STATES, default="open")
    settled_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["network", "key"], name="one_bank_line")]
        indexes = [models.Index(fields=["network", "state", "booked_on"], name="bank_line_open")]


class KnownAccount(Owned):
    """An account that an organisation paid from: its next payment is recognised."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    iban = models.CharField(max_length=34)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["network", "iban", "organisation"], name="one_known_account")
        ]


class Payment(Owned, Happened):
    """Money that arrived from an organisation, or went back to it (negative). What it pays stands in its allocations."""

    WAYS = (("bank", _("bank transfer")), ("cash", _("cash")), ("other", _("another way")))

    organisation = models.ForeignKey(Organisation, models.RESTRICT, related_name="payments")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    paid_on = models.DateField()
    way = models.CharField(_("how"), max_length=5, choices=WAYS, default="bank")
    note = models.CharField(max_length=300, blank=True)
    line = models.OneToOneField(BankLine, models.SET_NULL, null=True, related_name="payment")
    key = models.UUIDField()  # made by the form: sent twice is one payment
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    taken_back_because = models.CharField(max_length=300, blank=True)

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["network", "key"], name="one_payment_a_key")]

    @property
    def is_refund(self) -> bool:
        return self.amount < 0


class Allocation(Owned, Happened):
    """So much of a payment pays this notice; without a notice it is kept as a balance. Taken back by reversing its entry."""

    payment = models.ForeignKey(Payment, models.CASCADE, related_name="allocations")
    notice = models.ForeignKey(FeeNotice, models.RESTRICT, null=True, related_name="allocations")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    entry = models.OneToOneField(Entry, models.RESTRICT, related_name="+")
    taken_back_at = models.DateTimeField(null=True)
