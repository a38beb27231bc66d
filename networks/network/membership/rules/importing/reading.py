"""Reading a file: its sheets and lines are kept as they are, its columns recognised; what a network said the last time goes before."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import override

from networks.base.files.errors import FileEmpty, FileRefused
from networks.base.files.sheets_in import ENCODINGS, TableRead, read_table
from networks.network.membership.methods import columns, values, vcards
from networks.network.membership.methods.headings import fold
from networks.network.membership.models import (
    Figure,
    Import,
    ImportLine,
    ImportMapping,
    ImportState,
    OwnField,
)

MOST_SHEETS = 12
# Encodings of one byte a letter: only words tell which it is.
LEGACY = [name for name in ENCODINGS if not name.startswith("utf")]
SHOWN = 3  # cells of a column shown beside its heading


class WasConfirmed(Exception):
    """The import was confirmed already: its columns do not change any more."""


@transaction.atomic
def read_file(name: str, data: bytes, *, by: Any, languages: Sequence[str] = ()) -> Import:
    """Keep the lines of a CSV, XLSX or vCard file as an import to be looked at. Raises a `FileRefused` whose text says what to do."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:11].upper() == b"BEGIN:VCARD":
        tables = [_cards(data)]
    else:
        first = _as_headings_say(data, read_table(data, languages=languages))
        tables = [first] + [
            _other(data, sheet) for sheet in first.sheets[:MOST_SHEETS] if sheet != first.sheet
        ]
        tables = [table for table in tables if table is not None]
    many = len(tables) > 1
    made = Import.objects.create(
        name=name[:200] or _("a file"),
        kind=tables[0].kind,
        made_by=by,
        lines_of=sum(len(table.rows) for table in tables),
        warnings=[
            [table.sheet, warning.line, str(warning.message)]
            for table in tables
            for warning in table.warnings
            if not (many and warning.line == 0)
        ],
    )
    lines = []
    for number, table in enumerate(tables):
        for row in table.rows:
            lines.append(
                ImportLine(of=made, position=len(lines), sheet=number, line=row.line, cells=row.cells)
            )
    ImportLine.objects.bulk_create(lines, batch_size=500)
    made.sheets = [_sheet(table) for table in tables]
    if many:  # a sheet of something else is left out
        for sheet in made.sheets:
            if not {"organisation.name", "organisation.key"} & set(sheet["targets"]):
                sheet["targets"] = [""] * len(sheet["header"])
    made.options = {
        "language": made.sheets[0]["language"] or (languages[0] if languages else "en"),
        "category": "new",
        "currency": "",
    }
    made.save(update_fields=["sheets", "options"])
    return made


def _as_headings_say(data: bytes, table: TableRead) -> TableRead:
    """The table in the encoding in which most of its headings are known words: a file may be in a language that the network does not use."""
    if table.kind != "csv" or table.encoding not in LEGACY:
        return table
    start = b"".join(data.splitlines(keepends=True)[: table.header.line + 1])

    def known(encoding: str) -> int:
        try:
            header = read_table(start, encoding=encoding, delimiter=table.delimiter).header
        except FileRefused:
            return 0
        return columns.how_many_known(header.cells)

    best = max([table.encoding, *LEGACY], key=known)  # the first of equals: as the network's languages say
    return table if best == table.encoding else read_table(data, encoding=best, delimiter=table.delimiter)


def _other(data: bytes, sheet: str) -> TableRead | None:
    """A further sheet; one that is empty is none."""
    try:
        table = read_table(data, sheet=sheet)
    except FileEmpty:
        return None
    return table if table.rows else None


def _cards(data: bytes) -> TableRead:
    from networks.base.files.sheets_in import Row, RowWarning, encoding_of

    text = data.decode(encoding_of(data), errors="replace").removeprefix("\ufeff").replace("\0", "")
    cards, broken = vcards.read_cards(text)
    rows = [Row(card.line, vcards.as_row(card)) for card in cards]
    if not rows:
        raise FileEmpty
    warnings = [
        RowWarning(line, format_lazy(_("This line of a card could not be read: {text}"), text=words))
        for line, words in broken[:100]
    ]
    return TableRead(kind="vcf", header=Row(1, list(vcards.HEADER)), rows=rows, warnings=warnings)


