"""What comes out of meetings: decisions and their register, actions."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from networks.base.doors import allow
from networks.base.paging import page_by_key
from networks.base.texts import load_versions
from networks.meet.meetings.forms.holding import ActionForm, DecisionForm, FinishForm
from networks.meet.meetings.models import Action, Decision, MotionState
from networks.meet.meetings.pages.finding import action_of, body_of, decision_of, item_of
from networks.meet.meetings.pages.holding import handed_out
from networks.meet.meetings.permissions import leads, may_finish, may_read
from networks.meet.meetings.rules import following
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.words import counted, quorum_words, rule_words

MOST = 2000  # decisions in one file


@allow(leads, of=item_of)
def new_decision(request, item):
    """Write down what the meeting decides."""
    drafts = {str(one.pk): one for one in item.motions.filter(state=MotionState.DRAFT)}
    first = next(iter(drafts.values()), None)
    initial = (
        {"text": first.text, "kind": first.kind, "motion": str(first.pk)} if first else {"text": item.text}
    )
    form = DecisionForm(request.POST or None, initial=initial, motions=list(drafts.values()))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            motion = drafts.get(data.pop("motion", ""))
            decision = following.decide(
                item, data.pop("text"), motion=motion, by=request.actor.person, **data
            )
            messages.success(
                request,
                (
                    _("Adopted: decision %(number)s.")
                    if decision.adopted
                    else _("Rejected: decision %(number)s.")
                )
                % {"number": decision},
            )
            return redirect("item", network=request.network.slug, item=item.pk)
        except NotNow as error:
            form.add_error(None, error.message)
    context = {"form": form, "item": item, "meeting": item.meeting, "body": item.meeting.body}
    return render(request, "meetings/decision_form.html", context, status=422 if form.errors else 200)


@allow(may_read, of=decision_of)
@require_safe
def decision(request, found: Decision):
    """One decision: its words, how it came about."""
    load_versions([found, *([found.item] if found.item else [])])
    context = {
        "decision": found,
        "shown": found.version_for("text", request.actor.reader),
        "item": found.item,
        "shown_item": found.item.version_for("title", request.actor.reader) if found.item else None,
        "meeting": found.item.meeting if found.item else None,
        "round": getattr(found, "round", None),
        "body": found.body,
        "counted": counted(found),
        "rule": rule_words(found.facts.get("rule")),
        "quorum": quorum_words(found.facts["quorum"]) if found.facts.get("quorum") else "",
    }
    return render(request, "meetings/decision.html", context)


@allow(may_read, of=body_of)
@require_safe
def register(request, body):
    """What the body decided, the newest first."""
    rows = Decision.objects.filter(body=body).select_related("meeting")
    page = page_by_key(rows, request.GET, "-year", "-number")
    load_versions(page.rows)
    for row in page.rows:
        row.shown, row.counted = row.version_for("text", request.actor.reader), counted(row)
    return render(request, "meetings/register.html", {"body": body, "page": page})


@allow(may_read, of=body_of)
@require_safe
def register_file(request, body) -> HttpResponse:
    """The register as PDF or Word file."""
    from networks.meet.meetings.files.documents import register_document

    name = request.resolver_match.kwargs["name"]
    if name not in ("decisions.pdf", "decisions.docx"):
        raise Http404
    rows = list(Decision.objects.filter(body=body).order_by("-year", "-number")[:MOST])[::-1]
    load_versions(rows)
    for row in rows:
        row.shown = row.version_for("text", request.actor.reader)
    return handed_out(register_document(body, rows), name, name)


# ---- actions ----


@allow(leads, of=item_of)
def new_action(request, item):
    """Give somebody something to do."""
    form = ActionForm(request.POST or None, network=request.network)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        following.give_action(
            item, data["text"], owner=data["owner"], due=data["due"], language=request.actor.language, by=request.actor.person
        )  # fmt: skip
        return redirect("item", network=request.network.slug, item=item.pk)
    context = {"form": form, "item": item, "meeting": item.meeting, "body": item.meeting.body}
    return render(request, "meetings/action_form.html", context, status=422 if form.errors else 200)


@allow(leads, of=action_of)
def edit_action(request, action):
    """Change an action."""
    initial = {"text": action.text, "owner": action.owner_id, "due": action.due}
    form = ActionForm(request.POST or None, network=request.network, initial=initial)
    if request.method == "POST" and form.is_valid():
        following.change_action(
            action,
            {name: form.cleaned_data[name] for name in ("text", "owner", "due")},
            by=request.actor.person,
        )
        return redirect("body-actions", network=request.network.slug, body=action.body_id)
    context = {
        "form": form,
        "action": action,
        "item": action.item,
        "meeting": action.item.meeting,
        "body": action.body,
    }
    return render(request, "meetings/action_form.html", context, status=422 if form.errors else 200)


@allow(may_finish, of=action_of)
@require_POST
def finishing(request, action):
    """It is done."""
    following.finish_action(action, by=request.actor.person)
    messages.success(request, _("Done: “%(text)s”") % {"text": action})
    return redirect("body-actions", network=request.network.slug, body=action.body_id)


@allow(leads, of=action_of)
def dropping(request, action):
    """It need not be done any more, with the reason."""
    form = FinishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        following.finish_action(
            action, dropped_because=form.cleaned_data["dropped_because"], by=request.actor.person
        )
        return redirect("body-actions", network=request.network.slug, body=action.body_id)
    context = {"form": form, "action": action, "body": action.body}
    return render(request, "meetings/action_drop.html", context, status=422 if form.errors else 200)


@allow(leads, of=action_of)
@require_POST
def reopening(request, action):
    """It was not done after all."""
    following.reopen_action(action, by=request.actor.person)
    return redirect("body-actions", network=request.network.slug, body=action.body_id)


@allow(may_read, of=body_of)
@require_safe
def actions(request, body):
    """What is to be done, and what was done lately."""
    todo = list(following.open_actions(body)[:200])
    done = list(
        Action.objects.filter(body=body, done_at__isnull=False)
        .select_related("owner", "done_by", "item__meeting")
        .order_by("-done_at", "pk")[:30]
    )
    load_versions([*todo, *done])
    for action in [*todo, *done]:
        action.shown = action.version_for("text", request.actor.reader)
        action.may_finish = may_finish(request.actor, action)
    context = {"body": body, "todo": todo, "done": done, "may_lead": leads(request.actor, body)}
    return render(request, "meetings/actions.html", context)
