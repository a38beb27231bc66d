"""What is new in a network, from its events: sentences with links, drawn for whoever reads."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.base.rooms import Described, describe, rooms
from networks.people.models import Network
from networks.record.models import Event

# What happens to the network itself; rooms declare their own.
SENTENCES = {
    "network.founded": gettext_lazy("{who} founded {what}"),
    "network.changed": gettext_lazy("{who} changed what {what} says of itself"),
    "network.taken_in": gettext_lazy("{what} was taken in from an archive"),
}
TOLD = 3  # things that one line names


@dataclass(frozen=True)
class News:
    """One thing that happened."""

    sentence: SafeString
    when: Any
    who: str


def news(network: Network, limit: int = 10) -> list[News]:
    """Return what is new for everybody, the newest first. What one person did many times that day is one line. Four queries or so, whatever the number."""
    sentences: dict[str, Any] = dict(SENTENCES)
    for room in rooms():
        sentences |= {verb: room.events[verb] for verb in room.news}
    events = list(
        Event.objects.filter(verb__in=sentences)
        .select_related("actor")
        .order_by("-created_at", "-id")[: limit * 20]
    )
    lines = _folded(events)[:limit]
    about_network = network._meta.label_lower
    shown = describe(
        (event.about, event.about_id) for line in lines for event in line if event.about != about_network
    )
    shown[about_network, network.pk] = Described(title=network.name)
    found = []
    for line in lines:
        event = line[0]
        who = event.actor.shown_name if event.actor else _("Somebody")
        things = format_html_join(
            " · ", "{}", [(_drawn(shown[one.about, one.about_id]),) for one in line[:TOLD]]
        )
        if len(line) > TOLD:
            things = format_html(_("{} and others"), things)
        sentence = format_html(
            str(sentences[event.verb]), who=format_html("<strong>{}</strong>", who), what=things
        )
        found.append(News(sentence, event.created_at, who))
    return found


def _folded(events: list[Event]) -> list[list[Event]]:
    """Events in lines: one for what the same person did to several things on one day, as an import does."""
    lines: dict[Any, dict[Any, Event]] = {}
    for event in events:
        line = lines.setdefault((event.verb, event.actor_id, timezone.localdate(event.created_at)), {})
        line.setdefault((event.about, event.about_id), event)
    return [list(line.values()) for line in lines.values()]


def _drawn(thing: Described) -> SafeString:
    """A link where there is something to open, else plain text; in the language that it was written in."""
    language = format_html(' lang="{}"', thing.language) if thing.language else ""
    if thing.url:
        return format_html('<a href="{}"{}>{}</a>', thing.url, language, thing.title)
    return format_html("<span{}>{}</span>", language, thing.title)
