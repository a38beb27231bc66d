"""An archive that a coordinator asked for: made in the background, kept for seven days, for the network's coordinators only."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.utils import timezone

from networks.base.jobs import ask, job, progress
from networks.base.models import Job
from networks.people.models import Network, Person
from networks.record.rules import record
from networks.web.archives.making import make

MAKING = "archive.make"
KEPT = timedelta(days=7)
FOLDER = "archives"


def ask_for(network: Network, by: Person) -> Job | None:
    """Have an archive made; None where one is being made already."""
    made = ask(MAKING, key=f"{MAKING}:{network.pk}", by=by)
    if made is not None:
        record("network.archived", network, actor=by)
    return made


def being_made(network: Network) -> Job | None:
    """Return the job that makes one now."""
    busy = (Job.State.WAITING, Job.State.RUNNING)
    return Job.objects.filter(network=network, kind=MAKING, state__in=busy).order_by("-asked_at").first()


def failed(network: Network) -> bool:
    """Whether the last attempt failed."""
    last = Job.objects.filter(network=network, kind=MAKING).order_by("-asked_at").first()
    return last is not None and last.state == Job.State.FAILED


def kept(network: Network) -> list[Job]:
    """The archives that can be fetched, the newest first."""
    rows = Job.objects.filter(
        network=network, kind=MAKING, state=Job.State.DONE, ended_at__gt=timezone.now() - KEPT
    )
    found = list(rows.select_related("asked_by").order_by("-ended_at")[:20])
    for row in found:
        row.until = row.ended_at + KEPT
    return found


def path_of(row: Job) -> str:
    return f"{FOLDER}/{row.network_id}/{row.pk}.zip"


@job(MAKING, attempts=2, slow=True)
def make_in_background(row: Job) -> dict[str, Any]:
    """Make one and keep it. Again is the same archive."""
    network = Network.objects.get(pk=row.network_id)
    with TemporaryDirectory(dir=settings.DATA, prefix="archive-") as folder:
        target = Path(folder) / "archive.zip"
        manifest = make(network, target, lambda done, of: progress(row, done, of))
        if default_storage.exists(path_of(row)):
            default_storage.delete(path_of(row))
        with target.open("rb") as file:
            default_storage.save(path_of(row), File(file))
        size = target.stat().st_size
    return {
        "size": size,
        "rows": sum(part["rows"] for part in manifest["parts"]),
        "files": len(manifest["files"]),
        "missing": len(manifest["missing_files"]),
    }


@job("archive.old", every=timedelta(hours=6))
def delete_old(row: Job | None = None) -> int:
    """Delete archives after seven days, and those whose network or job is gone."""
    if not default_storage.exists(FOLDER):
        return 0
    fresh = set(
        Job.objects.filter(kind=MAKING, network__isnull=False)
        .exclude(ended_at__lt=timezone.now() - KEPT)
        .values_list("pk", flat=True)
    )
    names = {f"{key}.zip" for key in fresh}
    count = 0
    for network in default_storage.listdir(FOLDER)[0]:
        for name in default_storage.listdir(f"{FOLDER}/{network}")[1]:
            if name not in names:
                default_storage.delete(f"{FOLDER}/{network}/{name}")
                count += 1
    return count
