"""The demonstration: the invented network Ponte. It is there only where it was asked for, and is removed whole.

The house makes the network, its organisations and its people; then each installed room fills its own part: `ROOM.demonstration`
is called with a `Demonstration`, inside the network, in the order of INSTALLED_APPS; then `ROOM.demonstration_later`, likewise.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from unicodedata import normalize

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils import timezone

from networks.base.jobs import ask, how_far, job, progress_apart
from networks.base.models import Job
from networks.base.rooms import rooms
from networks.base.tenancy import in_network
from networks.people.founding import propose_slug
from networks.people.models import (
    Affiliation,
    Audience,
    Function,
    FunctionKind,
    Network,
    Organisation,
    Person,
    PutAside,
    Role,
)
from networks.web.archives.shape import owned_models
from networks.web.demonstration.people import CHARACTERS, ORGANISATIONS, OTHERS

BUILDING = "demonstration.build"
PURPOSE = {
    "en": "Ponte brings together organisations where people work, learn and are supported, whatever they can do. "
    "We meet, learn from one another, save money together and speak with one voice.",
    "fr": "Ponte réunit des organisations où l’on travaille, apprend et trouve de l’appui, quoi que l’on sache faire. "
    "Nous nous rencontrons, apprenons les uns des autres, économisons ensemble et parlons d’une seule voix.",
}


@dataclass
class Demonstration:
    """What a room is given to fill its part."""

    network: Network
    organisations: dict[str, Organisation] = field(
        default_factory=dict
    )  # by key: "leie", "somes", … (demonstration/people.py)
    people: dict[str, Person] = field(
        default_factory=dict
    )  # characters by key ("ilse"), others by name ("Katalin Szűcs")
    affiliations: dict[str, Affiliation] = field(default_factory=dict)  # by the same keys
    now: datetime = field(
        default_factory=timezone.now
    )  # plan relative to it, so that something is always about to begin
    tell: Callable[[int, int], None] = lambda done, of: None  # how far a long part is


def exists() -> bool:
    """Whether the demonstration network is there."""
    return Network.objects.filter(is_demonstration=True).exists()


def build(tell: Callable[[int, int], None] | None = None) -> Network:
    """Build the demonstration network, or return the one that is there. All of it or nothing. `tell(done, of)` hears how far it is."""
    tell = tell or (lambda done, of: None)
    steps = [room.demonstration for room in rooms() if room.demonstration]
    steps += [room.demonstration_later for room in rooms() if room.demonstration_later]
    with transaction.atomic():
        there = Network.objects.filter(is_demonstration=True).first()
        if there is not None:
            return there
        network = Network.objects.create(
            name="Ponte",
            slug=propose_slug("Ponte"),
            purpose=PURPOSE["en"],
            languages=["en", "fr", "nl", "ro", "it", "pt", "sk", "hu", "sr-Latn"],
            country="BE",
            zone="Europe/Brussels",
            is_demonstration=True,
        )
        with in_network(network):
            made = Demonstration(network)
            _fill(made)
            for number, step in enumerate(steps):
                tell(number + 1, len(steps) + 1)
                step(made)
    tell(len(steps) + 1, len(steps) + 1)
    return network


def _fill(made: Demonstration) -> None:
    made.network.put_version("purpose", "fr", PURPOSE["fr"])
    for key, name, country, place, language, description in ORGANISATIONS:
        made.organisations[key] = Organisation.objects.create(
            name=name, country=country, place=place, language=language, description=description
        )
    for key, name, organisation, audience, role, language, reading, title in CHARACTERS:
        _enter(made, key, name, organisation, audience, language, title, reading)
        if role:
            Role.objects.create(person=made.people[key], kind=role)
    for name, organisation, audience, language in OTHERS:
        _enter(made, name, name, organisation, audience, language)
    _name_delegates(made)
    PutAside.objects.create(step="people.second", by=made.people["ilse"])


def _enter(made, key, name, organisation, audience, language, title="", reading=None) -> None:
    plain = normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    address = ".".join(plain.split())
    person = Person.objects.create_user(
        f"{address}@{organisation}.ponte.example",
        name,
        language=language,
        reading=reading or {},
        is_demonstration=True,
    )
    made.people[key] = person
    made.affiliations[key] = Affiliation.objects.create(
        person=person, organisation=made.organisations[organisation], audience=audience, title=title
    )


def _name_delegates(made: Demonstration) -> None:
    """The first who is not a worker or a partner votes for their organisation."""
    named = set()
    for affiliation in made.affiliations.values():
        if (
            affiliation.audience in (Audience.STAFF, Audience.BOARD)
            and affiliation.organisation_id not in named
        ):
            named.add(affiliation.organisation_id)
            Function.objects.create(affiliation=affiliation, kind=FunctionKind.DELEGATE)


def remove() -> None:
    """Remove the demonstration whole: the network with everything in it, its files, its persons, and those who got no more than a card there."""
    with transaction.atomic():
        files: list[str] = []
        cards: set[Any] = set()
        for network in Network.objects.filter(is_demonstration=True):
            with in_network(network):
                files += _files_of_this_network()
                cards |= set(
                    Affiliation.objects.filter(person__email=None).values_list("person_id", flat=True)
                )
                network.delete()
        for person in Person.objects.filter(is_demonstration=True):
            person.delete()
        elsewhere = {
            key
            for model in (Affiliation, Role)
            for key in model.everywhere.filter(person__in=cards).values_list("person_id", flat=True)
        }
        for person in Person.objects.filter(pk__in=cards - elsewhere):
            person.delete()
        transaction.on_commit(lambda: [default_storage.delete(name) for name in files])


def _files_of_this_network() -> list[str]:
    """The names of all files that records of the network being served hold."""
    found: list[str] = []
    for model in owned_models():
        for each in (f.name for f in model._meta.concrete_fields if isinstance(f, models.FileField)):
            found += model.objects.exclude(**{each: ""}).values_list(each, flat=True)
    return found


@job(BUILDING, attempts=1)
def build_in_background(row: Job) -> str:
    """Build it while somebody watches the first page."""
    return str(build(lambda done, of: progress_apart(row, done, of)).pk)


def ask_for_it() -> None:
    """Ask for the demonstration to be built; asked for twice is once."""
    ask(BUILDING, key=BUILDING)


def characters() -> list[dict[str, Any]]:
    """The people one can look around as, in the order of `people.CHARACTERS`."""
    network = Network.objects.filter(is_demonstration=True).first()
    if network is None:
        return []
    order = {name: number for number, (_key, name, *_rest) in enumerate(CHARACTERS)}
    with in_network(network):
        roles = dict(Role.objects.now().values_list("person_id", "kind"))
        found = list(
            Affiliation.objects.now()
            .filter(person__name__in=order, person__is_demonstration=True)
            .select_related("person", "organisation")
        )
    found.sort(key=lambda affiliation: order[affiliation.person.name])
    return [{"affiliation": a, "person": a.person, "role": roles.get(a.person_id, "")} for a in found]


def state() -> dict[str, Any]:
    """What the first page shows of the demonstration."""
    cast = characters()
    work = None if cast else Job.objects.filter(kind=BUILDING).order_by("-asked_at").first()
    return {
        "characters": cast,
        "demonstration_slug": Network.objects.filter(is_demonstration=True)
        .values_list("slug", flat=True)
        .first(),
        "building": how_far(work) if work and work.state in (Job.State.WAITING, Job.State.RUNNING) else None,
        "building_failed": bool(work and work.state == Job.State.FAILED),
        "may_build": not cast and not Network.objects.exists(),
    }
