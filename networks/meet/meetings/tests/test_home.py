"""What this room says on home: what is to be decided, and which actions are overdue."""

from datetime import timedelta

from django.utils import timezone

from networks.meet.meetings.models import Action
from networks.meet.meetings.rules import following
from networks.meet.meetings.tests.held import a_meeting
from networks.meet.meetings.waiting import decides, stuck


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
