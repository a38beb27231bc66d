"""Limits count failures, for each address and each target."""

import pytest
import time_machine
from django.core.cache import cache

from networks.base.limits import Limit

LIMIT = Limit("test", failures=3, seconds=600)


@pytest.fixture(autouse=True)
def empty(db, settings):
    cache.clear()


def test_it_stops_after_so_many_failures():
    for _ in range(2):
        LIMIT.failed("1.2.3.4")
    assert not LIMIT.reached("1.2.3.4")
    LIMIT.failed("1.2.3.4")
    assert LIMIT.reached("1.2.3.4") and not LIMIT.reached("1.2.3.5")


def test_a_target_is_counted_from_everywhere():
    for n in range(3):
        LIMIT.failed(f"1.2.3.{n}", "target")
    assert LIMIT.reached("9.9.9.9", "target") and not LIMIT.reached("1.2.3.1")


def test_what_turned_out_well_is_taken_back():
    for _ in range(50):
        LIMIT.failed("room")
        LIMIT.forgive("room")
    assert not LIMIT.reached("room")


def test_nobody_starts_anew_when_the_clock_strikes_and_all_do_after_a_while():
    with time_machine.travel("2026-11-24 09:04:59", tick=False) as clock:
        for _ in range(3):
            LIMIT.failed("a")
        clock.shift(2)
        assert LIMIT.reached("a")
        clock.shift(600)
        assert not LIMIT.reached("a")
