"""What the network offers its members: the list that stands on its public page and beside the estimate. For the coordinator."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from networks.base.doors import allow
from networks.network.membership.forms.offerings import OfferingForm
from networks.network.membership.models import Offering
from networks.network.membership.permissions import coordinates
from networks.network.membership.rules import offerings, settings
from networks.record.rules import record


def offering_of(request, key):
    """Find a line of what is offered."""
    return get_object_or_404(Offering, pk=key)


@allow(coordinates)
def listing(request):
    """All lines in their order, and what rooms add by themselves."""
    reader = request.actor.reader
    own = {row.title for row in offerings.own(reader)}
    context = {
        "rows": offerings.all_of_them(reader),
        "others": [one for one in offerings.offers(reader) if one.title not in own],
    }
    return render(request, "membership/public/offerings.html", context)


@allow(coordinates)
def new(request):
    """One more thing that is offered."""
    return _edit(request, Offering(position=settings.next_position(Offering)))


@allow(coordinates, of=offering_of)
def change(request, found):
    """What a line says."""
    return _edit(request, found)


def _edit(request, found):
    form = OfferingForm(request.POST or None, instance=found, languages=request.network.languages)
    adding = found._state.adding
    title = _("What you offer") if adding else str(found)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.instance.language = form.original
            made = form.save()
            form.save_languages(request.actor.person)
            record("offering.made" if adding else "offering.changed", made, actor=request.actor.person)
        messages.success(request, _("Saved."))
        return redirect("offerings", network=request.network.slug)
    context = {"title": title, "verb": _("Save"), "back": "offerings", "form": form}
    return render(request, "membership/register/setting.html", context, status=422 if form.errors else 200)


@allow(coordinates, of=offering_of)
@require_POST
def moving(request, found):
    """One place up or down."""
    rows = list(Offering.objects.order_by("position", "pk"))
    settings.move(found, rows, up="up" in request.POST)
    return redirect("offerings", network=request.network.slug)


@allow(coordinates, of=offering_of)
def removal(request, found):
    """Take a line away, after asking once."""
    back = reverse("offerings", args=[request.network.slug])
    if request.method == "POST":
        offerings.remove(found, request.actor.person)
        messages.success(request, _("It is not offered any more."))
        return redirect(back)
    context = {
        "title": _("Take “%(title)s” away?") % {"title": found.title},
        "lose": _("The line, its prices and its texts in all languages are lost."),
        "verb": _("Take it away"),
        "back": back,
    }
    return render(request, "base/confirm.html", context)
