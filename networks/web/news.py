"""What is new in a network, from its events: sentences with links, drawn for whoever reads."""

from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
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
    "network.archived": gettext_lazy("{who} made an archive of {what}"),
    "network.taken_in": gettext_lazy("{what} was taken in from an archive"),
}


@dataclass(frozen=True)
class News:
    """One thing that happened."""

    sentence: SafeString
    when: Any
    who: str


def news(network: Network, limit: int = 10) -> list[News]:
    """Return the newest events that somebody declared a sentence for, the newest first. Four queries or so, whatever the number."""
    sentences: dict[str, Any] = dict(SENTENCES)
    for room in rooms():
        sentences |= room.events
    events = list(
        Event.objects.filter(verb__in=sentences)
        .select_related("actor")
        .order_by("-created_at", "-id")[:limit]
    )
    about_network = network._meta.label_lower
    shown = describe((event.about, event.about_id) for event in events if event.about != about_network)
    shown[about_network, network.pk] = Described(title=network.name)
    found = []
    for event in events:
        who = event.actor.shown_name if event.actor else _("Somebody")
        sentence = format_html(
            str(sentences[event.verb]),
            who=format_html("<strong>{}</strong>", who),
            what=_drawn(shown[event.about, event.about_id]),
        )
        found.append(News(sentence, event.created_at, who))
    return found


def _drawn(thing: Described) -> SafeString:
    """A link where there is something to open, else plain text; in the language that it was written in."""
    language = format_html(' lang="{}"', thing.language) if thing.language else ""
    if thing.url:
        return format_html('<a href="{}"{}>{}</a>', thing.url, language, thing.title)
    return format_html("<span{}>{}</span>", language, thing.title)
