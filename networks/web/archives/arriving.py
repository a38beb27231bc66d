"""An archive that somebody handed in on the page: taken in in the background, watched by whoever may, everything or nothing.

The file waits in the storage until it is in or refused. Which files of it are saved already stands in a list beside the data: if the
program is stopped midway, the database forgets all by itself, and the next attempt begins by deleting what that list names.
"""

import time
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import override

from networks.base.jobs import ask, how_far, job, progress_apart
from networks.base.keys import token
from networks.base.models import Job
from networks.people.models import Network, Person
from networks.web.archives.reading import CannotTakeIn, Opened
from networks.web.archives.taking_in import erase_again, take_in

TAKING = "archive.take_in"
FOLDER = "taking-in"
MOST = 500 << 20  # bytes that an uploaded archive may unpack to; larger ones come in on the command line
SHOWN = timedelta(days=1)  # for which whoever watches finds how it ended
BUSY = (Job.State.WAITING, Job.State.RUNNING)


def hand_in(
    file: BinaryIO,
    *,
    slug: str = "",
    match_people: bool = False,
    by: Person | None = None,
    language: str = "en",
) -> Job | None:
    """Keep the file and have it taken in; None where another one is being taken in. Raises CannotTakeIn for what is no archive."""
    Opened(file, MOST)
    file.seek(0)
    name = default_storage.save(f"{FOLDER}/{token()}.zip", File(file))
    made = ask(TAKING, key=TAKING, by=by, file=name, slug=slug, match_people=match_people, language=language)
    if made is None:
        default_storage.delete(name)
    return made


def last() -> Job | None:
    """The one that is taken in now, else the last of a day."""
    found = Job.objects.filter(kind=TAKING).order_by("-asked_at").first()
    if found is None or (found.ended_at and found.ended_at < timezone.now() - SHOWN):
        return None
    return how_far(found)


def is_busy() -> bool:
    """Whether one is being taken in."""
    return Job.objects.filter(kind=TAKING, state__in=BUSY).exists()


@job(TAKING, attempts=1, slow=True)
def take_in_background(row: Job, file: str, slug: str, match_people: bool, language: str) -> dict[str, Any]:
    """Take it in. A refusal is a result, with its reason in the reader's language; what was begun before is undone first."""
    begun = Path(settings.DATA) / f"taking-in-{row.pk}.txt"
    try:
        with override(language), _local(file) as local:
            if begun.exists():
                if there := _is_here(local):
                    erase_again()
                    return _result(there, row)
                _forget(begun)
            begun.touch(mode=0o600)
            with begun.open("a", encoding="utf-8") as names:
                done = take_in(
                    local,
                    slug=slug,
                    match_people=match_people,
                    by=row.asked_by,
                    most=MOST,
                    tell=_teller(row),
                    saving=lambda name: _write(names, name),
                )
            return _result(done.network, row) | {"rows": done.records, "files": done.files}
    except CannotTakeIn as why:
        return {"refused": str(why)}
    finally:
        begun.unlink(missing_ok=True)
        default_storage.delete(file)


def _result(network: Network, row: Job) -> dict[str, Any]:
    return {"network": network.name, "slug": network.slug}


def _write(names: Any, name: str) -> None:
    names.write(f"{name}\n")
    names.flush()


def _forget(begun: Path) -> None:
    """Delete the files that an attempt saved which did not end."""
    for name in begun.read_text(encoding="utf-8").splitlines():
        default_storage.delete(name)


def _is_here(file: BinaryIO) -> Network | None:
    """The network, where an attempt ended before it could say so."""
    keys = [str(row.get("id")) for row in Opened(file, MOST).rows("people.network")]
    file.seek(0)
    try:
        return Network.objects.filter(pk__in=keys).first()
    except ValueError:
        return None


def _local(name: str) -> BinaryIO:
    """The file on this machine's disk, to be read at any place."""
    kept = TemporaryFile(dir=settings.DATA)  # noqa: SIM115 - the caller closes it
    with default_storage.open(name, "rb") as stored:
        for piece in stored.chunks():
            kept.write(piece)
    kept.seek(0)
    return kept


def _teller(row: Job) -> Any:
    """Says how far it is, at most once a second."""
    said = [0.0]

    def tell(done: int, of: int) -> None:
        if time.monotonic() - said[0] >= 1:
            said[0] = time.monotonic()
            progress_apart(row, done, of)

    return tell


@job("archive.arrived", every=timedelta(hours=6))
def delete_old(row: Job | None = None) -> int:
    """Delete files that no job waits for any more."""
    if not default_storage.exists(FOLDER):
        return 0
    wanted = {found.arguments.get("file") for found in Job.objects.filter(kind=TAKING, state__in=BUSY)}
    old = [name for name in default_storage.listdir(FOLDER)[1] if f"{FOLDER}/{name}" not in wanted]
    count = 0
    for name in old:
        made = default_storage.get_modified_time(f"{FOLDER}/{name}")
        if made < timezone.now() - timedelta(hours=1):
            default_storage.delete(f"{FOLDER}/{name}")
            count += 1
    return count
