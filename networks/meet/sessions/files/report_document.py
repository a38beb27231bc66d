"""A session's report as a document, from which the PDF and the Word file are written. The same content gives the same document."""

from collections.abc import Sequence

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from networks.base.files.document import (
    Block,
    Document,
    Figure,
    Heading,
    List,
    Paragraph,
    Quote,
    Run,
    Table,
)
from networks.base.places import country_name
from networks.base.texts import Version
from networks.meet.sessions.files.pictures import bars, compared
from networks.meet.sessions.rules.report_shape import (
    AnswerLine,
    ConclusionLine,
    Evaluation,
    PartOfReport,
    ReportContent,
    Words,
)
from networks.meet.sessions.rules.report_words import (
    answers_sentence,
    by_machine,
    gloss_line,
    people_line,
    report_above,
    report_lead,
    stand,
)

Runs = list[Run | str]


def report_document(content: ReportContent, language: str) -> Document:
    """Return the report as a document in `language` (that of its own sentences, which is active now)."""
    return Document(
        title=content.title.shown.text,
        language=language,
        made=content.made,
        author=content.network,
        above=report_above(content),
        lead=report_lead(content),
        subject=content.programme,
        foot=f"{content.network} · {content.title.shown.text}",
        unknown_characters=_("□ stands for a character that this file cannot show."),
        blocks=[
            *_first_page(content),
            *_plain(content),
            *(block for part in content.parts for block in _part(part, content)),
            *_collected(content),
            *_actions(content),
            *(block for evaluation in content.evaluations for block in _evaluation(evaluation)),
            *_methods(content),
            *_all_answers(content),
            *_glossary(content),
        ],
    )


def _said(words: Words) -> list[Run | str]:
    """A text as runs, with which version it is where it is not the original."""
    return _version(words.shown)


def _version(version: Version) -> list[Run | str]:
    found: Runs = [Run(version.text, language=version.language)]
    if note := by_machine(version):
        found.append(Run(f" ({note})", emphasis=True))
    return found


# ---- the first page ----


def _first_page(content: ReportContent) -> list[Block]:
    blocks: list[Block] = []
    if content.introduction:
        blocks += [Paragraph(_said(content.introduction))]
    blocks.append(Heading(_("What was asked")))
    blocks.append(
        List([[Paragraph(_said(part.question))] for part in content.parts], ordered=True)
        if content.parts
        else Paragraph(_("Nothing was asked."))
    )
    blocks.append(Heading(_("Who was there")))
    blocks.append(
        Table(
            [_("What"), _("How many")],
            _facts(content),
            caption=_("Who was there"),
            numbers=[1],
            widths=[3, 1],
        )
    )
    blocks += [Paragraph(line, small=True) for line in people_line(content)]
    blocks.append(Heading(_("What was concluded")))
    if content.conclusions:
        blocks.append(
            List(
                [
                    [Paragraph([*_said(c.text), " ", Run(_("Why"), link=f"#{c.anchor}")])]
                    for c in content.conclusions
                ],
                ordered=True,
            )
        )
    else:
        blocks.append(Paragraph(_("No conclusion is published yet.")))
    return blocks


def _facts(content: ReportContent) -> list[list[str]]:
    present = content.present
    rows = [
        [_("People"), str(present.people)],
        [_("of them guests, without an account"), str(present.guests)],
        [_("Organisations"), str(present.organisations)],
        [_("Countries"), str(len(present.countries))],
        [_("Languages of participants"), str(present.languages)],
        [_("Answers"), str(content.answers)],
    ]
    return rows + [[name, str(n)] for name, n in present.audiences or []]


def _plain(content: ReportContent) -> list[Block]:
    blocks: list[Block] = [Heading(_("In plain words"))]
    if content.plain is None:
        return [*blocks, Paragraph(_("Not yet: nobody has written or confirmed a plain-language version."))]
    shown = content.plain.shown
    for paragraph in shown.text.split("\n\n"):
        blocks.append(Paragraph(paragraph.strip(), language=shown.language))
    return blocks


# ---- a part ----


def _part(part: PartOfReport, content: ReportContent) -> list[Block]:
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
    return blocks


