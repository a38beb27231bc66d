"""One line: its words and versions, what is said, the decision; proposing, changing, putting to a decision."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from networks.base.doors import allow
from networks.base.rooms import describe_for
from networks.base.texts import load_versions
from networks.base.versions import VersionsForm
from networks.network.charter.described import address, best_wording
from networks.network.charter.forms.lines import (
    AskingForm,
    CommentForm,
    LineForm,
    MoveForm,
    RetirementForm,
    WordsForm,
)
from networks.network.charter.models import Comment, LineState, WordingState
from networks.network.charter.pages.finding import comment_of, line_of, wording_of
from networks.network.charter.permissions import (
    belongs,
    confirmed,
    coordinates,
    facilitates,
    may_change,
    may_remove_comment,
)
from networks.network.charter.rules import lines
from networks.network.charter.rules.errors import NotNow
from networks.network.charter.shelf import carried_by
from networks.participation.referrals import deciders
from networks.participation.referrals.models import Referral
from networks.participation.referrals.permissions import may_see
from networks.record.models import Link
from networks.record.rules import read_thing


def to_line(request, key, anchor: str = ""):
    return redirect(address(key, request.network, anchor))


def _status(form) -> int:
    return 422 if form.is_bound and not form.is_valid() else 200


def origins(line, actor):
    """What the line comes from, as far as this actor may see it."""
    rows = Link.objects.filter(target=line.label, target_id=line.pk).order_by("created_at", "pk")[:20]
    return list(describe_for(((row.source, row.source_id) for row in rows), actor).values())


@allow(belongs, of=line_of)
@require_safe
def page(request, line):
    """A line with everything about it."""
    actor, reader = request.actor, request.actor.reader
    versions = list(line.wordings.select_related("proposed_by"))
    remarks = list(Comment.objects.filter(wording__line=line).select_related("by", "wording"))
    load_versions([*versions, *remarks])
    for one in versions:
        one.shown, one.shown_because = one.version_for("text", reader), one.version_for("because", reader)
    for one in remarks:
        one.shown = one.version_for("text", reader)
        one.may_remove = may_remove_comment(actor, one)
    known = best_wording(versions)[line.pk]
    opened = next((one for one in versions if one.is_open), None)
    asked = list(
        Referral.objects.filter(
            Q(about=line.label, about_id=line.pk)
            | Q(about="network_charter.wording", about_id__in=[one.pk for one in versions])
        )
        .exclude(state="withdrawn")
        .order_by("created_at", "pk")
    )
    of_wording = {}
    for one in asked:
        one.decider, one.may_see = deciders.name_of(one), may_see(actor, one)
        of_wording[one.about_id] = one
    for one in versions:
        one.referral = of_wording.get(one.pk)
    context = {
        "line": line,
        "known": known,
        "opened": opened,
        "versions": [one for one in reversed(versions) if one is not opened],
        "remarks": [one for one in remarks if opened and one.wording_id == opened.pk],
        "earlier_remarks": [one for one in remarks if not opened or one.wording_id != opened.pk],
        "origins": origins(line, actor),
        "carried": carried_by([line.pk], actor).get(line.pk, []),
        "retirement": of_wording.get(line.pk),
        "is_adopted": line.state == LineState.ADOPTED,
        "may_discuss": actor.confirmed,
        "may_change": bool(opened) and opened.state == WordingState.DISCUSSED and may_change(actor, opened),
        "may_withdraw": bool(opened) and may_change(actor, opened),
        "may_carry": facilitates(actor),
        "is_coordinator": actor.is_coordinator,
    }
    return render(request, "charter/line.html", context)


@allow(confirmed)
def new(request):
    """Propose a line; `from=` names what it comes from."""
    start = read_thing(request.GET.get("from", ""))
    shown = describe_for([(start.label, start.pk)], request.actor)[start.label, start.pk] if start else None
    if shown is not None and shown.hidden:
        start = shown = None  # what one may not see starts nothing
    initial = {"language": request.actor.language, "section": request.GET.get("section", "")}
    if shown is not None:
        initial |= {"text": shown.title, "language": shown.language or request.actor.language}
    form = LineForm(request.POST or None, network=request.network, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = lines.propose(**form.cleaned_data, start=start, by=request.actor.person)
        messages.success(request, _("It is proposed. Members can say what they think of it now."))
        return to_line(request, made.line_id)
    return render(
        request,
        "charter/proposal_form.html",
        {"form": form, "start": shown},
        status=_status(form),
    )


@allow(confirmed, of=line_of)
def change(request, line):
    """Propose other words for an adopted line."""
    now = line.wordings.filter(state=WordingState.ADOPTED).first()
    initial = {"language": request.actor.language}
    if now is not None:
        plain = next((v.text for v in now.versions() if v.plain and v.language == now.language), "")
        initial = {"text": now.text, "plain": plain, "language": now.language}
    form = WordsForm(request.POST or None, network=request.network, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            lines.propose_change(line, **form.cleaned_data, by=request.actor.person)
            return to_line(request, line.pk, "proposed")
        except NotNow as error:
            form.add_error(None, error.message)
    return render(
        request, "charter/change_form.html", {"form": form, "line": line, "now": now}, status=_status(form)
    )


@allow(may_change, of=wording_of)
def edit(request, wording):
    """Change a proposal while it is discussed."""
    first = wording.line.state == LineState.PROPOSED
    plain = next((v.text for v in wording.versions() if v.plain and v.language == wording.language), "")
    initial = {"text": wording.text, "because": wording.because, "language": wording.language, "plain": plain}
    if first:
        initial |= {"section": wording.line.section, "whom": wording.line.whom}
    form = (LineForm if first else WordsForm)(request.POST or None, network=request.network, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        try:
            lines.rewrite(wording, data, plain=data.pop("plain"), by=request.actor.person)
            return to_line(request, wording.line_id)
        except NotNow as error:
            form.add_error(None, error.message)
    context = {"form": form, "line": wording.line, "now": wording, "edits": True}
    return render(request, "charter/change_form.html", context, status=_status(form))


@allow(may_change, of=wording_of)
def versions(request, wording):
    """The words in other languages and in plain words. They say the same, so they need no decision."""
    languages = request.network.languages or ["en"]
    form = VersionsForm(
        request.POST or None, record=wording, fields={"text": _("The line")}, languages=languages
    )
    if request.method == "POST" and form.is_valid():
        form.keep(request.actor.person)
        return to_line(request, wording.line_id)
    back = reverse("charter-line", kwargs={"network": request.network.slug, "line": wording.line_id})
    context = {"form": form, "line": wording.line, "back": back}
    return render(request, "charter/versions_form.html", context, status=_status(form))


@allow(may_change, of=wording_of)
def withdrawal(request, wording):
    """Propose it no longer, asked once."""
    if request.method == "POST":
        try:
            lines.withdraw(wording, by=request.actor.person)
        except NotNow as error:
            messages.error(request, error.message)
        return to_line(request, wording.line_id)
    context = {
        "title": _("Propose it no longer?"),
        "lose": _("What members said about it stays to be read under the earlier lines."),
        "verb": _("Withdraw the proposal"),
        "back": address(wording.line_id, request.network),
    }
    return render(request, "base/confirm.html", context)


@allow(confirmed, of=wording_of)
def comment(request, wording):
    """Say what one thinks of a proposal."""
    form = CommentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            lines.comment(
                wording, **form.cleaned_data, language=request.actor.language, by=request.actor.person
            )
            return to_line(request, wording.line_id, "said")
        except NotNow as error:
            form.add_error(None, error.message)
    context = {
        "form": form,
        "line": wording.line,
        "now": wording,
        "shown": wording.version_for("text", request.actor.reader),
    }
    return render(request, "charter/comment_form.html", context, status=_status(form))


@allow(may_remove_comment, of=comment_of)
def comment_removal(request, found):
    """Take back what one said, asked once."""
    if request.method == "POST":
        found.delete_versions()
        found.delete()
        return to_line(request, found.wording.line_id, "said")
    own = found.by_id == request.actor.person.pk
    context = {
        "title": _("Take this back?") if own else _("Remove this?"),
        "lose": found.text[:300],
        "verb": _("Take it back") if own else _("Remove"),
        "back": address(found.wording.line_id, request.network, "said"),
    }
    return render(request, "base/confirm.html", context)


def _due(day):
    """The end of a day, here."""
    return (
        timezone.make_aware(
            timezone.datetime.combine(day, timezone.datetime.max.time().replace(microsecond=0))
        )
        if day
        else None
    )


@allow(coordinates, of=wording_of)
def asking(request, wording):
    """Put a proposal to a decision: a body, or the coordinator."""
    form = AskingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        to, to_id = deciders.read(data["to"])
        try:
            made = lines.ask(
                wording, to=to, to_id=to_id, note=data["note"], language=request.actor.language, due_at=_due(data["due"]), by=request.actor.person,
            )  # fmt: skip
            if to == deciders.COORDINATOR:
                return redirect("referral", network=request.network.slug, key=made.pk)
            messages.success(
                request, _("It waits for a decision of %(body)s.") % {"body": deciders.name_of(made)}
            )
            return to_line(request, wording.line_id)
        except NotNow as error:
            form.add_error(None, error.message)
    context = {"form": form, "line": wording.line, "shown": wording.version_for("text", request.actor.reader)}
    return render(request, "charter/asking_form.html", context, status=_status(form))


@allow(coordinates, of=line_of)
def retirement(request, line):
    """Put to a decision that a line leaves the charter."""
    form = RetirementForm(request.POST or None)
    known = best_wording(line.wordings.all())[line.pk]
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        to, to_id = deciders.read(data["to"])
        try:
            made = lines.ask_to_retire(
                line, data["note"], to=to, to_id=to_id, language=request.actor.language, due_at=_due(data["due"]), by=request.actor.person,
            )  # fmt: skip
            if to == deciders.COORDINATOR:
                return redirect("referral", network=request.network.slug, key=made.pk)
            return to_line(request, line.pk)
        except NotNow as error:
            form.add_error(None, error.message)
    context = {
        "form": form,
        "line": line,
        "shown": known.version_for("text", request.actor.reader),
        "retires": True,
    }
    return render(request, "charter/asking_form.html", context, status=_status(form))


@require_POST
@allow(coordinates, of=line_of)
def position(request, line):
    """Move a line up or down."""
    form = MoveForm(request.POST)
    if form.is_valid():
        try:
            lines.move(line, form.cleaned_data["places"], by=request.actor.person)
        except NotNow as error:
            messages.error(request, error.message)
    return redirect(reverse("charter", kwargs={"network": request.network.slug}) + f"#line-{line.pk}")
