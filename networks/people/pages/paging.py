"""Lists by pages: each begins after the last row of the one before, so that page 400 costs what page 1 costs."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core import signing
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.http import urlencode

SIZE = 50


@dataclass
class Page:
    """Some rows of a list, and the address of the next ones (or empty)."""

    rows: list[Any]
    more: str = ""


def page_of(request: HttpRequest, rows: QuerySet, by: str, size: int = SIZE) -> Page:
    """Return the page of `rows` that the request asks for, ordered by the field `by`, then by key."""
    path = by.replace("__", ".")
    rows = rows.order_by(by, "pk")
    after = request.GET.get("after", "")
    if after:
        try:
            value, key = signing.loads(after, salt="people.page")
        except signing.BadSignature:
            pass
        else:
            rows = rows.filter(Q(**{f"{by}__gt": value}) | Q(**{by: value, "pk__gt": UUID(key)}))
    found = list(rows[: size + 1])
    if len(found) <= size:
        return Page(found)
    last: Any = found[size - 1]
    value = last
    for part in path.split("."):
        value = getattr(value, part)
    kept = {key: text for key, text in request.GET.items() if key != "after"}
    mark = signing.dumps([str(value), str(last.pk)], salt="people.page")
    return Page(found[:size], "?" + urlencode({**kept, "after": mark}))
