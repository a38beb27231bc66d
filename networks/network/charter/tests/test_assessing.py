"""The self-assessment: answered once, without a name; shown from five answers on, as spread, beside the year before; leads to objectives."""

from datetime import timedelta

import pytest
from django.utils import timezone

from networks.base import jobs
from networks.network.charter.instrument import DIMENSIONS, QUESTIONS
from networks.network.charter.methods.spread import spread, together
from networks.network.charter.models import Answered, Objective, Round
from networks.network.charter.rules import assessing
from networks.network.charter.rules.errors import NotNow
from networks.network.charter.waiting import needs
from networks.notices.models import Notification
from networks.participation.feedback.models import Response
from networks.record.models import Event
from tests.at_once import at_once

pytestmark = pytest.mark.django_db
ALL_YES = {question["key"]: 5 for question in QUESTIONS}
KEY = "benefits_worth"


@pytest.fixture
def people(person_of):
    return [person_of(f"Person{number}") for number in range(6)]


@pytest.fixture
def answered(coordinator, people):
    """A round of a year, answered by the first people with these values, and closed."""

    def make(year: int, values, *, closes: bool = True) -> Round:
        made = assessing.begin(year, by=coordinator)
        for person, value in zip(people, values, strict=False):
            assessing.answer(made, person, {KEY: value})
        if closes:
            assessing.close(made, by=coordinator)
            made.refresh_from_db()
        return made

    return make


def statement(found: Round, key: str = KEY):
    return next(one for side in assessing.outcome(found).sides for one in side.statements if one.key == key)


def test_the_instrument_has_its_dimensions_in_usual_and_in_plain_words():
    assert len(DIMENSIONS) == 6 and 24 <= len(QUESTIONS) <= 30
    assert len({question["key"] for question in QUESTIONS}) == len(QUESTIONS)
    for dimension in DIMENSIONS:
        for _key, usual, plain in dimension.statements:
            assert len(str(plain)) < len(str(usual)) + 10 and str(plain) != str(usual)


def test_a_member_answers_once_and_is_told_that_answers_stay(browser_of, coordinator, member, here, actor_of):
    found = assessing.begin(2026, closes_on=timezone.localdate(), by=coordinator)
    assert Notification.objects.filter(person=member, event__verb="assessment.opened").exists()
    assert [need.action for need in needs(actor_of(member))] == ["Answer"]
    desk = browser_of(member)
    address = here("assessment-answer", round=found.pk)
    assert "What our organisation gets is worth its fee" in desk.get(address).content.decode()
    assert desk.post(address, {}).status_code == 422
    assert desk.post(address, ALL_YES).status_code == 302
    assert desk.post(address, ALL_YES).status_code == 422
    assert Response.objects.count() == Answered.objects.count() == 1
    assert not list(needs(actor_of(member)))
    assert "Nobody can tell which answers are yours" in desk.get(here("assessment")).content.decode()


def test_plain_words_for_whoever_reads_easily(browser_of, coordinator, member, here):
    found = assessing.begin(2026, by=coordinator)
    member.reading = {"easy": True}
    member.save()
    page = browser_of(member).get(here("assessment-answer", round=found.pk)).content.decode()
    assert "We get more than we give." in page and "is worth its fee" not in page


def test_nothing_joins_who_answered_and_what(answered, people):
    answered(2026, [5, 4, 3, 2, 1], closes=False)
    fields = {field.name for field in Response._meta.get_fields()} | {
        f.name for f in Answered._meta.get_fields()
    }
    assert not fields & {"created_at", "answered_at", "changed_at"}
    assert not {str(key) for key in Answered.objects.values_list("pk", flat=True)} & {
        str(key) for row in Response.objects.values_list("pk", "key") for key in row
    }
    names = [str(row.actor_id) for row in Event.objects.exclude(verb="assessment.opened") if row.verb.startswith("assessment")]  # fmt: skip
    assert not names
    assert not any(str(person.pk) in str(row.answers) for row in Response.objects.all() for person in people)


