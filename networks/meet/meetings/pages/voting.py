"""The page of a vote: casting it, how far it is, closing, the result, the roll, and files to count again."""

import csv
import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from networks.base.doors import allow
from networks.base.paging import page_by_key
from networks.base.texts import load_versions
from networks.meet.meetings import amending
from networks.meet.meetings.election_words import election_words
from networks.meet.meetings.forms.voting import AnnulmentForm
from networks.meet.meetings.models import Ballot, BallotState, Paper
from networks.meet.meetings.pages import blocks
from networks.meet.meetings.pages.choices import choice_from, fields_of
from networks.meet.meetings.pages.finding import ballot_of, ballot_to_cast
from networks.meet.meetings.permissions import leads, may_close, may_read, may_vote
from networks.meet.meetings.rules import voting
from networks.meet.meetings.rules.box import FEW, cast_secretly, own_receipts
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.rules.results import published
from networks.meet.meetings.rules.roll import mine, waiting_here
from networks.meet.meetings.words import (
    choice_words,
    fee_band_rows,
    option_words,
    quorum_words,
    result_words,
    rule_words,
)
from networks.participation.mandates.rules import bound_by


def to_ballot(request, ballot: Ballot):
    return redirect("ballot", network=request.network.slug, ballot=ballot.pk)


def ballot_context(request, ballot: Ballot) -> dict[str, Any]:
    item, actor = ballot.item, request.actor
    about = ballot.within or ballot  # a country votes on what all vote on
    load_versions([ballot, item.meeting, item.meeting.body, *([about.motion] if about.motion else [])])
    counted = ballot.roll.filter(may=True).aggregate(
        of=Count("pk"), voted=Count("pk", filter=Q(voted=True))
    )  # asked by everybody who votes, so in one
    return {
        "ballot": ballot,
        "shown": ballot.version_for("title", actor.reader),
        "text": about.motion.text_for(actor.reader) if about.motion else None,
        "motion": about.motion or (about.amendment.motion if about.amendment else None),
        "amendment": about.amendment,
        "lines": amending.marked(
            about.amendment.base, [amending.Proposal(about.amendment.who, about.amendment.edits)]
        )
        if about.amendment
        else [],
        "item": item,
        "meeting": item.meeting,
        "body": item.meeting.body,
        "rule": rule_words(ballot.rule) if ballot.rule else "",
        "fee_bands": fee_band_rows(by_fee["bands"], by_fee["currency"])
        if (by_fee := ballot.rule.get("by_fee"))
        else [],
        **counted,
        "may_lead": leads(actor, ballot),
        "by_card": actor.by_card,
    }


@allow(may_read, of=ballot_of)
@require_safe
def page(request, ballot):
    """The one page of a vote, while it is open and afterwards."""
    context = ballot_context(request, ballot)
    if ballot.takes_votes() and may_vote(request.actor, ballot):
        context["mine"] = _mine(request, ballot)
        if not context["mine"]:
            context["without"] = without(ballot, request.actor.person)
    if ballot.is_election:
        context |= _election(request, ballot)
    if ballot.within_id:
        context |= blocks.country_context(request, ballot)
    elif ballot.by_block:
        context["countries"] = blocks.countries(request, ballot)
        context["votes_in_country"] = any(row["mine"] for row in context["countries"])
    if ballot.is_secret and ballot.is_closed:
        context["own"] = own_receipts(ballot, request.actor.person)
    if ballot.is_closed:
        context["result"] = result_words(ballot)
        context["quorum"] = quorum_words(ballot.result["quorum"]) if ballot.result.get("quorum") else ""
    elif ballot.is_open and (context["may_lead"] or context.get("is_delegate")):
        context |= _who_is_waited_for(ballot, context["voted"])
    return render(request, "meetings/ballot.html", context)


def _who_is_waited_for(ballot: Ballot, voted: int) -> dict[str, Any]:
    """For whoever closes it: in a meeting who is there and has not voted; from elsewhere, and of countries, who has not."""
    if ballot.by_correspondence or ballot.by_block:
        return {"silent": list(ballot.roll.filter(may=True, voted=False)[:20])}
    waiting, first = waiting_here(ballot)
    return {"silent": first, "here": voted + waiting}


def without(ballot: Ballot, person: Any) -> list[Any]:
    """Those for whom this person would vote and who have no vote: the roll says why."""
    rows = ballot.roll.filter(may=False)
    if not ballot.of_body.of_members:
        return list(rows.filter(person=person))
    return list(rows.filter(organisation__in=bound_by(person, "vote")))


def _election(request, ballot: Ballot) -> dict[str, Any]:
    """What an election shows besides: who stands, the stages of the count, what is left to do."""
    rows = list(ballot.candidacies.select_related("organisation", "person"))
    load_versions(rows)
    order = {option["key"]: place for place, option in enumerate(ballot.options)}
    for row in rows:
        row.shown = row.version_for("text", request.actor.reader)
    person = request.actor.person
    return {
        "candidates": sorted(
            (row for row in rows if row.stands), key=lambda row: (order.get(row.key, 0), row.name, row.key)
        ),
        "asked": [row for row in rows if not row.stands and row.withdrawn_at is None],
        "own_candidacy": next((row for row in rows if person and row.person_id == person.pk), None),
        "count": election_words(ballot) if ballot.is_closed else {},
        "later": ballot.later.exclude(state=BallotState.ANNULLED).first(),
        "to_seat": [row for row in rows if row.elected and not row.seated] if ballot.seats_in_id else [],
    }


