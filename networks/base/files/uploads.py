"""What an uploaded file is, by its contents; what we take and what not.

Pictures go on to `pictures.picture`, tables to `sheets_in.read_table`. What is kept is served as an attachment
with `nosniff`; nothing here makes a file safe to show inside a page.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePosixPath

from networks.base.files.errors import (
    ActiveContent,
    FileBroken,
    FileEmpty,
    FileTooLarge,
    KindNotAllowed,
    KindUnknown,
    UnpacksTooLarge,
)

UPLOAD_LIMIT = 20 * 1024 * 1024
UNPACKED_LIMIT = 200 * 1024 * 1024

DOCUMENTS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}
TEXTS = {
    "txt": "text/plain",
    "csv": "text/csv",
    "md": "text/markdown",
    "ics": "text/calendar",
    "vtt": "text/vtt",
}
PICTURES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "gif": "image/gif",
    "avif": "image/avif",
}
KINDS = {**DOCUMENTS, **TEXTS, **PICTURES}
_MAIN_PART = {
    b"wordprocessingml.document.main+xml": "docx",
    b"spreadsheetml.sheet.main+xml": "xlsx",
    b"presentationml.presentation.main+xml": "pptx",
}
_MARKUP = re.compile(
    rb"<\s*(!doctype|html|head|body|script|svg|iframe|\?xml|\?php|!--|math|style|meta)", re.IGNORECASE
)
_SAME = {"jpeg": "jpg", "jfif": "jpg", "text": "txt", "markdown": "md"}


@dataclass(frozen=True, slots=True)
class Upload:
    """``kind``: our short name of the type, `media_type` how it is served, ``name`` safe to offer for saving."""

    name: str
    kind: str
    media_type: str
    size: int


def check(name: str, data: bytes, allowed: Collection[str] = tuple(KINDS)) -> Upload:
    """What this file is. The contents decide; the name tells only which plain text it is.

    In: the name as sent, the bytes, the kinds taken here (keys of ``KINDS``).
    Raises a `FileRefused` for what is empty, too large, of another kind, holds macros, or is markup.
    """
    if not data:
        raise FileEmpty
    if len(data) > UPLOAD_LIMIT:
        raise FileTooLarge(limit=UPLOAD_LIMIT // 1024 // 1024)
    words = ", ".join(kind.upper() for kind in allowed)
    kind = _kind(name, data, words)
    if kind not in allowed:
        raise KindNotAllowed(allowed=words)
    return Upload(safe_name(name, kind), kind, KINDS[kind], len(data))


def _kind(name: str, data: bytes, words: str) -> str:
    ending = PurePosixPath(name.lower()).suffix.lstrip(".")
    ending = _SAME.get(ending, ending)
    if data.startswith(b"PK\x03\x04"):
        return _packed_kind(data, words)
    if data.startswith(b"PK"):
        raise FileBroken
    if data.startswith(
        b"\xd0\xcf\x11\xe0"
    ):  # the old Office formats, where macros hide, and encrypted new ones
        raise ActiveContent
    if _MARKUP.search(data[:1024].replace(b"\x00", b"")) and not data.startswith(b"%PDF"):
        raise ActiveContent
    found = _by_signature(data)
    if found in PICTURES or found == "pdf":
        return found
    if ending in TEXTS and _is_text(data):
        if _MARKUP.search(data) and ending != "md":
            raise ActiveContent
        return ending
    if ending in KINDS:
        raise KindUnknown(allowed=words)
    raise KindNotAllowed(allowed=words)


def _by_signature(data: bytes) -> str:
    import puremagic

    if data[4:12] in (b"ftypavif", b"ftypavis"):
        return "avif"
    try:
        found = puremagic.from_string(data[:4096]).lstrip(".").lower()
    except (puremagic.PureError, ValueError):
        return ""
    found = _SAME.get(found, found)
    signatures = {
        "pdf": b"%PDF-",
        "jpg": b"\xff\xd8\xff",
        "png": b"\x89PNG\r\n\x1a\n",
        "gif": b"GIF8",
        "webp": b"RIFF",
    }
    return found if data.startswith(signatures.get(found, b"\x00none")) else ""


def _packed_kind(data: bytes, words: str) -> str:
    """Office and OpenDocument files without macros; no other packed file."""
    try:
        packed = zipfile.ZipFile(io.BytesIO(data))
        parts = {part.filename: part for part in packed.infolist()}
        if sum(part.file_size for part in parts.values()) > UNPACKED_LIMIT:
            raise UnpacksTooLarge(limit=UNPACKED_LIMIT // 1024 // 1024)
        small = {
            name: packed.read(name)
            for name in ("[Content_Types].xml", "mimetype", "META-INF/manifest.xml")
            if name in parts and parts[name].file_size < 1_000_000 and not parts[name].flag_bits & 1
        }
    except (zipfile.BadZipFile, OSError, NotImplementedError, EOFError, RuntimeError):
        raise FileBroken from None
    lowered = [name.lower() for name in parts]
    if any("vbaproject" in name or "/macrosheets/" in name or "activex" in name for name in lowered):
        raise ActiveContent
    if any(name.startswith(("basic/", "scripts/")) for name in lowered):
        raise ActiveContent
    kinds = small.get("[Content_Types].xml", b"")
    if b"macroEnabled" in kinds:
        raise ActiveContent
    for mark, kind in _MAIN_PART.items():
        if mark in kinds:
            return kind
    declared = small.get("mimetype", b"").decode(errors="replace").strip()
    for kind in ("odt", "ods", "odp"):
        if declared == KINDS[kind]:
            return kind
    raise KindNotAllowed(allowed=words)


def _is_text(data: bytes) -> bool:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return not any(byte < 32 and byte not in b"\t\n\r\x0c\x1b" for byte in data)


_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]')


def safe_name(name: str, kind: str) -> str:
    """The name, without folders and signs that some system forbids, with the ending of what the file is."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    stem = _NOT_IN_NAMES.sub("", last)
    stem, _, ending = stem.rpartition(".") if "." in stem else (stem, "", "")
    if ending and _SAME.get(ending.lower(), ending.lower()) not in KINDS:
        stem = f"{stem}.{ending}"
    stem = re.sub(r"\s+", " ", stem).strip(" .")[:120] or "file"
    return f"{stem}.{kind}"
