"""Motions: written, changed, withdrawn, put to the vote."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from networks.base.doors import allow
from networks.base.texts import load_versions
from networks.meet.meetings import amending
from networks.meet.meetings.forms.voting import MotionForm, PuttingForm
from networks.meet.meetings.models import BEFORE, PENDING, BallotState, DecisionKind, MeetingState, Motion
from networks.meet.meetings.pages.finding import item_of, motion_of
from networks.meet.meetings.permissions import leads, may_add_items, may_be_represented, may_read
from networks.meet.meetings.rules import motions, voting
from networks.meet.meetings.rules.amendments import in_order
from networks.meet.meetings.rules.attending import places_of, quorum_of
from networks.meet.meetings.rules.bodies import majority_for
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.rules.fitting import DoesNotFit, amounts_changed
from networks.meet.meetings.words import quorum_words, rule_words

FIELDS = ("title", "text", "kind")
TAKES_MOTIONS = (*BEFORE, MeetingState.OPEN)


def to_motion(request, motion: Motion):
    return redirect("motion", network=request.network.slug, motion=motion.pk)


def may_change_motion(actor, motion: Motion) -> bool:
    """Whoever leads the body; whoever moved it, as long as they may add to the agenda."""
    own = actor.person is not None and motion.moved_by_id == actor.person.pk
    return leads(actor, motion) or (own and may_add_items(actor, motion))


@allow(may_read, of=motion_of)
@require_safe
def page(request, motion):
    """The text, how it stands, the votes on it."""
    ballots = list(motion.ballots.select_related("decision").order_by("created_at", "pk"))
    load_versions([motion, motion.item])
    proposed = list(motion.amendments.select_related("moved_by"))
    pending = in_order([one for one in proposed if one.state in PENDING])
    fitting = [one for one in pending if one.base == motion.text]
    meeting, reader = motion.item.meeting, request.actor.reader
    may_lead = leads(request.actor, motion)
    context = {
        "motion": motion,
        "shown": motion.version_for("title", reader),
        "text": motion.text_for(reader),
        "item": motion.item,
        "shown_item": motion.item.version_for("title", reader),
        "meeting": meeting,
        "body": meeting.body,
        "ballots": ballots,
        "pending": pending,
        "settled": [one for one in proposed if one.state not in PENDING],
        "lines": amending.marked(
            motion.text, [amending.Proposal(f"{one.number} · {one.who}", one.edits) for one in fitting]
        )
        if fitting
        else [],
        "amounts": amounts_changed(motion, motion.first_text or motion.text, motion.text),
        "amounts_title": _("Amounts as amended"),
        "may_amend": motion.is_draft
        and meeting.state in TAKES_MOTIONS
        and may_be_represented(request.actor, motion),
        "rule": rule_words(majority_for(meeting.body, motion.kind).as_facts()),
        "may_change": motion.is_draft
        and meeting.state in TAKES_MOTIONS
        and may_change_motion(request.actor, motion),
        "may_translate": may_change_motion(request.actor, motion)
        and not any(one.state in (BallotState.PLANNED, BallotState.OPEN) for one in ballots),
        "may_put": may_lead
        and motion.is_draft
        and not pending
        and meeting.state in (MeetingState.CONVENED, MeetingState.OPEN),
    }
    return render(request, "meetings/motion.html", context)


@allow(may_add_items, of=item_of)
def new(request, item):
    """Move something."""
    form = MotionForm(request.POST or None, initial={"title": item.title, "text": item.text})
    if request.method == "POST" and form.is_valid():
        try:
            made = motions.move(
                item, form.cleaned_data["title"], form.cleaned_data["text"], kind=form.cleaned_data["kind"], by=request.actor.person
            )  # fmt: skip
            return to_motion(request, made)
        except NotNow as error:
            form.add_error(None, error.message)
    context = {"form": form, "item": item, "meeting": item.meeting, "body": item.meeting.body}
    return render(request, "meetings/motion_form.html", context, status=422 if form.errors else 200)


@allow(may_change_motion, of=motion_of)
def edit(request, motion):
    """Change it, until it is put to the vote."""
    form = MotionForm(request.POST or None, initial={name: getattr(motion, name) for name in FIELDS})
    if request.method == "POST" and form.is_valid():
        try:
            motions.change(
                motion, {name: form.cleaned_data[name] for name in FIELDS}, by=request.actor.person
            )
            return to_motion(request, motion)
        except NotNow as error:
            form.add_error("text" if isinstance(error, DoesNotFit) else None, error.message)
    item = motion.item
    context = {
        "form": form,
        "motion": motion,
        "item": item,
        "meeting": item.meeting,
        "body": item.meeting.body,
    }
    return render(request, "meetings/motion_form.html", context, status=422 if form.errors else 200)


@allow(may_change_motion, of=motion_of)
def withdrawal(request, motion):
    """Withdraw it, asked once."""
    if request.method == "POST":
        try:
            motions.withdraw(motion, by=request.actor.person)
        except NotNow as error:
            messages.error(request, error.message)
        return to_motion(request, motion)
    context = {
        "title": _("Withdraw “%(title)s”?") % {"title": motion.title},
        "lose": _("Nobody votes on it any more. It stays to be read."),
        "verb": _("Withdraw the motion"),
        "back": reverse("motion", kwargs={"network": request.network.slug, "motion": motion.pk}),
    }
    return render(request, "base/confirm.html", context)


@allow(leads, of=motion_of)
def putting(request, motion):
    """Put it to the vote."""
    return put_page(request, motion, None, PuttingForm)


def put_page(request, motion, amendment, form_class):
    """Put a motion, or an amendment to it, to the vote: who has a vote, and by which rule, is shown before and fixed then."""
    meeting = motion.item.meeting
    body = meeting.body
    kind = DecisionKind.ORDINARY if amendment else motion.kind
    form = form_class(request.POST or None, initial={"when": "now" if meeting.is_open else "until"})
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                ballot = voting.prepare(
                    motion.item, motion=None if amendment else motion, amendment=amendment, by=request.actor.person,
                    closes_at=form.cleaned_data["closes_at"], form=form.cleaned_data.get("form") or "open",
                )  # fmt: skip
                if ballot.is_secret:  # what may tell is said before it opens
                    return redirect("ballot-opening", network=request.network.slug, ballot=ballot.pk)
                voting.open_ballot(ballot, by=request.actor.person)
            return redirect("ballot", network=request.network.slug, ballot=ballot.pk)
        except NotNow as error:
            form.add_error(None, error.message)
    places = places_of(meeting)
    context = {
        "form": form,
        "why_not": voting.why_not_put(motion, amendment),
        "motion": motion,
        "amendment": amendment,
        "item": motion.item,
        "meeting": meeting,
        "body": body,
        "rule": rule_words(majority_for(body, kind).as_facts()),
        "quorum": quorum_words(quorum_of(body, places).as_facts(), now=True),
        "without": [place.voter for place in places if not place.voter.may][:20],
    }
    return render(request, "meetings/putting.html", context, status=422 if form.errors else 200)
