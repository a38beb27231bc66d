"""Fees in a real browser: a schedule, notices, a bank file, arrears, a credit note; accessible at every width."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from networks.base import jobs
from networks.base.tenancy import in_network
from networks.network.membership.models import Category, FeeNotice, FeeTerms, Membership, Terms
from networks.network.membership.tests import bank_files
from networks.participation.eligibility.rules import Rule, check
from networks.people.models import Affiliation, Function, Network, Organisation, Person, Role
from tests.end_to_end.axe import look_at

pytestmark = [pytest.mark.browser, pytest.mark.room("network.membership")]
HERE = "/ponte/network/membership/fees/"


@pytest.fixture
def ponte(site):
    """A network that bills two members, one of whom has somebody for its invoices."""
    network = Network.objects.create(name="Ponte", slug="ponte", languages=["en", "fr"], purpose="Bridges")
    with in_network(network):
        ilse = Person.objects.create_user("ilse@ponte.example", "Ilse Vermeulen")
        Role.objects.create(person=ilse, kind="coordinator")
        Terms.objects.create(uses_fees=True, legal_form="AISBL")
        FeeTerms.objects.create(
            name="Ponte AISBL",
            iban="BE68539007547034",
            vote_lost_days=60,
            reminders=[{"days": 14}],
            language="en",
        )
        full = Category.objects.create(name="Full member", language="en")
        for name in ("Oficina Maré", "Cesto do Douro"):
            house = Organisation.objects.create(name=name, country="PT")
            Membership.objects.create(organisation=house, category=full, since=date(2020, 1, 1))
        ana = Person.objects.create_user("ana@mare.example", "Ana Souza", language="fr")
        there = Affiliation.objects.create(
            person=ana, organisation=Organisation.objects.get(name="Oficina Maré")
        )
        Function.objects.create(affiliation=there, kind="invoices")
        yield network, ilse, ana


def test_from_a_schedule_to_a_credit_note(visit, site, ponte, tmp_path):
    network, ilse, ana = ponte
    today = timezone.localdate()
    page = visit(site, HERE, person=ilse)

    # a schedule, adopted
    page.get_by_role("link", name="Go to the schedules").click()
    page.get_by_role("link", name="Draft the first schedule").click()
    page.get_by_role("button", name="Go on to the rules").click()
    page.get_by_label("Amount").first.fill("350")
    page.get_by_role("button", name="Keep the rule").click()
    page.get_by_role("button", name="Propose it").click()
    page.get_by_label("Adopted", exact=True).check()
    page.get_by_label("By which decision").fill("General assembly, item 5")
    page.get_by_role("button", name="Write it down").click()

    # notices: worked out, looked at, made
    page.get_by_role("link", name="Prepare the notices").click()
    page.get_by_label("Date on the notices").fill((today - timedelta(days=90)).isoformat())
    page.get_by_label("Due on").fill((today - timedelta(days=70)).isoformat())
    page.get_by_role("button", name="Work the fees out").click()
    with in_network(network):
        jobs.run_all()
    page.get_by_role("button", name="Make and send 2 notices").click()
    with in_network(network):
        jobs.run_all()
        notices = {row.organisation.name: row for row in FeeNotice.objects.select_related("organisation")}
    paid, late = notices["Oficina Maré"], notices["Cesto do Douro"]

    # a bank file pays one of them
    page.goto(f"{HERE}bank/")
    statement = tmp_path / "march.xml"
    statement.write_bytes(
        bank_files.many([("350.00", "Oficina", "PT50000201231234567890154", "", paid.reference)])
    )
    page.get_by_label("Bank statement").set_input_files(str(statement))
    page.get_by_role("button", name="Take it in").click()
    page.get_by_text("One new entry was taken in.").wait_for()
    page.get_by_role("button", name="Book what is ticked").click()
    page.get_by_text("One payment is booked.").wait_for()

    # the other is in arrears: no vote, and a reminder
    with in_network(network):
        paid.refresh_from_db()
        assert paid.state == "paid"
        assert check(Rule(votes=True, paid=True), paid.organisation)
        assert not check(Rule(votes=True, paid=True), late.organisation)
    page.goto(f"{HERE}reminders/")
    page.get_by_role("button", name="Send one reminder").click()
    page.get_by_text("The reminders are being written").first.wait_for()

    # it was billed by mistake: a credit note
    page.goto(f"{HERE}notices/{late.pk}/")
    page.get_by_role("link", name="Cancel by a credit note").click()
    page.get_by_label("Why").fill("This member left before the year began.")
    page.get_by_role("button", name="Make the credit note").click()
    page.get_by_text("Credit note C-").first.wait_for()
    with in_network(network):
        jobs.run_all()
        late.refresh_from_db()
        assert (late.state, late.open_amount) == ("credited", Decimal(0))
        assert check(Rule(votes=True, paid=True), late.organisation)

    # the member's own people see their account, in their language, and no other
    own = visit(site, HERE, person=ana, phone=True, language="fr")
    own.get_by_role("link", name="Oficina Maré").click()
    own.get_by_text("Tout est payé.").wait_for()
    assert "Cesto" not in own.content()

    paths = [
        HERE, f"{HERE}settings/", f"{HERE}schedules/", f"{HERE}notices/", f"{HERE}notices/{paid.pk}/", f"{HERE}bank/", f"{HERE}reminders/",
        f"{HERE}accounts/{paid.organisation_id}/", f"{HERE}accounts/{paid.organisation_id}/payment/",
    ]  # fmt: skip
    for path in paths:
        assert look_at(page, path, widths=(320, 1440)) == [], path
