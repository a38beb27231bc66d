"""Who may open the first pages, home, and a network's settings."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from networks.base.models import Job
from networks.web.archives import keeping
from tests.security.rules import COORDINATOR, EVERYBODY, MEMBERS, SIGNED_IN, May, Way, elsewhere

DOORS = tuple(
    Way(lambda filled, door=door: {"door": door}, who="staff")
    for door in ("organisation", "worker", "ecosystem")
)


def STEP(filled):
    return {"key": "people.purpose"}


HERE = "networks/web/tests/test_demonstration.py: it asks which machine, not who"
MATRIX = {
    "start": May(EVERYBODY),
    "home": May(SIGNED_IN),
    "found": May(EVERYBODY - {"by_card"}),
    "proposed-address": May(EVERYBODY - {"by_card"}),
    "local-key": elsewhere(
        "networks/web/tests/test_start.py: whoever has the key", Way(lambda f: {"key": "a-key"})
    ),
    "health": May(EVERYBODY),
    "network-home": May(MEMBERS),
    "door": May(MEMBERS, kwargs=lambda filled: {"door": "organisation"}, ways=DOORS),
    "first-steps": May(COORDINATOR),
    "step-putting-aside": May(COORDINATOR, kwargs=STEP, method="post"),
    "step-taking-up": May(COORDINATOR, kwargs=STEP, method="post"),
    "network-settings": May(COORDINATOR, shows=True),
    "network-archive": May(COORDINATOR, shows=True),
    "network-archive-progress": May(COORDINATOR),
    "network-archive-file": May(COORDINATOR, kwargs=lambda filled: {"key": filled.things["archive"]}),
    "take-in-progress": elsewhere(
        "networks/web/tests/test_archive_pages.py: who runs the installation, and whoever sits at the machine",
        Way(),
    ),
    "take-in": May(frozenset({"operator"})),
    "demonstration": elsewhere(HERE, Way()),
    "demonstration-progress": elsewhere(HERE, Way()),
    "demonstration-visit": elsewhere(HERE, Way()),
    "demonstration-removal": elsewhere(HERE, Way()),
}


def fill(filled) -> None:
    """An archive that was made."""
    job = Job.objects.create(
        network=filled.network,
        kind=keeping.MAKING,
        state=Job.State.DONE,
        ended_at=timezone.now(),
        result={"size": 3, "rows": 1, "files": 0, "missing": 0},
    )
    default_storage.save(keeping.path_of(job), ContentFile(filled.word.encode()))
    filled.things["archive"] = job.pk
