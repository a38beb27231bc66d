"""Taking an archive in: a network that is not here yet, with everything in it, or nothing at all."""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import PurePosixPath
from typing import Any, BinaryIO
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.files.temp import NamedTemporaryFile
from django.db import DatabaseError, models, transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from networks.base.models import Owned
from networks.base.rooms import archived
from networks.base.tenancy import in_network
from networks.people.founding import check_slug
from networks.people.models import Network, OldSlug, Person
from networks.record.rules import record
from networks.web.archives import shape
from networks.web.archives.reading import MOST_UNPACKED, CannotTakeIn, Opened, broken, is_plain_path
from networks.web.archives.shape import PERSON, Part
from networks.web.archives.values import WrongValue, from_json, replaced

BATCH = 500
PICTURES = {
    ".webp": b"RIFF",
    ".png": b"\x89PNG",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".gif": b"GIF8",
}


@dataclass
class TakenIn:
    """What was taken in."""

    network: Network
    rows: int = 0
    persons: int = 0  # made here
    known: int = 0  # who were here already, found by their address
    files: int = 0
    rooms_missing: list[str] = field(default_factory=list)

    @property
    def records(self) -> int:
        """As the archive counts them: with the network and its people."""
        return 1 + self.rows + self.persons + self.known


def take_in(
    file: BinaryIO,
    *,
    slug: str = "",
    match_people: bool = False,
    without_missing_rooms: bool = False,
    by: Person | None = None,
    most: int = MOST_UNPACKED,
    tell: Callable[[int, int], None] | None = None,
    saving: Callable[[str], None] | None = None,
) -> TakenIn:
    """Take the archive `file` in; return what there is now. Raises CannotTakeIn with nothing changed.

    `slug`: another address than the network had. `match_people`: who has the same e-mail here is the same person; without it such an
    archive is refused. `without_missing_rooms`: leave out what belongs to rooms that are not installed here. `tell` hears how many
    records of how many are there; `saving` the path of each file before it is saved.
    """
    opened = Opened(file, most)
    taking = _Taking(opened, match_people, without_missing_rooms, tell, saving)
    try:
        with transaction.atomic():
            done = taking.take(slug, by)
    except CannotTakeIn:
        taking.forget_files()
        raise
    except (DatabaseError, WrongValue, zlib.error) as why:
        taking.forget_files()
        raise broken(str(why).splitlines()[0][:200] if str(why) else "") from None
    except BaseException:
        taking.forget_files()
        raise
    erase_again()
    return done


def erase_again() -> None:
    """Who was erased here stays so, also when an archive brings them back."""
    from networks.web.backups import restoring
    from networks.web.backups.making import erasures

    restoring.erase_again(erasures(settings.ERASURES))


