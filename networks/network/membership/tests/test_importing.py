"""A coordinator brings a spreadsheet, sees what will happen, and lets it happen; and takes it back."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from networks.base import jobs
from networks.network.membership.models import (
    Category,
    FigureValue,
    Import,
    ImportLine,
    Membership,
    OwnField,
    PersonRecord,
)
from networks.network.membership.tests.spreadsheets import as_csv, row, sixty
from networks.people.models import Function, Organisation, Person

HERE = "/ponte/network/membership/imports/"


@pytest.fixture
def inside(client, coordinator):
    """The coordinator, signed in; a network that writes Slovak too."""
    network = coordinator.roles.first().network
    network.languages = ["sk", "en"]
    network.save()
    client.force_login(coordinator)
    return client


def bring(client, data: bytes, name: str = "clenovia.csv") -> Import:
    answer = client.post(f"{HERE}new/", {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return Import.objects.latest("created_at")


def look(client, found: Import, **corrections) -> Import:
    """Keep the columns as proposed, but for `corrections`."""
    page = client.get(f"{HERE}{found.pk}/columns/")
    data = {field.html_name: field.value() or "" for field in page.context["form"]} | corrections
    answer = client.post(f"{HERE}{found.pk}/columns/", data)
    assert answer.status_code == 302, answer.context["form"].errors
    jobs.run_all()
    found.refresh_from_db()
    return found


def let(client, found: Import) -> Import:
    client.post(f"{HERE}{found.pk}/confirmation/")
    jobs.run_all()
    found.refresh_from_db()
    return found


def whole(client, data: bytes, **corrections) -> Import:
    return let(client, look(client, bring(client, data), **corrections))


def test_sixty_members_in_slovak_are_understood(inside):
    found = look(inside, bring(inside, as_csv(sixty())))

    assert found.sheets[0]["targets"] == [
        "membership.since", "organisation.name", "organisation.country", "organisation.place", "organisation.numbers.vat",
        "membership.category", "membership.number", "representative.name", "representative.email", "invoices.email",
        "figure:turnover:2024", "figure:staff:2024", "new:organisation:choice", "new:organisation:yes_no",
    ]  # fmt: skip
    assert found.counts == {"new": 57, "wrong": 3, "same": 1, "changes": 1}
    assert not Organisation.objects.exists()
    wrong = {line.line: line.plan["wrong"] for line in found.lines.filter(outcome="wrong")}
    assert set(wrong) == {12, 30, 45}
    assert "31.2.2010" in wrong[12][0]
    assert "jana(at)member28" in wrong[30][0]
    assert "asi veľa" in wrong[45][0]


@pytest.mark.parametrize("encoding", ["cp1250", "iso-8859-2", "utf-8", "utf-16"])
def test_a_file_in_a_language_that_the_network_does_not_use_keeps_its_letters(inside, network, encoding):
    network.languages = ["en", "fr"]
    network.save()
    found = bring(inside, as_csv(sixty(), encoding=encoding))
    assert found.sheets[0]["header"][:3] == ["Člen od", "Názov", "Krajina"]
    assert found.lines.get(position=0).cells[1] == "Dielňa Nitra 00"
    assert found.options["language"] == "sk"


def test_it_becomes_a_register(inside, coordinator):
    found = whole(inside, as_csv(sixty()))

    assert found.state == "done"
    assert Organisation.objects.count() == 57
    house = Organisation.objects.get(name="Dielňa Nitra 00")
    assert (house.country, house.place, house.numbers, house.is_member) == (
        "SK",
        "Nitra",
        {"vat": "SK2020000000"},
        True,
    )
    membership = Membership.objects.get(organisation=house)
    assert (membership.category.name, membership.number, membership.since) == (
        "Riadny člen",
        "M-000",
        date(2005, 1, 1),
    )
    assert Category.objects.get(name="Pridružený člen").kind == "associate"
    turnover = FigureValue.objects.get(organisation=house, figure__key="turnover", year=2024)
    assert (turnover.amount, turnover.currency, turnover.source) == (Decimal("100000.50"), "EUR", "imported")
    assert {(f.affiliation.person.name, f.kind) for f in Function.objects.filter(affiliation__organisation=house)} == {
        ("Jana Nováková 0", "representative"), ("faktury", "invoices"),
    }  # fmt: skip
    assert {(f.name, f.kind) for f in OwnField.objects.all()} == {
        ("Vozový park", "choice"),
        ("Vlastná jedáleň", "yes_no"),
    }
    assert house.own == {"vozovy-park": "dodávka, príves", "vlastna-jedalen": True}
    assert Organisation.objects.get(name="Krajčírstvo Nitra 18").place == "Bratislava"


def test_the_same_file_again_says_that_everything_is_the_same(inside):
    whole(inside, as_csv(sixty()))
    again = look(inside, bring(inside, as_csv(sixty())))

    assert again.sheets[0]["remembered"]
    assert set(again.counts) == {"same", "wrong", "changes"}
    assert (again.counts["same"], again.counts["wrong"], again.counts["changes"]) == (57, 3, 2)
    assert [line.plan["changes"] for line in again.lines.filter(outcome="changes")] == [
        [["place", "Bratislava", "Nitra"]], [["place", "Nitra", "Bratislava"]]
    ]  # fmt: skip


def test_people_who_are_brought_cannot_sign_in_and_nothing_is_told_about_their_address(inside):
    elsewhere = Person.objects.create_user("jana@member1.example", "Somebody elsewhere")
    whole(inside, as_csv([row(1), row(2)]))

    noted = PersonRecord.objects.get(email="jana@member1.example")
    assert noted.person != elsewhere
    assert noted.person.email is None
    assert PersonRecord.objects.get(email="jana@member2.example").person.email is None
    assert "Somebody elsewhere" not in inside.get(f"{HERE}{Import.objects.get().pk}/").content.decode()


def test_a_contact_who_comes_in_becomes_who_they_are(inside, network, coordinator):
    from networks.people.belonging import affiliate

    whole(inside, as_csv([row(1)]))
    house = Organisation.objects.get()
    jana = Person.objects.create_user("Jana@member1.example", "Jana N.")
    affiliate(jana, house, by=coordinator)

    assert set(Function.objects.now().filter(affiliation__person=jana).values_list("kind", flat=True)) == {
        "representative"
    }
    assert not PersonRecord.objects.filter(email="jana@member1.example").exists()
    assert house.affiliations.filter(until=None).count() == 2


def test_what_may_be_known_is_asked(inside):
    Organisation.objects.create(
        name="Práčovňa Košice s.r.o.", country="SK", website="https://www.pracovna.example"
    )
    header = ["Názov", "Krajina", "Webová stránka", "Telefón"]
    found = look(
        inside,
        bring(inside, as_csv([["Práčovňa v Košiciach", "SK", "pracovna.example", "+421 55 1"]], header)),
    )

    line = found.lines.get()
    assert (line.outcome, line.plan["match_name"]) == ("asked", "Práčovňa Košice s.r.o.")
    assert "website" in line.plan["why"]
    let_alone = let(inside, found)
    assert (let_alone.counts, Organisation.objects.count()) == ({"left": 1}, 1)


@pytest.mark.parametrize(
    ("choice", "outcome", "count"), [("merge", "changes", 1), ("separate", "new", 2), ("skip", "left", 1)]
)
def test_the_coordinator_says_what_is_right(inside, choice, outcome, count):
    Organisation.objects.create(
        name="Práčovňa Košice", country="SK", website="https://www.pracovna.example", is_member=False
    )
    header = ["Názov", "Krajina", "Webová stránka", "Telefón"]
    found = look(
        inside,
        bring(inside, as_csv([["Práčovňa v Košiciach", "SK", "pracovna.example", "+421 55 1"]], header)),
    )
    inside.post(f"{HERE}{found.pk}/choices/", {"choice-0": choice})
    found.refresh_from_db()

    assert found.counts == {outcome: 1}
    let(inside, found)
    assert Organisation.objects.count() == count


def test_rows_of_people_join_their_organisation(inside):
    header = ["Vorname", "Nachname", "Organisation", "E-Mail", "Funktion"]
    rows = [
        ["Anna", "Berg", "Werkhof e.V.", "anna@werkhof.example", "Geschäftsführung"],
        ["Bert", "Tal", "Werkhof", "bert@werkhof.example", "Rechnungen; Delegierter"],
        ["Cleo", "See", "Gartenbau Nord", "", "Gärtnerin"],
    ]
    whole(inside, as_csv(rows, header, "utf-8"))

    assert {o.name: o.affiliations.count() for o in Organisation.objects.all()} == {
        "Werkhof e.V.": 2,
        "Gartenbau Nord": 1,
    }
    held = {(f.affiliation.person.name, f.kind) for f in Function.objects.all()}
    assert held == {("Anna Berg", "representative"), ("Bert Tal", "invoices"), ("Bert Tal", "delegate")}
    assert Organisation.objects.get(name="Gartenbau Nord").affiliations.get().title == "Gärtnerin"


def test_taken_back_it_is_as_before(inside):
    kept = Organisation.objects.create(
        name="Dielňa Nitra 00", country="SK", place="Old town", is_member=False, own={"a": 1}
    )
    found = whole(inside, as_csv(sixty()))
    kept.refresh_from_db()
    assert (kept.place, Organisation.objects.count()) == ("Nitra", 57)
    inside.post(f"{HERE}{found.pk}/undoing/")
    jobs.run_all()
    found.refresh_from_db()
    kept.refresh_from_db()

    assert found.state == "undone"
    assert (kept.place, kept.numbers, kept.own, kept.is_member) == ("Old town", {}, {"a": 1}, False)
    assert list(Organisation.objects.all()) == [kept]
    assert Organisation.binned.count() == 56
    for model in (Membership, FigureValue, PersonRecord, OwnField, Category, Function):
        assert not model.objects.exists(), model
    assert not Person.objects.filter(name__startswith="Jana").exists()


def test_what_somebody_changed_since_stays_and_is_said(inside):
    found = whole(inside, as_csv([row(1), row(2)]))
    house = Organisation.objects.get(name=row(1)[1])
    again = whole(inside, as_csv([[*row(1)[:3], "Poprad", *row(1)[4:]]]))
    Organisation.objects.filter(pk=house.pk).update(place="Martin")
    inside.post(f"{HERE}{again.pk}/undoing/")
    jobs.run_all()
    house.refresh_from_db()

    assert house.place == "Martin"
    assert "place was changed since: it stays." in again.lines.get().said
    assert found.state == "done"


def test_a_killed_import_goes_on_and_does_nothing_twice(inside, network):
    from networks.network.membership.rules.importing import applying

    found = look(inside, bring(inside, as_csv([row(n) for n in range(120)])))
    inside.post(f"{HERE}{found.pk}/confirmation/")
    found.refresh_from_db()
    assert applying.take_turn(found, "running")
    ends = iter([False, True])
    applying.run(found, stop=lambda: next(ends))  # dies after the first batch
    assert Organisation.objects.count() == 50
    jobs.run_all()
    found.refresh_from_db()

    assert (found.state, Organisation.objects.count(), Membership.objects.count()) == ("done", 120, 120)


def test_two_import_the_same_at_once_and_nothing_is_doubled(inside):
    first, second = (look(inside, bring(inside, as_csv([row(1), row(2)]))) for _n in range(2))
    assert first.counts == second.counts == {"new": 2}
    for found in (first, second):
        inside.post(f"{HERE}{found.pk}/confirmation/")
        inside.post(f"{HERE}{found.pk}/confirmation/")
    jobs.run_all()
    second.refresh_from_db()

    assert Organisation.objects.count() == 2
    assert second.counts == {"same": 2}
    assert "Meanwhile somebody else added this organisation" in second.lines.first().said


def test_one_runs_while_the_other_waits(inside, network):
    first, second = (look(inside, bring(inside, as_csv([row(n)]))) for n in (1, 2))
    for found in (first, second):
        inside.post(f"{HERE}{found.pk}/confirmation/")
    Import.objects.filter(pk=first.pk).update(state="running")
    jobs.run(next(j for j in [jobs.take_next(), jobs.take_next()] if j.arguments["found"] == str(second.pk)))
    second.refresh_from_db()

    assert second.state == "confirmed"
    assert "Another import" in inside.get(f"{HERE}{second.pk}/").content.decode()


def test_a_total_is_no_organisation_and_an_empty_column_no_field(inside):
    table = "Dénomination;Ville;Observations internes\nAtelier du Nord;Lens;\nTOTAL GÉNÉRAL;1;\n"
    found = bring(inside, table.encode(), "membres.csv")
    assert found.sheets[0]["targets"] == ["organisation.name", "organisation.place", ""]
    found = look(inside, found)
    assert found.counts == {"new": 1, "wrong": 1}


def test_two_columns_cannot_be_one_thing_and_one_must_name_the_organisation(inside):
    found = bring(inside, as_csv([row(1)]))
    page = inside.get(f"{HERE}{found.pk}/columns/")
    data = {field.html_name: field.value() or "" for field in page.context["form"]}
    answer = inside.post(f"{HERE}{found.pk}/columns/", data | {"c-0-3": "organisation.country"})
    assert answer.status_code == 422
    assert "is that already" in answer.content.decode()
    answer = inside.post(f"{HERE}{found.pk}/columns/", data | {"c-0-1": "-"})
    assert "Say which column names the organisation" in answer.content.decode()


def test_lines_cost_the_same_queries_however_many(inside, django_assert_max_num_queries):
    whole(inside, as_csv([row(n) for n in range(60)]))
    found = look(inside, bring(inside, as_csv([row(n) for n in range(60)])))
    with django_assert_max_num_queries(40):
        inside.get(f"{HERE}{found.pk}/")
    assert ImportLine.objects.filter(of=found, outcome="same").count() == 60


def test_files_are_forgotten_in_time(inside):
    from datetime import timedelta

    from django.utils import timezone

    from networks.network.membership.rules.importing.tidying import tidy

    done = whole(inside, as_csv([row(1)]))
    look(inside, bring(inside, as_csv([row(2)])))
    Import.objects.update(created_at=timezone.now() - timedelta(days=31))
    Import.objects.filter(pk=done.pk).update(done_at=timezone.now() - timedelta(days=91))
    tidy(None)

    assert [found.pk for found in Import.objects.all()] == [done.pk]
    line = done.lines.get()
    assert (line.cells, line.plan, line.title) == ([], {}, "")
    assert line.did["made"]
    assert inside.get(f"{HERE}{done.pk}/").status_code == 200
