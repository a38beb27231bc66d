"""Declarations: who may open the addresses, and what there is to see."""

from datetime import datetime

from networks.network.membership.models import Category, Figure, Membership
from networks.network.membership.rules import figures, rounds
from tests.security.rules import CONFIRMED, COORDINATOR, Filled, May

KEEPERS = frozenset({"coordinator", "board", "staff"})


def fill(filled: Filled) -> None:
    """A figure, an open round, one that is planned, one that is closed."""
    word, by = filled.word, filled.people["coordinator"]
    category = Category.objects.create(name=f"Category for figures {word}")
    if not Membership.objects.filter(organisation=filled.organisation, until=None).exists():
        Membership.objects.create(organisation=filled.organisation, category=category)
    figures.standard_figures(filled.network)
    figure = Figure.objects.create(key="vans", name=f"Vans {word}", definition=f"Vans on 31 December {word}")
    made_rounds = {}
    for year, state in ((2024, "closed"), (2025, "open"), (2026, "planned")):
        made = rounds.plan(
            year,
            {figure: False},
            datetime(2199, 1, 31, 18),
            "Europe/Brussels",
            message=f"Words {word}",
            by=by,
        )
        if state != "planned":
            rounds.open_round(made, by=by)
        if state == "closed":
            rounds.close_round(made, by=by)
        made_rounds[state] = made
    filled.things.update(
        figure=figure,
        round=made_rounds["open"],
        round_planned=made_rounds["planned"],
        round_closed=made_rounds["closed"],
        declaration=made_rounds["open"].declarations.get(organisation=filled.organisation),
    )


def key(name: str):
    return lambda filled: {"key": filled.things[name].pk}


def export(filled: Filled) -> dict:
    return {"key": filled.things["round"].pk, "kind": "csv"}


MATRIX = {
    "figures": May(COORDINATOR, shows=True),
    "figures-standard": May(COORDINATOR, method="post"),
    "figure-new": May(COORDINATOR),
    "figure-change": May(COORDINATOR, key("figure"), shows=True),
    "figure-retirement": May(COORDINATOR, key("figure"), method="post"),
    "declarations": May(CONFIRMED),
    "round-new": May(COORDINATOR, shows=True),
    "declaration": May(KEEPERS, key("declaration"), shows=True),
    "round": May(COORDINATOR, key("round"), shows=True),
    "round-change": May(COORDINATOR, key("round"), shows=True),
    "round-opening": May(COORDINATOR, key("round_planned"), method="post"),
    "round-closing": May(COORDINATOR, key("round"), method="get"),
    "round-reopening": May(COORDINATOR, key("round_closed"), method="post"),
    "round-reminding": May(COORDINATOR, key("round"), method="post"),
    "round-time": May(COORDINATOR, key("round")),
    "round-totals": May(COORDINATOR, key("round")),
    "round-export": May(COORDINATOR, export, shows=True),
}
