"""What reminders say: the network's own words at each level, or else the program's."""

from django.utils.translation import gettext as _

from networks.network.membership.models import FeeTerms


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
