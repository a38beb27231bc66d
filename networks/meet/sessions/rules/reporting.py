"""Assembling a session's report: for a reader, in an edition, as plain data (`report_shape`). It changes nothing.

What never stands in a report, whatever the edition: answers that were hidden, withdrawn, late or given in confidence, answers and results that
were not shown (until their part is concluded), conclusions that are not published. In the public edition an answer carries the country of its
author at most, and only where the author showed a name; persons are named only if they ran the session.
"""

from collections import Counter, defaultdict
from html import unescape
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from networks.base.texts import Reader, Version, Written, load_versions
from networks.meet.sessions.models import Answer, Conclusion, Given, Part, Report, Seat, Session, Theme
from networks.meet.sessions.models.planning import (
    AnswerKind,
    PartState,
    PriorityMethod,
    SessionRole,
    Showing,
    Stage,
)
from networks.meet.sessions.rules import concluding, evaluating
from networks.meet.sessions.rules.counting import audiences_of, voices_by_theme, voices_of_all
from networks.meet.sessions.rules.report_shape import (
    AnswerLine,
    Choice,
    ConclusionLine,
    Edition,
    Evaluation,
    EvaluationLine,
    PartOfReport,
    Present,
    ReportContent,
    ThemeLine,
    Words,
)
from networks.participation.feedback import rules as feedback
from networks.people.models import Audience

__all__ = ["Edition", "assemble", "may_show_answers", "may_show_results", "words"]


def assemble(session: Session, edition: Edition, reader: Reader) -> ReportContent:
    """Return the report of `session` as `reader` reads it. Its own sentences are in the language that is active."""
    return _Assembling(session, edition, reader).content()


def may_show_answers(part: Part) -> bool:
    """Whether the answers of `part` may stand in a report: asked, done with, and not in confidence."""
    if part.confidential or part.state not in (PartState.CLOSED, PartState.CONCLUDED):
        return False
    if part.anonymous and part.sealed_at is None:
        return False  # not yet cut from their authors
    return part.showing != Showing.HIDDEN or may_show_results(part)


def may_show_results(part: Part) -> bool:
    """Whether themes, figures and priorities of `part` may stand in a report: shown, or the part is concluded."""
    if part.confidential or part.state not in (PartState.CLOSED, PartState.CONCLUDED):
        return False
    return part.results_shown or part.state == PartState.CONCLUDED


def words(record: Written, field: str, reader: Reader) -> Words:
    """Return a text of `record` with all its versions and the one for `reader`."""
    others = [
        Version(v.text, v.language, False, v.plain, v.machine, v.to_check, bool(v.checked_by_id))
        for v in record.versions()
        if v.field == field and v.text
    ]
    others.sort(key=lambda v: (v.language, v.plain))
    return Words(getattr(record, field), record.language, record.version_for(field, reader), tuple(others))


