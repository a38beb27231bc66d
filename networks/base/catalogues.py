"""Message catalogues: `.po` files that people write become the `.mo` files that Django reads, without gettext's tools."""

from pathlib import Path

from django.conf import settings


def catalogues() -> list[Path]:
    """Every catalogue of the program."""
    return sorted(path for folder in settings.LOCALE_PATHS for path in Path(folder).glob("*/LC_MESSAGES/*.po"))


def compile_catalogues() -> int:
    """Compile what is newer than its compiled form; return how many. Messages marked fuzzy are left out."""
    compiled = 0
    for source in catalogues():
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po

        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parent.parent.name)
        unfinished = target.with_suffix(".part")
        with unfinished.open("wb") as file:
            write_mo(file, catalogue, use_fuzzy=False)
        unfinished.replace(target)
        compiled += 1
    return compiled
