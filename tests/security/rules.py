"""How an app says who may open its addresses: `tests/matrix.py` with `MATRIX = {url name: May(…)}` and, if needed, `fill(filled)`.

The same says how each address can be opened at all: every page is looked at in a browser (tests/end_to_end/test_every_page.py), and every
address gets nonsense (tests/security/test_nonsense.py). For an address that the matrix asks this is known; for any other it is its `Way`.
"""

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
    "Filled", "May", "Way", "elsewhere",
]  # fmt: skip


@dataclass(frozen=True)
class Way:
    """How an address is opened by somebody who may.

    `kwargs(filled)`: what it needs besides the network. `who`: the kind of user. `before(browser, filled)`: what happens in that
    browser first, such as taking a seat. `data(filled)`: what is sent to it. `query`: what follows the path. `gives_back`: like a
    stream it gives its database connection back, so it cannot be asked within a transaction. `missing`: the filled network has no such
    thing, and says so (404).
    """

    kwargs: Callable[[Filled], dict[str, Any]] = lambda filled: {}
    who: str = "anonymous"
    before: Callable[[Any, Filled], object] = lambda browser, filled: None
    data: Callable[[Filled], dict[str, Any]] = lambda filled: {}
    query: str = ""
    gives_back: bool = False
    missing: bool = False


@dataclass(frozen=True)
class May:
    """Who may open one address.

    `who`: the kinds of user (tests/security/filled.py) who may, in their own network. Everybody else is refused there, and
    everybody of one network is refused the same address in the other, unless `who` is EVERYBODY.
    `kwargs(filled)`: what the address needs besides the network. `method`, `data(filled)`: how it is asked.
    `shows`: whether the page shows texts of the network, so that the marker word has to be on it.
    `good`: statuses of success. `elsewhere`: why it is not asked here, and which test does.
    `ways`: how it is opened, if not by the first of `who`; also in further states that are worth a look.
    """

    who: frozenset = NOBODY
    kwargs: Callable[[Filled], dict[str, Any]] = lambda filled: {}
    method: str = "get"
    data: Callable[[Filled], dict[str, Any]] = lambda filled: {}
    shows: bool = False
    good: tuple[int, ...] = (200, 302)
    query: str = ""
    elsewhere: str = field(default="")
    ways: tuple[Way, ...] = ()


def elsewhere(why: str, *ways: Way) -> May:
    """An address that the matrix does not ask: another test does, which `why` names. `ways`: how it can be opened."""
    return May(elsewhere=why, ways=ways)
