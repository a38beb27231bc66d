"""Breakout groups: worked out in the background, published, changed by hand, ended."""

import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from networks.base import jobs
from networks.meet.sessions.live.moment import Moment
from networks.meet.sessions.models import Answer, BreakoutGroup, BreakoutPlace, BreakoutPlan, Encounter, Seat
from networks.meet.sessions.rules import (
    answering,
    breaking_out,
    counting,
    groups_by_hand,
    in_groups,
    running,
    seating,
    steps,
)
from networks.meet.sessions.rules.errors import NotNow
from networks.meet.sessions.tests.a_session import a_guest, a_part, a_session
from networks.people.belonging import affiliate
from networks.people.models import Organisation, Person

ORIGIN = {"HTTP_ORIGIN": "http://testserver"}


@pytest.fixture
def part(network):
    return a_part(a_session(), in_groups=True)


def people(part, languages=("en", "fr"), each=6, **fields):
    """Guests, so many of each language; returns seat → secret."""
    made = {}
    for language in languages:
        for n in range(each):
            seat, secret = a_guest(
                part.session, f"{language}{n}", language=language, country="BEFRDE"[2 * (n % 3) :][:2],
                audience=("board", "staff", "worker")[n % 3], **fields,
            )  # fmt: skip
            made[seat] = secret
    return made


def planned(part, **wishes):
    plan = breaking_out.ask_for_plan(part, {"by": "size", "count": 3, "who": "here", **wishes}, None)
    jobs.run_all()
    plan.refresh_from_db()
    plan.part = part
    return plan


def published(part, **wishes):
    plan = planned(part, **wishes)
    breaking_out.publish(plan, None, 20)
    plan.refresh_from_db()
    plan.part = part
    return plan


def members(plan):
    return [
        {place.seat_id for place in group.places.all() if place.left_at is None}
        for group in plan.groups.all()
    ]


def client_of(part, secret):
    client = Client()
    client.cookies["seat"] = secret
    return client, f"/j/{part.session.code}/group/"


def signed_in(person):
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


# ---- planning ----


def test_groups_share_a_language_and_differ_by_one(part):
    """S10, S11, S13"""
    people(part)
    plan = planned(part, count=4, by="number")
    assert plan.explained["state"] == "done"
    sizes = sorted(map(len, members(plan)))
    assert sum(sizes) == 12
    assert sizes[-1] - sizes[0] <= 1
    for group in plan.groups.all():
        assert {place.seat.language for place in group.places.all()} == {group.language}


def test_same_people_and_seed_same_groups(part):
    """S16"""
    people(part)
    assert members(planned(part)) == members(planned(part))


def test_wishes_hold(part):
    """S13"""
    a, b, c, d, *_rest = people(part)
    plan = planned(part, together=[[str(a.pk), str(b.pk)]], apart=[[str(c.pk), str(d.pk)]])
    for group in members(plan):
        assert (a.pk in group) == (b.pk in group)
        assert not {c.pk, d.pk} <= group


def test_what_cannot_hold_names_the_person_the_rule_and_the_ways_out(part, coordinator):
    """S11"""
    people(part)
    alone, secret = a_guest(part.session, "Judit", language="hu")
    plan = planned(part)
    assert (plan.explained["state"], plan.explained["rule"]) == ("impossible", "LANGUAGE")
    assert plan.explained["persons"] == [str(alone.pk)]

    client = signed_in(coordinator)
    page = client.get(f"/ponte/meet/sessions/parts/{part.pk}/groups/").text
    assert "Judit" in page
    assert "each group has a language that all understand" in page
    number = next(n for n, c in enumerate(plan.explained["choices"]) if c["kind"] == "Interpreter")
    assert "An interpreter for Judit" in page

    client.post(f"/ponte/meet/sessions/breakout/{plan.pk}/concession/", {"choice": number})
    jobs.run_all()
    solved = BreakoutPlan.objects.get()
    assert solved.explained["state"] == "done"
    assert any(group["interpreted"] == [str(alone.pk)] for group in solved.explained["groups"])
    assert "Interpreted for: Judit" in client.get(f"/ponte/meet/sessions/parts/{part.pk}/groups/").text

    # In the group everybody reads it, too.
    breaking_out.publish(solved, coordinator)
    phone = Client()
    phone.cookies["seat"] = secret
    own = phone.get(f"/j/{part.session.code}/group/").text
    assert "Your group speaks" in own and "Interpreted for: Judit" in own


