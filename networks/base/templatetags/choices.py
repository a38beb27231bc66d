"""What a list of choices consists of, written at once: a template for each of 500 zones takes a twentieth of a second."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.formats import localize
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def options(groups: Iterable[tuple[Any, list[dict[str, Any]], int]]) -> SafeString:
    """The <option>s of a <select>, from the `optgroups` of a widget, as Django's templates write them."""
    lines = []
    for group, within, _index in groups:
        if group:
            lines.append(f'<optgroup label="{conditional_escape(group)}">')
        for option in within:
            attributes = "".join(
                f" {name}" if value is True else f' {name}="{escape(str(value))}"'
                for name, value in option["attrs"].items()
                if value is not False
            )
            label = conditional_escape(localize(option["label"]))
            lines.append(f'<option value="{escape(str(option["value"]))}"{attributes}>{label}</option>')
        if group:
            lines.append("</optgroup>")
    return mark_safe("\n".join(lines))  # everything in it is escaped above