def _sheet(table: TableRead) -> dict:
    header = [heading[:120] for heading in table.header.cells]
    if table.kind == "vcf":
        return {
            "name": "",
            "header": header,
            "targets": list(vcards.TARGETS),
            "language": "en",
            "remembered": False,
        }
    columns_of = [
        [row.cells[n] for row in table.rows[:500] if n < len(row.cells)] for n in range(len(header))
    ]
    ours = _of_our_export(header)
    own = {fold(row.name): f"own:{row.on}:{row.key}" for row in OwnField.objects.filter(retired_at=None)}
    figures = {fold(row.name): row.key for row in Figure.objects.filter(retired_at=None)}
    found = columns.recognise(header, columns_of, own, figures)
    found.targets = [
        ours.get(fold(heading), target) for heading, target in zip(header, found.targets, strict=True)
    ]
    kept = ImportMapping.objects.filter(headings=headings_hash(header)).first()
    if kept is not None:
        known = {fold(heading): target for heading, target in kept.targets.items()}
        found.targets = [
            known.get(fold(heading), target) for heading, target in zip(header, found.targets, strict=True)
        ]
    return {
        "name": table.sheet,
        "header": header,
        "targets": found.targets,
        "language": found.language,
        "remembered": kept is not None,
    }


def _of_our_export(header: Sequence[str]) -> dict[str, str]:
    """What the columns are of a sheet that this program wrote, in any of its languages; nothing for another."""
    from django.conf import settings

    from networks.network.membership.files.workbook import headings

    there = {fold(heading) for heading in header}
    best: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            words = {name: fold(word) for name, word in headings().items()}
        found = {words[name]: target for name, target in EXPORTED.items() if words[name] in there}
        if words["key"] in there and len(found) > len(best):
            best = found
    return best


EXPORTED = {
    **{name: f"organisation.{name}" for name in ("key", "name", "legal_name", "easy_name", "kind", "country", "region", "place", "address")},
    **{name: f"organisation.{name}" for name in ("website", "email", "phone", "founded", "languages", "sectors", "description")},
    **{name: f"organisation.numbers.{name}" for name in ("vat", "pic", "oid", "transparency", "registration")},
    **{name: f"membership.{name}" for name in ("category", "number", "since", "until")},
    "person_key": "contact.key", "person": "contact.name", "mail": "contact.email", "tel": "contact.phone", "title": "contact.title",
    "functions": "contact.function", "language": "contact.language",
}  # fmt: skip


def headings_hash(header: Sequence[str]) -> str:
    """The set of headings, in whichever order."""
    return hashlib.sha256("\n".join(sorted({fold(heading) for heading in header})).encode()).hexdigest()


def examples(found: Import) -> list[list[list[str]]]:
    """Of each sheet, of each column, the first cells that hold something."""
    out = []
    for number, sheet in enumerate(found.sheets):
        rows = list(
            found.lines.filter(sheet=number).order_by("position").values_list("cells", flat=True)[:40]
        )
        out.append(
            [
                list(dict.fromkeys(row[n] for row in rows if n < len(row) and row[n]))[:SHOWN]
                for n in range(len(sheet["header"]))
            ]
        )
    return out


@transaction.atomic
def set_columns(found: Import, targets: Mapping[tuple[int, int], str], options: Mapping[str, Any]) -> None:
    """Keep what each column is, as the coordinator says, for this import and for the next with the same headings."""
    won = Import.objects.filter(pk=found.pk, state__in=[ImportState.READ, ImportState.PLANNED]).update(
        state=ImportState.READ
    )
    if not won:
        raise WasConfirmed
    for number, sheet in enumerate(found.sheets):
        sheet["targets"] = [targets.get((number, n), old) for n, old in enumerate(sheet["targets"])]
        if found.kind != "vcf":
            remember(sheet)
    found.options = {**found.options, **options}
    found.state = ImportState.READ
    found.save(update_fields=["sheets", "options", "state"])
    found.lines.update(outcome="", choice="", plan={}, title="")


def remember(sheet: dict) -> None:
    """Keep what the columns of a sheet are, for the next file with these headings."""
    ImportMapping.objects.update_or_create(
        headings=headings_hash(sheet["header"]),
        defaults={"targets": dict(zip(sheet["header"], sheet["targets"], strict=True))},
    )


def styles(found: Import) -> dict[tuple[int, int], dict[str, str]]:
    """For each column how its numbers and days are written: by all its cells."""
    out: dict[tuple[int, int], dict[str, str]] = {}
    language = found.options.get("language", "")
    for number, sheet in enumerate(found.sheets):
        rows = list(found.lines.filter(sheet=number).values_list("cells", flat=True))
        for n, target in enumerate(sheet["targets"]):
            if target.startswith(("figure:", "new:", "own:", "membership.")):
                cells = [row[n] for row in rows if n < len(row) and row[n]]
                out[number, n] = {
                    "decimal": values.number_style(cells, language, from_sheet=found.kind == "xlsx"),
                    "days": values.day_style(cells, language),
                }
    return out


__all__ = [
    "FileRefused",
    "WasConfirmed",
    "examples",
    "headings_hash",
    "read_file",
    "remember",
    "set_columns",
    "styles",
]
