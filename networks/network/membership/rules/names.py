"""Names that the network gave (categories, figures, questions, own fields), each in the version for one reader."""

from collections.abc import Iterable, Mapping
from typing import Any

from networks.base.texts import Reader, Written, load_versions
from networks.network.membership.models import Category


def named(rows: Iterable[Written], reader: Reader, field: str = "name") -> dict[Any, str]:
    """By key, in the order of `rows`. One query, none where there are no rows."""
    rows = list(rows)
    if rows:
        load_versions(rows)
    return {row.pk: row.version_for(field, reader).text for row in rows}  # type: ignore[attr-defined]


def category_names(reader: Reader) -> dict[Any, str]:
    """All categories of the network, also those out of use, in order. Two queries."""
    return named(Category.objects.order_by("position", "name"), reader)


def of_categories(actor: Any) -> Mapping[Any, str]:
    """The same for whoever asks: read once for a page."""
    return actor.once("category names", lambda: category_names(actor.reader))
