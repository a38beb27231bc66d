"""The pages of fees, as a coordinator and as a member's people use them; every form without JavaScript."""

import io
from datetime import date
from decimal import Decimal as D
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from networks.base import jobs
from networks.network.membership.models import (
    BankFile,
    BankLine,
    FeeNotice,
    FeeReduction,
    FeeRun,
    FeeSchedule,
    FeeTerms,
    Payment,
    Terms,
)
from networks.network.membership.rules import paying
from networks.network.membership.rules.fee_notices import credit, frozen
from networks.network.membership.rules.reminder_words import text_of
from networks.network.membership.tests import bank_files
from networks.network.membership.tests.fees_at_work import (
    a_category,
    a_member,
    a_notice,
    a_schedule,
    again,
    by_turnover,
    uses_fees,
)
from networks.people.belonging import affiliate
from networks.people.models import Function, Organisation, Person

ROOM = "/ponte/network/membership/fees/"


@pytest.fixture
def terms(network):
    return uses_fees()


@pytest.fixture
def page(client, coordinator, terms):
    """Read or send a page as the coordinator; return its text."""
    client.force_login(coordinator)

    def go(path, data=None, status=200):
        response = (
            client.get(ROOM + path, follow=True)
            if data is None
            else client.post(ROOM + path, data, follow=True)
        )
        assert response.status_code == status, response.status_code
        return response.content.decode()

    return go


def test_a_network_without_fees_or_legal_form_never_sees_these_pages(client, coordinator, network):
    client.force_login(coordinator)
    for uses, form in [(False, "AISBL"), (True, "")]:
        Terms.objects.update_or_create(defaults={"uses_fees": uses, "legal_form": form})
        assert client.get(ROOM).status_code == 404
        assert client.get(f"{ROOM}schedules/").status_code == 404
        assert (
            f'href="{ROOM}"'
            not in client.get("/ponte/network/membership/members/", follow=True).content.decode()
        )


def test_how_we_bill_is_said_in_each_language_and_wrong_numbers_are_named(page, network, house):
    network.languages = ["fr", "en"]
    network.save()
    said = {
        "name": "Ponte AISBL", "iban": "BE68 5390 0754 7034", "days": "30", "vat_rate": "0", "first_days": "14",
        "first_text": "Bonjour de la trésorière.", "first_text__en": "Hello from the treasurer.", "vote_lost_days": "60",
        "vat_text": "Exonéré.", "vat_text__en": "Exempt.",
    }  # fmt: skip
    wrong = page("settings/", said | {"iban": "BE68 5390 0754 7035", "vote_lost_level": "3"}, 422)
    assert (
        "This is no right IBAN" in wrong
        and "There is no such reminder" in wrong
        and "Hello from the" in wrong
    )
    page("settings/", said)
    kept = FeeTerms.current()
    assert (kept.iban, kept.vote_lost_days) == ("BE68539007547034", 60)
    assert [text_of(kept, 1, tag) for tag in ("fr", "en")] == [
        "Bonjour de la trésorière.",
        "Hello from the treasurer.",
    ]
    assert [frozen(house, tag)["vat_text"] for tag in ("fr", "en")] == ["Exonéré.", "Exempt."]

    page("settings/", said | {"vat_text": "Exonéré, article 44."})  # the other version is to be checked now
    assert [one.to_check for one in FeeTerms.current().versions() if one.field == "vat_text"] == [True]


