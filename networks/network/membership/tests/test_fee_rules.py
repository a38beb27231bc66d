"""What members owe: the rule shapes that real networks publish, worked through by hand, and what holds for every schedule."""

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks.network.membership.methods.fees import (
    Band,
    CountryGroup,
    FeeRule,
    MissingFigure,
    NoBand,
    NoGroup,
    OtherCurrency,
    Reduction,
    fee,
    is_monotone,
    part_of_year,
    rounded_to,
)
from networks.network.membership.methods.instalments import due_by, first_unpaid, instalments

# Six bands of the turnover of the year before, an amount each.
TURNOVER = FeeRule(
    basis="figure",
    bands=tuple(
        Band(D(start), D(amount))
        for start, amount in [
            (0, 110),
            (50_000, 220),
            (150_000, 400),
            (300_000, 650),
            (750_000, 950),
            (2_000_000, 1400),
        ]
    ),
)
# Six bands of members represented, from 304 to 6,073 euros, moved by the harmonised index.
REPRESENTED = FeeRule(
    basis="figure",
    bands=tuple(
        Band(D(start), D(amount))
        for start, amount in [
            (1, 304),
            (101, 607),
            (501, 1215),
            (1001, 2429),
            (5001, 4251),
            (10_001, 6073),
        ]
    ),
    index=D("1.026"),
    round_to=D(1),
)
# Countries by their income.
TIERS = FeeRule(
    basis="country",
    groups=(
        CountryGroup("high income", D(400), frozenset({"BE", "FR", "PT", "SK"})),
        CountryGroup("upper middle income", D(200), frozenset({"RS", "MK", "AL"})),
        CountryGroup("all others", D(50)),
    ),
)
# A share of turnover, between a minimum and a cap.
SHARE = FeeRule(
    basis="figure", bands=(Band(D(0), rate=D("0.0005")),), minimum=D(150), cap=D(3000), round_to=D(5)
)
# The same as taxes do: 1 in 1,000 of the first million, half of that of what lies above.
MARGINAL = FeeRule(
    basis="figure",
    marginal=True,
    bands=(Band(D(0), rate=D("0.001")), Band(D(1_000_000), rate=D("0.0005"))),
)
# So much for each person, over a fixed part.
EACH = FeeRule(basis="figure", bands=(Band(D(0), D(100), D("12.5")),), prorata="month")
FLAT = FeeRule(amount=D(350), prorata="quarter")

SHAPES = [
    ("turnover, first band", TURNOVER, {"figure": D(0)}, "110"),
    ("turnover, last euro of a band", TURNOVER, {"figure": D("49999.99")}, "110"),
    ("turnover, first euro of a band", TURNOVER, {"figure": D(50_000)}, "220"),
    ("turnover, beyond the last band", TURNOVER, {"figure": D(90_000_000)}, "1400"),
    ("represented, smallest, indexed", REPRESENTED, {"figure": D(3)}, "312"),
    ("represented, largest, indexed", REPRESENTED, {"figure": D(25_000)}, "6231"),
    ("country, high", TIERS, {"country": "BE"}, "400"),
    ("country, middle", TIERS, {"country": "RS"}, "200"),
    ("country, all others", TIERS, {"country": "MD"}, "50"),
    ("share, below the minimum", SHARE, {"figure": D(10_000)}, "150"),
    ("share, between, to five euros", SHARE, {"figure": D(1_234_567)}, "615"),
    ("share, above the cap", SHARE, {"figure": D(100_000_000)}, "3000"),
    ("marginal, below the step", MARGINAL, {"figure": D(400_000)}, "400"),
    ("marginal, above the step", MARGINAL, {"figure": D(1_500_000)}, "1250"),
    ("each person", EACH, {"figure": D(8)}, "200"),
    ("each person, from October", EACH, {"figure": D(8), "joined": date(2026, 10, 14)}, "50"),
    ("fixed", FLAT, {}, "350"),
    ("fixed, from the third quarter", FLAT, {"joined": date(2026, 9, 30)}, "175"),
    ("fixed, joined long ago", FLAT, {"joined": date(2019, 9, 30)}, "350"),
    ("fixed, half on request", FLAT, {"reduction": Reduction(percent=D(50))}, "175"),
    ("fixed, an amount less", FLAT, {"reduction": Reduction(amount=D("99.99"))}, "250.01"),
    ("fixed, never below zero", FLAT, {"reduction": Reduction(amount=D(9999))}, "0"),
]


@pytest.mark.parametrize(("name", "rule", "facts", "owed"), SHAPES, ids=[shape[0] for shape in SHAPES])
def test_real_rule_shapes(name, rule, facts, owed):
    assert fee(rule, "EUR", year=2026, **facts).amount == D(owed)


def test_a_notice_can_show_how_its_amount_came_about():
    found = fee(SHARE, "EUR", figure=D(10_000), year=2026, reduction=Reduction(percent=D(10)))

    assert [(step.kind, step.after) for step in found.steps] == [
        ("table", D(5)),
        ("minimum", D(150)),
        ("reduction", D(135)),
    ]


