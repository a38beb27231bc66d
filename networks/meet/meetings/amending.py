"""Amendments to a text: what they add and strike, whether two of them collide, and what is left of them once another is adopted.

The unit is the line as people write it: a paragraph, an item of a list, an empty line. An amendment is a list of edits of the lines it was
written on, found by the longest common subsequence (Hunt, McIlroy: An algorithm for differential file comparison, 1976; as `difflib` does it).
Two amendments collide where their edits touch the same lines, or insert at the same place; otherwise they can be adopted in any order with the
same outcome (the condition under which operations commute: Oster and others, Data consistency for P2P collaborative editing, 2006).
`marked` is the one function from which page, file and slide show a text with its amendments.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

KEPT, ADDED, STRUCK = "kept", "added", "struck"
# A number, a word with all its marks, white space, or one sign of punctuation: letters of any script stay together with their vowels and accents.
_TOKENS = re.compile(r"\d[\d.,’]*\d|\s+|[^\s!-/:-@\[-`{-~]+|.", re.DOTALL)


@dataclass(frozen=True)
class Edit:
    """Lines `start` to `end` (not any more) of the base give way to `lines`."""

    start: int
    end: int
    lines: tuple[str, ...]

    @property
    def inserts(self) -> bool:
        return self.start == self.end

    @property
    def grows(self) -> int:
        return len(self.lines) - (self.end - self.start)


def lines_of(text: str) -> list[str]:
    """The lines of a text, however its ends of lines are written."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def edits(base: str, text: str) -> list[Edit]:
    """What has to change in `base` to become `text`."""
    old, new = lines_of(base), lines_of(text)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [
        Edit(start, end, tuple(new[from_:to]))
        for tag, start, end, from_, to in matcher.get_opcodes()
        if tag != "equal"
    ]


def apply(base: str, changes: Iterable[Edit]) -> str:
    """The text with `changes` of it made."""
    made, at, old = [], 0, lines_of(base)
    for one in sorted(changes, key=lambda edit: (edit.start, edit.end)):
        made += old[at : one.start]
        made += one.lines
        at = one.end
    return "\n".join(made + old[at:])


def touch(one: Edit, other: Edit) -> bool:
    """Whether two edits concern the same lines, or insert at the same place."""
    if one.inserts and other.inserts:
        return one.start == other.start
    if one.inserts:
        return other.start < one.start < other.end
    if other.inserts:
        return one.start < other.start < one.end
    return one.start < other.end and other.start < one.end


def collide(one: Sequence[Edit], other: Sequence[Edit]) -> bool:
    """Whether two amendments of the same base cannot both be adopted as they stand."""
    return any(touch(a, b) for a in one for b in other)


def rebased(mine: Sequence[Edit], adopted: Sequence[Edit]) -> list[Edit] | None:
    """`mine` as edits of the text that `adopted` made of the same base; None where they collide: somebody has to look."""
    if collide(mine, adopted):
        return None
    moved = []
    for edit in mine:
        by = sum(one.grows for one in adopted if _before(one, edit))
        moved.append(Edit(edit.start + by, edit.end + by, edit.lines))
    return moved


def _before(one: Edit, edit: Edit) -> bool:
    """Whether `one` lies before `edit`. At the same place, what is inserted comes first."""
    return one.end <= edit.start and not (edit.inserts and not one.inserts and one.start == edit.start)


def extent(changes: Iterable[Edit]) -> int:
    """How far-reaching an amendment is: how many lines it strikes and adds."""
    return sum(edit.end - edit.start + len(edit.lines) for edit in changes)


# ---- shown ----


@dataclass(frozen=True)
class Part:
    """A piece of a line: kept, added or struck."""

    kind: str
    text: str


@dataclass
class Line:
    """One line to be shown. `number`: its number in the base; None for what is added. `who`: whose amendment it is, "" for what is kept."""

    number: int | None
    parts: list[Part]
    who: str = ""
    collides: bool = False

    @property
    def kind(self) -> str:
        kinds = {part.kind for part in self.parts}
        return next(iter(kinds)) if len(kinds) == 1 else "changed"

    @property
    def says(self) -> bool:
        """Whether it is more than an empty line."""
        return any(part.text.strip() for part in self.parts)

    @property
    def changed(self) -> bool:
        return bool(self.who) or self.kind != KEPT


@dataclass(frozen=True)
class Proposal:
    """An amendment as it is shown: whose it is, and its edits."""

    who: str
    edits: Sequence[Edit] = field(default=())


def within(old: str, new: str) -> list[Part]:
    """One line that becomes another, word by word: kept and struck make the old one, kept and added the new."""
    a, b = _TOKENS.findall(old), _TOKENS.findall(new)
    parts: list[Part] = []
    for tag, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(Part(KEPT, "".join(a[i:j])))
            continue
        if i < j:
            parts.append(Part(STRUCK, "".join(a[i:j])))
        if k < m:
            parts.append(Part(ADDED, "".join(b[k:m])))
    return parts or [Part(KEPT, "")]


def marked(base: str, proposals: Sequence[Proposal]) -> list[Line]:
    """A text with all that is proposed to it, in the order of its lines: for pages, files and the big screen alike."""
    old = lines_of(base)
    starts: dict[int, list[tuple[Edit, Proposal, bool]]] = {}
    for number, proposal in enumerate(proposals):
        others = [edit for n, other in enumerate(proposals) if n != number for edit in other.edits]
        for edit in proposal.edits:
            starts.setdefault(edit.start, []).append(
                (edit, proposal, any(touch(edit, one) for one in others))
            )
    shown: list[Line] = []
    struck_until = 0
    for at in range(len(old) + 1):
        for edit, proposal, collides in sorted(starts.get(at, ()), key=lambda one: (one[0].end, one[1].who)):
            shown += _edited(old, edit, proposal.who, collides)
            struck_until = max(struck_until, edit.end)
        if at < len(old) and at >= struck_until:
            shown.append(Line(at + 1, [Part(KEPT, old[at])]))
    return shown


def _edited(old: list[str], edit: Edit, who: str, collides: bool) -> list[Line]:
    gone = old[edit.start : edit.end]
    if len(gone) == len(edit.lines):
        return [
            Line(edit.start + n + 1, within(before, after), who, collides)
            for n, (before, after) in enumerate(zip(gone, edit.lines, strict=True))
        ]
    lines = [Line(edit.start + n + 1, [Part(STRUCK, text)], who, collides) for n, text in enumerate(gone)]
    return lines + [Line(None, [Part(ADDED, text)], who, collides) for text in edit.lines]


def order(proposals: Sequence[Sequence[Edit]]) -> list[int]:
    """In which order amendments are voted: by their first line; where two collide or begin together, the more far-reaching first; then as they came."""
    return sorted(
        range(len(proposals)),
        key=lambda n: (min((edit.start for edit in proposals[n]), default=0), -extent(proposals[n]), n),
    )
