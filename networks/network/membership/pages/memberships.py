"""Memberships by hand: begun, changed, ended, each with its day and reason."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from networks.base.doors import allow
from networks.network.membership.forms.member import BeginForm, ChangeForm, MembershipEndForm
from networks.network.membership.forms.settings import MembershipForm
from networks.network.membership.models import Category, Membership
from networks.network.membership.pages.member import organisation_of
from networks.network.membership.permissions import edits_own
from networks.network.membership.rules.belonging import AlreadyMember, begin, change_category, end
from networks.network.membership.rules.tasks import write_note
from networks.people.permissions import coordinates


def membership_of(request, key):
    """Find a membership that has not ended."""
    return get_object_or_404(
        Membership.objects.select_related("organisation", "category").filter(until=None), pk=key
    )


def _categories():
    return Category.objects.filter(retired_at=None).order_by("position", "pk")


def _shown(request, title, verb, organisation, form):
    return render(
        request,
        "membership/register/membership_form.html",
        {"title": title, "verb": verb, "organisation": organisation, "form": form},
        status=422 if form.errors else 200,
    )


def _back(organisation):
    return redirect("member", network=organisation.network.slug, key=organisation.pk)


@allow(coordinates, of=organisation_of)
def beginning(request, found):
    """An organisation becomes a member."""
    categories = _categories()
    if not categories:
        messages.info(request, _("Make a category first: it says what a member is to the network."))
        return redirect("categories", network=request.network.slug)
    form = BeginForm(request.POST or None, request.FILES or None, categories=categories)
    form.add_own("membership", request.actor, None, found)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            with transaction.atomic():
                made = begin(
                    found,
                    data["category"],
                    since=data["since"],
                    number=data["number"],
                    by=request.actor.person,
                )
                form.save_own(request.actor.person, made)
        except AlreadyMember:
            messages.info(request, _("Somebody was quicker: it is a member already."))
        return _back(found)
    return _shown(request, _("It becomes a member"), _("Begin the membership"), found, form)


@allow(coordinates, of=membership_of)
def changing(request, found):
    """A member changes its category from a day on; the history stays."""
    house = found.organisation
    form = ChangeForm(
        request.POST or None, categories=_categories().exclude(pk=found.category_id), since=found.since
    )
    if request.method == "POST" and form.is_valid():
        data, by = form.cleaned_data, request.actor.person
        with transaction.atomic():
            made = change_category(found, data["category"], on=data["on"], by=by)
            if made and data["reason"].strip():
                write_note(house, data["reason"], by=by, language=request.actor.language)
        if made is None:
            messages.info(request, _("Somebody was quicker. Look at what it is now."))
        return _back(house)
    return _shown(request, _("Change the category"), _("Change it"), house, form)


@allow(coordinates, of=membership_of)
def ending(request, found):
    """A membership ends; what it was stays."""
    form = MembershipEndForm(request.POST or None, since=found.since)
    if request.method == "POST" and form.is_valid():
        if not end(found, form.cleaned_data["reason"], on=form.cleaned_data["on"], by=request.actor.person):
            messages.info(request, _("Somebody was quicker: it has ended already."))
        return _back(found.organisation)
    return _shown(request, _("The membership ends"), _("End the membership"), found.organisation, form)


def own_membership(request, key):
    """Find a membership, also one that has ended."""
    return get_object_or_404(Membership.objects.select_related("organisation", "category"), pk=key)


def changes_it(actor, membership) -> bool:
    """Coordinators; where own fields say so, the organisation's own people."""
    return edits_own(actor, membership.organisation)


@allow(changes_it, of=own_membership)
def details(request, found):
    """The member number, which coordinators give, and what the network's own fields ask about memberships."""
    form = MembershipForm(request.POST or None, request.FILES or None, instance=found)
    if not request.actor.is_coordinator:
        del form.fields["number"]
    form.add_own("membership", request.actor, found, found.organisation)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            if "number" in form.fields:
                found.save(update_fields=["number"])
            form.save_own(request.actor.person)
        return _back(found.organisation)
    title = str(found.category.version_for("name", request.actor.reader))
    return _shown(request, title, _("Save"), found.organisation, form)
