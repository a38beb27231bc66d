"""What kinds of page follow a session, and of which regions they are made.

A page marks each of its regions with `data-live="name"`. A role says which template draws a region and which kinds of
update change it; whoever has pages of another role declares it beside them:

    CONSOLE = declare(Role("console", regions=(Region("parts", "sessions/console/parts.html", {"state", "plan"}), …)))

Kinds of update: state · timer · plan · theme · conclusion · screen · seat · door · presence · undone · answer (new ones) ·
answer_changed · metoo · … `ALL` stands for every kind.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.template.loader import render_to_string

from networks.meet.sessions.live.moment import Looker, Moment

ALL = frozenset({"*"})
STATE = frozenset({"state", "plan", "undone"})
SAID = frozenset({"answer", "answer_changed", "metoo"})
GROUPED = frozenset({"theme", "placed"})
# These come often and may be gathered for a quarter of a second; all others are sent at once.
GATHERED = frozenset({"answer", "answer_changed", "metoo", "presence", "vote", "conclusion_votes"})


@dataclass(frozen=True)
class News:
    """One update as streams see it."""

    number: int
    kind: str
    part: Any = None
    data: dict = field(default_factory=dict)

    @classmethod
    def of(cls, number: int, kind: str, part: Any, data: dict) -> "News":
        """An update of kind `answer` is about new answers where it names their numbers, else about changed ones."""
        if kind == "answer" and "first" not in data:
            kind = "answer_changed"
        return cls(number, kind, part, data)


@dataclass(frozen=True)
class Region:
    """A part of a page that is drawn anew when something of `kinds` happened. Updates of the kinds in `grows` add to it on the
    page without a drawing (`Role.small`), so that pages may show more than was drawn last."""

    name: str
    template: str
    kinds: Collection[str]
    grows: Collection[str] = ()

    def concerns(self, kinds: Collection[str]) -> bool:
        return self.kinds is ALL or not set(self.kinds).isdisjoint(kinds)


@dataclass(frozen=True)
class Role:
    """A kind of page. `context` gives templates what they need besides moment, words and reader; `small` gives what
    goes with updates that are no reason to draw a region: {"counts": {…}, "add": {region: [html]}}."""

    name: str
    regions: Sequence[Region]
    context: Callable[[Moment, Looker], dict] | None = None
    small: Callable[[Moment, Looker, Sequence[News], dict], dict] | None = None

    def values(self, moment: Moment, looker: Looker) -> dict:
        """What the templates of this role's regions are given."""
        words = moment.words(looker.language)
        values = {
            "moment": moment,
            "session": moment.session,
            "part": moment.part,
            "words": words,
            "reader": looker.reader,
            "easy": looker.easy,
            "here": "",
            "seat": None,
        }
        return values | (self.context(moment, looker) if self.context else {})

    def draw(self, region: Region, values: dict) -> str:
        return render_to_string(region.template, values)


ROLES: dict[str, Role] = {}


def declare(role: Role) -> Role:
    """Make `role` known to the streams."""
    ROLES[role.name] = role
    return role
