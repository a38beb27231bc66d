"""What bodies and meetings are called, agendas, motions and the words of candidates in other languages, and in plain words."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from networks.base.doors import allow
from networks.base.versions import VersionsForm
from networks.meet.meetings.pages.agenda import may_change_item
from networks.meet.meetings.pages.finding import body_of, candidacy_of, item_of, meeting_of, motion_of
from networks.meet.meetings.pages.motions import may_change_motion
from networks.meet.meetings.permissions import coordinates, may_convene, may_stand
from networks.meet.meetings.rules import translating
from networks.meet.meetings.rules.errors import NotNow

WORDS = {"title": _("Title"), "text": _("Text")}


def _page(request, record, fields, keep, back, body, meeting=None, votes=False):
    """Shared by all of them: the texts in `fields`, kept by `keep`, then `back` (the name of a page, and of which record)."""
    name, of = back
    there = reverse(name, kwargs={"network": request.network.slug, of._meta.model_name: of.pk})
    languages = request.network.languages or ["en"]
    form = VersionsForm(request.POST or None, record=record, fields=fields, languages=languages)
    if request.method == "POST" and form.is_valid():
        try:
            keep(record, form, by=request.actor.person)
            return redirect(there)
        except NotNow as error:
            form.add_error(None, error.message)
    context = {"form": form, "back": there, "meeting": meeting, "body": body, "votes": votes}
    return render(request, "meetings/versions_form.html", context, status=422 if form.errors else 200)


@allow(coordinates, of=body_of)
def body(request, body):
    """What a body is called, and what it is for."""
    fields = {"name": _("Name"), "purpose": _("What it is for")}
    return _page(request, body, fields, translating.translate, ("body-rules", body), body)


@allow(may_convene, of=meeting_of)
def meeting(request, meeting):
    """What a meeting is called."""
    fields = {"title": _("Title")}
    return _page(request, meeting, fields, translating.translate, ("meeting", meeting), meeting.body, meeting)


@allow(may_change_item, of=item_of)
def item(request, item):
    """Title and text of an item of an agenda."""
    back, meeting = ("item", item), item.meeting
    return _page(request, item, WORDS, translating.translate_item, back, meeting.body, meeting)


@allow(may_change_motion, of=motion_of)
def motion(request, motion):
    """Title and text of a motion."""
    back, meeting = ("motion", motion), motion.item.meeting
    return _page(
        request, motion, WORDS, translating.translate_motion, back, meeting.body, meeting, votes=True
    )


@allow(may_stand, of=candidacy_of)
def candidacy(request, candidacy):
    """What a candidate says."""
    back, meeting = ("ballot", candidacy.ballot), candidacy.ballot.meeting
    keep = translating.translate_candidacy
    return _page(request, candidacy, {"text": _("Text")}, keep, back, meeting.body, meeting, votes=True)
