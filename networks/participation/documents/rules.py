"""How documents are kept: checked, hashed, versioned; and who may read them, which the room of the record says.

register(Kept("network_membership.application", may_read=may_see_application, may_add=keeps_application))
keep(application, upload, kind="statutes", by=person)          # raises base.files.errors.FileRefused: its text says what to do
documents_of([application])[application.label, application.pk]  # the documents, each with `.latest`
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from networks.base.files.uploads import KINDS, check
from networks.participation.documents.models import Comment, Document, Signature, Version
from networks.record.rules import record


def _nobody(actor: Any, thing: Any) -> bool:
    return False


def _always(actor: Any, thing: Any, document: Any) -> bool:
    return True


def _nowhere(thing: Any) -> str:
    return ""


@dataclass(frozen=True)
class Kept:
    """Whose documents: who may read those of a record (and which of them), who may add, replace and throw away, and who may sign."""

    label: str
    may_read: Callable[[Any, Any], bool] = _nobody  # (actor, record)
    may_add: Callable[[Any, Any], bool] = _nobody
    may_sign: Callable[[Any, Any], bool] = _nobody
    also: Callable[[Any, Any, Any], bool] = (
        _always  # (actor, record, document): what must hold besides to read this one
    )
    url: Callable[[Any], str] = _nowhere  # (record) → its page


_kept: dict[str, Kept] = {}


def register(kept: Kept) -> None:
    """Make known whose documents there are; again replaces it."""
    _kept[kept.label] = kept


def thing_of(document: Document) -> Any:
    """Return the record a document belongs to, or None where it or its room is gone."""
    try:
        return apps.get_model(document.about).objects.filter(pk=document.about_id).first()
    except LookupError:
        return None


def may_read(actor: Any, document: Document) -> bool:
    """Whoever may read the documents of its record; nobody where that is gone."""
    return _ask("may_read", actor, document)


def may_sign(actor: Any, document: Document) -> bool:
    """Whoever may sign it: never by card."""
    return (
        actor.person is not None
        and not actor.by_card
        and may_read(actor, document)
        and _ask("may_sign", actor, document)
    )


def url_of(document: Document) -> str:
    """The page of the record it belongs to; "" where there is none."""
    kept = _kept.get(document.about)
    thing = thing_of(document) if kept else None
    return kept.url(thing) if kept and thing is not None else ""


def may_add(actor: Any, document: Document) -> bool:
    """Whoever may replace it by a newer version, or throw it away; whom it may not be shown to may not either."""
    return may_read(actor, document) and _ask("may_add", actor, document)


def _ask(what: str, actor: Any, document: Document) -> bool:
    kept = _kept.get(document.about)
    return _says(what, actor, document, thing_of(document) if kept else None)


def _says(what: str, actor: Any, document: Document, thing: Any) -> bool:
    kept = _kept.get(document.about)
    if kept is None or thing is None or not getattr(kept, what)(actor, thing):
        return False
    return what != "may_read" or kept.also(actor, thing, document)


@transaction.atomic
def keep(
    thing: Any,
    upload: Any,
    *,
    kind: str = "",
    title: str = "",
    by=None,
    language: str = "",
    allowed: Iterable[str] = tuple(KINDS),
) -> Document:
    """Keep an uploaded file as a new document of `thing`. Raises a `FileRefused` whose text says what to do."""
    data = upload.read()
    known = check(upload.name, data, tuple(allowed))
    made = Document.objects.create(
        about=thing.label,
        about_id=thing.pk,
        kind=kind,
        title=title or known.name.rsplit(".", 1)[0],
        made_by=by,
        language=language,
    )
    _add(made, known, data, by)
    record("document.kept", made, actor=by)
    return made


@transaction.atomic
def new_version(document: Document, upload: Any, *, by=None) -> Version:
    """Keep a newer version; the same contents again are the version that is there. Raises a `FileRefused`."""
    data = upload.read()
    known = check(upload.name, data)
    last = document.versions.order_by("-number").first()
    if last is not None and last.sha256 == hashlib.sha256(data).hexdigest():
        return last
    made = _add(document, known, data, by)
    record("document.changed", document, actor=by, version=made.number)
    return made


def _add(document: Document, known: Any, data: bytes, by: Any) -> Version:
    for _attempt in range(5):  # two at once: the next number
        last = document.versions.order_by("-number").values_list("number", flat=True).first() or 0
        made = Version(
            document=document,
            number=last + 1,
            name=known.name,
            media_type=known.media_type,
            size=known.size,
            sha256=hashlib.sha256(data).hexdigest(),
            made_by=by,
        )
        try:
            with transaction.atomic():
                made.file.save(known.name, ContentFile(data), save=False)
                made.save()
        except IntegrityError:
            made.file.delete(save=False)
            continue
        return made
    raise IntegrityError("five others were quicker")


def documents_of(things: Iterable[Any], kind: str | None = None) -> dict[tuple[str, Any], list[Document]]:
    """The documents of records, by (label, key), the oldest first, each with `latest` (its newest version). Two queries."""
    things = list(things)
    rows = Document.objects.filter(
        about__in={one.label for one in things}, about_id__in=[one.pk for one in things]
    )
    if kind is not None:
        rows = rows.filter(kind=kind)
    found: dict[tuple[str, Any], list[Document]] = {(one.label, one.pk): [] for one in things}
    documents = {row.pk: row for row in rows.order_by("created_at", "pk")}
    for version in Version.objects.filter(document__in=documents).order_by("number"):
        documents[version.document_id].latest = version
    for document in documents.values():
        if (document.about, document.about_id) in found:
            found[document.about, document.about_id].append(document)
    return found


# ---- what people say and sign ----


@transaction.atomic
def throw_away(document: Document, *, by: Any = None) -> None:
    """Into the bin, for 30 days."""
    document.throw_away(by)
    record("document.thrown_away", document, actor=by)


@transaction.atomic
def take_back(document: Document, *, by: Any = None) -> bool:
    """Out of the bin again; return whether it was there. Of two who take it back one does."""
    won = Document.binned.filter(pk=document.pk).update(binned_at=None, binned_by=None)
    if won:
        record("document.taken_back", document, actor=by)
    return bool(won)


def in_bin(actor: Any, most: int = 200) -> list[Document]:
    """Documents in the bin that this actor may take back, the newest first: coordinators anybody's, others what they threw away themselves."""
    rows = Document.binned.order_by("-binned_at")
    if not actor.is_coordinator:
        rows = rows.filter(binned_by=actor.person)
    found = list(rows[:most])
    things: dict[tuple[str, Any], Any] = {}
    for label in {row.about for row in found} & set(_kept):
        keys = [row.about_id for row in found if row.about == label]
        things |= {(label, key): one for key, one in apps.get_model(label).objects.in_bulk(keys).items()}
    for row in found:
        row.thing = things.get((row.about, row.about_id))
    return [
        row
        for row in found
        if _says("may_read", actor, row, row.thing) and _says("may_add", actor, row, row.thing)
    ]