def _rows(prefix, rows, names):
    data = {f"{prefix}-TOTAL_FORMS": str(max(3, len(rows))), f"{prefix}-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        data |= {f"{prefix}-{number}-{name}": value for name, value in zip(names, row, strict=True)}
    return data


def a_rule(*, bands=(), groups=(), **fields):
    return {
        "basis": "fixed", "amount": "", "years_before": "1", "marginal": "0", "minimum": "", "cap": "", "category": "", "figure": "",
        **fields, **_rows("bands", bands, ("start", "amount", "rate")), **_rows("groups", groups, ("name", "countries", "amount")),
    }  # fmt: skip


def test_a_schedule_is_drafted_rule_by_rule_and_adopted(page, network):
    figure = by_turnover()["figure"]
    full = a_category()
    page("schedules/new/", {"name": "Fees", "year": "2026", "currency": "EUR", "prorata": "month", "index": "1.026", "round_to": "5.00", "rounding": "half_up"})  # fmt: skip
    schedule = FeeSchedule.objects.get()
    here = f"schedules/{schedule.pk}/"
    more = page(f"{here}rules/new/", a_rule(basis="figure", bands=[("0", "110", "")]) | {"more": "1"}, 200)
    assert 'name="bands-5-start"' in more and 'value="110"' in more, "more rows, and what was typed"
    wrong = page(f"{here}rules/new/", a_rule(basis="figure", figure=str(figure.pk)), 422)
    assert "Write at least one band" in wrong
    page(
        f"{here}rules/new/",
        a_rule(
            basis="figure",
            category=str(full.pk),
            figure=str(figure.pk),
            bands=[("50 000", "220", ""), ("0", "110", "0,001")],
        ),
    )
    assert "Write countries as two letters" in page(
        f"{here}rules/new/", a_rule(basis="country", groups=[("High", "Belgium", "400")]), 422
    )
    page(f"{here}rules/new/", a_rule(basis="country", groups=[("High", "BE, fr", "400"), ("Rest", "", "50")]))
    assert "There is such a rule already" in page(f"{here}rules/new/", a_rule(amount="5"), 422)

    first, second = schedule.rules.order_by("pk")
    assert first.bands == [
        {"from": "0", "amount": "110", "rate": "0.001"},
        {"from": "50000", "amount": "220", "rate": "0"},
    ]
    assert second.groups[0] == {"name": "High", "countries": ["BE", "FR"], "amount": "400"}
    page(f"{here}proposal/", {})
    page(
        f"{here}decision/", {"outcome": "adopted", "decision": "Assembly, item 5", "decided_on": "2026-02-01"}
    )
    assert again(schedule).state == "adopted" and again(schedule).decision == "Assembly, item 5"
    shown = page(here)
    assert "Assembly, item 5" in shown and "Prepare the notices" in shown
    page(f"{here}rules/new/", a_rule(amount="1"))
    assert schedule.rules.count() == 2, "what is adopted is not changed"


def test_a_run_is_previewed_and_made(page, network, django_assert_max_num_queries):
    for number in range(3):
        a_member(f"Member {number}")
    schedule = a_schedule()
    wrong = page(
        f"schedules/{schedule.pk}/run/",
        {"issued_on": "2026-03-01", "due": "tomorrow", "missing": "skip"},
        422,
    )
    assert "Write days as 2026-04-01" in wrong
    page(
        f"schedules/{schedule.pk}/run/",
        {"issued_on": "2026-03-01", "due": "2026-04-01\n2026-07-01", "missing": "skip", "sends": "on"},
    )
    jobs.run_all()
    run = FeeRun.objects.get()
    preview = page(f"runs/{run.pk}/")
    assert "Make and send 3 notices" in preview and "€1,050.00" in preview and "Member 2" in preview
    page(f"runs/{run.pk}/start/", {})
    jobs.run_all()
    assert "F-2026-0003" in page(f"runs/{run.pk}/")
    assert FeeNotice.objects.count() == 3
    assert "Somebody was quicker" in page(f"runs/{run.pk}/start/", {})
    with django_assert_max_num_queries(30):
        page(f"runs/{run.pk}/")
    with django_assert_max_num_queries(35):
        assert "0 % is paid" in page("?year=2026")


def test_lists_need_as_many_queries_for_many_as_for_few(page, django_assert_max_num_queries):
    for number in range(12):
        notice = a_notice(a_member(f"Member {number}"))
        if number % 2:
            paying.pay(
                notice.organisation,
                D(100),
                "EUR",
                key=uuid4(),
                paid_on=date(2026, 3, 3),
                shares=[(notice, D(100))],
            )
    for path in ("notices/?state=paid&q=member&year=2026", "payments/", "reminders/", "bank/", "bank/lines/"):
        with django_assert_max_num_queries(24):
            page(path)
    assert page("notices/?state=late").count("F-2026-") == 6
    page("notices/?state=nonsense&after=%00%ff&year=٣&q=%00")


def test_a_payment_is_booked_by_hand_and_wrong_amounts_are_named(page):
    notice = a_notice(a_member("Anna"), "350")
    here = f"accounts/{notice.organisation_id}/payment/"
    said = {
        "amount": "400",
        "currency": "EUR",
        "paid_on": "2026-03-20",
        "way": "cash",
        "key": str(uuid4()),
        "note": "Counter",
    }
    assert "Write an amount from 0" in page(here, said | {f"share-{notice.pk}": "351"}, 422)
    assert 'value="350.00"' in page(f"{here}?notice={notice.pk}")
    page(here, said | {f"share-{notice.pk}": "350"})
    page(here, said | {f"share-{notice.pk}": "350"})  # the page was sent again
    assert Payment.objects.count() == 1 and again(notice).state == "paid"
    account = page(f"accounts/{notice.organisation_id}/")
    assert "€50.00 was paid and pays no notice yet" in account and " from it" not in account
    following = a_notice(notice.organisation, "30", year=2027)
    assert f"Pay {following.label_shown} from it" in page(f"accounts/{notice.organisation_id}/")
    page(f"notices/{following.pk}/balance/", {})
    page(
        f"accounts/{notice.organisation_id}/refund/?currency=EUR",
        {"amount": "20", "paid_on": "2026-03-21", "key": str(uuid4())},
    )
    assert "Everything is paid." in page(f"accounts/{notice.organisation_id}/")


def test_a_bank_file_is_taken_in_matched_and_booked(page):
    one, two = (a_notice(a_member(name), "350") for name in ("Anna", "Bert"))
    data = bank_files.many(
        [
            ("350.00", "X", "", "", one.reference),
            ("350.00", "Bert", "", "fee", ""),
            ("20.00", "Nobody", "", "books", ""),
        ]
    )

    def upload():
        return {"file": SimpleUploadedFile("march.xml", data)}

    assert "3 new entries were taken in" in page("bank/", upload())
    assert "Everything in this file is here already" in page("bank/", upload())
    assert "no bank statement" in page("bank/", {"file": SimpleUploadedFile("x.xml", b"<html/>")}, 422)
    file = BankFile.objects.get()
    shown = page(f"bank/{file.pk}/")
    assert (
        "by its payment reference" in shown
        and "by the name of the payer" in shown
        and "nobody recognised" in shown
    )
    lines = {line.name: line for line in BankLine.objects.all()}
    said = {
        f"said-{lines['X'].pk}": f"{one.organisation_id}:{one.pk}=350.00",
        "line": [str(lines["X"].pk), str(lines["Bert"].pk)],
    }
    assert "was not booked" in page(
        "bank/lines/booking/", said | {f"said-{lines['Bert'].pk}": "another proposal"}
    )
    assert again(one).state == "paid" and again(two).state == "open"

    here = f"bank/lines/{lines['Bert'].pk}/"
    assert 'value="350.00"' in page(here)
    page(here, {"organisation": str(two.organisation_id), f"share-{two.pk}": "300"})
    assert again(two).open_amount == D(50)
    page(f"bank/lines/{lines['Nobody'].pk}/ignoring/", {})
    assert again(lines["Nobody"]).state == "ignored"
    assert "Choose who paid" in page(f"bank/lines/{lines['Nobody'].pk}/", {"organisation": "x"}, 422)

    payment = Payment.objects.get(line=lines["X"])
    page(f"payments/{payment.pk}/removal/", {"reason": "Wrong"})
    assert again(one).state == "open" and again(lines["X"]).state == "open"


def test_a_notice_is_credited_written_off_and_read(page):
    notice = a_notice(a_member("Anna"), "350")
    assert "F-2026-0001" in page(f"notices/{notice.pk}/")
    page(f"notices/{notice.pk}/credit/", {"amount": "50", "reason": "Less staff"})
    assert again(notice).open_amount == D(300)
    assert "C-2026-0001" in page("notices/?q=c-2026") and "C-2026-0001" in page("notices/?state=unsent")
    page(f"notices/{notice.pk}/writing-off/", {"outcome": "granted", "reason": "Bankrupt; board of 3 May"})
    assert again(notice).state == "written_off"
    assert "written off" in page(f"notices/{notice.pk}/")
    assert "Nothing of this notice is open" in page(f"notices/{notice.pk}/writing-off/")


def test_reminders_are_shown_and_sent(page):
    a_notice(a_member("Anna"), "350", due=[date(2026, 3, 31)])
    assert "Anna" in page("reminders/")
    page("reminders/sending/", {})
    jobs.run_all()
    assert "nobody to send it to" in page("reminders/")


def test_the_accountant_gets_journal_and_open_items(page, client):
    notice = a_notice(a_member("=Anna"), "350")
    paying.pay(
        notice.organisation, D(100), "EUR", key=uuid4(), paid_on=date(2026, 3, 3), shares=[(notice, D(100))]
    )
    FeeTerms.objects.update(vat_rate=D(21))
    credited = credit(
        a_notice(notice.organisation, "100", year=2025),
        reason="Twice",
        amount=D("60.50"),
        on=date(2026, 3, 4),
    )
    assert "€21.00" in page(f"notices/{credited.credits_id}/")
    sheet = load_workbook(io.BytesIO(client.get(f"{ROOM}export/journal.xlsx?year=2026").content)).active
    rows = [row for row in sheet.iter_rows(values_only=True) if row[2] == "=Anna"]
    assert [(row[4], *row[5:12]) for row in rows] == [
        ("Fee notice", "F-2026-0001", notice.reference, 350, "EUR", 350, 0, 0),
        ("Fee notice", "F-2026-0002", credited.credits.reference, 121, "EUR", 100, 21, 21),
        ("Payment", "F-2026-0001", notice.reference, -100, "EUR", None, None, None),
        ("Credit note", "C-2026-0001", "F-2026-0002", D("-60.5"), "EUR", -50, 21, D("-10.5")),
    ]
    opened = client.get(f"{ROOM}export/open.csv").content.decode("utf-8-sig")
    assert (
        "'=Anna" in opened
        and "250" in opened
        and "Document number" in opened
        and "Still to be paid" in opened
    )
    assert client.get(f"{ROOM}export/salaries.csv").status_code == 404


# ---- a member's own people ----


@pytest.fixture
def house(terms):
    return a_member("Oficina Maré")


def somebody(house, name, audience, function=""):
    person = Person.objects.create_user(f"{name}@mare.example", name)
    affiliation = affiliate(person, house, audience)
    if function:
        Function.objects.create(affiliation=affiliation, kind=function)
    return person


def test_a_members_people_see_their_own_account_and_no_other(client, house):
    mine, other = a_notice(house, "350"), a_notice(a_member("Cesto do Douro"), "111")
    for name, audience, function, sees in [
        ("ana", "staff", "", True), ("rui", "partner", "invoices", True), ("eva", "worker", "representative", True),
        ("tom", "worker", "", False), ("lia", "partner", "communication", False),
    ]:  # fmt: skip
        client.force_login(somebody(house, name, audience, function))
        good = 200 if sees else 403
        assert client.get(ROOM).status_code == good
        for path in (f"accounts/{house.pk}/", f"notices/{mine.pk}/", f"notices/{mine.pk}/file/"):
            assert client.get(ROOM + path).status_code == good, (name, path)
        for path in (
            f"accounts/{other.organisation_id}/",
            f"notices/{other.pk}/",
            "notices/",
            "payments/",
            "schedules/",
        ):
            assert client.get(ROOM + path).status_code == 403, (name, path)
        if sees:
            assert "Cesto do Douro" not in client.get(ROOM).content.decode()


def test_a_member_asks_to_pay_less_and_the_coordinator_decides(client, house, coordinator):
    client.force_login(somebody(house, "ana", "staff"))
    here = f"{ROOM}accounts/{house.pk}/reduction/"
    assert client.post(here, {"year": "2026", "reason": "Fire"}).status_code == 422
    client.post(here, {"year": "2026", "reason": "Fire", "percent": "50"})
    again_asked = client.post(here, {"year": "2026", "reason": "Fire", "percent": "50"})
    assert "asked for this year already" in again_asked.content.decode()
    [asked] = FeeReduction.objects.all()
    assert client.get(f"{ROOM}reductions/{asked.pk}/").status_code == 403

    client.force_login(coordinator)
    client.post(
        f"{ROOM}reductions/{asked.pk}/", {"outcome": "granted", "percent": "25", "reason": "A quarter"}
    )
    assert (again(asked).state, again(asked).percent) == ("granted", D(25))
    assert client.get(f"{ROOM}reductions/{asked.pk}/").status_code == 200


def test_pages_of_another_network_are_not_found(client, coordinator, terms):
    from networks.base.tenancy import in_network
    from networks.people.models import Network

    other = Network.objects.create(name="Arin", slug="arin", languages=["en"])
    with in_network(other):
        uses_fees()
        foreign = a_notice(Organisation.objects.create(name="Wolverine"), "1")
    client.force_login(coordinator)
    for path in (f"notices/{foreign.pk}/", f"accounts/{foreign.organisation_id}/"):
        assert client.get(ROOM + path).status_code == 404


def test_notices_are_a_list_that_can_be_kept_and_written_to(client, coordinator, house):
    a_notice(house, "350", due=[date(2026, 3, 31)])
    paid = a_notice(a_member("Cesto do Douro"), "0")
    client.force_login(coordinator)
    lists = "/ponte/network/membership/lists/fees/"
    shown = client.get(f"{lists}?late=10").content.decode()
    assert "Oficina Maré" in shown and "Cesto do Douro" not in shown
    for asked in (
        "?state=unpaid&year=2026",
        "?state=x&year=٣&late=-1",
        "?columns=reference&columns=issued&order=-open",
    ):
        assert client.get(lists + asked).status_code == 200
    assert again(paid).state == "paid"
    Terms.objects.update(uses_fees=False)
    assert client.get(lists).status_code in (403, 404)
