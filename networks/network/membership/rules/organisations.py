"""What stands about an organisation: added, changed section by section, its logo. Each change leaves which fields it changed, never what they say."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.base.files.pictures import picture
from networks.network.membership.models import Figure, FigureUnit, FigureValue, OwnField
from networks.people.models import Organisation
from networks.record.rules import record

# Fields that an organisation may show to everybody, one by one (their names stand in `Organisation.public`); "name" opens all others.
# The network's own fields stand there with OWN before their key.
OWN = "own."
PUBLIC = (
    "name",
    "legal_name", "kind", "founded", "description", "country", "region", "place", "address", "sectors", "languages", "website", "email",
    "phone", "registration", "vat", "pic", "oid", "transparency", "logo",
)  # fmt: skip
NAMES = {
    "name": _("name"), "legal_name": _("legal name"), "easy_name": _("name in easy words"), "kind": _("kind"), "founded": _("founded in"),
    "description": _("what it does"), "language": _("language"), "country": _("country"), "region": _("region"), "place": _("place"),
    "address": _("postal address"), "sectors": _("sectors"), "languages": _("languages"), "website": _("website"), "email": _("general e-mail"),
    "phone": _("telephone"), "registration": _("national register"), "vat": _("VAT number"), "pic": _("PIC"), "oid": _("OID"),
    "transparency": _("Transparency Register"), "logo": _("logo"), "public": _("what everybody may see"), "figures": _("figures"),
}  # fmt: skip


def field_names(changed: Iterable[str]) -> dict[str, Any]:
    """The names of fields as people know them; of the network's own, named with OWN, where any of them is among `changed`."""
    keys = {name.removeprefix(OWN) for name in changed if name.startswith(OWN)}
    own = OwnField.objects.filter(key__in=keys) if keys else ()
    return NAMES | {OWN + field.key: field.name for field in own}


def mark(organisation: Organisation) -> str:
    """A short mark of what stands there now: two who change the same at once notice it by this."""
    fields = [field.attname for field in Organisation._meta.concrete_fields if field.name != "is_member"]
    said = {
        name: str(getattr(organisation, name)) if name == "logo" else getattr(organisation, name)
        for name in fields
    }
    return hashlib.sha256(json.dumps(said, cls=DjangoJSONEncoder, sort_keys=True).encode()).hexdigest()[:16]


@transaction.atomic
def add(organisation: Organisation, *, by: Any = None) -> Organisation:
    """Keep a new organisation. What it is to the network begins with a membership; until then it is no member."""
    organisation.is_member = False
    organisation.save()
    record("organisation.added", organisation, actor=by, organisations=[organisation])
    return organisation


@transaction.atomic
def change(organisation: Organisation, fields: Iterable[str], *, by: Any = None) -> None:
    """Keep what was changed on `organisation`: `fields` are names of its own fields, or of its numbers."""
    fields = list(fields)
    if not fields:
        return
    own = {field.name for field in Organisation._meta.concrete_fields}
    organisation.save(update_fields={name if name in own else "numbers" for name in fields})
    if "description" in fields:
        organisation.mark_versions_to_check("description")
    record("organisation.changed", organisation, actor=by, organisations=[organisation], fields=fields)


@transaction.atomic
def put_logo(organisation: Organisation, data: bytes, *, by: Any = None) -> None:
    """Keep a logo, made anew without what the file carried. Raises a `FileRefused`."""
    made = picture(data, longest=640)
    before = organisation.logo.name
    organisation.logo.save(f"{organisation.pk}.webp", ContentFile(made.data), save=False)
    organisation.save(update_fields=["logo"])
    _forget(organisation, before)
    record("organisation.changed", organisation, actor=by, organisations=[organisation], fields=["logo"])


@transaction.atomic
def take_logo(organisation: Organisation, *, by: Any = None) -> None:
    """Take the logo away, and the consent to show it."""
    before = organisation.logo.name
    if not before:
        return
    organisation.logo, organisation.logo_consent_at = "", None
    organisation.public = [name for name in organisation.public if name != "logo"]
    organisation.save(update_fields=["logo", "logo_consent_at", "public"])
    _forget(organisation, before)
    record("organisation.changed", organisation, actor=by, organisations=[organisation], fields=["logo"])


def consent(organisation: Organisation, given: bool) -> list[str]:
    """Note whether everybody may see the logo; return the names of the fields that changed, for `change`."""
    if given == bool(organisation.logo_consent_at):
        return []
    organisation.logo_consent_at = timezone.now() if given else None
    organisation.public = [
        *(name for name in organisation.public if name != "logo"),
        *(["logo"] if given else []),
    ]
    return ["logo_consent_at", "public"]


def _forget(organisation: Organisation, name: str) -> None:
    """The file that is shown no more goes, once the change is sure."""
    if name and name != organisation.logo.name:
        storage = organisation._meta.get_field("logo").storage  # type: ignore[union-attr]
        transaction.on_commit(lambda: storage.delete(name))


@transaction.atomic
def put_figures(
    organisation: Organisation,
    year: int,
    amounts: Mapping[Figure, Decimal | None],
    *,
    currency: str,
    source: str,
    by: Any = None,
) -> list[str]:
    """Keep figures of a year; return the keys of those that changed. No amount: not known, which is no row. Missing is not zero."""
    there = {
        value.figure_id: value
        for value in FigureValue.objects.select_for_update().filter(organisation=organisation, year=year)
    }
    changed = []
    for figure, amount in amounts.items():
        value = there.get(figure.pk)
        if (value.amount if value else None) == amount:
            continue
        changed.append(figure.key)
        if amount is None:
            FigureValue.objects.filter(organisation=organisation, figure=figure, year=year).delete()
            continue
        kept = currency if figure.unit == FigureUnit.MONEY else ""
        FigureValue.objects.update_or_create(
            organisation=organisation,
            figure=figure,
            year=year,
            defaults={
                "amount": amount,
                "source": source,
                "by": by,
                "currency": (value.currency if value else "") or kept,
            },
        )
    if changed:
        record(
            "organisation.changed",
            organisation,
            actor=by,
            organisations=[organisation],
            fields=["figures"],
            year=year,
        )
    return changed
