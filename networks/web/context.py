"""What every page is given: who reads, where they are, and the five areas."""

from functools import cache

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language

from networks.base.machine import is_local
from networks.base.rooms import AREAS, rooms_of
from networks.base.texts import is_right_to_left
from networks.notices.pages import unread
from networks.participation.occasions.words import zone_words


def page(request) -> dict:
    actor = getattr(request, "actor", None)
    network = getattr(request, "network", None)
    inside = network if network and actor and actor.belongs else None
    person = actor.person if actor else None
    reading = person.reading if person else {}
    language = get_language() or "en"
    demo = bool(network and network.is_demonstration)
    return {
        "actor": actor,
        "network": inside,
        "person": person,
        "areas": _areas(request, inside) if inside else [],
        "rooms_here": _rooms_here(request, inside) if inside else [],
        "languages": settings.LANGUAGES,
        "page_language": language,
        "page_direction": "rtl" if is_right_to_left(language) else "ltr",
        "reading": "easy"
        if (actor.reads_easily if person else request.COOKIES.get("reading") == "easy")
        else "",
        "theme": reading.get("theme") or request.COOKIES.get("theme", ""),
        "demo": demo,
        "lan_visitor": getattr(request, "lan_visitor", False),
        "mail_is_sent": settings.MAIL_IS_SENT,
        "embedded": settings.EMBEDDED,
        "demonstration_url": reverse("demonstration") if demo and is_local(request) else "",
        "other_networks": _others(actor, inside) if inside else [],
        "notices_url": reverse("notices", kwargs={"network": inside.slug}) if inside else "",
        "unread_count": cache(lambda: unread(person)) if inside and person else 0,  # asked where it is shown
        "threads": inside.threads if inside else [],
        "clock": _clock() if inside else "",
    }


def _clock() -> str:
    """Where the clock stands that pages show: "Brussels time, UTC+1"."""
    return zone_words(timezone.get_current_timezone_name(), timezone.localtime())


def _others(actor, network) -> list:
    """The person's other networks, to change to."""
    return [one for one in actor.networks if one.pk != network.pk]


def _areas(request, network) -> list[dict]:
    """The areas that have a room here; each leads to its first room."""
    shown = []
    for key, (name, icon) in AREAS.items():
        fronts = [room.front for room in rooms_of(key)]
        if not fronts:
            continue
        try:
            url = reverse(fronts[0], kwargs={"network": network.slug})
        except NoReverseMatch:
            continue
        current = request.path_info.startswith(f"/{network.slug}/{key}/")
        shown.append({"key": key, "name": name, "icon": icon, "url": url, "current": current})
    return shown


def _rooms_here(request, network) -> list[tuple]:
    """The rooms of the area one is in, as (name, address, whether this is it); none where there is but one."""
    parts = request.path_info.split("/")  # /{network}/{area}/{room}/…
    if len(parts) < 5 or parts[1] != network.slug or parts[2] not in AREAS:
        return []
    found = rooms_of(parts[2])
    if len(found) < 2:
        return []
    return [
        (room.name, reverse(room.front, kwargs={"network": network.slug}), room.slug == parts[3])
        for room in found
    ]
