"""Declarations of the demonstration: last year's round closed, this year's open with some missing."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from networks.network.membership.models import Declaration, Figure, FigureValue, Membership, Terms
from networks.network.membership.rules import declaring, figures, rounds
from networks.people.models import Affiliation, Audience, Organisation


def fill(made: Any) -> None:
    """Two rounds over the usual figures."""
    Terms.current()
    figures.standard_figures(made.network, "en")
    asked = {row: row.key == "turnover" for row in Figure.objects.filter(asked=True).order_by("position")}
    members = [
        row.organisation
        for row in Membership.objects.now().select_related("organisation").order_by("organisation__name")
    ]
    if not members:
        return
    year = made.now.year - 1
    coordinator = made.people.get("ilse")
    for number, house in enumerate(members):
        for figure in asked:
            FigureValue.objects.create(
                organisation=house,
                figure=figure,
                year=year - 1,
                amount=_amount(figure.key, number),
                currency="EUR" if figure.key == "turnover" else "",
                source="declared",
            )
    until = datetime.combine(made.now.date(), datetime.min.time()) + timedelta(days=12, hours=18)
    found = rounds.plan(
        year,
        dict.fromkeys(asked, False),
        until,
        made.network.zone,
        message="The accounts need not be audited yet. Round to whole euros if you like.",
        by=coordinator,
    )
    found.put_version(
        "message",
        "fr",
        "Les comptes n’ont pas besoin d’être déjà vérifiés. Arrondissez à l’euro si vous voulez.",
    )
    rounds.open_round(found, by=coordinator)
    for number, house in enumerate(members):
        if number % 4 != 3:
            _declare(found, house, number)


def _amount(key: str, number: int) -> Decimal:
    """Invented, but of the size that such organisations have."""
    workers = 12 + (number * 7) % 40
    return {
        "workers": Decimal(workers),
        "staff": Decimal(workers) / 4,
        "turnover": Decimal(18_500 * workers),
    }.get(key, Decimal(0))


def _declare(found: Any, house: Organisation, number: int) -> None:
    declaration = Declaration.objects.select_related("round", "organisation").get(
        round=found, organisation=house
    )
    person = (
        Affiliation.objects.now()
        .filter(organisation=house, audience__in=(Audience.STAFF, Audience.BOARD))
        .select_related("person")
        .order_by("pk")
        .first()
    )
    said = {}
    for row in found.asked.select_related("figure"):
        amount = (_amount(row.figure.key, number) * (100 + (number * 3) % 18 - 6) / 100).quantize(Decimal(1))
        said[row.pk] = declaring.Said(amount)
    declaring.declare(declaration, said, version=declaration.version, by=person.person if person else None)
    Declaration.objects.filter(pk=declaration.pk).update(
        declared_at=timezone.now() - timedelta(days=number % 9)
    )
