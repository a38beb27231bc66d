"""The yearly declaration: a round is planned, opened, closed; members declare, and what they declare becomes the year's figures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.base.jobs import ask
from networks.base.texts import load_versions
from networks.network.membership.models import (
    Asked,
    Declaration,
    DeclarationState,
    Declared,
    Figure,
    FigureUnit,
    FigureValue,
    Membership,
    Round,
    RoundState,
)
from networks.network.membership.rules import figures
from networks.participation.deadlines import rules as deadlines
from networks.participation.documents.rules import documents_of
from networks.record.rules import record

DEADLINE = "declare"
REMIND = (14, 7, 1)  # days before
GRACE = 60  # minutes
JUMP = Decimal("0.30")
WHOLE = (FigureUnit.PERSONS, FigureUnit.ORGANISATIONS)
REST = timedelta(hours=20)  # between two reminders by hand


class NotNow(Exception):
    """What was asked for does not go with the state of the round."""


class Quicker(Exception):
    """Somebody saved the same declaration since it was read."""

    def __init__(self, declaration: Declaration):
        super().__init__(_("Somebody else of your organisation saved this while you were writing."))
        self.declaration = declaration


@dataclass(frozen=True)
class Said:
    """What was typed for one figure."""

    amount: Decimal | None = None
    unknown: bool = False
    why: str = ""


# ---- rounds ----


@transaction.atomic
def plan(
    year: int,
    asked: Mapping[Figure, bool],
    local: datetime,
    zone: str,
    *,
    message: str = "",
    language: str = "en",
    by=None,
) -> Round:
    """Plan the round of a year: the figures it asks (→ whether with evidence), until when. Raises IntegrityError where there is one."""
    made = Round.objects.create(year=year, message=message, language=language, made_by=by)
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
) -> None:
    """Change the words of a round; its year, figures and deadline only while it is planned (later the deadline moves by an extension).
    Raises IntegrityError where the year has a round."""
    kept = Round.objects.select_for_update().get(pk=found.pk)
    kept.message, kept.language = message, language
    if kept.state == RoundState.PLANNED:
        kept.year = year or kept.year
        if asked is not None:
            kept.asked.all().delete()
            _ask_for(kept, asked)
        if local is not None:
            deadlines.put(kept, DEADLINE, local, zone, grace=GRACE, remind=REMIND)
    kept.save(update_fields=["message", "language", "year"])
    kept.mark_versions_to_check("message")
    record("round.changed", kept, actor=by)


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


# ---- declaring ----


def declaration_of(found: Round, organisation: Any) -> Declaration | None:
    """The declaration that an organisation is asked for in an open round; None where it is not a member."""
    there = Declaration.objects.filter(round=found, organisation=organisation).first()
    if there or found.state != RoundState.OPEN:
        return there
    if not Membership.objects.now().filter(organisation=organisation).exists():
        return None
    try:
        with transaction.atomic():
            return Declaration.objects.create(round=found, organisation=organisation)
    except IntegrityError:
        return Declaration.objects.get(round=found, organisation=organisation)


def takes(declaration: Declaration, *, by_network: bool = False) -> bool:
    """Whether the declaration can be written now: the round is open, and the deadline (with grace) has not passed.

    The network records for a member as long as the round is open.
    """
    if declaration.round.state != RoundState.OPEN:
        return False
    return by_network or deadlines.is_open(
        deadlines.of(declaration.round, DEADLINE), declaration.organisation
    )


def before(declaration: Declaration, asked: Iterable[Asked]) -> dict[Any, FigureValue]:
    """Last year's values, by figure."""
    year = declaration.round.year - 1
    found = figures.values([row.figure for row in asked], [declaration.organisation_id], [year])
    return {
        figure: value for (_organisation, figure, _year), value in found.items() if value.amount is not None
    }


def jumps(now: Decimal | None, then: Decimal | None) -> bool:
    """Whether a figure differs from last year's by more than 30 %; from nothing to something does."""
    if now is None or then is None:
        return False
    if then == 0:
        return now != 0
    return abs(now - then) > JUMP * abs(then)


