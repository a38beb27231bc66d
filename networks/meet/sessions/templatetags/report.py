"""What the page of a report needs: which version of a text stands there, and names of marks."""

from django import template
from django.utils.translation import gettext as _

from networks.meet.sessions.rules import report_words

register = template.Library()
register.filter("version_note", report_words.by_machine)
register.filter("gloss_from", report_words.gloss_from)
register.filter("answers_sentence", report_words.answers_sentence)


@register.filter
def opinion(value: int) -> str:
    """What a mark to a statement means."""
    return {1: _("agree"), 0: _("pass"), -1: _("disagree")}.get(value, str(value))


@register.filter
def once(values: list) -> list:
    """The values without repetition, in order."""
    return list(dict.fromkeys(values))
