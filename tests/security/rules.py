"""How an app says who may open its addresses: `tests/matrix.py` with `MATRIX = {url name: May(…)}` and, if needed, `fill(filled)`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.security.filled import (
    CONFIRMED,
    COORDINATOR,
    EVERYBODY,
    FACILITATORS,
    KINDS,
    MEMBERS,
    NOBODY,
    SIGNED_IN,
    THEMSELVES,
    Filled,
)

__all__ = [
    "CONFIRMED", "COORDINATOR", "EVERYBODY", "FACILITATORS", "KINDS", "MEMBERS", "NOBODY", "SIGNED_IN", "THEMSELVES",
    "Filled", "May", "elsewhere",
]  # fmt: skip


@dataclass(frozen=True)
class May:
    """Who may open one address.

    `who`: the kinds of user (tests/security/filled.py) who may, in their own network. Everybody else is refused there, and
    everybody of one network is refused the same address in the other, unless `who` is EVERYBODY.
    `kwargs(filled)`: what the address needs besides the network. `method`, `data(filled)`: how it is asked.
    `shows`: whether the page shows texts of the network, so that the marker word has to be on it.
    `good`: statuses of success. `elsewhere`: why it is not asked here, and which test does.
    """

    who: frozenset = NOBODY
    kwargs: Callable[[Filled], dict[str, Any]] = lambda filled: {}
    method: str = "get"
    data: Callable[[Filled], dict[str, Any]] = lambda filled: {}
    shows: bool = False
    good: tuple[int, ...] = (200, 302)
    query: str = ""
    elsewhere: str = field(default="")


def elsewhere(why: str) -> May:
    """An address that the matrix does not ask: another test does, which `why` names."""
    return May(elsewhere=why)
