"""Notifications in words: who did what, with a link where there is something to open. A few queries for any number."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from networks.base.rooms import describe
from networks.base.texts import quoted
from networks.notices.models import Notification
from networks.notices.telling import declared, things_of


@dataclass(frozen=True)
class Line:
    """One notification, drawn for a page and for a message."""

    notification: Notification
    html: SafeString
    text: str
    url: str

    @property
    def when(self) -> Any:
        return self.notification.created_at

    @property
    def unread(self) -> bool:
        return self.notification.read_at is None


def lines(notifications: Iterable[Notification]) -> list[Line]:
    """Return the lines of `notifications` (with event and actor) in the active language; those that no room knows any more are left out."""
    known = [n for n in notifications if n.event.verb in declared()]
    things = describe((n.event.about, n.event.about_id) for n in known)
    ends = things_of(n.event for n in known if declared()[n.event.verb].until)
    found = []
    for one in known:
        thing = things[one.event.about, one.event.about_id]
        who = one.event.actor.shown_name if one.event.actor else _("Somebody")
        told = declared()[one.event.verb]
        sentence = str(told.sentence)
        end = ends.get((one.event.about, one.event.about_id))
        if told.until and end is not None and (when := told.until(end)):
            sentence = _("%(sentence)s, until %(when)s") % {"sentence": sentence, "when": when}
        language = format_html(' lang="{}"', thing.language) if thing.language else ""
        what = (
            format_html('<a href="{}"{}>{}</a>', thing.url, language, thing.title)
            if thing.url
            else format_html("<span{}>{}</span>", language, thing.title)
        )
        found.append(
            Line(
                one,
                format_html(sentence, who=format_html("<strong>{}</strong>", who), what=what),
                " ".join(sentence.format(who=who, what=quoted(thing.title)).split()),
                thing.url,
            )
        )
    return found
