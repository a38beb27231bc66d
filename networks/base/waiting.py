"""What waits too long: how many of a kind, and since when. At most a hundred are counted, so that a large network's home is as quick."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from networks.base.rooms import Need
from networks.base.times import day_words

MOST = 100


def waits(
    rows: Any, since: str, sentence: Any, *, url: str, action: str, zone: str = "", **words: Any
) -> Iterable[Need]:
    """One line about all of `rows`, or none where there are none. `since` names the field with the day or instant it waits from.

    `sentence`: `ngettext_lazy(one, many, "n")`, with %(count)s in it.
    """
    found = list(rows.order_by(since).values_list(since, flat=True)[: MOST + 1])
    if not found:
        return
    count = str(len(found)) if len(found) <= MOST else f"{MOST}+"
    oldest = found[0]
    local = timezone.localtime(oldest, ZoneInfo(zone)) if zone and isinstance(oldest, datetime) else None
    why = _("since %(day)s") if len(found) == 1 else _("the oldest since %(day)s")
    yield Need(
        title=str(sentence % {"n": len(found), "count": count, **words}),
        why=why % {"day": date_format(local, "DATE_FORMAT") if local else day_words(oldest)},
        url=url,
        action=action,
        due=as_instant(oldest),
    )


def as_instant(day: date | datetime) -> datetime:
    """The beginning of a day; an instant stays what it is."""
    return day if isinstance(day, datetime) else timezone.make_aware(datetime.combine(day, time(0)))
