"""What stands about an organisation, one group of questions a page. Beside each: whether everybody may see it."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from networks.base.files.errors import FileRefused
from networks.base.files.pictures import picture
from networks.base.forms import Choice, PlainModelForm, dress
from networks.base.places import country_choices, language_choices
from networks.network.membership.forms.on_behalf import WithOnBehalf
from networks.network.membership.forms.own_fields import WithOwnFields
from networks.network.membership.methods import regions
from networks.network.membership.methods.numbers import NUMBERS, WrongNumber, read_number
from networks.network.membership.methods.sectors import SECTORS
from networks.network.membership.models import Seen
from networks.network.membership.rules import organisations
from networks.people.models import Organisation, OrganisationKind

TICK = "public_"
YEARS = (1700, 2100)


class Section(WithOnBehalf, WithOwnFields, PlainModelForm):
    """One group of questions about an organisation."""

    class Meta:
        model = Organisation
        fields: list[str] = []

    mark = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Any = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.own: dict = {}
        self.asked = list(self.fields)
        self.prepare()
        for name in list(self.fields):
            if shown := self.public_name(name):
                self.fields[TICK + name] = forms.BooleanField(
                    label=_("Everybody may see this"), required=False, initial=shown in self.instance.public
                )
        self.initial["mark"] = organisations.mark(self.instance) if self.instance.pk else ""
        if (
            actor
            and self.instance.pk
            and actor.is_coordinator
            and self.instance.pk not in actor.organisation_ids
        ):
            self.add_on_behalf(required=False)
        for field in self.fields.values():
            dress(field)

    def prepare(self) -> None:
        """Further fields and choices of this section."""

    def public_name(self, name: str) -> str:
        """Under which name a field stands in `public`; "" where everybody can never see it."""
        if name in self.own:
            row = self.own[name]
            return organisations.OWN + row.key if row.seen_by == Seen.PUBLIC else ""
        return name if name in organisations.PUBLIC else ""

    @property
    def pairs(self) -> list[tuple[Any, Any]]:
        """The questions, each with the tick beside it (or None)."""
        return [
            (self[name], self[TICK + name] if TICK + name in self.fields else None)
            for name in self.fields
            if name != "mark" and not name.startswith((TICK, "behalf_"))
        ]

    @property
    def behalf(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("behalf_")]

    def clean(self):
        found = super().clean()
        if found.get("behalf_document") and not found.get("behalf_reason"):
            self.add_error("behalf_reason", _("Write why you record this for them."))
        if self.instance.pk and found.get("mark") != self.before:
            self.add_error(
                None,
                _(
                    "Somebody else changed this in the meantime. Below stands what you wrote: compare, and save again."
                ),
            )
            self.data = self.data.copy()
            self.data["mark"] = self.before
        return found

    def full_clean(self):
        self.before = organisations.mark(self.instance) if self.instance.pk else ""
        self.was = {name: getattr(self.instance, name) for name in ("public", "numbers")}
        super().full_clean()

    def keep(self, by: Any) -> list[str]:
        """Keep what was changed; return the names of the fields."""
        changed = [
            name
            for name in self._meta.fields or ()
            if name in self.changed_data and name in self.cleaned_data
        ]
        changed += self.more(by)
        ticks = {
            self.public_name(name.removeprefix(TICK)): bool(self.cleaned_data.get(name))
            for name in self.fields
            if name.startswith(TICK)
        }
        shown = (set(self.was["public"]) - set(ticks)) | {name for name, ticked in ticks.items() if ticked}
        public = [name for name in organisations.PUBLIC if name in shown]
        public += sorted(shown - set(organisations.PUBLIC))
        if public != self.was["public"]:
            self.instance.public = public
            changed.append("public")
        organisations.change(self.instance, changed, by=by)
        if self.own:
            changed += [organisations.OWN + key for key in self.save_own(by, self.instance)]
        return changed

    def more(self, by: Any) -> list[str]:
        """Keep what is no field of the record; return what else changed."""
        return []


class NamesSection(Section):
    class Meta(Section.Meta):
        fields = ["name", "legal_name", "easy_name", "kind", "founded", "description", "language"]
        widgets = {"description": forms.Textarea(attrs={"rows": 4}), "founded": forms.NumberInput()}

    def prepare(self):
        self.fields["name"].label = _("Name, as people call it")
        self.fields["name"].help_text = _(
            "Where everybody may see the name, the network’s public page lists it."
        )
        self.fields["legal_name"].label = _("Legal name")
        self.fields["legal_name"].help_text = _("As it stands in the statutes.")
        self.fields["easy_name"].label = _("Name in easy words")
        self.fields["easy_name"].help_text = _("For easy reading. Such as: the sewing workshop in Setúbal")
        self.fields["kind"].label = _("What kind of organisation is it?")
        self.fields["kind"].choices = [("", _("Not said")), *OrganisationKind.choices]
        self.fields["founded"].label = _("Founded in the year")
        self.fields["description"].label = _("What it does")
        known = [code for code, _name in settings.LANGUAGES]
        there = [self.instance.language] if self.instance.language not in known else []
        self.fields["language"] = forms.ChoiceField(
            label=_("The language of this text"), choices=lambda: language_choices([*there, *_spoken(there)])
        )

    def clean_founded(self):
        year = self.cleaned_data.get("founded")
        if year is not None and not YEARS[0] <= year <= YEARS[1]:
            raise ValidationError(_("Write a year, for example 1998"))
        return year


def _spoken(without: list[str]) -> list[str]:
    from networks.base.places import SPOKEN

    return [code for code in SPOKEN if code not in without]


class PlaceSection(Section):
    class Meta(Section.Meta):
        fields = ["country", "region", "place", "address"]
        widgets = {"address": forms.Textarea(attrs={"rows": 3})}

    def prepare(self):
        country = (self.data.get("country") if self.is_bound else self.instance.country) or ""
        self.fields["country"] = forms.ChoiceField(
            label=_("Country"), required=False, choices=country_choices(str(_("Not said")))
        )
        self.fields["place"].label = _("Town")
        self.fields["address"].label = _("Postal address")
        found = regions.choices(country)
        self.fields["region"] = forms.ChoiceField(
            label=_("Region"),
            required=False,
            help_text=_(
                "The smallest that you know. The letters and digits are those of European statistics (NUTS)."
            ),
            choices=[("", _("Not said")), *found],
            error_messages={"invalid_choice": _("Choose a region of this country.")},
        )
        if not found:
            self.fields["region"].help_text = _("Choose the country and save: then its regions stand here.")

    def clean_region(self):
        region = self.cleaned_data["region"]
        return region if not region or regions.country_of(region) == self.cleaned_data.get("country") else ""


class WorkSection(Section):
    class Meta(Section.Meta):
        fields = ["sectors", "languages"]

    def prepare(self):
        self.fields["sectors"] = forms.MultipleChoiceField(
            label=_("What it makes and does"),
            required=False,
            widget=forms.CheckboxSelectMultiple(attrs={"class": "columns"}),
            choices=[(key, Choice(one.name, _hint(one))) for key, one in SECTORS.items()],
        )
        self.fields["languages"] = forms.MultipleChoiceField(
            label=_("Languages in which one can write to it"),
            required=False,
            widget=forms.CheckboxSelectMultiple(attrs={"class": "columns"}),
            choices=language_choices(),
        )


def _hint(sector: Any) -> str:
    parts = [f"NACE {sector.nace}" if sector.nace else "", f"CPV {sector.cpv}" if sector.cpv else ""]
    return " · ".join(part for part in parts if part)


class ContactSection(Section):
    website = forms.URLField(
        label=_("Website"),
        required=False,
        max_length=300,
        assume_scheme="https",
        error_messages={"invalid": _("Write the whole address, for example https://oficina.example")},
    )

    class Meta(Section.Meta):
        fields = ["website", "email", "phone"]

    def prepare(self):
        self.fields["email"].label = _("General e-mail")
        self.fields["phone"].label = _("Telephone")
        self.fields["phone"].help_text = _("With the country in front, for example +351 265 000 000")

    def clean_phone(self):
        text = " ".join(self.cleaned_data["phone"].split())
        if text and (sum(c.isdigit() for c in text) < 5 or set(text) - set("0123456789+()-/. ext")):
            raise ValidationError(_("Write a telephone number, for example +351 265 000 000"))
        return text


class NumbersSection(Section):
    """Numbers used elsewhere; they lie together in one field of the record."""

    def prepare(self):
        helps = {
            "registration": _("As the register of your country writes it."),
            "vat": _("With the letters of the country."),
            "pic": _("9 digits, from the EU funding portal."),
            "oid": _("E and 8 digits, for Erasmus+."),
            "transparency": _("Of the European institutions."),
        }
        for key, (name, _read) in NUMBERS.items():
            self.fields[key] = forms.CharField(
                label=name,
                required=False,
                max_length=60,
                help_text=helps[key],
                initial=self.instance.numbers.get(key, ""),
            )

    def clean(self):
        found = super().clean()
        for key in NUMBERS:
            try:
                found[key] = read_number(key, found.get(key) or "", self.instance.country)
            except WrongNumber as error:
                self.add_error(key, str(error))
        return found

    def more(self, by):
        before = dict(self.instance.numbers)
        now = {key: self.cleaned_data[key] for key in NUMBERS if self.cleaned_data.get(key)}
        kept = {key: value for key, value in before.items() if key not in NUMBERS}
        self.instance.numbers = kept | now
        return [key for key in NUMBERS if before.get(key, "") != now.get(key, "")]


class LogoSection(Section):
    """A picture, and whether everybody may see it."""

    def prepare(self):
        self.fields["picture"] = Picture(
            label=_("Logo"),
            required=False,
            help_text=_("PNG, JPEG or WebP, up to 20 MB. It is made smaller by itself."),
            widget=forms.FileInput(attrs={"accept": "image/*"}),
        )
        self.fields["consent"] = forms.BooleanField(
            label=_("The network may show the logo to everybody"),
            help_text=_(
                "On its public page and in reports. You can take this back at any time. Members see it anyway."
            ),
            required=False,
            initial=bool(self.instance.logo_consent_at),
        )
        if self.instance.logo:
            self.fields["remove"] = forms.BooleanField(label=_("Take the logo away"), required=False)

    def keep(self, by):
        data = self.cleaned_data
        if data.get("remove") and not data.get("picture"):
            organisations.take_logo(self.instance, by=by)
            return ["logo"]
        changed = []
        if data.get("picture"):
            organisations.put_logo(self.instance, data["picture"].read(), by=by)
            changed.append("logo")
        fields = organisations.consent(self.instance, bool(data.get("consent")) and bool(self.instance.logo))
        organisations.change(self.instance, fields, by=by)
        return changed + fields


class Picture(forms.FileField):
    """A picture that can be made anew; an error says what to send instead."""

    def clean(self, data, initial=None):
        found = super().clean(data, initial)
        if found:
            try:
                picture(found.read(), longest=64)
            except FileRefused as error:
                raise ValidationError(str(error)) from None
            found.seek(0)
        return found


class OwnSection(Section):
    """The network's own fields."""

    def prepare(self):
        self.add_own("organisation", self.actor, self.instance, self.instance)


SECTIONS: dict[str, tuple[Any, type[Section]]] = {
    "names": (_("Names and kind"), NamesSection),
    "place": (_("Where it is"), PlaceSection),
    "work": (_("What it does"), WorkSection),
    "contact": (_("How to reach it"), ContactSection),
    "numbers": (_("Numbers used elsewhere"), NumbersSection),
    "logo": (_("Logo"), LogoSection),
    "own": (_("More that this network asks"), OwnSection),
}


class NewOrganisation(PlainModelForm):
    """The least that is needed; the rest follows section by section."""

    class Meta:
        model = Organisation
        fields = ["name", "country"]

    def __init__(self, *args, categories=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name, as people call it")
        self.fields["country"] = forms.ChoiceField(
            label=_("Country"), required=False, choices=country_choices(str(_("Not said")))
        )
        self.fields["category"] = forms.ChoiceField(
            label=_("What is it to the network?"),
            choices=[
                *((str(one.pk), one.name) for one in categories),
                ("", _("Not a member: a partner, an applicant, a contact")),
            ],
            required=False,
        )
