"""Bodies: made with the rules that most statutes have, changed, their seats given from a day to a day."""

from calendar import monthrange
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.meet.meetings.models import (
    Body,
    BodyKind,
    BodySeat,
    DecisionKind,
    Initiative,
    MajorityOf,
    MajorityRule,
    Readers,
    SeatRole,
    Voters,
    WeightsBy,
)
from networks.meet.meetings.rules.errors import NotNow
from networks.record.rules import record

# What a new body of each kind begins with; the form shows it, and people change it.
BEGINNINGS: dict[str, dict[str, Any]] = {
    BodyKind.ASSEMBLY: {
        "voters": Voters.MEMBERS, "needs_paid": True, "quorum": "1/2", "proxies": 1, "notice_days": 21,
        "read_by": Readers.MEMBERS,
    },
    BodyKind.BOARD: {"quorum": "1/2", "proxies": 1, "notice_days": 7, "term_months": 24, "chair_decides": True},
    BodyKind.COMMITTEE: {"quorum": "1/2", "notice_days": 7, "term_months": 24},
    BodyKind.WORKING_GROUP: {
        "notice_days": 3, "convened_by": Initiative.MEMBERS, "items_by": Initiative.MEMBERS,
        "read_by": Readers.MEMBERS,
    },
}  # fmt: skip
MAJORITIES: dict[str, dict[str, Any]] = {
    DecisionKind.ORDINARY: {"share": ">1/2", "of": MajorityOf.CAST},
    DecisionKind.ADMISSION: {"share": ">1/2", "of": MajorityOf.CAST},
    DecisionKind.FEES: {"share": ">1/2", "of": MajorityOf.CAST},
    DecisionKind.EXCLUSION: {"share": "2/3", "of": MajorityOf.CAST},
    DecisionKind.STATUTES: {"share": "2/3", "of": MajorityOf.CAST},
    DecisionKind.DISSOLUTION: {"share": "3/4", "of": MajorityOf.ALL},
}
FIELDS = (
    "kind", "name", "purpose", "language", "voters", "weighted", "weights_by", "needs_paid", "quorum", "quorum_of", "proxies", "by_country", "chair_decides",
    "notice_days", "term_months", "convened_by", "items_by", "read_by",
)  # fmt: skip


@transaction.atomic
def make(kind: str, name: str, *, by: Any = None, language: str = "en", **fields: Any) -> Body:
    """A new body with the majorities that most statutes have."""
    values = {**BEGINNINGS[kind], **fields}
    body = Body.objects.create(kind=kind, name=name, language=language, **values)
    MajorityRule.objects.bulk_create(
        MajorityRule(network_id=body.network_id, body=body, kind=decided, **rule)
        for decided, rule in MAJORITIES.items()
    )
    record("body.made", body, actor=by, kind=kind)
    return body


@transaction.atomic
def change(body: Body, values: dict[str, Any], *, by: Any = None) -> list[str]:
    """Change what `values` says; returns the names of what changed. Votes that are open keep the rule they were opened with."""
    changed = [name for name in FIELDS if name in values and values[name] != getattr(body, name)]
    if not changed:
        return []
    for name in changed:
        setattr(body, name, values[name])
    body.changed_at = timezone.now()
    body.save()
    for name in Body.TEXTS:
        if name in changed:
            body.mark_versions_to_check(name)
    record("body.changed", body, actor=by, fields=changed)
    return changed


@transaction.atomic
def set_fee_bands(
    body: Body, bands: list[dict[str, Any]], currency: str, without_fee: str, *, by: Any = None
) -> None:
    """From now on votes are weighed by the fee, with this table. Votes that are open keep the weights they were opened with."""
    body.weighted, body.weights_by = True, WeightsBy.FEE
    body.fee_bands, body.fee_currency, body.without_fee = bands, currency, without_fee
    body.changed_at = timezone.now()
    body.save(
        update_fields=["weighted", "weights_by", "fee_bands", "fee_currency", "without_fee", "changed_at"]
    )
    record(
        "body.changed", body, actor=by, fields=["fee_bands"], bands=bands, currency=currency, without_fee=without_fee
    )  # fmt: skip


@transaction.atomic
def set_majority(
    body: Body, kind: str, share: str, of: str, abstentions: bool, *, by: Any = None
) -> MajorityRule:
    """The majority that a kind of decision needs from now on."""
    rule, _made = MajorityRule.objects.update_or_create(
        body=body, kind=kind, defaults={"share": share, "of": of, "abstentions": abstentions}
    )
    record("body.changed", body, actor=by, fields=["majority"], kind=kind, **rule.as_facts())
    return rule


def majority_for(body: Body, kind: str) -> MajorityRule:
    """The rule of a kind; where a body has none, that of ordinary decisions."""
    rules = {rule.kind: rule for rule in body.majorities.all()}
    return rules.get(kind) or rules.get(DecisionKind.ORDINARY) or MajorityRule(body=body, kind=kind)


def end_of_term(since: date, months: int | None) -> date | None:
    """The day on which a term of so many months is over."""
    if not months:
        return None
    years, month = divmod(since.month - 1 + months, 12)
    year = since.year + years
    return date(year, month + 1, min(since.day, monthrange(year, month + 1)[1]))


@transaction.atomic
def give_seat(
    body: Body, person: Any, role: str = SeatRole.MEMBER, *, since: date | None = None, until: date | None = None,
    organisation: Any = None, by: Any = None,
) -> BodySeat:  # fmt: skip
    """A person sits in the body from a day on, for one term unless `until` says otherwise. One seat a person; one chair at a time."""
    since = since or timezone.localdate()
    until = until or end_of_term(since, body.term_months)
    if until is not None and until <= since:
        raise NotNow(_("The last day lies before the first. Change one of them."))
    Body.objects.select_for_update().get(pk=body.pk)
    there = BodySeat.objects.now_or_later().filter(body=body)
    if there.filter(person=person).exists():
        raise NotNow(
            _("%(name)s has a seat already. End it first, then give another.") % {"name": person.shown_name}
        )
    if role == SeatRole.CHAIR and (chair := there.filter(role=SeatRole.CHAIR).first()):
        raise NotNow(_("%(name)s is in the chair. End that seat first.") % {"name": chair.person.shown_name})
    seat = BodySeat.objects.create(
        body=body, person=person, role=role, since=since, until=until, organisation=organisation, given_by=by
    )
    record("body.seat_given", body, actor=by, role=role, person=str(person.pk))
    return seat


@transaction.atomic
def end_seat(seat: BodySeat, *, on: date | None = None, by: Any = None) -> None:
    """A seat ends on a day (today): from then on they have no vote. Twice is once."""
    on = max(on or timezone.localdate(), seat.since)
    if BodySeat.objects.filter(pk=seat.pk).exclude(until__lte=on).update(until=on):
        seat.refresh_from_db()
        record("body.seat_ended", seat.body, actor=by, role=seat.role)


@transaction.atomic
def throw_away(body: Body, *, by: Any = None) -> None:
    """Put a body into the bin, with all that hangs on it."""
    body.throw_away(by)
    record("body.thrown_away", body, actor=by)


@transaction.atomic
def take_back(body: Body, *, by: Any = None) -> None:
    """Take it out of the bin."""
    body.take_back()
    record("body.taken_back", body, actor=by)
