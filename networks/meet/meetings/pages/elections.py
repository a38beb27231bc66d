"""Elections: preparing one, standing in it, opening it, and what follows from its result."""

from typing import Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from networks.base.doors import allow
from networks.base.texts import load_versions
from networks.meet.meetings.forms.electing import ElectionForm, OpeningForm, ProposalForm, StandingForm
from networks.meet.meetings.models import Body, Candidacy
from networks.meet.meetings.pages.finding import ballot_of, candidacy_of, item_of
from networks.meet.meetings.pages.voting import ballot_context, to_ballot
from networks.meet.meetings.permissions import leads, may_read, may_stand, may_vote, stands_here
from networks.meet.meetings.rules import blocks, box, elections, standing, voting
from networks.meet.meetings.rules.attending import places_of
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.rules.voters import voters_of


@allow(leads, of=item_of)
def new(request, item):
    """Prepare an election."""
    form = ElectionForm(request.POST or None, initial={"title": item.title})
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        for name in ("groups", "half", "least"):
            data.pop(name)
        data["seats_in"] = Body.objects.filter(pk=data["seats_in"]).first() if data["seats_in"] else None
        try:
            made = elections.prepare_election(item, by=request.actor.person, **data)
            return to_ballot(request, made)
        except NotNow as error:
            form.add_error(None, error.message)
    context = {
        "form": form, "item": item, "meeting": item.meeting, "body": item.meeting.body,
    }  # fmt: skip
    return render(request, "meetings/election_form.html", context, status=422 if form.errors else 200)


@allow(may_vote, of=ballot_of)
@require_POST
def standing_oneself(request, ballot):
    """Propose oneself, and go on to write a few words."""
    try:
        made = standing.propose(ballot, request.actor.person, by=request.actor.person)
    except NotNow as error:
        messages.error(request, error.message)
        return to_ballot(request, ballot)
    return redirect("candidacy-edit", network=request.network.slug, candidacy=made.pk)


@allow(leads, of=ballot_of)
def proposing(request, ballot):
    """Propose somebody; they are asked."""
    form = ProposalForm(request.POST or None, network=request.network)
    if request.method == "POST" and form.is_valid():
        try:
            made = standing.propose(ballot, form.cleaned_data["person"], by=request.actor.person)
            messages.success(
                request, _("%(name)s is asked, and stands once they say yes.") % {"name": made.name}
            )
            return to_ballot(request, ballot)
        except NotNow as error:
            form.add_error(None, error.message)
    context = ballot_context(request, ballot) | {"form": form}
    return render(request, "meetings/candidacy_new.html", context, status=422 if form.errors else 200)


@allow(stands_here, of=candidacy_of)
def standing_form(request, candidacy):
    """Say yes, with a few words."""
    ballot = candidacy.ballot
    initial = {
        "text": candidacy.text, "language": candidacy.language, "groups": candidacy.groups, "born": candidacy.born,
    }  # fmt: skip
    form = StandingForm(
        request.POST or None, ballot=ballot, languages=request.network.languages, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            standing.stand(candidacy, form.cleaned_data, by=request.actor.person)
            messages.success(request, _("%(name)s stands.") % {"name": candidacy.name})
            return to_ballot(request, ballot)
        except NotNow as error:
            form.add_error(None, error.message)
    context = ballot_context(request, ballot) | {"form": form, "candidacy": candidacy}
    return render(request, "meetings/candidacy_form.html", context, status=422 if form.errors else 200)


@allow(may_stand, of=candidacy_of)
@require_POST
def withdrawal(request, candidacy):
    """They do not stand."""
    try:
        standing.step_back(candidacy, by=request.actor.person)
        messages.success(request, _("%(name)s does not stand.") % {"name": candidacy.name})
    except NotNow as error:
        messages.error(request, error.message)
    return to_ballot(request, candidacy.ballot)


@allow(leads, of=ballot_of)
def opening(request, ballot):
    """Open a vote that was prepared: who has a vote is fixed then. What may tell who voted how is said before."""
    meeting = ballot.item.meeting
    voters = (
        voters_of(meeting.body)
        if ballot.by_correspondence
        else [place.voter for place in places_of(meeting) if place.takes_part]
    )
    voters = [voter for voter in voters if voter.may]
    by_block = ballot.is_secret and meeting.body.by_country
    weights = [1 if by_block else voter.weight for voter in voters]
    warned = box.warnings(weights) if ballot.is_secret else []
    if by_block:
        warned = blocks.warnings(ballot, voters)
    form = OpeningForm(
        request.POST if request.method == "POST" else None, weighted=ballot.is_secret and len(set(weights)) > 1,
        warned=bool(warned), warned_with_one=bool(ballot.is_secret and box.warnings(weights, one_each=True)),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            voting.open_ballot(
                ballot, one_each=bool(form.cleaned_data.get("one_each")), by=request.actor.person
            )
            return to_ballot(request, ballot)
        except NotNow as error:
            form.add_error(None, error.message)
    context = ballot_context(request, ballot) | {
        "form": form, "warnings": warned, "able": len(weights), "by_block": by_block, "as_one": meeting.body.by_country and not ballot.is_secret,
        "candidates": candidates_of(request, ballot),
        "why_not": standing.why_not_yet(ballot) if ballot.is_election else "",
    }  # fmt: skip
    return render(request, "meetings/ballot_opening.html", context, status=422 if form.errors else 200)


def candidates_of(request, ballot) -> list[Candidacy]:
    """Who is on the paper, with their words for this reader."""
    rows = standing.standing(ballot)
    load_versions(rows)
    for row in rows:
        row.shown = row.version_for("text", request.actor.reader)
    return rows


@allow(may_read, of=ballot_of)
@require_safe
def receipts(request, ballot):
    """The published list of receipts: one for each voter, none with a name."""
    context = ballot_context(request, ballot) | {
        "receipts": box.receipts_of(ballot) if ballot.is_secret else [],
        "own": {entry.receipt for entry in box.own_receipts(ballot, request.actor.person)},
    }
    return render(request, "meetings/receipts.html", context)


@allow(leads, of=ballot_of)
@require_POST
def choosing(request, ballot):
    """The chair says who comes first of those who are level."""
    try:
        elections.choose(ballot, request.POST.get("first", ""), by=request.actor.person)
    except NotNow as error:
        messages.error(request, error.message)
    return to_ballot(request, ballot)


@allow(leads, of=ballot_of)
@require_POST
def next_round(request, ballot):
    """Prepare a further round."""
    try:
        made = elections.next_round(ballot, by=request.actor.person)
    except NotNow as error:
        messages.error(request, error.message)
        made = ballot
    return to_ballot(request, made)


@allow(leads, of=ballot_of)
def seating(request, ballot):
    """The elected get their seats, asked once."""
    if request.method == "POST":
        try:
            made = elections.give_seats(ballot, by=request.actor.person)
            messages.success(request, _("Seats given: %(n)s.") % {"n": len(made)})
        except NotNow as error:
            messages.error(request, error.message)
        return to_ballot(request, ballot)
    waiting: list[Any] = list(ballot.candidacies.filter(elected=True, seated=False))
    context = {
        "title": _("Give the elected their seats?"),
        "lose": _("%(names)s sit in “%(body)s” from today on, for its term.")
        % {"names": ", ".join(row.name for row in waiting), "body": ballot.seats_in or ""},
        "verb": _("Give the seats"),
        "back": reverse("ballot", kwargs={"network": request.network.slug, "ballot": ballot.pk}),
    }
    return render(request, "base/confirm.html", context)
