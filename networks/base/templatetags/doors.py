"""What other rooms offer at an object: their buttons, for pages that do not know those rooms."""

from django import template

from networks.base import rooms

register = template.Library()


@register.inclusion_tag("base/parts/beside.html", takes_context=True)
def beside(context, thing, said=""):
    """Buttons of whatever rooms offer at `thing`. said: what is named after each for screen readers, where there are several on a page."""
    request = context.get("request")
    actor = getattr(request, "actor", None)
    offers = rooms.beside(thing, actor) if actor else []
    return {"offers": [one for one in offers if one.url != request.path], "said": said}
