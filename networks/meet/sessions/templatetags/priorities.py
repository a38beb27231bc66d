"""Priorities on pages that others draw: `{% priority_state moment as state %}`, `{% priority_result part reader as result %}`."""

from django import template

from networks.meet.sessions.rules import prioritising
from networks.meet.sessions.rules.priority_results import shown_result

register = template.Library()


@register.simple_tag
def priority_state(moment) -> str:
    """What a participant's choosing depends on; where it is the same, the page need not ask anew. Nothing hidden is in it."""
    part = moment.part
    row = prioritising.result_of(part)
    used = row.used_update if row and row.result else 0
    return f"{part.pk}:{part.stage}:{part.state}:{prioritising.takes_votes(part)}:{part.results_shown}:{used}"


@register.simple_tag
def priority_result(part, reader):
    """The result of a part as anybody may see it: None unless it is shown."""
    return shown_result(part, reader)


@register.filter
def grade_range(_part) -> list[int]:
    """The grades, best first."""
    return sorted(prioritising.GRADES, reverse=True)


@register.filter
def words_of_grade(grade: int) -> str:
    """The key of the word for a grade."""
    return f"grade_{grade}"


@register.simple_tag(takes_context=True)
def shown_to(context, target):
    """The words of what is prioritised, for this reader."""
    return target.shown(context["reader"])


@register.filter
def pressed(value: int, button: int) -> str:
    """Whether a button is the one that was chosen."""
    return "true" if value == button else "false"
