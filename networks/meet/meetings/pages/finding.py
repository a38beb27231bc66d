"""Finding what an address names, within the current network; 404 where it has none such."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from networks.meet.meetings.models import Body, BodySeat, Item, Meeting


def body_of(request, body, **kwargs) -> Body:
    return get_object_or_404(Body, pk=body)


def seat_of(request, seat, **kwargs) -> BodySeat:
    found = get_object_or_404(BodySeat.objects.select_related("body", "person"), pk=seat)
    if found.body.binned_at:
        raise Http404
    return found


def meeting_of(request, meeting, **kwargs) -> Meeting:
    found = get_object_or_404(Meeting.objects.select_related("body", "occasion", "network"), pk=meeting)
    if found.body.binned_at:
        raise Http404
    return found


def item_of(request, item, **kwargs) -> Item:
    found = get_object_or_404(
        Item.objects.select_related("meeting__body", "meeting__occasion", "presenter", "added_by", "network"),
        pk=item,
    )
    if found.meeting.body.binned_at:
        raise Http404
    return found
