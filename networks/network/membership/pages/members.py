"""The members: the front page of the room."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch
from django.http import QueryDict
from django.shortcuts import render
from django.urls import reverse

from networks.base.doors import allow
from networks.base.paging import page_by_key
from networks.base.places import country_choices, country_name
from networks.base.texts import load_versions
from networks.network.membership.models import Category, Membership
from networks.people.models import Organisation
from networks.people.permissions import confirmed

ROWS = 25  # on a page: to draw a row costs more than to find it


@allow(confirmed)
def members(request):
    """The members by name, a page at a time, of one country or category if the address says so; `all`: every organisation that the network knows."""
    everybody = "all" in request.GET
    sought = request.GET.get("q", "").strip()[:100].replace("\0", "")
    rows = Organisation.objects.prefetch_related(
        Prefetch("memberships", Membership.objects.now().select_related("category"), to_attr="current")
    )
    if not everybody:
        rows = rows.filter(is_member=True)
    if sought:
        rows = rows.filter(name__icontains=sought)
    countries = _countries()
    country = request.GET.get("country", "")
    country = country if country in dict(countries) else ""
    if country:
        rows = rows.filter(country=country)
    categories = list(Category.objects.order_by("position", "pk"))
    load_versions(categories)
    names = {str(row.pk): row.version_for("name", request.actor.reader).text for row in categories}
    category = request.GET.get("category", "")
    category = category if category in names else ""
    if category:
        there = Membership.objects.now().filter(organisation=OuterRef("pk"), category=UUID(category))
        rows = rows.filter(Exists(there))
    asked = QueryDict(mutable=True)
    asked.update({k: v for k, v in (("q", sought), ("country", country), ("category", category)) if v})
    page = page_by_key(rows, request.GET, "name", size=ROWS)
    for row in page.rows:
        row.url = reverse("member", args=[request.network.slug, row.pk])
        row.country_name = country_name(row.country)
        row.category_names = [names.get(str(one.category_id), one.category.name) for one in row.current]
    return render(
        request,
        "membership/register/members.html",
        {
            "page": page,
            "q": sought,
            "all": everybody,
            "country": country,
            "countries": countries,
            "category": category,
            "categories": list(names.items()),
            "list_url": reverse("list", args=[request.network.slug, "organisations"])
            + (f"?{asked.urlencode()}" if asked else ""),
            "among_all": f"{asked.urlencode()}&all=1",
            "is_coordinator": request.actor.is_coordinator,
        },
    )


def _countries() -> list[tuple[str, str]]:
    """The countries of those that the network knows, by name."""
    there = set(Organisation.objects.exclude(country="").values_list("country", flat=True).distinct())
    return [choice for choice in country_choices() if choice[0] in there]