def _conclusion(conclusion: ConclusionLine) -> list[Block]:
    blocks: list[Block] = [
        Heading([Run(f"{conclusion.number}. "), *_said(conclusion.text)], level=3, anchor=conclusion.anchor),
        Paragraph(_about(conclusion)),
    ]
    if why := _why(conclusion):
        blocks.append(Paragraph(why))
    if conclusion.dissent:
        blocks.append(Heading([_("Seen differently: "), *_said(conclusion.dissent)], level=3))
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
        found += _separated([Run(answer.ref, link=f"#{answer.anchor}") for answer in conclusion.answers])
        found.append(". ")
    if conclusion.themes:
        found.append(_("Rests on themes") + " ")
        found += _separated(
            [
                Run(
                    f"“{theme.name.shown.text}” ({theme.n})",
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


def _separated(links: Sequence[Run]) -> Runs:
    found: Runs = []
    for link in links:
        found += [", ", link] if found else [link]
    return found


# ---- across the parts ----


def _collected(content: ReportContent) -> list[Block]:
    blocks: list[Block] = []
    for title, lines in (
        (_("Challenges, by country"), sorted(content.challenges, key=lambda c: country_name(c.country))),
        (_("New approaches to try"), content.approaches),
        (_("Tips"), content.tips),
    ):
        if lines:
            blocks.append(Heading(title))
            blocks.append(List([[Paragraph(_collected_line(c))] for c in lines]))
    return blocks


def _collected_line(conclusion: ConclusionLine) -> Runs:
    found: Runs = []
    if conclusion.country:
        found.append(Run(f"{country_name(conclusion.country)}: ", strong=True))
    found += _said(conclusion.text)
    if conclusion.done_by:
        found.append(f" ({conclusion.done_by})")
    found += [" ", Run(_("Conclusion %(n)s") % {"n": conclusion.number}, link=f"#{conclusion.anchor}")]
    return found


def _actions(content: ReportContent) -> list[Block]:
    if not content.actions:
        return []
    rows = [
        [
            [*_said(action.text), " ", Run(f"({action.number})", link=f"#{action.anchor}")],
            action.owner or _("named to members"),
            formats.date_format(action.due) if action.due else "–",
        ]
        for action in content.actions
    ]
    return [
        Heading(_("What happens next")),
        Table([_("Action"), _("Who"), _("By when")], rows, caption=_("What happens next"), widths=[5, 2, 2]),
    ]


def _evaluation(evaluation: Evaluation) -> list[Block]:
    title = _("Three months later") if evaluation.moment == "later" else _("What people thought of it")
    blocks: list[Block] = [
        Heading(title),
        Paragraph(
            _("%(n)s of %(m)s answered.") % {"n": evaluation.responses, "m": evaluation.invited}
            if evaluation.enough
            else _("Results are shown from five answers on, so that nobody can be recognised.")
        ),
    ]
    for question in evaluation.questions:
        if not question.shown:
            continue
        said = _("%(n)s of %(m)s answered") % {"n": question.n, "m": evaluation.responses}
        blocks.append(Heading(f"{question.title} ({said})", level=2))
        if question.words:
            blocks.append(List([[Paragraph([Run(text, language=tag)])] for text, tag in question.words]))
        else:
            blocks.append(Figure(bars(question.bars), compared(question.title, question.bars), width=0.8))
            blocks.append(
                Table(
                    ["", _("Answer"), _("People")],
                    [[str(i), name, str(n)] for i, (name, n) in enumerate(question.bars, 1)],
                    caption=question.title,
                    numbers=[0, 2],
                    widths=[1, 8, 3],
                )
            )
    return blocks


def _methods(content: ReportContent) -> list[Block]:
    return [Heading(_("How it was worked out")), List(list(content.methods))]


# ---- all answers ----


def _all_answers(content: ReportContent) -> list[Block]:
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
                _("Part %(n)s") % {"n": part.number} + ": " + part.question.shown.text,
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
                blocks += _back(theme.cited_in)
                for answer in theme.answers:
                    blocks += _answer(answer)
        if part.loose:
            blocks.append(Heading(_("Other answers") if part.themes else _("Answers"), level=3))
            for answer in part.loose:
                blocks += _answer(answer)
    return blocks


def _back(cited_in: Sequence[int]) -> list[Block]:
    if not cited_in:
        return []
    links = _separated([Run(str(n), link=f"#conclusion-{n}") for n in dict.fromkeys(cited_in)])
    return [Paragraph([_("Led to conclusion") + " ", *links], small=True)]


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


def _glossary(content: ReportContent) -> list[Block]:
    return [
        Heading(_("What the words mean")),
        List([[Paragraph([Run(f"{word}: ", strong=True), meaning])] for word, meaning in content.glossary]),
    ]