class _Assembling:
    """Reads what a report needs, once and in a fixed number of queries a part, and puts it in order."""

    def __init__(self, session: Session, edition: Edition, reader: Reader):
        self.session, self.edition, self.reader = session, Edition(edition), reader
        self.public = self.edition == Edition.PUBLIC
        self.parts = list(Part.objects.filter(session_id=session.pk))
        for part in self.parts:
            part.session = session
        self.answers = list(
            Answer.objects.filter(Answer.standing(), part__session_id=session.pk)
            .select_related("placement", "seat", "organisation", "given")
            .order_by("number", "pk")
        )
        self.themes = list(
            Theme.objects.filter(part__session_id=session.pk, removed_at=None, merged_into=None)
        )
        self.given = list(
            Given.objects.filter(part__session_id=session.pk, withdrawn_at=None).select_related("from_answer")
        )
        self.conclusions = list(
            Conclusion.objects.filter(part__session_id=session.pk, published_at__isnull=False)
            .select_related("done_by", "owner")
            .prefetch_related("citations")
        )
        self.report = (
            Report.objects.filter(session_id=session.pk).select_related("plain_confirmed_by").first()
        )
        load_versions(
            [
                session,
                *self.parts,
                *self.answers,
                *self.themes,
                *self.given,
                *self.conclusions,
                *([self.report] if self.report else []),
            ]
        )
        self.given_by_key = {one.pk: one for one in self.given}
        self.agreed = concluding.agreement(self.conclusions)
        self.answer_lines: dict[UUID, AnswerLine] = {}
        self.theme_lines: dict[UUID, ThemeLine] = {}
        self.number = 0  # of the last conclusion

    def words(self, record: Written, field: str) -> Words:
        return words(record, field, self.reader)

    def content(self) -> ReportContent:
        session, occasion = self.session, self.session.occasion
        parts = [self.part(part, number) for number, part in enumerate(self.parts, 1)]
        of = session.programme.sessions.filter(binned_at=None).count() if session.programme_id else 0
        people = {
            kind: [r.person.shown_name for r in session.roles.select_related("person") if r.kind == kind]
            for kind in SessionRole.Kind.values
        }
        plain = self.report if self.report and self.report.plain_confirmed_at else None
        return ReportContent(
            edition=self.edition,
            language=self.reader.languages[0],
            key=str(session.pk),
            network=session.network.name,
            title=self.words(session, "title"),
            aim=self.words(session, "aim"),
            programme=session.programme.title if session.programme_id else "",
            position=session.position,
            sessions=of,
            state=session.state,
            starts=occasion.starts_local,
            zone=occasion.zone,
            minutes=occasion.minutes,
            mode=occasion.get_mode_display(),
            hosts=[
                (host.organisation.name, host.organisation.country)
                for host in session.hosts.select_related("organisation").order_by("organisation__name")
            ],
            facilitators=people[SessionRole.Kind.FACILITATOR],
            rapporteurs=people[SessionRole.Kind.RAPPORTEUR],
            present=self.present(),
            parts=parts,
            evaluations=self.evaluations(),
            introduction=self.words(self.report, "introduction")
            if self.report and self.report.introduction
            else None,
            plain=self.words(plain, "plain_text") if plain and plain.plain_text else None,
            plain_by=str(plain.plain_confirmed_by)
            if plain and plain.plain_confirmed_by and not self.public
            else "",
            methods=self.methods(parts),
            glossary=glossary(self.parts),
            made=(session.ended_at or session.started_at or session.created_at).replace(microsecond=0),
        )

    # ---- who was there ----

    def present(self) -> Present:
        seats = Seat.objects.filter(session_id=self.session.pk, removed_at=None)
        if not self.session.rehearsal:
            seats = seats.filter(simulated=False)
        rows = list(seats.values_list("person", "organisation", "country", "language"))
        countries = Counter(country for *_rest, country, _language in rows if country)
        return Present(
            people=len(rows),
            guests=sum(1 for person, *_rest in rows if person is None),
            organisations=len({organisation for _p, organisation, *_rest in rows if organisation}),
            countries=[(code, 0 if self.public else n) for code, n in sorted(countries.items())],
            languages=len({language.split("-")[0] for *_rest, language in rows}),
            audiences=self.audiences(),
        )

    def audiences(self) -> list[tuple[str, int]] | None:
        """Counts by audience where no count tells about fewer than five people, anywhere in the session."""
        counted = audiences_of(self.session)
        if counted is None:
            return None
        return [
            (str(label), counted["here"][key]) for key, label in Audience.choices if counted["here"].get(key)
        ]

    # ---- parts ----

    def part(self, part: Part, number: int) -> PartOfReport:
        counting = [answer for answer in self.answers if answer.part_id == part.pk]
        shown = self.shown_answers(part, counting)
        for answer in shown:
            self.answer_lines[answer.pk] = self.answer(answer, part, number)
        made = PartOfReport(
            key=str(part.pk),
            number=number,
            title=part.title,
            question=self.words(part, "question"),
            naming=part.get_naming_display(),
            anonymous=part.anonymous,
            confidential=part.confidential,
            answer_kind=part.answer_kind,
            answers=len(counting),
            answers_shown=len(shown),
            languages=len({a.language.split("-")[0] for a in counting if a.text}),
            voices=0,
            me_toos=sum(answer.me_toos for answer in counting),
            unit=_("answers and “me too”") if part.anonymous else _("voices"),
            why_not=self.why_not(part, counting, shown),
            method=part.get_priority_method_display() if part.priority_method else "",
        )
        if may_show_results(part):
            self.add_themes(made, part, shown)
            self.add_choices(made, part, shown)
            made.results = self.priorities(part)
        placed = {line.key for theme in made.themes for line in theme.answers}
        made.loose = [
            line for answer in shown if (line := self.answer_lines[answer.pk]) and line.key not in placed
        ]
        made.conclusions = [self.conclusion(c, number) for c in self.conclusions if c.part_id == part.pk]
        return made

    def shown_answers(self, part: Part, counting: list[Answer]) -> list[Answer]:
        if not may_show_answers(part):
            return []
        return [
            answer
            for answer in counting
            if (part.showing != Showing.CHECKED or answer.checked_at)
            and (answer.given_id is None or self.may_show_given(self.given_by_key.get(answer.given_id)))
        ]

    def may_show_given(self, given: Given | None) -> bool:
        """A statement taken from an answer is not shown once that answer may not be."""
        if given is None:
            return False
        source = given.from_answer
        return source is None or not (source.hidden_at or source.withdrawn_at or source.late)

    def why_not(self, part: Part, counting: list[Answer], shown: list[Answer]) -> str:
        """Return why answers are missing, in a sentence; nothing where all are there."""
        missing = len(counting) - len(shown)
        if not missing:
            return ""
        if part.confidential:
            return ngettext(
                "%(n)s answer was given in confidence and is not shown.",
                "%(n)s answers were given in confidence and are not shown.",
                missing,
            ) % {"n": missing}
        return ngettext("%(n)s answer is not shown.", "%(n)s answers are not shown.", missing) % {
            "n": missing
        }

    def answer(self, answer: Answer, part: Part, number: int) -> AnswerLine:
        named = answer.named and not part.anonymous and answer.seat is not None
        inside = named and not self.public
        return AnswerLine(
            key=str(answer.pk),
            ref=f"{number}.{answer.number}" if len(self.parts) > 1 else str(answer.number),
            words=self.words(answer, "text") if answer.text else None,
            option=self.words(self.given_by_key[answer.given_id], "text") if answer.given_id else None,
            value=answer.value,
            name=answer.seat.name if inside else "",
            organisation=answer.organisation.name if inside and answer.organisation else "",
            country=(answer.country or answer.seat.country) if named else "",
            voices=answer.voices,
            me_toos=answer.me_toos,
        )

    def add_themes(self, made: PartOfReport, part: Part, shown: list[Answer]) -> None:
        by_theme: dict[Any, list[Answer]] = defaultdict(list)
        for answer in self.answers:
            if answer.part_id == part.pk and hasattr(answer, "placement"):
                by_theme[answer.placement.theme_id].append(answer)
        visible = {answer.pk for answer in shown}
        counted = self.voices(part)
        for position, theme in enumerate((t for t in self.themes if t.part_id == part.pk), 1):
            lines = [self.answer_lines[a.pk] for a in by_theme[theme.pk] if a.pk in visible]
            line = ThemeLine(
                key=str(theme.pk),
                ref=f"{made.number}.{position}",
                name=self.theme_name(theme, position, lines),
                n=counted.get(theme.pk, (0, []))[0],
                countries=counted.get(theme.pk, (0, []))[1] if not self.public else [],
                answers=lines,
            )
            for answer in lines:
                answer.theme = line.ref
            self.theme_lines[theme.pk] = line
            made.themes.append(line)
        made.themes.sort(key=lambda theme: -theme.n)
        made.voices = counted.get("all", (0, []))[0]

    def theme_name(self, theme: Theme, position: int, lines: list[AnswerLine]) -> Words:
        """A theme that no person has named bears the words of an answer: not where that answer is not shown."""
        if theme.suggested:
            said = [line.words.original for line in lines if line.words]
            if not any(theme.name[:100].rstrip("… ") in text for text in said):
                name = _("Theme %(n)s") % {"n": position}
                return Words(name, self.reader.languages[0], Version(name, self.reader.languages[0]))
        return self.words(theme, "name")

    def voices(self, part: Part) -> dict[Any, tuple[int, list[str]]]:
        """Return how many stand behind each theme, and in which countries; under "all" the whole part."""
        found = voices_by_theme(part)
        return {
            **{key: (one.knots, one.countries) for key, one in found.items()},
            "all": (voices_of_all(found).people, []),
        }

    def add_choices(self, made: PartOfReport, part: Part, shown: list[Answer]) -> None:
        """How often each option, statement or mark was chosen."""
        if part.answer_kind == AnswerKind.SCALE:
            marks = Counter(answer.value for answer in shown if answer.value is not None)
            made.choices = [Choice(str(mark), marks[mark]) for mark in range(part.scale_most, 0, -1)]
        elif part.answer_kind in (AnswerKind.OPTIONS, AnswerKind.STATEMENTS):
            for given in self.given:
                if given.part_id == part.pk and self.may_show_given(given):
                    made.choices.append(self.choice(given, part, shown))
        made.choices_n = sum(choice.n for choice in made.choices)

    def choice(self, given: Given, part: Part, shown: list[Answer]) -> Choice:
        values = [answer.value for answer in shown if answer.given_id == given.pk]
        version, detail = self.words(given, "text").shown, ""
        if part.answer_kind == AnswerKind.STATEMENTS:
            detail = _("%(yes)s agree, %(skip)s pass, %(no)s disagree") % {
                "yes": values.count(1),
                "skip": values.count(0),
                "no": values.count(-1),
            }
        return Choice(version.text, len(values), version.language, detail)

    def priorities(self, part: Part) -> list[str]:
        """What people's choices amount to, in sentences; each says of how many."""
        if not part.priority_method or Stage.PRIORITIES not in part.stages:
            return []
        from networks.meet.sessions.pages.priority_results import (
            shown_result,
        )  # the sentences of result pages

        result = shown_result(part, self.reader, hidden_too=True)
        if result is None:
            return []
        found = [unescape(strip_tags(result.sentence)), *result.how]
        for theme in self.themes:  # a name that is not shown above is not told here either
            line = self.theme_lines.get(theme.pk)
            if line and theme.part_id == part.pk and line.name.original != theme.name:
                shown = theme.version_for("name", self.reader).text
                found = [sentence.replace(shown, line.name.original) for sentence in found]
        return found

    # ---- conclusions ----

    def conclusion(self, conclusion: Conclusion, number_of_part: int) -> ConclusionLine:
        self.number += 1
        agreed, asked = self.agreed.get(conclusion.pk, (0, 0))
        cited = list(conclusion.citations.all())
        themes = [line for c in cited if c.theme_id and (line := self.theme_lines.get(c.theme_id))]
        answers = [line for c in cited if c.answer_id and (line := self.answer_lines.get(c.answer_id))]
        made = ConclusionLine(
            key=str(conclusion.pk),
            number=self.number,
            kind=conclusion.kind,
            kind_name=conclusion.get_kind_display(),
            text=self.words(conclusion, "text"),
            dissent=self.words(conclusion, "dissent") if conclusion.dissent.strip() else None,
            no_dissent=conclusion.no_dissent,
            unsupported=conclusion.unsupported,
            agreed=agreed,
            asked=asked,
            themes=sorted(themes, key=lambda theme: theme.ref),
            answers=sorted(answers, key=lambda answer: [int(n) for n in answer.ref.split(".")]),
            not_shown=len(cited) - len(themes) - len(answers),
            country=conclusion.country,
            done_by=conclusion.done_by.name
            if conclusion.done_by
            else ("" if self.public else conclusion.done_by_name),
            owner=self.owner(conclusion),
            due=conclusion.due,
            part=number_of_part,
        )
        for line in (*made.themes, *made.answers):
            line.cited_in.append(made.number)
        return made

    def owner(self, conclusion: Conclusion) -> str:
        """Who does an action; in public only those who ran the session are named."""
        if conclusion.owner is None:
            return "" if self.public else conclusion.owner_name
        ran = {
            role.person_id
            for role in self.session.roles.all()
            if role.kind in (SessionRole.Kind.FACILITATOR, SessionRole.Kind.RAPPORTEUR)
        }
        return conclusion.owner.shown_name if not self.public or conclusion.owner_id in ran else ""

    # ---- evaluation, methods ----

    def evaluations(self) -> list[Evaluation]:
        found = []
        for moment in ("after", "later"):
            questionnaire = feedback.questionnaire_about(self.session, moment)
            if questionnaire is None:
                continue
            results = evaluating.shown(questionnaire)
            lines = [
                EvaluationLine(
                    question.title,
                    question.kind,
                    question.n,
                    question.shown,
                    list(question.bars),
                    [] if self.public else list(question.words),
                )
                for question in results.questions
                if not (self.public and question.kind == "words")
            ]
            found.append(Evaluation(moment, results.invited, results.responses, results.enough, lines))
        return found

    def methods(self, parts: list[PartOfReport]) -> list[str]:
        """How each figure came about, in a sentence each."""
        lines = [
            _(
                "People are seats: everybody who joined the session, with or without an account, counted once."
            ),
            _(
                "A voice is a person behind a theme: who wrote one of its answers or said “me too” to it, counted once. Where a part is anonymous, answers and “me too” are counted instead."
            ),
        ]
        placed = [a.placement for a in self.answers if a.pk in self.answer_lines and hasattr(a, "placement")]
        if placed and any(part.themes for part in parts):
            lines.append(
                _("Themes: people placed %(n)s of %(m)s answers, the others are where the program suggested.")
                % {"n": sum(1 for placement in placed if placement.by_person), "m": len(placed)}
            )
        if any(c.asked for part in parts for c in part.conclusions):
            lines.append(
                _(
                    "“n of m agreed” counts those who said whether they agree with a conclusion: the latest word of each."
                )
            )
        lines += [
            METHODS[method]
            for method in dict.fromkeys(p.priority_method for p in self.parts)
            if method in METHODS
        ]
        lines.append(
            _(
                "Counts by audience and results of the evaluation are shown only from five people on, also after subtraction."
            )
        )
        return [str(line) for line in lines]


