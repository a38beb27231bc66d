"""Forms of fees: how the network bills, schedules and their rules, runs, payments, decisions."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from networks.base.forms import Choice, PlainForm, PlainModelForm, dress
from networks.base.texts import Reader
from networks.network.membership.forms.versions import VersionedForm, label_in
from networks.network.membership.methods.references import bare, is_iban
from networks.network.membership.models import Category, FeeRuleRow, FeeSchedule, FeeTerms, Figure
from networks.network.membership.rules.names import named
from networks.participation.money.amounts import currency_choices, read

MOST = Decimal(100_000_000)


class AmountField(forms.CharField):
    """An amount as people write it: 1.234,50 or 1,234.50. In Python a Decimal, or None where it may be left out."""

    def __init__(
        self, *, digits: int = 2, least: Decimal | None = Decimal(0), most: Decimal = MOST, **kwargs: Any
    ):
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "class": "short"}))
        super().__init__(**kwargs)
        self.digits, self.least, self.most = digits, least, most

    def prepare_value(self, value: Any) -> Any:
        return f"{value:f}" if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            amount = read(text, thousands=self.digits <= 2)
        except ValueError:
            raise forms.ValidationError(_("Write an amount, for example 350 or 1,250.50.")) from None
        if amount != round(amount, self.digits):
            raise forms.ValidationError(
                _("Write not more than %(n)s digits behind the point.") % {"n": self.digits}
            )
        if (self.least is not None and amount < self.least) or amount > self.most:
            raise forms.ValidationError(_("This amount is too small or too large here."))
        return amount


class DaysField(forms.CharField):
    """Several days, one a line or with commas between: 2026-04-01. In Python a list of dates."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        days = []
        for word in text.replace(",", " ").replace(";", " ").split():
            try:
                days.append(date.fromisoformat(word))
            except ValueError:
                raise forms.ValidationError(_("Write days as 2026-04-01, one on each line.")) from None
        if len(days) > 24:
            raise forms.ValidationError(_("Write not more than 24 days."))
        return sorted(set(days))


