"""Who is there: the list of whoever leads, checking in, guests, proxies."""

from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from networks.base.doors import allow
from networks.base.limits import too_many
from networks.base.machine import client_address
from networks.base.tenancy import in_network
from networks.meet.meetings.forms.holding import CheckInForm, DeskForm, GuestForm, ProxyForm
from networks.meet.meetings.models import THERE, How, Meeting, MeetingState, Proxy
from networks.meet.meetings.pages.finding import meeting_of, presence_of, proxy_of
from networks.meet.meetings.permissions import leads, may_be_represented, may_read
from networks.meet.meetings.rules import attending
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.rules.voters import speakers_of, voters_of, votes_for
from networks.meet.meetings.words import quorum_words
from networks.people import cards
from networks.people.actors import Actor

MANY = 100
COMING_AND_GOING = (MeetingState.CONVENED, MeetingState.OPEN)


def to_attendance(request, meeting, voter: UUID | None = None):
    """Back to the page: with the words that were looked for, at the voter who was noted."""
    page = reverse("meeting-attendance", kwargs={"network": request.network.slug, "meeting": meeting.pk})
    words = request.POST.get("words", "")[:80]
    return redirect(
        page + (f"?{urlencode({'words': words})}" if words else "") + (f"#v-{voter}" if voter else "")
    )


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
    return to_attendance(request, meeting, key)


@allow(leads, of=presence_of)
@require_POST
def leaving(request, presence):
    """Somebody leaves."""
    try:
        attending.leave(presence, by=request.actor.person)
    except NotNow as error:
        messages.error(request, error.message)
        return to_attendance(request, presence.meeting)
    return to_attendance(request, presence.meeting, presence.organisation_id or presence.person_id)


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
    card = cards.of_session(request) if request.actor.by_card else None
    if request.method == "POST" and form.is_valid():
        try:
            attending.check_in(
                meeting, person, form.cleaned_data["how"], form.cleaned_data["code"], card=card
            )
            messages.success(request, _("You are on the list."))
            return redirect("meeting", network=request.network.slug, meeting=meeting.pk)
        except NotNow as error:
            form.add_error(None, error.message)
    mine = attending.stood_for(meeting.body, person, card)
    context = {"form": form, "meeting": meeting, "body": meeting.body, "mine": mine, "by_card": bool(card)}
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


@allow(leads, of=meeting_of)
@sensitive_post_parameters()
@sensitive_variables()
def desk(request, meeting):
    """The desk at the door: scan the card of whoever comes, one after the other, or type its four words."""
    who = client_address(request)
    if cards.GUESSES.reached(who):
        return too_many(request)
    form = DeskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        card = cards.read(form.cleaned_data["words"])
        if card is not None and card.network_id == request.network.pk:
            try:
                cards.used(card)
                rows = attending.check_in_at_the_desk(meeting, card, by=request.actor.person)
                messages.success(request, _here_for(meeting, card, rows))
                return redirect("meeting-desk", network=request.network.slug, meeting=meeting.pk)
            except NotNow as error:
                form.add_error("words", error.message)
        else:
            cards.GUESSES.failed(who)
            form.add_error("words", _("This card does not work here. Scan it again, or type its four words."))
        form.data = {}  # what a card says is shown nowhere
    context = {"form": form, "meeting": meeting, "body": meeting.body}
    return render(request, "meetings/desk.html", context, status=422 if form.errors else 200)


def _here_for(meeting, card, rows) -> str:
    """Who is on the list now, and for whom."""
    name = card.person.shown_name
    houses = [row.organisation.name for row in rows if row.organisation]
    if houses:
        return _("%(name)s is here for %(houses)s.") % {"name": name, "houses": ", ".join(houses)}
    if not meeting.body.of_members and attending.stood_for(meeting.body, card.person, card):
        return _("%(name)s is here.") % {"name": name}
    return _("%(name)s is here as a guest: a colleague is here for their organisation, or they have no vote.") % {
        "name": name
    }  # fmt: skip


@cards.has_desks
def desks(request, card) -> list[cards.Desk]:
    """The meetings of these days that this visitor leads: whoever scans a card with their own phone checks its person in."""
    actor = Actor(request.actor.person, card.network)
    with in_network(card.network):
        now = timezone.now()
        near = Meeting.objects.filter(
            state__in=COMING_AND_GOING, body__binned_at=None,
            occasion__starts_at__range=(now - timedelta(days=2), now + timedelta(days=1)),
        )  # fmt: skip
        return [
            cards.Desk(
                _("Check in at %(meeting)s") % {"meeting": one.title},
                reverse("meeting-desk", kwargs={"network": card.network.slug, "meeting": one.pk}),
            )
            for one in near.select_related("body", "occasion").order_by("occasion__starts_at", "pk")[:20]
            if leads(actor, one)
        ]


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
