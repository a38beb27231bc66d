"""Fees: how the network bills, schedules, runs, notices and what is asked about them. Notices are never edited."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from networks.base.models import Happened, Owned
from networks.base.texts import Written
from networks.network.membership.models.belonging import Category, Membership
from networks.network.membership.models.figures import Figure
from networks.participation.money.models import Entry
from networks.people.models import Organisation, Person


class FeeTerms(Owned, Written):
    """How the network bills, one row a network: who it is on a notice, its account, and what its statutes say of arrears."""

    TEXTS = ("vat_text", "foot", "arrears_text")

    name = models.CharField(_("name on notices"), max_length=200, blank=True)  # empty: the network's
    address = models.TextField(_("address on notices"), blank=True)
    logo = models.FileField(_("logo"), upload_to="logos/%Y/", blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=40, blank=True)
    vat_rate = models.DecimalField(_("VAT in per cent"), max_digits=5, decimal_places=2, default=0)
    vat_text = models.CharField(_("VAT text"), max_length=300, blank=True)  # why there is none, or what it is
    foot = models.TextField(_("more on every notice"), blank=True)
    account_name = models.CharField(_("account holder"), max_length=70, blank=True)
    iban = models.CharField(_("IBAN"), max_length=34, blank=True)
    bic = models.CharField(_("BIC"), max_length=11, blank=True)
    days = models.PositiveSmallIntegerField(_("days to pay"), default=30)
    reminders = models.JSONField(default=list)  # levels in order: {"days": 14, "text": {"en": …, "fr": …}}
    reminds_alone = models.BooleanField(_("reminders leave by themselves"), default=False)
    vote_lost_days = models.PositiveSmallIntegerField(_("no vote after days overdue"), null=True, blank=True)
    vote_lost_level = models.PositiveSmallIntegerField(_("no vote from reminder"), null=True, blank=True)
    lapse_days = models.PositiveSmallIntegerField(_("may lapse after days overdue"), null=True, blank=True)
    arrears_text = models.CharField(_("what else arrears mean"), max_length=300, blank=True)

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["network"], name="one_fee_terms")]

    @classmethod
    def current(cls) -> "FeeTerms":
        """The terms of the network being served; made when first asked for."""
        return cls.objects.first() or cls.objects.get_or_create()[0]


class ScheduleState(models.TextChoices):
    DRAFT = "draft", _("draft")
    PROPOSED = "proposed", _("proposed")
    ADOPTED = "adopted", _("adopted")
    REFUSED = "refused", _("not adopted")
    REPLACED = "replaced", _("replaced")


class FeeSchedule(Owned, Written, Happened):
    """What members owe in a year, version by version. One is adopted a year; once proposed it is not changed any more."""

    TEXTS = ("name",)

    name = models.CharField(_("name"), max_length=120)
    year = models.PositiveSmallIntegerField(_("year"))
    version = models.PositiveSmallIntegerField(default=1)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    index = models.DecimalField(_("index"), max_digits=7, decimal_places=4, default=1)
    index_text = models.CharField(_("which index"), max_length=200, blank=True)
    round_to = models.DecimalField(_("rounded to"), max_digits=6, decimal_places=2, default=Decimal("0.01"))
    ROUNDINGS = (("half_up", _("to the nearest")), ("up", _("up")), ("down", _("down")))
    rounding = models.CharField(_("rounded how"), max_length=8, choices=ROUNDINGS, default="half_up")
    PRORATA = (
        ("none", _("no: the whole year is paid")),
        ("month", _("by months that are left")),
        ("quarter", _("by quarters that are left")),
        ("day", _("by days that are left")),
    )
    prorata = models.CharField(
        _("who joins in the year pays a part"), max_length=8, choices=PRORATA, default="none"
    )
    state = models.CharField(max_length=8, choices=ScheduleState, default=ScheduleState.DRAFT)
    decision = models.CharField(_("decided by"), max_length=300, blank=True)  # in words
    decided_on = models.DateField(null=True)
    decided_in = models.UUIDField(null=True)  # the referral
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["network", "year", "version"], name="one_schedule_a_version"),
            models.UniqueConstraint(
                fields=["network", "year"],
                condition=models.Q(state="adopted"),
                name="one_adopted_schedule_a_year",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """Its name with its year, once."""
        return self.name if str(self.year) in self.name else f"{self.name} {self.year}"

    @property
    def is_draft(self) -> bool:
        return self.state == ScheduleState.DRAFT

    def rules_to_read(self) -> "models.QuerySet[FeeRuleRow]":
        """Its rules in the order of the categories; what holds for all others comes last."""
        order = models.F("category__position").asc(nulls_last=True)
        return self.rules.select_related("category", "figure").order_by(order, "pk")


class FeeRuleRow(Owned):
    """What a schedule says for one category; without a category: for all that have no row of their own."""

    schedule = models.ForeignKey(FeeSchedule, models.CASCADE, related_name="rules")
    category = models.ForeignKey(Category, models.RESTRICT, null=True, blank=True, related_name="+")
    BASES = (
        ("fixed", _("the same for everybody")),
        ("figure", _("a figure that members declare")),
        ("country", _("groups of countries")),
    )
    basis = models.CharField(_("based on"), max_length=8, choices=BASES, default="fixed")
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2, default=0)
    figure = models.ForeignKey(Figure, models.RESTRICT, null=True, blank=True, related_name="+")
    years_before = models.PositiveSmallIntegerField(_("figure of so many years before"), default=1)
    bands = models.JSONField(
        default=list
    )  # [{"from": "0", "amount": "110", "rate": "0"}], texts of exact numbers
    marginal = models.BooleanField(default=False)
    groups = models.JSONField(default=list)  # [{"name": …, "countries": ["BE"], "amount": "400"}]
    minimum = models.DecimalField(_("not less than"), max_digits=12, decimal_places=2, null=True, blank=True)
    cap = models.DecimalField(_("not more than"), max_digits=12, decimal_places=2, null=True, blank=True)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["schedule", "category"], name="one_fee_rule_a_category"),
            models.UniqueConstraint(
                fields=["schedule"], condition=models.Q(category=None), name="one_fee_rule_for_others"
            ),
        ]


class FeeReduction(Owned, Written, Happened):
    """A member asks to pay less in a year; somebody decides (referral "reduction"). One a year and member."""

    TEXTS = ("reason",)
    STATES = (("asked", _("asked for")), ("granted", _("granted")), ("refused", _("refused")))

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="fee_reductions")
    year = models.PositiveSmallIntegerField()
    percent = models.DecimalField(_("per cent less"), max_digits=5, decimal_places=2, default=0)
    amount = models.DecimalField(_("amount less"), max_digits=12, decimal_places=2, default=0)
    reason = models.TextField(_("why"))
    state = models.CharField(max_length=7, choices=STATES, default="asked")
    decided_in = models.UUIDField(null=True)
    asked_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["network", "organisation", "year"],
                condition=~models.Q(state="refused"),
                name="one_reduction_a_year",
            )
        ]


class NumberSeries(Owned):
    """The last number of a series in a year. Raised under its row's lock in the transaction that uses the number: no gap, no double."""

    series = models.CharField(max_length=8)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["network", "series", "year"], name="one_number_series")
        ]


