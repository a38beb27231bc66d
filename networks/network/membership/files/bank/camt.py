"""CAMT.053, the bank-to-customer statement of ISO 20022: any version (2009's .02 to today's) by the names of its elements.

What differs between versions and is read in each: the status as text or as code, the parties directly or in `Pty`, the amount of a
transaction in `AmtDtls` or directly. An entry that holds several transactions with amounts of their own (a batch) becomes one entry each.
Only booked entries are taken. Read with defusedxml: no entities, no external documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from networks.base.files.document import clean
from networks.network.membership.files.bank.statement import (
    BankEntry,
    NoStatement,
    Statement,
    StatementBroken,
    WrongMessage,
)
from networks.network.membership.methods.references import bare, is_iban

_NAMESPACE = re.compile(r"\{urn:iso:std:iso:20022:tech:xsd:([a-z]{4}\.\d{3})(\.\d{3}\.\d{2})\}")


def read_camt(data: bytes) -> Statement:
    """All booked entries of all statements in the file. Raises a FileRefused."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError) as error:
        raise NoStatement from error
    named = _NAMESPACE.match(root.tag)
    if _local(root.tag) != "Document" or not named:
        raise NoStatement
    if named[1] != "camt.053":
        raise WrongMessage(found=named[1].upper())
    entries: list[BankEntry] = []
    for statement in _all(root, "BkToCstmrStmt/Stmt"):
        account = _text(statement, "Acct/Id/IBAN") or _text(statement, "Acct/Id/Othr/Id")
        for entry in _all(statement, "Ntry"):
            try:
                entries += _entries(entry, bare(account))
            except (ValueError, InvalidOperation, TypeError) as error:
                raise StatementBroken(where=len(entries) + 1) from error
    return Statement("camt.053", entries)


def _entries(entry: Any, account: str) -> Iterator[BankEntry]:
    if (_text(entry, "Sts/Cd") or _text(entry, "Sts")) not in ("BOOK", ""):
        return
    whole, currency = _amount(entry)
    day = _day(entry)
    reference = _text(entry, "AcctSvcrRef") or _text(entry, "NtryRef")
    details = _all(entry, "NtryDtls/TxDtls")
    parts = [_part(one, currency) for one in details]
    separate = len(parts) > 1 and all(part is not None for part in parts) and sum(parts) == abs(whole)  # type: ignore[arg-type]
    sign = 1 if whole >= 0 else -1
    for number, (one, part) in enumerate(
        zip(details, parts, strict=True) if separate else [(details[:1] or [None], None)], 1
    ):
        one = one[0] if isinstance(one, list) else one
        words = _said(one, sign) if one is not None else {}
        own = _text(one, "Refs/AcctSvcrRef") if one is not None else ""
        yield BankEntry(
            booked_on=day,
            amount=sign * part if separate and part is not None else whole,
            currency=currency,
            account=account,
            bank_reference=own
            if separate and own
            else f"{reference}/{number}"
            if separate and reference
            else reference,
            **{**words, "text": words.get("text") or clean(_text(entry, "AddtlNtryInf"))},
        )


def _said(one: Any, sign: int) -> dict[str, str]:
    """Who is on the other side, and what they wrote."""
    other = "Dbtr" if sign > 0 else "Cdtr"
    iban = _text(one, f"RltdPties/{other}Acct/Id/IBAN")
    texts = [found.text or "" for found in _all(one, "RmtInf/Ustrd")]
    texts += [found.text or "" for found in _all(one, "RmtInf/Strd/AddtlRmtInf")]
    end_to_end = _text(one, "Refs/EndToEndId")
    if end_to_end and end_to_end.upper() not in ("NOTPROVIDED", "NONREF"):
        texts.append(end_to_end)
    return {
        "name": clean(
            _text(one, f"RltdPties/{other}/Pty/Nm")
            or _text(one, f"RltdPties/{other}/Nm")
            or _text(one, f"RltdPties/Ultmt{other}/Pty/Nm")
            or _text(one, f"RltdPties/Ultmt{other}/Nm")
        ),
        "iban": bare(iban) if is_iban(iban) else "",
        "text": clean(" ".join(text.strip() for text in texts if text.strip())),
        "reference": clean(_text(one, "RmtInf/Strd/CdtrRefInf/Ref")),
    }


def _amount(entry: Any) -> tuple[Decimal, str]:
    found = _all(entry, "Amt")
    if not found:
        raise ValueError("no amount")
    amount = _decimal(found[0].text)
    side = _text(entry, "CdtDbtInd")
    if side not in ("CRDT", "DBIT"):
        raise ValueError("neither credit nor debit")
    return (amount if side == "CRDT" else -amount), _currency(found[0])


def _part(one: Any, currency: str) -> Decimal | None:
    """What a transaction of a batch amounts to in the account's currency, where it says so."""
    for path in ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt"):
        for found in _all(one, path):
            if found.get("Ccy", currency) == currency:
                return _decimal(found.text)
    return None


def _decimal(text: str | None) -> Decimal:
    if not re.fullmatch(r"\d{1,18}(\.\d{0,5})?", (text or "").strip()):
        raise ValueError("no amount")
    found = Decimal((text or "").strip())
    return found.quantize(Decimal("0.01")) if found == found.quantize(Decimal("0.01")) else found


def _currency(found: Any) -> str:
    code = found.get("Ccy", "")
    if not re.fullmatch("[A-Z]{3}", code):
        raise ValueError("no currency")
    return code


def _day(entry: Any) -> date:
    for path in ("BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm"):
        if text := _text(entry, path):
            return date.fromisoformat(text[:10])
    raise ValueError("no day")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _all(element: Any, path: str) -> list[Any]:
    """Elements below by their names, whatever the version's namespace."""
    found = [element]
    for name in path.split("/"):
        found = [
            child
            for one in found
            for child in one
            if isinstance(child.tag, str) and _local(child.tag) == name
        ]
    return found


def _text(element: Any, path: str) -> str:
    found = _all(element, path)
    return (found[0].text or "").strip() if found else ""
