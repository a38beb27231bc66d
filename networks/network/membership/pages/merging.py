"""Merging two organisations, undoing it, and the history of one."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from networks.base.doors import allow
from networks.base.forms import PlainForm
from networks.base.texts import load_versions
from networks.network.membership.models import Membership, Merge, MergeKind
from networks.network.membership.permissions import confirmed, coordinates
from networks.network.membership.rules import merging
from networks.people.models import Organisation


def organisation_of(request, key, **kwargs) -> Organisation:
    """An organisation of this network."""
    return get_object_or_404(Organisation.objects.select_related("network"), pk=key)


def both_of(request, key, other, **kwargs) -> tuple[Organisation, Organisation]:
    """The one that stays, and the one that goes."""
    if key == other:
        raise Http404
    return organisation_of(request, key), organisation_of(request, other)


def merge_of(request, key, **kwargs) -> Merge:
    """A merge of this network."""
    return get_object_or_404(Merge.objects.select_related("kept", "gone"), pk=key)


class KindForm(PlainForm):
    """What the two have to do with each other."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What happened"),
        choices=MergeKind.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Say which of the two it is: it decides what happens to figures.")
        },
    )


@allow(confirmed, of=organisation_of)
@require_GET
def history(request, found: Organisation):
    """Its memberships from a day to a day, and what was merged into it."""
    memberships = list(
        Membership.objects.filter(organisation=found)
        .select_related("category", "merged_into")
        .order_by("-since", "-pk")[:200]
    )
    categories = {row.category_id: row.category for row in memberships}
    load_versions(categories.values())
    for row in memberships:
        row.shown = categories[row.category_id].version_for("name", request.actor.reader)
    context = {
        "organisation": found,
        "memberships": memberships,
        "merges": list(
            Merge.objects.filter(kept=found).select_related("by", "undone_by").order_by("-created_at")[:50]
        ),
        "is_coordinator": request.actor.is_coordinator,
    }
    return render(request, "membership/merging/history.html", context)


@allow(coordinates, of=organisation_of)
@require_GET
def choose(request, found: Organisation):
    """With which other: those that look like the same, and a search by name."""
    sought = request.GET.get("q", "").strip()[:200]
    others = Organisation.objects.exclude(pk=found.pk)
    context = {
        "organisation": found,
        "q": sought,
        "found": list(others.filter(name__icontains=sought).order_by("name", "pk")[:30]) if sought else [],
        "likely": merging.likely(found) if not sought else [],
    }
    return render(request, "membership/merging/choose.html", context)


@allow(coordinates, of=both_of)
def merge(request, both: tuple[Organisation, Organisation]):
    """What will move, asked once; POST merges."""
    kept, gone = both
    form = KindForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            merging.merge(kept, gone, form.cleaned_data["kind"], request.actor.person)
        except merging.CannotMerge as why:
            form.add_error(None, str(why))
        else:
            messages.success(
                request,
                _("%(gone)s is merged into %(kept)s. For a week you can undo it here.")
                % {"gone": gone.name, "kept": kept.name},
            )
            return redirect("organisation-history", network=request.network.slug, key=kept.pk)
    moving = merging.rows_of(gone)
    context = {"kept": kept, "gone": gone, "form": form, "count": sum(moving.values())}
    return render(request, "membership/merging/merge.html", context, status=422 if form.errors else 200)


@allow(coordinates, of=merge_of)
def undoing(request, found: Merge):
    """Put it back; asked once."""
    if request.method != "POST":
        return render(request, "membership/merging/undoing.html", {"merge": found})
    try:
        done = merging.undo(found, request.actor.person)
    except merging.CannotMerge as why:
        messages.error(request, str(why))
    else:
        if done:
            messages.success(
                request, _("%(name)s is an organisation of its own again.") % {"name": found.gone_name}
            )
        else:
            messages.error(request, _("This merge cannot be undone any more."))
    return redirect("organisation-history", network=request.network.slug, key=found.kept_id)
