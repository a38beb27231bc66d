"""A line is proposed, discussed, put to a decision, adopted or refused; changed by another decision, taken out by another one; and back again."""

import pytest

from networks.meet.meetings.models import BodyKind, SeatRole
from networks.meet.meetings.rules import amendments, bodies, following, holding
from networks.meet.meetings.tests.held import a_meeting, there
from networks.network.charter.models import Line, LineState, Wording, WordingState
from networks.network.charter.rules import lines
from networks.network.charter.rules.errors import NotNow
from networks.network.charter.waiting import needs
from networks.notices.models import Notification
from networks.participation.referrals import rules as referrals
from networks.participation.referrals.models import Referral
from networks.record.models import Event, Link
from tests.at_once import at_once

pytestmark = pytest.mark.django_db
TEXT = {"section": "what", "text": "We buy together.", "language": "en", "because": "It is cheaper."}


def test_a_member_proposes_members_discuss_the_coordinator_puts_it_to_a_decision(
    browser_of, member, person_of, coordinator, here
):
    browser_of(member).post(
        here("charter-proposal-new"), {**TEXT, "plain": "We buy things together.", "whom": ""}
    )
    wording = Wording.objects.get()
    assert wording.line.state == LineState.PROPOSED and wording.proposed_by == member
    assert [v.text for v in wording.versions() if v.plain] == ["We buy things together."]
    other = browser_of(person_of("Aoife"))
    other.post(here("charter-comment-new", wording=wording.pk), {"view": "against", "text": "Why not alone?"})
    page = other.get(here("charter-line", line=wording.line_id)).content.decode()
    assert "Why not alone?" in page and "against it" in page
    assert Notification.objects.filter(person=member, event__verb="charter.commented").exists()
    desk = browser_of(coordinator)
    answer = desk.post(here("charter-asking", wording=wording.pk), {"to": "coordinator"})
    referral = Referral.objects.get()
    assert answer.url == here("referral", key=referral.pk)
    asked = desk.get(answer.url).content.decode()
    assert "It is cheaper." in asked and "Why not alone?" in asked and "Take it into the charter" in asked
    desk.post(here("referral-answer", key=referral.pk), {"outcome": "adopted"})
    wording.refresh_from_db()
    assert (wording.state, wording.line.__class__.objects.get().state) == ("adopted", "adopted")
    assert "We buy together." in other.get(here("charter")).content.decode()
    assert Link.objects.get(kind="adopted by").target == "participation_referrals.referral"
    assert Event.objects.filter(verb="charter.adopted").exists()


def test_what_was_put_to_a_decision_does_not_change(member, coordinator, network):
    made = lines.propose(**TEXT, by=member)
    lines.rewrite(made, {"text": "We buy and sell.", "because": "", "language": "en"}, by=member)
    made.refresh_from_db()
    assert made.text == "We buy and sell."
    lines.ask(made, to="coordinator", by=coordinator)
    with pytest.raises(NotNow, match="do not change any more"):
        lines.rewrite(made, {"text": "No.", "because": "", "language": "en"}, by=member)
    with pytest.raises(NotNow, match="waits for a decision already"):
        lines.ask(made, to="coordinator", by=coordinator)


def test_a_change_is_a_new_version_and_the_old_one_stays_to_be_read(
    adopted, member, coordinator, browser_of, here
):
    line = adopted()
    change = lines.propose_change(line, "We buy fairly, together.", language="en", by=member)
    with pytest.raises(NotNow, match="Another change"):
        lines.propose_change(line, "We sell.", language="en", by=member)
    assert line.wordings.get(state="adopted").text == "We buy together."
    referral = lines.ask(change, to="coordinator", by=coordinator)
    referrals.answer(referral, "adopted", by=coordinator)
    assert [w.state for w in line.wordings.all()] == ["replaced", "adopted"]
    page = browser_of(member).get(here("charter-line", line=line.pk)).content.decode()
    assert (
        "We buy fairly, together." in page
        and "We buy together." in page
        and "replaced by a later version" in page
    )
    referrals.reopen(referral, by=coordinator, because="counted wrong")
    assert [w.state for w in line.wordings.all()] == ["adopted", "asked"]
    assert Link.objects.filter(kind="adopted by").count() == 1


def test_a_decision_opened_again_takes_the_line_out_until_it_is_decided(adopted, coordinator):
    line = adopted()
    referrals.reopen(Referral.objects.get(), by=coordinator)
    line.refresh_from_db()
    assert line.state == LineState.PROPOSED and not Link.objects.filter(kind="adopted by").exists()
    referrals.answer(Referral.objects.get(), "refused", by=coordinator, reason="Too dear.")
    line.refresh_from_db()
    assert line.state == LineState.CLOSED and Wording.objects.get().state == WordingState.REFUSED
    referrals.reopen(Referral.objects.get(), by=coordinator)
    line.refresh_from_db()
    assert line.state == LineState.PROPOSED and Wording.objects.get().state == WordingState.ASKED