class FeeRun(Owned, Happened):
    """One run of notices for a year: first a preview line for each member, then the notices."""

    STATES = (
        ("working", _("being worked out")),
        ("ready", _("ready to check")),
        ("sending", _("notices are being made")),
        ("done", _("done")),
        ("dropped", _("dropped")),
    )
    schedule = models.ForeignKey(FeeSchedule, models.RESTRICT, related_name="runs")
    state = models.CharField(max_length=8, choices=STATES, default="working")
    issued_on = models.DateField()
    due = models.JSONField(default=list)  # days of the instalments, ISO
    provisional = models.BooleanField(default=False)  # members without the figure are billed provisionally
    sends = models.BooleanField(default=True)  # notices are mailed
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    started_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    job = models.UUIDField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["schedule"],
                condition=models.Q(state__in=["working", "ready", "sending"]),
                name="one_open_fee_run",
            )
        ]


class FeeRunLine(Owned):
    """What a run found for one member: what it owes, or what is missing."""

    STATES = (
        ("bill", _("is billed")),
        ("provisional", _("is billed provisionally")),
        ("missing", _("something is missing")),
        ("free", _("owes nothing")),
        ("billed", _("has a notice for this year")),
    )
    run = models.ForeignKey(FeeRun, models.CASCADE, related_name="lines")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    state = models.CharField(max_length=11, choices=STATES)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    computation = models.JSONField(default=dict)
    problem = models.CharField(max_length=20, blank=True)  # a word: figure, currency, country, band, rule
    notice = models.OneToOneField("FeeNotice", models.SET_NULL, null=True, related_name="line")
    position = models.CharField(max_length=200, blank=True)  # the organisation's name, for the order

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["run", "organisation"], name="one_line_a_member")]
        indexes = [models.Index(fields=["run", "state", "position"], name="fee_line_order")]


