"""Payments as a list: filtered by their address, taken out and written to; for coordinators of a network that bills."""

from datetime import date
from decimal import Decimal as D
from uuid import uuid4

import pytest

from networks.network.membership.models import Terms
from networks.network.membership.rules import paying
from networks.network.membership.tests.fees_at_work import a_member, a_notice, uses_fees
from networks.people.models import Person, Role

HERE = "/ponte/network/membership/lists/payments/"


@pytest.fixture
def desk(client, coordinator):
    client.force_login(coordinator)
    return client


@pytest.fixture
def paid(network, coordinator):
    """Anna paid two notices by the bank; Bert in cash, too much, of which some went back; Carla's payment was taken back."""
    uses_fees()
    anna, bert, carla = (a_member(name) for name in ("Anna", "Bert", "Carla"))
    notices = [a_notice(anna, "100", year=year) for year in (2025, 2026)]
    pay(anna, "200", date(2026, 3, 1), shares=[(one, D(100)) for one in notices], by=coordinator)
    pay(bert, "150", date(2026, 4, 1), way="cash", note="At the assembly")
    paying.refund(bert, D(50), "EUR", key=uuid4(), paid_on=date(2026, 5, 1))
    wrong = pay(carla, "99", date(2026, 3, 15), currency="RON")
    paying.take_back(wrong, because="Another Carla")


def pay(member, amount, day, currency="EUR", **more):
    return paying.pay(member, D(amount), currency, key=uuid4(), paid_on=day, **more)


def rows(answer) -> list[list[str]]:
    return [cells for _row, _url, cells in answer.context["rows"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Bert", "Bert", "Carla", "Anna"]),  # the newest first
        ("state=booked", ["Bert", "Anna"]),
        ("state=refund", ["Bert"]),
        ("state=back", ["Carla"]),
        ("way=cash", ["Bert"]),
        ("q=assembly", ["Bert"]),
        ("paid.from=2026-03-10&paid.to=2026-04-01", ["Bert", "Carla"]),
        ("currency=RON", ["Carla"]),
        ("state=x&way=y&paid.from=z&currency=%00", ["Bert", "Bert", "Carla", "Anna"]),
    ],
)
def test_the_filter_is_the_address(desk, paid, query, found):
    assert [cells[0] for cells in rows(desk.get(f"{HERE}?{query}"))] == found


def test_it_shows_what_each_pays_and_goes_out_so(desk, paid):
    query = "columns=name,day,amount,pays,state,by&sort=name"
    shown = rows(desk.get(f"{HERE}?{query}"))
    assert shown[0] == [
        "Anna",
        "1 March 2026",
        "200 EUR",
        "F-2026-0001, F-2026-0002",
        "booked",
        "Ilse Vermeulen",
    ]
    assert shown[-1][2:5] == ["99 RON", "", "taken back"]
    text = desk.get(f"{HERE}export/?{query}&format=csv").content.decode("utf-8-sig")
    assert "2026-03-01" in text and "-50" in text


def test_the_page_of_payments_leads_to_it_and_it_is_written_to(desk, paid):
    assert HERE in desk.get("/ponte/network/membership/fees/payments/").text
    assert "Write to this list" in desk.get(f"{HERE}?state=booked").text


def test_for_coordinators_of_a_network_that_bills(desk, client, paid):
    Terms.objects.update(uses_fees=False)
    assert desk.get(HERE).status_code == 403
    Terms.objects.update(uses_fees=True)
    board = Person.objects.create_user("eva@ponte.example", "Eva")
    Role.objects.create(person=board, kind="board")
    client.force_login(board)
    assert client.get(HERE).status_code == 403
