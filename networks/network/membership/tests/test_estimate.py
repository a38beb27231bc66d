"""What joining would bring: only from what is recorded, of enough comparable members, none of whom stands out."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from networks.network.membership.methods.estimate import Range, circle, percentile, rounded, spread
from networks.network.membership.models import Category, Figure, FigureValue
from networks.network.membership.rules import belonging
from networks.network.membership.rules.estimate import NAMES, Profile, band_of, estimate
from networks.people.models import Organisation
from networks.record.models import Benefit
from networks.record.rules import benefit, reverse_benefit

D = Decimal


# ---- the method ----


@pytest.mark.parametrize(
    ("share", "expected"), [("0.25", "20"), ("0.75", "40"), ("0", "10"), ("1", "50"), ("0.5", "30")]
)
def test_percentiles_are_those_of_definition_seven(share, expected):
    assert percentile([D(n) for n in (10, 20, 30, 40, 50)], D(share)) == D(expected)


def test_percentiles_lie_between_closest_ranks():
    # R: quantile(c(1, 2, 4, 8, 16, 32), c(.25, .75), type = 7) gives 2.5 and 14.
    amounts = [D(n) for n in (1, 2, 4, 8, 16, 32)]
    assert (percentile(amounts, D("0.25")), percentile(amounts, D("0.75"))) == (D("2.5"), D(14))


@pytest.mark.parametrize(
    ("amount", "expected"),
    [("1234", "1200"), ("37.4", "37"), ("0.046", "0.046"), ("0", "0"), ("99.6", "100")],
)
def test_two_digits_are_enough(amount, expected):
    assert rounded(D(amount)) == D(expected)


def test_a_range_over_five():
    assert spread([D(n) for n in (10, 20, 30, 40, 50)]) == Range(D(20), D(40), 5)


@pytest.mark.parametrize(
    "amounts",
    [
        (10, 20, 30, 40),  # four members
        (10, 20, 30, 40, 0, 0, 0),  # seven, but four of them got something
        (10, 10, 10, 10, 41),  # one has more than half
        (),
    ],
)
def test_where_there_are_too_few_or_one_stands_out_it_is_not_known(amounts):
    assert spread([D(n) for n in amounts]) is None


def test_who_got_nothing_counts():
    assert spread([D(n) for n in (0, 0, 0, 10, 20, 30, 40, 50)]).low == D(0)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 10**6).map(Decimal), max_size=30))
def test_a_range_is_in_order_and_within_what_was_got(amounts):
    found = spread(amounts)
    if found:
        assert D(0) <= found.low <= found.high
        assert found.high <= rounded(max(amounts)) * D("1.1") and found.members == len(amounts)
        assert max(amounts) <= sum(amounts) / 2


def test_a_narrow_circle_is_used_only_if_nobody_is_found_by_subtraction():
    everybody = frozenset(range(12))
    assert circle([frozenset(range(5)), everybody]) == 0
    assert circle([frozenset(range(10)), everybody]) == 1  # two would remain
    assert circle([everybody, everybody]) == 0
    assert circle([frozenset(range(4)), frozenset(range(4))]) is None
    # the middle one cannot be told from the widest, and the narrowest cannot from the middle one
    assert circle([frozenset(range(5)), frozenset(range(6)), everybody]) == 1


# ---- on what is recorded ----


@pytest.fixture
def members(network):
    """Seven enterprises of 24 people in Belgium, members for two years."""
    category = Category.objects.create(name="Full member")
    staff = Figure.objects.create(key="staff", name="Staff", unit="persons")
    found = []
    for number in range(7):
        one = Organisation.objects.create(name=f"House {number}", country="BE", kind="wise", is_member=False)
        belonging.begin(one, category, since=timezone.localdate() - timedelta(days=800))
        FigureValue.objects.create(organisation=one, figure=staff, year=2025, amount=24)
        found.append(one)
    return found


def gave(members, amounts, kind="hours", unit="hours", days=30):
    for number, (one, amount) in enumerate(zip(members, amounts, strict=False)):
        benefit(
            one, kind, amount, unit, how="test", cause=f"{kind}:{unit}:{one.pk}:{days}:{number}", about=one,
            on=timezone.localdate() - timedelta(days=days),
        )  # fmt: skip


BELGIAN = Profile("wise", "small", "BE")


def known(profile=BELGIAN):
    return {(gain.kind, gain.unit): gain for gain in estimate(profile) if gain.range}


def test_without_benefits_everything_is_not_known_yet(members):
    gains = estimate(BELGIAN)

    assert [gain.kind for gain in gains] == list(NAMES) and not any(gain.range for gain in gains)


def test_hours_of_comparable_members(members):
    gave(members, (10, 20, 30, 40, 50, 60, 70))

    gain = known()["hours", "hours"]

    assert (gain.range, gain.years) == (Range(D(25), D(55), 7), 1)
    assert "same group of countries" in str(gain.among)


def test_another_kind_or_size_of_organisation_knows_nothing_of_it(members):
    gave(members, (10, 20, 30, 40, 50, 60, 70))

    assert not known(Profile("network", "small", "BE")) and not known(Profile("wise", "large", "BE"))


def test_a_size_beside_it_is_asked_where_there_are_too_few(members):
    gave(members, (10, 20, 30, 40, 50, 60, 70))

    assert "sizes next to it" in str(known(Profile("wise", "micro", "BE"))["hours", "hours"].among)


def test_another_country_is_answered_from_all_countries(members):
    gave(members, (10, 20, 30, 40, 50, 60, 70))

    assert "in all countries" in str(known(Profile("wise", "small", "FR"))["hours", "hours"].among)


def test_what_would_tell_of_one_country_by_subtraction_is_said_of_all(members):
    Organisation.objects.filter(pk=members[0].pk).update(country="FR")
    gave(members, (10, 20, 30, 40, 50, 60, 70))

    assert known()["hours", "hours"].range.members == 7  # six Belgians would tell of the one in France


def test_what_was_taken_back_is_gone(members):
    gave(members, (10, 20, 30, 40, 50, 60, 70))
    for row in Benefit.objects.filter(amount__gt=30):
        reverse_benefit(row)

    assert not known()


def test_older_benefits_count_as_a_year_of_three(members):
    for one in members:
        one.memberships.update(since=timezone.localdate() - timedelta(days=1200))
    gave(members, (30, 60, 90, 120, 150, 180, 210), days=700)

    gain = known()["hours", "hours"]

    assert gain.years == 3 and gain.range == Range(D(25), D(55), 7)


def test_newcomers_do_not_count_yet(members):
    for one in members[:3]:
        one.memberships.update(since=timezone.localdate() - timedelta(days=30))
    gave(members, (10, 20, 30, 40, 50, 60, 70))

    assert not known()


def test_currencies_are_never_added_up(members):
    gave(members, (100, 200, 300, 400, 500, 600, 700), "money_saved", "EUR")
    gave(members, (1000, 2000, 3000), "money_saved", "HUF")

    assert set(known()) == {("money_saved", "EUR")}


def test_it_asks_as_often_for_many_members_as_for_few(members, django_assert_num_queries):
    gave(members, (10, 20, 30, 40, 50, 60, 70))
    with CaptureQueriesContext(connection) as few:
        estimate(BELGIAN)
    for number in range(20):
        one = Organisation.objects.create(name=f"More {number}", country="BE", kind="wise")
        belonging.begin(one, Category.objects.get(), since=timezone.localdate() - timedelta(days=800))
        FigureValue.objects.create(organisation=one, figure=Figure.objects.get(), year=2025, amount=30)
    with django_assert_num_queries(len(few)):
        estimate(BELGIAN)


@pytest.mark.parametrize(
    ("staff", "band"),
    [(0, "micro"), (9, "micro"), (10, "small"), (49, "small"), (250, "large"), (10**6, "large")],
)
def test_sizes(staff, band):
    assert band_of(D(staff)) == band


def test_the_page_shows_ranges_and_says_what_is_not_known(members, coordinator, client):
    from django.core.cache import cache

    from networks.network.membership.tests.an_application import an_open_admission

    cache.clear()
    an_open_admission(members[0].network, coordinator)
    gave(members, (10, 20, 30, 40, 50, 60, 70))

    page = client.get("/ponte/public/en/membership/join/?kind=wise&band=small&country=BE").content.decode()

    assert "25 to 55 hours a year" in page and "not known yet" in page and "7 members" in page
