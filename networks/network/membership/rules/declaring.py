"""Members declare: what they say becomes the year's figures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.base.texts import load_versions
from networks.network.membership.models import (
    Asked,
    Declaration,
    DeclarationState,
    Declared,
    FigureUnit,
    FigureValue,
    Membership,
    OwnField,
    Round,
    RoundState,
    Seen,
)
from networks.network.membership.rules import figures, own_fields
from networks.network.membership.rules.rounds import DEADLINE, NotNow
from networks.participation.deadlines import rules as deadlines
from networks.participation.documents.rules import documents_of
from networks.record.rules import record

JUMP = Decimal("0.30")
WHOLE = (FigureUnit.PERSONS, FigureUnit.ORGANISATIONS)


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


def may_be_asked() -> list[OwnField]:
    """The own fields about organisations that members may be asked to confirm: those that they see themselves."""
    found = [row for row in own_fields.fields("organisation") if row.seen_by != Seen.COORDINATORS]
    load_versions(found)
    return found


def own_asked(found: Round) -> list[OwnField]:
    """The own fields that a round asks."""
    return [row for row in may_be_asked() if row.key in found.own_fields]


def before(declaration: Declaration, asked: Iterable[Asked]) -> dict[Any, FigureValue]:
    """Last year's values, by figure."""
    year = declaration.round.year - 1
    found = figures.values([row.figure for row in asked], [declaration.organisation_id], [year])
    return {
        figure: value for (_organisation, figure, _year), value in found.items() if value.amount is not None
    }


def comparable(last: Mapping[Any, FigureValue]) -> dict[Any, FigureValue]:
    """Those of last year's values that stand in the currency of this year: others are shown, and neither taken over nor compared."""
    from networks.network.membership.models import Terms

    currency = Terms.current().currency
    return {figure: value for figure, value in last.items() if value.currency in ("", currency)}


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
    then, found = comparable(before(declaration, asked)), {}
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
    declaration: Declaration,
    said: Mapping[Any, Said],
    *,
    remark: str = "",
    language: str = "",
    version: int,
    own: Mapping[str, str] | None = None,
) -> Declaration:
    """Keep what was typed, to go on later. Raises Quicker where somebody saved since `version`, NotNow where it is over."""
    if declaration.state == DeclarationState.DECLARED:
        raise NotNow(_("It is declared. Declare again what has changed."))
    _take(
        declaration,
        version,
        remark=remark,
        language=language,
        own=dict(own or {}),
        state=DeclarationState.DRAFT,
    )
    _keep(declaration, said)
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
    own: Mapping[OwnField, Any] | None = None,
) -> Declaration:
    """Declare: what was said becomes the year's figures, and own fields of the organisation. Call `problems` first. Raises Quicker and NotNow."""
    if not takes(declaration, by_network=by_network):
        raise NotNow(_("The declaration is closed. Ask the network for more time."))
    _take(declaration, version, remark=remark, language=language, own={})
    _keep(declaration, said)
    own_fields.write_many(declaration.organisation, own or {}, by)
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
    """Of two who save the same one wins; the other is told. The round is asked by itself: a condition on another table is not looked at
    again by PostgreSQL when it had to wait for the row, and both would win."""
    if not Round.objects.filter(pk=declaration.round_id, state=RoundState.OPEN).exists():
        raise NotNow(_("The declaration is closed. Ask the network for more time."))
    won = Declaration.objects.filter(pk=declaration.pk, version=version).update(
        version=F("version") + 1, saved_at=timezone.now(), **changes
    )
    if not won:
        declaration.refresh_from_db()
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
