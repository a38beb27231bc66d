"""A bank's table (CSV, XLSX): columns are recognised by their names in several languages, amounts and days as banks write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from networks.base.files.sheets_in import Row, TableRead, read_table
from networks.base.places import alphabetical
from networks.network.membership.files.bank.statement import (
    BankEntry,
    ColumnsUnknown,
    LineBroken,
    Statement,
)
from networks.network.membership.methods.references import bare, is_iban, references_in
from networks.participation.money.amounts import read

# What banks call their columns, without accents, in the order in which they are preferred.
NAMES = {
    "day": "booking date|buchungstag|buchungsdatum|date comptable|date de comptabilisation|boekdatum|boekingsdatum|datum|date operation|"
    "date d operation|date|data operazione|data contabile|fecha|fecha operacion|data|data mov|data movimento|datum uctovania|konyveles datuma|"
    "datum knjizenja|transaction date|execution date|uitvoeringsdatum|date d execution|valuta|value date|date valeur",
    "amount": "amount|betrag|montant|bedrag|importo|importe|montante|valor|suma|iznos|osszeg|belopp|kwota|castka|transaction amount|betrag eur|"
    "montant eur|amount eur|umsatz",
    "credit": "credit|haben|gutschrift|bij|avere|entrate|abono|haber|credito|accreditamento|incasari|paid in|money in|potrazuje",
    "debit": "debit|soll|lastschrift|af|dare|uscite|cargo|debe|debito|addebito|plati|paid out|money out|duguje",
    "sign": "af bij|debit credit|soll haben|sens|d c|cd|dc|credit debit indicator",
    "currency": "currency|wahrung|waehrung|devise|munt|valuta code|divisa|moneda|moeda|mena|penznem|valuta",
    "name": "counterparty name|name|beguenstigter zahlungspflichtiger|begunstigter zahlungspflichtiger|auftraggeber begunstigter|"
    "auftraggeber|name zahlungsbeteiligter|zahlungspflichtiger|nom contrepartie|nom de la contrepartie|contrepartie|nom|"
    "naam tegenpartij|tegenpartij|naam|naam tegenpartij bevat|nome|controparte|ordinante|ordenante|nombre|ordonator|counterparty|payer|debtor|payee payer",
    "iban": "counterparty account|kontonummer iban|iban zahlungsbeteiligter|compte contrepartie|compte de la contrepartie|rekening tegenpartij|"
    "tegenrekening|iban tegenpartij|iban contrepartie|counterparty iban|iban|konto|compte|rekening|conto|cuenta|conta|account number",
    "text": "verwendungszweck|communication|communications|mededeling|mededelingen|omschrijving|libelle|description|details|"
    "remittance information|buchungstext|causale|descrizione|concepto|descricao|descriere|detalii|libelles|text|reference text|svrha|poznamka",
    "reference": "structured communication|communication structuree|gestructureerde mededeling|creditor reference|reference|referenz|"
    "referentie|riferimento|referencia|end to end id|kundenreferenz",
    "bank": "transaction id|bank reference|bankreferenz|reference de la banque|transactiereferentie|numero de mouvement|volgnummer|"
    "transaction reference|reference bancaire|entry reference|id",
}  # fmt: skip


HEADLESS = "headless"  # beside the columns: the first line is an entry already


def read_bank_table(
    data: bytes,
    *,
    kept: Callable[[Sequence[str]], Mapping[str, int] | None] | None = None,
    currency: str = "EUR",
) -> Statement:
    """Entries of a table, by the columns that were kept for its first line, else by their names. Raises a FileRefused."""
    table = read_table(data)
    columns = (kept(table.header.cells) if kept else None) or recognise(table.header.cells)
    return statement_of(table, columns, currency)


def statement_of(table: TableRead, columns: Mapping[str, int], currency: str) -> Statement:
    """The entries of a table whose columns are known: what → number of the column. Raises a FileRefused."""
    missing = [] if "day" in columns else [_("date")]
    if not {"amount", "credit", "debit"} & set(columns):
        missing.append(_("amount"))
    if missing:
        there = ", ".join(cell for cell in table.header.cells if cell)[:300]
        raise ColumnsUnknown(missing=", ".join(missing), there=there)
    rows = [table.header, *table.rows] if columns.get(HEADLESS) else table.rows
    month_first = _month_first([_cell(row.cells, columns, "day") for row in rows])
    return Statement("csv", list(_entries(rows, columns, currency, month_first)))


def is_day(text: str) -> bool:
    """Whether something is a day as banks write it."""
    try:
        return bool(_day(text.strip(), False))
    except ValueError:
        return False


def recognise(header: Sequence[str]) -> dict[str, int]:
    """What each column is, by its name: what → number. No column is two things."""
    plain = [_plain(name) for name in header]
    found: dict[str, int] = {}
    for what, names in NAMES.items():
        for name in names.split("|"):
            at = next((n for n, there in enumerate(plain) if there == name and n not in found.values()), None)
            if at is not None:
                found[what] = at
                break
    return found


def _plain(name: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", alphabetical(name)))


def _entries(rows: Sequence[Row], found: Mapping[str, int], currency: str, month_first: bool):
    for row in rows:
        if not _cell(row.cells, found, "day"):
            continue  # a line of totals
        try:
            iban = _cell(row.cells, found, "iban")
            text = _cell(row.cells, found, "text")
            reference = _cell(row.cells, found, "reference")
            yield BankEntry(
                booked_on=_day(_cell(row.cells, found, "day"), month_first),
                amount=_amount(row.cells, found),
                currency=(_cell(row.cells, found, "currency").upper() or currency)[:3],
                name=_cell(row.cells, found, "name"),
                iban=bare(iban) if is_iban(iban) else "",
                text=text,
                reference=reference or next(iter(references_in(text)), ""),
                bank_reference=_cell(row.cells, found, "bank"),
            )
        except ValueError as error:
            raise LineBroken(where=row.line) from error


def _cell(cells: Sequence[str], found: Mapping[str, int], what: str) -> str:
    at = found.get(what)
    return cells[at].strip() if at is not None and at < len(cells) else ""


def _amount(cells: Sequence[str], found: Mapping[str, int]) -> Decimal:
    if text := _cell(cells, found, "amount"):
        amount = read(text)
        sign = _plain(_cell(cells, found, "sign"))
        if sign in ("af", "debit", "soll", "d", "s", "dbit"):
            return -abs(amount)
        return amount
    credit, debit = _cell(cells, found, "credit"), _cell(cells, found, "debit")
    if credit and read(credit):
        return abs(read(credit))
    if debit:
        return -abs(read(debit))
    raise ValueError("no amount")


_ISO = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[-./ ]+(\d{1,2})[-./ ]+(\d{4}|\d{2})")


def _day(text: str, month_first: bool) -> date:
    if found := _ISO.match(text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if re.fullmatch(r"\d{8}", text):
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    if found := _DAY_FIRST.match(text):
        day, month, year = int(found[1]), int(found[2]), int(found[3])
        if month_first:
            day, month = month, day
        return date(year if year > 99 else 2000 + year, month, day)
    raise ValueError(f"{text!r} is no day")


def _month_first(texts: Sequence[str]) -> bool:
    """Whether days are written as in America: only where no other reading is possible."""
    pairs = [(int(found[1]), int(found[2])) for text in texts if (found := _DAY_FIRST.match(text))]
    return any(second > 12 for _first, second in pairs) and all(first <= 12 for first, _second in pairs)
