"""What waits for somebody in this room: for home."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, Min, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from networks.base.rooms import AtTheDoor, Coming, Door, Need
from networks.base.texts import load_versions
from networks.base.waiting import as_instant
from networks.meet.meetings.models import (
    LEADS,
    Action,
    Ballot,
    BallotState,
    Body,
    BodySeat,
    Candidacy,
    ItemKind,
    Meeting,
    MeetingState,
    Presence,
    RollEntry,
    RoundState,
    Voice,
)
from networks.meet.meetings.permissions import may_read
from networks.participation.mandates.rules import who_may_bind
from networks.participation.occasions.models import Invitee
from networks.participation.occasions.words import when

TERMS_END = timedelta(days=60)


def whether(about: Any) -> dict[str, Any]:
    """Whether anything may wait: votes, rounds, elections, convocations, what is to be done, terms that end, meetings that come.

    Whose vote or word it is, a person's or an organisation's for which somebody speaks, is asked where one is open.
    """
    return {
        "meetings.bodies": Body.objects.all(),
        "meetings.chair": BodySeat.objects.now().filter(role__in=LEADS, body__binned_at=None),
        "meetings.first": Meeting.objects.filter(convened_at__isnull=False),
        "meetings.late": Action.objects.filter(done_at=None, due__lt=about.day()),
        "meetings.to_answer": _convoked(about.person, about.instant()),
        "meetings.to_do": Action.objects.filter(owner=about.person, done_at=None),
        "meetings.terms_end": BodySeat.objects.now().filter(until__lte=about.day(TERMS_END)),
        "meetings.coming": _near(about.instant(-timedelta(days=2))),
        "meetings.to_vote": _open_votes(about.instant()),
        "meetings.to_say": _open_rounds(about.instant()),
        "meetings.to_stand": _proposed(about.person),
    }


def needs(actor: Any) -> Iterable[Need]:
    """Convocations to answer; terms that end, for the coordinators."""
    if actor.person is None or actor.by_card:
        return
    if actor.may_wait("meetings.to_vote"):
        yield from _to_vote(actor)
    if actor.may_wait("meetings.to_say"):
        yield from _to_say(actor)
    if actor.may_wait("meetings.to_answer"):
        yield from _to_answer(actor)
    if actor.may_wait("meetings.to_do"):
        yield from _to_do(actor)
    if actor.may_wait("meetings.to_stand"):
        yield from _to_stand(actor)
    if actor.is_coordinator and actor.may_wait("meetings.terms_end"):
        yield from _terms_that_end(actor)


def _open_votes(now: datetime) -> Any:
    """Who may still vote in a vote that is open."""
    return RollEntry.objects.filter(
        Q(ballot__closes_at=None) | Q(ballot__closes_at__gt=now), may=True, voted=False,
        ballot__state=BallotState.OPEN, ballot__item__meeting__body__binned_at=None,
    )  # fmt: skip


def _open_rounds(now: datetime) -> Any:
    """Who has not answered in a written round that runs, or answered an earlier text."""
    return Voice.objects.filter(
        Q(stand="") | ~Q(revision=F("round__revision")),
        round__state=RoundState.OPEN,
        round__closes_at__gt=now,
        round__body__binned_at=None,
    )


def _proposed(person: Any) -> Any:
    """The elections in which this person was proposed and has not answered."""
    return Candidacy.objects.filter(
        person=person, agreed_at=None, withdrawn_at=None, ballot__state=BallotState.PLANNED,
        ballot__item__meeting__body__binned_at=None,
    )  # fmt: skip


def _to_vote(actor: Any) -> Iterable[Need]:
    """Votes that are open and on whose roll this person has one to cast."""
    waits = _open_votes(timezone.now())
    ready = Ballot.objects.filter(
        within=OuterRef("ballot"), country=OuterRef("country"), state=BallotState.CLOSED
    )
    rows = waits.filter(
        Q(person=actor.person)
        | Q(organisation__in=_houses(actor))
        | Q(Exists(ready), block=True, through=actor.person)
    ).select_related("ballot")
    rows = list(rows.order_by("ballot__closes_at", "pk")[:10])
    load_versions({row.ballot_id: row.ballot for row in rows}.values())
    for row in rows:
        yield Need(
            title=_("Vote on “%(title)s”") % {"title": row.ballot.version_for("title", actor.reader).text},
            why=row.name if row.organisation_id or row.block else "",
            url=reverse("ballot", kwargs={"network": actor.network.slug, "ballot": row.ballot_id}),
            action=_("Vote"),
            due=row.ballot.closes_at or row.ballot.opened_at,  # the room waits: before all that has time
        )


def _to_say(actor: Any) -> Iterable[Need]:
    """Written rounds in which this person has not answered what is proposed now."""
    waits = _open_rounds(timezone.now())
    rows = waits.filter(Q(person=actor.person) | Q(organisation__in=_houses(actor))).select_related("round")
    rows = list(rows.order_by("round__closes_at", "pk")[:10])
    load_versions({row.round_id: row.round for row in rows}.values())
    for row in rows:
        yield Need(
            title=_("Answer in writing: “%(title)s”")
            % {"title": row.round.version_for("title", actor.reader).text},
            why=_("The proposal changed since you answered. Look at it again.")
            if row.stand
            else row.name
            if row.organisation_id
            else "",
            url=reverse("written-round", kwargs={"network": actor.network.slug, "round": row.round_id}),
            action=pgettext("what to do", "Answer"),
            due=row.round.closes_at,
        )


def _houses(actor: Any) -> list[Any]:
    """The member organisations for which this person votes; asked once a request."""
    if "_votes_for" not in actor.__dict__:
        houses = [a.organisation for a in actor.affiliations if a.organisation.is_member]
        speaks = who_may_bind(houses, "vote") if houses else {}
        actor.__dict__["_votes_for"] = [
            key for key, people in speaks.items() if any(one.pk == actor.person.pk for one in people)
        ]
    return actor.__dict__["_votes_for"]


def _terms_that_end(actor: Any) -> Iterable[Need]:
    today = timezone.localdate()
    rows = list(
        BodySeat.objects.now()
        .filter(until__lte=today + TERMS_END, body__binned_at=None)
        .select_related("body", "person")
        .order_by("until", "pk")[:5]
    )
    load_versions({row.body_id: row.body for row in rows}.values())
    for row in rows:
        yield Need(
            title=_("%(name)s’s seat in “%(body)s” ends on %(day)s")
            % {
                "name": row.person.shown_name,
                "body": row.body.version_for("name", actor.reader).text,
                "day": date_format(row.until, "DATE_FORMAT"),
            },
            why=_("Have it filled before that day."),
            url=reverse("body", kwargs={"network": actor.network.slug, "body": row.body_id}),
            action=_("See the seats"),
            due=datetime.combine(row.until, time(0), ZoneInfo(actor.network.zone)),
        )


def _convoked(person: Any, now: datetime) -> Any:
    """The invitations to meetings that this person has not answered, nor by being there."""
    there = Presence.objects.filter(meeting__occasion=OuterRef("occasion"), person=person, left_at=None)
    return Invitee.objects.filter(
        ~Exists(there),
        person=person, reply="", withdrawn_at=None, occasion__cancelled_at=None,
        occasion__starts_at__gt=now, occasion__meeting__state=MeetingState.CONVENED,
        occasion__meeting__body__binned_at=None,
    )  # fmt: skip


def _near(after: datetime) -> Any:
    """The meetings that are convened or open, and begin after an instant."""
    return Meeting.objects.filter(
        state__in=(MeetingState.CONVENED, MeetingState.OPEN),
        body__binned_at=None,
        occasion__starts_at__gt=after,
    )


def _to_answer(actor: Any) -> Iterable[Need]:
    rows = list(
        _convoked(actor.person, timezone.now())
        .select_related("occasion__meeting")
        .order_by("occasion__starts_at")[:10]
    )
    load_versions([row.occasion.meeting for row in rows])
    for row in rows:
        yield Need(
            title=_("Do you come to “%(title)s”?")
            % {"title": row.occasion.meeting.version_for("title", actor.reader).text},
            url=reverse("answer", args=[row.secret]),
            action=pgettext("what to do", "Answer"),
            why=when(row.occasion, actor.person.zone),
            due=row.occasion.starts_at,
        )


def _to_do(actor: Any) -> Iterable[Need]:
    """What meetings gave this person to do, where it is due within two weeks or has no day."""
    soon = timezone.localdate() + timedelta(days=14)
    rows = list(
        Action.objects.filter(owner=actor.person, done_at=None, body__binned_at=None)
        .filter(Q(due=None) | Q(due__lte=soon))
        .select_related("body")
        .order_by("due", "pk")[:10]
    )
    load_versions([*rows, *{row.body_id: row.body for row in rows}.values()])
    for row in rows:
        yield Need(
            title=row.version_for("text", actor.reader).text[:200],
            why=row.body.version_for("name", actor.reader).text,
            url=reverse("body-actions", kwargs={"network": actor.network.slug, "body": row.body_id}),
            action=_("Do it, and tick it off"),
            due=datetime.combine(row.due, time(23, 59), ZoneInfo(actor.network.zone)) if row.due else None,
        )


def decides(actor: Any) -> Iterable[Need]:
    """Meetings to which this person is invited, and at which something is to be decided."""
    if actor.person is None or actor.by_card:
        return
    if not actor.may_wait("meetings.coming"):
        return
    waiting = Q(items__kind=ItemKind.DECISION, items__decisions=None)
    rows = list(
        Meeting.objects.filter(
            state__in=(MeetingState.CONVENED, MeetingState.OPEN), body__binned_at=None,
            occasion__invitees__person=actor.person, occasion__invitees__withdrawn_at=None,
            occasion__starts_at__gt=timezone.now() - timedelta(days=2),
        )
        .annotate(to_decide=Count("items", filter=waiting, distinct=True))
        .filter(to_decide__gt=0)
        .select_related("occasion")
        .order_by("occasion__starts_at")[:5]
    )  # fmt: skip
    load_versions(rows)
    for row in rows:
        yield Need(
            title=ngettext(
                "“%(title)s”: one thing is to be decided",
                "“%(title)s”: %(count)s things are to be decided",
                row.to_decide,
            )
            % {"title": row.version_for("title", actor.reader).text, "count": row.to_decide},
            why=when(row.occasion, actor.person.zone),
            url=reverse("meeting", kwargs={"network": actor.network.slug, "meeting": row.pk}),
            action=_("Read the agenda"),
            due=row.occasion.starts_at,
        )


def stuck(actor: Any) -> Iterable[Need]:
    """What meetings gave people to do and is overdue, body by body."""
    if not actor.may_wait("meetings.late"):
        return
    late = Action.objects.filter(done_at=None, due__lt=timezone.localdate(), body__binned_at=None)
    counted = list(
        late.order_by().values("body").annotate(count=Count("pk"), since=Min("due")).order_by("since")[:5]
    )
    bodies = Body.objects.in_bulk([row["body"] for row in counted])
    load_versions(bodies.values())
    for row in counted:
        yield Need(
            title=ngettext(
                "“%(body)s”: one action is overdue", "“%(body)s”: %(count)s actions are overdue", row["count"]
            )
            % {
                "body": bodies[row["body"]].version_for("name", actor.reader).text,
                "count": row["count"],
            },
            why=_("the oldest since %(day)s") % {"day": date_format(row["since"], "DATE_FORMAT")},
            url=reverse("body-actions", kwargs={"network": actor.network.slug, "body": row["body"]}),
            action=_("See whose"),
            due=as_instant(row["since"]),
        )


def doors(asks: AtTheDoor) -> Iterable[Door]:
    """What bodies and meetings are for members and for workers."""
    yield Door(
        "organisation",
        _("Decide together"),
        _("Your organisation has a voice: agendas, votes, minutes, and what became of each decision."),
        asks.page("meetings"),
    )
    yield Door(
        "worker",
        _("What was decided"),
        _("See who decides, when they meet, and what they decided."),
        asks.page("meetings"),
    )


def _to_stand(actor: Any) -> Iterable[Need]:
    """Elections in which somebody proposed this person."""
    for row in _proposed(actor.person).select_related("ballot")[:5]:
        yield Need(
            title=_("Do you stand in “%(title)s”?") % {"title": row.ballot.title},
            why=_("You were proposed. Your name is on the paper once you say yes."),
            url=reverse("ballot", kwargs={"network": actor.network.slug, "ballot": row.ballot_id}),
            action=pgettext("what to do", "Answer"),
        )


def coming(actor: Any) -> Iterable[Coming]:
    """The meetings that come, or run now, of bodies that this actor may read."""
    if not actor.may_wait("meetings.coming"):
        return
    rows = _near(timezone.now() - timedelta(days=2)).select_related("occasion", "body")
    found = [row for row in rows.order_by("occasion__starts_at")[:20] if may_read(actor, row)]
    load_versions(found)
    for row in found:
        yield Coming(
            title=row.version_for("title", actor.reader).text,
            url=reverse("meeting", kwargs={"network": actor.network.slug, "meeting": row.pk}),
            starts_at=row.occasion.starts_at,
            zone=row.occasion.zone,
            ends_at=row.occasion.ends_at,
            detail=str(row.occasion.get_mode_display()),
            live=row.state == MeetingState.OPEN,
        )
