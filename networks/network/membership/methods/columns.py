"""What each column of a spreadsheet is: found by its heading in many languages, by what stands in it, and by what the other columns are.

`recognise(header, samples, …)` gives for each column a target ("organisation.country", "representative.email", "figure:turnover:2024",
"own:organisation:key", "new:organisation:number", "" for left out). Targets of persons begin with a slot: "contact" (whose functions a
column may name) or a function ("delegate"). Nothing here reads the database: own fields and figures of the network are handed over.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from networks.network.membership.methods import values
from networks.network.membership.methods.headings import fold, words_of

SLOTS = ("contact", "representative", "delegate", "deputy", "invoices", "communication")
SNIFFED = 60  # cells looked at


@dataclass
class Recognised:
    """The columns of one sheet: a target each, and the language in which the headings are."""

    targets: list[str] = field(default_factory=list)
    language: str = ""


def language_of(header: Sequence[str]) -> str:
    """The language that most headings are in, "" where none is known."""
    votes: Counter[str] = Counter()
    for heading in header:
        folded = fold(heading)
        for group in ("organisation", "membership", "person", "functions", "figures", "name"):
            if folded in words_of(group):
                languages = words_of(group)[folded][1]
                for language in languages:
                    votes[language] += 6 / len(languages)
                break
    return max(votes, key=lambda tag: (round(votes[tag], 3), tag == "en")) if votes else ""


def how_many_known(header: Sequence[str]) -> int:
    """How many of these headings are known words of any language: in the wrong encoding they are none."""
    groups = ("organisation", "membership", "person", "functions", "figures", "name")
    folded = [fold(heading) for heading in header]
    return sum(
        any(heading in words_of(group) for group in groups)
        or bool(_of_function(heading) or _figure(heading, {}))
        for heading in folded
    )


def recognise(
    header: Sequence[str],
    columns: Sequence[Sequence[str]],
    own: Mapping[str, str],
    figures: Mapping[str, str],
) -> Recognised:
    """In: the headings; the cells of each column; folded names of the network's own fields → "own:…" and of its figures → their keys."""
    found = Recognised([""] * len(header), language_of(header))
    folded = [fold(heading) for heading in header]
    cells = [[c for c in column if c][:SNIFFED] for column in columns]
    for number, heading in enumerate(folded):
        named = (
            own.get(heading)
            or _figure(heading, figures)
            or _by_heading(heading, found.language)
            or _of_function(heading)
        )
        found.targets[number] = named if named and _fits(named, cells[number]) else _by_cells(cells[number])
    _settle_names(found.targets)
    _settle_persons(found.targets)
    _once(found.targets)
    for number, heading in enumerate(folded):
        if not found.targets[number] and heading:
            found.targets[number] = guess_own(cells[number])
    return found


def _by_heading(heading: str, language: str) -> str:
    """By the dictionary: a word that the headings' language knows goes before one of another language."""
    hits = []
    for group, prefix in (
        ("organisation", "organisation."),
        ("membership", ""),
        ("person", "contact."),
        ("name", "name:"),
        ("functions", "slot:"),
    ):
        if heading in words_of(group):
            target, languages = words_of(group)[heading]
            hits.append((language in languages, prefix + target))
    return next((target for in_language, target in hits if in_language), hits[0][1] if hits else "")


def _figure(heading: str, figures: Mapping[str, str]) -> str:
    """A figure with its year: "Umsatz 2024", "2024 turnover (EUR)", "Obrat v roku 2023"."""
    years = re.findall(r"\b(19\d\d|20\d\d)\b", heading)
    if len(years) != 1:
        return ""
    words = [w for w in heading.replace(years[0], " ").split() if w not in values.SIGNS]
    name = " ".join(words)
    if name in figures:
        return f"figure:{figures[name]}:{years[0]}"
    for known, (key, _languages) in sorted(words_of("figures").items(), key=lambda row: -len(row[0])):
        if name == known or name.startswith(known + " ") or name.endswith(" " + known):
            return f"figure:{key}:{years[0]}"
    return ""


def _of_function(heading: str) -> str:
    """What is kept of the holder of a function: "E-mail représentant légal" → representative.email."""
    for word, (slot, _languages) in sorted(words_of("functions").items(), key=lambda row: -len(row[0])):
        # inflected at its end, where it is long: "štatutára"
        ending = r"\w{0,3}" if len(word) > 5 else ""
        whole = rf"\b{re.escape(word)}{ending}\b"
        if re.search(whole, heading):
            rest = " ".join(w for w in re.sub(whole, " ", heading).split() if w not in _SMALL)
            if rest in words_of("name"):
                return f"{slot}.name"
            if rest in words_of("person"):
                return f"{slot}.{words_of('person')[rest][0]}"
    return ""


