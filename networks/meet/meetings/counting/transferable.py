"""The single transferable vote by the Scottish rules, and with one seat the alternative vote (instant run-off).

Source: The Scottish Local Government Elections Order 2007 (SSI 2007/42), schedule 1, part III, rules 45 to 52; the same in the Order of 2011
(SSI 2011/399), rules 46 to 53. That is the weighted inclusive Gregory method: the quota is ⌊papers ÷ (seats + 1)⌋ + 1; of a candidate
above it *all* papers go on, each at surplus × its value ÷ the candidate's votes, cut off after the fifth decimal; one surplus a stage, the
largest first; without a surplus, whoever has the fewest votes is excluded; level ones are told apart by the latest earlier stage at
which they differed, then by lot (here: by the rule for ties of the ballot). Once as many are left as seats, they are elected.

With one seat that elects whom the alternative vote elects: who has more than half of what is left can never be the last
(D. M. Farrell, Electoral Systems, 2nd edition, 2011, chapters 3 and 6). Everything is in whole hundred-thousandths of a vote: no rounding but the rule's.

Where statutes limit how many of a group are elected, whoever cannot be elected any more goes first, and whoever the limits need stays (limits.py).

Not promised: that one more paper for somebody who is elected keeps them elected. With several seats it changes the quota, and so whom others' surplus reaches.
With one seat it is: such a paper only ever counts for them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from networks.meet.meetings.counting.limits import Limits
from networks.meet.meetings.counting.results import Count, Stage
from networks.meet.meetings.counting.ties import Ties, Undecided

UNIT = 100_000
SCOTTISH, ALTERNATIVE = "scottish", "alternative"

Ranking = tuple[str, ...]


class _Counting:
    """The state of one count: who holds which papers at which value."""

    def __init__(self, papers: Counter[Ranking], candidates: Sequence[str], seats: int, limits: Limits, ties: Ties):  # fmt: skip
        self.seats, self.limits, self.ties = seats, limits, ties
        self.total = sum(papers.values())
        self.quota = (self.total // (seats + 1) + 1) * UNIT
        self.candidates = sorted(candidates)
        self.held: dict[str, Counter[tuple[Ranking, int]]] = {one: Counter() for one in self.candidates}
        self.votes = dict.fromkeys(self.candidates, 0)
        self.exhausted = self.lost = 0
        self.elected: list[str] = []
        self.waiting: list[str] = []  # elected, with a surplus to transfer
        self.out: list[str] = []
        self.stages: list[Stage] = []
        self._hand_out(papers.items(), UNIT)

    @property
    def left(self) -> list[str]:
        return [one for one in self.candidates if one not in self.elected and one not in self.out]

    def _hand_out(self, papers: Iterable[tuple[Ranking, int]], value: int) -> None:
        """Give each paper to the first it names who is left."""
        left = set(self.left)
        for ranking, count in papers:
            for place, one in enumerate(ranking):
                if one in left:
                    self.held[one][ranking[place:], value] += count
                    self.votes[one] += value * count
                    break
            else:
                self.exhausted += value * count

    def close_stage(self, what: str, whose: Sequence[str] = ()) -> None:
        """Whoever reached the quota is elected, the most votes first, as far as the limits let them."""
        new = []
        for one in self._by_votes([one for one in self.left if self.votes[one] >= self.quota]):
            if self.limits.may(one, self.elected, self.left):
                self.elected.append(one)
                new.append(one)
                if self.votes[one] > self.quota:
                    self.waiting.append(one)
        # Once all seats are filled nobody is passed over: they had too few votes.
        seats = len(self.elected) < self.seats
        doomed = [one for one in self.left if seats and not self.limits.may(one, self.elected, self.left)]
        self._keep(what, whose, new, doomed)

    def _keep(self, what: str, whose: Sequence[str], new: Sequence[str], doomed: Sequence[str]) -> None:
        self.stages.append(
            Stage(what, dict(self.votes), tuple(whose), self.exhausted, self.lost, tuple(new), tuple(doomed))
        )

    def _by_votes(self, among: Iterable[str]) -> list[str]:
        """The most votes first, now and at the latest earlier stage that tells them apart; then by key: it does not matter here."""
        past = [stage.votes for stage in reversed(self.stages)]
        return sorted(among, key=lambda one: ([-self.votes[one], *[-votes[one] for votes in past]], one))

    def _one_of(self, level: list[str], *, most: bool) -> str:
        """Of those who are level now: by the latest earlier stage at which they differ, then by the rule for ties."""
        pick = max if most else min
        for stage in reversed(self.stages):
            best = pick(stage.votes[one] for one in level)
            level = [one for one in level if stage.votes[one] == best]
            if len(level) == 1:
                return level[0]
        order = self.ties.order(level)
        return order[0] if most else order[-1]

    def transfer_surplus(self) -> None:
        """The largest surplus goes on: every paper at surplus × value ÷ votes, cut off after the fifth decimal."""
        largest = max(self.votes[one] for one in self.waiting)
        one = self._one_of([w for w in self.waiting if self.votes[w] == largest], most=True)
        self.waiting.remove(one)
        votes, surplus = self.votes[one], self.votes[one] - self.quota
        papers, self.held[one] = self.held[one], Counter()
        self.votes[one] = self.quota
        given = 0
        for (ranking, value), count in sorted(papers.items()):
            new = surplus * value // votes
            self._hand_out([(ranking[1:], count)], new)
            given += new * count
        self.lost += surplus - given
        self.close_stage("surplus", [one])

    def exclude(self) -> None:
        """Whoever cannot be elected within the limits any more goes; else whoever has the fewest votes and is not needed for them."""
        gone = [one for one in self.left if not self.limits.may(one, self.elected, self.left)]
        if not gone:
            free = [one for one in self.left if not self.limits.needs(one, self.elected, self.left)]
            fewest = min(self.votes[one] for one in free)
            gone = [self._one_of([one for one in free if self.votes[one] == fewest], most=False)]
        self.out += gone
        for one in gone:
            papers, self.held[one], self.votes[one] = self.held[one], Counter(), 0
            for (ranking, value), count in sorted(papers.items()):
                self._hand_out([(ranking[1:], count)], value)
        self.close_stage("exclusion", gone)

    def run(self) -> None:
        self.close_stage("first")
        while len(self.elected) < self.seats and self.left:
            open_seats = self.seats - len(self.elected)
            if len(self.left) <= open_seats and self.limits.hold([*self.elected, *self.left], ()):
                new = self._by_votes(self.left)
                self.elected += new
                self._keep("last_seats", (), new, ())
            elif self.waiting and not self.stages[-1].skipped:
                self.transfer_surplus()
            else:
                self.exclude()


def single_transferable_vote(
    papers: Iterable[Sequence[str]], candidates: Iterable[str], seats: int, *, ties: Ties | None = None, limits: Limits | None = None
) -> Count:  # fmt: skip
    """Count papers, each a ranking of one or more candidates with the preferred first; an empty one is blank."""
    candidates = sorted(set(candidates))
    known = set(candidates)
    counted: Counter[Ranking] = Counter()
    blank = 0
    for paper in papers:
        ranking = tuple(paper)
        if len(set(ranking)) != len(ranking) or not known.issuperset(ranking):
            raise ValueError(f"{ranking!r} is no ranking of these candidates")
        if ranking:
            counted[ranking] += 1
        else:
            blank += 1
    ties = ties or Ties()
    limits = limits or Limits((), {}, seats)
    if not limits.hold((), candidates):
        raise ValueError("The limits cannot be kept with these candidates.")
    state = _Counting(counted, candidates, seats, limits, ties)
    level, asks = (), ""
    try:
        if state.total:
            state.run()
    except Undecided as undecided:
        level, asks = undecided.level, undecided.rule
    return Count(
        "stv" if seats > 1 else "ranked", SCOTTISH if seats > 1 else ALTERNATIVE, seats, state.total, blank, state.quota, UNIT,
        tuple(state.stages), () if level else tuple(state.elected), level, asks, (), tuple(ties.broken),
        tuple(dict.fromkeys(one for stage in state.stages for one in stage.skipped)),
    )  # fmt: skip


def instant_runoff(
    papers: Iterable[Sequence[str]], candidates: Iterable[str], *, ties: Ties | None = None
) -> Count:
    """One seat by rankings: the last goes and their papers move on, until one has more than half of all."""
    return single_transferable_vote(papers, candidates, 1, ties=ties)
