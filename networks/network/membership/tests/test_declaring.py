"""Members declare their figures once a year."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from networks.base import jobs
from networks.network.membership.models import (
    Category,
    Declaration,
    DeclarationState,
    Figure,
    FigureValue,
    Membership,
    OwnField,
    Round,
    RoundState,
)
from networks.network.membership.rules import declaring, figures, own_fields, rounds
from networks.participation.deadlines import rules as deadlines
from networks.people.belonging import affiliate
from networks.people.models import Function, Organisation, Person
from networks.record.models import Event

YEAR = 2025
LATER = datetime(2199, 3, 31, 18)


@pytest.fixture
def leie(network):
    """A member, with Ann who keeps it and wrote 100,000 euros and 20 workers a year before."""
    figures.standard_figures(network)
    house = a_member("Werkplaats Leie")
    affiliate(Person.objects.create_user("ann@leie.example", "Ann Peeters"), house, "staff")
    for key, amount in (("turnover", 100_000), ("workers", 20)):
        FigureValue.objects.create(
            organisation=house, figure=Figure.objects.get(key=key), year=YEAR - 1, amount=amount
        )
    return house


@pytest.fixture
def round(leie, coordinator):
    """An open round about turnover and workers."""
    return opened(coordinator)


def a_member(name: str, country: str = "BE") -> Organisation:
    category, _ = Category.objects.get_or_create(name="Full member")
    house = Organisation.objects.create(name=name, country=country)
    Membership.objects.create(organisation=house, category=category)
    return house


def opened(by, evidence=False):
    asked = dict.fromkeys(
        Figure.objects.filter(key__in=("turnover", "workers")).order_by("position"), evidence
    )
    return rounds.open_round(rounds.plan(YEAR, asked, LATER, "Europe/Brussels", by=by), by=by)


def ann():
    return Person.objects.get(email="ann@leie.example")


def the(round, house) -> Declaration:
    return Declaration.objects.select_related("round", "organisation").get(round=round, organisation=house)


def address(declaration: Declaration) -> str:
    return reverse("declaration", kwargs={"network": "ponte", "key": declaration.pk})


def typed(round, version=0, **amounts):
    """What a browser sends: amounts by the key of the figure."""
    data = {"version": version, "remark": ""}
    for row in round.asked.select_related("figure"):
        data[f"amount_{row.pk}"] = amounts.get(row.figure.key, "")
        if (why := amounts.get(f"{row.figure.key}_why")) is not None:
            data[f"why_{row.pk}"] = why
        if amounts.get(f"{row.figure.key}_unknown"):
            data[f"unknown_{row.pk}"] = "on"
    return data


def test_a_member_confirms_last_years_figures_and_changes_one(round, leie, client):
    client.force_login(ann())
    declaration = the(round, leie)

    page = client.get(address(declaration)).content.decode()
    assert 'value="100000"' in page and "Last year: 100,000" in page
    answer = client.post(address(declaration), typed(round, turnover="110.000,50", workers="20"))

    assert answer.status_code == 302
    declaration.refresh_from_db()
    assert declaration.state == DeclarationState.DECLARED and declaration.declared_by == ann()
    value = FigureValue.objects.get(organisation=leie, figure__key="turnover", year=YEAR)
    assert (value.amount, value.currency, value.source) == (Decimal("110000.50"), "EUR", "declared")
    assert Event.objects.get(verb="declaration.made").actor == ann()


def test_a_jump_of_more_than_thirty_percent_is_asked_about_and_kept_with_its_reason(round, leie, client):
    client.force_login(ann())
    declaration = the(round, leie)

    asked = client.post(address(declaration), typed(round, turnover="130001", workers="20"))
    assert asked.status_code == 422 and "more than 30 %" in asked.content.decode()
    assert 'value="130001"' in asked.content.decode()
    assert not FigureValue.objects.filter(year=YEAR).exists()

    client.post(
        address(declaration), typed(round, turnover="130001", workers="20", turnover_why="A second shop")
    )
    assert FigureValue.objects.get(figure__key="turnover", year=YEAR).amount == 130001
    assert declaration.figures.get(asked__figure__key="turnover").why == "A second shop"


@pytest.mark.parametrize(
    ("now", "then", "jumped"),
    [
        (130, 100, False),
        ("130.01", 100, True),
        (70, 100, False),
        ("69.99", 100, True),
        (0, 0, False),
        (1, 0, True),
        (None, 100, False),
        (5, None, False),
    ],
)
def test_what_a_jump_is(now, then, jumped):
    as_number = lambda value: None if value is None else Decimal(value)  # noqa: E731
    assert declaring.jumps(as_number(now), as_number(then)) is jumped


def test_missing_is_not_zero(round, leie, client):
    client.force_login(ann())
    declaration = the(round, leie)

    empty = client.post(address(declaration), typed(round, turnover="100000", workers=""))
    assert empty.status_code == 422 and "If it is zero, write 0" in empty.content.decode()

    client.post(address(declaration), typed(round, turnover="100000", workers="", workers_unknown=True))
    assert FigureValue.objects.get(figure__key="workers", year=YEAR).amount is None
    shown = client.get(address(declaration)).content.decode()
    assert "Declared by Ann Peeters" in shown


@pytest.mark.parametrize(
    ("workers", "sentence"),
    [
        ("twenty", "Write a number in figures"),
        ("-1", "cannot be below zero"),
        ("12.5", "whole number"),
        ("9" * 30, "too large"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(round, leie, client, workers, sentence):
    client.force_login(ann())

    answer = client.post(address(the(round, leie)), typed(round, turnover="100000", workers=workers))

    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert f'value="{workers}"' in answer.content.decode()


def test_it_can_be_kept_and_gone_on_with(round, leie, client):
    client.force_login(ann())
    declaration = the(round, leie)

    client.post(address(declaration), typed(round, turnover="105000") | {"later": "1"})

    declaration.refresh_from_db()
    assert declaration.state == DeclarationState.DRAFT
    assert 'value="105000"' in client.get(address(declaration)).content.decode()
    assert not FigureValue.objects.filter(year=YEAR).exists()


def test_of_two_who_write_at_once_the_slower_sees_both(round, leie, client):
    declaration = the(round, leie)
    said = {row.pk: declaring.Said(Decimal(90_000)) for row in round.asked.filter(figure__key="turnover")}
    declaring.save(declaration, said, version=0)
    client.force_login(ann())

    answer = client.post(address(declaration), typed(round, version=0, turnover="100000", workers="20"))

    page = answer.content.decode()
    assert answer.status_code == 422 and "Somebody else of your organisation" in page
    assert "Saved by somebody else: 90,000" in page and 'value="100000"' in page
    assert (
        client.post(
            address(declaration), typed(round, version=1, turnover="100000", workers="20")
        ).status_code
        == 302
    )
    assert FigureValue.objects.get(figure__key="turnover", year=YEAR).amount == 100_000


def test_evidence_is_asked_for_and_kept(leie, coordinator, client):
    round = opened(coordinator, evidence=True)
    client.force_login(ann())
    declaration, data = the(round, leie), typed(round, turnover="100000", workers="20")

    assert "Add the document" in client.post(address(declaration), data).content.decode()
    files = {
        f"evidence_{row.pk}": SimpleUploadedFile("accounts.txt", b"income 100000", "text/plain")
        for row in round.asked.all()
    }
    assert client.post(address(declaration), data | files).status_code == 302

    page = client.get(address(declaration)).content.decode()
    assert page.count("accounts.txt") == 2


def test_own_fields_are_confirmed_with_the_figures(leie, coordinator, client):
    field = OwnField.objects.create(
        on="organisation", key="vans", name="Number of vans", kind="number", seen_by="own"
    )
    OwnField.objects.create(on="organisation", key="risk", name="Risk", seen_by="coordinators")
    assert [row.key for row in declaring.may_be_asked()] == ["vans"]
    asked = {Figure.objects.get(key="workers"): False}
    round = rounds.open_round(
        rounds.plan(YEAR, asked, LATER, "Europe/Brussels", own=["vans"], by=coordinator), by=coordinator
    )
    client.force_login(ann())
    declaration = the(round, leie)

    client.post(address(declaration), typed(round, workers="21") | {"own_vans": "3", "later": "1"})
    assert 'value="3"' in client.get(address(declaration)).content.decode()
    leie.refresh_from_db()
    assert own_fields.read(leie, field) is None
    client.post(address(declaration), typed(round, version=1, workers="21") | {"own_vans": "3"})

    leie.refresh_from_db()
    assert own_fields.read(leie, field) == 3


def test_a_round_is_planned_with_new_figures_own_fields_and_words_in_each_language(
    leie, coordinator, network, client
):
    network.languages = ["en", "fr"]
    network.save()
    rounds.plan(YEAR - 1, {Figure.objects.get(key="workers"): False}, LATER, "Europe/Brussels")
    OwnField.objects.create(
        on="organisation", key="vans", name="Number of vans", kind="number", seen_by="own"
    )
    client.force_login(coordinator)
    figure = {
        "name": "Hours of training",
        "name__fr": "Heures de formation",
        "unit": "number",
        "asked": "on",
        "evidence": "on",
    }
    client.post(
        reverse("figure-new", args=["ponte"]),
        figure | {"definition": "Paid hours.", "definition__fr": "Payées."},
    )

    page = client.get(reverse("round-new", args=["ponte"]))
    likely = {Figure.objects.get(pk=key).key for key in page.context["form"].initial["figures"]}
    planned = client.post(
        reverse("round-new", args=["ponte"]),
        {"year": YEAR, "figures": page.context["form"].initial["figures"], "until": "2199-03-31T18:00", "zone": "Europe/Brussels",
         "own": ["vans"], "message": "Round to whole euros.", "message__fr": "Arrondissez à l’euro."},
    )  # fmt: skip

    assert "hours-of-training" in likely and "workers" in likely
    Person.objects.filter(pk=coordinator.pk).update(language="fr")
    assert "Heures de formation" in client.get(reverse("round-new", args=["ponte"])).content.decode()
    Person.objects.filter(pk=coordinator.pk).update(language="en")
    shown = client.get(planned.url).content.decode()
    assert "Number of vans" in shown and "with a document" in shown
    found = Round.objects.get(year=YEAR)
    rounds.open_round(found, by=coordinator)
    client.force_login(ann())
    Person.objects.filter(email="ann@leie.example").update(language="fr")
    page = client.get(address(the(found, leie))).content.decode()
    for words in ("Arrondissez", "Heures de formation", "Payées.", "Number of vans"):
        assert words in page
    wrong = client.post(address(the(found, leie)), {"version": 0, "remark": ""}).content.decode()
    assert "Heures de formation, " in wrong  # the list of errors says about which figure


def test_what_was_declared_can_be_read_when_the_round_is_closed(leie, coordinator, client):
    round = opened(coordinator, evidence=True)
    client.force_login(ann())
    data = typed(round, turnover="150000", workers="20", turnover_why="A second shop")
    papers = {
        f"evidence_{row.pk}": SimpleUploadedFile("accounts.txt", b"income 150000", "text/plain")
        for row in round.asked.all()
    }
    client.post(address(the(round, leie)), data | papers | {"remark": "Audited in May."})
    rounds.close_round(round, by=coordinator)

    page = client.get(address(the(round, leie))).content.decode()
    for words in ("150,000", "A second shop", "accounts.txt", "Audited in May."):
        assert words in page


def test_last_years_value_in_another_currency_is_shown_and_neither_taken_over_nor_compared(
    round, leie, client
):
    FigureValue.objects.filter(figure__key="turnover").update(currency="RON")
    client.force_login(ann())

    page = client.get(address(the(round, leie))).content.decode()

    assert "Last year: 100,000 RON" in page and 'value="100000"' not in page
    assert (
        client.post(address(the(round, leie)), typed(round, turnover="20000", workers="20")).status_code
        == 302
    )


def test_the_coordinator_records_for_a_member_which_is_told(round, leie, coordinator, client):
    jobs.run_all()
    mail.outbox.clear()
    client.force_login(coordinator)
    declaration, data = the(round, leie), typed(round, turnover="100000", workers="20")

    assert client.post(address(declaration), data).status_code == 422  # without reason and document
    letter = SimpleUploadedFile("letter.txt", b"100000 and 20", "text/plain")
    client.post(address(declaration), data | {"behalf_reason": "By post on 3 May", "behalf_document": letter})
    jobs.run_all()

    declaration.refresh_from_db()
    assert declaration.on_behalf and declaration.declared_by == coordinator
    assert [message.to for message in mail.outbox] == [["ann@leie.example"]]
    assert "By post on 3 May" in mail.outbox[0].body


def test_what_is_declared_is_not_kept_half(round, leie, client):
    client.force_login(ann())
    declaration = the(round, leie)
    client.post(address(declaration), typed(round, turnover="100000", workers="20"))

    with pytest.raises(rounds.NotNow):
        declaring.save(the(round, leie), {}, version=1)


def test_opening_writes_to_those_who_are_to_answer_once(round, leie, coordinator):
    other = a_member("Filo Comune", "IT")
    functioned = affiliate(Person.objects.create_user("bea@filo.example", "Bea"), other, "staff")
    affiliate(Person.objects.create_user("carlo@filo.example", "Carlo"), other, "staff")
    Function.objects.create(affiliation=functioned, kind="communication")

    jobs.run_all()
    jobs.ask("membership.declare.tell", round=str(round.pk))
    jobs.run_all()

    assert sorted(message.to[0] for message in mail.outbox) == ["ann@leie.example", "bea@filo.example"]
    assert (
        address(the(round, leie)) in mail.outbox[0].body or address(the(round, leie)) in mail.outbox[1].body
    )
    assert round.declarations.count() == 2  # who joined later is asked too


def test_reminders_go_to_those_who_are_missing_only(round, leie, coordinator):
    jobs.run_all()
    done = a_member("Filo Comune", "IT")
    affiliate(Person.objects.create_user("bea@filo.example", "Bea"), done, "staff")
    rounds.expect(round)
    Declaration.objects.filter(organisation=done).update(state=DeclarationState.DECLARED)
    mail.outbox.clear()

    assert rounds.remind_now(round, by=coordinator)
    assert not rounds.remind_now(round, by=coordinator)
    jobs.run_all()

    assert [message.to for message in mail.outbox] == [["ann@leie.example"]]
    assert mail.outbox[0].subject.startswith("Reminder")


def test_a_message_is_in_the_language_of_its_reader(round, leie):
    Person.objects.filter(email="ann@leie.example").update(language="fr")

    jobs.run_all()

    assert "chiffres" in mail.outbox[0].subject


def test_after_the_end_it_is_closed_until_somebody_gives_more_time(round, leie, coordinator, client):
    deadline = deadlines.of(round, rounds.DEADLINE)
    deadlines.put(round, rounds.DEADLINE, datetime(2026, 1, 31, 18), "Europe/Brussels", grace=60)
    deadline.refresh_from_db()
    client.force_login(ann())
    declaration = the(round, leie)

    assert "closed" in client.get(address(declaration)).content.decode()
    client.post(address(declaration), typed(round, turnover="100000", workers="20"))
    assert not FigureValue.objects.filter(year=YEAR).exists()

    deadlines.extend(deadline, datetime(2199, 1, 1, 12), by=coordinator, organisation=leie)
    jobs.run_all()
    assert any(message.to == ["ann@leie.example"] for message in mail.outbox)
    assert client.post(address(declaration), typed(round, turnover="100000", workers="20")).status_code == 302
    declaration.refresh_from_db()
    assert not declaration.is_late


def test_a_definition_changed_later_changes_no_question(round, leie):
    figure = Figure.objects.get(key="turnover")
    figure.name = "Income"
    figure.save()

    assert round.asked.get(figure=figure).name == "Turnover"


def test_a_round_opens_once_and_closes_once(leie, coordinator):
    asked = {Figure.objects.get(key="workers"): False}
    round = rounds.plan(YEAR, asked, LATER, "Europe/Brussels", by=coordinator)

    rounds.open_round(round, by=coordinator)
    rounds.open_round(round, by=coordinator)
    assert Event.objects.filter(verb="round.opened").count() == 1
    assert rounds.close_round(round, by=coordinator) and not rounds.close_round(round, by=coordinator)
    assert round.state == RoundState.CLOSED
    with pytest.raises(rounds.NotNow):
        declaring.save(the(round, leie), {}, version=0)


def test_the_coordinator_sees_who_is_missing(round, leie, coordinator, client):
    done = a_member("Filo Comune", "IT")
    rounds.expect(round)
    Declaration.objects.filter(organisation=done).update(
        state=DeclarationState.DECLARED, declared_at=timezone.now()
    )
    client.force_login(coordinator)

    page = client.get(
        reverse("round", kwargs={"network": "ponte", "key": round.pk}) + "?state=missing"
    ).content.decode()

    assert "1 of 2 have declared" in page and "Werkplaats Leie" in page and "Filo Comune" not in page


def test_the_export_runs_nothing_and_holds_everybody(round, leie, coordinator, client):
    Organisation.objects.filter(pk=leie.pk).update(name="=HYPERLINK(1)")
    client.force_login(coordinator)

    kwargs = {"network": "ponte", "key": round.pk, "kind": "csv"}
    text = client.get(reverse("round-export", kwargs=kwargs)).content.decode("utf-8-sig")

    assert "'=HYPERLINK(1)" in text
    assert client.get(reverse("round-export", kwargs={**kwargs, "kind": "xlsx"})).content.startswith(b"PK")


def test_a_page_costs_the_same_for_many_members(round, leie, coordinator, client, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(coordinator)
    url = reverse("round", kwargs={"network": "ponte", "key": round.pk})
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(60):
        a_member(f"Member {number}")
    rounds.expect(round)
    with django_assert_num_queries(len(few)):
        client.get(url)


def test_reminders_of_a_deadline_go_out_once_and_the_nearest_only(round, coordinator):
    now = timezone.now()
    local = (now + timedelta(days=1, hours=3)).replace(tzinfo=None)
    deadline = deadlines.put(round, rounds.DEADLINE, local, "Etc/UTC", remind=(14, 7, 2, 1))

    assert deadlines.remind(deadline, now) == 1
    assert deadlines.remind(deadline, now) == 0
    assert len(deadline.reminded) == 3
    assert deadlines.remind(deadline, now + timedelta(hours=4)) == 1
    with pytest.raises(deadlines.NotLater):
        deadlines.extend(deadline, local - timedelta(hours=1), by=coordinator)
