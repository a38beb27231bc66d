"""A meeting: its page with the agenda, convening, changing, cancelling."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from networks.base.doors import allow
from networks.base.texts import load_versions
from networks.meet.meetings.forms.meetings import ConvocationForm, MeetingForm
from networks.meet.meetings.models import Ballot, BallotState, Decision, Meeting, MeetingState
from networks.meet.meetings.pages.finding import body_of, meeting_of
from networks.meet.meetings.permissions import leads, may_add_items, may_convene, may_read
from networks.meet.meetings.rules import following, meetings
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.rules.voters import whom_to_invite
from networks.participation.documents.rules import documents_of
from networks.participation.occasions import calendars
from networks.participation.occasions import rules as occasions
from networks.participation.occasions.models import Invitee
from networks.participation.occasions.rules import Refused
from networks.participation.occasions.views import calendar_response
from networks.participation.occasions.words import when

OCCASION = meetings.OF_OCCASION


def to(request, meeting: Meeting):
    """Back to the meeting's page."""
    return redirect("meeting", network=request.network.slug, meeting=meeting.pk)


@allow(may_read, of=meeting_of)
@require_safe
def page(request, meeting):
    """The agenda, with when and where; the next step of whoever leads the body."""
    actor = request.actor
    items = list(meeting.items.select_related("presenter"))
    load_versions([meeting, meeting.body, *items])
    papers = documents_of(items) if items else {}
    decided = list(Decision.objects.filter(meeting=meeting))
    meeting.shown_title = meeting.version_for("title", actor.reader)
    for item in items:
        item.shown = item.version_for("title", actor.reader)
        item.papers = papers.get((item.label, item.pk), [])
        item.decided = [decision for decision in decided if decision.item_id == item.pk]
    there = (
        meeting.presences.filter(person=actor.person, left_at=None).exists()
        if meeting.state in (MeetingState.CONVENED, MeetingState.OPEN)
        else False
    )
    replies, _apart = occasions.counts(meeting.occasion, actor)
    mine = (
        Invitee.objects.filter(
            occasion=meeting.occasion, person=actor.person, withdrawn_at=None, invited_at__isnull=False
        ).first()
        if meeting.state == MeetingState.CONVENED and not there
        else None
    )
    context = {
        "meeting": meeting,
        "body": meeting.body,
        "occasion": meeting.occasion,
        "when": when(meeting.occasion, actor.person.zone or request.network.zone),
        "items": items,
        "minutes_planned": sum(item.minutes for item in items),
        "replies": replies,
        "mine": mine,
        "there": there,
        "may_lead": leads(actor, meeting),
        "may_convene": may_convene(actor, meeting) and meeting.is_before,
        "may_translate": may_convene(actor, meeting) and (meeting.is_before or meeting.is_open),
        "may_add": may_add_items(actor, meeting)
        and (meeting.is_before or meeting.state == MeetingState.OPEN),
        "short": meeting.notice_is_short(),
        "open_ballots": list(
            Ballot.objects.filter(item__meeting=meeting, within=None, state=BallotState.OPEN)[:5]
        ),
        "todo": _open_actions(request, meeting),
    }
    return render(request, "meetings/meeting.html", context)


def _open_actions(request, meeting) -> list:
    """What earlier meetings gave somebody to do and is not done: it comes back on each agenda."""
    if not (meeting.is_before or meeting.is_open):
        return []
    found = list(following.open_actions(meeting.body).exclude(item__meeting=meeting)[:50])
    load_versions(found)
    for action in found:
        action.shown = action.version_for("text", request.actor.reader)
    return found


