"""What the style guide shows: every part once, with invented members."""

from typing import Any

from django.http import HttpRequest


def samples(request: HttpRequest) -> dict[str, Any]:
    """The context of the style guide page."""
    return {}
