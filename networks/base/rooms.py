"""What a room may declare in its `room.py`, as one object named ROOM. Whoever needs rooms reads whoever is installed.

Every entry is optional but the first four. Callables are given a network that is already the current one.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.urls import reverse
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy as _

AREAS = {
    "meet": (_("Meet"), "messages-square"),
    "learn": (_("Learn"), "graduation-cap"),
    "together": (_("Together"), "handshake"),
    "voice": (_("Voice"), "megaphone"),
    "network": (_("Network"), "waypoints"),
}


# Whom a network serves: who comes in by which door.
DOORS = {
    "organisation": (
        _("For your organisation"),
        _("Learn from others, act together, save together, decide together."),
        "building-2",
    ),
    "worker": (_("For workers"), _("Take part, learn, be heard. In plain words."), "users"),
    "ecosystem": (
        _("For partners"),
        _("Ministries, agencies, researchers, other networks: see what we stand for and work with us."),
        "globe",
    ),
}


@dataclass(frozen=True)
class Door:
    """Something that a room has for whoever comes in by one of the three doors: shown inside and on the public page."""

    door: str  # a key of DOORS
    title: Any  # translated
    sentence: Any  # one plain sentence, translated
    url: str = ""  # where it is; empty where this reader cannot open it


@dataclass(frozen=True)
class AtTheDoor:
    """Who asks what there is: somebody inside (`actor`), or everybody, in `language`, where there is no actor."""

    network: Any
    actor: Any = None
    language: str = ""

    def page(self, name: str, may: Callable[[Any], bool] = lambda actor: actor.confirmed) -> str:
        """The address of a page inside, where this actor may open it."""
        inside = self.actor is not None and may(self.actor)
        return reverse(name, kwargs={"network": self.network.slug}) if inside else ""

    def public(self, name: str) -> str:
        """The address of a page that everybody may read, for those who are outside."""
        if self.actor is not None:
            return ""
        return reverse(name, kwargs={"network": self.network.slug, "language": self.language})


@dataclass(frozen=True)
class Founding:
    """A network that is being founded from a template: it is the current one, and each room makes its part of it."""

    network: Any
    template: str  # a key of people.founding.TEMPLATES
    by: Any  # its first coordinator

    @property
    def languages(self) -> list[str]:
        """Those of the network's languages in which templates are written, its main one first where it is among them."""
        return [code for code in self.network.languages if code in ("en", "fr")] or ["en"]


@dataclass(frozen=True)
class Step:
    """A first step of a new network: it stands on the coordinators' home until it is done or put aside."""

    key: str  # room.word
    title: str
    why: str
    url: str
    action: str  # what the button says
    done: Callable[[], bool]
    order: int = 50
    asked: bool = False  # the room's `whether` asks under this key whether it is done


@dataclass(frozen=True)
class Showing:
    """Something that a network may choose to show another one that accompanies it."""

    name: Any  # translated
    lines: Callable[
        [Any], Iterable[str]
    ]  # actor → exactly what is shown, as plain lines, in the actor's language


@dataclass(frozen=True)
class Need:
    """Something that waits for a person: shown on their home page, the most urgent first."""

    title: str
    url: str
    action: str  # what the button says
    why: str = ""
    due: Any = None  # an instant, or None


@dataclass(frozen=True)
class Coming:
    """Something that takes place: shown on the home page and in calendars."""

    title: str
    url: str
    starts_at: Any
    zone: str
    ends_at: Any = None
    detail: str = ""
    live: bool = False


@dataclass(frozen=True)
class Described:
    """How an object of a room is shown by others: in links, events and notifications."""

    title: str
    url: str = ""
    kind: str = ""
    language: str = ""
    hidden: bool = False  # whoever reads may not see it: neither words nor address


@dataclass(frozen=True)
class Offer(Described):
    """Something that a network offers its members. Its prices are those of a list: what somebody really saves is a benefit."""

    whom: str = ""  # whom it serves, translated
    about: str = ""  # one or two sentences, in its language
    list_price: Any = None  # what others pay, a Decimal
    price: Any = None  # what members pay, a Decimal
    currency: str = ""

    @property
    def saving(self) -> Any:
        """How much less members pay than the list price says; None where that cannot be said."""
        if self.list_price is None or self.price is None or self.price >= self.list_price:
            return None
        return self.list_price - self.price


@dataclass(frozen=True)
class PublicPart:
    """What a room says of the network to everybody, where the network chose to show it: a heading with texts in the reader's version."""

    title: str
    lines: tuple[Any, ...]  # networks.base.texts.Version


@dataclass(frozen=True)
class Entry:
    """One line of an organisation's file: something that was said, sent, decided, done or attended."""

    when: Any  # an instant
    title: str
    kind: str = ""  # an icon of icons.svg
    url: str = ""
    detail: str = ""
    language: str = ""
    removal: str = ""  # an address that throws it away, where this reader may


