"""The meeting and its ballot, locked in one order by whoever opens, closes or annuls a vote."""

from networks.meet.meetings.models import Ballot, Meeting


def locked(ballot: Ballot) -> tuple[Meeting, Ballot]:
    """The meeting and the ballot, locked in this order by whoever opens or closes."""
    meeting = (
        Meeting.objects.select_for_update(of=("self",)).select_related("body").get(pk=ballot.item.meeting_id)
    )
    found = (
        Ballot.objects.select_for_update(of=("self",))
        .select_related("item", "motion", "amendment__motion")
        .get(pk=ballot.pk)
    )
    found.item.meeting = meeting
    return meeting, found
