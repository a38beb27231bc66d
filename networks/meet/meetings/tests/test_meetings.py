"""A meeting as it is prepared: agenda, papers, convocation with calendar entry, notice, changes, cancellation."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from networks.base import jobs
from networks.meet.meetings.models import Item, Meeting, MeetingState
from networks.meet.meetings.rules import bodies, meetings
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.waiting import coming, needs
from networks.notices.models import Notification
from networks.participation.occasions.models import Invitee, Occasion
from networks.participation.occasions.tests.an_occasion import entry_in, sent

pytestmark = pytest.mark.django_db


def in_days(days: int):
    return (timezone.now() + timedelta(days=days)).replace(
        hour=14, minute=0, second=0, microsecond=0, tzinfo=None
    )


@pytest.fixture
def meeting(board, chair):
    """A board meeting in twenty days with one item."""
    made = meetings.plan(
        board, title="Board in May", language="en", zone="Europe/Brussels", starts_local=in_days(20), by=chair
    )
    meetings.add_item(made, title="Budget", kind="decision", text="We spend 4,000 euros.", by=chair)
    return made


def test_everybody_with_a_seat_is_convened_with_agenda_and_calendar_entry(meeting, chair, board):
    assert meetings.convene(meeting, by=chair) == 5
    jobs.run_all()
    assert len(sent()) == 5 and meeting.state == MeetingState.CONVENED
    message = sent("leiedelegate@people.example")[0]
    text = message.get_body(("plain",)).get_content()
    assert "1. Budget (to decide)" in text and f"/meetings/{meeting.pk}/" in text
    entry, method = entry_in(message)
    assert method == "REQUEST" and str(entry["SUMMARY"]) == "Board in May"
    assert "1. Budget" in str(entry["DESCRIPTION"])
    assert Notification.objects.filter(event__verb="meeting.convened").count() == 4  # not the chair


def test_convened_again_only_who_is_missing(meeting, chair, board, coordinator, person_of, members):
    meetings.convene(meeting, by=chair)
    bodies.give_seat(board, members["Most"][1], by=coordinator)
    assert meetings.convene(meeting, by=chair) == 1
    assert meetings.convene(meeting, by=chair) == 0


def test_where_members_vote_their_delegates_are_convened(assembly, chair, members):
    made = meetings.plan(
        assembly, title="Assembly", language="en", zone="Europe/Brussels", starts_local=in_days(40), by=chair
    )
    meetings.add_item(made, title="Accounts", by=chair)
    assert meetings.convene(made, by=chair) == 6  # five delegates and the chair


def test_short_notice_needs_a_reason_that_is_kept(meeting, chair):
    meetings.change(meeting, {"starts_local": in_days(3)}, by=chair)
    with pytest.raises(NotNow, match="Fewer than 7 days"):
        meetings.convene(meeting, by=chair)
    meetings.convene(meeting, late_because="The roof leaks.", by=chair)
    assert Meeting.objects.get().late_because == "The roof leaks."


@pytest.mark.parametrize(
    ("undo", "says"),
    [
        (lambda m: m.items.all().delete(), "Put something on the agenda"),
        (lambda m: Occasion.objects.filter(pk=m.occasion_id).update(starts_at=None), "Choose the day"),
        (lambda m: m.body.seats.all().delete(), "Nobody belongs"),
        (lambda m: Occasion.objects.filter(pk=m.occasion_id).update(starts_at=timezone.now() - timedelta(1)), "has passed"),
    ],
)  # fmt: skip
def test_what_must_be_there_before_convening(meeting, chair, undo, says):
    undo(meeting)
    meeting.occasion.refresh_from_db()
    with pytest.raises(NotNow, match=says):
        meetings.convene(meeting, by=chair)
    assert not Invitee.objects.exists()


def test_a_change_and_a_cancellation_are_told(meeting, chair):
    meetings.convene(meeting, by=chair)
    jobs.run_all()
    meetings.change(meeting, {"venue": "Town hall"}, by=chair)
    jobs.run_all()
    assert "Town hall" in sent("leiedelegate@people.example")[1].get_body(("plain",)).get_content()
    meetings.cancel(meeting, by=chair)
    jobs.run_all()
    message = sent("leiedelegate@people.example")[2]
    assert message["Subject"].startswith("Cancelled") and entry_in(message)[1] == "CANCEL"
    with pytest.raises(NotNow, match="cancelled"):
        meetings.add_item(meeting, title="Too late", by=chair)


def test_the_order_of_the_agenda(meeting, chair):
    meetings.add_item(meeting, title="Members", by=chair)
    last = meetings.add_item(meeting, title="Any other business", by=chair)
    meetings.move_item(last, -1, by=chair)
    assert [item.title for item in meeting.items.all()] == ["Budget", "Any other business", "Members"]
    meetings.move_item(last, -9, by=chair)
    assert [item.position for item in meeting.items.all()] == [1, 2, 3]
    assert meeting.items.first() == last


def test_home_asks_whoever_is_convened_and_shows_what_comes(meeting, chair, members, actor_of):
    delegate = members["Leie"][1]
    assert not list(needs(actor_of(delegate)))
    meetings.convene(meeting, by=chair)
    jobs.run_all()
    assert [need.title for need in needs(actor_of(delegate))] == ["Do you come to “Board in May”?"]
    assert [one.title for one in coming(actor_of(delegate))] == ["Board in May"]
    assert not list(coming(actor_of(members["Most"][1])))  # no seat: the board's meetings are not theirs


def test_prepared_and_convened_on_the_pages(board, chair, browser_of, here):
    browser = browser_of(chair)
    data = {
        "title": "Board", "language": "en", "zone": "Europe/Brussels", "minutes": "90", "mode": "online",
        "starts_local": in_days(3).strftime("%Y-%m-%dT%H:%M"), "link": "https://meet.example.org/b",
    }  # fmt: skip
    browser.post(here("meeting-new", body=board.pk), data)
    meeting = Meeting.objects.get()
    page = here("meeting", meeting=meeting.pk)
    assert "Write the agenda" in browser.get(page).content.decode()
    browser.post(
        here("item-new", meeting=meeting.pk),
        {"title": "Rent", "kind": "decision", "text": "Sign it.", "minutes": "5"},
    )
    item = Item.objects.get()
    paper = SimpleUploadedFile("lease.txt", b"The lease.")
    browser.post(here("item-paper-new", item=item.pk), {"title": "The lease", "file": paper})
    shown = browser.get(page).content.decode()
    assert "Convene everybody" in shown and "The lease" in shown and "ask for more notice" in shown
    assert browser.post(here("meeting-convocation", meeting=meeting.pk)).status_code == 422
    answer = browser.post(
        here("meeting-convocation", meeting=meeting.pk), {"late_because": "Urgent"}, follow=True
    )
    assert "5 invitations are on their way" in answer.content.decode()
    assert "With short notice:" in browser.get(page).content.decode()
    assert "1 of 90" not in shown and "5 of 90 minutes" in shown
    jobs.run_all()
    assert (
        "5 people get the new agenda"
        in browser.post(here("meeting-telling", meeting=meeting.pk), follow=True).content.decode()
    )
    assert b"BEGIN:VEVENT" in browser.get(here("meeting-calendar", meeting=meeting.pk)).content
    browser.post(here("meeting-cancellation", meeting=meeting.pk))
    assert Meeting.objects.get().state == MeetingState.CANCELLED


def test_papers_are_read_by_whoever_reads_the_agenda(meeting, chair, members, browser_of, here):
    item = meeting.items.get()
    browser_of(chair).post(
        here("item-paper-new", item=item.pk),
        {"title": "Lease", "file": SimpleUploadedFile("lease.txt", b"The lease.")},
    )
    from networks.participation.documents.models import Document

    file = here("document-file", key=Document.objects.get().pk)
    assert browser_of(members["Leie"][1]).get(file).status_code == 200
    assert browser_of(members["Most"][1]).get(file).status_code == 403


def test_a_meeting_that_nobody_was_told_of_is_deleted(meeting, chair, browser_of, here):
    browser_of(chair).post(here("meeting-cancellation", meeting=meeting.pk))
    assert not Meeting.objects.exists() and not Occasion.objects.exists()