@dataclass(frozen=True)
class Beside:
    """What a room offers at an object of any room: to start one of its own from it (the form takes `from=`), or to see it another way."""

    name: str  # what the button says
    url: str
    icon: str = ""


@dataclass(frozen=True)
class Archived:
    """What an app leaves out of its network's archive; everything else of its owned models is in. A layer without a room declares
    it as ARCHIVE in its `archive.py`. Reasons are sentences for people: docs/archive.md repeats them."""

    left_out: Mapping[str, str] = field(default_factory=dict)  # label of a model → why its rows are not there
    without: Mapping[str, str] = field(
        default_factory=dict
    )  # label.field → why it is not there; taking in makes it anew by its default
    taken_in: Callable[[], None] | None = None  # inside the network, once all rows are there


@dataclass(frozen=True)
class Room:
    """A room of the house."""

    area: str  # a key of AREAS
    slug: str  # the third part of its addresses
    name: Any  # translated
    urls: str  # dotted path of its urls module, mounted at /{network}/{area}/{slug}/; empty for what has none there
    front: str = ""  # name of the URL of its front page (kwargs: network)
    order: int = 0  # rooms of one area are shown in this order
    instead: Mapping[str, str] = field(
        default_factory=dict
    )  # name of a plain page's URL in a lower layer → this room's own, which is shown instead (same kwargs)
    describe: Mapping[str, Callable[[Iterable[Any]], dict[Any, Described]]] = field(
        default_factory=dict
    )  # record label → keys → how each is shown
    seen: Mapping[str, Callable[[Iterable[Any], Any], Collection[Any]]] = field(
        default_factory=dict
    )  # record label → (keys, actor) → those that this actor may see; of a kind that no room says this of, nobody sees any by a link
    find: Callable[[str, Any], Iterable[tuple[str, Any]]] | None = (
        None  # (words, actor) → label and key of what can be linked, FOUND at most; who may see them is asked of `seen`
    )
    beside: Callable[[Any, Any], Iterable[Beside]] | None = (
        None  # (object, actor) → what this room offers there; asked for each row of a list, so without a query
    )
    events: Mapping[str, Any] = field(
        default_factory=dict
    )  # event verb → translated sentence with {who} and {what}
    news: Collection[
        str
    ] = ()  # verbs of events that everybody reads on home; of the others only files and notices tell
    needs: Callable[[Any], Iterable[Need]] | None = None  # actor → what waits for them
    decides: Callable[[Any], Iterable[Need]] | None = None  # actor → what is to be decided by them
    stuck: Callable[[Any], Iterable[Need]] | None = (
        None  # coordinator → what waits too long, whoever it waits for; `due` says since when (base/waiting.py)
    )
    whether: Callable[[Any], Mapping[str, Any]] | None = (
        None  # whether.About → name → rows; where there are none, `needs`, `decides` and `stuck` need not ask (actor.may_wait(name))
    )
    coming: Callable[[Any], Iterable[Coming]] | None = None  # actor → what takes place
    public_coming: Callable[[Any], Iterable[Coming]] | None = (
        None  # reader → what takes place, for everybody to see
    )
    public_reads: Callable[[Any], Iterable[Described]] | None = (
        None  # reader → what was published for everybody to read, the newest first; `kind` says what and when
    )
    public_parts: Callable[[Any], Iterable[PublicPart]] | None = (
        None  # reader → what this room says of what the network stands for, for everybody to see
    )
    join_urls: str = ""  # dotted path of urls mounted at /j/
    serving: str = (
        ""  # dotted path of a module that runs with the server: start(), stop(), serve(scope, receive, send)
    )
    public_urls: str = (
        ""  # dotted path of urls mounted at /{network}/public/{language}/{slug}/, without cookies
    )
    public_front: str = (
        ""  # dotted path of urls mounted at /{network}/public/ itself: the network's page for everybody
    )
    own_urls: str = ""  # dotted path of urls mounted at /
    public_address: Callable[[Any], str] | None = (
        None  # network → its page for everybody, "" while it has none
    )
    export_person: Callable[[Any], Mapping[str, Any]] | None = None  # person → their data of this room
    erase_person: Callable[[Any], None] | None = None
    withheld: Callable[[], Iterable[tuple[Any, Any]]] | None = (
        None  # (model, keys) of rows that no backup may hold now, of all networks
    )
    archive: Archived = Archived()
    demonstration: Callable[[Any], None] | None = None  # Demonstration → fill this room
    demonstration_later: Callable[[Any], None] | None = (
        None  # the same for what rests on what other rooms filled in
    )
    benefits: Mapping[str, Any] = field(default_factory=dict)
    file: Callable[[Any, Any, Any], Iterable[Entry]] | None = (
        None  # (organisation, actor, before) → lines of its file that this actor may see, the newest first, 60 at least where there are;  # of those before an instant (None: of all)
    )
    organisation_pages: Callable[[Any, Any], Iterable[tuple[Any, str]]] | None = (
        None  # (organisation, actor) → (name, address) of further pages about an organisation
    )
    found: Callable[[Founding], None] | None = None  # make this room's part of a template
    steps: Callable[[Any], Iterable[Step]] | None = None  # coordinator → first steps of a new network
    shows: Mapping[str, Showing] = field(
        default_factory=dict
    )  # room.word → what the network may show another one
    doors: Callable[[AtTheDoor], Iterable[Door]] | None = (
        None  # what it has for whoever comes in by each door
    )
    offers: Callable[[Any], Iterable[Offer]] | None = (
        None  # reader → what this room offers to members, for everybody to see
    )


