"""The members: the front page of the room."""

from django.db.models import Prefetch
from django.shortcuts import render

from networks.base.doors import allow
from networks.base.paging import page_by_key
from networks.network.membership.models import Membership
from networks.people.models import Organisation
from networks.people.permissions import confirmed


@allow(confirmed)
def members(request):
    """The members by name, a page at a time; `all`: every organisation that the network knows."""
    everybody = "all" in request.GET
    sought = request.GET.get("q", "").strip()[:100].replace("\0", "")
    rows = Organisation.objects.prefetch_related(
        Prefetch("memberships", Membership.objects.now().select_related("category"), to_attr="current")
    )
    if not everybody:
        rows = rows.filter(is_member=True)
    if sought:
        rows = rows.filter(name__icontains=sought)
    return render(
        request,
        "membership/register/members.html",
        {
            "page": page_by_key(rows, request.GET, "name"),
            "q": sought,
            "all": everybody,
            "is_coordinator": request.actor.is_coordinator,
        },
    )
