"""Invitations to a session: the list, inviting more, withdrawing, asking again; the session's calendar file."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from networks.base.doors import allow
from networks.base.paging import page_by_key
from networks.meet.sessions.models import Session
from networks.meet.sessions.pages.finding import session_of
from networks.meet.sessions.permissions import may_plan, may_see
from networks.meet.sessions.rules import inviting
from networks.participation.occasions import calendars
from networks.participation.occasions import rules as occasions
from networks.participation.occasions.forms import InviteForm
from networks.participation.occasions.models import Invitee, Reply
from networks.participation.occasions.views import calendar_response
from networks.people.models import Person, holding

SHOWN = {"yes": Reply.YES, "perhaps": Reply.PERHAPS, "no": Reply.NO, "other": Reply.OTHER, "silent": ""}


@allow(may_plan, of=session_of)
@require_safe
def invitations(request: HttpRequest, session: Session) -> HttpResponse:
    """Who is invited, and what they answered."""
    counts, apart = occasions.counts(session.occasion, request.actor)
    rows = occasions.listed(session.occasion, request.actor).select_related(
        "person", "organisation", "instead_of__person"
    )
    shown = request.GET.get("reply", "")
    if shown in SHOWN:
        rows = rows.filter(reply=SHOWN[shown])
    if words := " ".join(request.GET.get("words", "").split())[:80]:
        rows = rows.filter(
            Q(name__icontains=words) | Q(email__icontains=words) | Q(person__name__icontains=words)
            | Q(organisation__name__icontains=words)
        )  # fmt: skip
    context = {
        "session": session,
        "occasion": session.occasion,
        "counts": counts,
        "apart": apart,
        "page": page_by_key(rows, request.GET, "created_at"),
        "shown": shown if shown in SHOWN else "",
        "words": words,
        "zone": request.actor.person.zone or request.network.zone,
        "tabs": [
            ("", _("All"), counts.invited),
            ("yes", _("Yes"), counts.yes),
            ("perhaps", _("Perhaps"), counts.perhaps),
            ("no", _("No"), counts.no),
            ("other", _("Someone else"), counts.other),
            ("silent", _("No answer yet"), counts.silent),
        ],
        "arrangements": inviting.arrangements(session, request.actor),
    }
    return render(request, "sessions/invitations.html", context)


def inside(network):
    """The persons who belong to the network now."""
    there = Person.objects.filter(
        Q(holding("affiliations__"), affiliations__network=network)
        | Q(holding("roles__"), roles__network=network)
    )
    return Person.objects.filter(pk__in=there.values("pk"), erased_at=None)


@allow(may_plan, of=session_of)
def new(request: HttpRequest, session: Session) -> HttpResponse:
    """Invite organisations, people, addresses."""
    form = InviteForm(request.POST if request.method == "POST" else None, inside=inside(request.network))
    wrong: list[str] = []
    if request.method == "POST" and form.is_valid():
        guests, wrong = _chosen(form)
        try:
            if not wrong:
                count = inviting.invite(session, guests, request.actor.person)
                messages.success(request, _said(count, guests))
                return redirect("session-invitations", network=request.network.slug, session=session.pk)
        except occasions.Refused as error:
            form.add_error(None, error.message)
        for line in wrong[:20]:
            form.add_error("addresses", line)
    return render(
        request,
        "sessions/invitation_new.html",
        {"form": form, "session": session},
        status=422 if form.errors else 200,
    )


def _chosen(form: InviteForm) -> tuple[list[occasions.Guest], list[str]]:
    data = form.cleaned_data
    addressed, wrong = occasions.read_addresses(data["addresses"], get_language() or "")
    houses = form.chosen_organisations()
    return [
        *(occasions.people_of(houses, data["audiences"]) if houses else []),
        *occasions.people_called(data.get("people") or []),
        *addressed,
    ], wrong


def _said(count: int, guests) -> str:
    if any(guest.audience for guest in guests):
        return _("The invitations are on their way.")  # how many there are of an audience is told to nobody
    return ngettext("One invitation is on its way.", "%(n)s invitations are on their way.", count) % {
        "n": count
    }


@allow(may_plan, of=session_of)
@require_POST
def again(request: HttpRequest, session: Session) -> HttpResponse:
    """Ask everybody who has not answered once more."""
    try:
        count = occasions.ask_again(session.occasion)
        messages.success(
            request,
            ngettext("One person is asked again.", "%(n)s people are asked again.", count) % {"n": count},
        )
    except occasions.Refused as error:
        messages.error(request, error.message)
    return redirect("session-invitations", network=request.network.slug, session=session.pk)


def invitee_of(request, session, invitee, **kwargs) -> Invitee:
    found = get_object_or_404(
        Invitee.objects.select_related("occasion", "person"), pk=invitee, occasion__session=session
    )
    found.of_session = session_of(request, session)
    return found


def _may_withdraw(actor, invitee: Invitee) -> bool:
    return (
        may_plan(actor, invitee.of_session)
        and occasions.listed(invitee.occasion, actor).filter(pk=invitee.pk).exists()
    )


@allow(_may_withdraw, of=invitee_of)
def withdrawal(request: HttpRequest, invitee: Invitee) -> HttpResponse:
    """Take an invitation back, asked once."""
    back = reverse(
        "session-invitations", kwargs={"network": request.network.slug, "session": invitee.of_session.pk}
    )
    if request.method == "POST":
        occasions.withdraw(invitee)
        return redirect(back)
    return render(
        request,
        "base/confirm.html",
        {
            "title": _("Withdraw the invitation of %(name)s?") % {"name": invitee.shown_name},
            "lose": _("The link stops working, and they get a cancellation for their calendar."),
            "verb": _("Withdraw the invitation"),
            "back": back,
        },
    )


@allow(may_see, of=session_of)
@require_safe
def calendar(request: HttpRequest, session: Session) -> HttpResponse:
    """The session for one's own calendar."""
    url = request.build_absolute_uri(
        reverse("session", kwargs={"network": request.network.slug, "session": session.pk})
    )
    return calendar_response(calendars.file_of(session.occasion, url=url))