@cache
def rooms() -> tuple[Room, ...]:
    """Return the rooms that are installed, in the order of INSTALLED_APPS."""
    return tuple(_declared())


def _declared() -> Iterator[Room]:
    for config in apps.get_app_configs():
        if config.name.startswith("networks.") and module_has_submodule(config.module, "room"):
            yield import_module(f"{config.name}.room").ROOM


def behind(door: str, asks: AtTheDoor) -> list[Door]:
    """What all rooms have behind one door."""
    return [one for room in rooms() if room.doors for one in room.doors(asks) if one.door == door]


def rooms_of(area: str) -> list[Room]:
    """The rooms of an area that have a front page, in the order in which they are shown."""
    return sorted((room for room in rooms() if room.area == area and room.front), key=lambda room: room.order)


def better(name: str) -> str:
    """Name of the URL that a room shows instead of a lower layer's plain page `name`; "" where none does."""
    return next((room.instead[name] for room in rooms() if name in room.instead), "")


def archived() -> dict[str, Archived]:
    """What each app says of its part of an archive, by its label, in the order of INSTALLED_APPS."""
    found = {}
    for config in apps.get_app_configs():
        if config.name.startswith("networks."):
            if module_has_submodule(config.module, "room"):
                found[config.label] = import_module(f"{config.name}.room").ROOM.archive
            elif module_has_submodule(config.module, "archive"):
                found[config.label] = import_module(f"{config.name}.archive").ARCHIVE
    return found


FOUND = 8  # of one room, for one search


def everybody(keys: Iterable[Any], actor: Any) -> Collection[Any]:
    """For `Room.seen`: whoever belongs to the network sees objects of this kind."""
    return set(keys) if actor.belongs else set()


def describe_for(objects: Iterable[tuple[str, Any]], actor: Any) -> dict[tuple[str, Any], Described]:
    """Return how objects are shown to `actor`: what they may not see has no words and no address."""
    wanted = list(dict.fromkeys(objects))
    asked: dict[str, list[Any]] = {}
    for label, key in wanted:
        asked.setdefault(label, []).append(key)
    doors = {label: function for room in rooms() for label, function in room.seen.items()}
    known = {label for room in rooms() for label in room.describe}
    allowed = {
        (label, key)
        for label, keys in asked.items()
        for key in (doors[label](keys, actor) if label in doors else ())
    }
    found = describe(one for one in wanted if one in allowed or one[0] not in known)
    hidden = Described(title=str(_("something you may not see")), hidden=True)
    return {one: found.get(one, hidden) for one in wanted}


def find(words: str, actor: Any) -> list[tuple[tuple[str, Any], Described]]:
    """What rooms find by these words that `actor` may see, in the order of the rooms."""
    if not words.strip():
        return []
    there = [one for room in rooms() if room.find for one in list(room.find(words.strip(), actor))[:FOUND]]
    shown = describe_for(there, actor)
    return [(one, shown[one]) for one in dict.fromkeys(there) if not shown[one].hidden]


def beside(thing: Any, actor: Any) -> list[Beside]:
    """What rooms offer at an object."""
    return [one for room in rooms() if room.beside for one in room.beside(thing, actor)]


def describe(objects: Iterable[tuple[str, Any]]) -> dict[tuple[str, Any], Described]:
    """Return how objects, given as (label, key), are shown. What no installed room knows is shown as plain text without a link."""
    wanted: dict[str, set[Any]] = {}
    for label, key in objects:
        wanted.setdefault(label, set()).add(key)
    describers = {label: function for room in rooms() for label, function in room.describe.items()}
    found: dict[tuple[str, Any], Described] = {}
    for label, keys in wanted.items():
        shown = describers[label](keys) if label in describers else {}
        for key in keys:
            found[label, key] = shown.get(key) or Described(title=str(_("something no longer here")))
    return found
