"""The bin: notes and documents that were thrown away, to be taken back for 30 days."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from networks.base.doors import allow
from networks.base.rooms import describe
from networks.network.membership.models import Note
from networks.network.membership.rules.tasks import take_note_back
from networks.participation.documents import rules as documents
from networks.people.permissions import confirmed

MOST = 200


@allow(confirmed)
def bin(request):
    """What this reader may take back, the newest first; taking one back."""
    actor = request.actor
    papers = documents.in_bin(actor, MOST)
    notes = (
        list(Note.binned.select_related("organisation").order_by("-binned_at")[:MOST])
        if actor.is_coordinator
        else []
    )
    if request.method == "POST":
        key = _key(request.POST.get("key", ""))
        taken = [documents.take_back(one, by=actor.person) for one in papers if one.pk == key]
        taken += [take_note_back(one, by=actor.person) for one in notes if one.pk == key]
        if any(taken):
            messages.success(request, _("It is back where it was."))
        else:
            messages.info(
                request, _("It is not in the bin any more: somebody was quicker, or 30 days are over.")
            )
        return redirect("membership-bin", network=request.network.slug)
    whose = describe((one.about, one.about_id) for one in papers)
    for one in papers:
        one.of = whose[one.about, one.about_id]
    return render(request, "membership/register/bin.html", {"papers": papers, "notes": notes})


def _key(text: str) -> UUID | None:
    """The key that a form names, or None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
