"""Declarations and applications as lists: filtered by their address, with chosen columns, kept, taken out, written to; for coordinators only."""

import io
from datetime import datetime
from decimal import Decimal as D

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from networks.base import jobs
from networks.network.membership.models import (
    Application,
    AskedQuestion,
    Declaration,
    Figure,
    Letter,
    SavedList,
    Stage,
    Terms,
)
from networks.network.membership.rules import declaring, figures, rounds
from networks.network.membership.tests.an_application import an_open_admission, complete, sent
from networks.network.membership.tests.test_declaring import a_member
from networks.people.belonging import affiliate, grant_role
from networks.people.models import Function, Person

HERE = "/ponte/network/membership/lists/"


@pytest.fixture
def desk(client, coordinator):
    client.force_login(coordinator)
    return client


@pytest.fixture
def declared(network, coordinator):
    """Four members: one declared 20 workers, one late and on behalf 30, one has begun, one said nothing."""
    figures.standard_figures(network)
    houses = [a_member(name, country) for name, country in (("Anna", "BE"), ("Bert", "FR"), ("Carla", "BE"), ("Dora", "BE"))]  # fmt: skip
    asked = dict.fromkeys(Figure.objects.filter(key="workers"), False)
    made = rounds.plan(2025, asked, datetime(2199, 3, 31, 18), "Europe/Brussels", by=coordinator)
    rounds.open_round(made, by=coordinator)
    [row] = made.asked.all()
    for house, amount in zip(houses, (20, 30, 40), strict=False):
        one = Declaration.objects.select_related("round", "organisation").get(organisation=house)
        act = declaring.save if amount == 40 else declaring.declare
        act(one, {row.pk: declaring.Said(D(amount))}, version=0)
    Declaration.objects.filter(organisation=houses[1]).update(is_late=True, on_behalf=True)
    rounds.plan(2026, asked, datetime(2199, 3, 31, 18), "Europe/Brussels", by=coordinator)  # not open yet
    return houses


@pytest.fixture
def applied(network, coordinator):
    """Two that go on, one that was withdrawn, and a draft, which is the applicant's own."""
    an_open_admission(network)
    AskedQuestion.objects.create(question="Do you have a van?", kind="yes_no", language="en", required=False)
    first = complete(coordinator, name="Atelier Meuse", email="odile@meuse.example")
    second = sent(name="Filo Comune", email="nino@filo.example", language="it")
    facts = {"country": "IT", "kind": "network", "staff": "7", "place": "Torino"}
    question = AskedQuestion.objects.get()
    Application.objects.filter(pk=second.pk).update(facts=facts, replies={question.pk.hex: True})
    third = sent(name="Gone", email="x@gone.example")
    Application.objects.filter(pk=third.pk).update(stage=Stage.WITHDRAWN)
    fourth = sent(name="Hidden", email="h@hidden.example")
    Application.objects.filter(pk=fourth.pk).update(stage=Stage.DRAFT)
    return first, second


def names(answer) -> list[str]:
    return sorted(cells[0] for _row, _url, cells in answer.context["rows"])


def cells(answer) -> list[list[str]]:
    return [cells for _row, _url, cells in answer.context["rows"]]


def letter_to(desk, kind: str, query: str, **data) -> Letter:
    texts = {"subject": "About {organisation}", "body": "Dear {name}, {place}."}
    new = reverse("letter-new", kwargs={"network": "ponte", "kind": kind})
    assert desk.get(f"{new}?{query}").status_code == 200
    answer = desk.post(new, {**texts, "query": query, "fallback": "any", **data})
    assert answer.status_code == 302, answer.context["form"].errors
    found = Letter.objects.get()
    assert desk.get(answer.url).status_code == 200
    jobs.run_all()
    mail.outbox.clear()
    desk.post(f"{answer.url}sending/")
    jobs.run_all()
    assert desk.get(answer.url).status_code == 200
    return found


# ---- declarations ----


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Anna", "Bert", "Carla", "Dora"]),
        ("state=missing", ["Carla", "Dora"]),
        ("state=draft", ["Carla"]),
        ("state=declared&country=BE", ["Anna"]),
        ("late=yes", ["Bert"]),
        ("behalf=no&state=declared", ["Anna"]),
        ("year=2025&q=an", ["Anna"]),
        ("year=2026", []),
        ("said.workers.from=25", ["Bert"]),
        ("said.workers.to=50", ["Anna", "Bert"]),
        ("state=nonsense&year=%00&said.workers.from=x&category=zz", ["Anna", "Bert", "Carla", "Dora"]),
    ],
)
def test_declarations_are_filtered_by_the_address(desk, declared, query, found):
    assert names(desk.get(f"{HERE}declarations/?{query}")) == found


def test_what_was_declared_is_a_column_and_what_is_only_begun_is_not_told(desk, declared):
    answer = desk.get(f"{HERE}declarations/?columns=name,year,state,said.workers,behalf&sort=name")
    assert cells(answer) == [
        ["Anna", "2025", "declared", "20", "no"],
        ["Bert", "2025", "declared", "30", "yes"],
        ["Carla", "2025", "begun", "", "no"],
        ["Dora", "2025", "not answered", "", "no"],
    ]


def test_who_has_not_declared_is_written_to_and_nobody_else(desk, declared):
    for house in declared:
        person = Person.objects.create_user(f"{house.name.lower()}@x.example", f"Ms {house.name}")
        Function.objects.create(affiliation=affiliate(person, house), kind="representative")
    letter_to(desk, "declarations", "year=2025&state=missing", functions=["representative"])
    assert sorted((one.to[0], one.subject) for one in mail.outbox) == [
        ("carla@x.example", "About Carla"),
        ("dora@x.example", "About Dora"),
    ]


