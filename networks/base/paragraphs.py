"""Text that several may edit is saved paragraph by paragraph, on top of the version it was read from.

`merge(read, mine, theirs)`: who changed different paragraphs both have their way; where both changed the same one, nothing is saved and
both are shown. A three-way merge of paragraphs (Khanna, Kunal, Pierce: A formal investigation of diff3, 2007).
"""

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher

_BETWEEN = re.compile(r"\n[ \t]*\n\s*")


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text: what stands between empty lines."""
    return [part.strip() for part in _BETWEEN.split(text.replace("\r\n", "\n").strip()) if part.strip()]


def joined(parts: list[str]) -> str:
    return "\n\n".join(parts)


@dataclass
class Conflict:
    """The same place, as two people want it."""

    mine: str
    theirs: str


@dataclass
class Merged:
    """The text that both together make; where it has conflicts, `text` is mine as it was written.

    What to go on with then: `over` has all that the other one saved elsewhere, and mine where both wrote; `both` has theirs and then mine there.
    """

    text: str
    conflicts: list[Conflict] = field(default_factory=list)
    over: str = ""
    both: str = ""


def merge(read: str, mine: str, theirs: str) -> Merged:
    """Put `mine`, written on top of `read`, together with `theirs`, which was saved meanwhile."""
    base, a, b = paragraphs(read), paragraphs(mine), paragraphs(theirs)
    if a == b or b == base:
        return Merged(joined(a))
    if a == base:
        return Merged(joined(b))
    made: list[str] = []
    both: list[str] = []
    conflicts: list[Conflict] = []
    changes = _changes(base, a, 0) + _changes(base, b, 1)
    at = 0
    for start, end, sides in _regions(changes):
        made += base[at:start]
        both += base[at:start]
        kept = len(made)
        versions = [_version(base, changes, start, end, side) for side in (0, 1)]
        if sides == {0} or versions[0] == versions[1]:
            made += versions[0]
        elif sides == {1}:
            made += versions[1]
        else:
            conflicts.append(Conflict(joined(versions[0]), joined(versions[1])))
            made += versions[0]
            both += [one for one in versions[1] if one not in versions[0]]
        both += made[kept:]
        at = end
    made += base[at:]
    both += base[at:]
    if not conflicts:
        return Merged(joined(made))
    return Merged(joined(a), conflicts, joined(made), joined(both))


Change = tuple[int, int, list[str], int]  # from, to (in what was read), what stands there now, whose


def _changes(base: list[str], other: list[str], side: int) -> list[Change]:
    matcher = SequenceMatcher(None, base, other, autojunk=False)
    found: list[Change] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "replace" and j - i == m - k:  # as many as before: each is a change of its own
            found += [(i + n, i + n + 1, [other[k + n]], side) for n in range(j - i)]
        elif tag != "equal":
            found.append((i, j, other[k:m], side))
    return found


def _regions(changes: list[Change]) -> list[tuple[int, int, set[int]]]:
    """Changes that touch one another are one region."""
    found: list[tuple[int, int, set[int]]] = []
    for start, end, _new, side in sorted(changes, key=lambda c: (c[0], c[1])):
        if found and (
            start < found[-1][1] or (start == found[-1][1] and (start == end or found[-1][0] == found[-1][1]))
        ):
            first, last, sides = found[-1]
            found[-1] = (first, max(last, end), sides | {side})
        else:
            found.append((start, end, {side}))
    return found


def _version(base: list[str], changes: list[Change], start: int, end: int, side: int) -> list[str]:
    """What stands between `start` and `end` of what was read, as `side` wants it."""
    made, at = [], start
    for i, j, new, whose in changes:
        if whose == side and start <= i and j <= end:
            made += base[at:i] + new
            at = j
    return made + base[at:end]
