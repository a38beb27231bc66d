"""{% membership_tabs %}: the pages of this room that the reader may open."""

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from networks.base.rooms import rooms
from networks.network.membership import parts

register = template.Library()


@register.simple_tag(takes_context=True)
def membership_tabs(context) -> dict[str, list[tuple]]:
    """For <c-tabs>: `pages`, and `settings` where one of them is open, as (name, address, whether this is it).

    The longest address that the page's own begins with is where one is. Settings stand behind one name, unless there is only one.
    """
    request = context["request"]
    where = {"network": request.network.slug}
    found = [(tab, reverse(tab.view, kwargs=where)) for tab in parts.tabs(request.actor)]
    belonging = [(tab, reverse(name, kwargs=where)) for tab, _url in found for name in (tab.view, *tab.also)]
    within = [(len(url), tab.view) for tab, url in belonging if request.path.startswith(url)]
    here = max(within, default=(0, ""))[1]
    settings = [(tab.name, url, tab.view == here) for tab, url in found if tab.setting]
    folded = len(settings) > 1
    pages = [(tab.name, url, tab.view == here) for tab, url in found if not (tab.setting and folded)]
    in_settings = folded and any(current for _name, _url, current in settings)
    if folded:
        pages.append((_("Settings"), settings[0][1], in_settings))
    return {"pages": pages, "settings": settings if in_settings else []}


MOST = 7  # pages about a member that stand side by side; more fold behind one word


@register.simple_tag(takes_context=True)
def organisation_tabs(context, organisation) -> dict[str, list[tuple]]:
    """The pages about one organisation that all rooms have, as (name, address, whether this is it): `pages`, and `folded` where there
    are many. The one that is open is never folded."""
    request = context["request"]
    found = [
        page
        for room in rooms()
        if room.organisation_pages
        for page in room.organisation_pages(organisation, request.actor)
    ]
    within = [url for _name, url in found if request.path.startswith(url)]
    here = max(within, key=len, default="")
    pages = [(name, url, url == here) for name, url in found]
    if len(pages) <= MOST:
        return {"pages": pages, "folded": []}
    shown, folded = pages[: MOST - 1], pages[MOST - 1 :]
    for at, page in enumerate(folded):
        if page[2]:
            shown[-1], folded[at] = page, shown[-1]
    return {"pages": shown, "folded": folded}
