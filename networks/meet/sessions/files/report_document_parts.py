"""The parts of a report in a document: question, figures, conclusions with what they rest on, and all answers."""

from collections.abc import Sequence

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from networks.base.files.document import (
    Block,
    Figure,
    Heading,
    Paragraph,
    Quote,
    Run,
    Table,
)
from networks.base.places import country_name
from networks.base.texts import Version, quoted
from networks.meet.sessions.files.pictures import bars, compared
from networks.meet.sessions.rules.report_shape import (
    AnswerLine,
    ConclusionLine,
    PartOfReport,
    ReportContent,
    Words,
)
from networks.meet.sessions.rules.report_words import (
    answers_sentence,
    by_machine,
    gloss_line,
    stand,
)

Runs = list[Run | str]


def said(words: Words) -> list[Run | str]:
    """A text as runs, with which version it is where it is not the original."""
    return _version(words.shown)


def _version(version: Version) -> list[Run | str]:
    found: Runs = [Run(version.text, language=version.language)]
    if note := by_machine(version):
        found.append(Run(f" ({note})", emphasis=True))
    return found


# ---- a part ----


def part_blocks(part: PartOfReport, content: ReportContent) -> list[Block]:
    blocks: list[Block] = [
        Heading(
            part.question.shown.text,
            above=_("Part %(n)s") % {"n": part.number},
            voice=True,
            language=part.question.shown.language,
            anchor=f"part-{part.number}",
        ),
        Paragraph(answers_sentence(part)),
    ]
    if part.why_not:
        blocks.append(Paragraph(part.why_not, small=True))
    blocks += _figures(part)
    if part.conclusions:
        blocks.append(Heading(_("Conclusions, and why"), level=2))
        for conclusion in part.conclusions:
            blocks += _conclusion(conclusion)
    return blocks


def _figures(part: PartOfReport) -> list[Block]:
    blocks: list[Block] = []
    if part.themes:
        caption = _("Themes, by %(unit)s") % {"unit": part.unit}
        rows = [(theme.name.shown.text, theme.n) for theme in part.themes]
        if any(n for _name, n in rows):
            blocks.append(Figure(bars(rows), compared(caption, rows), width=0.8))
        blocks.append(
            Table(
                ["", _("Theme"), part.unit.capitalize()],
                [
                    [
                        str(number),
                        [
                            Run(
                                theme.name.shown.text,
                                language=theme.name.shown.language,
                                link=f"#{theme.anchor}",
                            )
                        ],
                        str(theme.n),
                    ]
                    for number, theme in enumerate(part.themes, 1)
                ],
                caption=caption,
                numbers=[0, 2],
                widths=[1, 8, 3],
            )
        )
    if part.choices:
        caption = ngettext("What %(n)s answer chose", "What %(n)s answers chose", part.choices_n) % {
            "n": part.choices_n
        }
        rows = [(choice.label, choice.n) for choice in part.choices]
        if part.choices_n:
            blocks.append(Figure(bars(rows), compared(caption, rows), width=0.8))
        blocks.append(
            Table(
                ["", _("Choice"), _("Answers")],
                [
                    [str(n), [Run(c.label, language=c.language), f" {c.detail}".rstrip()], str(c.n)]
                    for n, c in enumerate(part.choices, 1)
                ],
                caption=caption,
                numbers=[0, 2],
                widths=[1, 8, 3],
            )
        )
    if part.results:
        blocks.append(Heading(_("What matters"), level=2))
        blocks += [Paragraph(sentence) for sentence in part.results]
        blocks.append(
            Paragraph([Run(_("How results of this kind are worked out"), link=part.method_url)], small=True)
        )
    return blocks


def _conclusion(conclusion: ConclusionLine) -> list[Block]:
    blocks: list[Block] = [
        Heading([Run(f"{conclusion.number}. "), *said(conclusion.text)], level=3, anchor=conclusion.anchor),
        Paragraph(_about(conclusion)),
    ]
    if why := _why(conclusion):
        blocks.append(Paragraph(why))
    if conclusion.dissent:
        blocks.append(Heading([_("Seen differently: "), *said(conclusion.dissent)], level=3))
    elif conclusion.no_dissent:
        blocks.append(Paragraph(_("Nobody saw it differently.")))
    return blocks