class FeeTermsForm(VersionedForm):
    """Who bills, to which account, and what the statutes say of arrears; the texts in the languages of the network."""

    first_days = forms.IntegerField(
        label=_("First reminder after days overdue"), min_value=1, max_value=999, required=False
    )
    first_text = forms.CharField(label=_("Its words"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=2000, help_text=_("Left empty, the program writes a friendly sentence in each member’s language."))  # fmt: skip
    second_days = forms.IntegerField(
        label=_("Second reminder after days overdue"), min_value=1, max_value=999, required=False
    )
    second_text = forms.CharField(
        label=_("Its words"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=2000
    )
    third_days = forms.IntegerField(
        label=_("Third reminder after days overdue"), min_value=1, max_value=999, required=False
    )
    third_text = forms.CharField(
        label=_("Its words"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=2000
    )

    class Meta:
        model = FeeTerms
        fields = [
            "name", "address", "logo", "account_name", "iban", "bic", "days", "vat_number", "vat_rate", "vat_text", "foot",
            "reminds_alone", "vote_lost_days", "vote_lost_level", "lapse_days", "arrears_text",
        ]  # fmt: skip
        widgets = {"logo": forms.FileInput, "foot": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "name": _("As in your statutes. Left empty: the name of the network."),
            "logo": _("PNG or JPEG."),
            "iban": _("Notices show it, and carry a code that banking programs read."),
            "vat_text": _("Such as: exempt under article 132(1)(l) of Directive 2006/112/EC."),
            "vote_lost_days": _("As your statutes say. Left empty: being late costs no vote."),
            "vote_lost_level": _("1, 2 or 3: from this reminder on there is no vote."),
            "lapse_days": _("You are shown who has reached it. Nothing ends by itself."),
            "arrears_text": _("Such as: offices are suspended. Reminders say it."),
        }

    LEVELS = ("first", "second", "third")

    def __init__(self, *args: Any, instance: FeeTerms, network: Any, **kwargs: Any) -> None:
        reminders = [text for level in instance.reminders for text in (level.get("text") or {}).values()]
        if not any(reminders) and not any(getattr(instance, name) for name in FeeTerms.TEXTS):
            instance.language = (network.languages or ["en"])[0]  # nothing is written yet
        super().__init__(*args, instance=instance, network=network, **kwargs)
        self.fields["vat_rate"] = AmountField(label=_("VAT in per cent"), required=False, most=Decimal(50))
        words = (
            _("Words of the first reminder"),
            _("Words of the second reminder"),
            _("Words of the third reminder"),
        )
        for number, level in enumerate(self.LEVELS):
            texts: dict[str, str] = {}
            if number < len(self.instance.reminders):
                there = self.instance.reminders[number]
                self.fields[f"{level}_days"].initial = there["days"]
                texts = there.get("text") or {}
            self.fields[f"{level}_text"].initial = texts.get(self.instance.language, "")
            for tag in self.others:
                self.fields[f"{level}_text__{tag}"] = forms.CharField(
                    label=label_in(words[number], tag),
                    widget=forms.Textarea(attrs={"rows": 3, "lang": tag}),
                    required=False,
                    max_length=2000,
                    initial=texts.get(tag, ""),
                )
                dress(self.fields[f"{level}_text__{tag}"])

    def clean_iban(self) -> str:
        text = bare(self.cleaned_data["iban"])
        if text and not is_iban(text):
            raise forms.ValidationError(_("This is no right IBAN. Check its digits."))
        return text

    def clean_bic(self) -> str:
        text = bare(self.cleaned_data["bic"])
        if text and len(text) not in (8, 11):
            raise forms.ValidationError(_("A BIC has 8 or 11 letters and digits."))
        return text

    def clean_vat_rate(self) -> Decimal:
        return self.cleaned_data["vat_rate"] or Decimal(0)

    def clean_logo(self) -> Any:
        sent = self.cleaned_data.get("logo")
        if sent and hasattr(sent, "content_type"):
            from django.core.files.base import ContentFile

            from networks.base.files.errors import FileRefused
            from networks.base.files.pictures import picture

            try:
                made = picture(sent.read(), longest=800, kind="png")
            except FileRefused as refused:
                raise forms.ValidationError(str(refused)) from None
            return ContentFile(made.data, name="logo.png")
        return sent

    def clean(self) -> dict:
        data = super().clean()
        days = [data.get(f"{level}_days") for level in self.LEVELS]
        given = [day for day in days if day]
        if days[: len(given)] != given:
            self.add_error("first_days", _("Fill in the first reminder before the second and the third."))
        elif given != sorted(set(given)):
            self.add_error("second_days", _("Each reminder comes later than the one before."))
        if (data.get("vote_lost_level") or 0) > len(given):
            self.add_error(
                "vote_lost_level", _("There is no such reminder. Write the number of one of yours.")
            )
        return data

    def save(self, commit: bool = True) -> FeeTerms:
        made = super().save(commit=False)
        levels = []
        for number, level in enumerate(self.LEVELS):
            if self.cleaned_data.get(f"{level}_days"):
                before = made.reminders[number].get("text", {}) if number < len(made.reminders) else {}
                texts = {**before, made.language: self.cleaned_data[f"{level}_text"].strip()}
                texts |= {tag: self.cleaned_data[f"{level}_text__{tag}"].strip() for tag in self.others}
                levels.append({"days": self.cleaned_data[f"{level}_days"], "text": texts})
        made.reminders = levels
        if commit:
            made.save()
        return made


class ScheduleForm(PlainModelForm):
    """A schedule's name, year and what holds for all its rules."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    currency = forms.ChoiceField(label=_("Currency"))
    index = AmountField(label=_("Index"), digits=4, most=Decimal(10), required=False, help_text=_("1.026 makes every amount 2.6 % higher. Left empty: 1."))  # fmt: skip
    round_to = forms.TypedChoiceField(label=_("Rounded to"), coerce=Decimal, choices=[("0.01", "0.01"), ("0.50", "0.50"), ("1.00", "1"), ("5.00", "5"), ("10.00", "10")])  # fmt: skip

    class Meta:
        model = FeeSchedule
        fields = ["name", "year", "currency", "prorata", "index", "index_text", "round_to", "rounding"]
        widgets = {"prorata": forms.RadioSelect}
        help_texts = {"index_text": _("Such as: harmonised consumer prices, October 2025.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"].choices = currency_choices()
        if self.instance and not self.instance._state.adding:
            del self.fields["year"]

    def clean_index(self) -> Decimal:
        found = self.cleaned_data["index"]
        if found == 0:
            raise forms.ValidationError(_("The index is above 0; 1 changes nothing."))
        return found or Decimal(1)


class CopyForm(PlainForm):
    """For which year the same rules begin again."""

    year = forms.IntegerField(label=_("For the year"), min_value=2000, max_value=2100)


def _name_choices(field: forms.ModelChoiceField, reader: Reader) -> None:
    """What the network named is offered as its reader calls it."""
    names = named(field.queryset, reader)
    field.label_from_instance = lambda row: names.get(row.pk, row.name)


class RuleForm(PlainModelForm):
    """What one category owes. Bands and groups are forms of their own beside it."""

    amount = AmountField(
        label=_("Amount"), required=False, help_text=_("Where it is the same for everybody.")
    )
    minimum = AmountField(label=_("Not less than"), required=False)
    cap = AmountField(label=_("Not more than"), required=False)
    years_before = forms.IntegerField(
        label=_("Figure of so many years before"), min_value=0, max_value=5, initial=1
    )
    marginal = forms.TypedChoiceField(
        label=_("How the bands are read"),
        coerce=lambda value: value == "1",
        choices=[
            (
                "0",
                Choice(
                    _("The figure falls into one band"),
                    _("Its amount, and its rate on the whole figure, is the fee."),
                ),
            ),
            (
                "1",
                Choice(
                    _("Each band counts its part"),
                    _("As income taxes do: each band takes its rate of the part that lies in it."),
                ),
            ),
        ],
        widget=forms.RadioSelect,
        initial="0",
    )

    class Meta:
        model = FeeRuleRow
        fields = ["basis", "amount", "years_before", "minimum", "cap", "marginal"]
        widgets = {"basis": forms.RadioSelect}

    def __init__(self, *args: Any, schedule: FeeSchedule, reader: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.schedule = schedule
        taken = schedule.rules.exclude(pk=self.instance.pk).values_list("category", flat=True)
        self.others_taken = None in list(taken)
        self.fields["category"] = forms.ModelChoiceField(
            Category.objects.filter(retired_at=None)
            .exclude(pk__in=[key for key in taken if key])
            .order_by("position", "name"),
            label=_("For"),
            required=False,
            empty_label=_("all categories without a rule of their own"),
        )
        self.initial["category"], self.initial["figure"] = self.instance.category_id, self.instance.figure_id
        self.fields["figure"] = forms.ModelChoiceField(
            Figure.objects.filter(retired_at=None).order_by("position", "name"),
            label=_("Which figure"),
            required=False,
            empty_label=_("none"),
            help_text=_("Members declare it every year. Fees take it as it is when the notice is made."),
        )
        for name in ("category", "figure"):
            _name_choices(self.fields[name], reader)
        self.fields["marginal"].initial = "1" if self.instance.marginal else "0"
        self.initial["marginal"] = self.fields["marginal"].initial
        self.fields["basis"].choices = FeeRuleRow.BASES

    def clean(self) -> dict:
        data = super().clean()
        if data.get("category") is None and self.others_taken and "category" not in self.errors:
            self.add_error("category", _("There is such a rule already. Choose a category."))
        if data.get("basis") == "fixed" and data.get("amount") is None:
            self.add_error("amount", _("Write the amount; 0 where nothing is owed."))
        if data.get("basis") == "figure" and not data.get("figure"):
            self.add_error("figure", _("Choose the figure that the bands are about."))
        low, high = data.get("minimum"), data.get("cap")
        if low is not None and high is not None and low > high:
            self.add_error("cap", _("The highest fee is not below the lowest."))
        data["amount"] = data.get("amount") or Decimal(0)
        return data

    def save(self, commit: bool = True) -> FeeRuleRow:
        made = super().save(commit=False)
        made.category, made.figure = self.cleaned_data["category"], self.cleaned_data["figure"]
        if commit:
            made.save()
        return made


class BandForm(PlainForm):
    """One band: where it begins, its amount, its rate."""

    start = AmountField(label=_("From"), required=False)
    amount = AmountField(label=_("Amount"), required=False)
    rate = AmountField(label=_("and for each unit"), digits=6, required=False)

    def clean(self) -> dict:
        data = super().clean()
        said = [data.get("amount"), data.get("rate")]
        if data.get("start") is None and any(value is not None for value in said):
            self.add_error("start", _("Write where the band begins; 0 for the first."))
        return data


class GroupForm(PlainForm):
    """One group of countries."""

    name = forms.CharField(label=_("Name"), max_length=80, required=False)
    countries = forms.CharField(label=_("Countries"), max_length=1000, required=False)
    amount = AmountField(label=_("Amount"), required=False)

    def clean_countries(self) -> list[str]:
        from networks.base.places import country_name

        codes = self.cleaned_data["countries"].upper().replace(",", " ").replace(";", " ").split()
        for code in codes:
            if len(code) != 2 or not code.isascii() or not code.isalpha() or country_name(code) == code:
                raise forms.ValidationError(_("Write countries as two letters, such as BE, FR."))
        return sorted(set(codes))

    def clean(self) -> dict:
        data = super().clean()
        if data.get("name") and data.get("amount") is None:
            self.add_error("amount", _("Write the amount of this group."))
        if not data.get("name") and (data.get("countries") or data.get("amount") is not None):
            self.add_error("name", _("Give the group a name."))
        return data


def rows_of(
    form_class: type[PlainForm],
    prefix: str,
    *,
    data: Any = None,
    initial: list[dict] | None = None,
    more: int = 0,
) -> Any:
    """A set of rows: those that are there and three empty ones, or `more`."""
    extra = 3 + more
    factory = forms.formset_factory(form_class, extra=extra, max_num=60, absolute_max=80)
    return factory(data, initial=initial, prefix=prefix)


class DecisionForm(PlainForm):
    """What was decided about a schedule."""

    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=[("adopted", _("Adopted")), ("refused", _("Not adopted"))],
        widget=forms.RadioSelect,
    )
    decision = forms.CharField(label=_("By which decision"), max_length=300, help_text=_("Such as: general assembly of 12 March 2026, item 5."))  # fmt: skip
    decided_on = forms.DateField(label=_("Decided on"))


class RunForm(PlainForm):
    """When the notices are dated and due."""

    issued_on = forms.DateField(label=_("Date on the notices"))
    due = DaysField(
        label=_("Due on"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One day, or several for instalments: one on each line, as 2026-04-01."),
    )
    missing = forms.ChoiceField(
        label=_("Members whose figure is not known"),
        choices=[
            ("skip", Choice(_("are not billed yet"), _("They are listed, so that you can ask them."))),
            (
                "provisional",
                Choice(
                    _("get a provisional notice"),
                    _("By an earlier figure, or the minimum. You credit it when the figure is known."),
                ),
            ),
        ],
        widget=forms.RadioSelect,
        initial="skip",
    )
    sends = forms.BooleanField(label=_("Send the notices by mail"), required=False, initial=True)

    def clean(self) -> dict:
        data = super().clean()
        if data.get("due") and data.get("issued_on") and min(data["due"]) < data["issued_on"]:
            self.add_error("due", _("The first day to pay is not before the date on the notice."))
        return data


class CreditForm(PlainForm):
    """Why a notice is cancelled, and how much of it."""

    amount = AmountField(label=_("Amount"), least=Decimal("0.01"))
    reason = forms.CharField(label=_("Why"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000, help_text=_("It stands on the credit note."))  # fmt: skip


class ReasonForm(PlainForm):
    """Why something is done."""

    reason = forms.CharField(label=_("Why"), widget=forms.Textarea(attrs={"rows": 3}), max_length=300)


class WriteOffForm(PlainForm):
    """What was decided about money that cannot be had."""

    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=[("granted", _("It is written off")), ("refused", _("It stays owed"))],
        widget=forms.RadioSelect,
    )
    ASK = "ask"
    reason = forms.CharField(
        label=_("Why, and by which decision"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )

    def __init__(self, *args: Any, bodies: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if bodies:
            choice = (self.ASK, Choice(_("An assembly or a board decides"), _("You choose which one next.")))
            self.fields["outcome"].choices = [*self.fields["outcome"].choices, choice]


class PaymentForm(PlainForm):
    """Money that arrived; which notices it pays is chosen beside it."""

    amount = AmountField(label=_("Amount"), least=Decimal("0.01"))
    currency = forms.ChoiceField(label=_("Currency"))
    paid_on = forms.DateField(label=_("Paid on"))
    way = forms.ChoiceField(label=_("How"), choices=[("bank", _("bank transfer")), ("cash", _("cash")), ("other", _("another way"))])  # fmt: skip
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"].choices = currency_choices()


class RefundForm(PlainForm):
    """Money that goes back."""

    amount = AmountField(label=_("Amount"), least=Decimal("0.01"))
    paid_on = forms.DateField(label=_("Paid back on"))
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)


class BankFileForm(PlainForm):
    """A statement from the bank."""

    file = forms.FileField(label=_("Bank statement"), help_text=_("CAMT.053, MT940, or a table (CSV, XLSX)."))


class ReductionForm(PlainForm):
    """A member asks to pay less."""

    year = forms.IntegerField(label=_("For the year"), min_value=2000, max_value=2100)
    percent = AmountField(label=_("Per cent less"), most=Decimal(100), required=False)
    amount = AmountField(label=_("or an amount less"), required=False)
    reason = forms.CharField(label=_("Why"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)

    def clean(self) -> dict:
        data = super().clean()
        if not data.get("percent") and not data.get("amount") and not self.errors:
            self.add_error("percent", _("Say how much less: per cent, or an amount."))
        return data


class ReductionDecisionForm(PlainForm):
    """What was decided about a reduction."""

    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=[("granted", _("Granted")), ("refused", _("Refused"))],
        widget=forms.RadioSelect,
    )
    percent = AmountField(label=_("Per cent less"), most=Decimal(100), required=False)
    amount = AmountField(label=_("or an amount less"), required=False)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000, required=False, help_text=_("The member is told."))  # fmt: skip
