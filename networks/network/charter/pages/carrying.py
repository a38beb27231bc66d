"""What carries a line: found among the objects of all rooms, or said in words; who works on it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from networks.base.doors import allow
from networks.base.rooms import describe_for, find
from networks.network.charter.described import address, best_wording
from networks.network.charter.forms.lines import CarrierForm
from networks.network.charter.pages.finding import carrier_of, line_of
from networks.network.charter.permissions import facilitates
from networks.network.charter.rules import carrying
from networks.network.charter.rules.errors import NotNow
from networks.record.rules import read_thing


def _facilitates(actor, found) -> bool:
    return facilitates(actor)


@allow(_facilitates, of=line_of)
def new(request, line):
    """Choose what carries a line: `q` searches all rooms, `thing` is what was chosen."""
    actor, words = request.actor, " ".join(request.GET.get("q", "").replace("\0", "").split())[:200]
    thing = read_thing(request.GET.get("thing", ""))
    shown = describe_for([(thing.label, thing.pk)], actor)[thing.label, thing.pk] if thing else None
    if shown is not None and shown.hidden:
        thing = shown = None
    form = CarrierForm(request.POST or None, network=request.network, thing=thing)
    if request.method == "POST" and form.is_valid():
        try:
            carrying.carry(
                line, thing=thing, words=form.cleaned_data.get("words", ""), language=actor.language, person=form.cleaned_data["person"], by=actor.person,
            )  # fmt: skip
            return redirect(address(line.pk, request.network, "carried"))
        except NotNow as error:
            form.add_error(None, error.message)
    here = reverse("charter-carrier-new", kwargs={"network": request.network.slug, "line": line.pk})
    found = [
        (one, f"{here}?{urlencode({'thing': f'{label}:{key}'})}")
        for (label, key), one in (find(words, actor) if words else [])
        if key != line.pk
    ]
    known = best_wording(line.wordings.all())[line.pk]
    context = {
        "line": line,
        "shown": known.version_for("text", actor.reader),
        "form": form,
        "thing": shown,
        "words": words,
        "found": found,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "charter/carrier_form.html", context, status=status)


@allow(_facilitates, of=carrier_of)
def edit(request, carrier):
    """Who works on it."""
    thing = None
    if carrier.about_id:
        thing = describe_for([(carrier.about, carrier.about_id)], request.actor)[
            carrier.about, carrier.about_id
        ]
    form = CarrierForm(
        request.POST or None,
        network=request.network,
        thing=thing,
        initial={"words": carrier.words, "person": carrier.person},
    )
    if request.method == "POST" and form.is_valid():
        carrying.change(
            carrier,
            person=form.cleaned_data["person"],
            words=form.cleaned_data.get("words", carrier.words),
            by=request.actor.person,
        )
        return redirect(address(carrier.line_id, request.network, "carried"))
    known = best_wording(carrier.line.wordings.all())[carrier.line_id]
    context = {
        "line": carrier.line,
        "carrier": carrier,
        "shown": known.version_for("text", request.actor.reader),
        "form": form,
        "thing": thing,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "charter/carrier_form.html", context, status=status)


@allow(_facilitates, of=carrier_of)
def removal(request, carrier):
    """It carries the line no more, asked once."""
    if request.method == "POST":
        carrying.drop(carrier, by=request.actor.person)
        messages.info(request, _("It carries the line no more."))
        return redirect(address(carrier.line_id, request.network, "carried"))
    context = {
        "title": _("Does it carry the line no more?"),
        "lose": _("Only the link goes; what it leads to stays."),
        "verb": _("Take the link away"),
        "back": address(carrier.line_id, request.network, "carried"),
    }
    return render(request, "base/confirm.html", context)
