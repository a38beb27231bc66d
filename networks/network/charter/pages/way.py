"""From question to action: the way of any object, backwards to what it came from and forwards to what came of it, as a page and as a picture."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from networks.base.doors import allow
from networks.base.rooms import Described, describe_for
from networks.network.charter.permissions import belongs
from networks.participation.feedback.suppression import LEAST
from networks.record import ways
from networks.record.models import Benefit
from networks.record.rules import thing_of

ICONS = {
    "meet_sessions.answer": "message-square-quote", "meet_sessions.theme": "shapes", "meet_sessions.conclusion": "quote",
    "network_charter.line": "scroll-text", "meet_meetings.decision": "gavel", "participation_referrals.referral": "gavel",
}  # fmt: skip
LINKS = {
    "led to": _("led to"), "cited by": _("is a source of"), "carried by": _("is carried by"), "adopted by": _("was adopted by"),
}  # fmt: skip
KINDS = {
    "money_saved": _("saved"), "money_won": _("won"), "hours": _("learned or met"), "knowledge": _("knowledge reused"),
    "help": _("help received"), "contact": _("contacts made"), "voice": _("voice exercised"), "visibility": _("visibility"),
}  # fmt: skip


@dataclass(frozen=True)
class Way:
    """Where one stands, and how one may see it."""

    thing: Any
    shown: Described


def way_of(request, label, key, **kwargs) -> Way:
    """The object that the address names, if this reader may see it."""
    thing = thing_of(label, key)
    if thing is None:
        raise Http404
    shown = describe_for([(thing.label, thing.pk)], request.actor)[thing.label, thing.pk]
    if shown.hidden or not shown.title:
        raise Http404
    return Way(thing, shown)


@allow(belongs, of=way_of)
@require_safe
def page(request, way):
    """The way, as a thread and as a picture; what one may not see keeps its place."""
    actor, thing = request.actor, way.thing
    before = ways.led_from(thing, actor)
    after = ways.led_to(thing, actor)
    here = ways.Step(way.shown, "", thing.created_at if hasattr(thing, "created_at") else None, 0, (thing.label, thing.pk), (thing.label, thing.pk))  # fmt: skip
    steps = [*sorted(before, key=lambda one: one.far), here, *after]
    rows = [
        {
            "n": number,
            "step": step,
            "icon": ICONS.get(step.key[0], "git-branch"),
            "link": LINKS.get(step.kind, step.kind),
            "label": step.key[0],
            "key": step.key[1],
        }
        for number, step in enumerate(steps, 1)
    ]
    numbers = {row["step"].key: row["n"] for row in rows}
    for row in rows:
        row["origin"] = numbers.get(row["step"].origin)
    context = {
        "way": way,
        "rows": rows,
        "before": len(before),
        "after": len(after),
        "hidden": sum(1 for step in steps if step.thing.hidden),
        "gains": gains([step for step in steps if step.far >= 0 and not step.thing.hidden], actor),
        "least": LEAST,
    }
    return render(request, "charter/way.html", context)


def gains(steps, actor) -> list[dict[str, Any]]:
    """What members got from what lies on the way. A sum of fewer than five is shown to none but the coordinator: it could tell who got it."""
    wanted = Q(pk__in=[])
    for step in steps:
        wanted |= Q(about=step.key[0], about_id=step.key[1])
    rows = (
        Benefit.objects.filter(wanted)
        .values("kind", "unit")
        .annotate(amount=Sum("amount"), houses=Count("organisation", distinct=True))
        .order_by("kind", "unit")
    )
    return [
        {
            "kind": KINDS.get(row["kind"], row["kind"]),
            "unit": row["unit"],
            "amount": row["amount"].normalize()
            if row["amount"] == row["amount"].to_integral()
            else row["amount"],
            "houses": row["houses"],
            "shown": row["houses"] >= LEAST or actor.is_coordinator,
        }
        for row in rows
        if row["amount"] != Decimal(0)
    ]
