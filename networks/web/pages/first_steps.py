"""The first steps of a new network, as a list: done, to do, put aside."""

from typing import Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from networks.base.doors import allow
from networks.people import first_steps as rules
from networks.web.permissions import coordinates


def of_checklist(lines: list[rules.Line]) -> dict[str, Any]:
    """What templates are given of it: those that count, how many are done, whether anything is open."""
    kept = [line for line in lines if not line.aside]
    done = sum(line.done for line in kept)
    first = next((line for line in kept if line.open), None)
    return {
        "steps": kept,
        "steps_done": done,
        "steps_open": len(kept) - done,
        "steps_next": first,
        "steps_aside": [line for line in lines if line.aside],
    }


@allow(coordinates)
@require_GET
def first_steps(request):
    """All of them."""
    return render(request, "web/first_steps.html", of_checklist(rules.checklist(request.actor)))


@allow(coordinates)
@require_POST
def putting_aside(request, key: str):
    """This network does not need it."""
    if not rules.known(request.actor, key):
        raise Http404
    rules.put_aside(key, by=request.actor.person)
    return redirect("first-steps", network=request.network.slug)


@allow(coordinates)
@require_POST
def taking_up(request, key: str):
    """It does, after all."""
    if not rules.known(request.actor, key):
        raise Http404
    rules.take_up(key)
    return redirect("first-steps", network=request.network.slug)
