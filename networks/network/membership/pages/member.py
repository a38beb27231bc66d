"""A member: who it is, its people, its file."""

from datetime import datetime

from django.contrib import messages
from django.db.models import Prefetch
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from networks.base.doors import allow
from networks.base.places import language_name
from networks.base.rooms import rooms
from networks.base.texts import load_versions
from networks.network.membership.forms.member import DocumentForm, NoteForm, TaskForm
from networks.network.membership.methods.numbers import NUMBERS
from networks.network.membership.methods.regions import region_name
from networks.network.membership.methods.sectors import sector_names
from networks.network.membership.models import FieldKind, Membership, Note, PersonRecord, Task
from networks.network.membership.permissions import edits_own
from networks.network.membership.rules import own_fields
from networks.network.membership.rules.admission_needs import next_step
from networks.network.membership.rules.figures import known_sizes
from networks.network.membership.rules.tasks import (
    finish,
    may_do,
    reopen,
    set_task,
    throw_note_away,
    write_note,
)
from networks.participation.documents.rules import documents_of, keep
from networks.participation.mandates.models import Mandate
from networks.participation.mandates.rules import SCOPES
from networks.people.models import Affiliation, Function, Organisation
from networks.people.permissions import confirmed, coordinates, keeps, sees_audiences

LINES = 40  # of a file, on one page


def organisation_of(request, key):
    """Find an organisation of this network."""
    return get_object_or_404(Organisation, pk=key)


@allow(confirmed, of=organisation_of)
def member(request, found):
    """Who it is and who its people are, each as far as the reader may see."""
    actor = request.actor
    its_own = keeps(actor, found)
    places = list(
        Affiliation.objects.filter(organisation=found)
        .select_related("person")
        .prefetch_related(
            Prefetch("functions", Function.objects.order_by("-since", "pk"), to_attr="all_functions")
        )
        .order_by("person__name", "pk")[:1000]
    )
    documents = (
        documents_of(one for place in places for one in place.all_functions) if its_own and places else {}
    )
    people, gone = _people(places, documents)
    _add_mandates(found, people)
    _add_own(people, actor)
    history = list(
        Membership.objects.filter(organisation=found).select_related("category").order_by("-since", "-pk")
    )
    current = [one for one in history if one.since <= timezone.localdate() and _holds(one)]
    sizes = known_sizes(found) if its_own else []
    load_versions([found, *(one.category for one in history), *(figure for figure, _values in sizes)])
    for one in history:
        one.name = one.category.version_for("name", actor.reader)
    return render(
        request,
        "membership/register/member.html",
        {
            "organisation": found,
            "description": found.version_for("description", actor.reader),
            "facts": _facts(found, actor, current),
            "people": people,
            "gone": gone if its_own else [],
            "sees_audiences": sees_audiences(actor, found),
            "keeps": its_own,
            "current": current,
            "category": str(current[0].name) if current else "",
            "history": history if its_own else [],
            "sizes": [(figure.version_for("name", actor.reader), values) for figure, values in sizes],
            "next_step": next_step(found, actor),
            "changes_memberships": bool(current) and edits_own(actor, found),
        },
    )


def _holds(thing) -> bool:
    return thing.until is None or thing.until > timezone.localdate()


def _people(places, documents):
    """Who is there or to come, each with functions; and who was there."""
    people, gone = [], []
    today = timezone.localdate()
    for place in places:
        for one in place.all_functions:
            one.documents = documents.get((one.label, one.pk), [])
            one.to_come = one.since > today
        place.held = [one for one in place.all_functions if _holds(one)]
        place.ended = [one for one in place.all_functions if not _holds(one)]
        (people if _holds(place) else gone).append(place)
    return people, sorted(gone, key=lambda place: place.until, reverse=True)


