"""The page of a vote: casting it, how far it is, closing, the result, the roll, and files to count again."""

import csv
import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from networks.base.doors import allow
from networks.base.paging import page_by_key
from networks.base.texts import load_versions
from networks.meet.meetings import amending
from networks.meet.meetings.forms.voting import AnnulmentForm
from networks.meet.meetings.models import Ballot, Paper
from networks.meet.meetings.pages.finding import ballot_of
from networks.meet.meetings.permissions import leads, may_read, may_vote
from networks.meet.meetings.rules import voting
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.rules.results import published
from networks.meet.meetings.rules.roll import mine
from networks.meet.meetings.words import choice_words, option_words, quorum_words, result_words, rule_words


def to_ballot(request, ballot: Ballot):
    return redirect("ballot", network=request.network.slug, ballot=ballot.pk)


def _context(request, ballot: Ballot) -> dict[str, Any]:
    item, actor = ballot.item, request.actor
    load_versions([ballot, *([ballot.motion] if ballot.motion else [])])
    may = ballot.roll.filter(may=True)
    return {
        "ballot": ballot,
        "shown": ballot.version_for("title", actor.reader),
        "text": ballot.motion.text_for(actor.reader) if ballot.motion else None,
        "motion": ballot.motion or (ballot.amendment.motion if ballot.amendment else None),
        "amendment": ballot.amendment,
        "lines": amending.marked(
            ballot.amendment.base, [amending.Proposal(ballot.amendment.who, ballot.amendment.edits)]
        )
        if ballot.amendment
        else [],
        "item": item,
        "meeting": item.meeting,
        "body": item.meeting.body,
        "rule": rule_words(ballot.rule) if ballot.rule else "",
        "of": may.count(),
        "voted": may.filter(voted=True).count(),
        "may_lead": leads(actor, ballot),
    }


@allow(may_read, of=ballot_of)
@require_safe
def page(request, ballot):
    """The one page of a vote, while it is open and afterwards."""
    context = _context(request, ballot)
    if ballot.takes_votes() and not ballot.is_secret and may_vote(request.actor, ballot):
        context["mine"] = _mine(request, ballot)
        context["options"] = [(option["key"], option_words(option)) for option in ballot.options]
    if ballot.is_closed:
        context["result"] = result_words(ballot)
        context["quorum"] = quorum_words(ballot.result["quorum"]) if ballot.result.get("quorum") else ""
    elif ballot.is_open and context["may_lead"]:
        context["silent"] = list(ballot.roll.filter(may=True, voted=False)[:20])
    return render(request, "meetings/ballot.html", context)


def _mine(request, ballot: Ballot) -> list[Any]:
    found = mine(ballot, request.actor.person)
    papers = {
        paper.entry_id: paper for paper in Paper.objects.filter(entry__in=[one.entry.pk for one in found])
    }
    for one in found:
        paper = papers.get(one.entry.pk)
        one.said = choice_words(ballot, paper.choice) if paper else ""
    return found


@allow(may_vote, of=ballot_of)
@require_POST
def casting(request, ballot):
    """Cast one vote. Sent twice it is counted once."""
    try:
        key = UUID(request.POST.get("entry", ""))
        entry = ballot.roll.get(pk=key)
    except (ValueError, ballot.roll.model.DoesNotExist):
        messages.error(request, _("This vote is not on the roll. Look at the page again."))
        return to_ballot(request, ballot)
    try:
        voting.cast(ballot, entry, request.POST.getlist("choice"), by=request.actor.person)
        messages.success(request, _("Counted: the vote of %(name)s.") % {"name": entry.name})
    except NotNow as error:
        messages.error(request, error.message)
    return to_ballot(request, ballot)


@allow(leads, of=ballot_of)
def closing(request, ballot):
    """Close it and count, asked once."""
    if request.method == "POST":
        try:
            voting.close_ballot(ballot, by=request.actor.person)
        except NotNow as error:
            messages.error(request, error.message)
        return to_ballot(request, ballot)
    return render(request, "meetings/ballot_closing.html", _context(request, ballot))


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
    context = _context(request, ballot) | {"form": form}
    return render(request, "meetings/ballot_annulment.html", context, status=422 if form.errors else 200)


@allow(may_read, of=ballot_of)
@require_safe
def roll(request, ballot):
    """Who has a vote and who has none, and why; once an open vote is closed, how each voted."""
    rows = page_by_key(ballot.roll.select_related("voted_by", "proxy__holder"), request.GET, "name")
    if ballot.is_closed and not ballot.is_secret:
        papers = {
            paper.entry_id: paper for paper in Paper.objects.filter(entry__in=[row.pk for row in rows.rows])
        }
        for row in rows.rows:
            paper = papers.get(row.pk)
            row.said = choice_words(ballot, paper.choice) if paper else ""
    return render(request, "meetings/roll.html", _context(request, ballot) | {"page": rows})


@allow(may_read, of=ballot_of)
@require_safe
def file(request, ballot) -> HttpResponse:
    """The roll and the papers of a closed vote as a file that anybody can count again."""
    name = request.resolver_match.kwargs["name"]
    if not ballot.is_closed or name not in ("ballot.json", "ballot.csv"):
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
            [_plain(paper["voter"]), paper["country"], paper["weight"], " > ".join(paper["choice"])]
        )
    return answer


def _plain(text: str) -> str:
    """A name that no spreadsheet takes for a formula."""
    return "'" + text if text[:1] in "=+-@\t\r" else text