def test_the_form_asks_and_the_page_explains_without_audiences_or_costs(part, coordinator):
    """S12"""
    people(part)
    client = signed_in(coordinator)
    address = f"/ponte/meet/sessions/parts/{part.pk}/groups/"
    assert "12 people are here now" in client.get(address).text
    a, *_rest, b = Seat.objects.order_by("name")
    client.post(
        address,
        {
            "by": "number",
            "count": 2,
            "who": "all",
            "kind-0": "apart",
            "a-0": a.pk,
            "b-0": b.pk,
            "rapporteur": a.pk,
        },
    )
    plan = BreakoutPlan.objects.get()
    assert plan.wishes["apart"] == [[str(a.pk), str(b.pk)]]
    assert "being worked out" in client.get(address).text
    jobs.run_all()
    page = client.get(address).text
    assert "12 people in 2 groups" in page
    assert "drawn by lot that keep the same rules" in page
    assert "1 group has no rapporteur" in page
    for word in ("worker", "staff", "board", "cost"):
        assert word not in re.sub(r"<(head|header|footer).*?</\1>", "", page, flags=re.S).lower().replace(
            "keyboard", ""
        )
    plan.refresh_from_db()
    assert not {"audience", "cost"} & set(re.findall(r"[a-z]+", json.dumps(plan.explained)))


@pytest.mark.parametrize("count", [0, -3, 9999])
def test_an_impossible_number_is_refused(part, count):
    with pytest.raises(NotNow):
        breaking_out.ask_for_plan(part, {"by": "size", "count": count}, None)


def test_nobody_is_here(part):
    people(part)
    Seat.objects.update(last_seen_at=timezone.now() - timedelta(hours=1))
    assert planned(part).explained["state"] == "nobody"


# ---- a group's page ----


def test_nothing_is_seen_until_the_groups_are_published(part):
    seats = people(part)
    seat, secret = next(iter(seats.items()))
    plan = planned(part)
    client, address = client_of(part, secret)
    assert client.get(address).status_code == 302
    assert "Go to my group" not in client.get(f"/j/{part.session.code}/").text

    breaking_out.publish(plan, None, 15)
    assert "Go to my group" in client.get(f"/j/{part.session.code}/").text
    page = client.get(address).text
    own = in_groups.place_of(part, seat).group
    assert f"Your group: {own.number}" in page
    for other in Seat.objects.all():
        shown = f"{other.name}, {other.country}" in page
        assert shown == (in_groups.place_of(part, other).group_id == own.pk)
    for word in ("worker", "board"):
        assert word not in page.lower()


def test_a_call_for_help_reaches_the_console(part):
    seats = people(part)
    seat, secret = next(iter(seats.items()))
    published(part)
    client, address = client_of(part, secret)
    number = in_groups.place_of(part, seat).group.number

    def console():
        moment = Moment.now(part.session_id)
        return render_to_string(
            "sessions/breakout/console.html", {"part": moment.part, "session": moment.session}
        )

    assert "needs help" not in console()
    for _twice in range(2):
        client.post(f"{address}help/", **ORIGIN)
    assert f"Group {number} needs help" in console()
    assert "The facilitator knows" in client.get(address).text
    client.post(f"{address}help/", {"over": 1}, **ORIGIN)
    assert "needs help" not in console()


def test_what_is_written_in_a_group_is_the_groups_and_it_chooses_what_to_tell(part):
    seats = people(part)
    seat, secret = next(iter(seats.items()))
    published(part)
    client, address = client_of(part, secret)
    key = uuid4()
    for _twice in range(2):
        client.post(f"{address}answers/", {"key": key, "text": "Buy together"}, **ORIGIN)
    answer = Answer.objects.get()
    own = in_groups.place_of(part, seat).group
    assert answer.group == own
    client.post(f"{address}answers/{answer.pk}/reported/", **ORIGIN)
    answer.refresh_from_db()
    assert answer.reported

    stranger = next(s for s in seats if in_groups.place_of(part, s).group_id != own.pk)
    other, address = client_of(part, seats[stranger])
    assert other.post(f"{address}answers/{answer.pk}/reported/", {"back": 1}, **ORIGIN).status_code == 404
    assert "Buy together" not in other.get(address).text


def test_an_anonymous_answer_belongs_to_no_group(network):
    part = a_part(a_session(), in_groups=True, naming="anonymous")
    seats = people(part)
    seat, secret = next(iter(seats.items()))
    published(part)
    answering.accept(part.session, [answering.Draft(part.pk, uuid4(), "Secret", "en", seat=seat)])
    client, address = client_of(part, secret)
    client.post(f"{address}answers/", {"key": uuid4(), "text": "Secret too"}, **ORIGIN)
    assert list(Answer.objects.values_list("text", "group_id", "seat_id")) == [("Secret", None, None)]


