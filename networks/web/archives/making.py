"""Making an archive: rows of one and the same moment, then the files that they name, as they are."""

import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.db import connections, transaction
from django.utils import timezone

from networks.base.models import Owned
from networks.base.tenancy import across_networks, in_network
from networks.people.models import Network, OldSlug, Person
from networks.web.archives import shape
from networks.web.archives.shape import FORMAT, PERSON, VERSION, Part
from networks.web.archives.values import as_json, line_of
from networks.web.backups.databases import withheld

Tell = Callable[[int, int], None]
README = """This is the archive of a network, made by Net-Works: everything it keeps, in open formats.
manifest.json says what is here. data/ has one file of JSON Lines for each kind of record, persons.jsonl who belongs, network.json the
network itself, files/ what was uploaded, as it was. Take it in with: bin/networks take-in FILE
It holds personal data: keep it as carefully as you keep your personnel files.
"""


def make(network: Network, target: Path, tell: Tell | None = None) -> dict[str, Any]:
    """Write the archive of `network` to `target` (mode 0600, never half written under that name); return its manifest.

    `tell(done, of)` hears how far it is: parts, then files."""
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        with (
            open(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive,
        ):
            manifest = _Writing(network, archive, tell or (lambda done, of: None)).write()
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)
    return manifest


@contextmanager
def one_moment() -> Iterator[Callable[[], Any]]:
    """Within this block (of this thread) everything is read as it is at one moment, and nobody who writes is held up.

    Gives what has to be entered to write meanwhile. Inside a transaction there is nothing to do: it is one moment already."""
    before = connections["default"]
    if before.in_atomic_block:
        yield nullcontext
        return
    options = dict(before.settings_dict.get("OPTIONS", {}))
    if before.vendor == "sqlite":
        options["transaction_mode"] = "DEFERRED"  # a reader of the write-ahead log
    reading = type(before)({**before.settings_dict, "OPTIONS": options}, alias="default")

    @contextmanager
    def writing() -> Iterator[None]:
        connections["default"] = before
        try:
            yield
        finally:
            connections["default"] = reading

    connections["default"] = reading
    try:
        with transaction.atomic():
            if reading.vendor == "postgresql":
                with reading.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield writing
    finally:
        reading.close()
        connections["default"] = before


class _Writing:
    """One archive while it is written."""

    def __init__(self, network: Network, archive: zipfile.ZipFile, tell: Tell):
        self.network, self.archive, self.tell = network, archive, tell
        self.parts = shape.parts()
        self.gone: dict[
            type[Owned], set
        ] = {}  # rows that are not in the archive: what points to them does not
        self.people: set = set()
        self.files: dict[str, None] = {}
        self.manifest: dict[str, Any] = {
            "format": FORMAT,
            "version": VERSION,
            "made_at": timezone.now().isoformat(),
            "network": {"key": str(network.pk), "name": network.name, "slug": network.slug},
            "parts": [],
            "left_out": shape.left_out() | shape.without(),
        }

    def write(self) -> dict[str, Any]:
        self.archive.writestr("README.txt", README)
        steps = len(self.parts) + 2
        with one_moment() as writing:
            with across_networks("what no archive may hold"):
                self.gone = {
                    model: set(keys) for model, keys in withheld().items() if issubclass(model, Owned)
                }
            with in_network(self.network):
                self._network()
                for number, part in enumerate(self.parts):
                    self._part(part)
                    with writing():
                        self.tell(number + 1, steps)
                self._persons()
        self._files(steps)
        self.archive.writestr("manifest.json", json.dumps(self.manifest, ensure_ascii=False, indent=1))
        self.tell(steps, steps)
        return self.manifest

    def _network(self) -> None:
        network = Network.objects.get(pk=self.network.pk)
        row = {field.attname: as_json(field.value_from_object(network)) for field in shape.network_fields()}
        row["old_slugs"] = sorted(OldSlug.objects.filter(network=network).values_list("slug", flat=True))
        self._lines("network.json", "people.network", [row])

    def _part(self, part: Part) -> None:
        self._lines(part.path, part.label, self._rows(part))

    def _rows(self, part: Part) -> Iterator[dict[str, Any]]:
        gone = self.gone.setdefault(part.model, set())
        names = [field.attname for field in part.fields]
        to_owned = [(f.attname, f.related_model, f.null) for f in part.pointing("owned")]
        to_people = [f.attname for f in part.pointing("person")]
        to_networks = [(f.attname, f.null) for f in part.pointing("network")]
        files = [f.attname for f in part.files]
        known = {one.model for one in self.parts}
        rows = part.model.everywhere.filter(network_id=self.network.pk).order_by("pk")
        for values in rows.values_list(*names).iterator(2000):
            row = dict(zip(names, values, strict=True))
            if row["id"] in gone:
                continue
            lost = [
                (name, empty)
                for name, model, empty in to_owned
                if row[name] and (model not in known or row[name] in self.gone.get(model, ()))
            ] + [(n, empty) for n, empty in to_networks if row[n] and row[n] != self.network.pk]
            if not all(empty for _name, empty in lost):
                gone.add(row["id"])
                continue
            row |= {name: None for name, _empty in lost}
            self.people.update(row[name] for name in to_people if row[name])
            for name in files:
                if row[name]:
                    self.files[row[name]] = None
            yield {name: as_json(value) for name, value in row.items()}

    def _persons(self) -> None:
        def rows() -> Iterator[dict[str, Any]]:
            keys = sorted(self.people)
            for start in range(0, len(keys), 500):
                for person in Person.objects.filter(pk__in=keys[start : start + 500]).order_by("pk"):
                    yield {"id": str(person.pk), **{name: as_json(getattr(person, name)) for name in PERSON}}

        self._lines("persons.jsonl", "people.person", rows())

    def _lines(self, path: str, label: str, rows: Any) -> None:
        """Write one file of JSON Lines, and what it is to the manifest."""
        digest, count, size = hashlib.sha256(), 0, 0
        info = zipfile.ZipInfo(path, _now())
        info.compress_type = zipfile.ZIP_DEFLATED
        with self.archive.open(info, "w", force_zip64=True) as out:
            for row in rows:
                line = line_of(row)
                digest.update(line)
                count, size = count + 1, size + len(line)
                out.write(line)
        entry = {"model": label, "path": path, "rows": count, "size": size, "sha256": digest.hexdigest()}
        self.manifest["parts"].append(entry)

    def _files(self, steps: int) -> None:
        """What the rows name, as it is. A file that went meanwhile is named as missing."""
        kept, missing = [], []
        for number, name in enumerate(self.files):
            try:
                kept.append(self._file(name))
            except (FileNotFoundError, OSError):
                missing.append(name)
            if number % 20 == 0:
                self.tell(steps - 1, steps)
        self.manifest |= {"files": kept, "missing_files": missing}

    def _file(self, name: str) -> dict[str, Any]:
        digest, size = hashlib.sha256(), 0
        with default_storage.open(name) as source:
            info = zipfile.ZipInfo(f"files/{name}", _now())
            info.compress_type = zipfile.ZIP_STORED  # most are packed already
            with self.archive.open(info, "w", force_zip64=True) as out:
                while piece := source.read(1 << 20):
                    digest.update(piece)
                    size += len(piece)
                    out.write(piece)
        return {"path": name, "size": size, "sha256": digest.hexdigest()}


def _now() -> tuple[int, int, int, int, int, int]:
    return timezone.now().timetuple()[:6]
