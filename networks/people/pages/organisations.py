"""Organisations and the people in them."""

from django.contrib import messages
from django.db.models import Prefetch, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from networks.base.doors import allow, gives_way
from networks.base.places import country_choices, country_name
from networks.people.belonging import affiliate, confirm, end_affiliation
from networks.people.forms import AffiliationForm, OrganisationForm
from networks.people.invitations import invite
from networks.people.models import (
    Affiliation,
    Function,
    FunctionKind,
    Organisation,
    Person,
)
from networks.people.pages.paging import page_of
from networks.people.permissions import confirmed, coordinates, keeps, sees_audiences
from networks.people.signals import tell


def organisation(request, key):
    return get_object_or_404(Organisation, pk=key)


def affiliation(request, key):
    return get_object_or_404(
        Affiliation.objects.now()
        .select_related("person", "organisation")
        .filter(organisation__binned_at=None),
        pk=key,
    )


def keeps_its(actor, thing) -> bool:
    """Who keeps the people of the affiliation's organisation."""
    return keeps(actor, thing.organisation)


def function(request, key):
    return get_object_or_404(
        Function.objects.now().select_related("affiliation__organisation", "affiliation__person"), pk=key
    )


def keeps_the_function(actor, thing) -> bool:
    """Who keeps the people of the organisation that the function is for."""
    return keeps(actor, thing.affiliation.organisation)


@allow(confirmed)
@gives_way("organisations")
def organisations(request):
    """All organisations by name, found by name or country."""
    rows = Organisation.objects.all()
    sought, country = request.GET.get("q", "").strip(), request.GET.get("country", "")
    if sought:
        rows = rows.filter(Q(name__icontains=sought) | Q(place__icontains=sought))
    if country:
        rows = rows.filter(country=country)
    page = page_of(request, rows, "name")
    for row in page.rows:
        row.country_name = country_name(row.country)
    present = set(Organisation.objects.exclude(country="").values_list("country", flat=True).distinct())
    return render(
        request,
        "people/organisations.html",
        {
            "page": page,
            "q": sought,
            "country": country,
            "countries": [row for row in country_choices() if row[0] in present],
            "is_coordinator": request.actor.is_coordinator,
        },
    )


@allow(coordinates)
@gives_way("organisation-new")
def add_organisation(request):
    """An organisation by hand."""
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = form.save()
        tell("organisation.added", made, actor=request.actor.person, organisations=[made])
        return redirect("organisation", network=request.network.slug, key=made.pk)
    return render(
        request, "people/organisation_form.html", {"form": form}, status=422 if form.errors else 200
    )


@allow(keeps, of=organisation)
@gives_way("organisation-change")
def change_organisation(request, found):
    """Correct what stands about an organisation."""
    form = OrganisationForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect("organisation", network=request.network.slug, key=found.pk)
    return render(
        request,
        "people/organisation_form.html",
        {"form": form, "organisation": found},
        status=422 if form.errors else 200,
    )


@allow(confirmed, of=organisation)
@gives_way("organisation")
def organisation_page(request, found):
    """One organisation: its people, each only as far as the reader may see."""
    sees = sees_audiences(request.actor, found)
    people = list(
        Affiliation.objects.now()
        .filter(organisation=found)
        .select_related("person")
        .prefetch_related(Prefetch("functions", Function.objects.now(), to_attr="held"))
        .order_by("person__name", "pk")[:500]
    )
    return render(
        request,
        "people/organisation.html",
        {
            "organisation": found,
            "country_name": country_name(found.country),
            "people": people,
            "sees_audiences": sees,
            "keeps": keeps(request.actor, found),
            "function_kinds": FunctionKind.choices,
        },
    )


@allow(keeps, of=organisation)
def add_person(request, found):
    """Somebody by hand: with e-mail they are invited; without, a card is printed for them."""
    form = AffiliationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data, by = form.cleaned_data, request.actor.person
        if data["email"]:
            invite(
                data["email"],
                by=by,
                name=data["name"],
                organisation=found,
                audience=data["audience"],
                language=data["language"],
            )
            messages.success(request, _("%(email)s is invited.") % {"email": data["email"]})
            return redirect("organisation", network=request.network.slug, key=found.pk)
        person = Person.objects.create_user(None, data["name"], language=data["language"])
        affiliate(person, found, data["audience"], title=data["title"], by=by)
        return redirect("cards", network=request.network.slug, key=found.pk)
    return render(
        request,
        "people/person_form.html",
        {"form": form, "organisation": found},
        status=422 if form.errors else 200,
    )


@allow(keeps_its, of=affiliation)
def end_of_affiliation(request, found):
    """Somebody leaves: asked once, then access ends that moment."""
    if request.method != "POST":
        return render(request, "people/end_of_affiliation.html", {"affiliation": found})
    end_affiliation(found, by=request.actor.person)
    messages.success(request, _("%(name)s has left.") % {"name": found.person.shown_name})
    return redirect("organisation", network=request.network.slug, key=found.organisation_id)


@allow(keeps_its, of=affiliation)
@require_POST
def give_function(request, found):
    """A function for the organisation, from today."""
    kind = request.POST.get("kind", "")
    if kind not in FunctionKind.values:
        raise Http404
    if not Function.objects.now().filter(affiliation=found, kind=kind).exists():
        Function.objects.create(affiliation=found, kind=kind)
        tell("function.given", found, actor=request.actor.person, organisations=[found.organisation])
    return redirect("organisation", network=request.network.slug, key=found.organisation_id)


@allow(keeps_the_function, of=function)
@require_POST
def end_function(request, found):
    """A function ends today."""
    found.end()
    tell(
        "function.ended",
        found.affiliation,
        actor=request.actor.person,
        organisations=[found.affiliation.organisation],
    )
    return redirect("organisation", network=request.network.slug, key=found.affiliation.organisation_id)


@allow(coordinates)
def newcomers(request):
    """Who came by a link and waits to be confirmed."""
    rows = Affiliation.objects.now().filter(confirmed=False).select_related("person", "organisation")
    return render(request, "people/newcomers.html", {"page": page_of(request, rows, "since")})


@allow(coordinates, of=affiliation)
@require_POST
def confirmation(request, found):
    """A newcomer is confirmed as a member."""
    confirm(found, by=request.actor.person)
    messages.success(request, _("%(name)s is a member now.") % {"name": found.person.shown_name})
    return redirect("newcomers", network=request.network.slug)
