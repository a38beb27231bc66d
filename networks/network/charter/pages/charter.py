"""The charter: all of it, for one of the three doors, what is discussed, what stood there before."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from networks.base.doors import allow
from networks.base.paging import page_by_key
from networks.base.texts import load_versions
from networks.network.charter import shelf
from networks.network.charter.described import best_wording
from networks.network.charter.models import Line, LineState, Whom, Wording
from networks.network.charter.models.lines import OPEN
from networks.network.charter.permissions import belongs

MOST_OPEN = 30


def tabs(request, here: str) -> list[tuple[str, str, bool]]:
    """The views of this room."""
    where = {"network": request.network.slug}
    return [
        (str(name), reverse(view, kwargs=where), view == here)
        for view, name in (
            ("charter", _("The charter")),
            ("charter-proposals", _("Being discussed")),
            ("charter-earlier", _("Earlier lines")),
            ("assessment", _("Self-assessment")),
        )
    ]


@allow(belongs)
@require_safe
def front(request):
    """What the network is for, part by part; which promises live and which are only paper, and who works on each."""
    found = shelf.parts(request.actor)
    adopted = sum(len(part.lines) for part in found)
    context = {
        "tabs": tabs(request, "charter"),
        "parts": found,
        "adopted": adopted,
        "living": sum(part.living for part in found),
        "paper": sum(part.paper for part in found),
        "whom": Whom,
        "open_count": Wording.objects.filter(state__in=OPEN).count(),
        "is_coordinator": request.actor.is_coordinator,
        "may_propose": request.actor.confirmed,
    }
    return render(request, "charter/front.html", context)


@allow(belongs)
@require_safe
def door(request, whom):
    """What the charter says for organisations, for workers, or for everybody around them: with what carries it."""
    if whom not in Whom.values:
        raise Http404
    found = [
        (part, [one for one in part.lines if one.line.whom in ("", whom)])
        for part in shelf.parts(request.actor, whom__in=("", whom))
    ]
    context = {
        "whom": Whom(whom),
        "parts": [(part, lines) for part, lines in found if lines],
        "doors": [
            (
                one.label,
                reverse("charter-door", kwargs={"network": request.network.slug, "whom": one}),
                one == whom,
            )
            for one in Whom
        ],
    }
    return render(request, "charter/door.html", context)


@allow(belongs)
@require_safe
def proposals(request):
    """What is discussed, or waits for a decision."""
    rows = Wording.objects.filter(state__in=OPEN).select_related("line", "proposed_by")
    page = page_by_key(rows, request.GET, "-created_at", size=MOST_OPEN)
    load_versions(page.rows)
    for row in page.rows:
        row.shown = row.version_for("text", request.actor.reader)
    context = {
        "tabs": tabs(request, "charter-proposals"),
        "page": page,
        "may_propose": request.actor.confirmed,
    }
    return render(request, "charter/proposals.html", context)


@allow(belongs)
@require_safe
def earlier(request):
    """Lines that left the charter, with the reason; and those that never came in."""
    rows = Line.objects.filter(state__in=(LineState.RETIRED, LineState.CLOSED))
    page = page_by_key(rows, request.GET, "-created_at", size=MOST_OPEN)
    known = best_wording(Wording.objects.filter(line__in=[row.pk for row in page.rows]))
    load_versions(known.values())
    for row in page.rows:
        row.wording = known.get(row.pk)
        row.shown = row.wording.version_for("text", request.actor.reader) if row.wording else ""
    return render(request, "charter/earlier.html", {"tabs": tabs(request, "charter-earlier"), "page": page})
