"""A bank's table whose columns were not recognised: it waits, somebody says what they are, it is taken in; kept for the next one."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from networks.base.files.errors import FileRefused
from networks.base.files.sheets_in import Row, TableRead, read_table
from networks.base.jobs import job
from networks.network.membership.files.bank.statement import Statement, checked
from networks.network.membership.files.bank.table import HEADLESS, is_day, recognise, statement_of
from networks.network.membership.models import BankColumns, BankFile, BankTable
from networks.network.membership.rules import banking
from networks.people.models import Person

KEPT = timedelta(days=30)
MOST_COLUMNS = 60


def wait(name: str, data: bytes, by: Person | None = None) -> BankTable | None:
    """Keep a table until its columns are named. The same file again is the same table; None where it is no table of several columns."""
    try:
        table = read_table(data)
    except FileRefused:
        return None
    if not 1 < len(table.header.cells) <= MOST_COLUMNS:
        return None
    guessed: dict[str, int] = banking.kept_columns(table.header.cells) or recognise(table.header.cells)
    if any(is_day(cell) for cell in table.header.cells):
        guessed = {**guessed, HEADLESS: 1}
    made, _new = BankTable.objects.get_or_create(
        sha256=hashlib.sha256(data).hexdigest(),
        defaults={
            "name": name[:200],
            "rows": [[row.line, row.cells] for row in (table.header, *table.rows)],
            "columns": guessed,
            "by": by,
        },
    )
    return made


def table_of(found: BankTable) -> TableRead:
    """The table as it was read from the file."""
    rows = [Row(line, cells) for line, cells in found.rows]
    return TableRead(kind="csv", header=rows[0], rows=rows[1:])


def examples(found: BankTable, most: int = 3) -> list[list[str]]:
    """Of each column the first cells that hold something."""
    rows = [cells for _line, cells in found.rows[1:40]] or [found.rows[0][1]]
    return [
        list(dict.fromkeys(cells[n] for cells in rows if n < len(cells) and cells[n]))[:most]
        for n in range(len(found.rows[0][1]))
    ]


def read(found: BankTable, currency: str) -> Statement:
    """The entries as the columns say now. Raises a FileRefused."""
    return checked(statement_of(table_of(found), found.columns, currency))


@transaction.atomic
def name_columns(found: BankTable, columns: Mapping[str, int]) -> None:
    """Keep what the columns are: for this table, and for the next with the same first line."""
    found.columns = dict(columns)
    found.save(update_fields=["columns"])
    header = found.rows[0][1]
    BankColumns.objects.update_or_create(
        headings=banking.headings(header, headless=bool(columns.get(HEADLESS))),
        defaults={"columns": dict(columns)},
    )


@transaction.atomic
def take_in(found: BankTable, currency: str, by: Person | None = None) -> tuple[BankFile, bool]:
    """Take in the entries; the table waits no longer. Twice is once. Raises a FileRefused."""
    made = banking.keep(found.name, found.sha256, read(found, currency), by=by)
    found.delete()
    return made


def forget(found: BankTable) -> None:
    """Nothing of it is taken in."""
    found.delete()


@job("fees.bank_tables_forgotten", every=timedelta(days=1))
def tidy(row: Any) -> None:
    """Tables for which nobody named the columns in time are forgotten."""
    BankTable.everywhere.filter(created_at__lt=timezone.now() - KEPT).delete()
