"""Breakout groups on pages that others draw: `{% breakout_state moment as state %}`, `{% breakout_calls part as groups %}`."""

from django import template

from networks.base.places import language_name
from networks.meet.sessions.models import BreakoutGroup, Update
from networks.meet.sessions.rules import breaking_out

register = template.Library()


@register.simple_tag
def breakout_state(moment) -> str:
    """What the page of one's group depends on; empty where no groups are out. A call for help of one group is not in it."""
    part = moment.part
    if part is None or not part.in_groups:
        return ""
    plan = breaking_out.current_plan(part)
    if plan is None:
        return ""
    rows = Update.objects.filter(session_id=part.session_id, part_id=part.pk, kind__in=("groups", "undone"))
    last = rows.exclude(data__has_key="group").order_by("-number").values_list("number", flat=True).first()
    return f"{plan.pk}:True:{last}"


@register.simple_tag
def breakout_calls(part) -> list[BreakoutGroup]:
    """The groups of a part that need help now, for the console."""
    plan = breaking_out.current_plan(part) if part is not None and part.in_groups else None
    return list(plan.groups.filter(needs_help_at__isnull=False)) if plan else []


@register.simple_tag
def group_language(group) -> str:
    return language_name(group.language)
