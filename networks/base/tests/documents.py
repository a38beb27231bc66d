"""One document with everything in it, for the tests of the files made from it."""

from dataclasses import replace
from datetime import UTC, datetime

from networks.base.files.document import (
    Document,
    Figure,
    Heading,
    List,
    Notice,
    PageBreak,
    Paragraph,
    Quote,
    Rule,
    Run,
    Table,
)

BAR = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="400" height="60" viewBox="0 0 400 60">'
    b'<rect width="280" height="20" fill="#1b4f78"/><text x="0" y="45" font-size="14">14 of 20</text></svg>'
)
ARABIC = "الشبكة هي مجموعة من المنظمات"
HEBREW = "לבד אף אחד לא שומע אותנו"

REPORT = Document(
    title="What joining a network brings",
    language="en",
    made=datetime(2026, 9, 13, 12, 0, tzinfo=UTC),
    author="Ponte",
    above="Report of session 2 of 5",
    lead="On 13 September, 27 people from eight countries met online.",
    foot="Ponte",
    unknown_characters="□ stands for a character that this file cannot show.",
    blocks=[
        Paragraph(
            [
                Run("Being heard came first", strong=True),
                ": see ",
                Run("answer 1", link="#answer-1"),
                ", ",
                Run("the page", link="https://ponte.example/report"),
                ", ",
                Run("nowhere", link="#gone"),
                " and ",
                Run("a trap", link="javascript:alert(1)"),
                ". ",
                Run("Nous ensemble", language="fr"),
            ]
        ),
        Heading("Why would you join a network?", above="Part 1", voice=True),
        Paragraph("Ελληνικά, Русский язык, Łódź, Iași, 😀 → ✓"),
        Figure(BAR, "A bar: 14 of 20 agree", caption="What was agreed", width=0.7),
        Heading("Conclusions", level=4),
        List(["One voice", [Paragraph("Help one another"), List(["by visits", "by lending"], ordered=True)]]),
        Table(
            [" Theme", "People"],
            [["A voice", "14"], ["Practice"]],
            caption="Themes",
            numbers=[1],
            widths=[3, 1],
        ),
        Notice("Owner: Giulia Ferraro, by 30 June.", heading="Next", kind="good"),
        Heading("The answers cited"),
        Quote(
            "Singuri nu ne aude nimeni.",
            language="ro",
            who="Radu Munteanu, Romania",
            gloss="From Romanian: Alone nobody hears us.",
            number="1",
            anchor="answer-1",
        ),
        Quote(HEBREW, language="he", who="A worker"),
        Rule(),
        Heading("الخلاصة", level=2, language="ar"),
        Paragraph(ARABIC, language="ar"),
        PageBreak(),
        Paragraph("The end.", small=True),
    ],
)


def with_words(*words: str, **changes: object) -> Document:
    """The shortest document that says these words, a paragraph each."""
    return replace(REPORT, blocks=[Paragraph(text) for text in words], **changes)
