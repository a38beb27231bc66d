"""Answering an invitation by its link; calendars by theirs. No account is needed, and a GET changes nothing: mail is scanned."""

from hashlib import sha256

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import activate, get_language, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from networks.base.doors import allow
from networks.base.limits import Limit
from networks.base.limits import too_many as slow_down
from networks.base.machine import client_address
from networks.participation.occasions import calendars, rules
from networks.participation.occasions.forms import AnswerForm
from networks.participation.occasions.kinds import kind_of
from networks.participation.occasions.models import Arrangement, CalendarKey, Invitee, Reply
from networks.participation.occasions.permissions import anyone, keeps_a_calendar
from networks.participation.occasions.words import shown, when
from networks.people.mail import in_language
from networks.people.middleware import enter

WRONG_LINKS = Limit("answer-link", failures=100, seconds=600)
NAMED = Limit(
    "named-others", failures=30, seconds=3600
)  # invitations that one address may have sent to others


def _find(request, secret) -> Invitee:
    found = (
        Invitee.everywhere.filter(secret=secret)
        .select_related("network", "occasion", "occasion__network", "person", "organisation")
        .first()
    )
    if found is None:
        WRONG_LINKS.failed(client_address(request))
        raise Http404
    enter(request, found.network)
    return found


@allow(anyone)
@never_cache
def answer(request, secret):
    """Yes, perhaps, no, or someone else from us."""
    if WRONG_LINKS.reached(client_address(request)):
        return slow_down(request)
    invitee = _find(request, secret)
    if "language" not in request.COOKIES and not request.user.is_authenticated:
        with in_language(invitee.speaks):
            code = get_language()
        activate(code)  # theirs, unless they chose one in this browser
        request.LANGUAGE_CODE = code
    told_before = Arrangement.objects.filter(invitee=invitee).exists()
    form = AnswerForm(
        request.POST if request.method == "POST" else None,
        language=invitee.speaks,
        told_before=told_before,
        initial={
            "reply": request.GET.get("reply", "") or invitee.reply,
            "language": invitee.speaks,
        },
    )
    refused = _why_not(invitee)
    if request.method == "POST" and not refused and form.is_valid():
        data = form.cleaned_data
        if data["reply"] == Reply.OTHER:
            if NAMED.reached(client_address(request)):
                return slow_down(request)
            NAMED.failed(client_address(request))
        try:
            rules.answer(
                invitee,
                rules.Answered(
                    data["reply"],
                    data["language"],
                    "" if data.get("forget") else data["arrangement"] or None,
                    data["other_name"],
                    data["other_email"],
                ),
            )
            return redirect(f"{request.path}?said=1")
        except rules.Refused as error:
            form.add_error(None, error.message)
    context = _shown(request, invitee) | {
        "form": form,
        "refused": refused,
        "told_before": told_before,
        "said": bool(request.GET.get("said") and invitee.reply),
    }
    status = 410 if refused else 422 if form.errors else 200
    return render(request, "occasions/answer.html", context, status=status)


def _why_not(invitee: Invitee) -> str:
    """Why nothing can be answered any more, as a word; empty where it can."""
    if invitee.withdrawn_at:
        return "withdrawn"
    if invitee.occasion.cancelled_at:
        return "cancelled"
    return "over" if invitee.occasion.is_over else ""


def _shown(request, invitee: Invitee) -> dict:
    occasion = invitee.occasion
    kind = kind_of(occasion)
    person = request.actor.person
    zone = (person.zone if person else "") or invitee.zone
    instead, instead_address = kind.without_coming(occasion) if kind else ("", "")
    return {
        "invitee": invitee,
        "occasion": occasion,
        "thing": shown(occasion),
        "of": invitee.network.name,
        "when": when(occasion, zone),
        "when_there": when(occasion) if zone != occasion.zone and occasion.starts_at else "",
        "joins": kind.joins(occasion) if kind and invitee.reply != Reply.NO else "",
        "instead": instead,
        "instead_address": instead_address if invitee.reply == Reply.NO else "",
        "somebody_else": person if person and invitee.person_id not in (None, person.pk) else None,
        "others": invitee.substitutes.filter(withdrawn_at=None).select_related("person"),
    }


@allow(anyone)
@never_cache
@require_safe
def answer_calendar(request, secret):
    """The calendar file of what somebody is invited to."""
    if WRONG_LINKS.reached(client_address(request)):
        return slow_down(request)
    invitee = _find(request, secret)
    if invitee.withdrawn_at:
        raise Http404
    with in_language(invitee.speaks):
        content = calendars.file_of(
            invitee.occasion, url=request.build_absolute_uri(request.path.rsplit("/", 1)[0] + "/")
        )
    return calendar_response(content)


def calendar_response(content: bytes | None, name: str = "session.ics") -> HttpResponse:
    """A calendar file to save or open."""
    if content is None:
        raise Http404
    return HttpResponse(
        content,
        content_type=calendars.MEDIA_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@allow(keeps_a_calendar)
@require_GET
def your_calendar(request):
    """The link of one's own calendar, where one was made."""
    key = CalendarKey.objects.filter(person=request.actor.person).first()
    address = settings.SITE_ADDRESS + reverse("persons-feed", args=[calendars.token_of(key)]) if key else ""
    webcal = address.replace("https://", "webcal://").replace("http://", "webcal://")
    return render(request, "occasions/your_calendar.html", {"address": address, "webcal": webcal})


@allow(keeps_a_calendar)
@require_POST
def your_calendar_link(request):
    """Make the link, or make it anew: the old one stops working now."""
    calendars.new_key(request.actor.person)
    return redirect("your-calendar")


@allow(anyone)
@require_safe
def persons_feed(request, token):
    """Everything a person is invited to, for their calendar program."""
    key = calendars.key_by_token(token)
    if key is None or not key.person.is_active:
        raise Http404
    with in_language(key.person.language):
        return _feed(request, calendars.persons_feed(key.person))


@allow(anyone)
@require_safe
def public_feed(request, language, **kwargs):
    """What a network shows everybody, for calendar programs."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    with override(language):
        return _feed(request, calendars.public_feed(request.network))


def _feed(request, content: bytes) -> HttpResponse:
    tag = f'"{sha256(content).hexdigest()[:32]}"'
    if tag in request.headers.get("If-None-Match", ""):
        return HttpResponse(status=304, headers={"ETag": tag})
    response = HttpResponse(content, content_type=calendars.MEDIA_TYPE, headers={"ETag": tag})
    response["Cache-Control"] = "private, max-age=600"
    return response
