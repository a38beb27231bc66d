"""The charter as a reader sees it: its parts with their lines, what carries each and who works on it. A fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from networks.base.rooms import Described, PublicPart, describe_for
from networks.base.texts import Reader, Version, load_versions
from networks.network.charter.models import Carrier, Line, LineState, Section, Wording, WordingState
from networks.network.charter.models.lines import OPEN


@dataclass
class Carried:
    """One thing that carries a line."""

    carrier: Carrier
    thing: Described
    words: Version | None = None
    who: str = ""

    @property
    def title(self) -> str:
        return self.words.text if self.words else self.thing.title

    @property
    def language(self) -> str:
        return self.words.language if self.words else self.thing.language


@dataclass
class Shown:
    """One line as it is read."""

    line: Line
    wording: Wording
    text: Version
    number: int = 0  # in the whole charter, so that a line has one number wherever it is read
    carried: list[Carried] = field(default_factory=list)
    change: Wording | None = None  # a change that is discussed

    @property
    def lives(self) -> bool:
        return bool(self.carried)


@dataclass
class Part:
    """One part of the charter."""

    section: Section
    lines: list[Shown] = field(default_factory=list)

    @property
    def living(self) -> int:
        return sum(1 for one in self.lines if one.lives)

    @property
    def paper(self) -> int:
        return len(self.lines) - self.living


def carried_by(lines: Iterable[Any], actor: Any) -> dict[Any, list[Carried]]:
    """What carries each of these lines, as this actor may see it."""
    rows = list(Carrier.objects.filter(line__in=list(lines)).select_related("person"))
    load_versions(rows)
    things = describe_for(((row.about, row.about_id) for row in rows if row.about_id), actor)
    found: dict[Any, list[Carried]] = {}
    for row in rows:
        words = row.version_for("words", actor.reader) if row.words and not row.about_id else None
        thing = things[row.about, row.about_id] if row.about_id else Described("")
        found.setdefault(row.line_id, []).append(
            Carried(row, thing, words, row.person.shown_name if row.person else "")
        )
    return found


def parts(actor: Any, **where: Any) -> list[Part]:
    """All parts of the charter with their adopted lines, in order; `where` narrows the lines."""
    rows = list(
        Wording.objects.filter(
            state=WordingState.ADOPTED,
            line__state=LineState.ADOPTED,
            **{f"line__{k}": v for k, v in where.items()},
        )
        .select_related("line")
        .order_by("line__position", "line_id")
    )
    load_versions(rows)
    keys = [row.line_id for row in rows]
    carried = carried_by(keys, actor)
    changes = {row.line_id: row for row in Wording.objects.filter(line__in=keys, state__in=OPEN)}
    found = {section: Part(Section(section)) for section in Section.values}
    numbers = _numbers()
    for row in rows:
        part = found[row.line.section]
        part.lines.append(
            Shown(
                row.line,
                row,
                row.version_for("text", actor.reader),
                numbers.get(row.line_id, 0),
                carried.get(row.line_id, []),
                changes.get(row.line_id),
            )
        )
    return list(found.values())


def _numbers() -> dict[Any, int]:
    """The number of each adopted line: through all parts, in their order."""
    order = {section: place for place, section in enumerate(Section.values)}
    rows = Wording.objects.filter(state=WordingState.ADOPTED, line__state=LineState.ADOPTED)
    lines = sorted(
        rows.values_list("line__section", "line__position", "line"), key=lambda one: (order[one[0]], *one[1:])
    )
    return {line: number for number, (_section, _position, line) in enumerate(lines, 1)}


def public_parts(reader: Reader) -> list[PublicPart]:
    """The adopted lines for everybody, without what carries them."""
    rows = list(
        Wording.objects.filter(state=WordingState.ADOPTED, line__state=LineState.ADOPTED)
        .select_related("line")
        .order_by("line__position", "line_id")[:200]
    )
    load_versions(rows)
    return [
        PublicPart(str(section.label), found)
        for section in Section
        if (found := tuple(row.version_for("text", reader) for row in rows if row.line.section == section))
    ]
