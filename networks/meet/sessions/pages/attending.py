"""The attendance list: seen, corrected, taken along."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import Case, When
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from networks.base.doors import allow
from networks.base.paging import page_by_key
from networks.meet.sessions import attendance_files
from networks.meet.sessions.models import Session
from networks.meet.sessions.pages.finding import session_of
from networks.meet.sessions.pages.inviting import inside
from networks.meet.sessions.permissions import may_run
from networks.meet.sessions.rules import attending
from networks.participation.occasions.attending import standing
from networks.participation.occasions.forms import AttendanceForm
from networks.participation.occasions.models import Attendance
from networks.people.models import Person


def own_zone(request) -> str:
    return request.actor.person.zone or request.network.zone


@allow(may_run, of=session_of)
@require_safe
def attendance(request: HttpRequest, session: Session) -> HttpResponse:
    """Who was there, from–to, in the reader's zone."""
    rows = standing(session.occasion).select_related("person", "organisation", "corrected_by")
    rows = rows.annotate(called=Coalesce("person__name", "name"))
    rows = rows.annotate(known=Case(When(called="", then=0), default=1))
    removed = Attendance.objects.filter(occasion=session.occasion, removed_at__isnull=False)
    context = {
        "session": session,
        "page": page_by_key(rows, request.GET, "-known", "called", "since"),
        "zone": own_zone(request),
        "count": rows.count(),
        "removed": removed.select_related("person", "corrected_by").order_by("-removed_at")[:20],
    }
    return render(request, "sessions/attendance.html", context)


def row_of(request, session, row, **kwargs) -> Attendance:
    found = get_object_or_404(
        Attendance.objects.select_related("occasion", "person", "organisation"),
        pk=row,
        removed_at=None,
        occasion__session=session,
    )
    found.of_session = session_of(request, session)
    return found


def _may_correct(actor, row: Attendance) -> bool:
    return may_run(actor, row.of_session)


@allow(may_run, of=session_of)
def new(request: HttpRequest, session: Session) -> HttpResponse:
    """Write somebody onto the list."""
    return _write(request, session, None)


@allow(_may_correct, of=row_of)
def change(request: HttpRequest, row: Attendance) -> HttpResponse:
    """Correct a line."""
    return _write(request, row.of_session, row)


def _write(request, session: Session, row: Attendance | None) -> HttpResponse:
    zone = own_zone(request)
    form = AttendanceForm(
        request.POST if request.method == "POST" else None,
        people=_choosable(request, row),
        zone=zone,
        initial=_initial(session, row, zone),
    )
    if request.method == "POST" and form.is_valid():
        if row:
            attending.correct(session, row, form.cleaned_data, request.actor.person)
            messages.success(request, _("The line is corrected."))
        else:
            attending.add(session, form.cleaned_data, request.actor.person)
            messages.success(request, _("The line is on the list."))
        return redirect("attendance", network=request.network.slug, session=session.pk)
    return render(
        request,
        "sessions/attendance_form.html",
        {"form": form, "session": session, "row": row},
        status=422 if form.errors else 200,
    )


def _choosable(request, row: Attendance | None):
    people = inside(request.network)
    if row and row.person_id:  # who left the network since still was there
        people = Person.objects.filter(pk__in=people.values("pk")) | Person.objects.filter(pk=row.person_id)
    return people


def _initial(session: Session, row: Attendance | None, zone: str) -> dict:
    here = ZoneInfo(zone)
    if row:
        since, until = row.since, row.until or row.since
    else:
        since = session.started_at or session.occasion.starts_at
        until = session.ended_at or session.occasion.ends_at
    found = {
        "since": since.astimezone(here).replace(tzinfo=None) if since else None,
        "until": until.astimezone(here).replace(tzinfo=None) if until else None,
    }
    if row:
        found |= {"person": row.person_id, "organisation": row.organisation_id, "country": row.country}
    return found


@allow(_may_correct, of=row_of)
def removal(request: HttpRequest, row: Attendance) -> HttpResponse:
    """Take a line off the list, asked once."""
    back = reverse("attendance", kwargs={"network": request.network.slug, "session": row.of_session.pk})
    if request.method == "POST":
        attending.remove(row.of_session, row, request.actor.person)
        return redirect(back)
    name = row.person.shown_name if row.person else _("a guest")
    return render(
        request,
        "base/confirm.html",
        {
            "title": _("Take %(name)s off the list?") % {"name": name},
            "lose": _("The time counts no more. The line stays below the list, with your name."),
            "verb": _("Take off the list"),
            "back": back,
        },
    )


FILES = {
    "pdf": (attendance_files.pdf_file, "application/pdf"),
    "xlsx": (
        attendance_files.xlsx_file,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}


def export_of(request, session, kind, **kwargs) -> Session:
    if kind not in FILES:
        raise Http404
    return session_of(request, session)


@allow(may_run, of=export_of)
@require_safe
def export(request: HttpRequest, session: Session) -> HttpResponse:
    """The list as PDF or XLSX."""
    kind = request.path_info.rsplit(".", 1)[1]
    make, media_type = FILES[kind]
    return HttpResponse(
        make(session),
        content_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{attendance_files.file_name(session, kind)}"'
        },
    )
