"""Texts that people write have a language; their other versions are kept beside them.

A record with such texts derives from `Written` and names them in `TEXTS`. `version_for(field, reader)` is the one
function that chooses what a reader sees; `load_versions(records)` fetches all versions of many records in one query.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from networks.base.models import TextVersion


@dataclass(frozen=True)
class Reader:
    """Who reads: the languages they understand, the preferred first, and whether they want plain words."""

    languages: tuple[str, ...] = ("en",)
    plain: bool = False


def active_reader() -> Reader:
    """Whoever reads the page, the message or the file that is made just now: somebody of its language."""
    return Reader((get_language() or "en",))


@dataclass(frozen=True)
class Version:
    """The version of a text chosen for a reader."""

    text: str
    language: str
    original: bool = True
    plain: bool = False
    machine: bool = False
    to_check: bool = False
    checked: bool = False  # a person has looked at it

    def __str__(self) -> str:
        return self.text

    @property
    def right_to_left(self) -> bool:
        return is_right_to_left(self.language)


RIGHT_TO_LEFT = {"ar", "he", "fa", "ur", "yi", "ps", "sd", "ug", "dv", "ckb", "syr"}
RIGHT_TO_LEFT_SCRIPTS = {"arab", "hebr", "thaa", "syrc"}


def is_right_to_left(language: str) -> bool:
    """Return which way a language is written; a script in its tag (`az-Arab`) decides over the language."""
    parts = language.lower().split("-")
    scripts = {part for part in parts[1:] if len(part) == 4 and part.isalpha()}
    return bool(scripts & RIGHT_TO_LEFT_SCRIPTS) if scripts else parts[0] in RIGHT_TO_LEFT


def quoted(text: str) -> str:
    """Return `text` in the quotation marks of the language in which the program speaks."""
    return _("“{}”").format(text)


def text_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class Written(models.Model):
    """A record with texts that people wrote, in the language of the record."""

    TEXTS: ClassVar[tuple[str, ...]] = ()

    language = models.CharField(max_length=12, default="en")

    class Meta:
        abstract = True

    def versions(self) -> list[TextVersion]:
        """All versions beside the originals, loaded once."""
        if not hasattr(self, "_versions"):
            load_versions([self])
        return self._versions

    def version_for(self, field: str, reader: Reader) -> Version:
        """Return the best version of `field` for `reader`.

        Order: the reader's languages one after another, in plain words first where plain words are wanted; then
        plain words in any language of the text itself; then the original.
        """
        original = getattr(self, field)
        found = {(v.language, v.plain): v for v in self.versions() if v.field == field and v.text}
        for language in reader.languages:
            if reader.plain and (v := found.get((language, True))):
                return _chosen(v)
            if language.split("-")[0] == self.language.split("-")[0]:
                return Version(original, self.language)
            if v := found.get((language, False)):
                return _chosen(v)
        if reader.plain and (v := found.get((self.language, True))):
            return _chosen(v)
        return Version(original, self.language)

    def plain_for(self, field: str, reader: Reader) -> Version | None:
        """Return the plain-language version of `field` that this reader can read, or None."""
        version = self.version_for(field, Reader(reader.languages, plain=True))
        return version if version.plain else None

    def put_version(
        self, field: str, language: str, text: str, *, plain=False, author=None, machine=False
    ) -> TextVersion | None:
        """Keep `text` as the version of `field` in `language`; an empty text takes the version away."""
        where = {
            "about": self.label,
            "about_id": self.pk,
            "field": field,
            "language": language,
            "plain": plain,
        }
        if hasattr(self, "_versions"):
            del self._versions
        if not text.strip():
            TextVersion.objects.filter(**where).delete()
            return None
        version, _ = TextVersion.objects.update_or_create(
            **where,
            defaults={
                "network_id": self.network_id,
                "text": text,
                "author": author,
                "machine": machine,
                "made_from": text_hash(getattr(self, field)),
                "to_check": False,
                "checked_by": None if machine else author,
                "changed_at": timezone.now(),
            },
        )
        return version

    def mark_versions_to_check(self, field: str) -> None:
        """The original of `field` changed: versions made from another text have to be looked at again."""
        TextVersion.objects.filter(about=self.label, about_id=self.pk, field=field).exclude(
            made_from=text_hash(getattr(self, field))
        ).update(to_check=True)
        if hasattr(self, "_versions"):
            del self._versions

    def delete_versions(self) -> None:
        TextVersion.objects.filter(about=self.label, about_id=self.pk).delete()


def hand_on(source: Written, target: Written, *fields: str) -> None:
    """The same words stand in another record: their versions too, but those that are to be checked."""
    for version in source.versions():
        if version.field in fields and version.text and not version.to_check:
            target.put_version(
                version.field, version.language, version.text, plain=version.plain, author=version.author, machine=version.machine
            )  # fmt: skip


def load_versions(records: Iterable[Written]) -> None:
    """Fetch the versions of all `records` (of any kinds) in one query."""
    records = list(records)
    by_key = {(r.label, r.pk): r for r in records}
    for record in records:
        record._versions = []
    if not records:
        return
    for version in TextVersion.objects.filter(
        about__in={r.label for r in records}, about_id__in=[r.pk for r in records]
    ):
        if record := by_key.get((version.about, version.about_id)):
            record._versions.append(version)


def _chosen(v: TextVersion) -> Version:
    return Version(
        v.text,
        v.language,
        original=False,
        plain=v.plain,
        machine=v.machine,
        to_check=v.to_check,
        checked=bool(v.checked_by_id),
    )