def test_missing_is_not_zero():
    with pytest.raises(MissingFigure):
        fee(TURNOVER, "EUR", figure=None, year=2026)


def test_a_figure_in_another_currency_is_not_used():
    with pytest.raises(OtherCurrency):
        fee(TURNOVER, "EUR", figure=D(90_000), figure_currency="RON", year=2026)


def test_nobody_is_put_into_a_band_or_group_that_is_not_theirs():
    with pytest.raises(NoBand):
        fee(REPRESENTED, "EUR", figure=D(0), year=2026)
    with pytest.raises(NoGroup):
        fee(FeeRule(basis="country", groups=TIERS.groups[:2]), "EUR", country="MD", year=2026)


@pytest.mark.parametrize(
    ("how", "day", "part"),
    [
        ("month", date(2026, 1, 31), (12, 12)),
        ("month", date(2026, 12, 1), (1, 12)),
        ("quarter", date(2026, 3, 31), (4, 4)),
        ("quarter", date(2026, 4, 1), (3, 4)),
        ("day", date(2026, 12, 31), (1, 365)),
        ("day", date(2028, 1, 1), (366, 366)),
        ("none", date(2026, 6, 1), (1, 1)),
    ],
)
def test_the_month_quarter_or_day_of_joining_is_paid(how, day, part):
    assert part_of_year(how, day.year, day) == part


@pytest.mark.parametrize(
    ("how", "amount", "to"),
    [("half_up", "12.5", "15"), ("half_up", "12.49", "10"), ("up", "10.01", "15"), ("down", "14.99", "10")],
)
def test_rounding_is_as_the_schedule_says(how, amount, to):
    assert rounded_to(D(amount), D(5), how, "EUR") == D(to)


def test_the_editor_can_tell_where_the_larger_pays_less():
    assert all(is_monotone(rule) for rule in (TURNOVER, REPRESENTED, SHARE, MARGINAL, EACH))
    assert not is_monotone(FeeRule(basis="figure", bands=(Band(D(0), D(100)), Band(D(10), D(90)))))
    assert not is_monotone(
        FeeRule(basis="figure", bands=(Band(D(0), rate=D(1)), Band(D(1000), rate=D("0.5"))))
    )


# ---- what holds for every schedule ----
amounts = st.decimals(0, 10_000, places=2)
rates = st.decimals(0, 2, places=4)
figures = st.decimals(0, 10_000_000, places=2)
bands = st.lists(st.tuples(st.decimals(0, 1_000_000, places=0), amounts, rates), min_size=1, max_size=6).map(
    lambda rows: (Band(D(0)), *(Band(*row) for row in rows))
)
rules = st.builds(
    FeeRule,
    basis=st.just("figure"),
    bands=bands,
    marginal=st.booleans(),
    minimum=st.none() | st.decimals(0, 500, places=2),
    cap=st.none() | st.decimals(500, 50_000, places=2),
    index=st.decimals("0.5", 2, places=3),
    round_to=st.sampled_from([D("0.01"), D(1), D(5), D(10)]),
    rounding=st.sampled_from(["half_up", "up", "down"]),
    prorata=st.sampled_from(["none", "month", "quarter", "day"]),
)
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(rules, figures, figures)
def test_whoever_has_more_never_pays_less_where_the_table_is_so(rule, one, other):
    if is_monotone(rule):
        low, high = sorted([one, other])
        assert fee(rule, "EUR", figure=low).amount <= fee(rule, "EUR", figure=high).amount


@given(rules, figures)
def test_minimum_and_cap_hold_but_for_rounding(rule, figure):
    owed = fee(rule, "EUR", figure=figure).amount
    if rule.minimum is not None:
        assert owed >= rule.minimum * rule.index - rule.round_to
    if rule.cap is not None:
        assert owed <= rule.cap * rule.index + rule.round_to


@given(rules, figures, days, days)
def test_who_joins_later_never_pays_more(rule, figure, one, other):
    early, late = sorted([one, other])
    paid = [fee(rule, "EUR", figure=figure, year=2026, joined=day).amount for day in (early, late)]
    assert paid[0] >= paid[1]


@given(rules, figures, days, st.decimals(0, 100, places=2), amounts)
def test_an_amount_is_exact_and_never_below_zero(rule, figure, joined, percent, less):
    owed = fee(
        rule, "EUR", figure=figure, year=2026, joined=joined, reduction=Reduction(percent, less)
    ).amount
    assert owed >= 0
    assert owed == owed.quantize(D("0.01"))


@given(st.decimals(0, 100_000, places=2), st.lists(days, min_size=1, max_size=12), days, amounts)
def test_instalments_add_up_to_the_cent_and_are_paid_in_order(amount, due, day, paid):
    parts = instalments(amount, due, "EUR")

    assert sum(part.amount for part in parts) == amount
    assert max(p.amount for p in parts) - min(p.amount for p in parts) <= D("0.01")
    assert due_by(parts, date(2027, 1, 1)) == amount
    late = first_unpaid(parts, paid)
    assert (late is None) == (paid >= amount)
    assert (due_by(parts, day) > paid) == (late is not None and late < day)
