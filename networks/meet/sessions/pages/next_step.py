"""The one obvious next step of a session: for whoever plans and runs it, and for whoever takes part."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from networks.meet.sessions.models import Conclusion, Report, Session
from networks.meet.sessions.models.planning import PartState, SessionState, Stage


@dataclass
class NextStep:
    """What is the matter, and one thing to do."""

    title: str
    text: str
    action: str
    url: str
    icon: str = "arrow-right"


def next_step(session: Session, parts: list, *, invited: int, runs: bool, concludes: bool) -> NextStep | None:
    """Choose the next step of `session`; None where there is nothing to do."""
    if session.state == SessionState.CANCELLED:
        return None
    if runs:
        return _of_who_runs(session, parts, invited)
    if concludes and session.state == SessionState.ENDED:
        return _after(session, parts)
    return _of_who_takes_part(session)


def _of_who_runs(session: Session, parts: list, invited: int) -> NextStep | None:
    console = _address("console", session)
    if session.state == SessionState.LIVE:
        here = ngettext(
            "%(n)s has joined.", "%(n)s have joined.", n := session.seats.filter(removed_at=None).count()
        )
        return NextStep(_("The session is live"), here % {"n": n}, _("Open the console"), console, "radio")
    if session.state == SessionState.ENDED:
        return _after(session, parts)
    if not parts:
        text = _("A part is one question, and what people do with it.")
        return NextStep(
            _("The session has no question yet"), text, _("Add a part"), _address("part-new", session), "plus"
        )
    starts = session.occasion.starts_at
    if starts is None:
        text = _("Then people can be invited, and get it into their calendars.")
        return NextStep(
            _("The day is not set"),
            text,
            _("Set the day and the time"),
            _address("session-edit", session),
            "calendar",
        )
    invitations = _address("session-invitations", session)
    if not invited and invitations:
        text = _("Invite whole organisations or single people. They answer by a link, without an account.")
        return NextStep(_("Nobody is invited yet"), text, _("Invite people"), invitations, "mail")
    soon = (starts - timezone.now()).total_seconds() < 24 * 3600
    text = (
        _("Open the console, look at the big screen, and begin when you like.")
        if soon
        else _(
            "You can look at the console and the big screen beforehand. Nothing begins before you begin it."
        )
    )
    title = _("The session can begin") if soon else _("Everything is prepared")
    return NextStep(title, text, _("Open the console"), console, "play")


def _after(session: Session, parts: list) -> NextStep | None:
    """After the session: group, write conclusions, publish the report."""
    concluding = [p for p in parts if Stage.CONCLUSIONS in p.stages]
    written = set(
        Conclusion.objects.filter(part__in=concluding, published_at__isnull=False).values_list(
            "part_id", flat=True
        )
    )
    open_ones = [p for p in concluding if p.pk not in written and p.state != PartState.PLANNED]
    if open_ones:
        text = ngettext(
            "%(n)s part has no conclusion yet.", "%(n)s parts have no conclusion yet.", len(open_ones)
        ) % {"n": len(open_ones)}
        return NextStep(
            _("Write down what was concluded"),
            text,
            _("Write conclusions"),
            _address("conclusions", session),
            "pen-line",
        )
    report = _address("report", session)
    if not report:
        return None
    published = Report.objects.filter(session=session, published_at__isnull=False).exists()
    if published:
        return NextStep(
            _("The report is published"),
            _("It can be read as a page, PDF and DOCX."),
            _("Open the report"),
            report,
            "file-text",
        )
    return NextStep(
        _("The conclusions are written"),
        _("Read the report, have it said in plain words, and publish it."),
        _("Publish the report"),
        report,
        "scroll-text",
    )


def _of_who_takes_part(session: Session) -> NextStep | None:
    join = reverse("join-session", args=[session.pk])
    if session.state == SessionState.LIVE:
        return NextStep(
            _("The session is live"), _("You can join now."), _("Join the session"), join, "log-in"
        )
    if session.answering_open() and any(part.takes_answers for part in session.parts.all()):
        title, text = _("You can still answer"), _("What you write is read with what the others said.")
        if session.state == SessionState.PLANNED:
            title, text = _("You can answer ahead of time"), _("Your answers are there when the others talk.")
        return NextStep(title, text, pgettext("what to do", "Answer"), join, "pen-line")
    if (
        session.state == SessionState.ENDED
        and Report.objects.filter(session=session, published_at__isnull=False).exists()
        and (report := _address("report", session))
    ):
        return NextStep(
            _("This session was held"),
            _("What was said and concluded stands in the report."),
            _("Read the report"),
            report,
            "file-text",
        )
    return None


def _address(name: str, session: Session) -> str:
    """The address of a page of this session; empty where no such page is installed."""
    try:
        return reverse(name, kwargs={"network": session.network.slug, "session": session.pk})
    except NoReverseMatch:
        return ""
