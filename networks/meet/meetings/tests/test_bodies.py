"""Bodies: their rules, seats and terms, and who may see and change what."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from networks.meet.meetings.models import Body, BodyKind, BodySeat, DecisionKind, MajorityRule, SeatRole
from networks.meet.meetings.permissions import leads, may_add_items, may_convene, may_read, sits_in
from networks.meet.meetings.personal import erase, export
from networks.meet.meetings.rules import bodies
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.rules.founding import shown_bodies
from networks.meet.meetings.waiting import needs
from networks.notices.models import Notification
from networks.record.models import Event

pytestmark = pytest.mark.django_db


def test_a_new_assembly_has_the_rules_of_most_statutes(assembly):
    assert assembly.of_members and assembly.needs_paid and assembly.quorum == "1/2"
    assert bodies.majority_for(assembly, DecisionKind.STATUTES).share == "2/3"
    assert bodies.majority_for(assembly, DecisionKind.ORDINARY).share == ">1/2"


def test_a_kind_without_a_rule_is_decided_as_ordinary_decisions(board):
    MajorityRule.objects.filter(body=board, kind=DecisionKind.FEES).delete()
    assert bodies.majority_for(board, DecisionKind.FEES).kind == DecisionKind.ORDINARY


def test_a_change_is_recorded_and_marks_translations(board, coordinator):
    board.put_version("name", "fr", "Conseil", author=coordinator)
    assert bodies.change(board, {"name": "Council", "quorum": "1/3"}, by=coordinator) == ["name", "quorum"]
    assert Event.objects.get(verb="body.changed").facts["fields"] == ["name", "quorum"]
    assert Body.objects.get(pk=board.pk).versions()[0].to_check
    assert bodies.change(board, {"name": "Council"}, by=coordinator) == []


def test_a_term_ends_by_itself():
    assert bodies.end_of_term(date(2025, 1, 31), 1) == date(2025, 2, 28)
    assert bodies.end_of_term(date(2025, 11, 30), 24) == date(2027, 11, 30)
    assert bodies.end_of_term(date(2025, 11, 30), None) is None


def test_one_seat_a_person_and_one_chair(board, members, coordinator, person_of):
    with pytest.raises(NotNow, match="has a seat already"):
        bodies.give_seat(board, members["Leie"][1], by=coordinator)
    with pytest.raises(NotNow, match="is in the chair"):
        bodies.give_seat(board, person_of("Other", members["Leie"][0]), SeatRole.CHAIR, by=coordinator)
    assert board.seats.count() == 5


def test_whoever_gets_a_seat_is_told(board, members, coordinator):
    told = Notification.objects.filter(event__verb="body.seat_given", person=members["Leie"][1])
    assert told.count() == 1


def test_a_seat_that_ended_gives_no_right(board, chair, coordinator, actor_of):
    assert leads(actor_of(chair), board)
    bodies.end_seat(board.seats.get(person=chair), by=coordinator)
    assert not leads(actor_of(chair), board) and not sits_in(actor_of(chair), board)


def test_who_reads_leads_convenes_and_adds(assembly, board, members, chair, coordinator, actor_of, person_of):
    delegate, worker = members["Most"][1], person_of("Worker", members["Most"][0], "worker")
    assert may_read(actor_of(worker), assembly) and not may_read(actor_of(worker), board)
    assert sits_in(actor_of(delegate), assembly) and not sits_in(actor_of(worker), assembly)
    assert not may_read(actor_of(delegate), board) and may_read(actor_of(members["Leie"][1]), board)
    assert may_convene(actor_of(chair), board) and not may_convene(actor_of(members["Leie"][1]), board)
    group = bodies.make(BodyKind.WORKING_GROUP, "Buying", by=coordinator)
    bodies.give_seat(group, delegate, by=coordinator)
    assert may_convene(actor_of(delegate), group) and may_add_items(actor_of(delegate), group)
    assert not leads(actor_of(delegate), group)


def test_a_card_leads_nothing(board, chair, network):
    from networks.people.actors import Actor

    assert not leads(Actor(chair, network, by_card=True, card_network=str(network.pk)), board)


def test_terms_that_end_are_on_the_home_page(board, coordinator, actor_of):
    assert not list(needs(actor_of(coordinator)))
    BodySeat.objects.filter(role=SeatRole.CHAIR).update(until=timezone.localdate() + timedelta(days=20))
    (need,) = needs(actor_of(coordinator))
    assert "Claire" in need.title


def test_ones_own_data_and_erasing(board, chair):
    assert export(chair)["seats_in_bodies"][0]["role"] == "chair"
    erase(chair)
    assert not board.seats.now().filter(person=chair).exists() and board.seats.filter(person=chair).exists()


def test_a_body_is_set_up_on_its_pages(browser_of, coordinator, here, members, network):
    browser = browser_of(coordinator)
    assert "No body yet" in browser.get(here("meetings")).content.decode()
    browser.post(here("body-new"), {"kind": "board", "name": "Council"})
    body = Body.objects.get()
    form = browser.get(here("body-edit", body=body.pk)).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    assert browser.post(here("body-edit", body=body.pk), {**data, "quorum": "2/3"}).status_code == 302
    assert browser.post(here("body-edit", body=body.pk), {**data, "notice_days": "9999"}).status_code == 422
    browser.post(
        here("body-majority", body=body.pk, kind="statutes"),
        {"share": "3/4", "of": "all", "abstentions": "on"},
    )
    browser.post(
        here("seat-new", body=body.pk),
        {"person": members["Leie"][1].pk, "role": "chair", "since": "2026-01-01"},
    )
    body.refresh_from_db()
    rule = body.majorities.get(kind="statutes")
    assert body.quorum == "2/3" and (rule.share, rule.of, rule.abstentions) == ("3/4", "all", False)
    seat = body.seats.get()
    assert seat.until == date(2028, 1, 1)
    shown = browser.get(here("body", body=body.pk)).content.decode()
    assert "Leiedelegate" in shown and "Chair" in shown
    assert "three quarters" in browser.get(here("body-rules", body=body.pk)).content.decode()
    assert browser.post(here("seat-end", seat=seat.pk), {"on": "2026-02-01"}).status_code == 302
    browser.post(here("body-removal", body=body.pk))
    assert not Body.objects.exists()
    browser.post(here("bodies-bin"), {"key": body.pk})
    assert Body.objects.get() == body


def test_people_are_written_by_name_where_they_are_many(
    browser_of, coordinator, here, board, person_of, monkeypatch
):
    monkeypatch.setattr("networks.meet.meetings.forms.people.FEW", 2)
    wanted = person_of("Wanda", board.seats.first().person.affiliations.get().organisation)
    browser, data = browser_of(coordinator), {"role": "member", "since": "2026-01-01"}
    page = browser.post(here("seat-new", body=board.pk), {**data, "person": "Nobody"})
    assert page.status_code == 422 and "Nothing here is called" in page.content.decode()
    assert browser.post(here("seat-new", body=board.pk), {**data, "person": "wanda"}).status_code == 302
    assert board.seats.filter(person=wanted).exists()


def test_a_body_that_never_met_held_no_meeting_in_french_either(board, coordinator, actor_of):
    with override("fr"):  # whose singular is said of none, too
        assert list(shown_bodies(actor_of(coordinator))) == [f"{board.name}\u00a0: 0 réunion tenue"]
    with override("en"):
        assert list(shown_bodies(actor_of(coordinator))) == [f"{board.name}: 0 meetings held"]
