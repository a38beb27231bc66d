"""{% membership_tabs %}: the pages of this room that the reader may open, as (name, address, whether this is it)."""

from django import template
from django.urls import reverse

from networks.base.rooms import rooms
from networks.network.membership import parts

register = template.Library()


@register.simple_tag(takes_context=True)
def membership_tabs(context) -> list[tuple]:
    """For <c-tabs>. The longest address that the page's own begins with is where one is."""
    request = context["request"]
    found = [
        (tab.name, reverse(tab.view, kwargs={"network": request.network.slug}))
        for tab in parts.tabs(request.actor)
    ]
    within = [url for _name, url in found if request.path.startswith(url)]
    here = max(within, key=len, default="")
    return [(name, url, url == here) for name, url in found]


@register.simple_tag(takes_context=True)
def organisation_tabs(context, organisation) -> list[tuple]:
    """The pages about one organisation that all rooms have, as (name, address, whether this is it)."""
    request = context["request"]
    found = [
        page
        for room in rooms()
        if room.organisation_pages
        for page in room.organisation_pages(organisation, request.actor)
    ]
    within = [url for _name, url in found if request.path.startswith(url)]
    here = max(within, key=len, default="")
    return [(name, url, url == here) for name, url in found]
