"""What stands about an organisation: a new one, and one group of questions after another."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from networks.base.doors import allow
from networks.network.membership.forms.organisation import SECTIONS, NewOrganisation
from networks.network.membership.models import Category
from networks.network.membership.pages.member import organisation_of
from networks.network.membership.rules import own_fields
from networks.network.membership.rules.belonging import begin
from networks.network.membership.rules.on_behalf import on_behalf
from networks.network.membership.rules.organisations import add
from networks.people.models import Organisation
from networks.people.permissions import coordinates, keeps


@allow(coordinates)
def new(request):
    """An organisation by hand: its name, its country, and what it is to the network."""
    categories = list(Category.objects.filter(retired_at=None).order_by("position", "pk"))
    form = NewOrganisation(request.POST or None, categories=categories)
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["category"]
        with transaction.atomic():
            made = add(form.save(commit=False), by=request.actor.person)
            if key:
                begin(made, next(one for one in categories if one.pk == UUID(key)), by=request.actor.person)
        return redirect("member-change", network=request.network.slug, key=made.pk)
    return render(
        request,
        "membership/register/organisation_new.html",
        {"form": form, "no_categories": not categories},
        status=422 if form.errors else 200,
    )


def _sections(actor, found) -> list[tuple]:
    """(slug, name) of the groups of questions that this actor is asked."""
    there = [(slug, name) for slug, (name, _form) in SECTIONS.items()]
    if not own_fields.editable("organisation", actor, found):
        there = [row for row in there if row[0] != "own"]
    return there


@allow(keeps, of=organisation_of)
def change(request, found):
    """The groups of questions, to choose one."""
    return render(
        request,
        "membership/register/organisation_change.html",
        {"organisation": found, "sections": _sections(request.actor, found)},
    )


def _of_section(request, key, section):
    if section not in SECTIONS:
        raise Http404
    return organisation_of(request, key), section


def keeps_it(actor, thing) -> bool:
    """Its own staff and board, and the coordinators."""
    return keeps(actor, thing[0])


@allow(keeps_it, of=_of_section)
def section(request, thing):
    """One group of questions. Of two who save at once, the slower one sees both."""
    found, slug = thing
    name, form_class = SECTIONS[slug]
    if request.method != "POST":
        return _page(request, found, slug, name, form_class(instance=found, actor=request.actor))
    with transaction.atomic():
        locked = Organisation.objects.select_for_update().get(pk=found.pk)
        form = form_class(request.POST, request.FILES, instance=locked, actor=request.actor)
        if form.is_valid():
            changed = form.keep(request.actor.person)
            data = form.cleaned_data
            if data.get("behalf_reason"):
                on_behalf(
                    locked,
                    locked,
                    data["behalf_reason"],
                    data.get("behalf_document"),
                    by=request.actor.person,
                    fields=changed,
                )
    if form.errors:
        return _page(request, found, slug, name, form, 422)
    messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
    return redirect("member-change", network=request.network.slug, key=found.pk)


def _page(request, found, slug, name, form, status=200):
    context = {"organisation": found, "slug": slug, "name": name, "form": form, "today": date.today()}
    return render(request, "membership/register/section.html", context, status=status)
