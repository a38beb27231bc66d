"""Written rounds: proposed, asked about, amended, objected to with a reason, adopted; silence is counted apart."""

from datetime import UTC, timedelta

import pytest
from django.utils import timezone

from networks.base.tenancy import in_network
from networks.meet.meetings.models import Decision, Round, RoundState
from networks.meet.meetings.rules import rounds
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.waiting import needs
from networks.notices import digests
from networks.notices.models import Notification, OutboxMessage
from tests.at_once import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(board, chair):
    return rounds.begin(
        board, "A new printer", "We buy a printer.", timezone.now() + timedelta(days=5), by=chair
    )


def say(found, person, stand, reason=""):
    return rounds.answer(found, rounds.mine(found, person)[0], stand, reason, by=person)


def over(found):
    Round.objects.filter(pk=found.pk).update(closes_at=timezone.now() - timedelta(seconds=1))
    found.refresh_from_db()


def test_it_is_adopted_if_no_objection_stands_and_silence_is_counted_apart(found, members, chair):
    leie = members["Leie"][1]
    say(found, chair, "agrees")
    say(found, members["Filo"][1], "aside")
    with pytest.raises(NotNow, match="Write your reason"):
        say(found, leie, "objects")
    say(found, leie, "objects", "It is too expensive.")
    rounds.amend(found, "We buy a small printer.", by=chair)
    say(found, leie, "agrees")
    with pytest.raises(NotNow, match="Some can still answer"):
        rounds.close(found, by=chair)
    over(found)
    with pytest.raises(NotNow, match="is over"):
        say(found, members["Mare"][1], "objects", "Late")
    assert rounds.follow_rounds() == 1 and rounds.follow_rounds() == 0
    found.refresh_from_db()
    decision = Decision.objects.get()
    assert found.state == RoundState.ADOPTED and found.decision == decision and decision.meeting is None
    assert decision.text == "We buy a small printer." and found.first_text == "We buy a printer."
    assert decision.facts == {"agrees": 2, "aside": 1, "objects": 0, "silent": 2, "of": 5}


def test_an_objection_that_stands_stops_it(found, members, chair):
    say(found, members["Leie"][1], "objects", "It is too expensive.")
    over(found)
    rounds.close(found)
    assert found.state == RoundState.OBJECTED and not Decision.objects.exists()


def test_everybody_is_told_and_whoever_is_silent_reminded_once(found, members, chair, network, actor_of):
    leie = members["Leie"][1]
    assert Notification.objects.filter(event__verb="written_round.begun", person=leie).count() == 1
    assert "Answer in writing: “A new printer”" in [need.title for need in needs(actor_of(leie))]
    say(found, leie, "agrees")
    assert not [need for need in needs(actor_of(leie)) if "printer" in need.title]
    rounds.amend(found, "We buy a small printer.", by=chair)  # what one said was about an earlier text
    (again,) = [need for need in needs(actor_of(leie)) if "printer" in need.title]
    assert "changed since you answered" in again.why
    Round.objects.filter(pk=found.pk).update(
        closes_at=timezone.now() + timedelta(hours=20), created_at=timezone.now() - timedelta(days=4)
    )
    rounds.follow_rounds(), rounds.follow_rounds()
    with in_network(network):
        told = Notification.objects.filter(event__verb="written_round.due")
        assert told.count() == 4 and not told.filter(person=leie).exists()
        # The message says until when; not to whoever answered before it left.
        say(found, members["Filo"][1], "agrees")
        digests.send_digests(network, timezone.now() + timedelta(days=1))
        texts = {row.to: row.text for row in OutboxMessage.objects.all()}
        missing = "Your answer is still missing: “A new printer”, until "
        assert missing in texts[members["Mare"][1].email] and missing not in texts[members["Filo"][1].email]


def test_nobody_answers_for_another(found, members, chair):
    with pytest.raises(NotNow, match="do not speak"):
        rounds.answer(found, rounds.mine(found, chair)[0], "agrees", by=members["Leie"][1])
    assert not rounds.mine(found, members["Most"][1])


def test_the_hour_one_writes_is_the_hour_of_the_network(network, board, chair, browser_of, here):
    network.zone = "Europe/Bucharest"
    network.save()
    browser = browser_of(chair)
    new = here("written-round-new", body=board.pk)
    assert "The time in Bucharest." in browser.get(new).content.decode()
    year = timezone.now().year + 1
    text = {"title": "A printer", "text": "We buy it.", "kind": "ordinary"}
    browser.post(new, {**text, "closes_at": f"{year}-01-15T18:00"})
    found = Round.objects.get()
    assert (found.closes_at.hour, found.closes_at.tzinfo) == (16, UTC)
    for page in (here("written-round", round=found.pk), here("body", body=board.pk)):
        assert f"15 January {year}, 18:00 (Bucharest time, UTC+2)" in browser.get(page).content.decode()


def test_a_round_on_pages(board, chair, members, browser_of, here):
    browser, leie = browser_of(chair), browser_of(members["Leie"][1])
    new = here("written-round-new", body=board.pk)
    assert browser.post(new, {"title": "X", "text": "Y", "kind": "ordinary"}).status_code == 422
    day = (timezone.now() + timedelta(days=5)).strftime("%Y-%m-%dT%H:%M")
    browser.post(new, {"title": "A printer", "text": "We buy it.", "kind": "ordinary", "closes_at": day})
    found = Round.objects.get()
    page = here("written-round", round=found.pk)
    assert page in browser.get(here("body", body=board.pk)).content.decode()
    leie.post(here("written-round-asking", round=found.pk), {"text": "What does it cost?"})
    mine = rounds.mine(found, members["Leie"][1])[0]
    answer = here("written-round-answering", round=found.pk)
    assert leie.post(answer, {"voice": mine.pk, f"{mine.pk}-stand": "objects"}).status_code == 422
    leie.post(answer, {"voice": mine.pk, f"{mine.pk}-stand": "objects", f"{mine.pk}-reason": "Too expensive"})
    browser.post(here("written-round-amend", round=found.pk), {"text": "We buy a cheap one."})
    shown = leie.get(page).content.decode()
    assert (
        "What does it cost?" in shown and "Too expensive" in shown and "changed since you answered" in shown
    )
    assert "1 object, 4 have not answered" in shown
    assert leie.get(here("written-round-withdrawal", round=found.pk)).status_code == 403
    for name in ("Leie", "Somes", "Filo", "Mare"):
        rounds.answer(found, rounds.mine(found, members[name][1])[0], "agrees", by=members[name][1])
    say(found, chair, "agrees")
    browser.post(here("written-round-closing", round=found.pk))
    decision = Decision.objects.get()
    assert "5 agreed" in browser.get(here("decision", decision=decision.pk)).content.decode()
    assert browser.get(here("body-decisions", body=board.pk)).status_code == 200
    browser.post(here("written-round-withdrawal", round=found.pk))
    found.refresh_from_db()
    assert found.state == RoundState.ADOPTED


@pytest.mark.django_db(transaction=True)
def test_two_close_at_once_and_it_is_decided_once(found, members, chair, network):
    over(found)

    def closing():
        try:
            rounds.close(Round.objects.get(pk=found.pk))
        except NotNow:
            return "late"
        return "done"

    assert sorted(at_once(network, closing, closing)) == ["done", "late"]
    assert Decision.objects.count() == 1
