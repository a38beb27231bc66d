"""A session's report as a document, from which the PDF and the Word file are written. The same content gives the same document."""

from django.utils import formats
from django.utils.translation import gettext as _

from networks.base.files.document import (
    Block,
    Document,
    Figure,
    Heading,
    List,
    Paragraph,
    Run,
    Table,
)
from networks.base.places import country_name
from networks.meet.sessions.files.pictures import bars, compared
from networks.meet.sessions.files.report_document_parts import Runs, all_answers, part_blocks, said
from networks.meet.sessions.rules.report_shape import (
    ConclusionLine,
    Evaluation,
    ReportContent,
)
from networks.meet.sessions.rules.report_words import (
    people_line,
    report_above,
    report_lead,
)


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
            *(block for part in content.parts for block in part_blocks(part, content)),
            *_collected(content),
            *_actions(content),
            *(block for evaluation in content.evaluations for block in _evaluation(evaluation)),
            *_methods(content),
            *all_answers(content),
            *_glossary(content),
        ],
    )


# ---- the first page ----


def _first_page(content: ReportContent) -> list[Block]:
    blocks: list[Block] = []
    if content.introduction:
        blocks += [Paragraph(said(content.introduction))]
    blocks.append(Heading(_("What was asked")))
    blocks.append(
        List([[Paragraph(said(part.question))] for part in content.parts], ordered=True)
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
                    [Paragraph([*said(c.text), " ", Run(_("Why"), link=f"#{c.anchor}")])]
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
    found += said(conclusion.text)
    if conclusion.done_by:
        found.append(f" ({conclusion.done_by})")
    found += [" ", Run(_("Conclusion %(n)s") % {"n": conclusion.number}, link=f"#{conclusion.anchor}")]
    return found


def _actions(content: ReportContent) -> list[Block]:
    if not content.actions:
        return []
    rows = [
        [
            [*said(action.text), " ", Run(f"({action.number})", link=f"#{action.anchor}")],
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


def _glossary(content: ReportContent) -> list[Block]:
    return [
        Heading(_("What the words mean")),
        List([[Paragraph([Run(f"{word}: ", strong=True), meaning])] for word, meaning in content.glossary]),
    ]