def test_a_round_leads_to_its_list(desk, declared):
    one = Declaration.objects.first()
    page = desk.get(f"/ponte/network/membership/declarations/{one.round_id}/?state=missing").text
    assert f"{HERE}declarations/?year=2025&amp;state=missing" in page


# ---- applications ----


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Atelier Meuse", "Filo Comune", "Gone"]),
        ("stage=open", ["Atelier Meuse", "Filo Comune"]),
        ("stage=complete", ["Atelier Meuse"]),
        ("stage=draft", ["Atelier Meuse", "Filo Comune", "Gone"]),  # no draft is told of, in any way
        ("country=IT", ["Filo Comune"]),
        ("kind=network", ["Filo Comune"]),
        ("language=it", ["Filo Comune"]),
        ("q=odile@", ["Atelier Meuse"]),
        ("sent.from=2199-01-01", []),
        ("sent.to=2199-01-01&stage=open", ["Atelier Meuse", "Filo Comune"]),
        ("behalf=yes", []),
        ("behalf=no&country=ZZ", []),
        ("kind=x&category=y&sent.from=z&stage=%00", ["Atelier Meuse", "Filo Comune", "Gone"]),
    ],
)
def test_applications_are_filtered_by_the_address(desk, applied, query, found):
    assert names(desk.get(f"{HERE}applications/?{query}")) == found


def test_what_applicants_said_stands_in_columns_and_goes_out_as_shown(desk, applied):
    question = AskedQuestion.objects.get()
    query = f"country=IT&columns=name,stage,kind,place,staff,email,language,reply.{question.pk.hex}"
    [row] = cells(desk.get(f"{HERE}applications/?{query}"))
    assert row == ["Filo Comune", "to be checked", "Network of organisations", "Torino", "7", "nino@filo.example", "Italian", "yes"]  # fmt: skip
    book = load_workbook(io.BytesIO(desk.get(f"{HERE}applications/export/?{query}&format=xlsx").content))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[0][-1] == "Do you have a van?" and rows[1][4] == 7 and len(rows) == 2


def test_it_is_kept_under_a_name(desk, applied):
    desk.post(f"{HERE}applications/saving/", {"name": "Italians", "query": "country=IT&evil=1"})
    assert SavedList.objects.get().query == "country=IT"
    assert f"{HERE}applications/?country=IT" in desk.get(HERE).text


def test_whoever_applies_is_written_to(desk, applied):
    Application.objects.filter(name="Atelier Meuse").update(email="")
    letter = letter_to(desk, "applications", "stage=open")
    [one] = mail.outbox
    assert (one.to, one.subject) == (["nino@filo.example"], "About Filo Comune")
    assert "Dear Odile Lambert, Torino." in one.body
    assert sorted(letter.recipients.values_list("state", flat=True)) == ["nobody", "sent"]


def test_the_page_of_applications_leads_to_the_list(desk, applied):
    assert f"{HERE}applications/?stage=open" in desk.get("/ponte/network/membership/applications/").text


# ---- both ----


@pytest.mark.parametrize("kind", ["declarations", "applications"])
def test_for_coordinators_only(client, network, declared, applied, kind):
    staff = Person.objects.create_user("ann@anna.example", "Ann")
    affiliate(staff, declared[0], "staff")
    board = Person.objects.create_user("eva@ponte.example", "Eva")
    grant_role(board, "board")
    for person in (staff, board):
        client.force_login(person)
        assert client.get(f"{HERE}{kind}/").status_code == 403
        assert client.get(f"{HERE}{kind}/export/?format=csv").status_code == 403
        assert f"{HERE}{kind}/" not in client.get(HERE).text


@pytest.mark.parametrize("kind", ["declarations", "applications"])
def test_a_network_that_does_without_sees_no_such_list(desk, declared, applied, kind):
    Terms.objects.update_or_create(defaults={f"uses_{kind}": False})
    assert desk.get(f"{HERE}{kind}/").status_code == 403
    assert f"{HERE}{kind}/" not in desk.get(HERE).text


@pytest.mark.parametrize("kind", ["declarations", "applications", "people", "memberships", "fees"])
def test_what_coordinators_alone_see_asks_for_their_second_factor(desk, declared, settings, kind):
    from networks.network.membership.tests.fees_at_work import uses_fees

    uses_fees()
    assert desk.get(f"{HERE}{kind}/").status_code == 200
    settings.EMBEDDED = False
    answer = desk.get(f"{HERE}{kind}/")
    assert answer.status_code == 302 and "next=" in answer.url


@pytest.mark.parametrize("kind", ["declarations", "applications"])
def test_more_rows_cost_no_more_queries(
    desk, network, coordinator, declared, applied, kind, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    address = f"{HERE}{kind}/?columns=name,category,country,said.workers,by,waits,email,register"
    desk.get(address)
    with CaptureQueriesContext(connection) as few:
        desk.get(address)
    round = Declaration.objects.first().round
    for n in range(20):
        Declaration.objects.create(round=round, organisation=a_member(f"House {n}"), state="declared", declared_at=timezone.now())  # fmt: skip
        Application.objects.create(
            name=f"House {n}", stage=Stage.SENT, sent_at=timezone.now(), secret_hash=str(n)
        )
    with django_assert_num_queries(len(few)):
        assert desk.get(address).context["total"] > 20
