"""Opening an archive. Nothing in it is trusted: names, sizes, hashes and numbers are held against what may be there."""

import hashlib
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from networks.web.archives.shape import FORMAT, VERSION

MOST_UNPACKED = 20 << 30  # bytes
MOST_ENTRIES = 500_000
MOST_MANIFEST = 100 << 20
MOST_LINE = 16 << 20
MOST_FOLD = 300  # a text packs perhaps thirtyfold; far more is made to fill a disk
SMALL = 50 << 20  # below that nobody minds


class CannotTakeIn(Exception):
    """Nothing was changed; the message says why, and what to do."""


class NotAnArchive(CannotTakeIn):
    """The file is something else, is broken, or was changed by somebody."""


def broken(why: str = "") -> NotAnArchive:
    sentence = _("This archive is broken, or somebody changed it. Make it again where it came from.")
    return NotAnArchive(f"{sentence} ({why})" if why else sentence)


class Opened:
    """An archive that was opened: its manifest, and what is in it, checked while it is read."""

    def __init__(self, file: BinaryIO, most: int = MOST_UNPACKED):
        try:
            self.packed = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            raise NotAnArchive(
                _("This file is no archive of a network. It ends in .zip and was made by Net-Works.")
            ) from None
        self._check_entries(most)
        self.manifest = self._manifest()
        self.parts = {one["model"]: one for one in self.manifest["parts"]}
        self.files = {one["path"]: one for one in self.manifest["files"]}

    def _check_entries(self, most: int) -> None:
        entries = self.packed.infolist()
        names = [entry.filename for entry in entries]
        if len(entries) > MOST_ENTRIES or len(set(names)) != len(names):
            raise broken("names")
        packed = sum(entry.compress_size for entry in entries)
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > most or (unpacked > SMALL and unpacked > MOST_FOLD * max(packed, 1)):
            raise CannotTakeIn(
                _(
                    "This archive unpacks to more than %(limit)s MB. Who runs the installation can take it in on the command line."
                )
                % {"limit": f"{most >> 20:,}"}
            )
        for entry in entries:
            if entry.flag_bits & 1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise broken(entry.filename)
            if not is_plain_path(entry.filename):
                raise broken(entry.filename[:80])

    def _manifest(self) -> dict[str, Any]:
        try:
            if self.packed.getinfo("manifest.json").file_size > MOST_MANIFEST:
                raise broken("manifest.json")
            found = json.loads(self.packed.read("manifest.json"))
        except (KeyError, ValueError, RecursionError, zipfile.BadZipFile, OSError):
            raise NotAnArchive(
                _("This file is no archive of a network. It ends in .zip and was made by Net-Works.")
            ) from None
        if (
            not isinstance(found, dict)
            or found.get("format") != FORMAT
            or not isinstance(found.get("version"), int)
        ):
            raise NotAnArchive(
                _("This file is no archive of a network. It ends in .zip and was made by Net-Works.")
            )
        if found["version"] > VERSION:
            raise CannotTakeIn(
                _(
                    "This archive was made by a newer version of the program (format %(version)s). Install that version first."
                )
                % {"version": found["version"]}
            )
        rows = {"parts": ("model", "path", "sha256"), "files": ("path", "sha256")}
        for key, texts in rows.items():
            if not isinstance(found.get(key), list):
                raise broken("manifest.json")
            for one in found[key]:
                if not isinstance(one, dict) or not all(isinstance(one.get(text), str) for text in texts):
                    raise broken("manifest.json")
        paths = [one["path"] for key in rows for one in found[key]]
        models = [one["model"] for one in found["parts"]]
        if len(set(paths)) != len(paths) or len(set(models)) != len(models):
            raise broken("manifest.json")
        return found

    def rows(self, label: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of one part. What does not have the hash that the manifest names is refused, at the end at the latest."""
        entry = self.parts.get(label)
        if entry is None:
            return
        digest = hashlib.sha256()
        try:
            with self.packed.open(entry["path"]) as file:
                while line := file.readline(MOST_LINE):
                    digest.update(line)
                    if not line.endswith(b"\n"):
                        raise broken(entry["path"])
                    row = json.loads(line)
                    if not isinstance(row, dict):
                        raise broken(entry["path"])
                    yield row
        except (KeyError, ValueError, RecursionError, zipfile.BadZipFile, OSError, EOFError):
            raise broken(entry["path"]) from None
        if digest.hexdigest() != entry["sha256"]:
            raise broken(entry["path"])

    def file(self, name: str) -> Iterator[bytes]:
        """Yield the pieces of a file, checked as rows are."""
        digest = hashlib.sha256()
        try:
            with self.packed.open(f"files/{name}") as file:
                while piece := file.read(1 << 20):
                    digest.update(piece)
                    yield piece
        except (KeyError, ValueError, zipfile.BadZipFile, OSError, EOFError):
            raise broken(name) from None
        if digest.hexdigest() != self.files[name]["sha256"]:
            raise broken(name)


def is_plain_path(name: str) -> bool:
    """Whether a name is a path below the folder it is read into: no way up, no other drive, no odd signs."""
    path = PurePosixPath(name)
    return bool(
        name
        and len(name) <= 400
        and not path.is_absolute()
        and str(path) == name
        and ".." not in path.parts
        and not re.search(r"[\x00-\x1f\\:]", name)
    )
