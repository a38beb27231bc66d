"""What this room says on home: what is to be decided, and which actions are overdue."""

from datetime import timedelta

from django.utils import timezone

from networks.meet.meetings.models import Action
from networks.meet.meetings.rules import following, holding, motions, voting
from networks.meet.meetings.tests.held import a_meeting, there
from networks.meet.meetings.waiting import decides, needs, stuck


def test_whoever_is_invited_sees_that_something_is_to_be_decided(board, members, coordinator, actor_of):
    delegate, outsider = members["Leie"][1], members["Most"][1]
    meeting = a_meeting(board, coordinator)

    (need,) = decides(actor_of(delegate))
    assert "one thing is to be decided" in need.title and str(meeting.pk) in need.url
    assert not list(decides(actor_of(outsider)))

    meeting.items.update(kind="information")
    assert not list(decides(actor_of(delegate)))


def test_overdue_actions_are_counted_body_by_body(board, members, coordinator, actor_of):
    item = a_meeting(board, coordinator).items.first()
    owner = members["Leie"][1]
    for days in (-3, -1, 2):
        Action.objects.create(
            body=board, item=item, text="Ask", owner=owner, due=timezone.localdate() + timedelta(days=days)
        )

    (need,) = stuck(actor_of(coordinator))
    assert "2 actions are overdue" in need.title and str(board.pk) in need.url
    for row in Action.objects.filter(due__lt=timezone.localdate()):
        following.finish_action(row, by=owner)
    assert not list(stuck(actor_of(coordinator)))


def test_a_vote_in_the_room_comes_before_what_has_time_and_whoever_is_there_is_not_asked_to_come(
    board, members, chair, browser_of, here, actor_of
):
    delegate = members["Leie"][1]
    meeting = a_meeting(board, chair)
    assert "Do you come" in "".join(need.title for need in needs(actor_of(delegate)))
    there(meeting, chair, "Leie", "Somes", "Filo")
    page = browser_of(delegate)
    assert "Do you come" not in page.get(here("meeting", meeting=meeting.pk)).content.decode()
    assert not list(needs(actor_of(delegate)))

    holding.open_meeting(meeting, by=chair)
    item = meeting.items.first()
    motion = motions.move(item, "Budget", "We spend 4,000 euros.", by=chair)
    voting.open_ballot(voting.prepare(item, motion=motion, by=chair), by=chair)
    (need,) = needs(actor_of(delegate))
    assert need.action == "Vote" and need.due and need.due <= timezone.now()
