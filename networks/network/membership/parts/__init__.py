"""The parts of this room. Each module may declare, and `room.py` puts together:

EVENTS (verb → sentence), NEWS (those that everybody reads on home), DESCRIBE (label → keys → Described), SEEN (label → keys, actor → those they may see), TOLD (verb → notices.telling.Told), TABS (see `Tab`),
needs(actor), decides(actor), stuck(actor), whether(about), file(organisation, actor), organisation_pages(organisation, actor), offers(reader), find(words, actor), doors(asks), demonstrate(made), export(person), erase(person),
ready(), LEFT_OUT and WITHOUT (what an archive does not hold, see base.rooms.Archived). Models are imported inside functions: these modules are read before the models are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

NAMES = (
    "register",
    "lists",
    "imports",
    "admission",
    "declarations",
    "fees",
    "archive",
    "public",
    "levels",
    "merging",
)


@dataclass(frozen=True)
class Tab:
    """A page that the room's navigation leads to."""

    name: Any  # translated
    view: str  # URL name (kwargs: network)
    shown: Callable[[Any], bool] = lambda actor: actor.is_coordinator
    setting: bool = False  # set once and seldom opened: it stands behind "Settings"
    also: tuple[str, ...] = ()  # names of further pages that belong to it, at addresses of their own


def parts() -> list[Any]:
    """All parts, in order."""
    return [import_module(f"{__name__}.{name}") for name in NAMES]


def tabs(actor: Any) -> list[Tab]:
    """The pages that the room's navigation leads this actor to, in the order of the parts."""
    return [tab for part in parts() for tab in getattr(part, "TABS", ()) if tab.shown(actor)]


def gathered(name: str) -> dict:
    """One dictionary of what all parts declare under `name`."""
    found: dict = {}
    for part in parts():
        found |= getattr(part, name, {})
    return found


def whether(about: Any) -> dict:
    """What all parts would ask, see base.whether."""
    found: dict = {}
    for part in parts():
        if function := getattr(part, "whether", None):
            found |= function(about)
    return found


def all_of(name: str, *arguments: Any):
    """Yield what the function `name` of each part gives, one after another."""
    for part in parts():
        function = getattr(part, name, None)
        if function is not None:
            yield from function(*arguments) or ()