def _add_mandates(found, people) -> None:
    """What each may bind the organisation in, besides their functions."""
    given: dict = {}
    for one in Mandate.objects.now_or_later().filter(organisation=found).order_by("since", "pk"):
        one.matter = SCOPES.get(one.scope, one.scope)
        given.setdefault(one.person_id, []).append(one)
    for place in people:
        place.mandates = given.get(place.person_id, [])


def _add_own(people, actor) -> None:
    """What the network's own fields say of each, as far as the reader sees it; and who may change it."""
    everybody = own_fields.fields("person")
    load_versions(everybody)
    there = {place.person_id for place in people}
    records = (
        {row.person_id: row for row in PersonRecord.objects.filter(person__in=there)} if everybody else {}
    )
    for place in people:
        seen = [field for field in everybody if own_fields.sees(field, actor, place.person)]
        place.changes = any(own_fields.edits(field, actor, place.person) for field in seen)
        place.own = _own_rows(seen, records[place.person_id], actor) if place.person_id in records else []


def _own_rows(fields, record, actor) -> list[tuple]:
    """(name, value, address or "") of own fields that say something."""
    rows = []
    for field in fields:
        value = own_fields.shown(record, field)
        if field.kind == FieldKind.FILE and value:
            rows.append(
                (field.version_for("name", actor.reader), _("Open the file"), _document(actor, value))
            )
        elif value:
            rows.append((field.version_for("name", actor.reader), value, ""))
    return rows


def _facts(found, actor, memberships) -> list[tuple]:
    """(name, value, address or "") of what is known; what is not known is not shown."""
    rows = [
        (_("Kind"), found.get_kind_display(), ""),
        (_("Legal name"), found.legal_name, ""),
        (_("Region"), region_name(found.region) if found.region else "", ""),
        (_("Sectors"), ", ".join(sector_names(found.sectors)), ""),
        (_("Languages"), ", ".join(language_name(code) for code in found.languages), ""),
        (_("Founded"), str(found.founded or ""), ""),
        (_("Website"), found.website, found.website),
        (_("E-mail"), found.email, f"mailto:{found.email}"),
        (_("Telephone"), found.phone, ""),
        (_("Postal address"), found.address, ""),
        *((name, found.numbers.get(key, ""), "") for key, (name, _read) in NUMBERS.items()),
    ]
    fields = own_fields.fields("organisation", actor, found)
    of_memberships = own_fields.fields("membership", actor, found) if memberships else []
    load_versions([*fields, *of_memberships])
    rows += _own_rows(fields, found, actor)
    for one in memberships:
        rows += _own_rows(of_memberships, one, actor)
    return [row for row in rows if row[1]]


def _document(actor, key) -> str:
    from django.urls import reverse

    return reverse("document-file", kwargs={"network": actor.network.slug, "key": key})


@allow(confirmed, of=organisation_of)
def logo(request, found):
    """The logo, for members."""
    if not found.logo:
        raise Http404
    try:
        response = FileResponse(found.logo.open("rb"), content_type="image/webp")
    except FileNotFoundError:
        raise Http404 from None
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=300"
    return response


# ---- the file ----


def _file(request, found, forms=None, status=200):
    actor = request.actor
    before = _instant(request.GET.get("before", ""))
    entries = _entries(found, actor, before)
    page = entries[:LINES]
    rest = entries[LINES:]
    while (
        rest and rest[0].when == page[-1].when
    ):  # the next page begins before this instant: nothing falls between
        page.append(rest.pop(0))
    more = bool(rest)
    is_coordinator = actor.is_coordinator
    tasks = (
        Task.objects.filter(organisation=found, done_at=None).select_related("owner").order_by("due", "pk")
    )
    return render(
        request,
        "membership/register/file.html",
        {
            "organisation": found,
            "entries": page,
            "next_url": f"?before={page[-1].when.isoformat()}".replace("+", "%2B") if more else "",
            "is_beginning": before is None,
            "tasks": list(tasks[:100]) if is_coordinator else [],
            "today": timezone.localdate(),
            "is_coordinator": is_coordinator,
            "documents": documents_of([found], "file")[found.label, found.pk],
            "note_form": NoteForm(prefix="note"),
            "task_form": TaskForm(prefix="task"),
            "document_form": DocumentForm(prefix="document"),
            **(forms or {}),
        },
        status=status,
    )


