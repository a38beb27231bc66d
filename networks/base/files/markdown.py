"""What people write in Markdown: as HTML that is safe to show, and as blocks of a document.

CommonMark with tables, without HTML: what looks like a tag is shown as it was typed. Pictures are links.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

from networks.base.files.document import (
    LINK_SCHEMES,
    Block,
    Heading,
    List,
    Paragraph,
    Quote,
    Rule,
    Run,
    Table,
    clean,
)

TAGS = {
    "p", "br", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "hr",
    "h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES: dict[str, set[str]] = {
    "*": set(),
    "a": {"href"},
    "ol": {"start"},
    "th": {"scope", "class"},
    "td": {"class"},
}
LONGEST = 200_000  # characters: more is no text that a person writes into a field


def html(text: str, *, heading_level: int = 2, heading_most: int = 6) -> str:
    """Markdown as sanitised HTML. The caller marks it safe and gives the element around it ``lang`` and ``dir``.

    ``heading_level``: what a first-level heading becomes, so that a text fits the page around it.
    """
    import nh3

    tokens = _parser().parse(clean(text)[:LONGEST])
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + heading_level - 1, heading_most)}"
        if token.type == "th_open":
            token.attrSet("scope", "col")
        if token.type in ("th_open", "td_open") and "right" in str(token.attrs.pop("style", "")):
            token.attrSet("class", "num")
    rendered = _parser().renderer.render(tokens, _parser().options, {})
    return nh3.clean(
        rendered,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"https", "http", "mailto", "tel"},
        link_rel="noopener nofollow ugc",
        strip_comments=True,
    )


def plain(text: str, most: int = 0) -> str:
    """The words without marks, on one line; at most ``most`` characters, cut between words."""
    words = " ".join(_words(_parser().parse(clean(text)[:LONGEST])).split())
    if most and len(words) > most:
        head = words[: most - 1]
        if words[most - 1].isalnum() and " " in head:
            head = head.rsplit(" ", 1)[0]
        words = head.rstrip(" ,;:.") + "…"
    return words


def blocks(text: str, language: str = "", heading_level: int = 1) -> list[Block]:
    """Markdown as blocks of a document, in ``language`` where it differs from the document's."""
    return list(_blocks(_Tokens(_parser().parse(clean(text)[:LONGEST])), language, heading_level))


@lru_cache(maxsize=1)
def _parser() -> Any:
    from markdown_it import MarkdownIt

    # html off: a tag is shown as typed. image off: nothing is loaded from elsewhere when a page is read.
    parser = MarkdownIt(
        "commonmark", {"html": False, "linkify": False, "typographer": False, "maxNesting": 20}
    )
    parser.enable(["table", "strikethrough"]).disable("image")
    return parser


class _Tokens:
    """The parser's flat list, read from front to back."""

    def __init__(self, tokens: list[Any]) -> None:
        self.tokens, self.at = tokens, 0

    def until(self, end: str) -> Iterator[Any]:
        """Tokens up to the one that ends what was opened (which is taken off too)."""
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            if token.type == end:
                return
            yield token

    def text(self, end: str) -> list[Run]:
        return [
            run for token in self.until(end) if token.type == "inline" for run in _runs(token.children or [])
        ]


def _blocks(tokens: _Tokens, language: str, level: int, end: str = "") -> Iterator[Block]:
    for token in tokens.until(end):
        match token.type:
            case "heading_open":
                yield Heading(tokens.text("heading_close"), int(token.tag[1]) + level - 1, language=language)
            case "paragraph_open":
                yield Paragraph(tokens.text("paragraph_close"), language=language)
            case "bullet_list_open":
                yield List(_items(tokens, language, level, "bullet_list_close"))
            case "ordered_list_open":
                yield List(
                    _items(tokens, language, level, "ordered_list_close"),
                    True,
                    int(token.attrs.get("start", 1)),
                )
            case "blockquote_open":
                inside = list(_blocks(tokens, language, level, "blockquote_close"))
                yield from [Quote(b.text, b.language) if isinstance(b, Paragraph) else b for b in inside]
            case "fence" | "code_block":
                yield Paragraph([Run(token.content.rstrip("\n"), code=True)], language=language)
            case "table_open":
                yield _table(tokens)
            case "hr":
                yield Rule()


def _items(tokens: _Tokens, language: str, level: int, end: str) -> list[list[Block]]:
    return [
        list(_blocks(tokens, language, level, "list_item_close"))
        for token in tokens.until(end)
        if token.type == "list_item_open"
    ]


def _table(tokens: _Tokens) -> Table:
    rows: list[list[list[Run]]] = []
    numbers: list[int] = []
    for token in tokens.until("table_close"):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            if token.type == "th_open" and "right" in str(token.attrs.get("style", "")):
                numbers.append(len(rows[-1]))
            rows[-1].append(tokens.text(token.type.replace("open", "close")))
    return Table(rows[0], rows[1:], numbers=numbers)


def _runs(tokens: list[Any]) -> list[Run]:
    """The words of a paragraph with their marks; neighbours of one kind are joined."""
    strong = emphasis = 0
    links = [""]
    found: list[Run] = []
    for token in tokens:
        match token.type:
            case "strong_open":
                strong += 1
            case "strong_close":
                strong -= 1
            case "em_open":
                emphasis += 1
            case "em_close":
                emphasis -= 1
            case "link_open":
                address = str(token.attrs.get("href", ""))
                links.append(address if address.lower().startswith(LINK_SCHEMES) else "")
            case "link_close":
                links.pop()
        text = {"softbreak": " ", "hardbreak": "\n"}.get(token.type, token.content)
        if not text:
            continue
        run = Run(
            text,
            strong=bool(strong),
            emphasis=bool(emphasis),
            code=token.type == "code_inline",
            link=links[-1],
        )
        if found and replace(found[-1], text="") == replace(run, text=""):
            run = replace(run, text=found.pop().text + text)
        found.append(run)
    return found


def _words(tokens: list[Any]) -> str:
    return " ".join(
        "".join(run.text for run in _runs(token.children or [])) if token.type == "inline" else token.content
        for token in tokens
    )
