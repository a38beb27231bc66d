"""Check the links between documents: every relative link leads to a file that is there, every anchor to a heading.

python -m tests.links
"""

import re
import sys
import unicodedata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
FENCE = re.compile(r"^(```|~~~).*?^\1\s*$", re.M | re.S)
CODE = re.compile(r"`[^`\n]*`")


def documents(root: Path) -> list[Path]:
    """Every document of the project."""
    found = [
        *root.glob("*.md"),
        *root.glob("docs/**/*.md"),
        *root.glob("networks/**/*.md"),
        *root.glob("tests/**/*.md"),
    ]
    return sorted(path for path in found if "node_modules" not in path.parts and "vendor" not in path.parts)


def anchors(text: str) -> set[str]:
    """The anchors of a document's headings, made as code hosts make them."""
    found: set[str] = set()
    for heading in re.findall(r"^#{1,6}\s+(.+?)\s*#*\s*$", FENCE.sub("", text), re.M):
        plain = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = "".join(
            "-" if ch == " " else ch
            for ch in unicodedata.normalize("NFC", plain).lower()
            if ch in " -_" or ch.isalnum()
        )
        name, count = slug, 0
        while name in found:
            count += 1
            name = f"{slug}-{count}"
        found.add(name)
    return found | set(re.findall(r"<a (?:id|name)=\"([^\"]+)\"", text))


def broken(root: Path) -> list[str]:
    """Every link that leads nowhere, as `file: link: what is missing`."""
    found = []
    for document in documents(root):
        text = document.read_text(encoding="utf-8")
        for link in LINK.findall(CODE.sub("", FENCE.sub("", text))):
            if re.match(r"[a-z][a-z0-9+.-]*:", link, re.I):
                continue
            path, _, anchor = link.partition("#")
            target = (document.parent / path).resolve() if path else document
            if not target.exists():
                found.append(f"{document.relative_to(root)}: {link}: there is no such file")
            elif not target.is_relative_to(root):
                found.append(f"{document.relative_to(root)}: {link}: outside the project")
            elif (
                anchor
                and target.suffix == ".md"
                and anchor not in anchors(target.read_text(encoding="utf-8"))
            ):
                found.append(f"{document.relative_to(root)}: {link}: no such heading")
    return found


if __name__ == "__main__":
    problems = broken(ROOT)
    print("\n".join(problems), end="\n" if problems else "")
    sys.exit(bool(problems))
