"""A fee notice or credit note as a document: from what was frozen at its issue, and from nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from networks.base.files.document import Block, Document, Figure, Heading, PageBreak, Paragraph, Run, Table
from networks.base.files.qr import epc_svg
from networks.base.places import country_name
from networks.network.membership.methods.references import in_fours
from networks.network.membership.models import FeeNotice
from networks.participation.money.amounts import shown


def document_of(notice: FeeNotice, logo: bytes = b"") -> Document:
    """The notice in its own language; the same notice gives the same document."""
    with override(notice.language):
        facts = notice.facts
        return Document(
            title=title_of(notice),
            language=notice.language,
            made=datetime.combine(notice.issued_on, datetime.min.time(), UTC),
            above=facts["sender"]["name"],
            author=facts["sender"]["name"],
            subject=_("Membership fee %(year)s") % {"year": notice.fee_year},
            foot=_foot(notice),
            logo=logo,
            logo_alternative=facts["sender"]["name"],
            unknown_characters=_("□ stands for a character that this file cannot show."),
            blocks=[
                *_who(notice),
                *_what(notice),
                *(_credit(notice) if notice.is_credit else _pay(notice)),
                *_how(notice),
            ],
        )


def title_of(notice: FeeNotice) -> str:
    """Fee notice F-2026-0017."""
    kind = _("Credit note") if notice.is_credit else _("Fee notice")
    return f"{kind} {notice.label_shown}"


def _who(notice: FeeNotice) -> list[Block]:
    to, sender = notice.facts["recipient"], notice.facts["sender"]
    lines = [to["name"], *to["address"].splitlines()]
    if to["country"] and country_name(to["country"]).lower() not in to["address"].lower():
        lines.append(country_name(to["country"]))
    if to["vat_number"]:
        lines.append(_("VAT number: %(number)s") % {"number": to["vat_number"]})
    day = _("Date: %(day)s") % {"day": date_format(notice.issued_on, "DATE_FORMAT")}
    own = [*sender["address"].splitlines()]
    if sender["vat_number"]:
        own.append(_("VAT number: %(number)s") % {"number": sender["vat_number"]})
    return [
        *([Paragraph("\n".join(own), small=True)] if own else []),
        Paragraph([Run(lines[0], strong=True), *(f"\n{line}" for line in lines[1:])]),
        Paragraph(day),
    ]


def _what(notice: FeeNotice) -> list[Block]:
    currency = notice.currency
    if notice.is_credit:
        named = {
            "number": notice.credits.label_shown,
            "day": date_format(notice.credits.issued_on, "DATE_FORMAT"),
        }
        if notice.cancels_all:
            cancels = _("Cancels fee notice %(number)s of %(day)s.") % named
        else:
            cancels = _("Takes a part off fee notice %(number)s of %(day)s.") % named
        blocks: list[Block] = [Paragraph(cancels)]
        if notice.reason:
            blocks.append(Paragraph(_("Reason: %(reason)s") % {"reason": notice.reason}))
        rows: list[list[str]] = [[_("Credit"), shown(notice.net, currency)]]
    else:
        blocks = []
        rows = [[_("Membership fee %(year)s") % {"year": notice.fee_year}, shown(notice.net, currency)]]
    rows += [list(row) for row in vat_of(notice)[1:]]
    blocks.append(
        Table(
            [_("What"), _("Amount")],
            rows,
            caption=_("What is owed") if not notice.is_credit else _("What is credited"),
            numbers=[1],
            widths=[3, 1],
        )
    )
    if notice.facts.get("vat_text"):
        blocks.append(Paragraph(notice.facts["vat_text"], small=True))
    if notice.provisional:
        blocks.append(Paragraph(_("This notice is provisional: your figure was not known yet.")))
    return blocks


def vat_of(notice: FeeNotice) -> list[tuple[str, str]]:
    """Without VAT, VAT, in all: as the reader writes it; nothing where there is none."""
    if not (notice.vat or notice.vat_rate):
        return []
    rate = _("VAT %(rate)s %%") % {"rate": number_shown(notice.vat_rate)}
    return [
        (_("Without VAT"), shown(notice.net, notice.currency)),
        (rate, shown(notice.vat, notice.currency)),
        (_("Total"), shown(notice.total, notice.currency)),
    ]


def _how(notice: FeeNotice) -> list[Block]:
    """How the amount came about, after what the reader has to do."""
    computation = notice.facts.get("computation") or {}
    if notice.is_credit or not computation.get("steps"):
        return []
    return [PageBreak(), Heading(_("How the fee was worked out"), level=1), *_steps(notice, computation)]


def _steps(notice: FeeNotice, computation: dict[str, Any]) -> list[Block]:
    rows = [
        [words, shown(Decimal(after), notice.currency)]
        for words, after in explained(computation, notice.currency)
    ]
    decided = [computation["schedule"]]
    if computation["decision"]:
        decided.append(computation["decision"])
    return [
        Paragraph(" · ".join(decided), small=True),
        Table(
            [_("Step"), _("Amount")],
            rows,
            numbers=[1],
            widths=[3, 1],
        ),
    ]


def explained(computation: dict[str, Any], currency: str) -> list[tuple[str, str]]:
    """Each step in words, with the amount after it (a text of an exact number)."""
    return [(_step(step, computation, currency), step["after"]) for step in computation.get("steps", ())]


def _step(step: dict[str, Any], computation: dict[str, Any], currency: str) -> str:
    facts = step["facts"]
    match step["kind"]:
        case "table":
            return _basis(computation, facts)
        case "minimum":
            return _("Not less than the minimum")
        case "cap":
            return _("Not more than the cap")
        case "index":
            return _("Index × %(factor)s") % {"factor": number_shown(Decimal(facts["factor"]))} + (
                f" ({computation['index_text']})" if computation.get("index_text") else ""
            )
        case "rounding":
            return _("Rounded to %(amount)s") % {"amount": shown(Decimal(facts["to"]), currency)}
        case "prorata":
            joined = (
                date_format(date.fromisoformat(computation["joined"])) if computation.get("joined") else ""
            )
            return _("Member since %(day)s: %(part)s of %(of)s parts of the year") % {
                "day": joined, "part": facts["part"], "of": facts["of"],
            }  # fmt: skip
    return _("Reduction that was granted")


def _basis(computation: dict[str, Any], facts: dict[str, Any]) -> str:
    basis = computation["basis"]
    named = {"category": computation["category"]}
    if basis["kind"] == "fixed":
        return _("%(category)s: the same fee for all") % named
    if basis["kind"] == "country":
        return _("%(category)s: countries “%(group)s”") % {**named, "group": facts.get("group", "")}
    if "value" not in basis:
        return _("%(category)s: the minimum, as no figure is known") % named
    return _("%(category)s: %(figure)s of %(year)s, %(value)s") % {
        **named, "figure": basis["figure"], "year": basis["year"], "value": value_shown(basis),
    }  # fmt: skip


def value_shown(basis: dict[str, Any]) -> str:
    """A frozen figure as the reader writes it."""
    value = Decimal(basis["value"])
    return shown(value, basis["currency"]) if basis.get("currency") else number_shown(value)


def number_shown(value: Decimal) -> str:
    """A number as the reader writes it, without noughts at its end."""
    from babel.numbers import format_decimal
    from django.utils.translation import get_language

    return format_decimal(value, "#,##0.######", locale=(get_language() or "en").replace("-", "_"))


def _pay(notice: FeeNotice) -> list[Block]:
    account, currency = notice.facts["account"], notice.currency
    parts = list(notice.instalments.order_by("due_on"))
    blocks: list[Block] = [Heading(_("How to pay"), level=1)]
    if len(parts) == 1:
        blocks.append(
            Paragraph(
                _("Pay %(amount)s by %(day)s.")
                % {
                    "amount": shown(notice.total, currency),
                    "day": date_format(parts[0].due_on, "DATE_FORMAT"),
                }
            )
        )
    else:
        rows = [[date_format(part.due_on, "DATE_FORMAT"), shown(part.amount, currency)] for part in parts]
        blocks.append(Table([_("Due on"), _("Amount")], rows, caption=_("Instalments"), numbers=[1]))
    lines = [[_("Payment reference"), in_fours(notice.reference)]]
    if account["iban"]:
        lines = [[_("Account holder"), account["name"]], [_("IBAN"), in_fours(account["iban"])], *lines]
        if account["bic"]:
            lines.insert(2, [_("BIC"), account["bic"]])
    blocks.append(Table([_("For the transfer"), ""], lines))
    if code := epc_of(notice):
        blocks.append(
            Figure(
                code.encode(),
                _(
                    "A code that banking programs read: pays %(amount)s to %(name)s with reference %(reference)s."
                )
                % {
                    "amount": shown(notice.total, currency),
                    "name": account["name"],
                    "reference": in_fours(notice.reference),
                },
                caption=_("Read this code with the program of your bank."),
                width=0.25,
            )
        )
    return blocks


def _credit(notice: FeeNotice) -> list[Block]:
    if notice.cancels_all:
        said = _("There is nothing to pay. What you have paid already is kept for you or paid back.")
    else:
        said = _("You owe so much less. What you have paid too much is kept for you or paid back.")
    return [Paragraph(said)]


def epc_of(notice: FeeNotice) -> str:
    """The code for the whole amount as SVG; nothing where it is not in euros, nothing is owed, or no account is known."""
    account = notice.facts["account"]
    if notice.is_credit or notice.currency != "EUR" or not account["iban"] or notice.total <= 0:
        return ""
    try:
        return epc_svg(
            account["name"],
            account["iban"],
            notice.total,
            notice.reference,
            str(_("Code for the transfer")),
            bic=account["bic"],
        )
    except ValueError:
        return ""


def _foot(notice: FeeNotice) -> str:
    return " · ".join(
        filter(
            None,
            [
                title_of(notice),
                notice.facts["sender"]["name"],
                " ".join(notice.facts.get("foot", "").split()),
            ],
        )
    )
