"""The people of a network and what they do for it."""

from django.contrib import messages
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from networks.base.doors import allow
from networks.people.belonging import LastCoordinator, end_role, grant_role
from networks.people.forms import RoleForm
from networks.people.models import Affiliation, Person, Role, RoleKind, holding
from networks.people.pages.paging import page_of
from networks.people.permissions import confirmed, coordinates

FEW = 100  # persons


def here(network):
    """The persons who belong to `network` now.

    A few are named one by one. Of many, whoever lists them by name looks at one after the other, until a page is full:
    that costs the same at a thousand and at a million.
    """
    places = Affiliation.everywhere.filter(holding(), network=network, organisation__binned_at=None)
    roles = Role.everywhere.filter(holding(), network=network)
    some = [list(rows.values_list("person", flat=True)[: FEW + 1]) for rows in (places, roles)]
    if all(len(keys) <= FEW for keys in some):
        return Person.objects.filter(pk__in={key for keys in some for key in keys})
    # Between a key and itself: asked for equality, PostgreSQL would look at all places once rather than at those of one page's persons.
    one = {"person__gte": OuterRef("pk"), "person__lte": OuterRef("pk")}
    belongs = [Exists(rows.filter(**one)) for rows in (places, roles)]
    return Person.objects.filter(Q(belongs[0]) | Q(belongs[1]))


def person_here(request, key):
    """A person of this network; whoever is elsewhere is not found."""
    return get_object_or_404(here(request.network), pk=key)


def role(request, key):
    return get_object_or_404(Role.objects.now().select_related("person"), pk=key)


@allow(confirmed)
def people(request):
    """Everybody in the network, with their organisations and roles; what they are there is shown to their own people only."""
    rows = here(request.network).prefetch_related(
        Prefetch(
            "affiliations",
            Affiliation.objects.now().filter(organisation__binned_at=None).select_related("organisation"),
            to_attr="places",
        ),
        Prefetch("roles", Role.objects.now(), to_attr="held_roles"),
    )
    sought = request.GET.get("q", "").strip()
    if sought:
        rows = rows.filter(name__icontains=sought)
    return render(
        request,
        "people/people.html",
        {"page": page_of(request, rows, "name"), "q": sought, "is_coordinator": request.actor.is_coordinator},
    )


@allow(coordinates, of=person_here)
def roles_of(request, person):
    """What a person does for the network: give a role, from today."""
    form = RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        grant_role(person, form.cleaned_data["kind"], by=request.actor.person)
        messages.success(request, _("%(name)s has the role now.") % {"name": person.shown_name})
        return redirect("roles-of", network=request.network.slug, key=person.pk)
    held = Role.objects.filter(person=person).order_by("-since", "kind")
    return render(
        request,
        "people/roles.html",
        {"subject": person, "form": form, "held": held, "kinds": RoleKind.choices},
        status=422 if form.errors else 200,
    )


@allow(coordinates, of=role)
def end_of_role(request, found):
    """A role ends: asked once, then access ends that moment."""
    if request.method != "POST":
        return render(request, "people/end_of_role.html", {"role": found})
    try:
        end_role(found, by=request.actor.person)
    except LastCoordinator as error:
        messages.error(request, error.message)
    return redirect("people", network=request.network.slug)
