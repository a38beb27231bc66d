"""The first of a month in French is « 1er mars »: in the formats of this program `S` after a day is the sign that the language puts there.

Django knows the English signs alone (1st, 2nd), which are written nowhere here.
"""

from django.utils.dateformat import DateFormat
from django.utils.translation import get_language


def sign(self: DateFormat) -> str:
    """What follows the number of the day, in the language of the page."""
    return "er" if (get_language() or "").startswith("fr") and self.data.day == 1 else ""


DateFormat.S = sign  # type: ignore[method-assign]
