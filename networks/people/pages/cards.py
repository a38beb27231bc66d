"""Cards: printed by an organisation for its people without e-mail; and signing in with one."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from networks.base.doors import allow, anyone
from networks.base.limits import too_many
from networks.base.machine import client_address
from networks.people import cards as rules
from networks.people.cards import GUESSES
from networks.people.forms import WordsForm
from networks.people.models import Affiliation, Card
from networks.people.pages.organisations import organisation
from networks.people.permissions import keeps
from networks.people.signals import tell
from networks.people.signing_in import sign_in


def card(request, key):
    return get_object_or_404(Card.objects.select_related("organisation", "person"), pk=key, revoked_at=None)


def keeps_the_card(actor, found) -> bool:
    """Who keeps the people of the organisation that the card is of."""
    return keeps(actor, found.organisation)


@allow(keeps, of=organisation)
def cards(request, found):
    """Who has a card, and printing new ones: shown once, because only what recognises them is kept."""
    people = (
        Affiliation.objects.now().filter(organisation=found).select_related("person").order_by("person__name")
    )
    without_mail = [row for row in people if not row.person.email]
    if request.method == "POST":
        chosen = set(request.POST.getlist("person"))
        printed = [
            rules.make_card(row.person, found, by=request.actor.person)
            for row in without_mail
            if str(row.person_id) in chosen
        ]
        if printed:
            response = render(request, "people/cards_print.html", {"organisation": found, "printed": printed})
            response["Cache-Control"] = "no-store"
            return response
        messages.error(request, _("Choose at least one person."))
    valid = {c.person_id: c for c in Card.objects.filter(organisation=found, revoked_at=None)}
    for row in without_mail:
        row.card = valid.get(row.person_id)
    return render(request, "people/cards.html", {"organisation": found, "people": without_mail})


@allow(keeps_the_card, of=card)
@require_POST
def card_revocation(request, found):
    """A lost card stops working now."""
    found.revoke()
    tell("card.revoked", found, actor=request.actor.person, organisations=[found.organisation])
    messages.success(
        request, _("The card of %(name)s does not work any more.") % {"name": found.person.shown_name}
    )
    return redirect("cards", network=request.network.slug, key=found.organisation_id)


@allow(anyone)
def by_words(request):
    """Sign in with the four words of a card."""
    who = client_address(request)
    if GUESSES.reached(who):
        return too_many(request)
    form = WordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = rules.find(words=form.cleaned_data["words"])
        if found:
            return _enter(request, found)
        GUESSES.failed(who)
        form.add_error(
            "words", _("No card has these words. Look at each word again, or ask whoever gave you the card.")
        )
    return render(request, "people/card.html", {"form": form}, status=422 if form.errors else 200)


@allow(anyone)
def scanned(request, secret):
    """The QR code of a card leads here: say who it is for, then one button."""
    who = client_address(request)
    if GUESSES.reached(who):
        return too_many(request)
    found = rules.find(secret=secret)
    if found is None:
        GUESSES.failed(who)
        return render(request, "people/card_unknown.html", status=404)
    if request.method == "POST":
        return _enter(request, found)
    context = {"card": found, "desks": rules.desks(request, found), "scanned": request.path}
    return render(request, "people/card_scanned.html", context)


def _enter(request, found: Card):
    """A card signs in; on a phone in the room it gives a seat only, since signing in needs https there."""
    rules.used(found)
    if getattr(request, "lan_visitor", False):
        response = rules.seat(request, found)
        if response is None:
            return render(request, "people/card_no_seat.html", status=404)
        return response
    if request.actor.person and not request.actor.by_card:
        raise Http404
    request.session.flush()
    sign_in(request, found.person, by_card=True)
    request.session["card"], request.session["card_network"] = str(found.pk), str(found.network_id)
    return redirect("network-home", network=found.network.slug)
