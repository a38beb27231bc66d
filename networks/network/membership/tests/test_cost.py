"""What joining costs: from the adopted schedule, as a range where a figure is not known, and honestly nothing where nothing is set."""

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from networks.network.membership.methods import fees
from networks.network.membership.models import FeeRuleRow, FeeSchedule, Figure, Terms
from networks.network.membership.rules import cost
from networks.network.membership.rules.cost import Cost, cost_of, costs, in_words
from networks.network.membership.rules.estimate import BANDS, Profile
from networks.network.membership.tests.an_application import an_open_admission
from networks.network.membership.tests.fees_at_work import a_category, a_schedule, by_turnover, uses_fees

SMALL = Profile(kind="wise", band="small", country="BE")
YEAR = 2026
STAFF = [
    {"from": "0", "amount": "100", "rate": "0"},
    {"from": "10", "amount": "200", "rate": "0"},
    {"from": "30", "amount": "300", "rate": "0"},
    {"from": "50", "amount": "900", "rate": "0"},
]
GROUPS = [
    {"name": "A", "countries": ["BE", "FR"], "amount": "400"},
    {"name": "B", "countries": ["RO"], "amount": "150"},
]


def of(rule: dict, profile: Profile | None = None, **schedule) -> Cost | None:
    """The cost by one rule, of a schedule that is not kept."""
    schedule = {"index": D(1), "round_to": D("0.01"), "rounding": "half_up", **schedule}
    made = FeeSchedule(year=YEAR, currency="EUR", **schedule)
    return cost_of(FeeRuleRow(schedule=made, **rule), made, profile)


def by(key: str, bands: list[dict], **rule) -> dict:
    return {"basis": "figure", "figure": Figure(key=key, name=key), "bands": bands, **rule}


# ---- every basis ----


@pytest.mark.parametrize("profile", [None, SMALL])
def test_the_same_for_everybody_is_one_amount(profile):
    assert of({"amount": D(350)}, profile) == Cost(D(350), D(350), "EUR", YEAR)


def test_it_is_indexed_and_rounded_as_a_notice_is():
    found = of({"amount": D(350)}, index=D("1.026"), round_to=D(5), rounding="up")
    assert (found.low, found.high) == (D(360), D(360))


def test_by_staff_it_is_a_range_until_the_size_is_said():
    assert of(by("staff", STAFF)) == Cost(D(100), D(900), "EUR", YEAR)
    assert of(by("staff", STAFF), SMALL) == Cost(D(200), D(300), "EUR", YEAR)


def test_by_turnover_the_size_tells_nothing():
    bands = [{"from": "0", "amount": "110", "rate": "0"}, {"from": "50000", "amount": "220", "rate": "0"}]
    for profile in (None, SMALL):
        assert of(by("turnover", bands), profile) == Cost(D(110), D(220), "EUR", YEAR)


def test_a_share_without_a_cap_has_no_upper_end():
    bands = [{"from": "0", "amount": "0", "rate": "0.001"}]
    assert of(by("turnover", bands, minimum=D(150))) == Cost(D(150), None, "EUR", YEAR)
    assert of(by("turnover", bands, minimum=D(150), cap=D(5000))) == Cost(D(150), D(5000), "EUR", YEAR)


def test_just_below_a_band_counts_to_the_cent():
    bands = [{"from": "0", "amount": "0", "rate": "0.01"}, {"from": "50000", "amount": "400", "rate": "0"}]
    assert of(by("turnover", bands)).high == D(500)  # 49,999.99 at one per cent


def test_bands_are_read_in_order_however_they_are_kept():
    bands = [{"from": "50000", "amount": "0", "rate": "0.01"}, {"from": "0", "amount": "110", "rate": "0"}]
    assert of(by("turnover", bands)) == Cost(D(110), None, "EUR", YEAR)


def test_by_country_it_is_that_of_the_group():
    rule = {"basis": "country", "groups": GROUPS}
    assert of(rule) == Cost(D(150), D(400), "EUR", YEAR)
    assert of(rule, SMALL) == Cost(D(400), D(400), "EUR", YEAR)
    assert of(rule, Profile("wise", "small", "RO")) == Cost(D(150), D(150), "EUR", YEAR)
    others = [*GROUPS, {"name": "Others", "countries": [], "amount": "250"}]
    assert of(rule | {"groups": others}, Profile("wise", "small", "JP")).low == D(250)


