"""The bin: notes, documents and organisations that were thrown away, to be taken back for 30 days."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from networks.base.bins import staying
from networks.base.doors import allow
from networks.base.rooms import describe
from networks.network.membership.models import Note
from networks.network.membership.rules.bins import organisations_in_bin, take_organisation_back
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
    houses = organisations_in_bin(MOST) if actor.is_coordinator else []
    if request.method == "POST":
        key = _key(request.POST.get("key", ""))
        taken = [documents.take_back(one, by=actor.person) for one in papers if one.pk == key]
        taken += [take_note_back(one, by=actor.person) for one in notes if one.pk == key]
        taken += [take_organisation_back(one, by=actor.person) for one in houses if one.pk == key]
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
    for rows in (papers, houses):
        stays = staying(rows)
        for one in rows:
            one.stays = stays.get(one.pk, "")
    context = {"papers": papers, "notes": notes, "organisations": houses}
    return render(request, "membership/register/bin.html", context)


def _key(text: str) -> UUID | None:
    """The key that a form names, or None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