def test_a_decision_that_a_later_one_rests_on_is_not_taken_back(adopted, member, coordinator):
    line = adopted()
    first = Referral.objects.get()
    change = lines.propose_change(line, "We buy fairly.", language="en", by=member)
    referrals.answer(lines.ask(change, to="coordinator", by=coordinator), "adopted", by=coordinator)
    with pytest.raises(NotNow, match="later version"):
        referrals.reopen(first, by=coordinator)
    first.refresh_from_db()
    assert first.state == "answered"


def test_a_body_decides_and_its_chair_sees_it_among_what_is_to_be_decided(
    member, coordinator, browser_of, here
):
    board = bodies.make(BodyKind.BOARD, "Board", by=coordinator)
    bodies.give_seat(board, member, SeatRole.CHAIR, by=coordinator)
    made = lines.propose(**TEXT, by=member)
    with pytest.raises(LookupError):
        referrals.refer(made, "unknown", by=coordinator)
    referral = lines.ask(made, to="meet_meetings.body", to_id=board.pk, by=coordinator)
    assert (referral.to, referral.to_id) == ("meet_meetings.body", board.pk)
    page = browser_of(coordinator).get(here("charter-line", line=made.line_id)).content.decode()
    assert "waits for a decision" in page


def test_a_line_stands_in_the_words_that_the_body_made_of_it(member, coordinator):
    board = bodies.make(BodyKind.BOARD, "Board", by=coordinator)
    bodies.give_seat(board, member, SeatRole.CHAIR, by=coordinator)
    made = lines.propose(**TEXT, by=member)
    made.put_version("text", "fr", "Nous achetons ensemble.", author=member)
    referral = lines.ask(made, to="meet_meetings.body", to_id=board.pk, by=coordinator)
    meeting = a_meeting(board, member)
    motion = meeting.items.get(motions__referral=referral).motions.get()
    assert (motion.text, motion.language) == ("We buy together.", "en")
    amendments.take_over(amendments.propose(motion, "We buy together and share tools.", by=member), by=member)
    there(meeting, member, member.shown_name)
    holding.open_meeting(meeting, by=member)
    following.decide(motion.item, "As amended.", motion=motion, by=member)
    made.refresh_from_db()
    assert (made.state, made.text) == (WordingState.ADOPTED, "We buy together and share tools.")
    assert [version.to_check for version in made.versions() if version.language == "fr"] == [True]


def test_withdrawing_takes_the_question_back(member, coordinator):
    made = lines.propose(**TEXT, by=member)
    referral = lines.ask(made, to="coordinator", by=coordinator)
    lines.withdraw(made, by=member)
    referral.refresh_from_db()
    assert referral.state == "withdrawn" and Line.objects.get().state == LineState.CLOSED
    with pytest.raises(NotNow):
        lines.comment(made, "for", "Yes", language="en", by=member)


def test_a_line_leaves_the_charter_by_a_decision_with_its_reason(
    adopted, coordinator, member, browser_of, here
):
    line = adopted()
    browser_of(coordinator).post(
        here("charter-retirement", line=line.pk), {"note": "Nobody buys any more.", "to": "coordinator"}
    )
    referral = Referral.objects.get(question="retirement")
    referrals.answer(referral, "retired", by=coordinator)
    page = browser_of(member).get(here("charter-earlier")).content.decode()
    assert "Nobody buys any more." in page and "We buy together." in page
    assert "We buy together." not in browser_of(member).get(here("charter")).content.decode()
    referrals.reopen(referral, by=coordinator)
    line.refresh_from_db()
    assert line.state == LineState.ADOPTED and line.retired_because == ""


def test_lines_are_put_in_order(adopted, coordinator, browser_of, here):
    first, second, third = adopted("A."), adopted("B."), adopted("C.")
    browser_of(coordinator).post(here("charter-position", line=third.pk), {"places": "-1"})
    rows = Line.objects.order_by("position").values_list("pk", flat=True)
    assert list(rows) == [first.pk, third.pk, second.pk]


