"""Address books: vCard 3.0 and 4.0 (RFC 2426, RFC 6350), read and written; 2.1 of older address books (versit Consortium, 1996), read. Lines are
taken apart by icalendar, whose grammar is the same once what is 2.1's own is put into the words of 3.0.

A card is a person or an organisation (KIND:org, or a card that names an organisation and nobody). What this program does not keep of a card
(birthdays, photographs) is left out.
"""

import quopri
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

MOST = 20_000
ENCODINGS = ("QUOTED-PRINTABLE", "BASE64", "B", "8BIT", "7BIT")


@dataclass
class CardRead:
    """One card: its properties by name, each a list of (value, types); `line` is where it begins."""

    line: int
    properties: dict[str, list[tuple[str, list[str]]]] = field(default_factory=dict)

    def first(self, name: str) -> str:
        found = sorted(self.properties.get(name, []), key=lambda one: "pref" not in one[1])
        return found[0][0].strip() if found else ""

    def part(self, name: str, number: int) -> str:
        parts = _parts(self.first(name))
        return parts[number].strip() if len(parts) > number else ""


def read_cards(text: str) -> tuple[list[CardRead], list[tuple[int, str]]]:
    """The cards of a file, and (line, what could not be read)."""
    from icalendar.parser import Contentline

    cards: list[CardRead] = []
    broken: list[tuple[int, str]] = []
    card = None
    for number, line in _unfolded(text):
        upper = line.strip().upper()
        if upper == "BEGIN:VCARD":
            card = CardRead(number)
        elif upper == "END:VCARD":
            if card is not None and len(cards) < MOST:
                cards.append(card)
            card = None
        elif card is not None and line.strip():
            try:
                name, parameters, value = Contentline(_as_in_three(line)).parts()
            except (ValueError, KeyError):
                broken.append((number, line[:60]))
                continue
            types = parameters.get("TYPE", [])
            kinds = [str(kind).lower() for kind in ([types] if isinstance(types, str) else types)]
            if "PREF" in parameters:
                kinds.append("pref")
            encoding = str(parameters.get("ENCODING", "")).upper()
            if encoding in ("B", "BASE64"):
                continue
            if encoding == "QUOTED-PRINTABLE":
                value = _printable(line.partition(":")[2], str(parameters.get("CHARSET", "utf-8")))
            card.properties.setdefault(name.upper().rpartition(".")[2], []).append((value, kinds))
    return cards, broken


def _unfolded(text: str) -> Iterable[tuple[int, str]]:
    held, at = "", 0
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        if held.endswith("=") and "QUOTED-PRINTABLE" in held.partition(":")[0].upper():
            held = held[:-1] + line  # 2.1 goes on after "=" at the end of a line
            continue
        if line[:1] in (" ", "\t") and held:
            held += line[1:]
            continue
        if held:
            yield at, held
        held, at = line, number
    if held:
        yield at, held


def _as_in_three(line: str) -> str:
    """A line of vCard 2.1 as 3.0 has it: `TEL;WORK;VOICE:…` is `TEL;TYPE=WORK;TYPE=VOICE:…`."""
    head, colon, value = line.partition(":")
    name, *parameters = head.split(";")
    if not colon or all("=" in one for one in parameters) or '"' in head:
        return line
    named = [
        one if "=" in one else f"ENCODING={one}" if one.upper() in ENCODINGS else f"TYPE={one}"
        for one in parameters
        if one
    ]
    return ";".join([name, *named]) + colon + value


def _printable(value: str, charset: str) -> str:
    """A value that was written as quoted-printable, in the letters of its charset; of UTF-8 where that is none."""
    data = quopri.decodestring(value.encode("utf-8", "replace"))
    try:
        return data.decode(charset)
    except (LookupError, UnicodeDecodeError):
        return data.decode("utf-8", "replace")


def _parts(value: str) -> list[str]:
    return [_plain(part) for part in re.split(r"(?<!\\);", value)]


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text)


HEADER = ["Organisation", "Person", "E-mail", "Telephone", "Job title", "Postal address", "City", "Country", "Website", "General e-mail", "General telephone", "Language"]  # fmt: skip
TARGETS = [
    "organisation.name", "contact.name", "contact.email", "contact.phone", "contact.title", "organisation.address", "organisation.place",
    "organisation.country", "organisation.website", "organisation.email", "organisation.phone", "contact.language",
]  # fmt: skip


def as_row(card: CardRead) -> list[str]:
    """A card as cells of HEADER."""
    house = card.part("ORG", 0)
    named = _plain(card.first("FN")).strip() or " ".join(
        part for part in (card.part("N", 1), card.part("N", 0)) if part
    )
    is_house = card.first("KIND").lower() == "org" or (house and named.casefold() == house.casefold())
    email, phone = _plain(card.first("EMAIL")), re.sub(r"^tel:", "", _plain(card.first("TEL")))
    street, place, country = card.part("ADR", 2), card.part("ADR", 3), card.part("ADR", 6)
    lines = "\n".join(
        part for part in (street, " ".join(p for p in (card.part("ADR", 5), place) if p)) if part
    )
    language, website = card.first("LANG"), _plain(card.first("URL"))
    if is_house:
        return [house or named, "", "", "", "", lines, place, country, website, email, phone, ""]
    return [house, named, email, phone, _plain(card.first("TITLE")) or _plain(card.first("ROLE")), "", "", "", website if house else "", "", "", language]  # fmt: skip


def write_cards(cards: Iterable[dict[str, str]]) -> bytes:
    """vCards 4.0. In: of each card uid, name, first, last, organisation, email, phone, title, street, place, postcode, country, website,
    language, kind ("org" or "individual"); what is empty is left out."""
    lines: list[str] = []
    for card in cards:
        lines += [
            "BEGIN:VCARD",
            "VERSION:4.0",
            f"UID:urn:uuid:{card['uid']}",
            f"KIND:{card.get('kind') or 'individual'}",
            f"FN:{_escaped(card['name'])}",
        ]
        if card.get("kind") != "org":
            first, _space, last = card["name"].rpartition(" ")
            lines.append(f"N:{_escaped(last)};{_escaped(first)};;;")
        for name, key in (
            ("ORG", "organisation"),
            ("TITLE", "title"),
            ("EMAIL", "email"),
            ("TEL", "phone"),
            ("URL", "website"),
            ("LANG", "language"),
        ):
            if card.get(key):
                lines.append(f"{name}:{_escaped(card[key])}")
        if any(card.get(key) for key in ("street", "place", "country")):
            lines.append(
                f"ADR:;;{_escaped(card.get('street', ''))};{_escaped(card.get('place', ''))};;;{_escaped(card.get('country', ''))}"
            )
        lines.append("END:VCARD")
    return "".join(_folded(line) for line in lines).encode()


def _escaped(text: str) -> str:
    return re.sub(r"([\\,;])", r"\\\1", re.sub(r"\r\n|\r|\n", "\n", text)).replace("\n", "\\n")


def _folded(line: str) -> str:
    """At most 75 bytes a line, no letter cut in two."""
    out, width = [], 0
    for letter in line:
        size = len(letter.encode())
        if width + size > 75:
            out.append("\r\n ")
            width = 1
        out.append(letter)
        width += size
    return "".join(out) + "\r\n"
