"""Counting people: how many voices a theme has, and how many of each audience, without telling who belongs to which.

Voices are people, not texts: whoever wrote three answers or said "me too" twice is one; a scribe's answer is as many as spoke.
In anonymous parts nobody knows who wrote what: there *answers* and *me-toos* are counted.

Audiences (board, staff, worker, partner) are shown as counts only, and only where no count tells about fewer than five people:
every cell is 0 or at least five, and so is every cell of what is left when one counted set is taken from another
(differencing; see Hundepool et al., Statistical Disclosure Control, 2012, chapter 5). Over time the same: new counts replace those
shown before only where no cell differs by one to four, so that a latecomer is not told by a count that rose by one. Where one cell of
one table is too small, nothing is shown by audience in that session any more: "several audiences". Before the first part opens,
nothing is counted: people are still coming in one by one.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from uuid import UUID

from networks.meet.sessions.models import Answer, BreakoutPlace, MeToo, Part, Seat, Session

LEAST = 5
Members = Mapping[Hashable, str]  # a person, or one voice of several → audience ("": not told)
Cells = dict[str, int]


# ---- voices ----


@dataclass
class Voices:
    """Who stands behind some answers. `people` are distinct; in anonymous parts it is 0 and answers and me-toos count."""

    anonymous: bool = False
    answers: int = 0
    me_toos: int = 0
    countries: list[str] = field(default_factory=list)
    members: dict[Hashable, str] = field(default_factory=dict, repr=False)  # never shown; see `audiences_of`

    @property
    def people(self) -> int:
        return 0 if self.anonymous else len(self.members)

    @property
    def knots(self) -> int:
        """How many knots picture it: voices, or in anonymous parts answers and me-toos."""
        return self.answers + self.me_toos if self.anonymous else self.people


def voices_by_theme(part: Part) -> dict[UUID | None, Voices]:
    """Return the voices behind each theme of `part`; under None those of answers that are in no theme. Two queries, a third
    where breakout groups told something: behind it stands whoever was in the group."""
    found: dict[UUID | None, Voices] = defaultdict(lambda: Voices(anonymous=part.anonymous))
    countries: dict[UUID | None, set[str]] = defaultdict(set)
    rows = Answer.objects.filter(Answer.standing(), part_id=part.pk).values_list(
        "pk",
        "placement__theme_id",
        "seat_id",
        "scribe_id",
        "voices",
        "me_toos",
        "country",
        "audience",
        "seat__audience",
        "named",
        "group_id",
    )
    groups: dict[UUID, UUID | None] = {}  # a group whose words stand here → their theme
    for key, theme, seat, scribe, voices, me_toos, country, audience, seat_audience, named, group in rows:
        one = found[theme]
        one.answers += 1
        one.me_toos += me_toos
        if country:
            countries[theme].add(country)
        if group and seat is None and not scribe:
            groups[group] = theme
        elif part.anonymous or scribe or seat is None:
            for number in range(max(1, voices)):
                one.members[key, number] = audience
        elif named or seat not in one.members:
            one.members[seat] = (audience or seat_audience) if named else ""
    if groups:
        places = BreakoutPlace.objects.filter(group_id__in=list(groups), left_at=None, seat__removed_at=None)
        for group, seat in places.values_list("group_id", "seat_id"):
            found[groups[group]].members.setdefault(seat, "")
    if not part.anonymous:
        supporters = MeToo.objects.filter(
            answer__in=Answer.objects.filter(Answer.standing(), part_id=part.pk)
        )
        for theme, seat, audience in supporters.values_list(
            "answer__placement__theme_id", "seat_id", "seat__audience"
        ):
            found[theme].members.setdefault(seat, audience)
    for theme, codes in countries.items():
        found[theme].countries = sorted(codes)
    return dict(found)


def voices_of_all(by_theme: Mapping[UUID | None, Voices]) -> Voices:
    """Return the voices behind several themes together; whoever is in two of them is one."""
    whole = Voices(anonymous=any(v.anonymous for v in by_theme.values()))
    for one in by_theme.values():
        whole.answers += one.answers
        whole.me_toos += one.me_toos
        whole.members |= one.members
        whole.countries = sorted({*whole.countries, *one.countries})
    return whole


# ---- audiences ----


def cells(members: Members) -> Cells:
    """Count members by audience."""
    return dict(Counter(members.values()))


def large_enough(counted: Mapping[str, int]) -> bool:
    """Whether every cell is 0 or at least five."""
    return all(n == 0 or n >= LEAST for n in counted.values())


def safe(tables: Sequence[Members]) -> bool:
    """Whether the counts by audience of all `tables` may stand beside one another, also after subtraction."""
    if not all(large_enough(cells(table)) for table in tables):
        return False
    for a, b in combinations(tables, 2):
        left = {m: audience for m, audience in a.items() if m not in b}
        right = {m: audience for m, audience in b.items() if m not in a}
        if not (large_enough(cells(left)) and large_enough(cells(right))):
            return False
    return True


def may_replace(before: Mapping[str, Cells], now: Mapping[str, Cells]) -> bool:
    """Whether `now` may be shown to who has seen `before`: no cell of the same table differs by one to four."""
    for name in before.keys() & now.keys():
        for audience in before[name].keys() | now[name].keys():
            if 0 < abs(before[name].get(audience, 0) - now[name].get(audience, 0)) < LEAST:
                return False
    return True


def audiences_of(session: Session) -> dict[str, Cells] | None:
    """Return what may be shown by audience in `session`: "here" and each "part:key" and "theme:key" → counts; None: several audiences.

    All or nothing, for every page, report and export alike. What is shown is remembered, so that later counts can be held against it.
    """
    if session.several_audiences:
        return None
    parts = [p for p in Part.objects.filter(session_id=session.pk) if p.opened_at is not None]
    if not parts:
        return None
    tables: dict[str, Members] = {"here": seats_of(session)}
    for part in parts:
        by_theme = voices_by_theme(part)
        if by_theme:
            tables[f"part:{part.pk}"] = voices_of_all(by_theme).members
        for theme, voices in by_theme.items():
            if theme is not None:
                tables[f"theme:{theme}"] = voices.members
    if not safe(list(tables.values())):
        Session.objects.filter(pk=session.pk).update(several_audiences=True, audience_counts={})
        session.several_audiences, session.audience_counts = True, {}
        return None
    now = {name: cells(members) for name, members in tables.items()}
    before = session.audience_counts
    if now == before:
        return now
    if before and not may_replace(before, now):
        return before
    Session.objects.filter(pk=session.pk).update(audience_counts=now)
    session.audience_counts = now
    return now


def seats_of(session: Session) -> Members:
    """Everybody who has taken a seat: coming and going during the session changes nothing."""
    rows = Seat.objects.filter(session_id=session.pk, removed_at=None)
    return dict(rows.values_list("pk", "audience"))