def test_each_of_the_three_doors_shows_its_lines_and_those_for_all(adopted, browser_of, member, here):
    adopted("For all.")
    adopted("For workers.", "whom", whom="worker")
    adopted("For houses.", "whom", whom="organisation")
    page = browser_of(member).get(here("charter-door", whom="worker")).content.decode()
    assert "For all." in page and "For workers." in page and "For houses." not in page
    # A line has one number, in the whole charter and behind its door.
    whole = browser_of(member).get(here("charter")).content.decode()
    assert [
        whole.count(f">Line {number} ·") + whole.count(f">Line {number}</p>") for number in (1, 2, 3)
    ] == [1, 1, 1]
    assert "Line 1 ·" in page and "Line 3<" in page and "Line 2" not in page
    assert browser_of(member).get(here("charter-door", whom="nobody")).status_code == 404


def test_languages_and_plain_words_need_no_decision(adopted, member, coordinator, browser_of, here, network):
    network.languages = ["en", "fr"]
    network.save()
    line = adopted()
    wording = line.wordings.get()
    desk = browser_of(coordinator)
    desk.post(here("charter-wording-versions", wording=wording.pk), {"text__fr__usual": "Nous achetons ensemble.", "text__fr__plain": "", "text__en__plain": "We buy."})  # fmt: skip
    wording = Wording.objects.get()
    assert {(v.language, v.plain, v.text) for v in wording.versions()} == {
        ("fr", False, "Nous achetons ensemble."), ("en", True, "We buy."),
    }  # fmt: skip
    assert wording.state == WordingState.ADOPTED


@pytest.mark.room("meet.sessions")
def test_a_line_begins_at_an_object_of_another_room_and_the_link_is_kept(
    network, coordinator, member, browser_of, here
):
    from networks.meet.sessions.models import Conclusion
    from networks.meet.sessions.tests.reported import held

    held(coordinator)
    found = Conclusion.objects.get(text="A network gives its members one voice.")
    draft = Conclusion.objects.get(text__startswith="SECRET")
    desk = browser_of(member)
    listed = desk.get(here("conclusions", session=found.part.session_id)).content.decode()
    start = f"{here('charter-proposal-new')}?from=meet_sessions.conclusion:{found.pk}"
    assert start.replace("&", "&amp;") in listed
    assert "A network gives its members one voice." in desk.get(start).content.decode()
    desk.post(start, {**TEXT, "whom": ""})
    assert Link.objects.get(target="network_charter.line").source_id == found.pk
    page = desk.get(here("charter-line", line=Line.objects.get().pk)).content.decode()
    assert "A network gives its members one voice." in page
    hidden = f"{here('charter-proposal-new')}?from=meet_sessions.conclusion:{draft.pk}"
    assert "SECRET" not in desk.get(hidden).content.decode()
    desk.post(hidden, {**TEXT, "whom": ""})
    assert not Link.objects.filter(source_id=draft.pk, target="network_charter.line").exists()
    for nonsense in ("x", "people.person:1", "auth.nothing:0", f"people.network:{network.pk}"):
        assert desk.get(here("charter-proposal-new") + f"?from={nonsense}").status_code == 200


def test_the_coordinator_is_reminded_of_what_nobody_decides(member, coordinator, actor_of):
    lines.propose(**TEXT, by=member)
    assert [need.title for need in needs(actor_of(coordinator))] == [
        "A line of the charter is being discussed"
    ]
    assert not list(needs(actor_of(member)))


def test_a_draft_of_ones_own_waits_only_when_somebody_said_something(member, coordinator, actor_of):
    wording = lines.propose(**TEXT, by=coordinator)
    assert not list(needs(actor_of(coordinator)))
    lines.comment(wording, "for", "We need it.", language="en", by=member)
    assert [need.action for need in needs(actor_of(coordinator))] == ["Read what was said"]


def test_one_takes_back_what_one_said_and_the_coordinator_removes_it(member, coordinator, browser_of, here):
    wording = lines.propose(**TEXT, by=member)
    said = lines.comment(wording, "for", "We need it.", language="en", by=member)
    pages = here("charter-line", line=wording.line_id), here("charter-comment-removal", comment=said.pk)
    for person, words in (
        (member, ("Take this back", "Take it back")),
        (coordinator, ("Remove<", ">Remove")),
    ):
        for address, word in zip(pages, words, strict=True):
            assert word in browser_of(person).get(address).content.decode()


def test_the_empty_charter_leads_to_its_draft(member, coordinator, browser_of, here):
    desk = browser_of(member)
    assert "Read the draft" not in desk.get(here("charter")).content.decode()
    lines.propose(**TEXT, by=coordinator)
    assert "Read the draft" in desk.get(here("charter")).content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_change_one_line_at_once_and_one_of_them_is_told(network, adopted, member, coordinator):
    line = adopted()

    def change():
        try:
            return lines.propose_change(line, "Other words.", language="en", by=member).number
        except NotNow:
            return "told"

    assert sorted(map(str, at_once(network, change, change))) == ["2", "told"]