def test_closing_rewrites_answers_and_roll_in_another_order_under_new_keys(answered):
    found = answered(2026, [5, 4, 3, 2, 1, 5])
    before = {*Response.objects.values_list("pk", flat=True)}, {*Response.objects.values_list("key", flat=True)}, {*Answered.objects.values_list("pk", flat=True)}  # fmt: skip
    assert {len(list(keys)) for _model, keys in assessing.withheld()} == {6}
    jobs.run_all()
    after = {*Response.objects.values_list("pk", flat=True)}, {*Response.objects.values_list("key", flat=True)}, {*Answered.objects.values_list("pk", flat=True)}  # fmt: skip
    assert all(len(new) == 6 and not new & old for new, old in zip(after, before, strict=True))
    assert {len(list(keys)) for _model, keys in assessing.withheld()} == {0}
    assert statement(found).counts == {5: 2, 4: 1, 3: 1, 2: 1, 1: 1}


def test_below_five_answers_nothing_is_shown(answered, browser_of, member, here):
    found = answered(2026, [5, 4, 3, 2])
    outcome = assessing.outcome(found)
    assert not outcome.enough and not outcome.sides
    assert "Nothing is shown below 5 answers" in browser_of(member).get(here("assessment-results", round=found.pk)).content.decode()  # fmt: skip


def test_while_it_is_open_nothing_is_shown(answered, browser_of, member, here):
    found = answered(2026, [5, 4, 3, 2, 1], closes=False)
    page = browser_of(member).get(here("assessment-results", round=found.pk)).content.decode()
    assert "still open" in page and '<svg class="strip' not in page


def test_results_show_the_spread_beside_the_year_before(answered, browser_of, coordinator, member, here):
    answered(2025, [3, 3, 3, 3, 3])
    found = answered(2026, [5, 5, 5, 1, 1, 1])
    one = statement(found)
    assert (one.spread.mean, one.spread.deviation, one.spread.low, one.spread.high) == (3, 2, 1, 5)
    assert (one.before.mean, one.change) == (3, 0)
    assert assessing.outcome(found).apart[0].key == KEY
    page = browser_of(member).get(here("assessment-results", round=found.pk)).content.decode()
    assert "3 say yes, 3 say no" in page and "2025: 3.0" in page and "3 Yes, fully; 0 Rather yes" in page
    assert "fewer than five answers" in page  # nobody answered the other statements
    jobs.run_all()
    assert statement(found).before is not None


def test_a_round_a_year_and_one_at_a_time(answered, coordinator):
    found = answered(2026, [], closes=False)
    with pytest.raises(NotNow, match="Close it first"):
        assessing.begin(2027, by=coordinator)
    assessing.close(found, by=coordinator)
    assessing.close(found, by=coordinator)
    assert Event.objects.filter(verb="assessment.closed").count() == 1
    with pytest.raises(NotNow, match="2026"):
        assessing.begin(2026, by=coordinator)


def test_nobody_answers_after_the_close(answered, people):
    found = answered(2026, [5, 5, 5, 5, 5])
    with pytest.raises(NotNow, match="closed"):
        assessing.answer(found, people[5], ALL_YES)


def test_results_lead_to_objectives_that_wait_for_their_owner(
    answered, browser_of, coordinator, member, here, actor_of
):
    found = answered(2026, [1, 2, 1, 2, 1])
    soon = timezone.localdate() + timedelta(days=5)
    browser_of(coordinator).post(
        here("objective-new", round=found.pk),
        {"dimension": "benefits", "text": "A list of services", "owner": member.pk, "due": soon.isoformat()},
    )
    made = Objective.objects.get()
    assert [need.title for need in needs(actor_of(member))] == ["A list of services"]
    assert assessing.remind() == 1 and assessing.remind() == 0
    assert Notification.objects.filter(person=member, event__verb="objective.due").exists()
    browser_of(member).post(here("objective-finishing", objective=made.pk))
    made.refresh_from_db()
    assert made.done_at and not list(needs(actor_of(member)))


def test_the_spread_of_answers():
    assert spread({}) is None and spread({5: 0}) is None
    one = spread({5: 2, 4: 2, 1: 1})
    assert (one.n, one.mean, one.median, one.low, one.high, one.yes, one.no) == (5, 3.8, 4, 4, 5, 4, 1)
    assert spread({3: 7}).deviation == 0 and spread({1: 4, 5: 4}).deviation == 2
    assert together([{5: 1}, {5: 2, 1: 3}]) == {5: 3, 4: 0, 3: 0, 2: 0, 1: 3}


@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_once_is_kept_once(network, coordinator, member):
    found = assessing.begin(2026, by=coordinator)

    def send():
        try:
            assessing.answer(found, member, ALL_YES)
            return "kept"
        except NotNow:
            return "told"

    assert sorted(at_once(network, send, send)) == ["kept", "told"]
    assert Response.objects.count() == 1
