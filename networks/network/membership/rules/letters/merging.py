"""What is filled into a letter: {organisation}, {name}, {function}, own fields, figures, the fee balance."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from networks.base.places import country_name
from networks.base.texts import Reader
from networks.network.membership.models import FieldKind, FigureValue, Membership, OwnField
from networks.network.membership.rules.lists.own import Amount
from networks.network.membership.rules.lists.showing import on_page
from networks.network.membership.rules.names import category_names
from networks.network.membership.rules.own_fields import read
from networks.participation.money.rules import balances
from networks.people.mail import in_language

FIELD = re.compile(r"\{([\w.-]{1,60})\}")


@dataclass(frozen=True)
class MergeField:
    """One field, as it is written in a letter and explained beside it."""

    key: str
    name: str


def merge_fields() -> list[MergeField]:
    """All fields that a letter of the current network may have. Two queries."""
    found = [
        MergeField("organisation", _("the organisation's name")),
        MergeField("name", _("the person's name")),
        MergeField("function", _("what they do for the organisation")),
        MergeField("country", _("country")),
        MergeField("place", _("place")),
        MergeField("category", _("category of membership")),
        MergeField("number", _("member number")),
        MergeField("since", _("member since")),
        MergeField("balance", _("what it owes")),
    ]
    own = OwnField.objects.filter(retired_at=None, on__in=("organisation", "membership")).exclude(
        kind=FieldKind.FILE
    )
    found += [MergeField(f"{row.on}.{row.key}", row.name) for row in own.order_by("on", "position", "pk")]
    known = (
        FigureValue.objects.filter(figure__retired_at=None)
        .values_list("figure__key", "figure__name", "year")
        .distinct()
    )
    return found + [
        MergeField(f"{key}.{year}", f"{name} {year}")
        for key, name, year in sorted(known, key=lambda row: (row[0], -row[2]))
    ]


def unknown_fields(texts: Iterable[str]) -> list[str]:
    """The fields in texts that there are not, in order."""
    known = {one.key for one in merge_fields()}
    return [
        key for key in dict.fromkeys(key for text in texts for key in FIELD.findall(text)) if key not in known
    ]


class Facts:
    """What is known of a batch of organisations, for filling in. Five queries, however many."""

    def __init__(self, organisations: Mapping[Any, Any]) -> None:
        self.houses = organisations
        self.categories: dict[str, dict[Any, str]] = {}  # by language
        keys = list(organisations)
        rows = Membership.objects.now().filter(organisation__in=keys).select_related("category")
        self.memberships = {row.organisation_id: row for row in rows}
        self.owed = balances(keys)
        self.fields = list(
            OwnField.objects.filter(retired_at=None, on__in=("organisation", "membership")).exclude(
                kind=FieldKind.FILE
            )
        )
        self.figures: dict[Any, dict[str, Any]] = {}
        values = FigureValue.objects.filter(organisation__in=keys, amount__isnull=False).values_list(
            "organisation", "figure__key", "year", "amount", "currency"
        )
        for house, key, year, amount, currency in values:
            self.figures.setdefault(house, {})[f"{key}.{year}"] = Amount(amount, currency)

    def of(self, house: Any, name: str, function: str, language: str) -> dict[str, str]:
        """What each field is for one recipient, written in their language. What is not known is empty."""
        one, membership = self.houses[house], self.memberships.get(house)
        with in_language(language):
            found = {
                "organisation": one.name,
                "name": name,
                "function": function,
                "country": country_name(one.country, language),
                "place": one.place,
                "category": self._category(membership, language) if membership else "",
                "number": membership.number if membership else "",
                "since": on_page(membership.since) if membership else "",
                "balance": "; ".join(
                    on_page(Amount(amount, currency))
                    for currency, amount in self.owed.get(house, {}).items()
                    if amount
                ),
            }
            for field in self.fields:
                record = one if field.on == "organisation" else membership
                found[f"{field.on}.{field.key}"] = on_page(read(record, field)) if record is not None else ""
            found |= {key: on_page(amount) for key, amount in self.figures.get(house, {}).items()}
        return found

    def _category(self, membership: Any, language: str) -> str:
        names = self.categories.get(language)
        if names is None:
            names = self.categories[language] = category_names(Reader((language,)))
        return names.get(membership.category_id, "")


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its fields filled in; what is not known is left empty."""
    return FIELD.sub(lambda found: values.get(found[1], ""), text)
