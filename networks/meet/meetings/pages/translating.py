"""What bodies and meetings are called, agendas, motions and the words of candidates in other languages, and in plain words."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from networks.base.doors import allow
from networks.base.versions import VersionsForm
from networks.meet.meetings.pages.agenda import may_change_item, to_item
from networks.meet.meetings.pages.finding import body_of, candidacy_of, item_of, meeting_of, motion_of
from networks.meet.meetings.pages.motions import may_change_motion, to_motion
from networks.meet.meetings.pages.voting import to_ballot
from networks.meet.meetings.permissions import coordinates, may_convene, may_stand
from networks.meet.meetings.rules import translating
from networks.meet.meetings.rules.errors import NotNow


def _page(request, form, keep, done, back, body, meeting=None, votes=False):
    if request.method == "POST" and form.is_valid():
        try:
            keep(form.record, form, by=request.actor.person)
            return done()
        except NotNow as error:
            form.add_error(None, error.message)
    context = {"form": form, "back": back, "meeting": meeting, "body": body, "votes": votes}
    return render(request, "meetings/versions_form.html", context, status=422 if form.errors else 200)


@allow(coordinates, of=body_of)
def body(request, body):
    """What a body is called, and what it is for."""
    form = VersionsForm(
        request.POST or None, record=body, fields={"name": _("Name"), "purpose": _("What it is for")}, languages=request.network.languages or ["en"],
    )  # fmt: skip
    where = {"network": request.network.slug, "body": body.pk}
    done = lambda: redirect("body-rules", **where)  # noqa: E731
    return _page(request, form, translating.translate, done, reverse("body-rules", kwargs=where), body)


@allow(may_convene, of=meeting_of)
def meeting(request, meeting):
    """What a meeting is called."""
    form = VersionsForm(
        request.POST or None, record=meeting, fields={"title": _("Title")}, languages=request.network.languages or ["en"],
    )  # fmt: skip
    where = {"network": request.network.slug, "meeting": meeting.pk}
    done = lambda: redirect("meeting", **where)  # noqa: E731
    back = reverse("meeting", kwargs=where)
    return _page(request, form, translating.translate, done, back, meeting.body, meeting)


@allow(may_change_item, of=item_of)
def item(request, item):
    """Title and text of an item of an agenda."""
    form = VersionsForm(
        request.POST or None, record=item, fields={"title": _("Title"), "text": _("Text")}, languages=request.network.languages or ["en"],
    )  # fmt: skip
    back = reverse("item", kwargs={"network": request.network.slug, "item": item.pk})
    done = lambda: to_item(request, item)  # noqa: E731
    return _page(request, form, translating.translate_item, done, back, item.meeting.body, item.meeting)


@allow(may_change_motion, of=motion_of)
def motion(request, motion):
    """Title and text of a motion."""
    form = VersionsForm(
        request.POST or None, record=motion, fields={"title": _("Title"), "text": _("Text")}, languages=request.network.languages or ["en"],
    )  # fmt: skip
    back = reverse("motion", kwargs={"network": request.network.slug, "motion": motion.pk})
    done = lambda: to_motion(request, motion)  # noqa: E731
    meeting = motion.item.meeting
    return _page(request, form, translating.translate_motion, done, back, meeting.body, meeting, votes=True)


@allow(may_stand, of=candidacy_of)
def candidacy(request, candidacy):
    """What a candidate says."""
    form = VersionsForm(
        request.POST or None, record=candidacy, fields={"text": _("Text")}, languages=request.network.languages or ["en"],
    )  # fmt: skip
    ballot = candidacy.ballot
    back = reverse("ballot", kwargs={"network": request.network.slug, "ballot": ballot.pk})
    done = lambda: to_ballot(request, ballot)  # noqa: E731
    meeting = ballot.meeting
    return _page(
        request, form, translating.translate_candidacy, done, back, meeting.body, meeting, votes=True
    )
