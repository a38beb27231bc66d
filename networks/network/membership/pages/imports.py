"""Importing: the file, its columns, what will happen line by line, while it runs, what came of it, and back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from networks.base.doors import allow
from networks.base.files.errors import FileRefused
from networks.base.models import Job
from networks.base.numbers import whole
from networks.base.paging import page_by_key
from networks.network.membership.forms.imports import ColumnsForm, UploadForm
from networks.network.membership.models import Import, ImportState, LineChoice, LineOutcome
from networks.network.membership.rules.importing import applying, planning, reading, undoing
from networks.people.permissions import coordinates

WORKING = (ImportState.PLANNING, ImportState.CONFIRMED, ImportState.RUNNING, ImportState.UNDOING)
PAGE = 50


def one(request, key) -> Import:
    """Find an import of this network."""
    return get_object_or_404(Import.objects.select_related("made_by", "undone_by"), pk=key)


def _to(request, name: str, found: Import, query: str = ""):
    return redirect(reverse(name, kwargs={"network": request.network.slug, "key": found.pk}) + query)


@allow(coordinates)
@require_GET
def imports(request):
    """All imports, the newest first; a new one."""
    page = page_by_key(Import.objects.select_related("made_by"), request.GET, "-created_at")
    return render(request, "membership/imports/imports.html", {"page": page, "form": UploadForm()})


@allow(coordinates)
@require_POST
def new(request):
    """A file is read; nothing changes yet."""
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            made = reading.read_file(
                upload.name, upload.read(), by=request.actor.person, languages=request.network.languages
            )
        except FileRefused as refused:
            form.add_error("file", str(refused))
        else:
            return _to(request, "import-columns", made)
    page = page_by_key(Import.objects.select_related("made_by"), {}, "-created_at")
    return render(request, "membership/imports/imports.html", {"page": page, "form": form}, status=422)


@allow(coordinates, of=one)
def columns(request, found: Import):
    """What each column is: proposed, and corrected here."""
    if found.state not in (ImportState.READ, ImportState.PLANNED):
        return _to(request, "import", found)
    form = ColumnsForm(
        request.POST if request.method == "POST" else None, found=found, examples=reading.examples(found)
    )
    if request.method == "POST" and form.is_valid():
        options = {name: form.cleaned_data[name] for name in ("language", "category", "currency")}
        try:
            reading.set_columns(found, form.chosen(), options)
        except reading.WasConfirmed:
            messages.error(
                request, _("Somebody confirmed this import meanwhile: its columns do not change any more.")
            )
            return _to(request, "import", found)
        planning.plan(found)
        return _to(request, "import", found)
    return render(
        request,
        "membership/imports/columns.html",
        {"found": found, "form": form},
        status=422 if form.errors else 200,
    )


@allow(coordinates, of=one)
@require_GET
def page_of(request, found: Import):
    """What will happen line by line; while it works, how far; afterwards, what came of it."""
    if found.state == ImportState.READ:
        return _to(request, "import-columns", found)
    wanted = request.GET.get("outcome", "")
    lines = found.lines.all()
    if wanted == "said":
        lines = lines.exclude(said="")
    elif wanted in LineOutcome.values:
        lines = lines.filter(outcome=wanted)
    page = page_by_key(lines, request.GET, "position", size=PAGE)
    for line in page.rows:
        line.sheet_name = found.sheets[line.sheet]["name"] if len(found.sheets) > 1 else ""
        line.may_choose = found.state == ImportState.PLANNED and bool(
            (line.plan.get("match_name") and line.outcome not in (LineOutcome.WRONG, LineOutcome.SAME))
            or line.choice
        )
    return render(
        request, "membership/imports/import.html", _shown(request, found) | {"page": page, "outcome": wanted}
    )


def _shown(request, found: Import) -> dict:
    work = (
        Job.objects.filter(arguments__found=str(found.pk), state__in=[Job.State.WAITING, Job.State.RUNNING])
        .order_by("-done_so_far")
        .first()
    )
    here = request.GET.get("outcome", "")
    count = sum(found.counts.get(key, 0) for key in LineOutcome.values)
    stayed = found.counts.get("stayed", 0)
    address = reverse("import", kwargs={"network": request.network.slug, "key": found.pk})
    items = [(f"{_('All')} ({count})", address, not here)]
    items += [
        (f"{label} ({found.counts[key]})".capitalize(), f"{address}?outcome={key}", here == key)
        for key, label in LineOutcome.choices
        if found.counts.get(key)
    ]
    if stayed:
        items.append((_("Stays (%(count)s)") % {"count": stayed}, f"{address}?outcome=said", here == "said"))
    waits = (
        found.state == ImportState.CONFIRMED
        and Import.objects.filter(state__in=[ImportState.RUNNING, ImportState.UNDOING]).first()
    )
    return {
        "found": found,
        "work": work,
        "working": found.state in WORKING,
        "waits": waits,
        "choices": LineChoice.choices,
        "tabs": items,
        "good": found.counts.get("new", 0) + found.counts.get("changes", 0),
        "asked": found.counts.get("asked", 0),
        "wrong": found.counts.get("wrong", 0),
        "warnings": found.warnings[:30],
    }


@allow(coordinates, of=one)
@require_GET
def progress(request, found: Import):
    """How far it is; drawn into the page again and again until it is done."""
    if found.state not in WORKING and request.headers.get("HX-Request"):
        answer = HttpResponse()
        answer["HX-Redirect"] = reverse("import", kwargs={"network": request.network.slug, "key": found.pk})
        return answer
    return render(request, "membership/imports/working_part.html", _shown(request, found))


@allow(coordinates, of=one)
@require_POST
def choices(request, found: Import):
    """What the coordinator wants of lines that may be known; the plan is made anew."""
    if found.state != ImportState.PLANNED:
        messages.error(request, _("This import was confirmed meanwhile: nothing more is decided here."))
        return _to(request, "import", found)
    chosen = {}
    for name, value in request.POST.items():
        if name.startswith("choice-") and whole(name[7:]) is not None and value in LineChoice.values:
            chosen[int(name[7:])] = value
    everything = request.POST.get("all", "")
    if everything in LineChoice.values:
        chosen |= dict.fromkeys(
            found.lines.filter(outcome=LineOutcome.ASKED).values_list("position", flat=True), everything
        )
    if applying.choose(found, chosen):
        planning.plan(found)
    outcome = request.POST.get("outcome", "")
    return _to(request, "import", found, f"?outcome={outcome}" if outcome in LineOutcome.values else "")


@allow(coordinates, of=one)
@require_POST
def confirmation(request, found: Import):
    """Confirmed: it runs in the background."""
    if not applying.confirm(found, by=request.actor.person):
        messages.info(request, _("This import was confirmed already; it runs once."))
    return _to(request, "import", found)


@allow(coordinates, of=one)
def undoing_of(request, found: Import):
    """Asked once, then everything is taken back."""
    if found.state != ImportState.DONE:
        if request.method == "POST":
            messages.info(request, _("This import is being taken back, or was, already."))
        return _to(request, "import", found)
    if request.method != "POST":
        lose = _(
            "What it changed gets its former values. Organisations that it added go to the bin for 30 days. What somebody changed since stays as it is."
        )
        things = [
            f"{label.capitalize()}: {found.counts[key]}"
            for key, label in ((k, str(v)) for k, v in LineOutcome.choices)
            if key in ("new", "changes") and found.counts.get(key)
        ]
        return render(
            request,
            "base/confirm.html",
            {
                "title": _("Take back the import of %(name)s?") % {"name": found.name},
                "lose": lose,
                "things": things,
                "verb": _("Take it back"),
                "back": reverse("import", kwargs={"network": request.network.slug, "key": found.pk}),
            },
        )
    if not undoing.undo(found, by=request.actor.person):
        messages.info(request, _("This import is being taken back, or was, already."))
    return _to(request, "import", found)


@allow(coordinates, of=one)
def removal(request, found: Import):
    """A file that was read and not confirmed is forgotten: asked once."""
    if found.state not in (ImportState.READ, ImportState.PLANNED):
        raise Http404
    if request.method != "POST":
        return render(
            request,
            "base/confirm.html",
            {
                "title": _("Forget %(name)s?") % {"name": found.name},
                "lose": ngettext(
                    "Its line is lost, with what you said about its columns. Nothing in the register changes.",
                    "Its %(count)s lines are lost, with what you said about its columns and lines. Nothing in the register changes.",
                    found.lines_of,
                )
                % {"count": found.lines_of},
                "verb": _("Forget this file"),
                "back": reverse("import", kwargs={"network": request.network.slug, "key": found.pk}),
            },
        )
    Import.objects.filter(pk=found.pk, state=found.state).delete()
    messages.success(request, _("The file is forgotten; nothing was changed."))
    return redirect("imports", network=request.network.slug)
