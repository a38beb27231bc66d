"""Amendments: proposed on the motion's text, written anew, taken over, withdrawn, put to the vote; the text shown with all of them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from networks.base.doors import allow
from networks.base.texts import load_versions
from networks.meet.meetings import amending
from networks.meet.meetings.forms.voting import AmendmentForm, PuttingForm
from networks.meet.meetings.models import PENDING, Amendment, MeetingState, Motion
from networks.meet.meetings.pages.finding import amendment_of, motion_of
from networks.meet.meetings.pages.holding import handed_out
from networks.meet.meetings.pages.motions import TAKES_MOTIONS, put_page
from networks.meet.meetings.permissions import leads, may_be_represented, may_read
from networks.meet.meetings.rules import amendments
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.rules.fitting import DoesNotFit, amounts_changed, of_amounts, words_only


def to_motion(request, motion: Motion):
    return redirect("motion", network=request.network.slug, motion=motion.pk)


def may_amend(actor, thing) -> bool:
    """Whoever may have a vote in the body, and whoever leads it."""
    return may_be_represented(actor, thing)


def may_change_amendment(actor, amendment: Amendment) -> bool:
    """Whoever proposed it; whoever leads the body."""
    own = actor.person is not None and amendment.moved_by_id == actor.person.pk
    return may_amend(actor, amendment) and (own or leads(actor, amendment))


def may_take_over(actor, amendment: Amendment) -> bool:
    """Whoever moved the motion; whoever leads the body."""
    own = actor.person is not None and amendment.motion.moved_by_id == actor.person.pk
    return may_amend(actor, amendment) and (own or leads(actor, amendment))


def said_beside(form, error: NotNow) -> None:
    """Why it was not taken: beside the text where the text is why, above the form otherwise."""
    form.add_error("text" if isinstance(error, DoesNotFit) else None, error.message)


def _context(request, amendment: Amendment) -> dict:
    motion = amendment.motion
    meeting = motion.item.meeting
    load_versions([amendment])
    open_now = motion.is_draft and meeting.state in TAKES_MOTIONS
    return {
        "amendment": amendment,
        "lines": amending.marked(amendment.base, [amending.Proposal(amendment.who, amendment.edits)]),
        "amounts": amounts_changed(motion, amendment.base, amendment.text),
        "amounts_title": _("Amounts that it changes"),
        "reason": amendment.version_for("reason", request.actor.reader),
        "motion": motion,
        "item": motion.item,
        "meeting": meeting,
        "body": meeting.body,
        "ballots": list(amendment.ballots.select_related("decision").order_by("created_at", "pk")),
        "may_put": open_now
        and amendment.is_draft
        and meeting.state in (MeetingState.CONVENED, MeetingState.OPEN)
        and leads(request.actor, amendment),
        "may_take_over": open_now and amendment.is_draft and may_take_over(request.actor, amendment),
        "may_change": open_now
        and amendment.state in ("draft", "clashes")
        and may_change_amendment(request.actor, amendment),
    }


@allow(may_read, of=amendment_of)
@require_safe
def page(request, amendment):
    """What it adds and strikes, why, and what came of it."""
    return render(request, "meetings/amendment.html", _context(request, amendment))


@allow(may_amend, of=motion_of)
def new(request, motion):
    """Propose another text: one writes it as one wants it, the program finds what changes."""
    form = AmendmentForm(request.POST or None, initial={"text": motion.text})
    if request.method == "POST" and form.is_valid():
        try:
            amendments.propose(
                motion, form.cleaned_data["text"], form.cleaned_data["reason"], by=request.actor.person
            )
            return to_motion(request, motion)
        except NotNow as error:
            said_beside(form, error)
    context = {
        "form": form,
        "motion": motion,
        "item": motion.item,
        "meeting": motion.item.meeting,
        "body": motion.of_body,
        "words_only": words_only(motion),
        "with_amounts": of_amounts(motion),
    }
    return render(request, "meetings/amendment_form.html", context, status=422 if form.errors else 200)


@allow(may_change_amendment, of=amendment_of)
def edit(request, amendment):
    """Write it anew, on the text as it is now."""
    text = amendment.text if amendment.is_draft else amendment.motion.text
    form = AmendmentForm(request.POST or None, initial={"text": text, "reason": amendment.reason})
    if request.method == "POST" and form.is_valid():
        try:
            amendments.rewrite(
                amendment, form.cleaned_data["text"], form.cleaned_data["reason"], by=request.actor.person
            )
            return redirect("amendment", network=request.network.slug, amendment=amendment.pk)
        except NotNow as error:
            said_beside(form, error)
    context = _context(request, amendment) | {
        "form": form,
        "words_only": words_only(amendment.motion),
        "with_amounts": of_amounts(amendment.motion),
    }
    return render(request, "meetings/amendment_form.html", context, status=422 if form.errors else 200)


@allow(may_change_amendment, of=amendment_of)
def withdrawal(request, amendment):
    """Withdraw it, asked once."""
    if request.method == "POST":
        try:
            amendments.withdraw(amendment, by=request.actor.person)
        except NotNow as error:
            messages.error(request, error.message)
        return to_motion(request, amendment.motion)
    context = {
        "title": _("Withdraw amendment %(number)s?") % {"number": amendment.number},
        "lose": _("Nobody votes on it any more. It stays to be read."),
        "verb": _("Withdraw the amendment"),
        "back": reverse("amendment", kwargs={"network": request.network.slug, "amendment": amendment.pk}),
    }
    return render(request, "base/confirm.html", context)


@allow(may_take_over, of=amendment_of)
@require_POST
def taking_over(request, amendment):
    """Whoever moved the motion makes the change their own."""
    try:
        amendments.take_over(amendment, by=request.actor.person)
        messages.success(request, _("The change stands in the motion."))
    except NotNow as error:
        messages.error(request, error.message)
    return to_motion(request, amendment.motion)


@allow(leads, of=amendment_of)
def putting(request, amendment):
    """Put it to the vote."""
    return put_page(request, amendment.motion, amendment, PuttingForm)


@allow(may_read, of=motion_of)
@require_safe
def file(request, motion) -> HttpResponse:
    """The motion with its amendments as PDF or Word file."""
    from networks.meet.meetings.files.documents import motion_document

    name = request.resolver_match.kwargs["name"]
    if name not in ("motion.pdf", "motion.docx"):
        raise Http404
    pending = amendments.in_order(
        list(motion.amendments.filter(state__in=PENDING).select_related("moved_by"))
    )
    return handed_out(motion_document(motion, pending), name, name)
