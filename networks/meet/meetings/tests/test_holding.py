"""A meeting as it is held: opened, minutes with several hands, decisions, actions, closed, approved at the next one; its files."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone

from networks.base.tenancy import in_network
from networks.meet.meetings.models import Action, Decision, Item, Meeting, MeetingState
from networks.meet.meetings.rules import attending, elections, following, holding, meetings
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.tests.held import a_meeting, open_with, there, voter
from networks.meet.meetings.waiting import needs
from networks.notices.models import Notification
from networks.participation.occasions.models import Attendance
from networks.record.models import Event
from tests.at_once import at_once

pytestmark = pytest.mark.django_db
NAMES = ("Claire", "Leie", "Somes")


def test_opening_counts_the_quorum_and_keeps_it(board, chair):
    meeting = a_meeting(board, chair)
    with pytest.raises(NotNow, match="quorum is not there yet"):
        holding.open_meeting(meeting, by=chair)
    there(meeting, chair, *NAMES)
    holding.open_meeting(meeting, by=chair)
    assert meeting.state == MeetingState.OPEN
    assert (meeting.opening["there"], meeting.opening["of"], meeting.opening["reached"]) == (3, 5, True)
    with pytest.raises(NotNow):
        holding.open_meeting(meeting, by=chair)


def test_without_a_quorum_nothing_is_decided(board, chair):
    meeting = a_meeting(board, chair)
    holding.open_meeting(meeting, without_quorum=True, by=chair)
    with pytest.raises(NotNow, match="quorum is not there"):
        following.decide(meeting.items.get(), "We do it.", by=chair)
    there(meeting, chair, *NAMES)
    assert following.decide(meeting.items.get(), "We do it.", by=chair).adopted


def test_decisions_are_numbered_through_the_year(board, chair):
    meeting = open_with(board, chair, *NAMES)
    item = meeting.items.get()
    made = [following.decide(item, f"Decision {n}", by=chair) for n in range(3)]
    year = timezone.localdate().year
    assert [str(one) for one in made] == [f"{year}-1", f"{year}-2", f"{year}-3"]


def test_a_show_of_hands_is_judged_by_the_rule_of_the_body(board, chair):
    meeting = open_with(board, chair, *NAMES)
    item = meeting.items.get()
    ordinary = following.decide(item, "A", decided_by="hands", yes=2, no=1, by=chair)
    statutes = following.decide(item, "B", decided_by="hands", kind="statutes", yes=2, no=1, by=chair)
    falls = following.decide(item, "C", decided_by="hands", yes=1, no=1, abstain=1, by=chair)
    whole = following.decide(item, "D", decided_by="hands", kind="dissolution", yes=3, by=chair)
    assert ordinary.adopted and statutes.adopted and not falls.adopted and falls.facts["tie"]
    assert not whole.adopted and whole.facts["whole"] == 5  # three quarters of all who have a vote
    with pytest.raises(NotNow, match="more votes than are here"):
        following.decide(item, "E", decided_by="hands", yes=4, by=chair)
    assert Event.objects.filter(verb="decision.taken").count() == 4


def test_two_write_minutes_at_once_each_in_their_own_paragraph(board, chair, coordinator, browser_of, here):
    item = open_with(board, chair, *NAMES).items.get()
    holding.write_notes(item, "", "First.\n\nSecond.", by=chair)
    holding.write_notes(item, "First.\n\nSecond.", "First, changed.\n\nSecond.", by=chair)
    holding.write_notes(item, "First.\n\nSecond.", "First.\n\nSecond.\n\nThird.", by=coordinator)
    item.refresh_from_db()
    assert item.notes == "First, changed.\n\nSecond.\n\nThird."
    with pytest.raises(holding.BothChanged) as error:
        holding.write_notes(item, "First.\n\nSecond.", "First, mine.\n\nSecond.", by=coordinator)
    assert error.value.conflicts[0].theirs == "First, changed."
    # On the page both stand in the field: saved again without a thought, nothing of anybody is lost.
    page, form = (
        here("item-minutes", item=item.pk),
        {"read": "First.\n\nSecond.", "text": "First, mine.\n\nSecond."},
    )
    answer = browser_of(coordinator).post(page, form)
    assert answer.status_code == 422 and "Somebody else wrote here" in answer.content.decode()
    form = {name: answer.context["form"][name].value() for name in ("read", "text")}
    assert browser_of(coordinator).post(page, form).status_code == 302
    item.refresh_from_db()
    assert item.notes == "First, changed.\n\nFirst, mine.\n\nSecond.\n\nThird."


def test_closing_keeps_attendance_and_nothing_is_decided_afterwards(board, chair, members):
    meeting = open_with(board, chair, *NAMES)
    Meeting.objects.filter(pk=meeting.pk).update(opened_at=timezone.now() - timedelta(hours=1))
    meeting.presences.update(arrived_at=timezone.now() - timedelta(hours=1))
    holding.close_meeting(meeting, by=chair)
    rows = Attendance.objects.filter(occasion=meeting.occasion)
    assert rows.count() == 3
    assert rows.get(person=members["Leie"][1]).organisation == members["Leie"][0]
    with pytest.raises(NotNow):
        following.decide(meeting.items.get(), "Too late", by=chair)
    with pytest.raises(NotNow, match="not open"):
        holding.close_meeting(meeting, by=chair)


def test_the_next_meeting_approves_the_minutes_and_then_nobody_changes_them(board, chair, browser_of, here):
    first = open_with(board, chair, *NAMES)
    item = first.items.get()
    holding.close_meeting(first, by=chair)
    holding.write_notes(item, "", "Finished afterwards.", by=chair)
    second = open_with(board, chair, *NAMES)
    to_approve = second.items.first()
    assert to_approve.approves == first and to_approve.title.startswith("Minutes of")
    page = browser_of(chair).get(here("item", item=to_approve.pk)).content.decode()
    assert "The minutes are approved" in page and here("election-new", item=to_approve.pk) not in page
    assert (
        here("election-new", item=second.items.last().pk)
        in browser_of(chair).get(here("item", item=second.items.last().pk)).content.decode()
    )
    with pytest.raises(NotNow, match="an item of its own"):
        elections.prepare_election(to_approve, title="The board", method="approval", by=chair)
    assert holding.approve_minutes(to_approve, by=chair).minutes_approved_in == second
    with pytest.raises(NotNow, match="until they are approved"):
        holding.write_notes(item, "Finished afterwards.", "Changed.", by=chair)
    holding.close_meeting(second, by=chair)
    third = meetings.plan(board, title="Third", language="en", zone="Europe/Brussels", by=chair)
    assert third.items.get().approves == second


# ---- actions ----


def test_an_action_comes_back_until_it_is_done(board, chair, members, actor_of, browser_of, here):
    owner = members["Leie"][1]
    first = open_with(board, chair, *NAMES)
    action = following.give_action(first.items.get(), "Ask three insurers", owner=owner, by=chair)
    assert Notification.objects.filter(person=owner, event__verb="action.given").count() == 1
    holding.close_meeting(first, by=chair)
    second = a_meeting(board, chair)
    page = here("meeting", meeting=second.pk)
    assert "Ask three insurers" in browser_of(chair).get(page).content.decode()
    assert [need.title for need in needs(actor_of(owner)) if "insurers" in need.title]
    other = browser_of(members["Somes"][1])
    assert other.post(here("action-finishing", action=action.pk)).status_code == 403
    assert browser_of(owner).post(here("action-finishing", action=action.pk)).status_code == 302
    assert "Ask three insurers" not in browser_of(chair).get(page).content.decode()
    browser_of(chair).post(here("action-reopening", action=action.pk))
    assert following.open_actions(board).count() == 1


def test_whoever_has_something_to_do_is_reminded_once_for_each_day(board, chair, members, network):
    item = open_with(board, chair, *NAMES).items.get()
    today = timezone.localdate()
    soon = following.give_action(
        item, "Soon", owner=members["Leie"][1], due=today + timedelta(days=2), by=chair
    )
    following.give_action(item, "Later", owner=members["Leie"][1], due=today + timedelta(days=20), by=chair)
    assert following.remind() == 1 and following.remind() == 0
    with in_network(network):
        assert Notification.objects.filter(event__verb="action.due").count() == 1
        following.change_action(soon, {"due": today + timedelta(days=1)}, by=chair)
    assert following.remind() == 1


def test_an_action_that_is_not_needed_says_why(board, chair, browser_of, here):
    item = open_with(board, chair, *NAMES).items.get()
    browser = browser_of(chair)
    browser.post(here("action-new", item=item.pk), {"text": "Rent a hall", "due": "2030-01-01"})
    action = Action.objects.get()
    browser.post(here("action-edit", action=action.pk), {"text": "Rent a room", "due": "2030-01-01"})
    assert browser.post(here("action-dropping", action=action.pk), {"dropped_because": ""}).status_code == 422
    browser.post(here("action-dropping", action=action.pk), {"dropped_because": "We meet online."})
    shown = browser.get(here("body-actions", body=board.pk)).content.decode()
    assert "Rent a room" in shown and "We meet online." in shown


# ---- on the pages ----


def test_a_meeting_from_opening_to_its_files(board, chair, browser_of, here, members):
    meeting = a_meeting(board, chair)
    browser, item = browser_of(chair), meeting.items.get()
    opening = here("meeting-opening", meeting=meeting.pk)
    assert browser.post(opening).status_code == 422
    there(meeting, chair, *NAMES)
    attending.give_proxy(meeting, voter(meeting, "Filo"), members["Leie"][1])
    assert browser.post(opening).status_code == 302
    notes = here("item-minutes", item=item.pk)
    browser.post(notes, {"text": "Ana asked.\n\nBen answered.", "read": ""})
    clash = browser.post(notes, {"text": "Else.", "read": ""})
    assert clash.status_code == 422 and "Ana asked." in clash.content.decode()
    decide = here("decision-new", item=item.pk)
    assert browser.post(decide, {"text": "X", "kind": "ordinary", "decided_by": "hands"}).status_code == 422
    browser.post(
        decide,
        {"text": "We spend 4,000 euros.", "kind": "ordinary", "decided_by": "hands", "yes": "4", "no": "0"},
    )
    decision = Decision.objects.get()
    assert "4 yes, 0 no" in browser.get(here("decision", decision=decision.pk)).content.decode()
    assert str(decision) in browser.get(here("meeting", meeting=meeting.pk)).content.decode()
    assert str(decision) in browser.get(here("body-decisions", body=board.pk)).content.decode()
    browser.post(here("meeting-closing", meeting=meeting.pk))
    page = browser.get(here("meeting-minutes", meeting=meeting.pk)).content.decode()
    for words in (
        "Ben answered.",
        "We spend 4,000 euros.",
        "draft, not yet approved",
        "Filodelegate, by Leiedelegate",
    ):
        assert words in page


def test_the_files_say_what_the_minutes_say(board, chair, browser_of, here):
    from docx import Document
    from pypdf import PdfReader

    meeting = open_with(board, chair, *NAMES)
    item = meeting.items.get()
    holding.write_notes(item, "", "Ana asked.\n\nRadu a răspuns: 𓀀.", by=chair)
    following.decide(item, "We spend it.", by=chair)
    following.give_action(item, "Pay the bill", owner=chair, by=chair)
    browser = browser_of(chair)

    def words(name, address=None):
        answer = browser.get(
            address or here("meeting-minutes", meeting=meeting.pk).replace("minutes/", f"files/{name}")
        )
        assert answer.status_code == 200 and answer["X-Content-Type-Options"] == "nosniff"
        if name.endswith(".pdf"):
            return "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
        found = Document(BytesIO(answer.content))
        cells = [cell.text for table in found.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(one.text for one in found.paragraphs), *cells])

    for name in ("minutes.pdf", "minutes.docx"):
        found = words(name)
        for expected in ("Ana asked.", "We spend it.", "Pay the bill", "Leiedelegate", "draft"):
            assert expected in found, (name, expected)
    for name in ("attendance.pdf", "attendance.docx"):
        assert "Somesdelegate" in words(name)
    for name in ("decisions.pdf", "decisions.docx"):
        assert "We spend it." in words(name, here("body-decisions", body=board.pk) + name)
    assert (
        browser.get(
            here("meeting-minutes", meeting=meeting.pk).replace("minutes/", "files/secret.pdf")
        ).status_code
        == 404
    )


def test_items_added_while_open_and_none_taken_off(board, chair):
    meeting = open_with(board, chair, *NAMES)
    meetings.add_item(meeting, title="Any other business", by=chair)
    with pytest.raises(NotNow):
        meetings.remove_item(Item.objects.get(title="Budget"), by=chair)


@pytest.mark.django_db(transaction=True)
def test_two_chairs_open_at_once_and_one_wins(board, chair, network):
    meeting = a_meeting(board, chair)
    there(meeting, chair, *NAMES)

    def opening():
        try:
            holding.open_meeting(
                Meeting.objects.select_related("body", "occasion").get(pk=meeting.pk), by=chair
            )
        except NotNow:
            return "late"
        return "won"

    assert sorted(at_once(network, opening, opening)) == ["late", "won"]
    assert Event.objects.filter(verb="meeting.opened").count() == 1