def _instant(text: str) -> datetime | None:
    """The instant that an address names; None for what is none."""
    try:
        found = parse_datetime(text.replace(" ", "+")[:40])
        if found is None or not 1970 <= found.year <= 2200:
            return None
        return found if timezone.is_aware(found) else timezone.make_aware(found)
    except (ValueError, OverflowError):
        return None


def _entries(found, actor, before: datetime | None) -> list:
    """Lines of all rooms, the newest first."""
    lines = [entry for room in rooms() if room.file for entry in room.file(found, actor, before)]
    lines = [entry for entry in lines if before is None or entry.when < before]
    return sorted(lines, key=lambda entry: entry.when, reverse=True)


@allow(keeps, of=organisation_of)
def member_file(request, found):
    """Everything that was said, sent, decided, done or attended: for coordinators, and for its own staff and board what is theirs."""
    return _file(request, found)


@allow(coordinates, of=organisation_of)
def note_new(request, found):
    """A coordinator writes down something about a member."""
    form = NoteForm(request.POST or None, prefix="note")
    if request.method != "POST" or not form.is_valid():
        return _file(request, found, {"note_form": form}, 422 if request.method == "POST" else 200)
    write_note(found, form.cleaned_data["text"], by=request.actor.person, language=request.actor.language)
    return redirect("member-file", network=request.network.slug, key=found.pk)


def note_of(request, key):
    """Find a note."""
    return get_object_or_404(Note.objects.select_related("organisation"), pk=key)


@allow(coordinates, of=note_of)
@require_POST
def note_removal(request, found):
    """A note goes into the bin, for 30 days."""
    throw_note_away(found, by=request.actor.person)
    messages.success(request, _("The note is in the bin for 30 days."))
    return redirect("member-file", network=request.network.slug, key=found.organisation_id)


@allow(coordinates, of=organisation_of)
def task_new(request, found):
    """Something is to be done about a member."""
    form = TaskForm(request.POST or None, prefix="task")
    if request.method != "POST" or not form.is_valid():
        return _file(request, found, {"task_form": form}, 422 if request.method == "POST" else 200)
    data = form.cleaned_data
    set_task(
        found,
        data["title"],
        owner=data["owner"],
        due=data["due"],
        by=request.actor.person,
        language=request.actor.language,
    )
    return redirect("member-file", network=request.network.slug, key=found.pk)


def task_of(request, key):
    """Find a task."""
    return get_object_or_404(
        Task.objects.select_related("organisation", "owner", "made_by", "done_by"), pk=key
    )


@allow(lambda actor, task: may_do(actor, task), of=task_of)
def task(request, found):
    """One task; done, or not done after all."""
    if request.method == "POST":
        changed = (
            reopen(found, by=request.actor.person)
            if "again" in request.POST
            else finish(found, by=request.actor.person)
        )
        if not changed:
            messages.info(request, _("Somebody was quicker."))
        elif request.actor.is_coordinator:
            return redirect("member-file", network=request.network.slug, key=found.organisation_id)
        return redirect("task", network=request.network.slug, key=found.pk)
    return render(
        request,
        "membership/register/task.html",
        {"task": found, "is_coordinator": request.actor.is_coordinator},
    )


@allow(keeps, of=organisation_of)
def document_new(request, found):
    """A document for the member's file."""
    form = DocumentForm(request.POST or None, request.FILES or None, prefix="document")
    if request.method != "POST" or not form.is_valid():
        return _file(request, found, {"document_form": form}, 422 if request.method == "POST" else 200)
    keep(
        found,
        form.cleaned_data["file"],
        kind="file",
        title=form.cleaned_data["title"],
        by=request.actor.person,
    )
    return redirect("member-file", network=request.network.slug, key=found.pk)
