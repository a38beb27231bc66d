"""A round of the declaration: its words are frozen when it opens, its totals count what was declared, and closed is closed."""

from datetime import datetime
from decimal import Decimal

import pytest

from networks.network.membership.models import (
    Category,
    Declaration,
    Declared,
    Figure,
    FigureValue,
    Membership,
    Terms,
)
from networks.network.membership.rules import declaring, figures, rounds
from networks.network.membership.rules.declaration_totals import totals_of
from networks.people.models import Organisation

YEAR = 2025
LATER = datetime(2199, 3, 31, 18)


@pytest.fixture
def members(network):
    """Seven members of one country, in a network that keeps the standard figures."""
    figures.standard_figures(network)
    category = Category.objects.create(name="Full member")
    made = [Organisation.objects.create(name=f"House {n}", country="BE") for n in range(7)]
    for house in made:
        Membership.objects.create(organisation=house, category=category)
    return made


@pytest.fixture
def planned(members, coordinator):
    asked = {Figure.objects.get(key="turnover"): False}
    return rounds.plan(YEAR, asked, LATER, "Europe/Brussels", by=coordinator)


@pytest.fixture
def round(planned, coordinator):
    return rounds.open_round(planned, by=coordinator)


def of(round, house) -> Declaration:
    return Declaration.objects.select_related("round", "organisation").get(round=round, organisation=house)


def said(round, amount: int) -> dict:
    return {row.pk: declaring.Said(Decimal(amount)) for row in round.asked.all()}


def test_a_total_counts_only_what_was_declared(round, members):
    for house in members[:5]:
        declaring.declare(of(round, house), said(round, 100), version=0)
    declaring.save(of(round, members[5]), said(round, 1_000_000), version=0)

    [total] = totals_of(round).rows

    assert (total.whole.amount, total.whole.count, total.whole.hidden) == (500, 5, False)
    assert totals_of(round).declared == 5 and totals_of(round).expected == 7


def test_a_total_never_mixes_currencies(round, members):
    for house in members[:6]:
        declaring.declare(of(round, house), said(round, 100), version=0)
    Terms.current()
    Terms.objects.update(currency="RON")
    declaring.declare(of(round, members[6]), said(round, 500_000), version=0)

    totals = {total.currency: total.whole for total in totals_of(round).rows}

    assert set(totals) == {"EUR", "RON"}
    assert (totals["EUR"].amount, totals["EUR"].count) == (600, 6)
    assert totals["RON"].hidden and totals["RON"].count == 1


def test_words_are_frozen_as_they_stand_when_the_round_opens_in_every_language(planned, coordinator):
    figure = Figure.objects.get(key="turnover")
    figure.definition = "All income, without grants."
    figure.save()
    figure.put_version("definition", "fr", "Tous les produits, sans subventions.")

    round = rounds.open_round(planned, by=coordinator)
    figure.definition = "Something else."
    figure.save()
    figure.put_version("definition", "fr", "Autre chose.")

    asked = round.asked.get()
    words = {version.language: version.text for version in asked.versions() if version.field == "definition"}
    assert asked.definition == "All income, without grants."
    assert words["fr"] == "Tous les produits, sans subventions."


@pytest.mark.parametrize("rule", [declaring.save, declaring.declare])
def test_who_was_still_writing_when_the_round_closed_is_told(round, members, coordinator, rule):
    read_before = of(round, members[0])
    rounds.close_round(round, by=coordinator)

    with pytest.raises(rounds.NotNow):
        rule(read_before, said(round, 100), version=0)

    assert not Declared.objects.exists() and not FigureValue.objects.exists()
