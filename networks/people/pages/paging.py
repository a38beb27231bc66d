"""Lists by pages: each begins after the last row of the one before, so that page 400 costs what page 1 costs."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core import signing
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.http import urlencode

SIZE = 25


@dataclass
class Page:
    """Some rows of a list, and the address of the next ones (or empty)."""

    rows: list[Any]
    more: str = ""


def page_of(
    request: HttpRequest, rows: QuerySet, by: str, size: int = SIZE, parameter: str = "after"
) -> Page:
    """Return the page of `rows` that the request asks for, ordered by the field `by` ("-field": the last first), then by key.

    `parameter` names it in the address, for a page with several lists.
    """
    back, by = by.startswith("-"), by.removeprefix("-")
    path, way = by.replace("__", "."), "lt" if back else "gt"
    rows = rows.order_by(*(["-" + by, "-pk"] if back else [by, "pk"]))
    after = request.GET.get(parameter, "")
    if after:
        try:
            value, key = signing.loads(after, salt="people.page")
        except signing.BadSignature:
            pass
        else:
            # The first condition says the same as the second, less exactly: an index can begin there.
            rows = rows.filter(**{f"{by}__{way}e": value})
            rows = rows.filter(Q(**{f"{by}__{way}": value}) | Q(**{f"pk__{way}": UUID(key)}))
    found = list(rows[: size + 1])
    if len(found) <= size:
        return Page(found)
    last: Any = found[size - 1]
    value = last
    for part in path.split("."):
        value = getattr(value, part)
    kept = {key: text for key, text in request.GET.items() if key != parameter}
    mark = signing.dumps([str(value), str(last.pk)], salt="people.page")
    return Page(found[:size], "?" + urlencode({**kept, parameter: mark}))