_SMALL = set(
    "du de la le des der des die of the for del della dei di da do za na pre od a for van voor pentru pour fur og and et und e y i".split()
)


def _fits(target: str, cells: Sequence[str]) -> bool:
    """Whether what stands in a column can be what its heading says: "Land" may be a country or a part of one."""
    reads = READS.get(target)
    return reads is None or not cells or sum(_reads(reads, cell) for cell in cells) >= 0.6 * len(cells)


READS: dict[str, Callable] = {
    "organisation.country": values.country,
    "organisation.kind": values.kind,
    "organisation.region": values.region,
    "organisation.founded": values.year,
    "organisation.languages": values.languages,
    "organisation.sectors": values.sectors,
    "contact.language": values.language,
    "membership.currency": values.currency,
}


def _by_cells(cells: Sequence[str]) -> str:
    """By what stands in the column, where its heading says nothing."""
    if not cells:
        return ""

    def most(test) -> bool:
        return sum(bool(test(cell)) for cell in cells) >= 0.8 * len(cells)

    if most(lambda c: re.fullmatch(r"[^@\s]+@[^@\s]+\.\w+", c)):
        return "contact.email"
    if most(lambda c: re.match(r"(https?://|www\.)\S+$", c, re.IGNORECASE)):
        return "organisation.website"
    if most(values.is_vat):
        return "organisation.numbers.vat"
    if most(values.is_country):
        return "organisation.country"
    if most(lambda c: re.fullmatch(r"\+\d[\d\s()/.-]{6,}", c)):
        return "contact.phone"
    return ""


def _settle_names(targets: list[str]) -> None:
    """ "Name" is the person's where another column names the organisation, its family name beside a first name; else the organisation's.
    "Prezime" and "Nazwisko" need no help. A function's heading alone ("Voting delegate") is its holder's name."""
    for number, target in enumerate(targets):
        if target.startswith("slot:"):
            slot = target.removeprefix("slot:")
            targets[number] = f"{slot}.name" if f"{slot}.name" not in targets else ""
        if target == "name:name":
            first = "contact.first" in targets
            last = "contact.last" in targets
            if last and not first:
                targets[number] = "contact.first"
            elif first and not last:
                targets[number] = "contact.last"
            elif "organisation.name" in targets and "contact.name" not in targets:
                targets[number] = "contact.name"
            else:
                targets[number] = "organisation.name"
    if "organisation.name" not in targets and "organisation.legal_name" in targets:
        targets[targets.index("organisation.legal_name")] = "organisation.name"


def _settle_persons(targets: list[str]) -> None:
    """An e-mail, telephone or language belongs to the person named to the left; to the organisation, where nobody is."""
    named = [
        t.split(".")[0]
        for t in targets
        if t.split(".")[0] in SLOTS and t.endswith((".name", ".first", ".last"))
    ]
    slot = ""
    for number, target in enumerate(targets):
        head, _dot, what = target.partition(".")
        if head not in SLOTS:
            continue
        if what in ("name", "first", "last"):
            slot = head
        elif head == "contact" and slot and slot != "contact" and f"{slot}.{what}" not in targets:
            targets[number] = f"{slot}.{what}"
        elif head == "contact" and not slot and what in OF_HOUSE:
            targets[number] = OF_HOUSE[what]
        elif head == "contact" and not named:
            targets[number] = ""


OF_HOUSE = {
    "email": "organisation.email",
    "phone": "organisation.phone",
    "language": "organisation.languages",
}


def _once(targets: list[str]) -> None:
    """Of two columns for one thing the first keeps it."""
    seen: set[str] = set()
    for number, target in enumerate(targets):
        if target and target in seen:
            other = {"organisation.email": "contact.email", "organisation.phone": "contact.phone"}.get(
                target, ""
            )
            targets[number] = "" if other in seen else other
        seen.add(targets[number])


def guess_own(cells: Sequence[str]) -> str:
    """The kind of own field that a column would be: by what stands in it."""
    if not cells:
        return ""
    if all(values.is_yes_no(cell) for cell in cells):
        return "new:organisation:yes_no"
    if all(_reads(values.day, cell) for cell in cells) and not all(
        re.fullmatch(r"\d+([.,]\d+)?", cell) for cell in cells
    ):
        return "new:organisation:date"
    style = values.number_style(cells, "")
    if all(_reads(values.number, cell, style) and not re.fullmatch(r"0\d+", cell) for cell in cells):
        return "new:organisation:number"
    different = {cell.casefold() for cell in cells}
    if 2 <= len(different) <= 12 and len(cells) >= 3 * len(different) and max(map(len, different)) <= 40:
        return "new:organisation:choice"
    return "new:organisation:text"


def _reads(function, *arguments) -> bool:
    try:
        function(*arguments)
        return True
    except values.Unreadable:
        return False
