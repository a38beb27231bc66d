"""Making a backup: the database first and files after, so that every file that a row names is there."""

import gzip
import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from networks.web.backups import databases
from networks.web.backups.locked_file import Writer


def make(target: Path, passphrase: str) -> dict[str, Any]:
    """Write a backup to `target` (mode 0600, never half written under that name); return its manifest."""
    target = target.absolute()
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        with (
            work_folder() as folder,
            open(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file,
        ):
            manifest = {"format": 1, "made_at": timezone.now().isoformat(), "migrations": applied()}
            manifest |= databases.copy(folder)
            locked = Writer(file, passphrase)
            with (
                gzip.GzipFile(fileobj=locked, mode="wb", compresslevel=3) as packed,
                tarfile.open(fileobj=packed, mode="w|", bufsize=1 << 18) as archive,
            ):
                _add_text(archive, "manifest.json", json.dumps(manifest, indent=1))
                for copied in sorted(folder.iterdir()):
                    archive.add(copied, f"database/{copied.name}")
                manifest["files"] = sum(1 for _ in _add_files(archive))
            locked.finish()
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)
    keep_erasures(target.parent)
    return manifest


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(text.encode()), 0o600
    archive.addfile(entry, io.BytesIO(text.encode()))


def _add_files(archive: tarfile.TarFile) -> Iterator[str]:
    """The secret that signs links, and what people uploaded; a file that goes meanwhile is gone."""
    if (secret := settings.DATA / "secret-key").exists():
        archive.add(secret, "secret-key")
        yield "secret-key"
    root = Path(settings.MEDIA_ROOT)
    for folder, _folders, names in os.walk(root):
        for name in sorted(names):
            path = Path(folder) / name
            if path.is_symlink():
                continue
            try:
                archive.add(path, f"files/{path.relative_to(root)}", recursive=False)
            except FileNotFoundError:
                continue
            yield name


def applied() -> list[list[str]]:
    """The migrations that this database has."""
    return sorted([app, name] for app, name in MigrationRecorder(connection).applied_migrations())


@contextmanager
def work_folder() -> Iterator[Path]:
    """A folder that only we may enter, gone afterwards, on the disk where the data is."""
    folder = Path(tempfile.mkdtemp(prefix="backup-", dir=settings.DATA))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def keep_erasures(beside: Path) -> None:
    """Keep the list of those who were erased beside the backups, too: joined with what is there."""
    lines = erasures(settings.ERASURES, beside / "erasures.txt")
    if lines and (beside / "erasures.txt") != settings.ERASURES:
        part = beside / "erasures.txt.part"
        with open(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
            file.writelines(f"{line}\n" for line in lines)
        os.replace(part, beside / "erasures.txt")


def erasures(*lists: Path) -> list[str]:
    """The lines "instant key" of several lists, each once, in order."""
    lines: set[str] = set()
    for path in lists:
        if path.is_file():
            lines.update(line.strip() for line in path.read_text("ascii").splitlines() if line.strip())
    return sorted(lines)
