"""Who is there: the list of whoever leads, checking in, guests, proxies."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from networks.base.doors import allow
from networks.meet.meetings.forms.holding import CheckInForm, GuestForm, ProxyForm
from networks.meet.meetings.models import THERE, How, MeetingState, Proxy
from networks.meet.meetings.pages.finding import meeting_of, presence_of, proxy_of
from networks.meet.meetings.permissions import leads, may_be_represented, may_read
from networks.meet.meetings.rules import attending
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.rules.voters import speakers_of, voters_of, votes_for
from networks.meet.meetings.words import quorum_words

MANY = 100
COMING_AND_GOING = (MeetingState.CONVENED, MeetingState.OPEN)


def to_attendance(request, meeting):
    return redirect("meeting-attendance", network=request.network.slug, meeting=meeting.pk)


def _key(text: str) -> UUID | None:
    """The key that a form names, or None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


@allow(may_read, of=meeting_of)
@require_safe
def attendance(request, meeting):
    """Every voter and how they take part; whoever leads notes it."""
    may_lead = leads(request.actor, meeting)
    places = attending.places_of(meeting)
    quorum = attending.quorum_of(meeting.body, places)
    words = " ".join(request.GET.get("words", "").split())[:80]
    shown = [place for place in places if not words or words.casefold() in place.voter.name.casefold()]
    many = len(shown) > MANY
    shown = sorted(shown[:MANY], key=lambda place: not place.takes_part) if many else shown
    notes = may_lead and meeting.state in COMING_AND_GOING
    if notes and meeting.body.of_members:
        speakers = speakers_of(meeting.body, [place.voter for place in shown])
        for place in shown:
            place.speakers = speakers.get(place.voter.key, [])
    mine = {voter.key for voter in votes_for(meeting.body, request.actor.person)}
    proxies = [
        proxy
        for proxy in meeting.proxies.filter(revoked_at=None).select_related(
            "holder", "person", "organisation"
        )
        if may_lead or proxy.giver in mine or proxy.holder_id == request.actor.person.pk
    ]
    context = {
        "meeting": meeting,
        "body": meeting.body,
        "places": shown,
        "many": many,
        "words": words,
        "search": len(places) > 20,
        "quorum": quorum,
        "quorum_words": quorum_words(quorum.as_facts(), now=not meeting.is_closed),
        "guests": _guests(meeting, places),
        "guest_form": GuestForm() if notes else None,
        "notes": notes,
        "may_check_in": meeting.state in COMING_AND_GOING,
        "may_give_proxy": meeting.body.proxies
        and meeting.state not in (MeetingState.CLOSED, MeetingState.CANCELLED)
        and may_be_represented(request.actor, meeting),
        "proxies": proxies,
    }
    return render(request, "meetings/attendance.html", context)


def _guests(meeting, places) -> list:
    """Whoever is there without being a voter."""
    counted = {place.presence.pk for place in places if place.presence}
    rows = meeting.presences.filter(left_at=None, how__in=THERE).select_related("person")
    return [row for row in rows.order_by("arrived_at", "pk") if row.pk not in counted]


@allow(leads, of=meeting_of)
@require_POST
def noting(request, meeting):
    """Note that a voter is there, or is excused; or a guest by name."""
    try:
        if "name" in request.POST:
            form = GuestForm(request.POST)
            if form.is_valid():
                attending.note_guest(
                    meeting, form.cleaned_data["name"], form.cleaned_data["how"], by=request.actor.person
                )
            else:
                messages.error(request, _("Write the guest’s name."))
            return to_attendance(request, meeting)
        key, how = _key(request.POST.get("voter", "")), request.POST.get("how", "")
        voter = next((one for one in voters_of(meeting.body) if one.key == key), None)
        if voter is None or how not in How.values:
            messages.error(request, _("This voter is not in the body any more. Look at the page again."))
            return to_attendance(request, meeting)
        person = None
        if voter.organisation and how in THERE:
            wanted = _key(request.POST.get("person", ""))
            people = speakers_of(meeting.body, [voter]).get(voter.key, [])
            person = next(
                (one for one in people if one.pk == wanted), people[0] if len(people) == 1 else None
            )
        attending.note(meeting, voter, how, person=person, by=request.actor.person)
    except NotNow as error:
        messages.error(request, error.message)
    return to_attendance(request, meeting)


