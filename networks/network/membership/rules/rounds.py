"""The rounds of the yearly declaration: planned, opened, closed; who is asked, and reminded."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.base.jobs import ask
from networks.base.texts import load_versions
from networks.network.membership.models import Asked, Declaration, Figure, Membership, Round, RoundState
from networks.participation.deadlines import rules as deadlines
from networks.record.rules import record

DEADLINE = "declare"
REMIND = (14, 7, 1)  # days before
GRACE = 60  # minutes
REST = timedelta(hours=20)  # between two reminders by hand


class NotNow(Exception):
    """What was asked for does not go with the state of the round."""


@transaction.atomic
def plan(
    year: int,
    asked: Mapping[Figure, bool],
    local: datetime,
    zone: str,
    *,
    message: str = "",
    language: str = "en",
    own: Iterable[str] = (),
    by=None,
) -> Round:
    """Plan the round of a year: the figures it asks (→ whether with evidence), until when. Raises IntegrityError where there is one."""
    made = Round.objects.create(
        year=year, message=message, language=language, own_fields=list(own), made_by=by
    )
    _ask_for(made, asked)
    deadlines.put(made, DEADLINE, local, zone, grace=GRACE, remind=REMIND)
    record("round.planned", made, actor=by)
    return made


@transaction.atomic
def change(
    found: Round,
    *,
    message: str,
    language: str,
    by=None,
    year: int | None = None,
    asked: Mapping[Figure, bool] | None = None,
    local: datetime | None = None,
    zone: str = "",
    own: Iterable[str] | None = None,
) -> None:
    """Change the words of a round; its year, figures, own fields and deadline only while it is planned (later the deadline moves by an extension).
    Raises IntegrityError where the year has a round."""
    kept = Round.objects.select_for_update().get(pk=found.pk)
    kept.message, kept.language = message, language
    if kept.state == RoundState.PLANNED:
        kept.year = year or kept.year
        if asked is not None:
            kept.asked.all().delete()
            _ask_for(kept, asked)
        if own is not None:
            kept.own_fields = list(own)
        if local is not None:
            deadlines.put(kept, DEADLINE, local, zone, grace=GRACE, remind=REMIND)
    kept.save(update_fields=["message", "language", "year", "own_fields"])
    kept.mark_versions_to_check("message")
    record("round.changed", kept, actor=by)


def likely(last: Round | None) -> list[Any]:
    """Keys of the figures that the next round will ask: those of the last one, and those to be asked yearly that no round has asked yet."""
    new = Figure.objects.filter(asked=True)
    if last is None:
        return list(new.filter(retired_at=None).values_list("pk", flat=True))
    wanted = set(last.asked.values_list("figure", flat=True))
    wanted |= set(new.exclude(pk__in=Asked.objects.values("figure")).values_list("pk", flat=True))
    return list(Figure.objects.filter(pk__in=wanted, retired_at=None).values_list("pk", flat=True))


def _ask_for(found: Round, asked: Mapping[Figure, bool]) -> None:
    Asked.objects.bulk_create(
        Asked(
            round=found,
            figure=figure,
            position=position,
            evidence=evidence,
            name=figure.name,
            definition=figure.definition,
            language=figure.language,
        )
        for position, (figure, evidence) in enumerate(asked.items())
    )


@transaction.atomic
def open_round(found: Round, *, by=None) -> Round:
    """Open it: definitions are frozen, every member is asked and told. Twice is once."""
    if not found.asked.exists():
        raise NotNow(_("Choose at least one figure first."))
    won = Round.objects.filter(pk=found.pk, state=RoundState.PLANNED).update(
        state=RoundState.OPEN, opened_at=timezone.now(), closed_at=None
    )
    found.refresh_from_db()
    if not won:
        return found
    _freeze(found)
    expect(found)
    record("round.opened", found, actor=by)
    ask("membership.declare.tell", key=f"declare:{found.pk}:opened", round=str(found.pk))
    return found


def _freeze(found: Round) -> None:
    """Copy the words of the figures, in all their languages, as they stand now."""
    rows = list(found.asked.select_related("figure"))
    load_versions([row.figure for row in rows])
    for row in rows:
        row.name, row.definition, row.language = row.figure.name, row.figure.definition, row.figure.language
        row.save(update_fields=["name", "definition", "language"])
        row.delete_versions()
        for version in row.figure.versions():
            row.put_version(
                version.field, version.language, version.text, plain=version.plain, author=version.author
            )


def expect(found: Round) -> None:
    """Have a declaration for every member there is now: also for those who joined while the round was open."""
    there = set(found.declarations.values_list("organisation", flat=True))
    members = Membership.objects.now().filter(organisation__binned_at=None).exclude(organisation__in=there)
    Declaration.objects.bulk_create(
        (
            Declaration(round=found, organisation_id=key)
            for key in set(members.values_list("organisation", flat=True))
        ),
        ignore_conflicts=True,
        batch_size=500,
    )


@transaction.atomic
def close_round(found: Round, *, by=None) -> bool:
    """Close it: nobody declares any more. Returns whether it was open."""
    won = Round.objects.filter(pk=found.pk, state=RoundState.OPEN).update(
        state=RoundState.CLOSED, closed_at=timezone.now()
    )
    found.refresh_from_db()
    if won:
        record("round.closed", found, actor=by)
    return bool(won)


@transaction.atomic
def reopen_round(found: Round, *, by=None) -> bool:
    """Open a closed round again. Returns whether it was closed. What was declared stays."""
    won = Round.objects.filter(pk=found.pk, state=RoundState.CLOSED).update(
        state=RoundState.OPEN, closed_at=None
    )
    found.refresh_from_db()
    if won:
        record("round.reopened", found, actor=by)
    return bool(won)


@transaction.atomic
def remind_now(found: Round, *, by=None) -> bool:
    """Remind, by hand, whoever has not declared; at most once in twenty hours. Returns whether reminders go out."""
    now = timezone.now()
    won = (
        Round.objects.filter(pk=found.pk, state=RoundState.OPEN)
        .exclude(reminded_at__gt=now - REST)
        .update(reminded_at=now)
    )
    if won:
        record("round.reminded", found, actor=by)
        ask(
            "membership.declare.tell",
            key=f"declare:{found.pk}:{now.isoformat()}",
            round=str(found.pk),
            mark=now.isoformat(),
        )
    return bool(won)
