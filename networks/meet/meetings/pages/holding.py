"""A meeting as it is held: opening and closing, minutes with several hands, their approval, files."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from networks.base.doors import allow
from networks.meet.meetings.forms.holding import NotesForm, OpeningForm
from networks.meet.meetings.pages.finding import item_of, meeting_of
from networks.meet.meetings.permissions import leads, may_read
from networks.meet.meetings.rules import attending, holding
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.rules.minutes import minutes_of
from networks.meet.meetings.words import counted, quorum_words

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@allow(leads, of=meeting_of)
def opening(request, meeting):
    """Open the meeting: the quorum is counted and kept."""
    quorum = attending.quorum_of(meeting.body, attending.places_of(meeting))
    form = OpeningForm(request.POST if request.method == "POST" else None, reached=quorum.reached)
    if request.method == "POST" and form.is_valid():
        try:
            holding.open_meeting(
                meeting, without_quorum=bool(form.cleaned_data.get("without_quorum")), by=request.actor.person
            )
            return redirect("meeting", network=request.network.slug, meeting=meeting.pk)
        except NotNow as error:
            form.add_error(None, error.message)
    context = {
        "form": form,
        "meeting": meeting,
        "body": meeting.body,
        "quorum": quorum,
        "quorum_words": quorum_words(quorum.as_facts(), now=True),
    }
    return render(request, "meetings/opening.html", context, status=422 if form.errors else 200)


@allow(leads, of=meeting_of)
def closing(request, meeting):
    """Close the meeting, asked once."""
    if request.method == "POST":
        try:
            holding.close_meeting(meeting, by=request.actor.person)
        except NotNow as error:
            messages.error(request, error.message)
        return redirect("meeting-minutes", network=request.network.slug, meeting=meeting.pk)
    return render(request, "meetings/closing.html", {"meeting": meeting, "body": meeting.body})


@allow(leads, of=item_of)
def notes(request, item):
    """Write the minutes of an item, together with others."""
    form = NotesForm(request.POST or None, initial={"text": item.notes, "read": item.notes})
    conflicts = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            holding.write_notes(
                item,
                data["read"].replace("\r\n", "\n"),
                data["text"].replace("\r\n", "\n"),
                by=request.actor.person,
            )
            return redirect("item", network=request.network.slug, item=item.pk)
        except holding.BothChanged as error:
            conflicts = error.conflicts
            form.data = form.data.copy()
            form.data["read"], form.data["text"] = error.theirs, error.both
            form.add_error(None, error.message)
        except NotNow as error:
            form.add_error(None, error.message)
    context = {
        "form": form,
        "item": item,
        "meeting": item.meeting,
        "body": item.meeting.body,
        "conflicts": conflicts,
    }
    return render(request, "meetings/notes_form.html", context, status=422 if form.errors else 200)


@allow(may_read, of=meeting_of)
@require_safe
def minutes(request, meeting):
    """The minutes to be read."""
    found = minutes_of(meeting, request.actor.reader)
    for said in found.items:
        for decision in said.decisions:
            decision.counted = counted(decision)
    context = {
        "meeting": meeting,
        "body": meeting.body,
        "minutes": found,
        "opening": quorum_words(meeting.opening) if meeting.opening else "",
        "may_write": leads(request.actor, meeting) and holding.takes_minutes(meeting),
    }
    return render(request, "meetings/minutes.html", context)


@allow(leads, of=item_of)
@require_POST
def approval(request, item):
    """The minutes that this item is about are approved."""
    try:
        found = holding.approve_minutes(item, by=request.actor.person)
        messages.success(request, _("The minutes of “%(title)s” are approved.") % {"title": found.title})
    except NotNow as error:
        messages.error(request, error.message)
    return redirect("item", network=request.network.slug, item=item.pk)


def handed_out(document, name: str, file_name: str) -> HttpResponse:
    """A document as the kind of file that its name ends with."""
    from networks.base.files.docx import docx
    from networks.base.files.pdf import pdf

    if name.endswith(".pdf"):
        data, media_type = pdf(document), "application/pdf"
    else:
        data, media_type = docx(document), WORD
    headers = {
        "Content-Disposition": f'attachment; filename="{file_name}"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(data, content_type=media_type, headers=headers)


@allow(may_read, of=meeting_of)
@require_safe
def file(request, meeting):
    """Minutes or attendance list as a file."""
    from networks.meet.meetings.files.documents import attendance_document, minutes_document

    name = request.resolver_match.kwargs["name"]
    makers = {
        "minutes.pdf": minutes_document,
        "minutes.docx": minutes_document,
        "attendance.pdf": attendance_document,
        "attendance.docx": attendance_document,
    }
    if name not in makers:
        raise Http404
    return handed_out(makers[name](minutes_of(meeting, request.actor.reader)), name, name)