def test_a_report_is_saved_on_top_of_what_was_read(part):
    seats = people(part)
    published(part)
    group = BreakoutGroup.objects.first()
    (one, first), (_two, second) = [
        (s, client_of(part, secret))
        for s, secret in seats.items()
        if in_groups.place_of(part, s).group_id == group.pk
    ][:2]
    assert one
    client, address = first
    client.post(f"{address}report/", {"revision": 1, "report": "We want one voice"}, **ORIGIN)
    other, _address = second
    answer = other.post(f"{address}report/", {"revision": 1, "report": "We want cheaper things"}, **ORIGIN)
    assert answer.status_code == 409
    assert "We want one voice" in answer.text
    assert "We want cheaper things" in answer.text
    group.refresh_from_db()
    assert (group.report, group.report_revision) == ("We want one voice", 2)
    other.post(f"{address}report/", {"revision": 2, "report": "Both"}, **ORIGIN)
    group.refresh_from_db()
    assert group.report == "Both"


# ---- by hand ----


def test_who_comes_late_gets_the_place_that_suits_best_and_nobody_is_moved(part):
    """S14"""
    people(part)
    plan = published(part)
    before = members(plan)
    seat, secret = a_guest(part.session, "Late", language="fr")
    client, address = client_of(part, secret)
    assert "group/place/" in client.get(address).text
    client.post(f"{address}place/", **ORIGIN)
    client.post(f"{address}place/", **ORIGIN)
    place = in_groups.place_of(part, seat)
    assert place.group.language == "fr"
    assert [group - {seat.pk} for group in members(plan)] == before


def test_no_shows_leave_and_small_groups_may_join_others_and_all_can_be_undone(part, coordinator):
    """S14"""
    people(part, languages=("en",), each=12)
    plan = published(part, count=4)
    client = signed_in(coordinator)
    address = f"/ponte/meet/sessions/parts/{part.pk}/groups/"
    base = f"/ponte/meet/sessions/breakout/{plan.pk}"
    small, *_others = plan.groups.all()
    gone = [place.seat for place in small.places.select_related("seat")][:2]
    for seat in gone:
        client.post(f"{base}/departure/", {"seat": seat.pk})
    page = client.get(address).text
    assert "Group 1 could join group" in page
    before = members(plan)
    into = re.search(
        rf'name="into" value="([^"]+)"><button class="btn" name="small" value="{small.pk}"', page
    ).group(1)
    client.post(f"{base}/merging/", {"small": small.pk, "into": into})
    assert members(plan)[0] == set()
    client.post(f"{base}/undoing/")
    assert members(plan) == before
    client.post(f"{base}/undoing/")
    assert len(members(plan)[0]) == 3  # one of the two no-shows


def test_a_move_shows_what_it_does_before_it_is_done(part, coordinator):
    """S14"""
    people(part)
    plan = published(part)
    client = signed_in(coordinator)
    group = plan.groups.filter(language="fr").first()
    seat = Seat.objects.filter(language="en").first()
    query = {"seat": seat.pk, "into": group.pk}
    address = f"/ponte/meet/sessions/breakout/{plan.pk}/move/"
    before = members(plan)
    page = client.get(address, query).text
    assert "No language that all understand" in page
    assert members(plan) == before
    client.post(address, query)
    assert in_groups.place_of(part, seat).group_id == group.pk
    assert BreakoutPlace.objects.get(seat=seat).by_hand
    assert client.get(address, {"seat": "x", "into": group.pk}).status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        "publication",
        "ending",
        "time",
        "links",
        "move",
        "late",
        "departure",
        "merging",
        "undoing",
        "concession",
        "helped",
    ],
)
def test_only_who_runs_the_session_steers(part, path):
    people(part)
    plan = planned(part)
    person = Person.objects.create_user("staff@house.example", "Staff")
    affiliate(person, Organisation.objects.create(name="House", country="BE"), "staff")
    client = signed_in(person)
    assert client.post(f"/ponte/meet/sessions/breakout/{plan.pk}/{path}/").status_code == 403
    assert client.get(f"/ponte/meet/sessions/parts/{part.pk}/groups/").status_code == 403
    plan.refresh_from_db()
    assert plan.published_at is None


# ---- the end ----


