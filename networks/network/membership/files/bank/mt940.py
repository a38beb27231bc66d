"""MT940, SWIFT's customer statement: fields 25, 60, 61 and 86, with the ways in which banks structure field 86.

Field 61: value day, entry day, mark (C, D, RC, RD), amount with a comma, kind of transaction, reference of the account owner // the bank's.
Field 86, three dialects: German subfields (?20 to ?29 and ?60 to ?63 text, ?31 account, ?32 and ?33 name) with SEPA words in the text (EREF+,
SVWZ+ …); Dutch and Belgian ones between slashes (/IBAN/…/NAME/…/REMI/…); else plain words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from networks.base.files.document import clean
from networks.base.files.sheets_in import encoding_of
from networks.network.membership.files.bank.statement import (
    BankEntry,
    NoStatement,
    Statement,
    StatementBroken,
)
from networks.network.membership.methods.references import bare, is_iban, references_in

_FIELD = re.compile(r"^:(\d{2}[A-Z]?):", re.MULTILINE)
_LINE = re.compile(
    r"(?P<value>\d{6})(?P<entry>\d{4})?(?P<mark>R?[CD])(?P<funds>[A-Z])?(?P<amount>\d{1,15}[,.]\d{0,2}|\d{1,15})"
    r"(?P<kind>[A-Z][A-Z0-9]{3})(?P<owner>[^\n]*?)(?://(?P<bank>[^\n]*))?(?:\n(?P<more>.*))?",
    re.DOTALL,
)
_SEPA = re.compile(r"(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|IBAN|BIC|COAM|OAMT|PURP)\+")
_SLASHED = re.compile(
    r"/(EREF|PREF|MARF|CSID|BENM|ORDP|NAME|ID|ADDR|REMI|USTD|STRD|IBAN|BIC|ISDT|PURP|RTRN|TRTP|CNTP|SVCL|CDTRREFTP|CDTRREF|CD)(?=/)"
)


def read_mt940(data: bytes) -> Statement:
    """All entries of all statements in the file. Raises a FileRefused."""
    try:
        text = data.decode(encoding_of(data), errors="replace")
    except LookupError as error:
        raise NoStatement from error
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    entries: list[BankEntry] = []
    account = currency = ""
    pending: re.Match | None = None
    known = False
    for name, value in _fields(text):
        try:
            if name == "86" and pending is not None:
                entries.append(_entry(pending, value, account, currency))
                pending = None
                continue
            if pending is not None:
                entries.append(_entry(pending, "", account, currency))
                pending = None
            if name == "25":
                account = _account(value)
            elif name in ("60F", "60M"):
                found = re.match(r"[CD]\d{6}([A-Z]{3})", value)
                if not found:
                    raise ValueError("no currency")
                currency, known = found[1], True
            elif name == "61":
                pending = _LINE.fullmatch(value.strip())
                if pending is None or not currency:
                    raise ValueError("no entry")
        except (ValueError, InvalidOperation) as error:
            raise StatementBroken(where=len(entries) + 1) from error
    if pending is not None:
        entries.append(_entry(pending, "", account, currency))
    if not known:
        raise NoStatement
    return Statement("mt940", entries)


def _fields(text: str) -> Iterator[tuple[str, str]]:
    """(tag, value) of each field, the envelope left out; the last field of a statement ends at its dash."""
    text = re.sub(r"^(-\}?|-|\{[^\n]*)$", "", text, flags=re.MULTILINE)
    marks = list(_FIELD.finditer(text))
    for number, mark in enumerate(marks):
        end = marks[number + 1].start() if number + 1 < len(marks) else len(text)
        yield mark[1], text[mark.end() : end].strip("\n")


def _account(value: str) -> str:
    words = re.split(r"[/\s]", value.strip())
    return next((bare(word) for word in words if is_iban(word)), bare(value)[:34])


def _entry(line: re.Match, details: str, account: str, currency: str) -> BankEntry:
    amount = Decimal(line["amount"].replace(",", ".").rstrip(".") or "0")
    arrived = line["mark"] in ("C", "RD")
    said = _details(details)
    owner = (line["owner"] or "").strip()
    if not said["text"]:
        said["text"] = clean(
            " ".join(filter(None, [owner if owner != "NONREF" else "", (line["more"] or "").strip()]))
        )
    bank = (line["bank"] or "").strip()
    return BankEntry(
        booked_on=_day(line["value"], line["entry"]),
        amount=amount if arrived else -amount,
        currency=currency,
        account=account,
        bank_reference=""
        if bank.upper() in ("", "NONREF")
        else f"{line['value']}{line['entry'] or ''}/{bank}",
        **said,
    )


def _day(value: str, entry: str | None) -> date:
    """The day of booking: its year is that of the value day, or the one beside it about New Year."""
    day = date(2000 + int(value[:2]), int(value[2:4]), int(value[4:6]))
    if not entry:
        return day
    month = int(entry[:2])
    year = day.year + (1 if day.month == 12 and month == 1 else -1 if day.month == 1 and month == 12 else 0)
    return date(year, month, int(entry[2:4]))


def _details(value: str) -> dict[str, str]:
    """Name, account, text and reference from field 86, whichever way the bank writes it."""
    if re.match(r"\d{3}\?", value.replace("\n", "")):
        return _german(value.replace("\n", ""))
    if _SLASHED.search(value.replace("\n", "")):
        return _slashed(value.replace("\n", ""))
    words = clean(" ".join(value.split()))
    iban = next((bare(word) for word in words.split() if is_iban(word)), "")
    return {"name": "", "iban": iban, "text": words, "reference": ""}


def _german(value: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for piece in value[3:].split("?")[1:]:
        parts[piece[:2]] = parts.get(piece[:2], "") + piece[2:]
    text = "".join(parts.get(f"{n}", "") for n in [*range(20, 30), *range(60, 64)])
    sepa = _SEPA.split(text)
    named = dict(zip(sepa[1::2], (part.strip() for part in sepa[2::2]), strict=True))
    said = named.get("SVWZ", "") or (text if not named else sepa[0])
    iban = parts.get("31", "") or named.get("IBAN", "")
    end_to_end = named.get("EREF", "")
    return {
        "name": clean(f"{parts.get('32', '')}{parts.get('33', '')}".strip()),
        "iban": bare(iban) if is_iban(iban) else "",
        "text": clean(
            " ".join(filter(None, [said.strip(), "" if end_to_end.upper() == "NOTPROVIDED" else end_to_end]))
        ),
        "reference": next(iter(references_in(said)), ""),
    }


def _slashed(value: str) -> dict[str, str]:
    pieces = _SLASHED.split(value)
    named: dict[str, str] = {}
    for name, words in zip(pieces[1::2], pieces[2::2], strict=True):
        named.setdefault(name, words.strip("/ "))
    iban = named.get("IBAN", "").split("/")[0] or named.get("CNTP", "").split("/")[0]
    said = named.get("USTD") or named.get("REMI") or named.get("STRD") or ""
    reference = named.get("CDTRREF") or next(iter(references_in(said)), "")
    end_to_end = named.get("EREF", "")
    return {
        "name": clean(named.get("NAME") or (named.get("CNTP", "").split("/")[2:3] or [""])[0]),
        "iban": bare(iban) if is_iban(iban) else "",
        "text": clean(
            " ".join(
                filter(None, [said, "" if end_to_end.upper() in ("NOTPROVIDED", "NONREF") else end_to_end])
            )
        ),
        "reference": clean(reference),
    }
