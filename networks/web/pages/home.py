"""Home: what waits for somebody, what comes, what is new."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from networks.base.doors import allow
from networks.base.rooms import DOORS, AtTheDoor, Need, Step, behind, rooms
from networks.base.whether import About, Whether
from networks.participation.occasions.words import zone_words
from networks.people.first_steps import checklist
from networks.people.models import RoleKind
from networks.web.news import news
from networks.web.pages.first_steps import of_checklist
from networks.web.pages.start import WAITING
from networks.web.permissions import belongs, signed_in

FAR = datetime.max.replace(tzinfo=UTC)
SHOWN = 8


@allow(signed_in)
@require_GET
def home(request):
    """Go to one's network; choose where there are several."""
    networks = request.actor.networks
    if not networks and WAITING in request.session:
        return redirect("found")
    if len(networks) == 1 and "choose" not in request.GET:
        return redirect("network-home", network=networks[0].slug)
    return render(request, "web/networks.html", {"networks": networks})


@allow(belongs)
@require_GET
def network_home(request):
    """What waits for this person, what comes, what is new."""
    actor, network = request.actor, request.network
    actor.waiting = WHETHER.of(network.pk, actor.person.pk)
    needs, decides = _urgent(_declared("needs", actor)), _urgent(_declared("decides", actor))
    steps = checklist(actor) if actor.is_coordinator else []
    needs += [_next(line.step) for line in steps if line.open][:1]
    stuck = _urgent(_declared("stuck", actor)) if actor.is_coordinator else []
    first = min([*needs[:1], *decides[:1]], key=_when, default=None)
    coming = sorted(
        (entry for room in rooms() if room.coming for entry in room.coming(actor)),
        key=lambda entry: entry.starts_at,
    )[:SHOWN]
    now = timezone.now().astimezone(ZoneInfo(actor.person.zone or network.zone))
    return render(
        request,
        "web/home.html",
        {
            "today": now,
            "greeting": greeting(now.hour, actor.person.shown_name.split()[0]),
            "first": first,
            "needs": [need for need in needs if need is not first][: SHOWN - 1],
            "decides": [need for need in decides if need is not first][:SHOWN],
            "all_to_decide": decides,
            "decides_here": bool(decides) or RoleKind.BOARD in actor.roles,
            "stuck": stuck[:SHOWN],
            **of_checklist(steps),
            "coming": [(entry, *_local(entry)) for entry in coming],
            "news": news(network),
            "doors": DOORS.items(),
        },
    )


@allow(belongs)
@require_GET
def door(request, door: str):
    """What the network has for organisations, for workers, or for partners."""
    if door not in DOORS:
        raise Http404
    where = {"network": request.network.slug}
    title, lead, _icon = DOORS[door]
    return render(
        request,
        "web/door.html",
        {
            "title": title,
            "lead": lead,
            "doors": [
                (name, reverse("door", kwargs={**where, "door": key}), key == door)
                for key, (name, _lead, _icon) in DOORS.items()
            ],
            "found": behind(door, AtTheDoor(request.network, request.actor)),
        },
    )


def _when(need: Need) -> datetime:
    return need.due or FAR


def _urgent(needs: Iterable[Need]) -> list[Need]:
    """The most urgent first; of what is stuck, what waits longest."""
    return sorted(needs, key=_when)


def _declared(name: str, actor) -> Iterator[Need]:
    """What all rooms declare under `name`."""
    for room in rooms():
        if function := getattr(room, name):
            yield from function(actor)


def _next(step: Step) -> Need:
    """The first step that is open waits like anything else, after what has a day."""
    return Need(title=step.title, why=step.why, url=step.url, action=step.action)


def _questions(about: About) -> dict:
    """What all rooms would ask."""
    found: dict = {}
    for room in rooms():
        if room.whether:
            found |= room.whether(about)
    return found


WHETHER = Whether(_questions)


def greeting(hour: int, name: str) -> str:
    """Greet somebody by the time of their day."""
    if 5 <= hour < 12:
        return _("Good morning, %(name)s") % {"name": name}
    if 12 <= hour < 18:
        return _("Good afternoon, %(name)s") % {"name": name}
    return _("Good evening, %(name)s") % {"name": name}


def _local(entry):
    """When `entry` begins on the walls of its zone (without a zone, so that templates leave it as it is), and the zone in words."""
    starts = entry.starts_at.astimezone(ZoneInfo(entry.zone))
    return starts.replace(tzinfo=None), zone_words(entry.zone, starts)
