"""Amounts of fees in words: written, read back, amended."""

from decimal import Decimal

import pytest

from networks.network.membership.rules import fee_schedules, fee_words
from networks.network.membership.tests.fees_at_work import a_category, a_schedule, by_turnover, uses_fees
from networks.participation.referrals.rules import NotNow

pytestmark = pytest.mark.django_db
BANDS = [{"from": "0", "amount": "110", "rate": "0"}, {"from": "250000.5", "amount": "0", "rate": "0.00125"}]
TEXT = """Fees 2026 2026, version 1\N{NO-BREAK SPACE}: ces montants sont adoptés.

- Full member, dès 0: 110,00 EUR
- Full member, dès 250000,5: 0,00 EUR
- Full member, dès 250000,5, par unité: 0,00125
- Full member, pas moins de: 150,00 EUR
- Full member, pas plus de: 900,00 EUR"""


@pytest.fixture
def schedule(network, coordinator):
    uses_fees()
    rule = {
        **by_turnover(),
        "category": a_category(),
        "bands": BANDS,
        "minimum": Decimal(150),
        "cap": Decimal(900),
    }
    made = a_schedule(adopt=False, by=coordinator, rules=(rule,))
    made.language = "fr"
    made.save()
    return made


def test_what_is_written_is_read_back_and_what_is_amended_is_taken_in(schedule):
    assert fee_words.schedule_text(schedule) == (TEXT, "fr")
    fee_words.schedule_fits(schedule, TEXT, TEXT)
    fee_words.schedule_reworded(schedule, TEXT)
    row = schedule.rules.get()
    assert [{name: Decimal(value) for name, value in band.items()} for band in row.bands] == [
        {name: Decimal(value) for name, value in band.items()} for band in BANDS
    ]
    fee_words.schedule_reworded(schedule, TEXT.replace("0,00125", "0,002").replace("900,00", "1 200"))
    row.refresh_from_db()
    assert (Decimal(row.bands[1]["rate"]), row.cap) == (Decimal("0.002"), Decimal(1200))


def test_amounts_that_cannot_hold_together_are_refused_and_a_text_without_amounts_changes_none(schedule):
    with pytest.raises(NotNow, match="highest fee"):
        fee_words.schedule_fits(schedule, TEXT, TEXT.replace("900,00", "100"))
    with pytest.raises(NotNow, match="is no line"):
        lines = TEXT.split("\n")
        fee_words.schedule_fits(schedule, TEXT, "\n".join([*lines[:2], *reversed(lines[2:])]))
    fee_words.schedule_fits(schedule, "Fees: Adopt it.", "Fees: Adopt them, please.")
    fee_words.schedule_reworded(schedule, "Fees: Adopt them, please.")
    assert schedule.rules.get().cap == Decimal(900)
    assert fee_words.schedule_figures(schedule, "Fees: Adopt it.") == []


def test_a_category_that_was_renamed_or_moved_since_does_not_change_what_was_decided(network, coordinator):
    uses_fees()
    first, second = a_category("First", position=1), a_category("Second", position=2)
    rules = ({"category": first, "amount": Decimal(100)}, {"amount": Decimal(50)}, {"category": second, "amount": Decimal(200)})  # fmt: skip
    made = a_schedule(adopt=False, by=coordinator, rules=rules)
    text, _language = fee_words.schedule_text(made)
    first.name, first.position = "Ordinary member", 9
    first.save()
    fee_words.schedule_reworded(made, text.replace("100.00", "110").replace("200.00", "220"))
    assert {row.category: row.amount for row in made.rules.all()} == {first: 110, None: 50, second: 220}


def test_whoever_decides_reads_the_amounts_in_their_own_words(schedule, client, coordinator):
    schedule.index, schedule.index_text = Decimal("1.026"), "HICP"
    schedule.save()
    client.force_login(coordinator)

    page = client.get(
        f"/ponte/referrals/{fee_schedules.propose(schedule, by=coordinator).pk}/"
    ).content.decode()

    for words in (
        "By the figure “Turnover” of 2025.",
        "Full member, from 250,000.5",
        "€110.00",
        "€900.00",
        "1.026 (HICP)",
    ):
        assert words in page
