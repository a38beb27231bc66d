"""Figures about members: the standard ones, their values by year, and totals that tell nobody's own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from networks.network.membership.models import Figure, FigureUnit, FigureValue
from networks.participation.feedback.suppression import LEAST, hidden

# key → unit, whether it is asked from the start; names and definitions below, in the network's language.
STANDARD = {
    "turnover": (FigureUnit.MONEY, True),
    "staff": (FigureUnit.FTE, True),
    "workers": (FigureUnit.PERSONS, True),
    "represented": (FigureUnit.ORGANISATIONS, False),
}


def words_of(key: str) -> tuple[str, str]:
    """Name and definition of a standard figure, in the language that is active."""
    return {
        "turnover": (
            _("Turnover"),
            _("All income of the year, grants included, as in the accounts. Without VAT."),
        ),
        "staff": (
            _("Staff"),
            _(
                "Paid staff on 31 December, in full-time equivalents. Workers with support needs are counted below."
            ),
        ),
        "workers": (
            _("Workers with support needs"),
            _("How many people on 31 December, as a head count. Never names."),
        ),
        "represented": (
            _("Members represented"),
            _("Only for networks: how many organisations you represent."),
        ),
    }[key]


def known_sizes(organisation: Any) -> list[tuple[Figure, list[FigureValue]]]:
    """What is known of its size: each figure with its last three years, the latest first. One query."""
    found: dict[Any, tuple[Figure, list[FigureValue]]] = {}
    known = FigureValue.objects.filter(
        organisation=organisation, amount__isnull=False, figure__retired_at=None
    )
    for value in known.select_related("figure").order_by("figure__position", "figure", "-year"):
        found.setdefault(value.figure_id, (value.figure, []))[1].append(value)
    return [(figure, values[:3]) for figure, values in found.values()]


def shown(amount: Decimal | None, *, grouped: bool = True) -> str:
    """An amount as the reader writes it: without digits that say nothing; not grouped where it is written in a form."""
    if amount is None:
        return ""
    places = 0 if amount == amount.to_integral_value() else 2
    return number_format(amount, places, use_l10n=True, force_grouping=grouped)


@transaction.atomic
def standard_figures(network: Any, language: str = "") -> list[Figure]:
    """Make the standard figures that are missing, worded in the network's language. Twice is once."""
    language = language or (network.languages or ["en"])[0]
    there = set(Figure.objects.filter(key__in=STANDARD).values_list("key", flat=True))
    made = []
    with override(language if language in ("en", "fr") else "en"):
        for position, (key, (unit, asked)) in enumerate(STANDARD.items()):
            if key in there:
                continue
            name, definition = words_of(key)
            made.append(
                Figure(
                    key=key,
                    name=name,
                    definition=definition,
                    unit=unit,
                    asked=asked,
                    position=position,
                    language=language if language in ("en", "fr") else "en",
                )
            )
    Figure.objects.bulk_create(made, ignore_conflicts=True)
    for figure in made:
        for other in ("en", "fr"):
            if other != figure.language:
                with override(other):
                    name, definition = words_of(figure.key)
                figure.put_version("name", other, name)
                figure.put_version("definition", other, definition)
    return made


def values(
    figures: Iterable[Figure], organisations: Iterable[Any], years: Iterable[int]
) -> dict[tuple, FigureValue]:
    """Values by (organisation's key, figure's key, year): one query. What is not there is not known."""
    rows = FigureValue.objects.filter(
        figure__in=[one.pk for one in figures],
        organisation__in=[getattr(one, "pk", one) for one in organisations],
        year__in=list(years),
    )
    return {(row.organisation_id, row.figure_id, row.year): row for row in rows}


@dataclass(frozen=True)
class Cell:
    """A total: its amount, or that it is not shown because it could tell whose it is."""

    count: int = 0  # organisations that gave a figure
    amount: Decimal = Decimal(0)
    hidden: bool = False


def totals(rows: Iterable[tuple[str, Decimal]], least: int = LEAST) -> tuple[dict[str, Cell], Cell]:
    """Totals by group, and over all, of (group, amount) pairs, one pair an organisation.

    A total of fewer than `least` organisations is not shown; and where one alone would be hidden, so that taking the others from the
    whole would tell it, the next smallest is hidden with it (suppression.hidden). The whole is shown from `least` on.
    """
    amounts: dict[str, Decimal] = {}
    counts: dict[str, int] = {}
    for group, amount in rows:
        amounts[group] = amounts.get(group, Decimal(0)) + amount
        counts[group] = counts.get(group, 0) + 1
    whole = Cell(sum(counts.values()), sum(amounts.values(), Decimal(0)), 0 < sum(counts.values()) < least)
    not_shown: Mapping[str, bool] = dict.fromkeys(counts, True) if whole.hidden else hidden(counts, least)
    cells = {group: Cell(counts[group], amounts[group], not_shown[group]) for group in counts}
    return cells, whole
