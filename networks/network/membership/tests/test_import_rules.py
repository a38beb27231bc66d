"""Whom a line of a spreadsheet is about, and what an import leaves alone."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from networks.base import jobs
from networks.network.membership.models import Category, Import, OwnField
from networks.network.membership.rules import belonging
from networks.network.membership.rules.importing import applying, planning, reading, undoing
from networks.participation.money.models import Entry
from networks.people.belonging import affiliate
from networks.people.models import Affiliation, Organisation, Person


@pytest.fixture
def bring(network, coordinator):
    """Bring lines (a heading first) as far as the preview."""

    def read(*lines: str) -> Import:
        data = "\n".join(lines).encode()
        found = reading.read_file("members.csv", data, by=coordinator, languages=["en"])
        reading.set_columns(found, {}, found.options)
        planning.plan(found)
        found.refresh_from_db()
        return found

    return read


@pytest.fixture
def let(coordinator):
    """Let an import happen."""

    def confirm(found: Import) -> Import:
        applying.confirm(found, by=coordinator)
        jobs.run_all()
        found.refresh_from_db()
        return found

    return confirm


def an_organisation(name: str, country: str = "BE", **fields) -> Organisation:
    return Organisation.objects.create(name=name, country=country, is_member=False, **fields)


def test_a_number_tells_whom_a_line_is_about_whatever_its_name(bring):
    house = an_organisation("Werkplaats Leie", numbers={"vat": "BE0417497106"})

    found = bring("Organisation;Country;VAT number;Town", "Leie Coöperatie;BE;BE 0417.497.106;Deinze")

    line = found.lines.get()
    assert (line.outcome, line.plan["match"], line.plan["certain"]) == ("changes", str(house.pk), True)
    assert line.plan["why"] == "the same number"


def test_the_same_name_in_another_country_is_another_organisation(bring, let):
    an_organisation("Werkhof", "DE", place="Kiel")

    found = let(bring("Organisation;Country;Town", "Werkhof;AT;Graz"))

    assert found.counts == {"new": 1}
    assert set(Organisation.objects.values_list("country", "place")) == {("DE", "Kiel"), ("AT", "Graz")}


def test_a_second_opening_balance_is_refused_and_said(bring, let):
    house = an_organisation("Werkhof")
    let(bring("Organisation;Balance", "Werkhof;120"))

    again = bring("Organisation;Balance", "Werkhof;999")
    let(again)

    line = again.lines.get()
    assert line.outcome == "same"
    assert "is there already: it stays." in line.plan["notes"][0]
    assert Entry.objects.get(organisation=house).amount == Decimal(120)


def test_each_line_says_the_currency_of_its_amounts_and_a_member_may_have_one_balance_in_each(bring, let):
    house = an_organisation("Werkhof")
    found = bring("Organisation;Balance;Currency;Turnover 2025", "Werkhof;120;EUR;9000", "Werkhof;500;lei;")
    let(found)

    entries = Entry.objects.filter(organisation=house).order_by("amount")
    assert [(row.amount, row.currency) for row in entries] == [(120, "EUR"), (500, "RON")]
    again = bring("Organisation;Balance;Currency", "Werkhof;500;RON", "Werkhof;7;RON", "Werkhof;1;florins")
    same, other, wrong = again.lines.order_by("position")
    assert same.outcome == "same" and "is there already: it stays." in other.plan["notes"][0]
    assert wrong.outcome == "wrong" and "is no currency" in str(wrong.plan)


def test_own_fields_that_somebody_changed_since_stay_when_it_is_taken_back(bring, let, coordinator):
    for key in ("vans", "brand"):
        OwnField.objects.create(on="organisation", key=key, name=key.title(), kind="text")
    house = an_organisation("Werkhof", own={"vans": "one", "brand": "old"})
    found = let(bring("Organisation;Vans;Brand", "Werkhof;two;new"))
    house.refresh_from_db()
    assert house.own == {"vans": "two", "brand": "new"}
    house.own = {**house.own, "vans": "three"}
    house.save()

    undoing.undo(found, by=coordinator)
    jobs.run_all()

    house.refresh_from_db()
    assert house.own == {"vans": "three", "brand": "old"}
    assert "vans was changed since: it stays." in found.lines.get().said


def test_a_person_whom_the_network_knows_is_the_same_person(bring, let):
    anna = Person.objects.create_user("anna@werkhof.example", "Anna Berg")
    affiliate(anna, an_organisation("Werkhof"), "staff")
    an_organisation("Gartenbau Nord")
    people = Person.objects.count()

    let(bring("Organisation;Name;E-mail", "Gartenbau Nord;A. Berg;Anna@Werkhof.example"))

    places = Affiliation.objects.now().filter(person=anna).values_list("organisation__name", flat=True)
    assert set(places) == {"Werkhof", "Gartenbau Nord"}
    assert Person.objects.count() == people
    anna.refresh_from_db()
    assert anna.name == "Anna Berg"


def test_a_preview_in_french_writes_numbers_and_days_as_french_does(bring, coordinator):
    OwnField.objects.create(on="organisation", key="area", name="Surface", kind="number")
    OwnField.objects.create(on="organisation", key="audit", name="Audit", kind="date")
    an_organisation("Werkhof", own={"area": "1200", "audit": "2026-03-02"})
    with override("fr"):
        found = bring("Organisation;Surface;Audit;Turnover 2025", "Werkhof;101,5;1/3/2026;1250,75")

    changes = {label: (old, new) for label, old, new in found.lines.get().plan["changes"]}
    assert changes["Surface"] == ("1\xa0200", "101,5")
    assert changes["Audit"] == ("2 mars 2026", "1er mars 2026")
    assert any(new.startswith("1\xa0250,75") for _old, new in changes.values())


def test_forgetting_a_file_is_asked_once(bring, coordinator, browser_of, here):
    found = bring("Organisation", "Werkhof")
    browser, address = browser_of(coordinator), here("import-removal", key=found.pk)

    asked = browser.get(address).text
    assert "members.csv" in asked and "Its line is lost" in asked
    assert Import.objects.exists()
    browser.post(address)

    assert not Import.objects.exists()


def test_taken_back_a_member_is_in_its_former_category_again(bring, let, coordinator):
    house = an_organisation("Werkhof")
    former = belonging.begin(house, Category.objects.create(name="Full")).category
    found = let(bring("Organisation;Membership category", "Werkhof;Associate"))
    assert set(house.memberships.filter(until=None).values_list("category__name", flat=True)) == {"Associate"}

    undoing.undo(found, by=coordinator)
    jobs.run_all()

    kept = house.memberships.get()
    assert (kept.category, kept.until, kept.end_reason) == (former, None, "")
    assert found.lines.get().said == ""
    house.refresh_from_db()
    assert house.is_member