# ---- not known ----


def test_a_country_in_no_group_is_not_known():
    assert of({"basis": "country", "groups": GROUPS}, Profile("wise", "small", "JP")) is None


def test_a_size_below_the_first_band_is_not_known():
    bands = [{"from": "250", "amount": "900", "rate": "0"}]
    assert of(by("staff", bands), SMALL) is None


def test_without_fees_or_without_an_adopted_schedule_nothing_is_said(network):
    category = a_category()
    assert costs([category]) == {}
    uses_fees()
    a_schedule(adopt=False)
    assert costs([category]) == {}
    a_schedule()
    assert costs([category])[category.pk].low == D(350)
    Terms.objects.update(uses_fees=False)
    assert costs([category]) == {}


def test_each_category_has_its_own_rule_or_that_for_all_others(network):
    uses_fees()
    full, observer = a_category("Full member"), a_category("Observer")
    a_schedule(rules=[{"category": full, "amount": D(400)}])
    assert set(costs([full, observer])) == {full.pk}, "the schedule says nothing of observers"
    a_schedule(rules=[{"category": full, "amount": D(400)}, {"amount": D(50)}])
    found = costs([full, observer])
    assert [found[one.pk].low for one in (full, observer)] == [D(400), D(50)]


def test_the_newest_adopted_schedule_counts(network):
    uses_fees()
    category, this = a_category(), date.today().year
    a_schedule(this - 1, rules=[{"amount": D(100)}])
    a_schedule(this, rules=[{"amount": D(200)}])
    a_schedule(this + 2, rules=[{"amount": D(900)}])  # too far ahead
    assert (costs([category])[category.pk].low, costs([category])[category.pk].year) == (D(200), this)


def test_it_asks_the_same_however_many_categories(network, django_assert_num_queries):
    uses_fees()
    many = [a_category(f"Category {n}") for n in range(8)]
    a_schedule(rules=[by_turnover(category=one) for one in many])
    with django_assert_num_queries(4):
        assert len(costs(many)) == 8


# ---- in words, and on the page ----


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (None, ""),
        (Cost(D(350), D(350), "EUR", YEAR), "€350 a year"),
        (Cost(D("110.50"), D(220), "EUR", YEAR), "€110.50 to €220 a year"),
        (Cost(D(150), None, "EUR", YEAR), "from €150 a year"),
    ],
)
def test_in_words(found, words):
    assert in_words(found, "en") == words


def test_the_page_for_applicants_says_it_or_that_it_is_not_set(network, client):
    an_open_admission(network)
    where = "/ponte/public/en/membership/join/"
    assert "no fee is set" in client.get(where).text
    uses_fees()
    full = a_category("Full member")
    a_schedule(rules=[{"category": full, "amount": D(400)}])
    page = client.get(where).text
    assert "€400 a year" in page and "the fee is not set" in page and "no fee is set" not in page


# ---- whatever the rule: no member pays less or more than was said ----

money = st.decimals(0, 5000, places=2)
table = st.lists(
    st.tuples(st.integers(0, 300), money, st.decimals(0, 2, places=3)), min_size=1, max_size=5, unique_by=lambda row: row[0]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    table,
    st.booleans(),
    st.none() | money,
    st.none() | money,
    st.sampled_from(BANDS),
    st.data(),
)
def test_whoever_joins_pays_within_what_was_said(rows, marginal, minimum, cap, band, data):
    bands = [{"from": str(start), "amount": str(amount), "rate": str(rate)} for start, amount, rate in rows]
    rule = by("staff", bands, marginal=marginal, minimum=minimum, cap=cap)
    said = of(rule, Profile("wise", band[0], "BE"))
    staff = data.draw(st.decimals(band[1], band[2] or 100_000, places=2))
    schedule = FeeSchedule(year=YEAR, currency="EUR", index=D(1), round_to=D("0.01"), rounding="half_up")
    try:
        paid = fees.fee(cost._rule(FeeRuleRow(**rule), schedule), "EUR", figure=staff).amount
    except fees.NoBand:
        return
    assert said.low <= paid and (said.high is None or paid <= said.high)
