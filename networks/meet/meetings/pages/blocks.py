"""Secret votes in which a country has one vote: how far each country is, what it says for its own voters, who casts its paper."""

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from networks.base.doors import allow
from networks.meet.meetings.forms.blocks import DelegatesForm
from networks.meet.meetings.models import ABSTAIN, Ballot, Method, RollEntry
from networks.meet.meetings.pages.finding import ballot_of
from networks.meet.meetings.permissions import leads
from networks.meet.meetings.rules import blocks
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.rules.roll import mine
from networks.meet.meetings.words import choice_words


@sensitive_variables()
def country_context(request, ballot: Ballot) -> dict[str, Any]:
    """Of the ballot of one country: the vote it is for, and what it says, for its voters and its delegate alone."""
    person = request.actor.person
    own = mine(ballot, person) if person and not request.actor.by_card else []
    entry = ballot.within.roll.filter(block=True, country=ballot.country).select_related("through").first()
    is_delegate = bool(own or person) and entry is not None and entry.through_id == person.pk
    found: dict[str, Any] = {"whole": ballot.within, "delegate": entry.through if entry else None}
    if (own or is_delegate) and not request.actor.by_card and (said := blocks.says(ballot)) is not None:
        found["said"] = choice_words(ballot, said)
        found["counts"] = _counts(ballot)
    return found | {"is_delegate": is_delegate}


@sensitive_variables()
def _counts(ballot: Ballot) -> list[tuple[str, int]]:
    """How many papers say what, the most frequent first."""
    counts: dict[str, int] = {}
    for choice in ballot.papers.values_list("choice", flat=True):
        words = choice_words(ballot, choice)
        counts[words] = counts.get(words, 0) + 1
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


@sensitive_variables()
def paper_of(ballot: Ballot, entry: RollEntry) -> list[str]:
    """What the paper of a country says; blank where it says nothing, which the rules then refuse."""
    own = blocks.own_ballot(ballot, entry)
    said = blocks.says(own) if own else None
    return said if said is not None else [ABSTAIN] if ballot.method == Method.YES_NO else []


def countries(request, ballot: Ballot) -> list[dict[str, Any]]:
    """The countries that vote as one, with those in which this person votes marked."""
    person = request.actor.person
    if person is None or request.actor.by_card or not ballot.is_open:
        return blocks.countries_of(ballot)
    owns = ballot.countries.select_related("item__meeting__body")
    return blocks.countries_of(ballot, [own.pk for own in owns if mine(own, person)])


@allow(leads, of=ballot_of)
def delegates(request, ballot):
    """Name who casts the paper of each country."""
    from networks.meet.meetings.pages.voting import ballot_context, to_ballot

    if not ballot.by_block:
        raise Http404
    form = DelegatesForm(request.POST or None, countries=blocks.countries_of(ballot))
    if request.method == "POST" and form.is_valid():
        try:
            blocks.name_delegates(ballot, form.named(), by=request.actor.person)
            messages.success(request, _("The delegates are named."))
            return to_ballot(request, ballot)
        except NotNow as error:
            form.add_error(None, error.message)
    context = ballot_context(request, ballot) | {"form": form}
    return render(request, "meetings/delegates.html", context, status=422 if form.errors else 200)
