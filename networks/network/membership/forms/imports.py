"""Forms of imports: the file, and what each of its columns is."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.base.forms import PlainForm
from networks.base.places import language_choices
from networks.network.membership.methods.columns import SLOTS
from networks.network.membership.models import Category, Figure, Import, OwnField, Terms
from networks.network.membership.rules.importing.preparing import field_kinds
from networks.network.membership.rules.importing.wording import LABELS, NUMBERS
from networks.people.models import FunctionKind

YEARS_BACK = 8
LEFT_OUT = "-"
OF_ORGANISATION = ("name", "legal_name", "easy_name", "kind", "country", "region", "place", "address", "website", "email", "phone", "founded", "languages", "sectors", "description")  # fmt: skip
PARTS = {
    "name": gettext_lazy("name"),
    "first": gettext_lazy("first name"),
    "last": gettext_lazy("family name"),
    "email": gettext_lazy("e-mail"),
    "phone": gettext_lazy("telephone"),
    "title": gettext_lazy("what they do"),
    "language": gettext_lazy("language"),
}
ABOUT = {
    "organisation": gettext_lazy("organisation"),
    "membership": gettext_lazy("membership"),
    "person": gettext_lazy("person"),
}


class UploadForm(PlainForm):
    """The file."""

    file = forms.FileField(
        label=gettext_lazy("Spreadsheet or address book"),
        help_text=gettext_lazy(
            "Excel (.xlsx), CSV or vCard (.vcf), in any language, its columns in any order. Nothing is changed before you have seen what will happen."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt,.vcf,.tsv"}),
    )


def targets() -> list[tuple[Any, list[tuple[str, Any]]]]:
    """What a column can be, in groups. Two queries."""
    organisation = [(f"organisation.{name}", _first(LABELS(name))) for name in OF_ORGANISATION]
    organisation += [
        ("organisation.postcode", _("Postcode")),
        *((f"organisation.numbers.{kind}", _first(str(label))) for kind, label in NUMBERS.items()),
    ]
    organisation += [("organisation.key", _("Key in this network (from an export)"))]
    groups: list[tuple[Any, list[tuple[str, Any]]]] = [
        (_("Organisation"), organisation),
        (
            _("Membership"),
            [
                ("membership.category", _("Category")),
                ("membership.number", _("Member number")),
                ("membership.since", _("Member since")),
                ("membership.until", _("Member until")),
                ("membership.balance", _("Opening balance of the fee (owed)")),
                ("membership.currency", _("Currency of the amounts in the line")),
            ],
        ),
    ]
    people: list[tuple[str, Any]] = [
        (f"contact.{part}", format_lazy("{who}: {part}", who=_("Person"), part=label))
        for part, label in PARTS.items()
    ]
    people += [
        ("contact.function", _("Person: functions")),
        ("contact.key", _("Person: key in this network")),
    ]
    groups.append((_("Person"), people))
    for slot in SLOTS[1:]:
        name = FunctionKind(slot).label
        groups.append(
            (
                name,
                [
                    (f"{slot}.{part}", format_lazy("{who}: {part}", who=name, part=label))
                    for part, label in PARTS.items()
                ],
            )
        )
    figures = {key: key for key in Figure.STANDARD} | {
        row.key: row.name for row in Figure.objects.filter(retired_at=None)
    }
    standard = {
        "turnover": _("Turnover"),
        "staff": _("Staff"),
        "workers": _("Workers with support needs"),
        "represented": _("Members represented"),
    }
    this = timezone.localdate().year
    groups.append(
        (
            _("Figures by year"),
            [
                (f"figure:{key}:{year}", f"{standard.get(name, name)} {year}")
                for key, name in figures.items()
                for year in range(this + 1, this - YEARS_BACK, -1)
            ],
        )
    )
    own = [
        (f"own:{row.on}:{row.key}", f"{row.name} ({ABOUT[row.on]})")
        for row in OwnField.objects.filter(retired_at=None).exclude(kind="file").order_by("position", "pk")
    ]
    if own:
        groups.append((_("Our own fields"), own))
    groups.append(
        (
            _("A new field of our own"),
            [
                (
                    f"new:{about}:{kind}",
                    _("New field: %(kind)s (%(about)s)") % {"kind": label, "about": words},
                )
                for about, words in ABOUT.items()
                for kind, label in field_kinds()
            ],
        )
    )
    return groups


def _first(text: str) -> str:
    return text[:1].upper() + text[1:]


class ColumnsForm(PlainForm):
    """What each column is. Fields are called c-<sheet>-<column>."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language of the file"),
        help_text=gettext_lazy(
            "It decides how numbers are read, where a column leaves a doubt, and in which language new people are written to."
        ),
    )
    category = forms.ChoiceField(label=gettext_lazy("Organisations without a category in the file"))
    currency = forms.CharField(
        label=gettext_lazy("Currency of amounts without one"),
        max_length=3,
        min_length=3,
        help_text=gettext_lazy("Three letters, for example EUR"),
    )

    def __init__(self, *args: Any, found: Import, examples: list[list[list[str]]], **kwargs: Any) -> None:
        options = found.options
        kwargs["initial"] = {
            "language": options.get("language"),
            "category": options.get("category", "new"),
            "currency": options.get("currency") or Terms.current().currency,
        }
        self.found = found
        groups = targets()
        known = {target for _name, rows in groups for target, _label in rows}
        more = [
            (t, t.replace(":", " ").replace("figure ", ""))
            for sheet in found.sheets
            for t in sheet["targets"]
            if t and t not in known
        ]
        choices = [
            (LEFT_OUT, gettext_lazy("Leave this column out")),
            *groups,
            *([(gettext_lazy("Also"), more)] if more else []),
        ]
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = language_choices()
        there = list(Category.objects.filter(retired_at=None).order_by("position", "name"))
        first = [
            (
                "new",
                _("become members in the category “%(name)s”")
                % {"name": there[0].name if there else _("Member")},
            )
        ]
        others = [
            (str(row.pk), _("become members in the category “%(name)s”") % {"name": row.name})
            for row in there[1:]
        ]
        self.fields["category"].choices = [
            *first,
            *others,
            ("none", _("do not become members: they are contacts")),
        ]
        for number, sheet in enumerate(found.sheets):
            for n, heading in enumerate(sheet["header"]):
                shown = examples[number][n]
                self.fields[f"c-{number}-{n}"] = forms.ChoiceField(
                    label=heading or _("Column %(number)s, without a heading") % {"number": n + 1},
                    choices=choices,
                    initial=sheet["targets"][n] or LEFT_OUT,
                    help_text=_("In the file: %(examples)s")
                    % {"examples": " · ".join(cell[:40] for cell in shown)}
                    if shown
                    else _("Empty in the first lines"),
                )
        from networks.base.forms import dress

        for field in self.fields.values():
            dress(field)

    def sheets(self) -> list[tuple[dict, list[Any]]]:
        """Each sheet with the fields of its columns."""
        return [
            (sheet, [self[f"c-{number}-{n}"] for n in range(len(sheet["header"]))])
            for number, sheet in enumerate(self.found.sheets)
        ]

    def clean_currency(self) -> str:
        text = self.cleaned_data["currency"].upper()
        if not (text.isascii() and text.isalpha()):
            raise forms.ValidationError(_("Write three letters, for example EUR"))
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        any_name = False
        for number, sheet in enumerate(self.found.sheets):
            seen: dict[str, str] = {}
            for n, heading in enumerate(sheet["header"]):
                name = f"c-{number}-{n}"
                target = data.get(name, "").removeprefix(LEFT_OUT)
                if target and target in seen and not target.startswith("new:"):
                    self.add_error(
                        name,
                        _("“%(other)s” is that already. Choose one of the two.") % {"other": seen[target]},
                    )
                elif target:
                    seen[target] = heading
            if seen and not {"organisation.name", "organisation.key", "organisation.legal_name"} & set(seen):
                self.add_error(
                    None,
                    _("Say which column names the organisation%(where)s.")
                    % {"where": f" ({sheet['name']})" if sheet["name"] else ""},
                )
            any_name = any_name or bool(seen)
        if not any_name and not self.errors:
            self.add_error(None, _("All columns are left out: nothing would be imported."))
        return data

    def chosen(self) -> dict[tuple[int, int], str]:
        """(sheet, column) → target."""
        return {
            (number, n): self.cleaned_data[f"c-{number}-{n}"].removeprefix(LEFT_OUT)
            for number, sheet in enumerate(self.found.sheets)
            for n in range(len(sheet["header"]))
        }
