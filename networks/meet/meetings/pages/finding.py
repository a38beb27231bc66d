"""Finding what an address names, within the current network; 404 where it has none such."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from networks.meet.meetings.models import (
    Action,
    Amendment,
    Ballot,
    Body,
    BodySeat,
    Candidacy,
    Decision,
    Item,
    Meeting,
    Motion,
    Presence,
    Proxy,
    Round,
)


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
        Item.objects.select_related(
            "meeting__body", "meeting__occasion", "presenter", "added_by", "network", "approves"
        ),
        pk=item,
    )
    if found.meeting.body.binned_at:
        raise Http404
    return found


def presence_of(request, presence, **kwargs) -> Presence:
    found = get_object_or_404(Presence.objects.select_related("meeting__body", "person"), pk=presence)
    if found.meeting.body.binned_at:
        raise Http404
    return found


def proxy_of(request, proxy, **kwargs) -> Proxy:
    found = get_object_or_404(
        Proxy.objects.select_related("meeting__body", "holder", "person", "organisation"), pk=proxy
    )
    if found.meeting.body.binned_at:
        raise Http404
    return found


def action_of(request, action, **kwargs) -> Action:
    found = get_object_or_404(Action.objects.select_related("body", "item__meeting", "owner"), pk=action)
    if found.body.binned_at:
        raise Http404
    return found


def decision_of(request, decision, **kwargs) -> Decision:
    found = get_object_or_404(
        Decision.objects.select_related("body", "item__meeting", "round", "written_by", "network"),
        pk=decision,
    )
    if found.body.binned_at:
        raise Http404
    return found


def motion_of(request, motion, **kwargs) -> Motion:
    found = get_object_or_404(
        Motion.objects.select_related(
            "item__meeting__body", "item__meeting__occasion", "moved_by", "referral", "network"
        ),
        pk=motion,
    )
    if found.of_body.binned_at:
        raise Http404
    return found


def ballot_of(request, ballot, **kwargs) -> Ballot:
    """With what each page of a vote shows. What few have (an amendment, a vote of all countries) is asked for where it is there: one
    question over ten tables takes PostgreSQL longer to plan than all others to answer, and thousands ask after they voted."""
    found = get_object_or_404(
        Ballot.objects.select_related("item__meeting__body", "item__meeting__occasion", "motion"), pk=ballot
    )
    if found.of_body.binned_at:
        raise Http404
    found.network = request.network
    return found


def ballot_to_cast(request, ballot, **kwargs) -> Ballot:
    """The same for whoever votes: no more than a vote needs, as thousands ask at once."""
    found = get_object_or_404(Ballot.objects.select_related("item__meeting__body"), pk=ballot)
    if found.of_body.binned_at:
        raise Http404
    found.network = request.network
    return found


def amendment_of(request, amendment, **kwargs) -> Amendment:
    found = get_object_or_404(
        Amendment.objects.select_related(
            "motion__item__meeting__body",
            "motion__item__meeting__occasion",
            "moved_by",
            "decision",
            "network",
        ),
        pk=amendment,
    )
    if found.of_body.binned_at:
        raise Http404
    return found


def round_of(request, round, **kwargs) -> Round:
    found = get_object_or_404(
        Round.objects.select_related("body", "made_by", "decision", "network"), pk=round
    )
    if found.body.binned_at:
        raise Http404
    return found


def candidacy_of(request, candidacy, **kwargs) -> Candidacy:
    found = get_object_or_404(
        Candidacy.objects.select_related(
            "ballot__item__meeting__body",
            "ballot__item__meeting__occasion",
            "person",
            "organisation",
            "network",
        ),
        pk=candidacy,
    )
    if found.of_body.binned_at:
        raise Http404
    return found
