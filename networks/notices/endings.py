"""Messages of other kinds than notifications, such as letters to members: each can be ended with one click, like those.

declare("letters", _("Letters to members"))       # in ready(): people find it in their settings
ending(person, "letters").secret                  # of the address that ends them
wants(wishes(people)[person.pk], "letters")       # asked before each message
"""

from typing import Any

from networks.notices.models import HowOften, Wish

_declared: dict[str, Any] = {}


def declare(slug: str, name: Any) -> None:
    """Make a kind of messages known; again replaces it."""
    _declared[slug] = name


def others() -> dict[str, Any]:
    """The kinds, with their names."""
    return dict(_declared)


def ending(person: Any, kind: str) -> Wish:
    """The wish by which somebody ends messages of this kind; made, wanting them, where there is none."""
    return Wish.objects.get_or_create(person=person, kind=kind, defaults={"mail": HowOften.AT_ONCE})[0]


def wants(wished: dict[str, str], kind: str) -> bool:
    """Whether somebody who wishes so gets messages of this kind: "never" of it, or of everything, is no."""
    return HowOften.NEVER not in (wished.get(kind), wished.get(""))
