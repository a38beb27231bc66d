"""Planning: programmes, sessions and parts are made, changed, moved and taken away. Every change of a plan is kept."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from networks.base.rooms import Founding
from networks.meet.sessions.live.telling import tell
from networks.meet.sessions.models import (
    Given,
    Part,
    PlanChange,
    Programme,
    Session,
    SessionHost,
    SessionRole,
)
from networks.meet.sessions.models.planning import PartState, SessionState
from networks.meet.sessions.rules.errors import NotNow
from networks.meet.sessions.templates_of_programmes import PROGRAMMES, PartPlan, SessionPlan
from networks.participation.occasions import rules as occasions
from networks.participation.occasions.models import Occasion
from networks.people.models import Organisation
from networks.record.rules import record

# What people who are invited must be told of when it changes.
TOLD = {"starts_local", "zone", "minutes", "mode", "venue", "link", "title"}
OF_OCCASION = {"starts_local", "zone", "minutes", "mode", "venue", "link"}


@transaction.atomic
def plan_programme(
    *,
    title: str,
    language: str,
    languages: list[str],
    by,
    aim: str = "",
    template: str = "",
    zone: str,
    project: str = "",
) -> Programme:
    """Make a programme; with `template`, also its sessions and their questions in those of `languages` that the template has."""
    programme = Programme.objects.create(
        title=title, aim=aim, language=language, template=template, project=project
    )
    record("programme.planned", programme, actor=by)
    if template:
        for plan in PROGRAMMES[template].sessions:
            plan_session_from(
                plan, programme=programme, language=language, languages=languages, zone=zone, by=by
            )
    return programme


def plan_first_programme(founding: Founding) -> Programme:
    """A network that is founded from a template begins with the programme of five sessions, whose days are still to be chosen."""
    network, language = founding.network, founding.languages[0]
    plan = PROGRAMMES["founding"]
    made = plan_programme(
        title=plan.title[language], aim=plan.aim[language], language=language, languages=list(network.languages),
        template=plan.key, zone=network.zone, by=founding.by,
    )  # fmt: skip
    for code in founding.languages[1:]:
        made.put_version("title", code, plan.title[code], author=founding.by)
        made.put_version("aim", code, plan.aim[code], author=founding.by)
    return made


def plan_session_from(
    plan: SessionPlan, *, programme: Programme | None, language: str, languages: list[str], zone: str, by
) -> Session:
    """Make the session that a template describes. Its original is in `language` where the template has it, else in English."""
    original = language if language in plan.title else "en"
    wanted = [original, *(code for code in languages if code != original)]
    session = plan_session(
        programme=programme,
        title=plan.title[original],
        aim=plan.aim[original],
        language=original,
        languages=wanted,
        zone=zone,
        minutes=plan.minutes,
        by=by,
    )
    for code in wanted[1:]:
        if code in plan.title:
            session.put_version("title", code, plan.title[code], author=by)
            session.put_version("aim", code, plan.aim[code], author=by)
    for part in plan.parts:
        _part_from(part, session, by)
    return session


def _part_from(plan: PartPlan, session: Session, by) -> Part:
    question, plain = plan.question[session.language]
    part = add_part(
        session,
        by,
        title=plan.title[session.language],
        question=question,
        minutes=plan.minutes,
        stages=list(plan.stages),
        in_groups=plan.in_groups,
        priority_method=plan.method,
        answer_kind=plan.kind,
    )
    part.put_version("question", session.language, plain, plain=True, author=by)
    for code in session.languages[1:]:
        if code in plan.question:
            part.put_version("question", code, plan.question[code][0], author=by)
            part.put_version("question", code, plan.question[code][1], plain=True, author=by)
    return part


@transaction.atomic
def plan_session(
    *,
    title: str,
    language: str,
    languages: list[str],
    zone: str,
    by,
    programme: Programme | None = None,
    aim: str = "",
    minutes: int = 90,
    starts_local: datetime | None = None,
    mode: str = "online",
    venue: str = "",
    link: str = "",
    **settings: Any,
) -> Session:
    """Make a session at the end of `programme`, or alone."""
    occasion = Occasion.objects.create(
        about="meet_sessions.session",
        starts_local=starts_local,
        zone=zone,
        minutes=minutes,
        mode=mode,
        venue=venue,
        link=link,
        title=title,
    )
    last = (
        Session.objects.filter(programme=programme).aggregate(last=Max("position"))["last"]
        if programme
        else 0
    )
    session = Session.objects.create(
        programme=programme,
        position=(last or 0) + 1,
        title=title,
        aim=aim,
        language=language,
        languages=languages or [language],
        occasion=occasion,
        code=Session.new_code(),
        **settings,
    )
    Occasion.objects.filter(pk=occasion.pk).update(about_id=session.pk)
    occasion.about_id = session.pk
    SessionRole.objects.create(session=session, person=by, kind=SessionRole.Kind.FACILITATOR)
    record("session.planned", session, actor=by)
    return session


@transaction.atomic
def copy_session(source: Session, *, by, programme: Programme | None = None) -> Session:
    """Make a new session with the questions, settings and people of `source`; without date, answers or documents."""
    session = plan_session(
        title=source.title,
        aim=source.aim,
        language=source.language,
        languages=source.languages,
        zone=source.occasion.zone,
        minutes=source.occasion.minutes,
        mode=source.occasion.mode,
        by=by,
        programme=programme,
        guests_welcome=source.guests_welcome,
        places=source.places,
    )
    _copy_versions(source, session, by)
    SessionHost.objects.bulk_create(
        SessionHost(session=session, organisation_id=h.organisation_id) for h in source.hosts.all()
    )
    for part in source.parts.all():
        copied = add_part(session, by, **{name: getattr(part, name) for name in PART_FIELDS})
        _copy_versions(part, copied, by)
        for given in part.given.filter(from_answer=None, withdrawn_at=None):
            new = Given.objects.create(
                part=copied, position=given.position, text=given.text, language=given.language
            )
            _copy_versions(given, new, by)
    return session


PART_FIELDS = (
    "title", "question", "help", "minutes", "in_groups", "stages", "answer_kind", "scale_most", "naming", "asks_country", "asks_audience",
    "confidential", "showing", "priority_method", "priority_places", "language",
)  # fmt: skip


def _copy_versions(source, target, by) -> None:
    for v in source.versions():
        target.put_version(v.field, v.language, v.text, plain=v.plain, author=v.author, machine=v.machine)


@transaction.atomic
def change_session(session: Session, changes: dict[str, Any], by, why: str = "") -> list[PlanChange]:
    """Change the plan of `session`: fields of it or of its occasion. Keeps what it was; people invited are told of what they must know."""
    if session.state == SessionState.ENDED and changes.keys() & (OF_OCCASION | {"programme"}):
        raise NotNow(_("This session was held. What was held stays as it was."))
    made = []
    for field, after in changes.items():
        target = session.occasion if field in OF_OCCASION else session
        before = getattr(target, field)
        if before == after:
            continue
        setattr(target, field, after)
        made.append(
            PlanChange.objects.create(
                session=session, field=field, before=_plain(before), after=_plain(after), by=by, why=why
            )
        )
    if not made:
        return []
    changed = {change.field for change in made}
    occasion = session.occasion
    occasion.title = session.title
    occasion.save()
    session.save()
    if changed & TOLD:
        occasions.changed(occasion)
    for field in changed & set(Session.TEXTS):
        session.mark_versions_to_check(field)
    record("session.changed", session, actor=by, fields=sorted(changed))
    tell(session, "plan")
    return made


@transaction.atomic
def set_hosts(session: Session, organisations: Iterable[Organisation], by, why: str = "") -> None:
    """Let these organisations host `session`; who did before stays to be seen, by name."""
    before = {
        host.organisation_id: host.organisation.name for host in session.hosts.select_related("organisation")
    }
    after = {organisation.pk: organisation.name for organisation in organisations}
    if before.keys() == after.keys():
        return
    session.hosts.exclude(organisation__in=after).delete()
    SessionHost.objects.bulk_create(
        SessionHost(session=session, organisation_id=key) for key in after if key not in before
    )
    PlanChange.objects.create(
        session=session,
        field="hosts",
        before=sorted(before.values()),
        after=sorted(after.values()),
        by=by,
        why=why,
    )
    record("session.changed", session, actor=by, fields=["hosts"])


@transaction.atomic
def cancel_session(session: Session, by, why: str = "") -> None:
    """Cancel `session`: people invited get a cancellation. Twice is once."""
    if session.state == SessionState.ENDED:
        raise NotNow(_("This session was held. It cannot be cancelled."))
    if (
        Session.objects.filter(pk=session.pk)
        .exclude(state=SessionState.CANCELLED)
        .update(state=SessionState.CANCELLED, code="")
    ):
        PlanChange.objects.create(
            session=session, field="state", before=session.state, after=SessionState.CANCELLED, by=by, why=why
        )
        occasions.cancel(session.occasion)
        session.refresh_from_db()
        record("session.cancelled", session, actor=by)
        tell(session, "state")


@transaction.atomic
def plan_again(session: Session, by) -> None:
    """Take a cancellation back."""
    if Session.objects.filter(pk=session.pk, state=SessionState.CANCELLED).update(
        state=SessionState.PLANNED, code=Session.new_code()
    ):
        PlanChange.objects.create(
            session=session, field="state", before=SessionState.CANCELLED, after=SessionState.PLANNED, by=by
        )
        occasions.reinstate(session.occasion)
        session.refresh_from_db()
        record("session.planned", session, actor=by)


@transaction.atomic
def throw_away(session: Session, by) -> None:
    """Throw `session` into the bin. One that was to take place is cancelled first, so that people invited know."""
    if session.state == SessionState.PLANNED and session.occasion.invitees.exists():
        cancel_session(session, by)
    session.throw_away(by)


@transaction.atomic
def put_in_order(programme: Programme, keys: Iterable[Any], by) -> None:
    """Give the sessions of `programme` the order of `keys`. Sessions not named follow in their old order."""
    sessions = {s.pk: s for s in programme.sessions.all()}
    wanted = [sessions.pop(key) for key in keys if key in sessions]
    for position, session in enumerate(
        [*wanted, *sorted(sessions.values(), key=lambda s: s.position)], start=1
    ):
        if session.position != position:
            PlanChange.objects.create(
                session=session, field="position", before=session.position, after=position, by=by
            )
            Session.objects.filter(pk=session.pk).update(position=position)
    record("programme.changed", programme, actor=by)


@transaction.atomic
def add_part(session: Session, by, **fields: Any) -> Part:
    """Add a part at the end of `session`."""
    last = session.parts.aggregate(last=Max("position"))["last"] or 0
    fields.setdefault("language", session.language)
    part = Part.objects.create(session=session, position=last + 1, **fields)
    PlanChange.objects.create(session=session, field="part", before=None, after=str(part), by=by)
    tell(session, "plan", part)
    return part


@transaction.atomic
def change_part(part: Part, changes: dict[str, Any], by) -> None:
    """Change a part. Its question may be mended while it runs; how it is answered may not change once answers are there."""
    fixed = {"naming", "answer_kind", "scale_most"} & {k for k, v in changes.items() if getattr(part, k) != v}
    if fixed and part.answers.exists():
        raise NotNow(_("There are answers already. How they are given cannot change any more."))
    before = {k: getattr(part, k) for k in changes}
    for field, value in changes.items():
        setattr(part, field, value)
    part.clean()
    part.save()
    for field, value in changes.items():
        if before[field] != value:
            PlanChange.objects.create(
                session=part.session,
                field=f"part.{field}",
                before=_plain(before[field]),
                after=_plain(value),
                by=by,
            )
            if field in Part.TEXTS:
                part.mark_versions_to_check(field)
    tell(part.session, "plan", part)


@transaction.atomic
def move_part(part: Part, places: int, by) -> None:
    """Move a part up (-1) or down (+1)."""
    parts = list(part.session.parts.all())
    index = next(i for i, other in enumerate(parts) if other.pk == part.pk)
    target = index + places
    if not 0 <= target < len(parts):
        return
    parts.insert(target, parts.pop(index))
    for position, other in enumerate(parts, start=1):
        Part.objects.filter(pk=other.pk).update(position=position)
    tell(part.session, "plan", part)


@transaction.atomic
def remove_part(part: Part, by) -> None:
    """Take away a part that nobody has answered."""
    if part.state != PartState.PLANNED or part.answers.exists():
        raise NotNow(_("People have answered this part. It stays."))
    PlanChange.objects.create(session=part.session, field="part", before=str(part), after=None, by=by)
    session = part.session
    part.delete_versions()
    part.delete()
    tell(session, "plan")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "pk"):
        return str(value.pk)
    return value