def four_members(part):
    """Four people of two organisations, with their own seats."""
    from networks.people.actors import Actor

    houses = [Organisation.objects.create(name=f"House {n}", country="BE") for n in range(2)]
    seats = []
    for n in range(4):
        person = Person.objects.create_user(f"p{n}@house.example", f"Person {n}")
        affiliate(person, houses[n % 2], "staff")
        seats.append(
            seating.sit_down(part.session, Actor(person, part.session.network), seating.Details())[0]
        )
    return seats


def test_people_who_met_in_earlier_sessions_are_brought_together_with_others(part):
    """S15: encounters, which come from attendance, and not plans, are what is remembered."""
    seats = four_members(part)
    plan = published(part, count=4)
    in_groups.end(plan, None)
    later = a_part(a_session(), in_groups=True)
    again = four_members_again(later, seats)
    assert breaking_out.met_before(BreakoutPlan(part=later), again) == {}  # planned, but nobody was there

    a, b = sorted((seats[0].person, seats[1].person), key=lambda person: person.pk)
    Encounter.objects.create(
        session=part.session, group=plan.groups.first(), a=a, b=b, met_on=timezone.localdate()
    )
    pair = tuple(sorted(str(seat.pk) for seat in again if seat.person_id in (a.pk, b.pk)))
    assert breaking_out.met_before(BreakoutPlan(part=later), again) == {pair: 1}
    groups = members(planned(later, by="number", count=2))
    assert not any(set(pair) <= {str(key) for key in group} for group in groups)


def test_groups_end_once(part):
    seats = people(part)
    plan = published(part)
    assert in_groups.end(plan, None)
    assert not in_groups.end(plan, None)
    assert in_groups.place_of(part, next(iter(seats))) is None
    with pytest.raises(NotNow, match="have ended"):
        groups_by_hand.move(plan, next(iter(seats)), plan.groups.first(), None)


def test_what_a_group_tells_the_others_becomes_an_answer_that_stands_for_all_of_it(part, coordinator):
    guests = people(part, languages=("en",), each=8)
    plan = published(part, count=4)
    one, other = plan.groups.all()
    in_groups.write_report(one, "We speak with one voice", part, read_at=one.report_revision)
    mine = one.places.first().seat
    answering.accept(part.session, [answering.Draft(part=part.pk, key=uuid4(), text="Me alone", seat=mine)])
    running.close(part, coordinator, seen="open")  # everyone comes back
    plan.refresh_from_db()
    assert plan.ended_at
    told = Answer.objects.get(reported=True)
    assert (told.text, told.group, told.seat, told.number) == ("We speak with one voice", one, None, 2)
    assert (
        counting.voices_by_theme(part)[None].people == 4
    )  # whoever was in the group; who also wrote alone is one of them
    page = signed_in(coordinator).get(f"/ponte/meet/sessions/{part.session_id}/console/").text
    assert "We speak with one voice" in page and "Group 1" in page and "Reported by its group" in page
    phone = Client()
    phone.cookies["seat"] = guests[other.places.first().seat]
    page = phone.get(f"/j/{part.session.code}/").text
    assert "We speak with one voice" in page and "Group 1" in page
    steps.undo(steps.last_step(part.session), coordinator)
    plan.refresh_from_db()
    assert plan.ended_at is None and not Answer.objects.filter(reported=True).exists()
    assert in_groups.end(plan, coordinator) and Answer.objects.get(reported=True).text == told.text


def test_in_an_anonymous_part_what_a_group_tells_says_not_of_which(network, coordinator):
    part = a_part(a_session(), in_groups=True, naming="anonymous")
    people(part, languages=("en",), each=8)
    plan = published(part, count=4)
    one = plan.groups.first()
    in_groups.write_report(one, "We speak with one voice", part, read_at=one.report_revision)
    in_groups.end(plan, coordinator)
    told = Answer.objects.get()
    assert (told.text, told.group, told.seat, told.written_at) == (
        "We speak with one voice",
        None,
        None,
        None,
    )
    assert not BreakoutGroup.objects.exclude(report="").exists()


def four_members_again(part, seats):
    from networks.people.actors import Actor

    return [
        seating.sit_down(part.session, Actor(seat.person, part.session.network), seating.Details())[0]
        for seat in seats
    ]


def test_groups_of_an_earlier_part_are_remembered_for_guests_too(part):
    people(part, languages=("en",), each=8)
    plan = published(part, count=4)
    in_groups.end(plan, None)
    following = planned(part, count=4)
    together = {frozenset(pair) for group in members(plan) for pair in _pairs(group)}
    repeated = sum(frozenset(pair) in together for group in members(following) for pair in _pairs(group))
    assert repeated == following.explained["repeats"] <= 4


def _pairs(group):
    from itertools import combinations

    return combinations(sorted(group), 2)
