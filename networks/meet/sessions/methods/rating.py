"""Grades in words: the option whose middle grade is best, by majority judgement.

Source: M. Balinski and R. Laraki, "A theory of measuring, electing, and ranking", PNAS 104(21), 2007. Of equal middle
grades (the lower one of an even number) that of one voter is taken away from each option, and the next middle grades are
compared, until they differ.

Options may have different numbers of grades, because nobody has to grade what they do not know: each option is then taken as
if all its grades had been repeated until the numbers are equal, which changes nothing when they are equal already. Taking
middles away one by one reads the sorted grades from the middle outwards, so the repeating is never done: it is
enough to compare the grades at growing distances from the middle.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from networks.base.lots import by_lot

Option = Hashable
HALF = Fraction(1, 2)


class InvalidGrade(ValueError):
    """A grade that is not on the scale."""


@dataclass(frozen=True)
class Rated:
    """One option. `distribution` is grade → people, every grade of the scale, worst first; `median` None if nobody graded.

    `better` and `worse` are the shares of its grades above and below the median; `mean` for comparison only.
    """

    option: Option
    grades: int
    median: int | None
    distribution: Mapping[int, int]
    better: Fraction
    worse: Fraction
    mean: Fraction | None


@dataclass(frozen=True)
class Judgement:
    """All options. `levels` is the order, exactly equal ones together, options without any grade last.

    `ballots` is everybody, `blank` of them graded nothing. `level_medians` are the options with the best median: more than
    one means that grades beside the median decided.
    """

    rated: Mapping[Option, Rated]
    levels: tuple[frozenset, ...]
    level_medians: frozenset
    ballots: int
    blank: int
    seed: str

    @property
    def winners(self) -> frozenset:
        return self.levels[0] if self.levels else frozenset()

    @property
    def order(self) -> tuple[Option, ...]:
        return tuple(option for level in self.levels for option in by_lot(level, self.seed))


def majority_judgement(
    ballots: Sequence[Mapping[Option, int]],
    options: Collection[Option],
    scale: Sequence[int] = (1, 2, 3, 4, 5),
    *,
    seed: str,
) -> Judgement:
    """Order the options by the grades (`scale`, worst first) on the ballots (option → grade). Raises InvalidGrade."""
    options = list(dict.fromkeys(options))
    scale = sorted(scale)
    counts = {option: dict.fromkeys(scale, 0) for option in options}
    for ballot in ballots:
        for option, grade in ballot.items():
            if option not in counts:
                raise InvalidGrade(f"{option!r} is not an option.")
            if grade not in counts[option]:
                raise InvalidGrade(f"{grade!r} is not a grade of this scale.")
            counts[option][grade] += 1
    rated = {option: _rated(option, counts[option]) for option in options}
    keys = _sort_keys(counts)
    levels = [
        frozenset(option for option in options if keys[option] == key)
        for key in sorted(set(keys.values()), reverse=True)
    ]
    best = max((each.median for each in rated.values() if each.median is not None), default=None)
    return Judgement(
        rated=rated,
        levels=tuple(levels),
        level_medians=frozenset(o for o, each in rated.items() if best is not None and each.median == best),
        ballots=len(ballots),
        blank=sum(1 for ballot in ballots if not ballot),
        seed=seed,
    )


def _rated(option: Option, counts: Mapping[int, int]) -> Rated:
    people = sum(counts.values())
    if not people:
        return Rated(option, 0, None, dict(counts), Fraction(0), Fraction(0), None)
    median = median_grade(counts)
    return Rated(
        option,
        people,
        median,
        dict(counts),
        better=Fraction(sum(n for grade, n in counts.items() if grade > median), people),
        worse=Fraction(sum(n for grade, n in counts.items() if grade < median), people),
        mean=Fraction(sum(grade * n for grade, n in counts.items()), people),
    )


def median_grade(counts: Mapping[int, int]) -> int:
    """The middle grade; of two middle ones the lower, which more than half are sure to give at least."""
    half, passed = Fraction(sum(counts.values()), 2), 0
    for grade in sorted(counts):
        passed += counts[grade]
        if passed >= half and passed:
            return grade
    raise InvalidGrade("There is no grade.")


def _sort_keys(counts: Mapping[Option, Mapping[int, int]]) -> dict[Option, tuple]:
    """For each option the grades met when reading outwards from the middle, below then above, at every distance where
    some option's grade changes. Larger is better; no grades at all is worst."""
    steps = {option: _steps(by_grade) for option, by_grade in counts.items() if sum(by_grade.values())}
    distances = sorted({abs(HALF - edge) for edges in steps.values() for _, edge in edges} | {Fraction(0)})
    distances = [distance for distance in distances if distance < HALF]
    keys: dict[Option, tuple] = dict.fromkeys(counts, ())
    for option, edges in steps.items():
        keys[option] = tuple(
            (_just_below(edges, HALF - distance), _just_above(edges, HALF + distance))
            for distance in distances
        )
    return keys


def _steps(by_grade: Mapping[int, int]) -> list[tuple[int, Fraction]]:
    """Grades from the worst, each with the share of people up to and including it."""
    people, passed, edges = sum(by_grade.values()), 0, []
    for grade in sorted(by_grade):
        if by_grade[grade]:
            passed += by_grade[grade]
            edges.append((grade, Fraction(passed, people)))
    return edges


def _just_below(edges: list[tuple[int, Fraction]], share: Fraction) -> int:
    return next(grade for grade, edge in edges if edge >= share)


def _just_above(edges: list[tuple[int, Fraction]], share: Fraction) -> int:
    return next(grade for grade, edge in edges if edge > share)
