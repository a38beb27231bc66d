"""Making the public page: what it shows, its texts, a preview, publishing; and where members lie on the map."""

from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from networks.base.doors import allow
from networks.base.paging import page_by_key
from networks.base.places import language_name
from networks.network.membership.forms.public import PositionForm, SectionsForm, TextsForm
from networks.network.membership.methods.map_projection import EUROPE, WORLD
from networks.network.membership.methods.towns import middle
from networks.network.membership.models import MapPosition, PublicPage
from networks.network.membership.pages.public import Asked, draw, languages_of
from networks.network.membership.permissions import coordinates
from networks.network.membership.rules import offerings, public_map, public_page
from networks.people.models import Organisation


@allow(coordinates)
def public(request):
    """What the page shows and in which order; whether it is published; its texts by language."""
    page = public_page.page_of(request.network)
    form = SectionsForm(request.POST if request.method == "POST" else None, page=page)
    if form.is_bound and form.is_valid():
        sections = form.sections()
        if page.published_at and not sections:
            form.add_error(None, str(public_page.NothingToShow.message))
        else:
            public_page.change(
                page, request.actor.person, sections=sections, email=form.cleaned_data["email"]
            )
            messages.success(request, _("Saved."))
            return redirect("public", network=request.network.slug)
    rows = list(Organisation.objects.filter(is_member=True).only("pk", "public"))
    context = {
        "page": page,
        "form": form,
        "tongues": [(tag, language_name(tag)) for tag in languages_of(request.network)],
        "showing": sum(1 for row in rows if "name" in (row.public or [])),
        "members": len(rows),
        "offered": len(offerings.offers(request.actor.reader)),
        "address": request.build_absolute_uri(reverse("public-front", args=[request.network.slug])),
    }
    return render(request, "membership/public/editor.html", context, status=422 if form.errors else 200)


@allow(coordinates)
@require_POST
def publication(request):
    """Show the page to everybody."""
    try:
        if public_page.publish(public_page.page_of(request.network), request.actor.person):
            messages.success(request, _("The page is published. Everybody can see it."))
    except public_page.NothingToShow as why:
        messages.error(request, str(why.message))
    return redirect("public", network=request.network.slug)


@allow(coordinates)
@require_POST
def withdrawal(request):
    """Show the page to nobody any more."""
    if public_page.withdraw(public_page.page_of(request.network), request.actor.person):
        messages.success(
            request, _("The page is withdrawn. Nobody sees it any more; search engines may take some days.")
        )
    return redirect("public", network=request.network.slug)


def language_of(request, language, **kwargs) -> str:
    """A language of this network."""
    if language not in languages_of(request.network):
        raise Http404
    return language


@allow(coordinates, of=language_of)
@require_GET
def preview(request, language: str):
    """The page as everybody will see it."""
    page = public_page.page_of(request.network)
    asked = Asked(page, request.network, language, request.GET.get("reading") == "easy")
    response = draw(request, asked, preview=True)
    response["X-Robots-Tag"] = "noindex"
    return response


@allow(coordinates, of=language_of)
def texts(request, language: str):
    """The texts in one language."""
    page = public_page.page_of(request.network)
    form = TextsForm(request.POST if request.method == "POST" else None, page=page, language=language)
    if form.is_bound and form.is_valid():
        _keep_texts(page, language, form.cleaned_data, request.actor.person)
        messages.success(request, _("Saved."))
        return redirect("public", network=request.network.slug)
    context = {"form": form, "language": language, "language_name": language_name(language)}
    return render(request, "membership/public/texts.html", context, status=422 if form.errors else 200)


def _keep_texts(page: PublicPage, language: str, given: dict, by) -> None:
    """The page's own language is the original; others and plain words are versions beside it."""
    if language == page.language:
        public_page.change(page, by, **{name: given[name] for name in page.TEXTS})
    for name in page.TEXTS:
        if language != page.language:
            page.put_version(name, language, given[name], author=by)
        page.put_version(name, language, given[f"{name}_plain"], plain=True, author=by)


# ---- where members lie ----


@allow(coordinates)
def positions(request):
    """Members and where they lie on the map: found by town, set by hand, or only by country."""
    found = page_by_key(Organisation.objects.filter(is_member=True), request.GET, "name")
    by_hand = public_map.hand_set(found.rows)
    for row in found.rows:
        row.by_hand = row.pk in by_hand
        row.shown_now = public_map.where_is(row, by_hand) if "name" in (row.public or []) else None
        row.public = ["name", "place", "country"]  # in memory only: where it would lie
        row.where = public_map.where_is(row, by_hand)
    return render(request, "membership/public/positions.html", {"page": found})


def organisation_of(request, key, **kwargs) -> Organisation:
    """A member of this network."""
    return get_object_or_404(Organisation, pk=key)


@allow(coordinates, of=organisation_of)
def position(request, row: Organisation):
    """Put a member on the map: by pressing a place on it, or by its coordinates."""
    there = MapPosition.objects.filter(organisation=row).first()
    made = there or MapPosition(organisation=row)
    at = middle(row.country)
    view = WORLD if at and not EUROPE.holds(*at) else EUROPE
    data = request.POST if request.method == "POST" else None
    if data is not None and "at.x" in data:
        data = _pressed(data, view)
    form = PositionForm(data, instance=made)
    if form.is_bound and form.is_valid():
        kept = form.save(commit=False)
        MapPosition.objects.update_or_create(
            organisation=row,
            defaults={"latitude": kept.latitude, "longitude": kept.longitude, "by": request.actor.person},
        )
        messages.success(request, _("%(name)s is on the map.") % {"name": row.name})
        return redirect("public-positions", network=request.network.slug)
    now = (float(there.latitude), float(there.longitude)) if there else at
    context = {
        "organisation": row,
        "form": form,
        "there": there,
        "view": view,
        "dot": view.project(*now) if now else None,
        "wide": WIDE,
        "high": round(WIDE * view.height / view.width),
    }
    return render(request, "membership/public/position.html", context, status=422 if form.errors else 200)


WIDE = 600  # pixels of the map that is pressed


def _pressed(data, view) -> dict:
    """The coordinates of the place on the map that somebody pressed: browsers send its pixels (HTML, input type=image)."""
    try:
        x, y = (Decimal(data["at.x"]), Decimal(data.get("at.y", "")))
        latitude, longitude = view.locate(float(x) * view.width / WIDE, float(y) * view.width / WIDE)
        return {"latitude": f"{latitude:.4f}", "longitude": f"{longitude:.4f}"}
    except (InvalidOperation, ValueError, OverflowError):
        return {"latitude": "", "longitude": ""}


@allow(coordinates, of=organisation_of)
@require_POST
def position_removal(request, row: Organisation):
    """Find the place by the town again."""
    MapPosition.objects.filter(organisation=row).delete()
    return redirect("public-positions", network=request.network.slug)