def _about(conclusion: ConclusionLine) -> str:
    words = [conclusion.kind_name]
    if conclusion.country:
        words.append(country_name(conclusion.country))
    if conclusion.done_by:
        words.append(_("done by %(who)s") % {"who": conclusion.done_by})
    if conclusion.owner:
        words.append(conclusion.owner)
    if conclusion.due:
        words.append(_("by %(date)s") % {"date": formats.date_format(conclusion.due)})
    if conclusion.asked:
        words.append(_("%(n)s of %(m)s agreed") % {"n": conclusion.agreed, "m": conclusion.asked})
    return " · ".join(words)


def _why(conclusion: ConclusionLine) -> Runs:
    """What it rests on: numbered links to answers and themes."""
    if conclusion.unsupported:
        return [_("No answer supports this: added by the facilitator.")]
    found: Runs = []
    if conclusion.answers:
        found.append(_("Rests on answers") + " ")
        found += separated([Run(answer.ref, link=f"#{answer.anchor}") for answer in conclusion.answers])
        found.append(". ")
    if conclusion.themes:
        found.append(_("Rests on themes") + " ")
        found += separated(
            [
                Run(
                    f"{quoted(theme.name.shown.text)} ({theme.n})",
                    language=theme.name.shown.language,
                    link=f"#{theme.anchor}",
                )
                for theme in conclusion.themes
            ]
        )
        found.append(". ")
    if conclusion.not_shown:
        found.append(
            ngettext(
                "It also rests on %(n)s source that is not shown.",
                "It also rests on %(n)s sources that are not shown.",
                conclusion.not_shown,
            )
            % {"n": conclusion.not_shown}
        )
    return found


def separated(links: Sequence[Run]) -> Runs:
    found: Runs = []
    for link in links:
        found += [", ", link] if found else [link]
    return found


# ---- all answers ----


def all_answers(content: ReportContent) -> list[Block]:
    blocks: list[Block] = [
        Heading(_("All answers")),
        Paragraph(
            _("%(n)s of %(m)s answers are shown. They stand as they were written; translations stand below.")
            % {"n": content.answers_shown, "m": content.answers},
            small=True,
        ),
    ]
    for part in content.parts:
        if not part.shown:
            continue
        blocks.append(
            Heading(
                _("Part %(n)s: %(question)s") % {"n": part.number, "question": part.question.shown.text},
                level=2,
                language=part.question.shown.language,
            )
        )
        for theme in part.themes:
            if theme.answers or theme.cited_in:
                blocks.append(
                    Heading(
                        theme.name.shown.text,
                        level=3,
                        anchor=theme.anchor,
                        language=theme.name.shown.language,
                    )
                )
                blocks += _back(theme.cited_in, stays=bool(theme.answers))
                for answer in theme.answers:
                    blocks += _answer(answer)
        if part.loose:
            blocks.append(Heading(_("Other answers") if part.themes else _("Answers"), level=3))
            for answer in part.loose:
                blocks += _answer(answer)
    return blocks


def _back(cited_in: Sequence[int], *, stays: bool = False) -> list[Block]:
    if not cited_in:
        return []
    links = separated([Run(str(n), link=f"#conclusion-{n}") for n in dict.fromkeys(cited_in)])
    return [Paragraph([_("Led to conclusion") + " ", *links], small=True, stays=stays)]


def _answer(answer: AnswerLine) -> list[Block]:
    who = ", ".join(
        word
        for word in (
            answer.name,
            answer.organisation,
            country_name(answer.country),
            ngettext("for %(n)s person", "for %(n)s people", answer.voices) % {"n": answer.voices}
            if answer.voices > 1
            else "",
            ngettext("%(n)s me too", "%(n)s me too", answer.me_toos) % {"n": answer.me_toos}
            if answer.me_toos
            else "",
        )
        if word
    )
    text = stand(answer)
    language = (
        answer.words.language if answer.words else answer.option.shown.language if answer.option else ""
    )
    return [
        Quote(
            text,
            language=language,
            who=who,
            gloss=gloss_line(answer.words) if answer.words and answer.words.gloss else "",
            number=answer.ref,
            anchor=answer.anchor,
        ),
        *_back(answer.cited_in),
    ]
