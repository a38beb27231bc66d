"""Restoring a backup: everything is unlocked and looked at before anything is replaced."""

import json
import os
import shutil
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from django.db.utils import OperationalError, ProgrammingError

from networks.base.jobs import URGENT, hold_mail
from networks.base.models import Job
from networks.base.tenancy import across_networks
from networks.people.models import Network, Person
from networks.people.personal import erase
from networks.web.backups import databases
from networks.web.backups.locked_file import CannotOpen, Reader
from networks.web.backups.making import erasures, work_folder


class CannotRestore(Exception):
    """Nothing was replaced; the message says why."""


@dataclass
class Restored:
    """What a restoring did."""

    manifest: dict[str, Any]
    files: int = 0
    erased: int = 0
    mail_waiting: int = 0


def restore(
    source: Path, passphrase: str, *, replace: bool = False, lists: tuple[Path, ...] = ()
) -> Restored:
    """Put the backup `source` in the place of what is here. Raises CannotOpen, CannotRestore, CannotCopy with nothing changed."""
    if holds_something() and not replace:
        raise CannotRestore(
            "There are networks here. Name --replace to put the backup in their place: they will be lost."
        )
    with work_folder() as folder:
        manifest = unlock(source, passphrase, folder)
        done = Restored(manifest)
        kept = erasures(settings.ERASURES, source.absolute().parent / "erasures.txt", *lists)

        def finish() -> None:
            call_command("migrate", verbosity=0, interactive=False)
            be_quiet()
            done.erased = erase_again(kept)
            done.mail_waiting = Job.objects.filter(
                kind__in=("notices.send", "people.invite", "people.mail"), state="waiting"
            ).count()

        databases.put_back(folder / "database", manifest, finish)
        done.files = put_files(folder)
        _remember(kept)
    return done


def holds_something() -> bool:
    """Whether there are networks in the database of this installation."""
    try:
        return Network.objects.exists()
    except (OperationalError, ProgrammingError):  # an empty database
        return False


def unlock(source: Path, passphrase: str, folder: Path) -> dict[str, Any]:
    """Unlock the whole of `source` into `folder` and return its manifest. What was changed by anybody is refused."""
    try:
        with (
            open(source, "rb") as file,
            tarfile.open(fileobj=Reader(file, passphrase), mode="r|gz") as archive,
        ):
            manifest: dict[str, Any] = {}
            for entry in archive:
                if not entry.isfile():
                    continue
                if not manifest:
                    if entry.name != "manifest.json":
                        raise CannotOpen("This backup has no manifest.")
                    manifest = json.load(_content(archive, entry))
                    check_manifest(manifest)
                    continue
                _write(archive, entry, folder)
    except tarfile.TarError as error:
        raise CannotOpen(f"The backup is cut off or damaged: {error}") from None
    if not manifest:
        raise CannotOpen("This backup is empty.")
    return manifest


def _content(archive: tarfile.TarFile, entry: tarfile.TarInfo):
    content = archive.extractfile(entry)
    assert content is not None
    return content


def _write(archive: tarfile.TarFile, entry: tarfile.TarInfo, folder: Path) -> None:
    path = (folder / entry.name).resolve()
    if not path.is_relative_to(folder.resolve()) or entry.name.split("/")[0] not in (
        "database",
        "files",
        "secret-key",
    ):
        raise CannotOpen(f"The backup holds a file that does not belong there: {entry.name}")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        shutil.copyfileobj(_content(archive, entry), file)


def check_manifest(manifest: dict[str, Any]) -> None:
    engine = "postgresql" if databases.is_postgresql() else "sqlite"
    if manifest.get("engine") != engine:
        raise CannotRestore(
            f"This backup is of {manifest.get('engine')}, and the database here is {engine}. Set DATABASE_URL to one of the same kind."
        )
    known = set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
    ours = {app for app, _name in known}
    newer = [
        f"{app} {name}" for app, name in manifest["migrations"] if app in ours and (app, name) not in known
    ]
    if newer:
        raise CannotRestore(
            f"This backup was made by another version of the program, which knows {newer[0]}. Install that one first."
        )


def be_quiet() -> None:
    """End all sign-ins and hold all mail. Codes that were on their way are given up."""
    from allauth.usersessions.models import UserSession
    from django.contrib.sessions.models import Session

    UserSession.objects.all().delete()
    Session.objects.all().delete()
    hold_mail()
    Job.objects.filter(kind="people.mail", priority__gte=URGENT, state__in=["waiting", "running"]).delete()


def erase_again(lines: list[str]) -> int:
    """Erase whoever was erased since the backup was made; return how many were."""
    keys = [UUID(line.split()[-1]) for line in lines]
    with across_networks("erasing again what a backup brought back"):
        people = list(Person.objects.filter(pk__in=keys, erased_at=None))
    for person in people:
        erase(person, again=True)
    return len(people)


def put_files(folder: Path) -> int:
    """Put what people uploaded, and the secret that signs links, in place of what is here."""
    restored, target = folder / "files", Path(settings.MEDIA_ROOT)
    restored.mkdir(exist_ok=True, mode=0o700)
    before = folder / "files-before"
    if target.exists():
        os.replace(target, before)
    os.replace(restored, target)
    if (secret := folder / "secret-key").exists():
        os.replace(secret, settings.DATA / "secret-key")
    return sum(len(names) for _folder, _folders, names in os.walk(target))


def _remember(lines: list[str]) -> None:
    """The list here knows afterwards what any of the lists knew."""
    missing = set(lines) - set(erasures(settings.ERASURES))
    if missing:
        with open(settings.ERASURES, "a", encoding="ascii") as file:
            file.writelines(f"{line}\n" for line in sorted(missing))
