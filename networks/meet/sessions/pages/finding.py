"""Finding what an address names, within the current network; 404 where it has none such."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from networks.meet.sessions.models import Document, Part, Programme, Session


def programme_of(request, programme, **kwargs) -> Programme:
    return get_object_or_404(Programme, pk=programme)


def session_of(request, session, **kwargs) -> Session:
    return get_object_or_404(
        Session.objects.select_related("occasion", "programme").prefetch_related("roles__person"), pk=session
    )


def part_of(request, part, **kwargs) -> Part:
    found = get_object_or_404(Part.objects.select_related("session__occasion", "session__programme"), pk=part)
    if found.session.binned_at:
        raise Http404
    return found


def document_of(request, document, **kwargs) -> Document:
    return get_object_or_404(Document.objects.select_related("session"), pk=document)
