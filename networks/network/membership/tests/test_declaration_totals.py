"""Totals of figures tell nobody's own."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks.network.membership.rules.figures import totals
from networks.participation.feedback.suppression import hidden


def rows(**counts):
    return [(group, Decimal(10)) for group, number in counts.items() for _ in range(number)]


def test_a_small_cell_is_hidden_with_the_next_smallest():
    cells, whole = totals(rows(BE=9, RO=6, IT=2))

    assert whole.amount == 170 and not whole.hidden
    assert {group for group, cell in cells.items() if cell.hidden} == {"IT", "RO"}
    assert cells["BE"].amount == 90


def test_nothing_is_shown_below_five():
    cells, whole = totals(rows(BE=3, RO=1))

    assert whole.hidden and all(cell.hidden for cell in cells.values())


def test_large_cells_are_shown():
    cells, _whole = totals(rows(BE=5, RO=5))

    assert not any(cell.hidden for cell in cells.values())


@given(st.dictionaries(st.text("ABCDEFGH", min_size=1, max_size=1), st.integers(0, 12), max_size=8))
def test_what_is_hidden_cannot_be_worked_out(counts):
    """What is left of the whole after the shown cells is nothing, or of five at least in two cells at least, unless there is no more to hide."""
    shown = hidden(counts)
    left = [number for group, number in counts.items() if shown[group] and number]
    assert all(number >= 5 or number == 0 for group, number in counts.items() if not shown[group])
    assert (
        not left
        or (sum(left) >= 5 and len(left) >= 2)
        or not any(number for group, number in counts.items() if not shown[group])
    )


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("1.234,56", "fr", "1234.56"),
        ("1,234.56", "fr", "1234.56"),
        ("1 234,5", "en", "1234.5"),
        ("1\u202f234", "fr", "1234"),
        ("12.000", "fr", "12000"),
        ("12.000", "en", "12"),
        ("12,000", "en", "12000"),
        ("1.000.000", "en", "1000000"),
        ("€ 45", "fr", "45"),
        ("0.125", "fr", "0.125"),
        ("45.5", "de", "45.5"),
        ("", "en", None),
        ("abc", "en", None),
        ("1.2.3", "en", None),
        ("1,2,3.4", "en", None),
        ("--5", "en", None),
    ],
)
def test_numbers_are_read_as_people_write_them(text, language, number):
    from networks.network.membership.methods.amounts_written import read_number

    read = read_number(text, language)

    assert read == (None if number is None else Decimal(number))
