"""What every kind of statement is read into, and which kind a file is: its contents decide, not its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from networks.base.files.errors import FileEmpty, FileRefused, FileTooLarge

LIMIT = 20 * 1024 * 1024
MOST = 50_000  # entries


@dataclass(frozen=True, slots=True)
class BankEntry:
    """One entry: positive where money arrived. `bank_reference` is the bank's own name for it, where it gives one."""

    booked_on: date
    amount: Decimal
    currency: str
    account: str = ""
    name: str = ""  # of the other side
    iban: str = ""
    text: str = ""
    reference: str = ""  # a structured creditor reference
    bank_reference: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a file held."""

    kind: str
    entries: list[BankEntry] = field(default_factory=list)


class NoStatement(FileRefused):
    message = _(
        "This is no bank statement that can be read. Ask your bank for a statement as CAMT.053, MT940 or CSV."
    )


class WrongMessage(FileRefused):
    """`found`: which message it is."""

    message = _("This file holds %(found)s, not the statement of booked entries. Ask your bank for CAMT.053.")


class StatementBroken(FileRefused):
    """`where`: which entry cannot be read."""

    message = _(
        "Entry %(where)s of this statement cannot be read, so nothing was taken in. Ask your bank for the file again."
    )


class LineBroken(StatementBroken):
    """`where`: which line of a table cannot be read."""

    message = _(
        "Line %(where)s of this table cannot be read, so nothing was taken in. Look at the line, and at what its columns are."
    )


class ColumnsUnknown(FileRefused):
    """`missing`: the columns that were not recognised; `there`: those of the file."""

    message = _(
        "No column was recognised as %(missing)s. Name it so in the first line of the table. There are: %(there)s."
    )


def read_statement(
    data: bytes,
    *,
    kept: Callable[[Sequence[str]], Mapping[str, int] | None] | None = None,
    currency: str = "EUR",
) -> Statement:
    """Read a file. `kept` says of a table's first line which column is what, where somebody named them. Raises a FileRefused."""
    if len(data) > LIMIT:
        raise FileTooLarge(limit=LIMIT // 1024 // 1024)
    start = data[:4000].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00")
    if not start:
        raise FileEmpty
    if start.startswith((b"<", b"\x00<")) or b"<\x00" in start[:4]:
        from networks.network.membership.files.bank.camt import read_camt

        return checked(read_camt(data))
    if start.startswith((b":20:", b"{1:", b":940:")) or b"\n:61:" in data or b"\n:60F:" in data:
        from networks.network.membership.files.bank.mt940 import read_mt940

        return checked(read_mt940(data))
    from networks.network.membership.files.bank.table import read_bank_table

    return checked(read_bank_table(data, kept=kept, currency=currency))


def checked(found: Statement) -> Statement:
    if len(found.entries) > MOST:
        raise FileTooLarge(limit=LIMIT // 1024 // 1024)
    for number, entry in enumerate(found.entries, 1):
        if abs(entry.amount) >= 10**11 or entry.amount != entry.amount.quantize(Decimal("0.01")):
            raise StatementBroken(where=number)
    return found
