"""What reminders say, at each level in the network's own words or else the program's; and when the next one is due."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from networks.network.membership.methods.references import in_fours
from networks.network.membership.models import FeeTerms


def next_level(days: Sequence[int], level: int, days_late: int, sent_on: date | None, today: date) -> int:
    """The reminder that is due now, 0 for none: `days` are those overdue of each level, `level` the last that was sent, on `sent_on`.

    Between two reminders at least as many days go by as between their levels, also where the first one left late.
    """
    if level >= len(days) or days_late < days[level]:
        return 0
    if level and sent_on is not None and (today - sent_on).days < days[level] - days[level - 1]:
        return 0
    return level + 1


def iban_line(iban: str) -> str:
    """The account to which it is paid, as people read it."""
    return _("IBAN: %(number)s") % {"number": in_fours(iban)}


def text_of(terms: FeeTerms, level: int, language: str) -> str:
    """What the network says at this level: in this language, in another of its texts, or the program's own words."""
    written = (terms.reminders[level - 1].get("text") or {}) if level <= len(terms.reminders) else {}
    for tag in (language, language.split("-")[0], *written):
        if written.get(tag, "").strip():
            return written[tag].strip()
    if level == 1:
        return _(
            "You may have overlooked this fee. If you have paid in the last days, there is nothing to do."
        )
    return _("This fee is still not paid. Write to us if you cannot pay it all at once.")
