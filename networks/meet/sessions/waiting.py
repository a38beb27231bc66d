"""What waits for somebody in this room, and what comes: for home."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from networks.base.rooms import Coming, Described, Door, Need, Offer, Step
from networks.base.texts import load_versions
from networks.base.times import day_words
from networks.meet.sessions.models import Conclusion, Programme, Report, Session
from networks.meet.sessions.models.planning import SessionRole, SessionState
from networks.meet.sessions.rules.publishing import public_path
from networks.participation.occasions.models import Invitee
from networks.participation.occasions.words import when

SOON = timedelta(hours=24)
SILENT = timedelta(days=3)  # whoever was invited later may still answer
WITHIN = timedelta(days=30)  # what was held longer ago asks for nothing any more


def _page(name, actor, session):
    return reverse(name, kwargs={"network": actor.network.slug, "session": session.pk})


def _titled(sessions, actor):
    """Sessions with `shown`, their title for the reader; one query for all."""
    sessions = list(sessions)
    load_versions(sessions)
    for session in sessions:
        session.shown = session.version_for("title", actor.reader).text
    return sessions


def whether(about):
    """Whether sessions are held now or soon, invitations wait for an answer, sessions were held that this person writes up."""
    return {
        "sessions.programme": Session.objects.filter(rehearsal=False),
        "sessions.day": Session.objects.filter(rehearsal=False, occasion__starts_at__isnull=False),
        "sessions.silent": Session.objects.filter(
            state=SessionState.PLANNED,
            occasion__starts_at__gt=about.instant(),
            occasion__starts_at__lt=about.instant(timedelta(days=10)),
            occasion__invitees__reply="",
        ),
        "sessions.run": _near(about.instant(-timedelta(hours=2)), about.instant(SOON)).filter(
            roles__person=about.person
        ),
        "sessions.invited": _near(about.instant(-timedelta(hours=2)), about.instant(SOON)).filter(
            occasion__invitees__person=about.person
        ),
        "sessions.unanswered": _not_answered(about.person, about.instant()),
        "sessions.held": _held(about.person, about.instant(-WITHIN)),
    }


def needs(actor):
    """Sessions today, invitations to answer, conclusions to look at again, reports to publish."""
    if actor.person is None:
        return []
    now = timezone.now()
    found = []
    if actor.may_wait("sessions.run") or actor.may_wait("sessions.invited"):
        found += _today(actor, now)
    if actor.may_wait("sessions.unanswered"):
        found += _unanswered(actor, now)
    if actor.may_wait("sessions.held"):
        found += _to_write(actor, now)
    return found


def _near(after, before):
    """Sessions that run, or begin between two instants."""
    soon = Q(state=SessionState.LIVE) | Q(
        state=SessionState.PLANNED, occasion__starts_at__gt=after, occasion__starts_at__lt=before
    )
    return Session.objects.filter(soon, rehearsal=False)


def _not_answered(person, now):
    return Invitee.objects.filter(
        person=person, reply="", withdrawn_at=None, occasion__cancelled_at=None,
        occasion__starts_at__gt=now, occasion__session__state=SessionState.PLANNED,
        occasion__session__binned_at=None,
    )  # fmt: skip


def _held(person, since):
    kinds = (SessionRole.Kind.FACILITATOR, SessionRole.Kind.RAPPORTEUR)
    return Session.objects.filter(
        state=SessionState.ENDED,
        rehearsal=False,
        ended_at__gt=since,
        roles__person=person,
        roles__kind__in=kinds,
    )


def _today(actor, now):
    """A session that runs, or begins within a day, for those who are invited or run it."""
    mine = Q(roles__person=actor.person) | Q(
        occasion__invitees__person=actor.person,
        occasion__invitees__withdrawn_at=None,
        occasion__invitees__reply__in=("", "yes", "perhaps"),
    )
    found = _near(now - timedelta(hours=2), now + SOON).filter(mine).select_related("occasion").distinct()
    runs = set(found.filter(roles__person=actor.person).values_list("pk", flat=True))
    for session in _titled(found, actor):
        names = {"title": session.shown}
        live = session.state == SessionState.LIVE
        joins = live and session.pk not in runs
        yield Need(
            title=(_("“%(title)s” is live now") if live else _("“%(title)s” begins soon")) % names,
            url=reverse("join-session", kwargs={"code": session.pk})
            if joins
            else _page("session", actor, session),
            action=_("Join the session") if joins else _("Open it"),
            why=when(session.occasion, actor.person.zone) if session.occasion.starts_at else "",
            due=session.occasion.starts_at or session.started_at,
        )


def steps(actor):
    """The first sessions of a new network."""
    where = {"network": actor.network.slug}
    yield Step(
        "sessions.programme",
        _("Plan the first programme"),
        _("A template brings five sessions with their questions; you change what you like."),
        reverse("programme-new", kwargs=where),
        _("Plan it"),
        lambda: Session.objects.filter(rehearsal=False).exists(),
        order=50,
        asked=True,
    )
    yield Step(
        "sessions.day",
        _("Choose the day of the first session"),
        _("Then invite people to it: their calendars fill early."),
        reverse("sessions", kwargs=where),
        _("Choose the day"),
        lambda: Session.objects.filter(rehearsal=False, occasion__starts_at__isnull=False).exists(),
        order=55,
        asked=True,
    )


def _unanswered(actor, now):
    """Invitations without an answer."""
    waiting = _not_answered(actor.person, now).select_related("occasion__session")
    rows = list(waiting.order_by("occasion__starts_at")[:20])
    _titled([row.occasion.session for row in rows], actor)
    for row in rows:
        yield Need(
            title=_("Do you come to “%(title)s”?") % {"title": row.occasion.session.shown},
            url=reverse("answer", args=[row.secret]),
            action=pgettext("what to do", "Answer"),
            why=when(row.occasion, actor.person.zone),
            due=row.occasion.starts_at,
        )


def _to_write(actor, now):
    """What whoever runs or reports a session has still to do after it."""
    if actor.by_card:
        return
    held = _held(actor.person, now - WITHIN).select_related("report")
    sessions = _titled(held.distinct().order_by("ended_at")[:20], actor)
    again: dict = {}
    for key in Conclusion.objects.filter(part__session__in=sessions, look_again=True).values_list(
        "part__session", flat=True
    ):
        again[key] = again.get(key, 0) + 1
    for session in sessions:
        if session.pk in again:
            yield Need(
                title=_("Conclusions of “%(title)s” to look at again") % {"title": session.shown},
                url=_page("conclusions", actor, session),
                action=_("Look at them"),
                why=_("A theme that they rest on changed."),
            )
        report = getattr(session, "report", None)
        if report is None or report.published_at is None:
            yield Need(
                title=_("The report of “%(title)s” is not published") % {"title": session.shown},
                url=_page("conclusions", actor, session),
                action=_("Go to its conclusions"),
                why=_("Those who took part wait for it."),
            )


def stuck(actor):
    """Sessions within ten days to which many have not answered."""
    if not actor.may_wait("sessions.silent"):
        return
    now = timezone.now()
    silent = Q(
        occasion__invitees__reply="",
        occasion__invitees__withdrawn_at=None,
        occasion__invitees__created_at__lt=now - SILENT,
    )
    rows = (
        Session.objects.filter(
            state=SessionState.PLANNED, rehearsal=False, occasion__cancelled_at=None,
            occasion__starts_at__gt=now, occasion__starts_at__lt=now + timedelta(days=10),
        )
        .annotate(
            silent=Count("occasion__invitees", filter=silent),
            since=Min("occasion__invitees__created_at", filter=silent),
        )
        .filter(silent__gt=0)
        .order_by("occasion__starts_at")[:3]
    )  # fmt: skip
    for session in _titled(rows, actor):
        yield Need(
            title=ngettext(
                "“%(title)s”: one person has not answered",
                "“%(title)s”: %(count)s people have not answered",
                session.silent,
            )
            % {"title": session.shown, "count": session.silent},
            url=_page("session-invitations", actor, session),
            action=_("See who, and remind them"),
            why=_("the oldest since %(day)s") % {"day": day_words(session.since)},
            due=session.since,
        )


def coming(actor):
    """The sessions of the network that come, or run now."""
    return _comings(Session.objects.all(), actor)


def public_coming(reader):
    """The sessions of public programmes that come, for everybody: when and in which languages, never a link to join."""
    rows = Session.objects.filter(
        programme__is_public=True, programme__binned_at=None, state=SessionState.PLANNED, rehearsal=False,
        occasion__cancelled_at=None, occasion__starts_at__gt=timezone.now(),
    ).select_related("occasion")  # fmt: skip
    rows = list(rows.order_by("occasion__starts_at")[:10])
    load_versions(rows)
    for session in rows:
        yield Coming(
            title=session.version_for("title", reader).text,
            url="",
            starts_at=session.occasion.starts_at,
            zone=session.occasion.zone,
            ends_at=session.occasion.ends_at,
            detail=str(session.occasion.get_mode_display()),
        )


def public_reads(reader):
    """The reports that everybody may read: of the newest ten sessions."""
    rows = Report.objects.filter(
        published_at__isnull=False, session__binned_at=None, session__rehearsal=False
    ).select_related("session__occasion", "session__network")
    reports = list(rows.order_by("-session__ended_at")[:10])
    load_versions(report.session for report in reports)
    for report in reports:
        session = report.session
        title = session.version_for("title", reader)
        held = session.ended_at and session.ended_at.astimezone(ZoneInfo(session.occasion.zone))
        yield Described(
            title.text,
            public_path(report, reader.languages[0]),
            _("Report of a session on %(day)s") % {"day": date_format(held, "DATE_FORMAT")}
            if held
            else _("Report of a session"),
            title.language,
        )


def shown(actor):
    """The sessions with their days, as they are planned or were held."""
    rows = Session.objects.filter(rehearsal=False).exclude(state=SessionState.CANCELLED)
    for session in _titled(rows.select_related("occasion").order_by("created_at")[:50], actor):
        starts = session.occasion.starts_at
        day = _("no day yet")
        if starts:
            day = date_format(starts.astimezone(ZoneInfo(session.occasion.zone)), "DATE_FORMAT")
        yield _("%(name)s: %(n)s") % {"name": session.shown, "n": day}


def doors(asks):
    """What sessions are for those who come in by each door."""
    sessions = asks.page("sessions", lambda actor: actor.belongs)
    yield Door(
        "organisation",
        _("Sessions"),
        _(
            "Talk with other organisations about one question, and conclude together. Each answers in their own language."
        ),
        sessions,
    )
    yield Door(
        "worker",
        _("Say what you think"),
        _("Join a session with a phone and a code. Write in your language. Mistakes do not matter."),
        reverse("join"),
    )
    yield Door(
        "ecosystem",
        _("What members conclude"),
        _(
            "Reports say what organisations in several countries found out together, and what each conclusion rests on."
        ),
        sessions,
    )


def offers(reader):
    """Programmes that are public: what members learn from one another, and when the next session of each is."""
    rows = list(Programme.objects.filter(is_public=True).order_by("title", "pk")[:20])
    load_versions(rows)
    sessions = Session.objects.filter(
        programme__in=rows, state=SessionState.PLANNED, rehearsal=False,
        occasion__cancelled_at=None, occasion__starts_at__gt=timezone.now(),
    ).select_related("occasion")  # fmt: skip
    following: dict = {}
    for session in sessions.order_by("occasion__starts_at")[:200]:
        following.setdefault(session.programme_id, session.occasion)
    for programme in rows:
        title = programme.version_for("title", reader)
        kind = str(_("sessions"))
        if occasion := following.get(programme.pk):
            day = date_format(occasion.starts_at.astimezone(ZoneInfo(occasion.zone)), "DATE_FORMAT")
            kind = _("sessions, the next one on %(day)s") % {"day": day}
        yield Offer(title.text, kind=kind, language=title.language)


def _comings(sessions, actor):
    found = sessions.filter(
        Q(state=SessionState.LIVE)
        | Q(state=SessionState.PLANNED, occasion__starts_at__gt=timezone.now() - timedelta(hours=2)),
        rehearsal=False,
        occasion__starts_at__isnull=False,
    ).select_related("occasion")
    for session in _titled(found.order_by("occasion__starts_at")[:20], actor):
        occasion = session.occasion
        yield Coming(
            title=session.shown,
            url=_page("session", actor, session),
            starts_at=occasion.starts_at,
            zone=occasion.zone,
            ends_at=occasion.ends_at,
            detail=str(occasion.get_mode_display()),
            live=session.is_live,
        )