@allow(may_convene, of=body_of)
def new(request, body):
    """Prepare a meeting of a body. Nobody is told yet."""
    form = MeetingForm(
        request.POST or None,
        network=request.network,
        initial={"title": body.name, "zone": request.network.zone, "language": body.language},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        meeting = meetings.plan(body, by=request.actor.person, **data)
        return to(request, meeting)
    return render(
        request,
        "meetings/meeting_form.html",
        {"form": form, "body": body},
        status=422 if form.errors else 200,
    )


@allow(may_convene, of=meeting_of)
def edit(request, meeting):
    """Change when, where and how it is called."""
    initial = {name: getattr(meeting.occasion, name) for name in OCCASION}
    initial |= {"title": meeting.title, "language": meeting.language}
    form = MeetingForm(request.POST or None, network=request.network, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            meetings.change(meeting, form.cleaned_data, by=request.actor.person)
            return to(request, meeting)
        except NotNow as error:
            form.add_error(None, error.message)
    context = {"form": form, "body": meeting.body, "meeting": meeting}
    return render(request, "meetings/meeting_form.html", context, status=422 if form.errors else 200)


@allow(may_convene, of=meeting_of)
def convocation(request, meeting):
    """Convene everybody: who it will be, and a warning where the notice is short."""
    short = meeting.state == MeetingState.PLANNED and meeting.notice_is_short()
    form = ConvocationForm(request.POST if request.method == "POST" else None, short=short)
    if request.method == "POST" and form.is_valid():
        try:
            count = meetings.convene(
                meeting, late_because=form.cleaned_data.get("late_because", ""), by=request.actor.person
            )
            messages.success(
                request,
                ngettext("One invitation is on its way.", "%(n)s invitations are on their way.", count)
                % {"n": count},
            )
            return to(request, meeting)
        except (NotNow, Refused) as error:
            form.add_error(None, error.message)
    people = whom_to_invite(meeting.body)
    invited = set(
        Invitee.objects.filter(occasion=meeting.occasion, withdrawn_at=None).values_list("person", flat=True)
    )
    context = {
        "form": form,
        "meeting": meeting,
        "body": meeting.body,
        "short": short,
        "people": [person for person in people if person.pk not in invited],
        "agenda": meetings.agenda_in_words(meeting).splitlines(),
        "when": when(meeting.occasion, request.actor.person.zone or request.network.zone),
    }
    return render(request, "meetings/convocation.html", context, status=422 if form.errors else 200)


@allow(may_convene, of=meeting_of)
@require_POST
def telling(request, meeting):
    """Send the agenda as it is now to everybody who was convened."""
    try:
        count = meetings.tell_again(meeting, by=request.actor.person)
        messages.success(
            request,
            ngettext("One person gets the new agenda.", "%(n)s people get the new agenda.", count)
            % {"n": count},
        )
    except NotNow as error:
        messages.error(request, error.message)
    return to(request, meeting)


@allow(may_convene, of=meeting_of)
def cancellation(request, meeting):
    """Cancel a meeting that was convened; delete one that nobody was told of. Asked once."""
    back = reverse("meeting", kwargs={"network": request.network.slug, "meeting": meeting.pk})
    was_told = meeting.state != MeetingState.PLANNED
    if request.method == "POST":
        try:
            if was_told:
                meetings.cancel(meeting, by=request.actor.person)
                return redirect(back)
            meetings.remove(meeting, by=request.actor.person)
            messages.info(request, _("The meeting is deleted."))
            return redirect("body", network=request.network.slug, body=meeting.body_id)
        except NotNow as error:
            messages.error(request, error.message)
            return redirect(back)
    context = {
        "title": (_("Cancel “%(title)s”?") if was_told else _("Delete “%(title)s”?"))
        % {"title": meeting.title},
        "lose": _("Everybody who was convened gets a cancellation, for their calendar too.")
        if was_told
        else _("Its agenda goes with it. Nobody was told of it."),
        "verb": _("Cancel the meeting") if was_told else _("Delete the meeting"),
        "back": back,
    }
    return render(request, "base/confirm.html", context)


@allow(may_read, of=meeting_of)
@require_safe
def calendar(request, meeting) -> HttpResponse:
    """The meeting for one's own calendar."""
    url = request.build_absolute_uri(
        reverse("meeting", kwargs={"network": request.network.slug, "meeting": meeting.pk})
    )
    return calendar_response(calendars.file_of(meeting.occasion, url=url), "meeting.ics")
