"""Bank files: taken in once, each entry once; matching proposed, confirmed by a person; of two who confirm at once one books."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from networks.base.keys import uuid7
from networks.network.membership.files.bank import BankEntry, Statement, read_statement
from networks.network.membership.files.bank.table import is_day
from networks.network.membership.methods.matching import (
    Arrived,
    Matcher,
    Open,
    Proposal,
    labels_in,
    references_of,
)
from networks.network.membership.models import (
    BankColumns,
    BankFile,
    BankLine,
    FeeNotice,
    KnownAccount,
    Payment,
)
from networks.network.membership.rules.fee_errors import SomebodyWasQuicker
from networks.network.membership.rules.paying import Share, pay, refund
from networks.people.models import Organisation
from networks.record.rules import record


def take_in(name: str, data: bytes, *, currency: str = "EUR", by=None) -> tuple[BankFile, bool]:
    """Read a statement and keep its entries; return the file and whether anything is new. Raises a FileRefused.

    The same file again is the one that is there; an entry that another file held already is not taken twice.
    """
    digest = hashlib.sha256(data).hexdigest()
    there = BankFile.objects.filter(sha256=digest).first()
    if there is not None:
        return there, False
    return keep(name, digest, read_statement(data, kept=kept_columns, currency=currency), by=by)


def kept_columns(header: Sequence[str]) -> dict[str, int] | None:
    """What somebody said of a table with this first line, or of one without headings and as many columns."""
    found = {
        row.headings: row.columns
        for row in BankColumns.objects.filter(
            headings__in=[headings(header), headings(header, headless=True)]
        )
    }
    named = found.get(headings(header))
    if named is not None:
        return named
    bare = found.get(headings(header, headless=True))
    return bare if bare and bare["day"] < len(header) and is_day(header[bare["day"]]) else None


def headings(header: Sequence[str], *, headless: bool = False) -> str:
    """How a kind of table is known again: by its first line; without headings by its number of columns."""
    said = (
        f"{len(header)} columns"
        if headless
        else "\x1f".join(" ".join(one.casefold().split()) for one in header)
    )
    return hashlib.sha256(said.encode()).hexdigest()


def keep(name: str, digest: str, statement: Statement, *, by=None) -> tuple[BankFile, bool]:
    """Keep the entries of a statement that was read; return the file and whether anything is new."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                made = BankFile.objects.create(
                    name=name[:200], kind=statement.kind, sha256=digest, lines=len(statement.entries), by=by
                )
        except IntegrityError:  # somebody else took it in at the same moment
            return BankFile.objects.get(sha256=digest), False
        made.new_lines = sum(_keep(made, batch) for batch in _batches(_keyed(statement.entries), 200))
        made.save(update_fields=["new_lines"])
        record("bank_file.taken_in", made, actor=by)
    return made, bool(made.new_lines)


def _batches(rows: Iterable[Any], size: int) -> Iterable[list[Any]]:
    batch: list[Any] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _keyed(entries: Sequence[BankEntry]) -> list[tuple[str, BankEntry]]:
    """Each entry with the key that it has in every file: the bank's own reference, or what it says and the how-manieth such of its day."""
    times: dict[tuple, int] = {}
    keyed = []
    for entry in entries:
        said: tuple = (entry.account, entry.booked_on, entry.amount, entry.currency)
        said += (
            (entry.bank_reference,)
            if entry.bank_reference
            else (entry.iban, entry.name, entry.text, entry.reference)
        )
        times[said] = times.get(said, 0) + 1
        text = "\x1f".join(map(str, (*said, times[said])))
        keyed.append((hashlib.sha256(text.encode()).hexdigest(), entry))
    return keyed


