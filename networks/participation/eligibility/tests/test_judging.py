"""Who may, by a rule, at an instant; a refusal says why."""

from datetime import UTC, date, datetime

import pytest

from networks.participation.eligibility import rules
from networks.participation.eligibility.rules import Rule, Standing, Verdict, judge

MEMBER = Standing(
    member=True,
    category="c1",
    kind="full",
    votes=True,
    country="BE",
    since=date(2026, 1, 1),
    organisation_kind="wise",
)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rule", "standing"),
    [
        (Rule(), MEMBER),
        (Rule(member=False), Standing()),
        (Rule(categories=("c1", "c2"), kinds=("full",), countries=("BE",), votes=True, paid=True), MEMBER),
        (Rule(member_days=59), MEMBER),
        (
            Rule(member=False, countries=("BE",), organisation_kinds=("wise",)),
            Standing(country="BE", organisation_kind="wise"),
        ),
    ],
)
def test_whoever_fulfils_the_rule_may(rule, standing):
    assert judge(rule, standing, NOON) == Verdict()


@pytest.mark.parametrize(
    ("rule", "standing", "says"),
    [
        (Rule(), Standing(), "not a member"),
        (Rule(categories=("c2",)), MEMBER, "category"),
        (Rule(kinds=("observer",)), MEMBER, "category"),
        (Rule(countries=("FR",)), MEMBER, "another country"),
        (Rule(organisation_kinds=("network",)), MEMBER, "another kind"),
        (Rule(votes=True), Standing(member=True), "no vote"),
        (Rule(paid=True), Standing(member=True, paid=False), "overdue"),
        (Rule(paid=True), Standing(member=True, paid=False, arrears="80 EUR of 2025"), "80 EUR"),
        (Rule(member_days=60), MEMBER, "long enough"),
    ],
)
def test_a_refusal_says_why(rule, standing, says):
    verdict = judge(rule, standing, NOON)

    assert not verdict and says in str(verdict.reasons[0])


def test_all_reasons_are_said_at_once():
    assert len(judge(Rule(countries=("FR",), votes=True), Standing(member=True), NOON).reasons) == 2


def test_standings_come_from_whoever_provides_them(monkeypatch):
    monkeypatch.setattr(rules, "_provider", [])
    rules.provide(lambda keys, at: {"a": MEMBER} if at == NOON else {})

    assert rules.check(Rule(votes=True), "a", NOON)
    assert not rules.check(Rule(), "b", NOON)
    assert rules.standings(["a", "b"], NOON) == {"a": MEMBER, "b": Standing()}


def test_without_anybody_who_knows_everybody_is_a_member_without_a_vote(monkeypatch):
    monkeypatch.setattr(rules, "_provider", [])

    assert rules.check(Rule(), "a") and not rules.check(Rule(votes=True), "a")
