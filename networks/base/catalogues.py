"""Message catalogues: what the program says, in the languages it is translated into. Needs none of gettext's tools."""

import os
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings

Message = tuple[str, str, str]  # context, singular, plural (or empty)
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
OTHER_NAME = re.compile(r"\b(n?p?gettext(?:_lazy|_noop)?) as (\w+)")  # from … import gettext_lazy as _lazy
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}|</?\w+[^>]*>")


def catalogues() -> list[Path]:
    """Every catalogue of the program."""
    return sorted(p for folder in settings.LOCALE_PATHS for p in Path(folder).glob("*/LC_MESSAGES/*.po"))


def compile_catalogues() -> int:
    """Compile what is newer than its compiled form; return how many. Messages marked fuzzy are left out."""
    compiled = 0
    for source in catalogues():
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po

        language = source.parent.parent.name
        with source.open("rb") as file:
            catalogue = read_po(file, locale=language)
        if language.split("_")[0] == "fr":
            for message in (one for one in catalogue if one.id):
                message.string = _french(message.string)
        unfinished = target.with_suffix(f".{os.getpid()}.part")  # two processes may do it at once
        with unfinished.open("wb") as file:
            write_mo(file, catalogue, use_fuzzy=False)
        unfinished.replace(target)
        compiled += 1
    return compiled


def _french(words: Any) -> Any:
    """A text, or its singular and plural, whose ; : ! ? and « » never stand alone at the beginning or end of a line."""
    if isinstance(words, (tuple, list)):
        return tuple(_french(one) for one in words)
    return re.sub("(?<=«) | (?=[;:!?»])", "\N{NO-BREAK SPACE}", words)


def messages(root: Path | None = None) -> dict[Message, list[str]]:
    """Every message in the program's code and templates, with the places (file:line) where it stands."""
    root = root or settings.BASE
    found: dict[Message, list[str]] = {}
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if path.suffix not in (".py", ".html", ".txt") or {"migrations", "tests", "static", "locale"} & {
            *parts
        }:
            continue
        if path.suffix != ".py" and "templates" not in parts:
            continue
        for line, message in _messages_of(path):
            found.setdefault(message, []).append(f"{path.relative_to(root.parent)}:{line}")
    return found


def _messages_of(path: Path) -> Iterator[tuple[int, Message]]:
    from babel.messages.extract import extract

    source, keywords = path.read_text(encoding="utf-8"), KEYWORDS
    if path.suffix == ".py":
        keywords = KEYWORDS | {name: KEYWORDS[of] for of, name in OTHER_NAME.findall(source)}
    else:
        from django.utils.translation.template import templatize

        # What is not a message has become X by now; without indentation it can be read like Python.
        source = "\n".join(line.lstrip() for line in templatize(source, origin=str(path)).split("\n"))
    for line, said, _comments, context in extract("python", BytesIO(source.encode()), keywords=keywords):
        texts = said if isinstance(said, tuple) else (said,)
        if texts[0]:
            yield line, (context or "", texts[0], texts[1] if len(texts) > 1 else "")


def problems(path: Path, wanted: dict[Message, list[str]]) -> list[str]:
    """What is wrong in one catalogue: missing, fuzzy, unlike placeholders, no longer used."""
    import polib

    catalogue = polib.pofile(str(path))
    there = {(entry.msgctxt or "", entry.msgid): entry for entry in catalogue if not entry.obsolete}
    found = []
    for (context, singular, plural), places in wanted.items():
        entry = there.pop((context, singular), None)
        if entry is None:
            found.append(f"missing: {singular!r} ({places[0]})")
        elif entry.fuzzy:
            found.append(f"fuzzy: {singular!r} ({places[0]})")
        else:
            found += [f"{what}: {singular!r} ({places[0]})" for what in _faults(entry, plural)]
    found += [
        f"no longer used: {entry.msgid!r}" for entry in [*there.values(), *catalogue.obsolete_entries()]
    ]
    return found


def _faults(entry: Any, plural: str) -> Iterator[str]:
    texts = list(entry.msgstr_plural.values()) if plural else [entry.msgstr]
    if not texts or not all(texts):
        yield "missing"
        return
    allowed = [_placeholders(entry.msgid), *([_placeholders(plural)] if plural else [])]
    for text in texts:
        # A plural form may leave the number out ("one answer"), nothing else.
        fits = _placeholders(text) in allowed or (plural and _placeholders(text) < max(allowed, key=len))
        if not fits:
            yield "unlike placeholders"
            return


def _placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def update(path: Path, wanted: dict[Message, list[str]]) -> None:
    """Bring a catalogue up to date: new messages empty, unused ones gone, translations kept."""
    import polib

    new = polib.POFile(wrapwidth=110, check_for_duplicates=False)
    language = path.parent.parent.name
    old = polib.pofile(str(path)) if path.exists() else polib.POFile()
    new.metadata = old.metadata or {
        "Project-Id-Version": "Net-Works",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": _plural_forms(language),
    }
    there = {(entry.msgctxt or "", entry.msgid): entry for entry in old if not entry.obsolete}
    for (context, singular, plural), places in sorted(
        wanted.items(), key=lambda item: item[1][0].rsplit(":")[0]
    ):
        kept = there.get((context, singular))
        entry = polib.POEntry(
            msgid=singular,
            msgid_plural=plural,
            msgctxt=context or None,
            occurrences=[(place.rsplit(":", 1)[0], "") for place in dict.fromkeys(places)],
            flags=kept.flags if kept else [],
            msgstr=kept.msgstr if kept and not plural else "",
            tcomment=kept.tcomment if kept else "",
        )
        if plural:
            entry.msgstr_plural = (kept and kept.msgstr_plural) or {0: "", 1: ""}
        new.append(entry)
    path.parent.mkdir(parents=True, exist_ok=True)
    new.save(str(path))


def _plural_forms(language: str) -> str:
    from babel.messages.plurals import get_plural

    return str(get_plural(language))
