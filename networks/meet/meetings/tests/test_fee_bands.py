"""Votes weighed by the fee: the table on its page, the band or the reason on the roll, both fixed when the vote opens."""

from decimal import Decimal as D

import pytest

from networks.meet.meetings.rules import bodies
from networks.meet.meetings.rules.voters import voters_of
from networks.meet.meetings.tests.held import open_with
from networks.meet.meetings.tests.test_attending import full, standing
from networks.meet.meetings.tests.test_voting import put
from networks.participation.eligibility.rules import Standing

__all__ = ["standing"]
pytestmark = pytest.mark.django_db

BANDS = [{"to": "500", "votes": 1}, {"to": "2000", "votes": 2}, {"to": "", "votes": 3}]


def paying(amount, currency="EUR", **more):
    return full(fee_year=2026, fee_net={currency: D(amount)}, **more)


@pytest.fixture
def paid(standing):
    standing |= {
        "Leie": paying("500"), "Somes": paying("500.01"), "Filo": paying("9000", weight=7), "Mare": paying("800", "CHF"), "Most": full(),
    }  # fmt: skip
    return standing


def test_the_fee_gives_the_weight_and_the_reason(assembly, members, paid, coordinator):
    bodies.set_fee_bands(assembly, BANDS, "EUR", "least", by=coordinator)
    found = {voter.name: voter for voter in voters_of(assembly)}
    assert [found[name].weight for name in ("Leie", "Somes", "Filo", "Mare", "Most")] == [1, 2, 3, 1, 1]
    assert found["Somes"].why == "Full member · fee of 2026: up to €2,000.00"
    assert found["Filo"].why.endswith("above €2,000.00") and all(voter.may for voter in found.values())
    assert "not in EUR: the smallest weight" in found["Mare"].why
    assert "no fee was invoiced" in found["Most"].why
    paid["Leie"] = Standing(member=True, category="observer", votes=False)  # the category still refuses
    bodies.set_fee_bands(assembly, BANDS, "EUR", "none", by=coordinator)
    found = {voter.name: voter for voter in voters_of(assembly)}
    assert found["Most"].reasons == ("Votes go by the fee, and no fee was invoiced to it: it has no vote.",)
    assert not found["Mare"].may and len(found["Leie"].reasons) == 1 and found["Somes"].may


def test_the_table_is_written_on_its_page_and_the_roll_keeps_it(
    assembly, chair, members, paid, coordinator, browser_of, here
):
    browser, page = browser_of(coordinator), here("body-fee-bands", body=assembly.pk)
    form = browser.get(here("body-edit", body=assembly.pk)).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    data["weighing"] = "fee"
    refused = browser.post(here("body-edit", body=assembly.pk), {**data, "voters": "seats"})
    assert "Persons pay no fee" in refused.content.decode()
    assert browser.post(here("body-edit", body=assembly.pk), data).url == page  # the table comes next
    rows = {
        "bands-TOTAL_FORMS": 4, "bands-INITIAL_FORMS": 0, "bands-0-to": "500", "bands-0-votes": 1,
        "bands-1-to": "400", "bands-1-votes": 2, "fee_currency": "EUR", "above": 3, "without_fee": "none",
    }  # fmt: skip
    for wrong, said in (
        ({}, "rising order"), ({"bands-1-to": "much"}, "Write an amount"), ({"bands-1-votes": ""}, "how many votes"),
        ({"bands-0-to": "", "bands-0-votes": "", "bands-1-to": "", "bands-1-votes": ""}, "at least one band"),
    ):  # fmt: skip
        answer = browser.post(page, {**rows, **wrong})
        assert answer.status_code == 422 and said in answer.content.decode()
        assert "to look at" in answer.content.decode()  # what is wrong in a row stands on top, too
    more = browser.post(page, {**rows, "more": "1"})
    assert more.status_code == 200 and 'name="bands-6-to"' in more.content.decode()
    assert browser.post(page, {**rows, "bands-1-to": "2.000,00"}).status_code == 302
    rules = browser.get(here("body-rules", body=assembly.pk)).content.decode()
    assert "Up to €500.00" in rules and "2 votes" in rules and "Above €2,000.00" in rules

    ballot = put(open_with(assembly, chair, "Leie", "Somes", "Filo", people=members), chair)
    bodies.change(assembly, {"weighted": False}, by=coordinator)
    paid["Leie"] = paying("9000")
    weights = dict(ballot.roll.values_list("name", "weight"))
    assert (weights["Leie"], weights["Somes"], weights["Filo"]) == (1, 2, 3)
    roll = browser_of(chair).get(here("ballot-roll", ballot=ballot.pk)).content.decode()
    assert "fee of 2026: up to €500.00" in roll and "no fee was invoiced to it: it has no vote" in roll
    # Fixed when it opened, and said to each in their own language.
    reader = members["Leie"][1]
    reader.language = "fr"
    reader.save()
    roll = browser_of(reader).get(here("ballot-roll", ballot=ballot.pk)).content.decode()
    assert "cotisation de 2026" in roll and "jusqu’à 500,00" in roll and "fee of 2026" not in roll
    assert "il n’a pas de voix" in roll and "no vote" not in roll
    reader = members["Most"][1]
    reader.language = "fr"
    reader.save()
    paid["Most"] = paying("1")  # paid since: the roll still says why it had none
    shown = browser_of(reader).get(here("ballot", ballot=ballot.pk)).content.decode()
    assert "aucune cotisation" in shown
    shown = browser_of(chair).get(here("ballot", ballot=ballot.pk)).content.decode()
    assert "Votes by fee band" in shown