@sensitive_variables()
def _mine(request, ballot: Ballot, entered: Any = None, error: str = "") -> list[Any]:
    """The votes that one may cast here, with the fields of the paper."""
    found = mine(ballot, request.actor.person, request.actor.affiliations)
    open_papers = [] if ballot.is_secret else Paper.objects.filter(entry__in=[one.entry.pk for one in found])
    papers = {paper.entry_id: paper for paper in open_papers}
    options = [(option["key"], option_words(option)) for option in ballot.options]
    for one in found:
        paper = papers.get(one.entry.pk)
        one.said = choice_words(ballot, paper.choice) if paper else ""
        if one.entry.block and not one.hint and not one.entry.voted:
            one.country_says = choice_words(ballot, blocks.paper_of(ballot, one.entry))
        mended = entered if entered and entered.get("entry") == str(one.entry.pk) else None
        one.fields, one.error = fields_of(ballot, options, mended), error if mended else ""
    return found


@allow(may_vote, of=ballot_to_cast)
@require_POST
@sensitive_post_parameters()
@sensitive_variables()
def casting(request, ballot):
    """Cast one vote. Sent twice it is counted once."""
    person = request.actor.person
    theirs = mine(ballot, person, request.actor.affiliations)
    try:
        key = UUID(request.POST.get("entry", ""))
        entry = next((one.entry for one in theirs if one.entry.pk == key), None) or ballot.roll.get(pk=key)
    except (ValueError, ballot.roll.model.DoesNotExist):
        messages.error(request, _("This vote is not on the roll. Look at the page again."))
        return to_ballot(request, ballot)
    try:
        choice = blocks.paper_of(ballot, entry) if entry.block else choice_from(ballot, request.POST)
    except NotNow as error:
        context = ballot_context(request, ballot) | (_election(request, ballot) if ballot.is_election else {})
        context["mine"] = _mine(request, ballot, request.POST, error.message)
        return render(request, "meetings/ballot.html", context, status=422)
    try:
        if not ballot.is_secret:
            voting.cast(ballot, entry, choice, by=person, theirs=theirs)
            messages.success(request, _("Counted: the vote of %(name)s.") % {"name": entry.name})
        elif cast_secretly(ballot, entry, choice, by=person, theirs=theirs).again:
            messages.success(
                request,
                _("The vote of %(name)s was in the box already. It stays as it is.")
                % {"name": entry.name_said},
            )
        else:
            messages.success(request, _("In the box: the vote of %(name)s.") % {"name": entry.name_said})
    except NotNow as error:
        messages.error(request, error.message)
    return to_ballot(request, ballot)


@allow(may_close, of=ballot_of)
def closing(request, ballot):
    """Close it and count, asked once."""
    if request.method == "POST":
        try:
            voting.close_ballot(ballot, by=request.actor.person)
        except NotNow as error:
            messages.error(request, error.message)
        return to_ballot(request, ballot)
    context = ballot_context(request, ballot)
    context |= _who_is_waited_for(ballot, context["voted"])
    context["few"] = ballot.is_secret and context["voted"] < FEW
    if ballot.by_block:
        context["countries_open"] = [row.name_said for row in ballot.roll.filter(block=True, voted=False)]
    return render(request, "meetings/ballot_closing.html", context)


@allow(leads, of=ballot_of)
def annulment(request, ballot):
    """It is not counted, with the reason."""
    form = AnnulmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            voting.annul(ballot, form.cleaned_data["because"], by=request.actor.person)
            return to_ballot(request, ballot)
        except NotNow as error:
            form.add_error(None, error.message)
    context = ballot_context(request, ballot) | {"form": form}
    return render(request, "meetings/ballot_annulment.html", context, status=422 if form.errors else 200)


@allow(may_read, of=ballot_of)
@require_safe
def roll(request, ballot):
    """Who has a vote and who has none, and why; once an open vote is closed, how each voted."""
    rows = page_by_key(
        ballot.roll.select_related("voted_by", "noted_by", "proxy__holder"), request.GET, "name"
    )
    if ballot.is_closed and not ballot.is_secret:
        papers = {
            paper.entry_id: paper for paper in Paper.objects.filter(entry__in=[row.pk for row in rows.rows])
        }
        for row in rows.rows:
            paper = papers.get(row.pk)
            row.said = choice_words(ballot, paper.choice) if paper else ""
    return render(request, "meetings/roll.html", ballot_context(request, ballot) | {"page": rows})


@allow(may_read, of=ballot_of)
@require_safe
def file(request, ballot) -> HttpResponse:
    """The roll and the papers of a closed vote as a file that anybody can count again."""
    name = request.resolver_match.kwargs["name"]
    if not ballot.is_closed or ballot.within_id or name not in ("ballot.json", "ballot.csv"):
        raise Http404
    told = published(ballot)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    if name.endswith(".json"):
        words = json.dumps(told, ensure_ascii=False, indent=1)
        return HttpResponse(words, content_type="application/json", headers=headers)
    answer = HttpResponse(content_type="text/csv; charset=utf-8", headers=headers)
    answer.write("\ufeff")
    write = csv.writer(answer)
    write.writerow(["voter", "country", "weight", "choice"])
    for paper in told["papers"]:
        write.writerow(
            [
                _plain(paper.get("voter", "")),
                paper.get("country", ""),
                paper["weight"],
                " > ".join(_named(ballot, paper["choice"])),
            ]
        )
    return answer


def _named(ballot: Ballot, choice: list[str]) -> list[str]:
    """Names instead of keys, for people."""
    names = {option["key"]: option["name"] for option in ballot.options if option.get("name")}
    return [
        _plain(f"{answer}: {names[key]}" if key in names else names.get(one, one))
        for one in choice
        for answer, _colon, key in [one.partition(":")]
    ]


def _plain(text: str) -> str:
    """A name that no spreadsheet takes for a formula."""
    return "'" + text if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