def problems(declaration: Declaration, said: Mapping[Any, Said]) -> dict[Any, list[tuple[str, Any]]]:
    """What is wrong with what was said, by key of `Asked`: (which field, sentence) pairs. Empty where it can be declared."""
    asked = list(declaration.round.asked.select_related("figure"))
    then, found = before(declaration, asked), {}
    papers = {paper.kind for paper in documents_of([declaration])[declaration.label, declaration.pk]}
    for row in asked:
        one, wrong = said.get(row.pk, Said()), []
        if one.amount is None and not one.unknown:
            wrong.append(
                ("amount", _("Write a figure. If it is zero, write 0. If you do not know it, say so."))
            )
        last = then.get(row.figure_id)
        if not one.unknown and last and jumps(one.amount, last.amount) and not one.why.strip():
            wrong.append(
                (
                    "why",
                    _(
                        "This differs from last year by more than 30 %. If it is right, say in a few words why."
                    ),
                )
            )
        if row.evidence and one.amount is not None and str(row.pk) not in papers:
            wrong.append(("evidence", _("Add the document that shows it, such as the accounts.")))
        if wrong:
            found[row.pk] = wrong
    return found


@transaction.atomic
def save(
    declaration: Declaration, said: Mapping[Any, Said], *, remark: str = "", language: str = "", version: int
) -> Declaration:
    """Keep what was typed, to go on later. Raises Quicker where somebody saved since `version`, NotNow where it is over."""
    _take(declaration, version, remark=remark, language=language)
    _keep(declaration, said)
    Declaration.objects.filter(pk=declaration.pk, state=DeclarationState.WAITING).update(
        state=DeclarationState.DRAFT
    )
    declaration.refresh_from_db()
    return declaration


@transaction.atomic
def declare(
    declaration: Declaration,
    said: Mapping[Any, Said],
    *,
    remark: str = "",
    language: str = "",
    version: int,
    by=None,
    by_network: bool = False,
) -> Declaration:
    """Declare: what was said becomes the year's figures. Call `problems` first. Raises Quicker and NotNow."""
    if not takes(declaration, by_network=by_network):
        raise NotNow(_("The declaration is closed. Ask the network for more time."))
    _take(declaration, version, remark=remark, language=language)
    _keep(declaration, said)
    deadline = deadlines.of(declaration.round, DEADLINE)
    now = timezone.now()
    Declaration.objects.filter(pk=declaration.pk).update(
        state=DeclarationState.DECLARED,
        declared_at=now,
        declared_by=by,
        on_behalf=by_network,
        is_late=bool(deadline and now > deadlines.ends_at(deadline, declaration.organisation)),
    )
    again = declaration.state == DeclarationState.DECLARED
    for row in declaration.round.asked.all():
        one = said.get(row.pk, Said())
        FigureValue.objects.update_or_create(
            organisation_id=declaration.organisation_id,
            figure_id=row.figure_id,
            year=declaration.round.year,
            defaults={
                "amount": None if one.unknown else one.amount,
                "currency": _currency(row),
                "source": "declared",
                "by": by,
                "created_at": now,
            },
        )
    declaration.refresh_from_db()
    record(
        "declaration.changed" if again else "declaration.made",
        declaration,
        actor=by,
        organisations=[declaration.organisation],
    )
    return declaration


def _take(declaration: Declaration, version: int, **changes: Any) -> None:
    """Of two who save the same one wins; the other is told."""
    won = Declaration.objects.filter(pk=declaration.pk, version=version, round__state=RoundState.OPEN).update(
        version=F("version") + 1, saved_at=timezone.now(), **changes
    )
    if not won:
        declaration.refresh_from_db()
        if declaration.round.state != RoundState.OPEN:
            raise NotNow(_("The declaration is closed. Ask the network for more time."))
        raise Quicker(declaration)


def _keep(declaration: Declaration, said: Mapping[Any, Said]) -> None:
    for row in declaration.round.asked.all():
        one = said.get(row.pk)
        if one is None or (one.amount is None and not one.unknown and not one.why):
            declaration.figures.filter(asked=row).delete()
            continue
        Declared.objects.update_or_create(
            declaration=declaration,
            asked=row,
            defaults={
                "amount": None if one.unknown else one.amount,
                "currency": _currency(row),
                "unknown": one.unknown,
                "why": one.why,
            },
        )


def _currency(row: Asked) -> str:
    from networks.network.membership.models import Terms

    return Terms.current().currency if row.figure.unit == FigureUnit.MONEY else ""


def said_so_far(declaration: Declaration) -> dict[Any, Said]:
    """What is kept of a declaration, by key of `Asked`."""
    return {row.asked_id: Said(row.amount, row.unknown, row.why) for row in declaration.figures.all()}
