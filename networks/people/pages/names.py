"""Names that a browser offers while somebody writes one (`base/choosing.py`): a few, by what was written so far."""

from django.db.models import Q
from django.shortcuts import render
from django.views.decorators.http import require_GET

from networks.base.doors import allow
from networks.people.choosing import BY_NAME, where, whose, with_places
from networks.people.models import Organisation
from networks.people.pages.people import here
from networks.people.permissions import confirmed

MOST = 12
LEAST = 2  # letters


def _written(request) -> str:
    return " ".join(request.GET.get(request.GET.get("named", ""), "").replace("\0", "").split())[:100]


@allow(confirmed)
@require_GET
def organisations(request):
    """Organisations of the network."""
    text = _written(request)
    wanted = Q()
    for name in BY_NAME:
        wanted |= Q(**{f"{name}__icontains": text})
    rows = Organisation.objects.filter(wanted).order_by("name", "pk")[:MOST] if len(text) >= LEAST else []
    return render(request, "people/names.html", {"names": [(row.name, where(row)) for row in rows]})


@allow(confirmed)
@require_GET
def persons(request):
    """Persons of the network, by their names alone."""
    text = _written(request)
    rows = with_places(
        here(request.network).filter(erased_at=None, name__icontains=text).order_by("name", "pk")
    )
    found = rows[:MOST] if len(text) >= LEAST else []
    return render(request, "people/names.html", {"names": [(str(row), whose(row)) for row in found]})
