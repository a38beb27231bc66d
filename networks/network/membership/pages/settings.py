"""What a network sets about membership: categories, terms, own fields."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from networks.base.doors import allow
from networks.base.texts import load_versions
from networks.network.membership.forms.settings import (
    AllIn,
    CategoryForm,
    OwnFieldForm,
    PersonForm,
    TermsForm,
)
from networks.network.membership.models import Category, OwnField, Terms
from networks.network.membership.rules import own_fields, settings
from networks.people.pages.people import person_here
from networks.people.permissions import confirmed, coordinates
from networks.record.rules import record


def category_of(request, key):
    """Find a category."""
    return get_object_or_404(Category, pk=key)


def field_of(request, key):
    """Find an own field."""
    return get_object_or_404(OwnField, pk=key)


def _form(request, title, verb, back, form, status=None):
    return render(
        request,
        "membership/register/setting.html",
        {"title": title, "verb": verb, "back": back, "form": form},
        status=status or (422 if form.errors else 200),
    )


# ---- categories ----


@allow(coordinates)
def categories(request):
    """The categories of membership, how many stand in each, and members that stand in none."""
    rows = list(
        Category.objects.annotate(members=Count("memberships", filter=Q(memberships__until=None))).order_by(
            "position", "pk"
        )
    )
    load_versions(rows)
    for row in rows:
        row.shown = row.version_for("name", request.actor.reader)
        row.shown_about = row.version_for("about", request.actor.reader)
    usable = Category.objects.filter(retired_at=None).order_by("position", "pk")
    return render(
        request,
        "membership/register/categories.html",
        {
            "rows": rows,
            "missing": settings.without_category().count(),
            "all_in": AllIn(categories=usable) if rows else None,
        },
    )


@allow(coordinates)
@require_POST
def offered(request):
    """The usual categories, where there is none."""
    if not settings.offer_categories(request.network.languages, by=request.actor.person):
        messages.info(request, _("There are categories already."))
    return redirect("categories", network=request.network.slug)


@allow(coordinates)
@require_POST
def all_in(request):
    """All members that stand in no category get one."""
    form = AllIn(request.POST, categories=Category.objects.filter(retired_at=None))
    if form.is_valid():
        count = settings.put_all_in(form.cleaned_data["category"], by=request.actor.person)
        messages.success(request, _("%(count)s memberships were begun.") % {"count": count})
    return redirect("categories", network=request.network.slug)


@allow(coordinates)
def category_new(request):
    """A category."""
    form = CategoryForm(request.POST or None, languages=request.network.languages)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.instance.language = form.original
            form.instance.position = settings.next_position(Category)
            made = form.save()
            form.save_languages(request.actor.person)
            record("category.made", made, actor=request.actor.person)
        return redirect("categories", network=request.network.slug)
    return _form(request, _("A new category"), _("Keep it"), "categories", form)


@allow(coordinates, of=category_of)
def category_change(request, found):
    """What a category says; members stay in it."""
    form = CategoryForm(request.POST or None, instance=found, languages=request.network.languages)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            form.save_languages(request.actor.person)
            record("category.changed", found, actor=request.actor.person, fields=form.changed_data)
        return redirect("categories", network=request.network.slug)
    return _form(request, str(found), _("Save"), "categories", form)


@allow(coordinates, of=category_of)
@require_POST
def category_retirement(request, found):
    """No new members in it, or again; those in it stay."""
    settings.retire(found, "again" not in request.POST, by=request.actor.person)
    return redirect("categories", network=request.network.slug)


@allow(coordinates, of=category_of)
@require_POST
def category_move(request, found):
    """One place up or down."""
    rows = list(Category.objects.order_by("position", "pk"))
    settings.move(found, rows, up="up" in request.POST)
    return redirect("categories", network=request.network.slug)


@allow(coordinates)
def terms(request):
    """Which parts of membership the network uses."""
    found = Terms.current()
    form = TermsForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            found.save(update_fields=form._meta.fields)
            record("terms.changed", found, actor=request.actor.person, fields=form.changed_data)
        messages.success(request, _("Saved."))
        return redirect("terms", network=request.network.slug)
    return render(
        request, "membership/register/terms.html", {"form": form}, status=422 if form.errors else 200
    )


# ---- own fields ----


@allow(coordinates)
def fields(request):
    """The network's own fields: about organisations, memberships, persons."""
    rows = list(OwnField.objects.order_by("position", "pk"))
    load_versions(rows)
    for row in rows:
        row.shown = row.version_for("name", request.actor.reader)
    groups = [
        (name, [row for row in rows if row.on == on and row.retired_at is None]) for on, name in OwnField.ON
    ]
    retired = [row for row in rows if row.retired_at is not None]
    return render(
        request,
        "membership/register/own_fields.html",
        {"groups": groups, "retired": retired, "any": bool(rows)},
    )


@allow(coordinates)
def field_new(request):
    """A field of the network's own."""
    form = OwnFieldForm(request.POST or None, languages=request.network.languages)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            made = form.save(commit=False)
            made.language = form.original
            settings.make_field(made, by=request.actor.person)
            form.save_languages(request.actor.person)
        return redirect("own-fields", network=request.network.slug)
    return _form(request, _("A new field"), _("Keep it"), "own-fields", form)


@allow(coordinates, of=field_of)
def field_change(request, found):
    """Its words, its choices, who sees and changes it. Values stay."""
    form = OwnFieldForm(request.POST or None, instance=found, languages=request.network.languages)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            form.save_languages(request.actor.person)
            record("field.changed", found, actor=request.actor.person, fields=form.changed_data)
        return redirect("own-fields", network=request.network.slug)
    return _form(request, str(found), _("Save"), "own-fields", form)


@allow(coordinates, of=field_of)
@require_POST
def field_retirement(request, found):
    """It is asked and shown no more, or again; its values stay."""
    settings.retire(found, "again" not in request.POST, by=request.actor.person)
    return redirect("own-fields", network=request.network.slug)


@allow(coordinates, of=field_of)
@require_POST
def field_move(request, found):
    """One place up or down among those about the same."""
    rows = list(OwnField.objects.filter(on=found.on, retired_at=None).order_by("position", "pk"))
    if found.retired_at is None:
        settings.move(found, rows, up="up" in request.POST)
    return redirect("own-fields", network=request.network.slug)


# ---- own fields about a person ----


@allow(confirmed, of=person_here)
def person_fields(request, found):
    """What the network's own fields hold about a person: what the reader sees, and may change."""
    actor = request.actor
    seen = own_fields.fields("person", actor, found)
    may = own_fields.editable("person", actor, found)
    kept = own_fields.record_of(found) if (may or seen) else None
    load_versions(seen)
    form = PersonForm(request.POST or None, request.FILES or None)
    form.add_own("person", actor, kept, found)
    if request.method == "POST" and may and form.is_valid():
        form.save_own(actor.person)
        messages.success(request, _("Saved."))
        return redirect("person-fields", network=request.network.slug, key=found.pk)
    editable = {row.key for row in may}
    shown = [
        (row.version_for("name", actor.reader), own_fields.shown(kept, row))
        for row in seen
        if row.key not in editable and row.kind != "file"
    ]
    return render(
        request,
        "membership/register/person_fields.html",
        {"subject": found, "form": form if may else None, "shown": [row for row in shown if row[1]]},
        status=422 if form.errors else 200,
    )