class _Taking:
    """One archive while it is taken in."""

    def __init__(
        self,
        opened: Opened,
        match_people: bool,
        without_missing_rooms: bool,
        tell: Callable[[int, int], None] | None,
        saving: Callable[[str], None] | None,
    ):
        self.opened, self.match_people = opened, match_people
        self.tell, self.saving = tell or (lambda done, of: None), saving or (lambda name: None)
        self.without_missing_rooms = without_missing_rooms
        self.parts = shape.parts()
        self.people: dict[str, str] = {}  # key in the archive → key here
        self.keys: dict[type[Owned], set[bytes]] = {part.model: set() for part in self.parts}
        self.asked: dict[type[Owned], set[bytes]] = {}  # what rows point to
        self.saved: dict[str, str] = {}  # path in the archive → path here

    def take(self, slug: str, by: Person | None) -> TakenIn:
        missing = self._missing_rooms()
        network = self._network(slug)
        done = TakenIn(network, rooms_missing=missing)
        with in_network(network):
            self._persons(done)
            for part in self.parts:
                self._part(part, done)
            self._check_references()
            for one in archived().values():
                if one.taken_in:
                    one.taken_in()
            record("network.taken_in", network, actor=by)
        done.files = len(self.saved)
        return done

    def _count(self) -> int:
        """How many records the archive says that it has; 0 where it does not."""
        said = [self.opened.parts.get(part.label, {}).get("rows") for part in self.parts]
        return sum(rows for rows in said if isinstance(rows, int) and 0 < rows < 10**8)

    def forget_files(self) -> None:
        for name in self.saved.values():
            default_storage.delete(name)

    def _missing_rooms(self) -> list[str]:
        known = (
            {part.label for part in self.parts} | {"people.network", "people.person"} | set(shape.left_out())
        )
        strange = [label for label in self.opened.parts if label not in known]
        rooms = sorted({label.split(".")[0] for label in strange})
        installed = set(archived())
        if any(room in installed for room in rooms):
            raise CannotTakeIn(
                _(
                    "This archive was made by a newer version of the program: %(what)s is not known here. Install that version first."
                )
                % {"what": ", ".join(strange)[:200]}
            )
        if rooms and not self.without_missing_rooms:
            raise CannotTakeIn(
                _(
                    "This archive has records of rooms that are not installed here: %(rooms)s. Install them, or take the archive in without those records (--without-missing-rooms)."
                )
                % {"rooms": ", ".join(rooms)[:200]}
            )
        return rooms

    def _network(self, slug: str) -> Network:
        row = self._one("people.network")
        old = row.pop("old_slugs", [])
        values = self._values("people.network", shape.network_fields(), row)
        if Network.objects.filter(pk=values["id"]).exists():
            raise CannotTakeIn(
                _(
                    "This network is here already. An archive is taken in by another installation, or after the network was removed."
                )
            )
        values["slug"] = slug or values["slug"]
        try:
            check_slug(values["slug"])
        except ValidationError as why:
            raise CannotTakeIn(
                _("The address “%(slug)s” cannot be used here: %(why)s")
                % {"slug": values["slug"], "why": " ".join(why.messages)}
            ) from None
        if not isinstance(values["languages"], list) or not isinstance(values["threads"], list):
            raise broken("people.network")
        made = Network(**values)
        made.save(force_insert=True)
        for one in old if isinstance(old, list) else []:
            try:
                check_slug(str(one)[:40], made)
            except ValidationError:
                continue  # another network has it here
            OldSlug.objects.create(slug=str(one)[:40], network=made)
        return made

    def _one(self, label: str) -> dict[str, Any]:
        rows = list(islice(self.opened.rows(label), 2))
        if len(rows) != 1:
            raise broken(label)
        return rows[0]

    def _values(self, label: str, fields: Any, row: dict[str, Any]) -> dict[str, Any]:
        """The values of one row. A field that is not in it has its default; one that nobody knows is refused."""
        known = {one.attname: one for one in fields}
        if strange := row.keys() - known.keys():
            raise CannotTakeIn(
                _(
                    "This archive was made by a newer version of the program: %(what)s is not known here. Install that version first."
                )
                % {"what": f"{label}.{sorted(strange)[0]}"[:200]}
            )
        if "id" not in row:
            raise broken(label)
        try:
            return {name: from_json(known[name], value) for name, value in row.items()}
        except WrongValue as why:
            raise broken(f"{label}: {why}") from None

    # ---- persons ----

    def _persons(self, done: TakenIn) -> None:
        fields = [Person._meta.get_field(name) for name in ("id", *PERSON)]
        for batch in _batches(self.opened.rows("people.person")):
            rows = [self._values("people.person", fields, row) for row in batch]
            written = {row["email"].lower() for row in rows if row.get("email")}
            by_email = {
                (person.email or "").lower(): person
                for person in Person.objects.annotate(written=Lower("email")).filter(written__in=written)
            }
            by_key = Person.objects.in_bulk([row["id"] for row in rows])
            new = []
            for row in rows:
                email = (row.get("email") or "").lower()
                same = (by_email.get(email) if email else None) or by_key.get(row["id"])
                if same is not None:
                    self._same(same, row, done.network)
                    done.known += 1
                else:
                    new.append(self._new(row, email, done.network))
            Person.objects.bulk_create(new)
            done.persons += len(new)

    def _same(self, person: Person, row: dict[str, Any], network: Network) -> None:
        """Somebody is here already: allowed by whoever takes in, they belong to this network too. Nothing of theirs is changed."""
        if not self.match_people:
            raise CannotTakeIn(
                _(
                    "Somebody of this archive has an account here already. Allow that who has the same e-mail is the same person; "
                    "nothing of theirs is changed."
                )
            )
        if person.is_demonstration or network.is_demonstration:
            raise CannotTakeIn(
                _("Persons of the demonstration come into no other network. Remove the demonstration first.")
            )
        self.people[str(row["id"])] = str(person.pk)

    def _new(self, row: dict[str, Any], email: str, network: Network) -> Person:
        self.people[str(row["id"])] = str(row["id"])
        erased = row.get("erased_at") is not None
        made = Person(
            **{**row, "email": None if erased or not email else email},
            is_active=not erased,
            is_demonstration=network.is_demonstration,
        )
        made.set_unusable_password()
        return made

    # ---- rows ----

    def _part(self, part: Part, done: TakenIn) -> None:
        network, of = done.network, self._count()
        to_people = [one.attname for one in part.pointing("person")]
        to_owned = [(one.attname, one.related_model) for one in part.pointing("owned")]
        to_networks = [one.attname for one in part.pointing("network")]
        moved = {old: new for old, new in self.people.items() if old != new}
        loose = [
            f
            for f in part.fields
            if not f.is_relation and not f.primary_key and isinstance(f, models.UUIDField | models.JSONField)
        ]
        own = self.keys[part.model]
        for batch in _batches(self.opened.rows(part.label)):
            made = []
            for row in batch:
                values = self._values(part.label, part.fields, row)
                for name in to_people:
                    if values.get(name):
                        values[name] = UUID(self._person(values[name], part.label))
                for name, model in to_owned:
                    if values.get(name):
                        self.asked.setdefault(model, set()).add(values[name].bytes)
                for name in to_networks:
                    if values.get(name) and values[name] != network.pk:
                        raise broken(part.label)
                if moved:
                    for one in loose:
                        values[one.attname] = _moved(values.get(one.attname), moved)
                for one in part.files:
                    if values.get(one.attname):
                        values[one.attname] = self._file(one, values[one.attname])
                own.add(values["id"].bytes)
                made.append(part.model(network_id=network.pk, **values))
            if part.model.everywhere.filter(pk__in=[row.pk for row in made]).exists():
                raise CannotTakeIn(
                    _(
                        "Records of this archive are here already, in another network. It can only be taken in by another installation."
                    )
                )
            # Not by the manager: it asks for each row whether what it points to is there; here that is asked for all at once.
            models.QuerySet(part.model).bulk_create(made, batch_size=BATCH)
            done.rows += len(made)
            self.tell(min(done.rows, of), of)

    def _person(self, key: UUID, label: str) -> str:
        found = self.people.get(str(key))
        if found is None:
            raise broken(label)
        return found

    def _check_references(self) -> None:
        """Every row that is pointed to is in the archive: nothing leads into another network."""
        for model, keys in self.asked.items():
            if keys - self.keys.get(model, set()):
                raise broken(model._meta.label_lower)

    def _file(self, of: Any, name: str) -> str:
        """Save a file of the archive and return its path here. One that the archive does not have is nowhere: no path leads elsewhere."""
        if name not in self.opened.files:
            return ""
        if name not in self.saved:
            folder = of.upload_to.split("/")[0] if isinstance(of.upload_to, str) else ""
            if not is_plain_path(name) or (folder and PurePosixPath(name).parts[0] != folder):
                raise broken(name[:80])
            with NamedTemporaryFile(dir=settings.DATA) as kept:
                for piece in self.opened.file(name):
                    kept.write(piece)
                kept.flush()
                kept.seek(0)
                _check_picture(name, kept.read(16))
                kept.seek(0)
                free = default_storage.get_available_name(name, max_length=of.max_length)
                self.saving(free)
                self.saved[name] = default_storage.save(free, File(kept), max_length=of.max_length)
                if self.saved[name] != free:
                    self.saving(self.saved[name])
        return self.saved[name]


def _check_picture(name: str, start: bytes) -> None:
    """Pictures are shown inside pages: what is called one has to be one."""
    signature = PICTURES.get(PurePosixPath(name).suffix.lower())
    if signature and not start.startswith(signature):
        raise broken(name)


def _moved(value: Any, keys: dict[str, str]) -> Any:
    if isinstance(value, UUID):
        return UUID(keys[str(value)]) if str(value) in keys else value
    return replaced(value, keys)


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while batch := list(islice(rows, BATCH)):
        yield batch