@allow(leads, of=presence_of)
@require_POST
def leaving(request, presence):
    """Somebody leaves."""
    try:
        attending.leave(presence, by=request.actor.person)
    except NotNow as error:
        messages.error(request, error.message)
    return to_attendance(request, presence.meeting)


@allow(may_read, of=meeting_of)
def check_in(request, meeting):
    """Say that one is there: on site with the code of the room, or online."""
    form = CheckInForm(
        request.POST or None,
        initial={
            "code": request.GET.get("code", "")[:20],
            "how": How.ON_SITE if "code" in request.GET else "",
        },
    )
    person = request.actor.person
    if request.method == "POST" and form.is_valid():
        try:
            attending.check_in(meeting, person, form.cleaned_data["how"], form.cleaned_data["code"])
            messages.success(request, _("You are on the list."))
            return redirect("meeting", network=request.network.slug, meeting=meeting.pk)
        except NotNow as error:
            form.add_error(None, error.message)
    mine = [] if request.actor.by_card else votes_for(meeting.body, person)
    context = {"form": form, "meeting": meeting, "body": meeting.body, "mine": mine}
    return render(request, "meetings/check_in.html", context, status=422 if form.errors else 200)


@allow(leads, of=meeting_of)
@require_safe
def code(request, meeting):
    """The code and QR picture to show in the room."""
    url = request.build_absolute_uri(
        reverse("meeting-check-in", kwargs={"network": request.network.slug, "meeting": meeting.pk})
    )
    context = {"meeting": meeting, "body": meeting.body, "url": f"{url}?code={meeting.code}"}
    return render(request, "meetings/code.html", context)


# ---- proxies ----


@allow(may_be_represented, of=meeting_of)
def new_proxy(request, meeting):
    """Have somebody vote for one's organisation, or for oneself; whoever leads notes what came on paper."""
    voters = (
        voters_of(meeting.body)
        if leads(request.actor, meeting)
        else votes_for(meeting.body, request.actor.person)
    )
    by_key = {str(voter.key): voter for voter in voters if voter.may}
    form = ProxyForm(
        request.POST or None,
        network=request.network,
        voters=[(key, voter.name) for key, voter in by_key.items()],
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            attending.give_proxy(
                meeting, by_key[data["voter"]], data["holder"], instructions=data["instructions"], by=request.actor.person
            )  # fmt: skip
            return to_attendance(request, meeting)
        except NotNow as error:
            form.add_error(None, error.message)
    context = {"form": form, "meeting": meeting, "body": meeting.body, "voters": by_key}
    return render(request, "meetings/proxy_form.html", context, status=422 if form.errors else 200)


def _may_revoke(actor, proxy: Proxy) -> bool:
    """Whoever leads, and whoever may cast the vote that was given away."""
    if not may_be_represented(actor, proxy):
        return False
    return leads(actor, proxy) or any(
        voter.key == proxy.giver for voter in votes_for(proxy.meeting.body, actor.person)
    )


@allow(_may_revoke, of=proxy_of)
def revocation(request, proxy):
    """Take a proxy back, asked once."""
    if request.method == "POST":
        attending.revoke_proxy(proxy, by=request.actor.person)
        return to_attendance(request, proxy.meeting)
    context = {
        "title": _("Revoke the proxy of %(name)s?") % {"name": proxy.giver_name},
        "lose": _("%(name)s votes for it no more. Votes that were cast stay.")
        % {"name": proxy.holder.shown_name},
        "verb": _("Revoke the proxy"),
        "back": reverse(
            "meeting-attendance", kwargs={"network": request.network.slug, "meeting": proxy.meeting_id}
        ),
    }
    return render(request, "base/confirm.html", context)
