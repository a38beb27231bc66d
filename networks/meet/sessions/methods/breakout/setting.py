"""What a plan of breakout groups is made from: people, locks, earlier meetings, and what a facilitator concedes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from itertools import combinations


class Rule(Enum):
    """The hard rules, the most important first; keeping apart and keeping together weigh the same."""

    SUPPORT = "support person stays with the person"
    APART = "keep apart"
    TOGETHER = "keep together"
    LANGUAGE = "a common language in each group"
    SIZES = "sizes differ by at most one"


#: Lower is more important.
PRIORITY = {Rule.SUPPORT: 0, Rule.APART: 1, Rule.TOGETHER: 1, Rule.LANGUAGE: 2, Rule.SIZES: 3}


@dataclass(frozen=True)
class Person:
    """Someone to be placed. `languages` are those understood, the preferred first. Empty attributes match nobody."""

    key: str
    languages: tuple[str, ...]
    organisation: str = ""
    country: str = ""
    audience: str = ""
    rapporteur: bool = False


@dataclass(frozen=True)
class Locks:
    """What the facilitator fixed, by key. People who are not in the setting are ignored: they may not have come."""

    support: tuple[tuple[str, str], ...] = ()  # (support person, person)
    apart: tuple[tuple[str, str], ...] = ()
    together: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Weights:
    """Cost of one pair in the same group. A meeting counts squared, so that a third time is dearer than two seconds."""

    earlier_meeting: int = 60
    same_organisation: int = 40
    same_country: int = 4
    same_audience: int = 2


@dataclass(frozen=True)
class Setting:
    """One plan to be made: who is here, how many groups (or how large at most), and who met whom how often.

    `met` counts earlier meetings of unordered pairs, from attendance (see `meetings`). Give `groups` or `size`.
    """

    people: tuple[Person, ...]
    groups: int | None = None
    size: int | None = None
    met: Mapping[tuple[str, str], int] = field(default_factory=dict)
    locks: Locks = Locks()
    seed: int = 0
    weights: Weights = Weights()

    def __post_init__(self) -> None:
        if len({person.key for person in self.people}) != len(self.people):
            raise ValueError("Two people have the same key.")
        if (self.groups is None) == (self.size is None):
            raise ValueError("Give either the number of groups or their size.")
        if (self.groups is not None and self.groups < 1) or (self.size is not None and self.size < 1):
            raise ValueError("The number of groups and their size start at 1.")

    @property
    def group_count(self) -> int:
        """The number of groups. By `size`: none larger than it, unless groups would then fall below three people."""
        if self.groups is not None:
            return self.groups
        count = len(self.people)
        fewest = -(-count // (self.size or 1))
        return min(fewest, max(1, count // 3)) if (self.size or 0) >= 3 else max(1, fewest)


# What a facilitator can concede. Each is offered by `Impossible.choices` and accepted by `arrange`.


@dataclass(frozen=True)
class Interpreter:
    """These persons are interpreted for: they can be in a group of any language."""

    persons: tuple[str, ...]


@dataclass(frozen=True)
class TranslatingPairs:
    """(person, helper): both stay together, and the helper puts what is said into a language they share."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SizesBetween:
    """Groups may have from `smallest` to `largest` people."""

    smallest: int
    largest: int


@dataclass(frozen=True)
class NumberOfGroups:
    """Another number of groups: all of them smaller, or all larger."""

    count: int


@dataclass(frozen=True)
class ForgetKeepApart:
    """These pairs need no longer be kept apart."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ForgetKeepTogether:
    """These sets need no longer be kept together."""

    sets: tuple[tuple[str, ...], ...]


Concession = (
    Interpreter | TranslatingPairs | SizesBetween | NumberOfGroups | ForgetKeepApart | ForgetKeepTogether
)


@dataclass(frozen=True)
class Impossible:
    """Not all rules can hold: `rule` is the least important one that must give way, `persons` are why.

    Each of the `choices` was tried: `arrange(setting, concessions + (choice,))` gives a plan, or the next conflict if
    the locks hold several. `proven` is false only when the exact solver stopped at its limit without an answer.
    """

    rule: Rule
    persons: tuple[str, ...]
    choices: tuple[Concession, ...]
    proven: bool = True


def meetings(sessions: Iterable[Iterable[Iterable[str]]]) -> dict[tuple[str, str], int]:
    """How often each pair met, from the groups as *attended*: sessions > groups > keys. Pairs are in order of key."""
    counts: Counter[tuple[str, str]] = Counter()
    for groups in sessions:
        for group in groups:
            counts.update(combinations(sorted(set(group)), 2))
    return dict(counts)