@transaction.atomic
def comment(version: Version, text: str, *, by: Any, language: str = "") -> Comment:
    """Say something about a version."""
    made = Comment.objects.create(version=version, person=by, text=text.strip(), language=language)
    record("document.commented", version.document, actor=by, version=version.number)
    return made


class AlreadySigned(Exception):
    """This person has signed this version for the same organisation."""


@transaction.atomic
def sign(version: Version, name: str, *, by: Any, organisation: Any = None) -> Signature:
    """`by` signs a version, for an organisation or for themselves. The signature holds for the hash of this version and no other. Twice raises AlreadySigned."""
    try:
        with transaction.atomic():
            made = Signature.objects.create(
                version=version,
                person=by,
                organisation=organisation,
                sha256=version.sha256,
                name=name.strip(),
            )
    except IntegrityError:
        raise AlreadySigned from None
    record(
        "document.signed",
        version.document,
        actor=by,
        organisations=[organisation] if organisation else [],
        version=version.number,
    )
    return made


@transaction.atomic
def withdraw(signature: Signature, *, by: Any) -> bool:
    """A signature is taken back; that it was given stays to be seen. Returns whether it still held."""
    won = Signature.objects.filter(pk=signature.pk, withdrawn_at=None).update(withdrawn_at=timezone.now())
    if won:
        record(
            "document.signature_withdrawn",
            signature.version.document,
            actor=by,
            version=signature.version.number,
        )
    return bool(won)


def holds(signature: Signature) -> bool:
    """Whether a signature holds: not taken back, and the file is still the one that was signed."""
    return signature.withdrawn_at is None and signature.sha256 == signature.version.sha256
