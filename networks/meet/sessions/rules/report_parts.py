"""The parts of a report: what was asked, the themes and choices that answers amount to, and the conclusions that rest on them."""

from collections import Counter, defaultdict
from html import unescape
from typing import Any

from django.conf import settings
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from networks.base.texts import Version
from networks.meet.sessions.models import Answer, Conclusion, Given, Part, Theme
from networks.meet.sessions.models.planning import (
    AnswerKind,
    SessionRole,
    Showing,
    Stage,
)
from networks.meet.sessions.rules.counting import voices_by_theme, voices_of_all
from networks.meet.sessions.rules.priority_results import (
    METHODS,
    shown_result,
)  # the sentences of result pages
from networks.meet.sessions.rules.report_material import Material, may_show_answers, may_show_results
from networks.meet.sessions.rules.report_shape import (
    AnswerLine,
    Choice,
    ConclusionLine,
    PartOfReport,
    ThemeLine,
    Words,
)


class Parts(Material):
    """Puts what was said in order, part by part; each conclusion with what it rests on, and each answer with what it led to."""

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
            made.method_url = f"{settings.SITE_ADDRESS}{METHODS}#{part.priority_method}"
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
