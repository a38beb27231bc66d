"""Long lists, page by page, by the key of the last row: as quick at row 10,000 as at row 1.

    page = page_by_key(organisations, request.GET, "name")
    … {% for organisation in page.rows %} … <c-pages next_url="{{ page.next_url }}" first_url="{{ page.first_url }}" />

The address carries where to go on (`after=`), which is the last row's values; whoever changes it sees another part of the same
list, never another list. An `after` that cannot be read shows the beginning.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

PAGE_SIZE = 50


@dataclass(frozen=True)
class KeyPage:
    """One page of a list: its rows, and the addresses of the next page and of the beginning ("" where there is none)."""

    rows: list[Any]
    next_url: str
    first_url: str


def page_by_key(found: QuerySet, asked: Mapping[str, Any], *order: str, size: int = PAGE_SIZE) -> KeyPage:
    """One page of `found` in the order of its fields (`-field` downwards), then of its key. One query: it reads one row more than it shows.

    asked: the address's parameters (request.GET); all but `after` are kept in the addresses. The fields must not be null.
    """
    fields = [*order, *([] if order and order[-1].lstrip("-") == "pk" else ["pk"])]
    last = _read(asked.get("after", ""), len(fields))
    rows = None
    if last is not None:
        try:
            rows = list(found.filter(_beyond(fields, last)).order_by(*fields)[: size + 1])
        except (ValueError, TypeError, OverflowError, ValidationError):
            last = None  # somebody's own invention: from the beginning
    if rows is None:
        rows = list(found.order_by(*fields)[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    return KeyPage(
        rows,
        _address(asked, after=_write(rows[-1], fields)) if more else "",
        _address(asked) if last is not None else "",
    )


def _beyond(fields: list[str], last: list[Any]) -> Q:
    """What comes after a row: greater in the first field, or equal there and greater in the next, and so on."""
    first = fields[0]
    # This says the same as what follows, less exactly: an index can begin there.
    bound = Q(**{f"{first.lstrip('-')}__{'lte' if first.startswith('-') else 'gte'}": last[0]})
    condition = Q()
    equal: dict[str, Any] = {}
    for field, value in zip(fields, last, strict=True):
        name = field.lstrip("-")
        condition |= Q(**equal, **{f"{name}__{'lt' if field.startswith('-') else 'gt'}": value})
        equal[name] = value
    return bound & condition


def _write(row: Model, fields: list[str]) -> str:
    values = []
    for field in fields:
        value: Any = row
        for name in field.lstrip("-").split("__"):
            value = getattr(value, name)
        values.append(value)
    # Microseconds are kept: the encoder would cut them, and rows of the same millisecond would be seen twice.
    text = json.dumps(
        [v.isoformat() if hasattr(v, "isoformat") else v for v in values], cls=DjangoJSONEncoder
    )
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(token: str, length: int) -> list[Any] | None:
    try:
        values = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except (ValueError, binascii.Error, UnicodeDecodeError):
        return None
    simple = isinstance(values, list) and all(isinstance(value, (str, int, float)) for value in values)
    return values if simple and len(values) == length and "\0" not in "".join(map(str, values)) else None


def _address(asked: Mapping[str, Any], after: str = "") -> str:
    kept = asked.copy() if isinstance(asked, QueryDict) else QueryDict(mutable=True)
    if not isinstance(asked, QueryDict):
        for name, value in asked.items():
            kept[name] = value
    kept.pop("after", None)
    if after:
        kept["after"] = after
    return "?" + kept.urlencode()
