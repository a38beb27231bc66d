"""What a session is like at one moment, as its pages show it: read once for all readers, texts with all their versions."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.utils import timezone

from networks.base.texts import Reader, load_versions
from networks.meet.sessions.models import Answer, BreakoutGroup, Conclusion, Part, Seat, Session, Theme
from networks.meet.sessions.models.answers import MeToo
from networks.meet.sessions.models.planning import Naming, PartState, SessionState, Stage
from networks.meet.sessions.rules import answering, counting
from networks.meet.sessions.words import Words, words_for

NEWEST = 12  # answers of others on a phone; all of them stand on a page of their own


@dataclass(frozen=True)
class Looker:
    """Who looks: a kind of page in a language and a reading mode. All who are alike get one rendering."""

    role: str  # participant · console · screen
    language: str = "en"
    understands: tuple[str, ...] = ()
    easy: bool = False
    about: str = ""  # what of it: a part, a queue of answers

    @property
    def reader(self) -> Reader:
        return Reader((self.language, *self.understands), plain=self.easy)


class Moment:
    """A session as it is now. Everything is read when it is first asked for, and then kept."""

    def __init__(self, session: Session, number: int | None = None):
        self.session = session
        self.number = session.update_number if number is None else number

    @classmethod
    def now(cls, key: UUID) -> "Moment | None":
        """Read the session `key`; its number is read first, so that whatever comes later comes by the stream."""
        session = (
            Session.everywhere.filter(pk=key, binned_at=None).select_related("network", "occasion").first()
        )
        return cls(session) if session else None

    def words(self, language: str) -> Words:
        return words_for(self.session.network_id, language)

    @cached_property
    def parts(self) -> list[Part]:
        parts = list(Part.objects.filter(session_id=self.session.pk))
        for part in parts:
            part.session = self.session
        load_versions([*parts, self.session])
        return parts

    @cached_property
    def part(self) -> Part | None:
        """The part that the facilitator is at."""
        return next((p for p in self.parts if p.pk == self.session.current_part_id), None)

    @cached_property
    def answerable(self) -> list[Part]:
        """The parts that take answers now, ahead of the session or after it."""
        if self.session.is_live:
            return []
        return [part for part in self.parts if part.takes_answers]

    @cached_property
    def given(self) -> list:
        given = list(self.part.given.filter(withdrawn_at=None)) if self.part else []
        load_versions(given)
        return given

    @cached_property
    def phase(self) -> str:
        """What participants do now: lobby · wait · question · paused · grouping · priorities · conclusions · ended."""
        session, part = self.session, self.part
        if session.state == SessionState.ENDED:
            return "ended"
        if session.state != SessionState.LIVE:
            return "lobby"
        if part is None or part.state == PartState.PLANNED:
            return "wait"
        if part.state == PartState.CONCLUDED or part.stage == Stage.CONCLUSIONS:
            return "conclusions"
        if part.stage == Stage.PRIORITIES:
            return "priorities"
        if part.stage == Stage.GROUPING or part.state == PartState.CLOSED:
            return "grouping"
        return "paused" if part.state == PartState.PAUSED else "question"

    # ---- what others said ----

    @cached_property
    def shows_answers(self) -> bool:
        part = self.part
        return bool(
            part
            and self.phase in ("question", "paused", "grouping")
            and (part.results_shown or part.showing != "hidden")
        )

    @cached_property
    def newest(self) -> list[Answer]:
        """The newest answers that participants may see."""
        return self.shown_from(0, NEWEST) if self.shows_answers else []

    @cached_property
    def shown_count(self) -> int:
        return answering.shown(self.part).count() if self.shows_answers else 0

    def shown_from(self, number: int, most: int) -> list[Answer]:
        """Return at most `most` of the shown answers numbered above `number`, the newest first."""
        if not self.shows_answers:
            return []
        answers = list(
            answering.shown(self.part)
            .filter(number__gt=number)
            .select_related("given", "seat", "organisation")
            .order_by("-number")[:most]
        )
        prepare(answers, self.part)
        return answers

    # ---- what it amounts to ----

    @cached_property
    def themes(self) -> list[Theme]:
        """The themes, when results are shown, each with its number of voices."""
        if not (self.part and self.part.results_shown):
            return []
        themes = list(Theme.objects.filter(part_id=self.part.pk, removed_at=None, merged_into=None))
        load_versions(themes)
        voices = voices_of(self.part)
        for theme in themes:
            theme.voices = voices.get(theme.pk, 0)
        return themes

    @cached_property
    def conclusions(self) -> list[Conclusion]:
        if not self.part:
            return []
        found = list(Conclusion.objects.filter(part_id=self.part.pk, published_at__isnull=False))
        load_versions(found)
        return found

    @property
    def position(self) -> int:
        return self.parts.index(self.part) + 1 if self.part else 0

    @property
    def minutes_left(self) -> int | None:
        left = self.part.time_left(timezone.now()) if self.part else None
        return None if left is None else max(0, int(left.total_seconds() // 60))


def voices_of(part: Part) -> dict[UUID, int]:
    """Return how many voices each theme has: people in named parts (me-toos included), answers and me-toos in anonymous ones."""
    by_theme = counting.voices_by_theme(part)
    return {theme: voices.knots for theme, voices in by_theme.items() if theme is not None}


def prepare(answers: list[Answer], part: Part) -> None:
    """Make answers ready to be shown: their versions, and the name under which each stands."""
    load_versions([*answers, *(answer.given for answer in answers if answer.given)])
    say_groups(answers)
    for answer in answers:
        answer.part = part
        answer.by_line = by_line(answer, part)


def say_groups(answers: list[Answer]) -> None:
    """Note beside what a breakout group told the others which group it was (`of_group`); empty beside all others."""
    keys = {a.group_id for a in answers if a.reported and a.group_id and a.seat_id is None}
    numbers = dict(BreakoutGroup.objects.filter(pk__in=keys).values_list("pk", "number")) if keys else {}
    for answer in answers:
        answer.of_group = numbers.get(answer.group_id, "") if answer.seat_id is None else ""


def by_line(answer: Answer, part: Part) -> str:
    """Return under which name others see an answer; empty where there is none. Never the audience."""
    if part.anonymous or not answer.named or answer.seat is None:
        return ""
    place = answer.organisation.name if answer.organisation else answer.seat.country
    return ", ".join(word for word in (answer.seat.name, place) if word)


def shown_as(seat: Seat, part: Part) -> str:
    """Return under which name this participant's answer would stand."""
    place = seat.organisation.name if seat.organisation else seat.country
    return ", ".join(word for word in (seat.name, place) if word) if part.naming != Naming.ANONYMOUS else ""


def pressed(part: Part | None, seat: Seat) -> set[UUID]:
    """Return the answers of `part` to which this seat said "me too"."""
    if part is None or part.anonymous:
        return set()
    return set(
        MeToo.objects.filter(seat_id=seat.pk, answer__part_id=part.pk).values_list("answer_id", flat=True)
    )
