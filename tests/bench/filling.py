"""What a network is filled with before its pages are measured. Another room adds a function to FILLS."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

TOWNS = (
    "BE Gent", "BE Brussel", "FR Lille", "FR Lyon", "SK Košice", "RO Cluj-Napoca", "IT Torino", "PT Setúbal", "RS Novi Sad", "BE Nowhere",
)  # fmt: skip


def organisations(_network: Any, number: int) -> None:
    """So many organisations that show name, country and town to everybody, each with two people."""
    from networks.people.models import Affiliation, Organisation, Person

    houses = [
        Organisation(
            name=f"Organisation {n:05}",
            country=TOWNS[n % len(TOWNS)][:2],
            place=TOWNS[n % len(TOWNS)][3:],
            public=["name", "country", "place"],
            is_member=True,
        )
        for n in range(number)
    ]
    Organisation.objects.bulk_create(houses, batch_size=1000)
    people = [Person(email=f"p{n}@ponte.example", name=f"Person {n:05}") for n in range(2 * number)]
    Person.objects.bulk_create(people, batch_size=1000)
    Affiliation.objects.bulk_create(
        (Affiliation(person=who, organisation=houses[n // 2]) for n, who in enumerate(people)),
        batch_size=1000,
    )


def sessions(_network: Any, number: int) -> None:
    """A tenth as many sessions, half of them in programmes of five."""
    from networks.meet.sessions.models import Programme, Session
    from networks.participation.occasions.models import Occasion

    programme = None
    for n in range(max(10, number // 10)):
        occasion = Occasion.objects.create(
            about="meet_sessions.session", starts_local=datetime(2026, 9, 1 + n % 28, 14)
        )
        if n % 10 == 0:
            programme = Programme.objects.create(title=f"Programme {n}", language="en")
        Session.objects.create(
            title=f"Session {n}",
            occasion=occasion,
            languages=["en"],
            programme=programme if n % 2 else None,
            position=1 + n % 10 // 2,
        )


def figures(network: Any, _number: int) -> None:
    """Turnover and workers of every organisation last year."""
    from django.utils import timezone

    from networks.network.membership.models import FigureValue
    from networks.network.membership.rules.figures import standard_figures
    from networks.people.models import Organisation

    known = {row.key: row for row in standard_figures(network)}
    FigureValue.objects.bulk_create(
        (
            FigureValue(
                organisation_id=key,
                figure=known[kind],
                year=timezone.localdate().year - 1,
                amount=1000 + n,
                currency="EUR" if kind == "turnover" else "",
            )
            for kind in ("turnover", "workers")
            for n, key in enumerate(Organisation.objects.values_list("pk", flat=True))
        ),
        batch_size=1000,
    )


def public_page(network: Any, _number: int) -> None:
    """The page that everybody may see is published."""
    from networks.network.membership.rules import public_page as rules

    rules.publish(rules.page_of(network))


# Each is given the network and the number of organisations, and called within the network, in this order.
FILLS: list[Callable[[Any, int], None]] = [organisations, sessions, figures, public_page]


def fill(number: int) -> None:
    """A network "ponte" with a coordinator, and all that FILLS adds for `number` organisations."""
    from django.db import transaction

    from networks.base.tenancy import in_network
    from networks.people.models import Network, Person, Role, RoleKind

    network = Network.objects.create(name="Ponte", slug="ponte", languages=["en"])
    with in_network(network), transaction.atomic():
        person = Person.objects.create_user("ilse@ponte.example", "Ilse Vermeulen")
        Role.objects.create(person=person, kind=RoleKind.COORDINATOR)
        for each in FILLS:
            each(network, number)
