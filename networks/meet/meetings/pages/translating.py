"""The words of motions and of candidates in other languages, and in plain words."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from networks.base.doors import allow
from networks.base.versions import VersionsForm
from networks.meet.meetings.pages.finding import candidacy_of, motion_of
from networks.meet.meetings.pages.motions import may_change_motion, to_motion
from networks.meet.meetings.pages.voting import to_ballot
from networks.meet.meetings.permissions import may_stand
from networks.meet.meetings.rules import translating
from networks.meet.meetings.rules.errors import NotNow


def _page(request, form, keep, done, back, item):
    if request.method == "POST" and form.is_valid():
        try:
            keep(form.record, form, by=request.actor.person)
            return done()
        except NotNow as error:
            form.add_error(None, error.message)
    context = {
        "form": form,
        "back": back,
        "item": item,
        "meeting": item.meeting,
        "body": item.meeting.body,
    }
    return render(request, "meetings/versions_form.html", context, status=422 if form.errors else 200)


@allow(may_change_motion, of=motion_of)
def motion(request, motion):
    """Title and text of a motion."""
    form = VersionsForm(
        request.POST or None, record=motion, fields={"title": _("Title"), "text": _("Text")}, languages=request.network.languages or ["en"],
    )  # fmt: skip
    back = reverse("motion", kwargs={"network": request.network.slug, "motion": motion.pk})
    return _page(
        request, form, translating.translate_motion, lambda: to_motion(request, motion), back, motion.item
    )


@allow(may_stand, of=candidacy_of)
def candidacy(request, candidacy):
    """What a candidate says."""
    form = VersionsForm(
        request.POST or None, record=candidacy, fields={"text": _("Text")}, languages=request.network.languages or ["en"],
    )  # fmt: skip
    ballot = candidacy.ballot
    back = reverse("ballot", kwargs={"network": request.network.slug, "ballot": ballot.pk})
    return _page(
        request, form, translating.translate_candidacy, lambda: to_ballot(request, ballot), back, ballot.item
    )
