"""How values are shown in a preview, in the reader's words."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.base.places import country_name, language_name
from networks.network.membership.models import FieldKind
from networks.people.models import Organisation, OrganisationKind

NUMBERS = {
    "vat": gettext_lazy("VAT number"), "pic": "PIC", "oid": "OID",
    "transparency": gettext_lazy("Transparency Register number"), "registration": gettext_lazy("registration number"),
}  # fmt: skip
EMPTY: dict[str, Any] = {"languages": [], "sectors": []}


def LABELS(name: str) -> str:
    return str(Organisation._meta.get_field(name).verbose_name)


def shown(name: str, value: Any) -> str:
    """A value of an organisation's field as people read it."""
    if value in (None, "", []):
        return ""
    if name == "country":
        return country_name(value)
    if name == "kind":
        return str(OrganisationKind(value).label) if value in OrganisationKind.values else str(value)
    if name == "languages":
        return ", ".join(language_name(tag) for tag in value)
    return ", ".join(value) if isinstance(value, list) else str(value)


def day(value: date | None) -> str:
    return date_format(value, "DATE_FORMAT") if value else ""


def money(amount: Decimal | None, currency: str = "") -> str:
    if amount is None:
        return ""
    plain = amount.normalize() if amount == amount.to_integral() else amount
    return f"{number_format(Decimal(f'{plain:f}'), use_l10n=True, force_grouping=True)} {currency}".strip()


def own(field: Any, value: Any) -> str:
    """A value of one of the network's own fields, numbers and days as the reader writes them."""
    if value in (None, ""):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    try:
        if field.kind == FieldKind.NUMBER:
            return number_format(Decimal(str(value)), use_l10n=True, force_grouping=True)
        if field.kind == FieldKind.DATE:
            return day(date.fromisoformat(str(value)))
    except (InvalidOperation, ValueError):
        pass  # what was kept under an earlier kind
    return str(value)
