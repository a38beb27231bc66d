"""Counts by audience tell about nobody: not by a small number, not by subtraction, not by a difference in time (S22)."""

import random
from itertools import combinations

import pytest
from django.test import Client

from networks.base.keys import uuid7
from networks.meet.sessions.models import Answer, MeToo, Seat, Session
from networks.meet.sessions.rules import counting, grouping
from networks.meet.sessions.tests.a_session import a_guest, a_part, a_session


def people(**audiences) -> dict:
    """Members of audiences: people(worker=5, staff=6)."""
    return {(name, n): name for name, count in audiences.items() for n in range(count)}


def of(table, *audiences) -> dict:
    return {m: a for m, a in table.items() if a in audiences}


@pytest.mark.parametrize(
    ("table", "fine"),
    [
        (people(worker=5, staff=6), True),
        (people(worker=5), True),
        ({}, True),
        (people(worker=4, staff=60), False),
        (people(worker=5, staff=1), False),
    ],
)
def test_every_cell_is_none_or_at_least_five(table, fine):
    assert counting.safe([table]) is fine


def test_who_did_not_tell_is_a_cell_too():
    assert not counting.safe([{**people(worker=9), ("x", 1): ""}])


def test_taking_one_table_from_another_tells_about_nobody():
    everyone = people(worker=11, staff=10)
    theme = dict(list(people(worker=10).items()))  # the one worker who is not in it would be known
    assert not counting.safe([everyone, theme])
    assert counting.safe([everyone, people(worker=6)])


def test_two_themes_that_differ_by_one_person_are_not_both_counted():
    one = people(worker=7)
    other = dict(list(one.items())[:6])
    assert counting.safe([one]) and counting.safe([other])
    assert not counting.safe([one, other])


def test_no_set_that_can_be_had_by_one_subtraction_is_small():
    """Whatever random tables are passed as safe, no difference of two of them counts one to four of an audience."""
    chance = random.Random(7)
    passed = 0
    for _ in range(4000):
        everyone = people(worker=chance.choice([5, 10, 12]), staff=chance.choice([0, 10, 15]))
        tables = [everyone] + [
            {m: a for m, a in everyone.items() if (hash(m) >> shift) % 2 or chance.random() < 0.1}
            for shift in range(chance.randint(1, 2))
        ]
        if not counting.safe(tables):
            continue
        passed += 1
        for a, b in combinations(tables, 2):
            for x, y in ((a, b), (b, a)):
                left = counting.cells({m: v for m, v in x.items() if m not in y})
                assert all(n >= 5 for n in left.values())
    assert passed > 20, "the rule refuses everything"


def test_a_count_that_rises_by_one_would_tell_who_came():
    before = {"here": {"worker": 6, "staff": 8}}
    assert not counting.may_replace(before, {"here": {"worker": 7, "staff": 8}})
    assert not counting.may_replace(before, {"here": {"worker": 6, "staff": 8, "board": 4}})
    assert counting.may_replace(before, {"here": {"worker": 6, "staff": 13}})
    assert counting.may_replace(before, {"here": {"worker": 6, "staff": 8}, "theme:x": {"worker": 5}})


# ---- in a session ----


def seats(session, **audiences) -> list[Seat]:
    return [
        a_guest(session, f"{name}{n}", audience=name, country="BE")[0]
        for name, count in audiences.items()
        for n in range(count)
    ]


@pytest.fixture
def session(network):
    return a_session()


def test_nothing_is_counted_while_people_are_still_coming(session):
    seats(session, worker=1)
    assert counting.audiences_of(session) is None
    assert not Session.objects.get().several_audiences, "and nothing is spoilt by it"


def test_large_audiences_are_counted(session):
    seats(session, worker=6, staff=5)
    a_part(session)
    assert counting.audiences_of(session) == {"here": {"worker": 6, "staff": 5}}


def test_one_small_cell_and_it_is_several_audiences_for_the_whole_session(session):
    seats(session, worker=6, staff=4)
    a_part(session)
    assert counting.audiences_of(session) is None
    seats(session, staff=3)  # now there would be seven: but the difference to before would tell
    assert counting.audiences_of(Session.objects.get()) is None
    assert Session.objects.get().several_audiences


def test_a_latecomer_does_not_move_the_count(session):
    seats(session, worker=6, staff=5)
    a_part(session)
    counting.audiences_of(session)
    seats(session, worker=1)
    assert counting.audiences_of(Session.objects.get())["here"] == {"worker": 6, "staff": 5}
    seats(session, worker=4)
    assert counting.audiences_of(Session.objects.get())["here"] == {"worker": 11, "staff": 5}


def wrote(part, seat, number, **fields) -> Answer:
    fields = {"audience": seat.audience, "country": seat.country, "seat": seat} | fields
    return Answer.objects.create(part=part, key=uuid7(), number=number, text=f"Answer {number}", **fields)


def test_a_small_theme_makes_it_several_audiences_everywhere(session, coordinator):
    there = seats(session, worker=6, staff=6)
    part = a_part(session)
    answers = [wrote(part, seat, n) for n, seat in enumerate(there, 1)]
    assert counting.audiences_of(session)["here"]
    grouping.new_theme(part, "Two of them", coordinator, answers[:2])
    assert counting.audiences_of(Session.objects.get()) is None


def test_voices_are_people_and_not_texts(session, coordinator):
    ana, ben, cem = seats(session, worker=3)
    part = a_part(session)
    answers = [wrote(part, ana, 1), wrote(part, ana, 2), wrote(part, ben, 3)]
    MeToo.objects.create(answer=answers[0], seat=cem)
    MeToo.objects.create(answer=answers[2], seat=ana)
    theme = grouping.new_theme(part, "One", coordinator, answers)
    voices = counting.voices_by_theme(part)[theme.pk]
    assert (voices.people, voices.answers, voices.countries) == (3, 3, ["BE"])


def test_a_scribe_s_answer_has_as_many_voices_as_spoke(session, coordinator):
    (scribe,) = seats(session, staff=1)
    part = a_part(session)
    wrote(part, scribe, 1, scribe=coordinator, voices=4, named=False, audience="", country="")
    assert counting.voices_by_theme(part)[None].people == 4


def test_in_an_anonymous_part_answers_and_me_toos_are_counted_never_people(session):
    part = a_part(session, naming="anonymous")
    for n in range(1, 4):
        Answer.objects.create(part=part, key=uuid7(), number=n, text="x", named=False, me_toos=2)
    voices = counting.voices_by_theme(part)[None]
    assert (voices.people, voices.answers, voices.me_toos) == (0, 3, 6)


def test_who_shows_no_name_is_a_voice_without_country_and_audience(session):
    (ana,) = seats(session, worker=1)
    part = a_part(session)
    wrote(part, ana, 1, named=False, audience="", country="")
    voices = counting.voices_by_theme(part)[None]
    assert voices.people == 1
    assert counting.cells(voices.members) == {"": 1}
    assert voices.countries == []


def test_hidden_and_late_answers_are_no_voices(session):
    from django.utils import timezone

    ana, ben = seats(session, worker=2)
    part = a_part(session)
    wrote(part, ana, 1, hidden_at=timezone.now())
    wrote(part, ben, 2, late=True)
    assert counting.voices_by_theme(part) == {}


def test_the_console_never_tells_an_audience_beside_a_person(session, coordinator):
    seats(session, worker=6, staff=5)
    a_part(session)
    client = Client()
    client.force_login(coordinator, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(f"/{session.network.slug}/meet/sessions/{session.pk}/present/").content.decode()
    assert "worker0" in page
    assert "Worker" not in page and ">worker<" not in page
