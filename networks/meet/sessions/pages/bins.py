"""The bin: sessions, programmes and conclusions that were thrown away, to be taken back for 30 days."""

from uuid import UUID

from django.shortcuts import redirect, render

from networks.base.doors import allow
from networks.meet.sessions.models import Conclusion, Programme, Session
from networks.meet.sessions.permissions import plans
from networks.meet.sessions.rules import concluding


def _key(text: str) -> UUID | None:
    """The key that a form names, or None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _conclusions_in_bin():
    """Those that were thrown away alone: their session is not in the bin."""
    rows = Conclusion.binned.filter(part__session__binned_at=None)
    return rows.select_related("part__session").order_by("-binned_at")


@allow(plans)
def bin(request):
    """What lies in the bin, to be taken back."""
    if request.method == "POST":
        key = _key(request.POST.get("key", ""))
        for model in (Session, Programme):
            if thing := model.binned.filter(pk=key).first():
                thing.take_back()
                return redirect("sessions", network=request.network.slug)
        if conclusion := _conclusions_in_bin().filter(pk=key).first():
            concluding.take_back(conclusion)
            session = conclusion.part.session_id
            return redirect("conclusions", network=request.network.slug, session=session)
    return render(
        request,
        "sessions/bin.html",
        {
            "sessions": Session.binned.order_by("-binned_at"),
            "programmes": Programme.binned.order_by("-binned_at"),
            "conclusions": _conclusions_in_bin()[:200],
        },
    )
