"""What the big screen shows: what phones show, for the whole room, and nothing that is hidden."""

from functools import cached_property
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from networks.base.texts import load_versions
from networks.meet.sessions.live.dressing import dress_answers
from networks.meet.sessions.live.moment import Looker, Moment
from networks.meet.sessions.live.roles import GROUPED, SAID, STATE, Region, Role, declare
from networks.meet.sessions.models import Answer, Part, Seat, Theme
from networks.meet.sessions.models.planning import PartState, Showing, Stage
from networks.meet.sessions.models.taking_part import HERE
from networks.meet.sessions.rules import answering, counting
from networks.meet.sessions.rules.seating import join_address

MOST_THEMES = 5
MOST_ANSWERS = 3


class BigScreen:
    """The big screen at one moment. What it shows is chosen by `session.screen`, else it follows the part."""

    def __init__(self, moment: Moment, looker: Looker):
        self.moment, self.looker, self.session = moment, looker, moment.session
        self.reader = looker.reader

    @property
    def part(self) -> Part | None:
        return self.moment.part

    @property
    def stream_url(self) -> str:
        return reverse("big-screen-stream", args=[self.session.screen_secret])

    @property
    def state_url(self) -> str:
        return reverse("big-screen-state", args=[self.session.screen_secret])

    @cached_property
    def view(self) -> str:
        """part · answer · themes · results · conclusions · blank · lobby · end. What may not be shown falls back to the part."""
        asked = self.session.screen.get("view", "part")
        if asked == "blank":
            return "blank"
        if self.moment.phase in ("lobby", "ended"):
            return {"lobby": "lobby", "ended": "end"}[self.moment.phase]
        if asked == "answer" and self.picked is not None:
            return "answer"
        if asked == "conclusions":
            return "conclusions"
        shown = self.part is not None and self.part.results_shown
        if asked in ("themes", "results") and shown:
            return asked
        if asked == "part" and shown:
            if self.moment.phase == "conclusions" and self.conclusions:
                return "conclusions"
            if self.part.stage == Stage.PRIORITIES:
                return "results"
            if self.themes:
                return "themes"
        return "part"

    @property
    def title(self):
        return self.session.version_for("title", self.reader)

    @property
    def question(self):
        return self.part.version_for("question", self.reader) if self.part else None

    @property
    def paused(self) -> bool:
        return self.part is not None and self.part.state == PartState.PAUSED

    # ---- the time ----

    @property
    def seconds_left(self) -> int | None:
        left = self.part.time_left(timezone.now()) if self.part and self.session.is_live else None
        return None if left is None else max(0, int(left.total_seconds()))

    @property
    def clock(self) -> str:
        seconds = self.seconds_left or 0
        return f"{seconds // 60}:{seconds % 60:02d}"

    @property
    def now(self):
        return timezone.now()

    # ---- joining ----

    @property
    def join_address(self) -> str:
        return join_address()

    @property
    def join_link(self) -> str:
        return f"{join_address()}{self.session.code}/"

    @cached_property
    def here(self) -> int:
        return Seat.objects.filter(
            session_id=self.session.pk, removed_at=None, last_seen_at__gt=timezone.now() - HERE
        ).count()

    @cached_property
    def answered(self) -> int:
        return Answer.objects.filter(Answer.standing(), part_id=self.part.pk).count() if self.part else 0

    # ---- what was said ----

    @cached_property
    def picked(self) -> Answer | None:
        """The answer that a facilitator put here: as long as it is neither hidden nor taken back, nor waits to be checked."""
        try:
            key = UUID(self.session.screen.get("answer", ""))
        except ValueError:
            return None
        checked = Q(checked_at__isnull=False) | ~Q(part__showing=Showing.CHECKED)
        rows = Answer.objects.filter(Answer.standing(), checked, pk=key, part__session_id=self.session.pk)
        found = rows.select_related("part", "given", "seat", "organisation", "placement__theme").first()
        if found is not None:
            dress_answers([found], found.part, self.reader)
        return found

    @cached_property
    def arriving(self) -> list[Answer]:
        """The newest answers, where participants may see them."""
        if self.view != "part" or not self.moment.shows_answers:
            return []
        rows = answering.shown(self.part).select_related("given", "seat", "organisation", "placement__theme")
        found = list(rows.order_by("-number")[:MOST_ANSWERS])
        dress_answers(found, self.part, self.reader)
        return found

    # ---- what it amounts to ----

    @cached_property
    def themes(self) -> list[Theme]:
        """The largest themes, once results are shown."""
        if self.part is None or not self.part.results_shown:
            return []
        found = list(Theme.objects.filter(part_id=self.part.pk, removed_at=None, merged_into=None))
        by_theme = counting.voices_by_theme(self.part)
        load_versions(found)
        for theme in found:
            theme.voices = by_theme.get(theme.pk) or counting.Voices(anonymous=self.part.anonymous)
            theme.shown = theme.version_for("name", self.reader)
        self.themes_in_all = len(found)
        return sorted(found, key=lambda theme: -theme.voices.knots)[:MOST_THEMES]

    @property
    def more_themes(self) -> int:
        return max(0, self.themes_in_all - MOST_THEMES) if self.themes else 0

    @property
    def most_voices(self) -> int:
        return max((theme.voices.knots for theme in self.themes), default=0)

    @cached_property
    def conclusions(self) -> list:
        found = self.moment.conclusions[:MOST_THEMES]
        for one in found:
            one.shown = one.version_for("text", self.reader)
        return found

    @property
    def more_conclusions(self) -> int:
        return max(0, len(self.moment.conclusions) - MOST_THEMES)


# ---- what the stream tells big screens ----


def _context(moment: Moment, looker: Looker) -> dict:
    return {"screen": BigScreen(moment, looker)}


FOLDER = "sessions/screen"
OUTCOME = {"conclusion", "result", "priorities", "conclusion_votes", "vote"}
SCREEN = declare(
    Role(
        "screen",
        regions=(
            Region("where", f"{FOLDER}/where.html", {*STATE, "timer", "screen"}),
            Region("ask", f"{FOLDER}/ask.html", {*STATE, *SAID, "screen", "theme"}),
            Region(
                "join",
                f"{FOLDER}/join.html",
                {*STATE, "door", "presence", "seat", "answer", "answer_changed", "screen"},
            ),
            Region("grow", f"{FOLDER}/grow.html", {*STATE, *SAID, *GROUPED, *OUTCOME, "screen"}),
        ),
        context=_context,
    )
)
