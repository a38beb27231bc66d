"""From a founded network to paid fees: a spreadsheet becomes the register, a list is written to, an organisation joins, declares and is billed."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import expect

from networks.base.tenancy import in_network
from networks.network.membership.models import (
    Declaration,
    FeeNotice,
    LetterRecipient,
    Membership,
    OnBehalf,
    OwnField,
    SavedList,
)
from networks.network.membership.rules import declaring
from networks.participation.eligibility.rules import Rule, check
from networks.people.invitations import address_of
from networks.people.models import Affiliation, Invitation, Organisation, Person, Role
from tests.end_to_end import membership_steps as steps

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.room("network.membership")]
VOTE = Rule(votes=True, paid=True)


def test_from_a_founded_network_to_paid_fees(visit, site):
    cache.clear()
    today = timezone.localdate()
    last = today.year - 1
    desk = visit(site, "/")
    network = steps.found_the_network(desk)

    # a spreadsheet becomes the register
    steps.import_sixty(desk, site, figures_of=last - 1)
    with in_network(network):
        assert Membership.objects.now().count() == 57  # sixty, less three that are wrong; two were said twice
        assert {field.name for field in OwnField.objects.all()} == {"Vozový park", "Vlastná jedáleň"}

    # a list is kept, taken out, written to
    steps.keep_a_list(desk, "Canteens")
    rows = steps.export_it(desk)
    assert (rows[0][-1], len(rows)) == ("Vozový park", 4)
    steps.write_to_it(desk, site)
    with in_network(network):
        assert SavedList.objects.get().name == "Canteens"
        assert LetterRecipient.objects.filter(state="sent").count() == 3
    letters = [one for one in mail.outbox if one.subject.startswith("Canteen of")]
    assert len({one.to[0] for one in letters}) == len(letters) == 3

    # an organisation applies in French, is checked, and admitted
    steps.open_admission(desk)
    with in_network(network):
        eva = Person.objects.create_user("eva@ponte.example", "Eva Horváth")
        Role.objects.create(person=eva, kind="board")
    join = "/ponte/public/fr/membership/join/"
    phone = visit(site, join, phone=True, language="fr", scripts=False)
    link = steps.apply_in_french(phone, staff=24, year=last - 1)
    assert not phone.context.cookies()
    steps.check_completeness(desk)
    steps.give_an_opinion(visit(site, "/ponte/", person=eva))
    steps.admit(desk)
    phone.goto(link)
    phone.get_by_text("Vous êtes membre").wait_for()
    with in_network(network):
        meuse = Membership.objects.now().get(organisation__name="Atelier Meuse").organisation
        invitation = address_of(Invitation.objects.get())
        odile = Person.objects.create_user("odile@meuse.example", language="fr")
    steps.work()
    hers = visit(site, invitation.replace(site, ""), person=odile, language="fr", phone=True)
    hers.locator("form[method=post] button.main, main form button").first.click()
    hers.wait_for_url(re.compile("/ponte/"))
    with in_network(network):
        assert Affiliation.objects.now().get(person=odile).organisation == meuse

    # the declaration: by its own people, on behalf, and the rest
    address = steps.open_the_round(desk, year=last, members=58)
    hers.goto("/ponte/")
    steps.declare_in_french(hers, before=24, now=40)
    desk.reload()
    with in_network(network):
        others = list(Declaration.objects.exclude(organisation=meuse).select_related("organisation"))
        others.sort(key=lambda one: one.organisation.name)
    steps.declare_on_behalf(desk, others[0].organisation.name)
    desk.goto(f"{address}totals/")
    expect(desk.get_by_text("Fewer than 5 members gave this figure")).to_be_visible()
    with in_network(network):
        assert OnBehalf.objects.get().organisation == others[0].organisation
        for one in others[1:5]:
            [asked] = one.round.asked.all()
            said = {asked.pk: declaring.Said(Decimal(10), why="Fewer hands")}
            declaring.declare(one, said, version=one.version, language="en")
        recorded = sum(
            one.organisation.figures.get(year=last, figure__key="staff").amount for one in others[:5]
        )
    steps.close_the_round(desk, address)
    expect(desk.get_by_text("6 of 58 members have declared")).to_be_visible()
    expect(desk.locator("main mark").first).to_have_text(f"{40 + recorded:.0f}")

    # fees: notices without a gap, a bank file, arrears, a credit note
    schedule = steps.adopt_a_schedule(desk)
    before = [today - timedelta(days=days) for days in (90, 70)]
    steps.send_notices(desk, schedule, dated=before[0], due=before[1], count=57)
    steps.send_notices(desk, schedule, dated=today, due=today + timedelta(days=30), count=1)
    with in_network(network):
        notices = {row.organisation.name: row for row in FeeNotice.objects.select_related("organisation")}
    newcomer = notices["Atelier Meuse"]
    first = sorted(one.number for one in notices.values() if one != newcomer)
    assert first == list(range(1, 58))
    assert newcomer.number == (58 if before[0].year == today.year else 1)
    late, wrong = (notices[one.organisation.name] for one in others[5:7])
    paid = [one for one in notices.values() if one not in (late, wrong)]
    steps.match_a_bank_file(desk, paid)
    steps.credit_it(desk, wrong)
    steps.remind(desk)
    with in_network(network):
        states = {one.pk: (one.state, one.open_amount) for one in FeeNotice.objects.all()}
        assert {states[one.pk] for one in paid} == {("paid", Decimal(0))}
        assert states[wrong.pk] == ("credited", Decimal(0))
        assert states[late.pk][1] == Decimal(350)
        assert check(VOTE, wrong.organisation)
        verdict = check(VOTE, late.organisation)
        assert not verdict and late.label_shown in str(verdict.reasons[0])
    desk.goto(f"{steps.ROOM}fees/accounts/{late.organisation_id}/")
    expect(desk.get_by_text(f"No vote at present. Fee notice {late.label_shown}")).to_be_visible()

    # the member's own people see their account, in their language, and no other
    hers.goto(f"{steps.ROOM}fees/")
    hers.get_by_role("link", name="Atelier Meuse").click()
    hers.get_by_text("Tout est payé.").wait_for()
    with in_network(network):
        others_names = Organisation.objects.exclude(pk=meuse.pk).values_list("name", flat=True)
        assert not any(name in hers.content() for name in others_names)
