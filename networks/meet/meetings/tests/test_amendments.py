"""Amendments to a motion: proposed in its text, taken over or voted, those that collide, the text that is adopted."""

import pytest

from networks.meet.meetings.models import Amendment, AmendmentState, Decision, Motion
from networks.meet.meetings.rules import amendments, motions, voting
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.tests.held import open_with

pytestmark = pytest.mark.django_db
TEXT = "We spend 4,000 euros.\n\n- for interpreters\n- for travel\n\nيبدأ في يناير."


@pytest.fixture
def motion(board, chair):
    return motions.move(
        open_with(board, chair, "Claire", "Leie", "Somes").items.get(), "Budget", TEXT, by=chair
    )


def voted(amendment, chair, members, choice="yes"):
    ballot = voting.open_ballot(
        voting.prepare(amendment.motion.item, amendment=amendment, by=chair), by=chair
    )
    for person in (chair, members["Leie"][1]):
        voting.cast(ballot, ballot.roll.get(person=person), [choice], by=person)
    return voting.close_ballot(ballot, by=chair)


def states(motion):
    return list(motion.amendments.values_list("state", flat=True))


def test_what_is_adopted_changes_the_text_and_carries_the_others_along(motion, chair, members):
    by = members["Leie"][1]
    more = amendments.propose(motion, TEXT.replace("4,000", "5,000"), "Prices rose", by=by)
    less = amendments.propose(motion, TEXT.replace("4,000", "3,000"), by=by)
    later = amendments.propose(motion, TEXT.replace("يناير", "فبراير"), by=by)
    longer = amendments.propose(motion, TEXT.replace("- for travel", "- for travel\n- for rooms"), by=by)
    with pytest.raises(NotNow, match="Decide on the amendments first"):
        voting.prepare(motion.item, motion=motion, by=chair)
    voted(longer, chair, members)
    amendments.take_over(more, by=chair)
    voted(Amendment.objects.get(pk=later.pk), chair, members, "no")
    motion.refresh_from_db()
    assert motion.text == TEXT.replace("4,000", "5,000").replace("- for travel", "- for travel\n- for rooms")
    assert motion.first_text == TEXT
    assert states(motion) == ["adopted", "clashes", "rejected", "adopted"]
    amendments.withdraw(less, by=by)
    assert "Added: “- for rooms”" in Decision.objects.get(amendment=longer).text
    ballot = voting.open_ballot(voting.prepare(motion.item, motion=motion, by=chair), by=chair)
    voting.cast(ballot, ballot.roll.get(person=chair), ["yes"], by=chair)
    voting.close_ballot(ballot, by=chair)
    assert Decision.objects.last().text == motion.text


def test_one_that_does_not_fit_any_more_is_written_anew(motion, chair, members):
    by = members["Leie"][1]
    first = amendments.propose(motion, TEXT.replace("4,000", "5,000"), by=by)
    other = amendments.propose(motion, TEXT.replace("4,000", "3,000"), by=by)
    amendments.take_over(first, by=chair)
    other.refresh_from_db()
    assert other.state == AmendmentState.CLASHES
    motion.refresh_from_db()
    anew = amendments.rewrite(other, motion.text.replace("5,000", "4,500"), by=by)
    assert anew.is_draft and anew.base == motion.text


def test_a_change_of_the_motion_itself_carries_amendments_along(motion, chair, members):
    longer = amendments.propose(motion, TEXT.replace("- for travel", "- for trains"), by=members["Leie"][1])
    motions.change(motion, {"text": "We decide:\n\n" + TEXT}, by=chair)
    longer.refresh_from_db()
    assert longer.is_draft and longer.text == "We decide:\n\n" + TEXT.replace("- for travel", "- for trains")


def test_one_vote_on_amendments_at_a_time_and_the_text_stands_still_meanwhile(motion, chair, members):
    by = members["Leie"][1]
    one, other = (
        amendments.propose(motion, TEXT.replace("4,000", word), by=by) for word in ("5,000", "3,000")
    )
    ballot = voting.open_ballot(voting.prepare(motion.item, amendment=one, by=chair), by=chair)
    with pytest.raises(NotNow, match="One after the other"):
        voting.prepare(motion.item, amendment=other, by=chair)
    with pytest.raises(NotNow, match="voting on an amendment"):
        amendments.take_over(other, by=chair)
    with pytest.raises(NotNow, match="voting on an amendment"):
        motions.change(motion, {"text": "Else"}, by=chair)
    voting.annul(ballot, "Wrong one", by=chair)
    assert states(motion) == ["draft", "draft"]
    with pytest.raises(NotNow, match="Nothing is changed"):
        amendments.propose(motion, TEXT + "\n", by=by)


def test_amendments_on_pages_and_in_files(motion, chair, members, browser_of, here):
    from io import BytesIO

    from docx import Document

    leie, leader = browser_of(members["Leie"][1]), browser_of(chair)
    new = here("amendment-new", motion=motion.pk)
    assert leie.post(new, {"text": TEXT}).status_code == 422
    leie.post(new, {"text": TEXT.replace("4,000", "5,000").replace("\n", "\r\n"), "reason": "Prices rose"})
    browser_of(members["Somes"][1]).post(new, {"text": TEXT.replace("4,000", "3,000")})
    amendment = Amendment.objects.first()
    page = leader.get(here("motion", motion=motion.pk)).content.decode()
    assert "<del>4,000</del><ins>5,000</ins>" in page and "collides with another" in page
    putting = leader.get(here("motion-putting", motion=motion.pk)).content.decode()
    assert "Decide on the amendments first" in putting and "Open the vote" not in putting
    answer = leader.post(here("motion-putting", motion=motion.pk), {"when": "now"})
    assert answer.status_code == 422 and "Decide on the amendments first" in answer.content.decode()
    shown = leie.get(here("amendment", amendment=amendment.pk)).content.decode()
    assert "Prices rose" in shown and "<ins>5,000</ins>" in shown
    assert leie.get(here("amendment-putting", amendment=amendment.pk)).status_code == 403
    assert (
        browser_of(members["Filo"][1]).post(here("amendment-taking-over", amendment=amendment.pk)).status_code
        == 403
    )
    answer = leader.get(here("motion", motion=motion.pk) + "files/motion.docx")
    words = "\n".join(one.text for one in Document(BytesIO(answer.content)).paragraphs)
    assert "[−4,000−][+5,000+]" in words and "يناير" in words
    assert leader.get(here("motion", motion=motion.pk) + "files/motion.pdf").content[:4] == b"%PDF"
    leader.post(here("amendment-taking-over", amendment=amendment.pk))
    assert "5,000" in Motion.objects.get().text
    other = Amendment.objects.last()
    somes = browser_of(members["Somes"][1])
    edit = here("amendment-edit", amendment=other.pk)
    assert "5,000" in somes.get(edit).content.decode()
    somes.post(edit, {"text": TEXT.replace("4,000", "4,500")})
    answer = leader.post(here("amendment-putting", amendment=other.pk), {"when": "now"})
    assert answer.status_code == 302 and "<ins>4,500</ins>" in leader.get(answer.url).content.decode()
    somes.post(here("amendment-withdrawal", amendment=other.pk))
    assert Amendment.objects.get(pk=other.pk).state == AmendmentState.VOTING