METHODS = {
    PriorityMethod.AGREEMENT.value: _lazy(
        "Agreement: people said agree, disagree or pass to one statement after another; opinion groups are found from who answered alike (Small et al., Polis, 2021)."
    ),
    PriorityMethod.APPROVAL.value: _lazy(
        "Choosing several: the method of equal shares (Peters and Skowron, 2020) chooses so that smaller groups are represented too."
    ),
    PriorityMethod.RANKING.value: _lazy(
        "Putting in order: two and two are compared, and the strongest path between them decides (Schulze, 2011)."
    ),
    PriorityMethod.RATING.value: _lazy(
        "Giving grades: the middle grade counts (majority judgement, Balinski and Laraki, 2010)."
    ),
}


def glossary(parts: list[Part]) -> list[tuple[str, str]]:
    """The words that a newcomer meets in a report, one line each."""
    lines = [
        (_("Network"), _("organisations that work together and decide together what they do.")),
        (_("Session"), _("a meeting of peers with one theme and a few questions.")),
        (_("Answer"), _("what one person, or a table of people, wrote to a question.")),
        (_("Theme"), _("answers that say something near to one another, under one name.")),
        (
            _("Conclusion"),
            _("what facilitator and rapporteur drew from the answers; each says what it rests on."),
        ),
        (_("Seen differently"), _("what those say who do not agree with a conclusion.")),
        (_("Me too"), _("somebody thinks the same as an answer that is there already.")),
    ]
    if any(part.anonymous for part in parts):
        lines.append((_("Anonymous"), _("nobody knows who wrote an answer, not even the facilitator.")))
    if any(part.confidential for part in parts):
        lines.append(
            (_("In confidence"), _("answers that are read in the session only and stand in no report."))
        )
    return [(str(word), str(meaning)) for word, meaning in lines]


def is_over(session: Session) -> bool:
    """Whether there is something to report: the session was begun."""
    return session.started_at is not None and session.started_at <= timezone.now()
