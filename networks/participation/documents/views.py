"""Handing out documents: as attachments, after the permission of the record they belong to."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404

from networks.base.doors import allow
from networks.participation.documents.models import Document, Version
from networks.participation.documents.rules import may_read, thing_of


def version_of(request, key, number=None, **kwargs) -> Version:
    """Find a version of a document of this network: the newest, or the one with this number."""
    document = get_object_or_404(Document, pk=key)
    if thing_of(document) is None:
        raise Http404
    rows = document.versions.select_related("document").order_by("-number")
    found = rows.filter(number=number).first() if number else rows.first()
    if found is None or not found.file:  # an archive brought the row, and its file was lost before
        raise Http404
    return found


def may_read_version(actor, version: Version) -> bool:
    """Whoever may read the document."""
    return may_read(actor, version.document)


@allow(may_read_version, of=version_of)
def document(request, version: Version):
    """The file, to be saved."""
    return handed_out(version)


def handed_out(version: Version) -> FileResponse:
    """A version as an attachment that no browser runs; the caller has asked whether its reader may."""
    response = FileResponse(version.file.open("rb"), as_attachment=True, filename=version.name)
    response["Content-Type"] = version.media_type
    response["X-Content-Type-Options"] = "nosniff"
    return response
