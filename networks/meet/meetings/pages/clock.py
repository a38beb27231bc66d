"""The clock of a network: the hour that somebody writes in a form is the hour there."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone


def our_time(page: Callable[..., Any]) -> Callable[..., Any]:
    """Read and show the times of this page in the zone of its network."""

    @wraps(page)
    def inner(request: Any, *args: Any, **kwargs: Any) -> Any:
        with timezone.override(ZoneInfo(request.network.zone)):
            return page(request, *args, **kwargs)

    return inner