def _keep(file: BankFile, batch: list[tuple[str, BankEntry]]) -> int:
    there = set(BankLine.objects.filter(key__in=[key for key, _entry in batch]).values_list("key", flat=True))
    BankLine.objects.bulk_create(
        [
            BankLine(
                file=file, key=key, account=entry.account[:34], booked_on=entry.booked_on, amount=entry.amount,
                currency=entry.currency, name=entry.name[:140], iban=entry.iban[:34], text=entry.text[:1000],
                reference=entry.reference[:140],
                state="open" if entry.amount > 0 else "ignored",
            )
            for key, entry in batch
            if key not in there
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    return BankLine.objects.filter(file=file, key__in=[key for key, _entry in batch]).count()


def proposals(lines: Sequence[BankLine]) -> dict[Any, Proposal]:
    """What each line is meant for, by its key. A constant number of queries."""
    arrived = [line for line in lines if line.state == "open"]
    paid = {
        line.pk: Arrived(line.amount, line.currency, line.text, line.reference, line.iban, line.name)
        for line in arrived
    }
    matcher = _matcher(paid.values()) if arrived else None
    return {key: matcher.propose(one) for key, one in paid.items()} if matcher else {}


def _matcher(paid: Collection[Arrived]) -> Matcher:
    accounts: dict[str, list[Any]] = {}
    ibans = {one.iban for one in paid if one.iban}
    references = {word for one in paid for word in references_of(one)}
    labels = {label for one in paid for label in labels_in(one.text)}
    for iban, key in KnownAccount.objects.filter(iban__in=ibans).values_list("iban", "organisation"):
        accounts.setdefault(iban, []).append(key)
    rows = (
        FeeNotice.objects.filter(series=FeeNotice.NOTICE)
        .filter(Q(open_amount__gt=0) | Q(reference__in=references) | Q(label_shown__in=labels))
        .prefetch_related("instalments")
        .order_by("issued_on", "pk")
    )
    notices = [
        Open(
            row.pk, row.organisation_id, row.label_shown, row.reference, row.open_amount, row.currency,
            row.late_from or row.issued_on, _next_part(row),
        )
        for row in rows
    ]  # fmt: skip
    names = {
        key: [name for name in called if name]
        for key, *called in Organisation.objects.values_list("pk", "name", "legal_name")
    }
    return Matcher(notices, accounts, names)


def _next_part(notice: FeeNotice) -> Decimal | None:
    """What is missing of the instalment that is due next."""
    left = notice.total - notice.open_amount
    for part in sorted(notice.instalments.all(), key=lambda part: part.due_on):
        if left < part.amount:
            return part.amount - left
        left -= part.amount
    return None


@transaction.atomic
def confirm(line: BankLine, organisation: Organisation, shares: Sequence[Share], *, by=None) -> Payment:
    """Book a line as a payment. Of two who confirm at once one books; the other gets SomebodyWasQuicker and nothing is booked twice."""
    _settle_line(line, "booked", by)
    return pay(
        organisation, line.amount, line.currency, key=uuid7(), paid_on=line.booked_on, shares=shares, note=line.text,
        line=line, by=by,
    )  # fmt: skip


@transaction.atomic
def confirm_refund(line: BankLine, organisation: Organisation, *, by=None) -> Payment:
    """Book a line by which money left as a refund to a member."""
    _settle_line(line, "booked", by, before=("open", "ignored"))
    return refund(
        organisation, -line.amount, line.currency, key=uuid7(), paid_on=line.booked_on, note=line.text, line=line, by=by
    )  # fmt: skip


@transaction.atomic
def ignore(line: BankLine, *, by=None) -> None:
    """Say that a line is not about fees."""
    _settle_line(line, "ignored", by)


@transaction.atomic
def take_up_again(line: BankLine, *, by=None) -> None:
    """A line that was set aside is to be matched after all."""
    if not BankLine.objects.filter(pk=line.pk, state="ignored", amount__gt=0).update(state="open"):
        raise SomebodyWasQuicker


def _settle_line(line: BankLine, state: str, by: Any, before: tuple[str, ...] = ("open",)) -> None:
    won = BankLine.objects.filter(pk=line.pk, state__in=before).update(
        state=state, settled_by=by, settled_at=timezone.now()
    )
    if not won:
        raise SomebodyWasQuicker