class NoticeState(models.TextChoices):
    OPEN = "open", _("to be paid")
    PART = "part", _("part paid")
    PAID = "paid", _("paid")
    CREDITED = "credited", _("cancelled by a credit note")
    WRITTEN_OFF = "written_off", _("written off")


class FeeNotice(Owned, Happened):
    """A fee notice, or the credit note that cancels one. Everything it says is frozen here; the file is made once from it."""

    NOTICE, CREDIT = "F", "C"

    series = models.CharField(max_length=8, default=NOTICE)
    year = models.PositiveSmallIntegerField()  # of the number
    number = models.PositiveIntegerField()
    label_shown = models.CharField(max_length=30)  # F-2026-0017
    organisation = models.ForeignKey(Organisation, models.RESTRICT, related_name="fee_notices")
    membership = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    schedule = models.ForeignKey(FeeSchedule, models.RESTRICT, null=True, related_name="notices")
    fee_year = models.PositiveSmallIntegerField()
    credits = models.ForeignKey("self", models.RESTRICT, null=True, related_name="credit_notes")
    reason = models.TextField(blank=True)  # of a credit note
    language = models.CharField(max_length=12)  # it is written in
    currency = models.CharField(max_length=3)
    net = models.DecimalField(max_digits=12, decimal_places=2)
    vat_rate = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    vat = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    total = models.DecimalField(max_digits=12, decimal_places=2)
    facts = models.JSONField(default=dict)  # frozen: sender, recipient, account, texts, computation
    provisional = models.BooleanField(default=False)
    issued_on = models.DateField()
    reference = models.CharField(max_length=25, blank=True)  # RF
    # In step with the entries about it, in the transaction of each booking (rules/settling.py)
    state = models.CharField(max_length=11, choices=NoticeState, default=NoticeState.OPEN)
    open_amount = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    late_from = models.DateField(null=True)  # due day of the first instalment that is not paid
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    wants_mail = models.BooleanField(default=True)
    file = models.FileField(upload_to="fees/%Y/%m/", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField(null=True)
    sent_to = models.JSONField(default=list)  # addresses; empty once sent: there was none

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["network", "series", "year", "number"], name="one_notice_a_number"
            ),
            models.UniqueConstraint(
                fields=[
                    "membership",
                    "fee_year",
                ],  # of an organisation: rules/fee_notices.py, as two may become one
                condition=models.Q(series="F") & ~models.Q(state="credited"),
                name="one_fee_a_year",
            ),
        ]
        indexes = [
            models.Index(fields=["network", "series", "state", "late_from"], name="fee_notice_state"),
            models.Index(fields=["network", "reference"], name="fee_notice_reference"),
        ]

    def __str__(self) -> str:
        return self.label_shown

    @classmethod
    def of_year(cls, year: int) -> "models.QuerySet[FeeNotice]":
        """The notices of a fee year that hold, one for each member at most: no credit note, and none that one cancelled."""
        return cls.objects.filter(series=cls.NOTICE, fee_year=year).exclude(state=NoticeState.CREDITED)

    @property
    def is_credit(self) -> bool:
        return self.series == self.CREDIT

    @property
    def cancels_all(self) -> bool:
        """Whether this credit note cancels all of its notice, and not a part."""
        return self.total == self.credits.total


class FeeInstalment(Owned):
    """A part of a notice that is due on a day."""

    notice = models.ForeignKey(FeeNotice, models.CASCADE, related_name="instalments")
    due_on = models.DateField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["notice", "due_on"], name="one_instalment_a_day")]


class FeeReminder(Owned, Happened):
    """A reminder of a notice, or of an opening balance (the entry with which the account began): each level once."""

    notice = models.ForeignKey(FeeNotice, models.CASCADE, null=True, related_name="reminders")
    opening = models.ForeignKey(Entry, models.CASCADE, null=True, related_name="+")
    level = models.PositiveSmallIntegerField()
    sent_to = models.JSONField(default=list)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["notice", "level"], name="one_reminder_a_level"),
            models.UniqueConstraint(fields=["opening", "level"], name="one_reminder_a_level_of_an_opening"),
            models.CheckConstraint(
                condition=models.Q(notice__isnull=True) ^ models.Q(opening__isnull=True),
                name="reminder_of_one_thing",
            ),
        ]
