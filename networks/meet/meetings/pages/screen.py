"""The big screen of a meeting: by its secret link, without signing in and without controls. It asks every two seconds what is new."""

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from networks.base.doors import allow, anyone
from networks.base.texts import Reader, load_versions
from networks.meet.meetings import amending
from networks.meet.meetings.election_words import sentence
from networks.meet.meetings.models import PENDING, BallotState, Item, Meeting
from networks.meet.meetings.pages.finding import item_of, meeting_of
from networks.meet.meetings.permissions import leads
from networks.meet.meetings.rules import holding
from networks.meet.meetings.rules.roll import waiting_here
from networks.meet.meetings.words import result_words
from networks.people.middleware import enter


def screen_of(request, secret: str) -> Meeting:
    """The meeting whose screen has this secret; from here on the request is about its network."""
    found = None
    if len(secret) > 20:
        found = (
            Meeting.everywhere.filter(screen_secret=secret, body__binned_at=None)
            .select_related("network", "body", "screen_item", "occasion")
            .first()
        )
    if found is None:
        raise Http404
    enter(request, found.network)
    return found


def _shown(meeting: Meeting, language: str) -> dict[str, Any]:
    """What the screen shows: the item that was chosen, or the one that is voted on; its motion, vote and result."""
    reader = Reader((language,))
    items = list(meeting.items.all())
    held = meeting_ballots(meeting).filter(state=BallotState.OPEN).first()
    item: Item | None = held.item if held else meeting.screen_item
    ballot = held or (meeting_ballots(meeting).filter(item=item).first() if item else None)
    motion = None
    if ballot is not None:
        motion = ballot.motion or (ballot.amendment.motion if ballot.amendment else None)
    elif item is not None:
        motion = item.motions.exclude(state__in=("withdrawn", "postponed")).first()
    load_versions([meeting, *items, *filter(None, [item, ballot, motion])])
    lines = []
    if ballot is not None and ballot.amendment:
        one = ballot.amendment
        lines = amending.marked(one.base, [amending.Proposal(one.who, one.edits)])
    elif motion is not None:
        pending = [
            one
            for one in motion.amendments.filter(state__in=PENDING).select_related("moved_by")
            if one.base == motion.text
        ]
        lines = amending.marked(
            motion.text, [amending.Proposal(f"{one.number} · {one.who}", one.edits) for one in pending]
        )
    if ballot is not None:
        ballot.item.meeting = meeting
    may = ballot.roll.filter(may=True) if ballot else None
    voted = may.filter(voted=True).count() if may is not None else 0
    live = ballot is not None and ballot.is_open and not ballot.by_correspondence and not ballot.by_block
    return {
        "meeting": meeting,
        "title": meeting.version_for("title", reader),
        "item": item,
        "number": next((n for n, one in enumerate(items, start=1) if item and one.pk == item.pk), 0),
        "item_title": item.version_for("title", reader) if item else None,
        "item_text": item.version_for("text", reader) if item and not motion else None,
        "motion": motion,
        "lines": lines,
        "ballot": ballot,
        "voted": voted,
        "here": voted + waiting_here(ballot)[0] if live else None,
        "of": may.count() if may is not None else 0,
        "result": result_words(ballot) if ballot and ballot.is_closed else None,
        "elected": sentence(ballot) if ballot and ballot.is_closed and ballot.is_election else "",
        "agenda": [(one, one.version_for("title", reader)) for one in items] if item is None else [],
    }


def meeting_ballots(meeting: Meeting):
    """The votes that were opened in a meeting, the newest first."""
    from networks.meet.meetings.models import Ballot

    rows = Ballot.objects.filter(
        item__meeting=meeting, within=None, state__in=(BallotState.OPEN, BallotState.CLOSED)
    )
    return rows.select_related(
        "item", "motion", "amendment__motion", "amendment__moved_by", "decision"
    ).order_by("-opened_at", "-pk")


def _render(request, secret: str, template: str):
    meeting = screen_of(request, secret)
    asked = request.GET.get("language", "")[:12]
    language = asked if asked in (meeting.network.languages or []) else meeting.language
    with translation.override(language):
        context = _shown(meeting, language) | {"secret": secret, "language": language}
        where, ballot = {"network": meeting.network.slug}, context["ballot"]
        context["join"] = request.build_absolute_uri(
            reverse(
                "ballot", kwargs={**where, "ballot": ballot.pk}
            )  # which sends to check in whoever is not there yet
            if ballot and ballot.is_open
            else reverse("meeting-check-in", kwargs={**where, "meeting": meeting.pk})
        )
        return render(request, template, context)


@never_cache
@allow(anyone)
@require_safe
def page(request, secret):
    """The whole screen."""
    return _render(request, secret, "meetings/screen.html")


@never_cache
@allow(anyone)
@require_safe
def state(request, secret):
    """What is on it now, for the page that asks again."""
    return _render(request, secret, "meetings/screen_now.html")


@allow(leads, of=meeting_of)
@require_POST
def opening(request, meeting):
    """Open the big screen: its link is made when somebody asks for it first."""
    return redirect("meeting-screen", secret=holding.screen_link(meeting))


@allow(leads, of=item_of)
@require_POST
def showing(request, item):
    """Show an item on the big screen."""
    holding.show(item, by=request.actor.person)
    messages.success(request, _("The big screen shows this item."))
    return redirect("item", network=request.network.slug, item=item.pk)
