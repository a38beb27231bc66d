"""A European network above Ponte: Ponte is a member there, and lets it know its totals of last year."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from networks.base.tenancy import in_network
from networks.network.membership.models import Figure, FigureValue
from networks.network.membership.rules import figures, level_totals, levels
from networks.people.belonging import affiliate, grant_role
from networks.people.founding import propose_slug
from networks.people.models import Level, Network, Organisation, Person

NAME = "Work for All Europe"
PURPOSE = (
    "Brings together networks of inclusive workplaces from all over Europe, and speaks for them in Brussels."
)
# name, country, place, staff of last year, turnover
MEMBERS = (
    ("Réseau Atlantique", "FR", "Nantes", 120, 4_200_000),
    ("Nordwerk", "DE", "Bremen", 85, 3_900_000),
    ("Sieć Wisła", "PL", "Toruń", 64, 1_100_000),
    ("Rede Minho", "ES", "Vigo", 51, 1_650_000),
    ("Østersjøen", "DK", "Aarhus", 40, 2_300_000),
    ("Baltic Hands", "LT", "Kaunas", 33, 480_000),
)


def fill(made: Any) -> None:
    """Make it, join Ponte, publish."""
    year, ponte, ilse = made.now.year - 1, made.network, made.people["ilse"]
    ponte.level = Level.EUROPEAN
    ponte.save(update_fields=["level"])
    upper = Network.objects.create(
        name=NAME, slug=propose_slug(NAME), purpose=PURPOSE, languages=["en", "fr"], country="BE",
        level=Level.EUROPEAN, is_demonstration=True,
    )  # fmt: skip
    with in_network(upper):
        lead = Person.objects.create_user(
            "marta.lindqvist@work-for-all.example", "Marta Lindqvist", is_demonstration=True
        )
        grant_role(lead, "coordinator")
        staff, turnover = _figures(upper)
        for name, country, place, people, amount in MEMBERS:
            member = Organisation.objects.create(
                name=name, country=country, place=place, kind="network", public=["name", "country", "place"]
            )
            _value(member, staff, year, people)
            _value(member, turnover, year, amount, "EUR")
        seat = Organisation.objects.create(name="Ponte", country="BE", place="Brussel", kind="network")
        affiliate(ilse, seat, "staff", title="Coordinates Ponte")
        invitation = levels.invite(seat, lead)
    levels.accept(invitation, ponte, ilse)
    seat = levels.seats_above(ponte)[0]
    seat.stands_for = ponte
    until = made.now.date() + timedelta(days=365)
    with in_network(ponte):
        level_totals.publish(seat, year, ["figures", "members", "profiles"], until, ilse)


def _figures(network: Network) -> tuple[Figure, Figure]:
    figures.standard_figures(network, "en")
    found = {row.key: row for row in Figure.objects.filter(key__in=("staff", "turnover"))}
    return found["staff"], found["turnover"]


def _value(member: Organisation, figure: Figure, year: int, amount: int, currency: str = "") -> None:
    FigureValue.objects.create(
        organisation=member,
        figure=figure,
        year=year,
        amount=Decimal(amount),
        currency=currency,
        source="declared",
    )
