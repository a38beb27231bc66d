"""The two filled networks with everything that all apps fill in, a browser for every kind of user, and how each address is opened."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from importlib import import_module

from django.apps import apps
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse
from django.utils.module_loading import module_has_submodule

from networks.base.tenancy import in_network
from networks.people import cards
from networks.people.models import Person
from tests.security.filled import KINDS, WORDS, Filled, fill, person
from tests.security.rules import May, Way

# Whom an address is opened by if its matrix names nobody, in this order.
OPENERS = (
    "coordinator",
    "facilitator",
    "network_board",
    "board",
    "staff",
    "stranger",
    "anonymous",
    "operator",
)


def declared() -> dict[str, May]:
    """What all installed apps declare."""
    found: dict[str, May] = {}
    for module in _matrices():
        again = found.keys() & module.MATRIX.keys()
        assert not again, f"declared twice: {again}"
        found.update(module.MATRIX)
    return found


def _matrices():
    for config in apps.get_app_configs():
        if config.name.startswith("networks.") and module_has_submodule(config.module, "tests"):
            tests = import_module(f"{config.name}.tests")
            if module_has_submodule(tests, "matrix"):
                yield import_module(f"{config.name}.tests.matrix")


def addresses(entries=None) -> list[str]:
    """The names of all addresses of the program."""
    names = []
    for entry in get_resolver().url_patterns if entries is None else entries:
        if isinstance(entry, URLPattern):
            names.append(entry.name or str(entry.pattern))
        else:
            names += addresses(entry.url_patterns)
    return names


@dataclass
class World:
    """Two filled networks, and one signed-in browser for every kind of user of the first."""

    home: Filled
    foreign: Filled
    browsers: dict[str, Client]


def filled(slug: str) -> Filled:
    """One network, with what every app fills in."""
    made = fill(slug, WORDS[slug])
    with in_network(made.network):
        for module in _matrices():
            if hasattr(module, "fill"):
                module.fill(made)
    return made


def browsers_of(home: Filled, foreign: Filled) -> dict[str, Client]:
    found = {kind: Client() for kind in KINDS}
    people: dict[str, Person] = {
        **home.people,
        "stranger": person("stranger", "nowhere"),
        "other_coordinator": foreign.people["coordinator"],
        "operator": person("operator", "nowhere", is_operator=True),
    }
    for kind, browser in found.items():
        if kind == "by_card":
            with in_network(home.network):
                printed = cards.make_card(people[kind], home.organisation)
            browser.post(printed.address.replace("http://localhost:8000", ""))
            assert browser.session["by_card"]
        elif kind != "anonymous":
            browser.force_login(people[kind])
    return found


def address_of(name: str, may: May | Way, filled: Filled) -> str:
    kwargs = may.kwargs(filled)
    try:
        return reverse(name, kwargs={"network": filled.network.slug, **kwargs}) + may.query
    except NoReverseMatch:
        return reverse(name, kwargs=kwargs) + may.query


def make_world() -> World:
    """Fill both networks; the caller sees to it that this is undone."""
    cache.clear()
    home, foreign = filled("ponte"), filled("arin")
    return World(home, foreign, browsers_of(home, foreign))


def ways_of(may: May) -> Iterator[Way]:
    """How an address is opened: by each of those who may until one of them gets a page, and in the states that its matrix names."""
    if not may.elsewhere:
        for kind in OPENERS:
            if kind in may.who:
                yield Way(may.kwargs, kind, data=may.data, query=may.query)
    yield from may.ways


@contextmanager
def opened(world: World, way: Way) -> Iterator[tuple[Client, str]]:
    """A browser of whoever goes this way, where they have got to. What it does meanwhile is for the caller to undo."""
    browser = world.browsers[way.who]
    cookies = deepcopy(browser.cookies)
    with in_network(world.home.network):
        way.before(browser, world.home)
    yield browser
    browser.cookies = cookies
