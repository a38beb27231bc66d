"""What the facilitator's console shows, read once for all consoles that look alike. Nothing here is one person's own."""

from functools import cached_property
from uuid import UUID

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from networks.base.texts import load_versions
from networks.meet.sessions.live.controls import Controls
from networks.meet.sessions.live.dressing import counted_by, dress_answers, in_queue, in_words
from networks.meet.sessions.live.moment import Looker, Moment
from networks.meet.sessions.live.presence import CONNECTED
from networks.meet.sessions.live.roles import GROUPED, SAID, STATE, Region, Role, declare
from networks.meet.sessions.models import Answer, Part, PriorityResult, Seat, Theme
from networks.meet.sessions.models.planning import PartState, SessionState, Showing, Stage
from networks.meet.sessions.models.taking_part import HERE
from networks.meet.sessions.rules import counting
from networks.meet.sessions.rules.seating import join_address

SHOWN_AT_ONCE = 50  # answers on one page of the console
QUEUES = ("shown", "waiting", "late", "hidden")
ORDERS = {
    "new": ("-number",),
    "most": ("-me_toos", "-number"),
    "country": ("country", "-number"),
}


class Desk(Controls):
    """A console at one moment. `looker.about` is "queue:order:page"."""

    def __init__(self, moment: Moment, looker: Looker):
        self.moment, self.looker, self.session = moment, looker, moment.session
        self.reader = looker.reader
        self.network = self.session.network
        queue, order, page = ([*looker.about.split(":"), "", "", ""])[:3]
        self.order = order if order in ORDERS else "new"
        self.queue = queue if queue in QUEUES else "shown"
        self.page = max(1, int(page)) if page.isdecimal() and len(page) < 5 else 1

    @cached_property
    def addresses(self) -> dict[str, str]:
        session = self.session
        found = {
            "console": self.url("console", session=session.pk),
            "present": self.url("session-present", session=session.pk),
            "plan": self.url("session", session=session.pk),
            "current_part": self.url("session-current-part", session=session.pk),
            "ending": self.url("session-ending", session=session.pk),
            "put": self.url("session-screen", session=session.pk),
            "stream": self.url("console-stream", session=session.pk),
            "state": self.url("console-state", session=session.pk),
            "conclusions": self.url("conclusions", session=session.pk),
            "report": self.url("report", session=session.pk),
            "screen": reverse("big-screen", args=[session.screen_secret]),
            "scribe": f"/j/{session.code}/scribe/",
        }
        if self.part:
            found |= {
                "board": self.url("board", part=self.part.pk),
                "order": self.url("theme-order", part=self.part.pk),
                "suggestion": self.url("theme-suggestion", part=self.part.pk),
                "new_answers": self.url("theme-new-answers", part=self.part.pk),
            }
        return found

    def __getattr__(self, name: str):
        """`console_url` and so on: the addresses."""
        if name.endswith("_url") and (address := self.addresses.get(name.removesuffix("_url"))):
            return address
        raise AttributeError(name)

    @property
    def now(self):
        return timezone.now()

    @property
    def can_group(self) -> bool:
        return Stage.GROUPING in self.part.stages

    # ---- where we are ----

    @cached_property
    def part(self) -> Part | None:
        """The part that everyone is at; before the first one opens, the one that comes first."""
        return (
            self.moment.part
            or next((p for p in self.moment.parts if p.state != PartState.CONCLUDED), None)
            or next(iter(self.moment.parts), None)
        )

    @cached_property
    def is_current(self) -> bool:
        return self.part is not None and self.part.pk == self.session.current_part_id

    @property
    def position(self) -> int:
        return self.moment.parts.index(self.part) + 1 if self.part else 0

    @property
    def next_part(self) -> Part | None:
        return self.moment.parts[self.position] if self.position < len(self.moment.parts) else None

    @property
    def previous_part(self) -> Part | None:
        return self.moment.parts[self.position - 2] if self.position > 1 else None

    @property
    def question(self):
        return self.part.version_for("question", self.reader)

    @property
    def where(self) -> str:
        """In words: which part, and in which state."""
        values = {"n": self.position, "m": len(self.moment.parts)}
        if self.session.state == SessionState.ENDED:
            return _("The session has ended")
        return {
            PartState.PLANNED: _("Part %(n)s of %(m)s is not open yet"),
            PartState.OPEN: _("Part %(n)s of %(m)s is open"),
            PartState.PAUSED: _("Part %(n)s of %(m)s is paused"),
            PartState.CLOSED: _("Part %(n)s of %(m)s is closed"),
            PartState.CONCLUDED: _("Part %(n)s of %(m)s is concluded"),
        }[PartState(self.part.state)] % values

    @property
    def seconds_left(self) -> int | None:
        left = self.part.time_left(timezone.now()) if self.part else None
        return None if left is None else int(left.total_seconds())

    @property
    def clock(self) -> str:
        """Minutes and seconds left, as 12:40; 0:00 when the time is up."""
        seconds = max(0, self.seconds_left or 0)
        return f"{seconds // 60}:{seconds % 60:02d}"

    @property
    def minutes_used(self) -> float:
        return round(max(0.0, self.part.minutes - (self.seconds_left or 0) / 60), 1)

    # ---- who is here ----

    @cached_property
    def here(self) -> list[Seat]:
        return list(
            Seat.objects.filter(
                session_id=self.session.pk, removed_at=None, last_seen_at__gt=timezone.now() - HERE
            )
            .select_related("organisation")
            .order_by("country")
        )

    @cached_property
    def connected(self) -> int:
        """How many of those who are here are connected at this moment: phones sleep, and lines break."""
        since = timezone.now() - CONNECTED
        return sum(1 for seat in self.here if seat.last_seen_at > since)

    @cached_property
    def countries(self) -> list[tuple[str, int]]:
        return counted_by(seat.country for seat in self.here)

    @cached_property
    def organisations(self) -> list[tuple[str, int]]:
        return counted_by(seat.organisation.name for seat in self.here if seat.organisation)

    @cached_property
    def guests(self) -> int:
        return sum(1 for seat in self.here if seat.is_guest)

    @cached_property
    def chosen(self) -> int | None:
        """How many have said what matters, by the last result; None where people are not asked now."""
        part = self.part
        if part is None or not part.priority_method or part.stage != Stage.PRIORITIES:
            return None
        if part.state not in (PartState.OPEN, PartState.PAUSED, PartState.CLOSED):
            return None
        found = PriorityResult.objects.filter(part_id=part.pk, method=part.priority_method)
        return found.values_list("result__people", flat=True).first() or 0

    @cached_property
    def audiences(self) -> dict[str, counting.Cells] | None:
        return counting.audiences_of(self.session)

    @property
    def counted_audiences(self) -> bool:
        """Whether anything can be said about audiences yet: not before the first part opens."""
        return any(part.opened_at for part in self.moment.parts)

    @cached_property
    def here_by_audience(self) -> list[tuple[str, int]]:
        return in_words((self.audiences or {}).get("here", {}))

    @cached_property
    def silent(self) -> int | None:
        """How many of those who are here have not answered; None where nobody may know."""
        part = self.part
        if part is None or part.anonymous or part.state != PartState.OPEN or part.stage != Stage.ANSWER:
            return None
        wrote = set(
            Answer.objects.filter(part_id=part.pk, withdrawn_at=None, seat__isnull=False).values_list(
                "seat_id", flat=True
            )
        )
        return sum(1 for seat in self.here if seat.pk not in wrote)

    @cached_property
    def facilitators(self) -> list:
        return [r.person for r in self.session.roles.select_related("person") if r.kind == "facilitator"]

    # ---- what they say ----

    @cached_property
    def queue_counts(self) -> dict[str, int]:
        if self.part is None:
            return dict.fromkeys(QUEUES, 0)
        filters = {name: Count("pk", filter=in_queue(self.part, name)) for name in QUEUES}
        return Answer.objects.filter(part_id=self.part.pk).aggregate(**filters)

    @cached_property
    def queues(self) -> list[tuple[str, str, int]]:
        """The queues to look at: (name, in words with their number, number); empty ones are left out, except the shown."""
        counts = self.queue_counts
        words = {
            "waiting": _("%(n)s to check"),
            "late": _("%(n)s late"),
            "hidden": _("%(n)s hidden"),
        }
        found = [("shown", self.answers_in_words, counts["shown"])]
        for name, text in words.items():
            if (
                counts[name]
                or name == self.queue
                or (name == "waiting" and self.part and self.part.showing == Showing.CHECKED)
            ):
                found.append((name, text % {"n": counts[name]}, counts[name]))
        return found

    @property
    def answers_in_words(self) -> str:
        n = self.queue_counts["shown"]
        return ngettext("%(n)s answer", "%(n)s answers", n) % {"n": n}

    @cached_property
    def answers(self) -> list[Answer]:
        if self.part is None:
            return []
        start = (self.page - 1) * SHOWN_AT_ONCE
        found = list(
            Answer.objects.filter(in_queue(self.part, self.queue), part_id=self.part.pk)
            .select_related("given", "seat", "organisation", "placement__theme")
            .order_by(*ORDERS[self.order])[start : start + SHOWN_AT_ONCE + 1]
        )
        self.more_answers = len(found) > SHOWN_AT_ONCE
        found = found[:SHOWN_AT_ONCE]
        dress_answers(found, self.part, self.reader)
        on_screen = self.session.screen.get("answer")
        for answer in found:
            answer.on_screen = str(answer.pk) == on_screen
        return found

    # ---- what it amounts to ----

    @cached_property
    def by_theme(self) -> dict[UUID | None, counting.Voices]:
        return counting.voices_by_theme(self.part) if self.part else {}

    @cached_property
    def themes(self) -> list[Theme]:
        if self.part is None:
            return []
        found = list(Theme.objects.filter(part_id=self.part.pk, removed_at=None, merged_into=None))
        load_versions(found)
        for theme in found:
            theme.shown = theme.version_for("name", self.reader)
            theme.voices = self.by_theme.get(theme.pk) or counting.Voices(anonymous=self.part.anonymous)
            theme.by_audience = in_words((self.audiences or {}).get(f"theme:{theme.pk}", {}))
        return found

    @property
    def most_voices(self) -> int:
        return max((theme.voices.knots for theme in self.themes), default=0)

    @property
    def ungrouped(self) -> int:
        nowhere = self.by_theme.get(None)
        return nowhere.answers if nowhere else 0

    @property
    def join_address(self) -> str:
        return join_address()

    @property
    def join_link(self) -> str:
        return f"{join_address()}{self.session.code}/"


# ---- what the stream tells consoles ----

FOLDER = "sessions/console"


def _context(moment: Moment, looker: Looker) -> dict:
    desk = Desk(moment, looker)
    return {"desk": desk, "part": desk.part}


CONSOLE = declare(
    Role(
        "console",
        regions=(
            Region("run", f"{FOLDER}/run.html", {*STATE, "groups"}),
            Region("clock", f"{FOLDER}/clock.html", {*STATE, "timer"}),
            Region(
                "steer",
                f"{FOLDER}/steer.html",
                {*STATE, *GROUPED, "timer", "screen", "door", "seat", "answer_changed"},
            ),
            Region("here", f"{FOLDER}/here.html", {*STATE, "presence", "seat", "answer", "result"}),
            Region("parts", f"{FOLDER}/parts.html", STATE),
            Region("joining", f"{FOLDER}/joining.html", {*STATE, "door"}),
            Region("answers", f"{FOLDER}/answers.html", {*STATE, *SAID, *GROUPED, "screen"}),
            Region("themes", f"{FOLDER}/themes.html", {*STATE, *SAID, *GROUPED}),
            Region("groups", "sessions/breakout/news.html", {"groups", "seat", "presence", "undone"}),
        ),
        context=_context,
    )
)
