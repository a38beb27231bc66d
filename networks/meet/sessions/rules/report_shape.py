"""What a report is made of, as plain data: no records, no queries. Pages, files and exports all read this and nothing else."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from networks.base.texts import Version


class Edition(StrEnum):
    """Whom a report is for. In neither stands what was hidden, withdrawn, late, given in confidence or not published."""

    INTERNAL = "internal"  # confirmed members: names as authors chose to show them
    PUBLIC = "public"  # everybody: no names but of those who ran the session


@dataclass(frozen=True, slots=True)
class Words:
    """A text that somebody wrote: the original, all its versions, and the one chosen for the reader."""

    original: str
    language: str
    shown: Version
    versions: tuple[Version, ...] = ()

    @property
    def gloss(self) -> Version | None:
        """The translation that stands beside the original, where there is one for this reader."""
        return None if self.shown.original or not self.original else self.shown


@dataclass(slots=True)
class AnswerLine:
    """An answer. `who` is empty where its author showed no name, and in the public edition holds the country alone."""

    key: str
    ref: str  # "1.5": part 1, answer 5; the number alone in a session of one part
    words: Words | None
    option: Words | None = None  # the statement or option given beforehand
    value: int | None = None
    name: str = ""
    organisation: str = ""
    country: str = ""
    voices: int = 1
    me_toos: int = 0
    theme: str = ""  # ref of its theme
    cited_in: list[int] = field(default_factory=list)  # numbers of conclusions

    @property
    def anchor(self) -> str:
        return f"answer-{self.ref.replace('.', '-')}"


@dataclass(slots=True)
class ThemeLine:
    """A theme, with how many stand behind it: voices of people, or answers and me-toos where the part is anonymous."""

    key: str
    ref: str
    name: Words
    n: int
    answers: list[AnswerLine] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    cited_in: list[int] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        return f"theme-{self.ref.replace('.', '-')}"


@dataclass(slots=True)
class ConclusionLine:
    """A published conclusion, what it rests on, and who sees it differently."""

    key: str
    number: int
    kind: str
    kind_name: str
    text: Words
    dissent: Words | None
    no_dissent: bool
    unsupported: bool
    agreed: int
    asked: int
    themes: list[ThemeLine] = field(default_factory=list)
    answers: list[AnswerLine] = field(default_factory=list)
    not_shown: int = 0  # citations of what this edition does not show
    country: str = ""
    done_by: str = ""
    owner: str = ""
    due: date | None = None
    part: int = 0

    @property
    def anchor(self) -> str:
        return f"conclusion-{self.number}"


@dataclass(slots=True)
class Choice:
    """How often a statement, an option or a mark was chosen."""

    label: str
    n: int
    language: str = ""
    detail: str = ""  # "12 agree, 3 pass, 1 disagree"


@dataclass(slots=True)
class PartOfReport:
    """One question and all that came of it. `why_not` says why answers are not shown."""

    key: str
    number: int
    title: str
    question: Words
    naming: str
    anonymous: bool
    confidential: bool
    answer_kind: str
    answers: int  # all that count, shown or not
    answers_shown: int
    languages: int
    voices: int  # 0 where the part is anonymous: nobody knows who wrote what
    me_toos: int
    unit: str  # what is counted: "voices" or "answers and “me too”"
    why_not: str = ""
    themes: list[ThemeLine] = field(default_factory=list)
    loose: list[AnswerLine] = field(default_factory=list)  # shown answers in no theme
    choices: list[Choice] = field(default_factory=list)
    choices_n: int = 0
    results: list[str] = field(default_factory=list)  # sentences of priorities
    method_url: str = ""  # the page that says how such results are worked out
    conclusions: list[ConclusionLine] = field(default_factory=list)
    method: str = ""  # how people prioritised

    @property
    def shown(self) -> list[AnswerLine]:
        """Every answer that is shown, by theme, then those in none."""
        return [answer for theme in self.themes for answer in theme.answers] + self.loose


@dataclass(slots=True)
class Present:
    """Who was there, in counts."""

    people: int
    guests: int
    organisations: int
    countries: list[tuple[str, int]]  # in the public edition without the counts (0)
    languages: int
    audiences: list[tuple[str, int]] | None = None  # None: several audiences, no counts


@dataclass(slots=True)
class EvaluationLine:
    """One question of the evaluation; `n` of all who evaluated answered it."""

    title: str
    kind: str
    n: int
    shown: bool
    bars: list[tuple[str, int]] = field(default_factory=list)
    words: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Evaluation:
    moment: str
    invited: int
    responses: int
    enough: bool
    questions: list[EvaluationLine] = field(default_factory=list)


@dataclass(slots=True)
class ReportContent:
    """A session's report for one reader in one edition."""

    edition: Edition
    language: str  # the reader's first language
    key: str
    network: str
    title: Words
    aim: Words
    programme: str
    position: int
    sessions: int  # in the programme
    state: str
    starts: datetime | None  # on the wall of the place where it was held
    zone: str
    minutes: int
    mode: str
    hosts: list[tuple[str, str]]  # organisation, country
    facilitators: list[str]
    rapporteurs: list[str]
    present: Present
    parts: list[PartOfReport]
    evaluations: list[Evaluation]
    introduction: Words | None
    plain: Words | None  # only once a person confirmed it
    plain_by: str
    methods: list[str]
    glossary: list[tuple[str, str]]
    made: datetime  # the only time in a file: when the session ended

    @property
    def conclusions(self) -> list[ConclusionLine]:
        return [conclusion for part in self.parts for conclusion in part.conclusions]

    def of_kind(self, kind: str) -> list[ConclusionLine]:
        return [conclusion for conclusion in self.conclusions if conclusion.kind == kind]

    @property
    def challenges(self) -> list[ConclusionLine]:
        return self.of_kind("challenge")

    @property
    def approaches(self) -> list[ConclusionLine]:
        return self.of_kind("approach")

    @property
    def tips(self) -> list[ConclusionLine]:
        return self.of_kind("tip")

    @property
    def actions(self) -> list[ConclusionLine]:
        return self.of_kind("action")

    @property
    def answers(self) -> int:
        return sum(part.answers for part in self.parts)

    @property
    def answers_shown(self) -> int:
        return sum(part.answers_shown for part in self.parts)

    @property
    def differing(self) -> list[ConclusionLine]:
        return [conclusion for conclusion in self.conclusions if conclusion.dissent]
