"""Items of an agenda: added, changed, moved, taken off; their papers."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from networks.base.doors import allow
from networks.base.files.errors import FileRefused
from networks.base.texts import load_versions
from networks.meet.meetings.forms.meetings import ItemForm, PaperForm
from networks.meet.meetings.models import ItemKind, MeetingState
from networks.meet.meetings.pages.finding import item_of, meeting_of
from networks.meet.meetings.permissions import leads, may_add_items, may_read
from networks.meet.meetings.rules import meetings
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.rules.holding import takes_minutes
from networks.meet.meetings.words import counted
from networks.participation.documents.rules import documents_of, keep

FIELDS = ("title", "kind", "text", "minutes", "presenter")


def to_item(request, item):
    """Back to the item's page."""
    return redirect("item", network=request.network.slug, item=item.pk)


def may_change_item(actor, item) -> bool:
    """Whoever leads the body; whoever added it, as long as they may add to the agenda."""
    own = actor.person is not None and item.added_by_id == actor.person.pk
    return leads(actor, item) or (own and may_add_items(actor, item))


@allow(may_read, of=item_of)
@require_safe
def page(request, item):
    """One item: what is proposed, its papers."""
    meeting, reader = item.meeting, request.actor.reader
    decisions = list(item.decisions.all())
    actions = list(item.actions.select_related("owner").order_by("created_at", "pk"))
    moved = list(item.motions.all())
    ballots = list(item.ballots.filter(within=None).select_related("decision"))
    load_versions([item, meeting, *decisions, *actions, *moved])
    for motion in moved:
        motion.shown = motion.version_for("title", reader)
    item.shown, item.shown_text = item.version_for("title", reader), item.version_for("text", reader)
    item.shown_notes = item.version_for("notes", reader)
    for one in [*decisions, *actions]:
        one.shown = one.version_for("text", reader)
    for decision in decisions:
        decision.counted = counted(decision)
    may_lead = leads(request.actor, item)
    order = list(meeting.items.values_list("pk", flat=True))
    at = order.index(item.pk)
    context = {
        "item": item,
        "meeting": meeting,
        "body": meeting.body,
        "number": at + 1,
        "papers": documents_of([item])[item.label, item.pk],
        "may_change": may_change_item(request.actor, item)
        and (meeting.is_before or meeting.state == MeetingState.OPEN),
        "may_remove": may_change_item(request.actor, item) and meeting.is_before,
        "may_add_paper": may_add_items(request.actor, item),
        "motions": moved,
        "may_move": item.kind == ItemKind.DECISION
        and (meeting.is_before or meeting.is_open)
        and may_add_items(request.actor, item),
        "ballots": [one for one in ballots if one.motion_id is None],
        "open_ballots": [one for one in ballots if one.is_open],
        "decisions": decisions,
        "actions": actions,
        "may_lead": may_lead,
        "may_write": may_lead and takes_minutes(meeting),
        "before": order[at - 1] if at else None,
        "after": order[at + 1] if at + 1 < len(order) else None,
    }
    return render(request, "meetings/item.html", context)


@allow(may_add_items, of=meeting_of)
def new(request, meeting):
    """Put something on the agenda."""
    form = ItemForm(request.POST or None, network=request.network)
    if request.method == "POST" and form.is_valid():
        try:
            item = meetings.add_item(
                meeting, by=request.actor.person, **{name: form.cleaned_data[name] for name in FIELDS}
            )
            return to_item(request, item)
        except NotNow as error:
            form.add_error(None, error.message)
    context = {"form": form, "meeting": meeting, "body": meeting.body}
    return render(request, "meetings/item_form.html", context, status=422 if form.errors else 200)


@allow(may_change_item, of=item_of)
def edit(request, item):
    """Change an item."""
    form = ItemForm(
        request.POST or None, network=request.network, initial={name: getattr(item, name) for name in FIELDS}
    )
    if request.method == "POST" and form.is_valid():
        try:
            meetings.change_item(
                item, {name: form.cleaned_data[name] for name in FIELDS}, by=request.actor.person
            )
            return to_item(request, item)
        except NotNow as error:
            form.add_error(None, error.message)
    context = {"form": form, "item": item, "meeting": item.meeting, "body": item.meeting.body}
    return render(request, "meetings/item_form.html", context, status=422 if form.errors else 200)


@allow(leads, of=item_of)
@require_POST
def position(request, item):
    """Move an item up or down."""
    try:
        meetings.move_item(item, -1 if request.POST.get("places") == "-1" else 1, by=request.actor.person)
    except NotNow as error:
        messages.error(request, error.message)
    return redirect("meeting", network=request.network.slug, meeting=item.meeting_id)


@allow(may_change_item, of=item_of)
def removal(request, item):
    """Take an item off the agenda, asked once."""
    if request.method == "POST":
        try:
            meetings.remove_item(item, by=request.actor.person)
        except NotNow as error:
            messages.error(request, error.message)
        return redirect("meeting", network=request.network.slug, meeting=item.meeting_id)
    context = {
        "title": _("Take “%(title)s” off the agenda?") % {"title": item.title},
        "lose": _("Its text goes with it."),
        "verb": _("Take it off"),
        "back": reverse("item", kwargs={"network": request.network.slug, "item": item.pk}),
    }
    return render(request, "base/confirm.html", context)


@allow(may_add_items, of=item_of)
def new_paper(request, item):
    """Add a paper to an item."""
    form = PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            keep(
                item, form.cleaned_data["file"], kind="paper", title=form.cleaned_data["title"],
                by=request.actor.person, language=request.actor.language,
            )  # fmt: skip
            return to_item(request, item)
        except FileRefused as error:
            form.add_error("file", str(error))
    context = {"form": form, "item": item, "meeting": item.meeting, "body": item.meeting.body}
    return render(request, "meetings/paper_form.html", context, status=422 if form.errors else 200)
