"""Times and titles of occasions in the words of whoever reads them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from networks.base.places import zone_place
from networks.base.rooms import Described, describe
from networks.participation.occasions.models import Occasion


def when(occasion: Occasion, zone: str = "") -> str:
    """Return day, time and zone in the reader's zone (the occasion's, unless given), in the active language."""
    if occasion.starts_at is None or occasion.ends_at is None:
        return _("The day is still to be chosen.")
    zone = zone or occasion.zone
    start = occasion.starts_at.astimezone(ZoneInfo(zone))
    end = occasion.ends_at.astimezone(ZoneInfo(zone))
    if start.date() == end.date():
        return _("%(day)s, %(start)s to %(end)s (%(zone)s)") % {
            "day": day(start),
            "start": clock(start),
            "end": clock(end),
            "zone": zone_words(zone, start),
        }
    return _("%(day)s, %(start)s, to %(last)s, %(end)s (%(zone)s)") % {
        "day": day(start),
        "start": clock(start),
        "last": day(end),
        "end": clock(end),
        "zone": zone_words(zone, start),
    }


def day(moment: datetime) -> str:
    return date_format(moment, "l jS F Y", use_l10n=False)


def clock(moment: datetime) -> str:
    return moment.strftime("%H:%M")


def zone_words(zone: str, at: datetime) -> str:
    """Name a zone by its place, with its distance from UTC at that moment: "Brussels time, UTC+2"."""
    seconds = int(at.utcoffset().total_seconds())  # type: ignore[union-attr]
    sign, (hours, rest) = "-" if seconds < 0 else "+", divmod(abs(seconds) // 60, 60)
    offset = f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")
    return _("%(place)s time, %(offset)s") % {"place": zone_place(zone), "offset": offset}


def shown(occasion: Occasion) -> Described:
    """Return how the thing that takes place is shown, in the active language; its own title where its room is not there.

    Looked up once a language for as long as this object lives: hundreds of messages say the same.
    """
    kept = occasion.__dict__.setdefault("_shown", {})
    language = get_language()
    if language not in kept:
        found = describe([(occasion.about, occasion.about_id)])[occasion.about, occasion.about_id]
        kept[language] = found if found.url else Described(title=occasion.title or found.title)
    return kept[language]


def where(occasion: Occasion) -> str:
    """Return the place: the venue, the online room, or both."""
    return "\n".join(part for part in (occasion.venue.strip(), occasion.link) if part)
