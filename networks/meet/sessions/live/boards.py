"""The grouping board of a part: its themes as columns, each with its answers, and what is in no theme yet."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from django.template.loader import render_to_string

from networks.base.places import language_choices
from networks.meet.sessions.live.desks import Desk
from networks.meet.sessions.live.dressing import dress_answers
from networks.meet.sessions.live.moment import Looker, Moment
from networks.meet.sessions.live.roles import GROUPED, SAID, STATE, News, Region, Role, declare
from networks.meet.sessions.models import Answer, Part, Theme
from networks.meet.sessions.rules import steps
from networks.meet.sessions.rules.counting import Voices
from networks.people.models import Person

MOST_IN_COLUMN = 150


@dataclass
class Column:
    """A theme (None: not yet grouped) with its answers, the newest placed last."""

    theme: Theme | None
    voices: Voices
    answers: list[Answer] = field(default_factory=list)
    total: int = 0

    @property
    def key(self) -> str:
        return str(self.theme.pk) if self.theme else "none"

    @property
    def more(self) -> int:
        return self.total - len(self.answers)


class Board(Desk):
    """`looker.about` is the key of the part."""

    def __init__(self, moment: Moment, looker: Looker):
        super().__init__(moment, Looker(looker.role, looker.language, looker.understands, looker.easy))
        self.looker = looker

    @cached_property
    def part(self) -> Part | None:
        return next((p for p in self.moment.parts if str(p.pk) == self.looker.about), None)

    @cached_property
    def columns(self) -> list[Column]:
        """Not yet grouped first, then the themes in their order."""
        part = self.part
        if part is None:
            return []
        nowhere = Column(None, self.by_theme.get(None) or Voices(anonymous=part.anonymous))
        found: dict[UUID | None, Column] = {None: nowhere}
        found |= {theme.pk: Column(theme, theme.voices) for theme in self.themes}
        rows = (
            Answer.objects.filter(Answer.standing(), part_id=part.pk)
            .select_related("given", "seat", "organisation", "placement__theme")
            .order_by("number")
        )
        kept = []
        for answer in rows:
            placed = getattr(answer, "placement", None)
            column = found.get(placed.theme_id if placed else None, nowhere)
            column.total += 1
            if len(column.answers) < MOST_IN_COLUMN:
                column.answers.append(answer)
                kept.append(answer)
        dress_answers(kept, part, self.reader)
        return list(found.values())

    @cached_property
    def addresses(self) -> dict[str, str]:
        found = super().addresses
        if self.part:
            found["stream"] = self.url("board-stream", part=self.part.pk)
            found["state"] = self.url("board-state", part=self.part.pk)
        return found

    @property
    def languages(self) -> list[tuple[str, str]]:
        """Languages in which a theme can be named: the session's first."""
        codes = list(dict.fromkeys([*self.session.languages, self.part.language]))
        return language_choices(codes)

    @cached_property
    def suggesting(self):
        """The rules that suggest themes, where they are installed."""
        return suggesting()

    @cached_property
    def may_suggest(self) -> tuple[bool, str]:
        """Whether themes can be suggested, and if not, why."""
        if self.suggesting is None:
            return False, ""
        return self.suggesting.usable(self.part)

    @cached_property
    def backlog(self) -> int:
        """How many answers are still being prepared."""
        return self.suggesting.backlog(self.part) if self.suggesting else 0

    @cached_property
    def undo_here(self):
        last = steps.last_step(self.session)
        command = self.undo
        return command if last is not None and last.part_id in (None, self.part.pk) else None


def suggesting():
    """The module with the rules that suggest themes, or None where there is none."""
    try:
        from networks.meet.sessions.rules import suggesting as rules
    except ImportError:
        return None
    return rules


# ---- what the stream tells boards ----


def _context(moment: Moment, looker: Looker) -> dict:
    board = Board(moment, looker)
    return {"board": board, "desk": board, "part": board.part}


def _told(moment: Moment, looker: Looker, news: Sequence[News], values: dict) -> dict:
    """Who has just moved what: a page tells it to whoever moved the same answer a moment before."""
    moves = [n for n in news if n.kind == "placed" and str(n.part) == looker.about and n.data.get("by")]
    if not moves:
        return {}
    people = {str(p.pk): p.shown_name for p in Person.objects.filter(pk__in={n.data["by"] for n in moves})}
    names = {str(theme.pk): str(theme.shown) for theme in values["board"].themes}
    keys = {key for n in moves for key in n.data["answers"]}
    numbers = {
        str(key): number for key, number in Answer.objects.filter(pk__in=keys).values_list("pk", "number")
    }
    lines = []
    for n in reversed(moves):
        about = {
            "by": n.data["by"],
            "who": people.get(n.data["by"], ""),
            "answers": n.data["answers"],
            "numbers": ", ".join(str(numbers[key]) for key in n.data["answers"] if key in numbers),
            "theme": names.get(n.data["theme"] or "", ""),
        }
        lines.append(render_to_string(f"{FOLDER}/told.html", about))
    return {"add": {"told": lines}}


FOLDER = "sessions/board"
BOARD = declare(
    Role(
        "board",
        regions=(
            Region("tools", f"{FOLDER}/tools.html", {*STATE, *SAID, *GROUPED, "screen", "timer"}),
            Region("targets", f"{FOLDER}/targets.html", {*STATE, *GROUPED}),
            Region("columns", f"{FOLDER}/columns.html", {*STATE, *SAID, *GROUPED}),
        ),
        context=_context,
        small=_told,
    )
)
