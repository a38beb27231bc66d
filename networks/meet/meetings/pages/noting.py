"""The page on which whoever leads notes the vote of a voter without a phone."""

from types import SimpleNamespace
from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from networks.base.doors import allow
from networks.meet.meetings.models import Noted
from networks.meet.meetings.pages.choices import choice_from, fields_of
from networks.meet.meetings.pages.finding import ballot_of
from networks.meet.meetings.pages.voting import ballot_context, to_ballot
from networks.meet.meetings.permissions import leads
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.rules.noting import can_be_noted, not_voted, note_vote
from networks.meet.meetings.words import option_words


@allow(leads, of=ballot_of)
@sensitive_post_parameters()
@sensitive_variables()
def noting(request, ballot):
    """Choose the voter, then note what they said. A secret vote is never noted."""
    if not can_be_noted(ballot):
        messages.error(request, _("Votes are noted while an open vote runs in the meeting."))
        return to_ballot(request, ballot)
    data = request.POST if request.method == "POST" else None
    waiting = not_voted(ballot)
    entry = _chosen(ballot, data or request.GET)
    error = ""
    if data is not None and entry is not None:
        try:
            note_vote(ballot, entry, choice_from(ballot, data), data.get("how", ""), by=request.actor.person)
        except NotNow as refused:
            error = refused.message
        else:
            messages.success(request, _("Noted: the vote of %(name)s.") % {"name": entry.name})
            return redirect("ballot-noting", network=request.network.slug, ballot=ballot.pk)
    options = [(option["key"], option_words(option)) for option in ballot.options]
    one = SimpleNamespace(entry=entry, fields=fields_of(ballot, options, data), error=error)
    context = {
        "waiting": waiting,
        "one": one if entry else None,
        "ways": Noted.choices,
        "how": (data or {}).get("how") or Noted.TABLE,
    }
    status = 422 if error or (data is not None and entry is None) else 200
    return render(
        request, "meetings/ballot_noting.html", ballot_context(request, ballot) | context, status=status
    )


def _chosen(ballot, data):
    """The voter whose vote is noted; none where the address names none."""
    try:
        return ballot.roll.filter(pk=UUID(data.get("entry", ""))).first()
    except ValueError:
        return None
