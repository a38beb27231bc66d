"""The archive of a network: making and fetching one (coordinators), and taking one in (a fresh installation, or who runs it)."""

import tempfile

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from networks.base.doors import allow
from networks.base.forms import PlainForm
from networks.base.models import Job
from networks.people.models import Network
from networks.web.archives import arriving, keeping, shape
from networks.web.archives.reading import CannotTakeIn
from networks.web.permissions import coordinates, may_take_in, may_watch_taking_in


@allow(coordinates)
def archive(request):
    """What an archive is, those that can be fetched; POST has one made."""
    network = request.network
    if request.method == "POST":
        keeping.ask_for(network, request.actor.person)
        return redirect("network-archive", network=network.slug)
    context = state(network) | {
        "crumbs": [
            (_("Home"), reverse("network-home", args=[network.slug])),
            (_("Settings of the network"), reverse("network-settings", args=[network.slug])),
        ],
        "left_out": len(shape.left_out()),
    }
    return render(request, "web/archive.html", context)


def state(network: Network) -> dict:
    return {
        "making": keeping.being_made(network),
        "failed": keeping.failed(network),
        "kept": keeping.kept(network),
    }


@allow(coordinates)
@require_GET
def archive_progress(request):
    """How far it is; drawn into the page again and again until it is done."""
    return render(request, "web/parts/archive.html", state(request.network) | {"redrawn": True})


def kept_archive(request, key, **kwargs) -> Job:
    """Find an archive of this network that can still be fetched."""
    found = next((row for row in keeping.kept(request.network) if row.pk == key), None)
    if found is None or not default_storage.exists(keeping.path_of(found)):
        raise Http404
    return found


@allow(coordinates, of=kept_archive)
@require_GET
def archive_file(request, row: Job):
    """The file, to be saved."""
    name = f"{request.network.slug}-{row.ended_at:%Y-%m-%d}.zip"
    response = FileResponse(
        default_storage.open(keeping.path_of(row), "rb"), as_attachment=True, filename=name
    )
    response["Content-Type"] = "application/zip"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


class TakeInForm(PlainForm):
    """The file of an archive, and what whoever runs the installation allows."""

    file = forms.FileField(
        label=gettext_lazy("The archive"),
        help_text=gettext_lazy(
            "A file that ends in .zip, made by Net-Works on the page “Archive” of the network."
        ),
        error_messages={"required": gettext_lazy("Choose the file of the archive.")},
    )
    slug = forms.SlugField(
        label=gettext_lazy("Another address"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Only if the address that the network had is taken here."),
    )
    match_people = forms.BooleanField(
        label=gettext_lazy("Who has the same e-mail here is the same person"),
        required=False,
        help_text=gettext_lazy("They belong to the network too then. Nothing of theirs is changed."),
    )

    def __init__(self, *args, fresh: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if fresh:
            del self.fields["match_people"]


def request_of(request):
    return request


@allow(may_take_in, of=request_of)
def take_in(request, _thing):
    """Hand an archive in; it is taken in in the background: everything or nothing."""
    if arriving.is_busy():
        if request.method == "POST":
            messages.info(
                request,
                _("Another archive is being taken in. Yours was not kept: hand it in again afterwards."),
            )
        return redirect("take-in-progress")
    fresh = not Network.objects.exists()
    sent = request.method == "POST"
    form = TakeInForm(request.POST if sent else None, request.FILES if sent else None, fresh=fresh)
    if sent and form.is_valid():
        given = form.cleaned_data
        try:
            with _seekable(given["file"]) as file:
                arriving.hand_in(
                    file,
                    slug=given["slug"],
                    match_people=given.get("match_people", False),
                    by=request.actor.person,
                    language=get_language() or "en",
                )
        except CannotTakeIn as why:
            form.add_error("file", ValidationError(str(why)))
        else:
            return redirect("take-in-progress")
    context = {"form": form, "fresh": fresh, "site": settings.SITE_ADDRESS}
    return render(request, "web/take_in.html", context, status=422 if form.is_bound else 200)


@allow(may_watch_taking_in, of=request_of)
@require_GET
def take_in_progress(request, _thing):
    """How far it is, and how it ended. A part of the page draws itself again and again until it is done."""
    row = arriving.last()
    if row is None:
        return redirect("take-in" if may_take_in(request.actor, request) else "start")
    context = {
        "row": row,
        "busy": row.state in arriving.BUSY,
        "done": row.result if row.state == Job.State.DONE else None,
        "again": may_take_in(request.actor, request),
    }
    part = request.headers.get("HX-Request") == "true"
    return render(request, "web/parts/taking_in.html" if part else "web/taking_in.html", context)


def _seekable(upload):
    """A file on disk that can be read at any place, whatever the upload is."""
    kept = tempfile.TemporaryFile(dir=settings.DATA)  # noqa: SIM115 - the caller closes it
    for piece in upload.chunks():
        kept.write(piece)
    kept.seek(0)
    return kept
