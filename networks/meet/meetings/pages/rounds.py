"""Written rounds: begun, asked about, answered, amended, closed."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from networks.base.doors import allow
from networks.base.texts import Version, load_versions
from networks.meet.meetings import amending
from networks.meet.meetings.forms.rounds import RemarkForm, RoundForm, RoundTextForm, StandForm
from networks.meet.meetings.models import Round, Stand
from networks.meet.meetings.pages.finding import body_of, round_of
from networks.meet.meetings.permissions import leads, may_add_items, may_be_represented, may_read
from networks.meet.meetings.rules import rounds
from networks.meet.meetings.rules.errors import NotNow


def to_round(request, found: Round):
    return redirect("written-round", network=request.network.slug, round=found.pk)


def may_change_round(actor, found: Round) -> bool:
    """Whoever proposed it; whoever leads the body."""
    own = actor.person is not None and found.made_by_id == actor.person.pk
    return may_be_represented(actor, found) and (own or leads(actor, found))


def _page(request, found: Round, *, remark=None, stand=None, status: int = 200):
    load_versions([found])
    reader, actor = request.actor.reader, request.actor
    text = found.version_for("text", reader)
    voices = list(found.voices.select_related("said_by"))
    own = rounds.mine(found, actor.person) if found.takes_words and not actor.by_card else []
    for voice in own:
        voice.form = (
            stand[1]
            if stand and stand[0] == voice.pk
            else StandForm(initial={"stand": voice.stand, "reason": voice.reason}, prefix=str(voice.pk))
        )
    context = {
        "round": found,
        "body": found.body,
        "shown": found.version_for("title", reader),
        "text": Version(found.text, found.language) if text.to_check else text,
        "lines": amending.marked(
            found.first_text, [amending.Proposal("", amending.edits(found.first_text, found.text))]
        )
        if found.first_text
        else [],
        "motion": found,
        "voices": voices,
        "counts": rounds.counts(voices),
        "mine": own,
        "remarks": list(found.remarks.select_related("author")),
        "remark_form": (remark or RemarkForm())
        if found.takes_words and may_be_represented(actor, found)
        else None,
        "may_change": found.takes_words and may_change_round(actor, found),
        "all_said": found.is_open and all(one.stand in (Stand.AGREES, Stand.ASIDE) for one in voices),
    }
    return render(request, "meetings/round.html", context, status=status)


@allow(may_read, of=round_of)
@require_safe
def page(request, found):
    """The proposal, what was asked, where everybody stands."""
    return _page(request, found)


@allow(may_add_items, of=body_of)
def new(request, body):
    """Propose something in writing."""
    form = RoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = rounds.begin(
                body, data["title"], data["text"], data["closes_at"], kind=data["kind"],
                language=request.actor.language, by=request.actor.person,
            )  # fmt: skip
            return to_round(request, made)
        except NotNow as error:
            form.add_error(None, error.message)
    context = {"form": form, "body": body}
    return render(request, "meetings/round_form.html", context, status=422 if form.errors else 200)


@allow(may_be_represented, of=round_of)
@require_POST
def asking(request, found):
    """Ask, or answer."""
    form = RemarkForm(request.POST)
    if not form.is_valid():
        return _page(request, found, remark=form, status=422)
    try:
        rounds.ask(found, form.cleaned_data["text"], language=request.actor.language, by=request.actor.person)
    except NotNow as error:
        messages.error(request, error.message)
    return to_round(request, found)


@allow(may_be_represented, of=round_of)
@require_POST
def answering(request, found):
    """Say where one stands."""
    try:
        voice = found.voices.get(pk=UUID(request.POST.get("voice", "")))
    except (ValueError, found.voices.model.DoesNotExist):
        messages.error(request, _("You do not speak for this voter. Look at the page again."))
        return to_round(request, found)
    form = StandForm(request.POST, prefix=str(voice.pk))
    if not form.is_valid():
        return _page(request, found, stand=(voice.pk, form), status=422)
    try:
        rounds.answer(
            found, voice, form.cleaned_data["stand"], form.cleaned_data["reason"], language=request.actor.language,
            by=request.actor.person,
        )  # fmt: skip
        messages.success(request, _("Your answer is kept. You can change it until the last moment."))
    except NotNow as error:
        messages.error(request, error.message)
    return to_round(request, found)


@allow(may_change_round, of=round_of)
def amend(request, found):
    """Write the proposal anew."""
    form = RoundTextForm(request.POST or None, initial={"text": found.text})
    if request.method == "POST" and form.is_valid():
        try:
            rounds.amend(found, form.cleaned_data["text"], by=request.actor.person)
            return to_round(request, found)
        except NotNow as error:
            form.add_error(None, error.message)
    context = {"form": form, "round": found, "body": found.body}
    return render(request, "meetings/round_form.html", context, status=422 if form.errors else 200)


@allow(may_change_round, of=round_of)
def withdrawal(request, found):
    """Withdraw it, asked once."""
    if request.method == "POST":
        rounds.withdraw(found, by=request.actor.person)
        return to_round(request, found)
    context = {
        "title": _("Withdraw “%(title)s”?") % {"title": found.title},
        "lose": _("Nobody answers any more. It stays to be read."),
        "verb": _("Withdraw the proposal"),
        "back": reverse("written-round", kwargs={"network": request.network.slug, "round": found.pk}),
    }
    return render(request, "base/confirm.html", context)


@allow(may_change_round, of=round_of)
@require_POST
def closing(request, found):
    """Close it before the last moment, once nobody is silent and nobody objects."""
    try:
        rounds.close(found, by=request.actor.person)
    except NotNow as error:
        messages.error(request, error.message)
    return to_round(request, found)
