"""Every page of the program, as everybody may have it: axe finds nothing, in both themes, at 320, 768 and 1440 px, in easy reading too.

Which pages there are is derived: every address of the program, as it is in the demonstration or else in the filled network of the matrix
(tests/security/rules.py), opened the way its matrix says. An address that nobody can open fails and is named, so a room added later is
looked at by itself.
"""

import re
from copy import deepcopy
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import Resolver404, resolve

from networks.base.tenancy import in_network
from networks.people.models import Person
from tests.browser import PATIENCE
from tests.end_to_end.axe import EVERY_LOOK, look_around
from tests.security.world import World, address_of, addresses, declared, make_world, ways_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db]
MATRIX = declared()
WALKER = "Ilse Vermeulen"  # who may see everything in the demonstration
EACH = 3  # as many pages of one address are looked at to find the fullest
# What an address without a page answers: another page, a file, a stream, that it only takes what is sent.
NO_PAGE = re.compile("200 |302 |405 |409 |a stream|404, as")
EASY = ((320, "light"), (768, "dark"))


@dataclass
class Found:
    """A page: who opened it, where, and how much is on it."""

    browser: Client
    path: str
    size: int


@pytest.fixture
def _django_db_helper():
    """Nothing is undone after each page: the server has to see what `world` made, and looking changes nothing."""


@pytest.fixture(scope="module")
def world(_server, django_db_setup, django_db_blocker):
    """The filled networks and the demonstration, on a running server, once for all pages that a process looks at."""
    from networks.web import demonstration

    with django_db_blocker.unblock():
        cache.clear()
        try:
            made = make_world()
            demonstration.build()
            made.walked = walk(Person.objects.get(name=WALKER))
            yield made
        finally:
            call_command("flush", verbosity=0, interactive=False)


class Links(HTMLParser):
    """All links of a page."""

    def __init__(self, page: str):
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.found.append(dict(attrs).get("href") or "")


def walk(person: Person) -> dict[str, Found]:
    """Follow all links from home, a few of each address; return the fullest page of each."""
    browser = Client()
    browser.force_login(person)
    found: dict[str, Found] = {}
    seen: dict[str, int] = {}
    known, next_ones = {"/home/"}, ["/home/"]
    while next_ones:
        path = next_ones.pop(0)
        try:
            name = resolve(unquote(path)).url_name
        except Resolver404:
            continue
        if seen.get(name, 0) >= EACH or MATRIX[name].method != "get":
            continue
        seen[name] = seen.get(name, 0) + 1
        response = browser.get(path, follow=True)
        if not is_page(response):
            continue
        path = response.request["PATH_INFO"]
        name = resolve(path).url_name
        if name not in found or found[name].size < len(response.content):
            found[name] = Found(browser, path, len(response.content))
        for link in Links(response.text).found:
            to = urlsplit(link)
            if not to.netloc and to.path.startswith("/") and to.path not in known:
                known.add(to.path)
                next_ones.append(to.path)
    return found


def is_page(response) -> bool:
    """Whether this is a whole page; parts of pages that scripts ask for are looked at within it."""
    html = response.status_code == 200 and response.get("Content-Type", "").startswith("text/html")
    return html and b"<html" in response.content[:500]


def pages(world: World, name: str) -> tuple[list[Found], list[str]]:
    """The pages of an address, and what came where there is none: the demonstration's, else the filled network's, and in further states."""
    may = MATRIX[name]
    found = [world.walked[name]] if name in world.walked else []
    said = []
    for way in ways_of(may):
        if (found and way not in may.ways) or way.gives_back:
            said.append("a stream" if way.gives_back else "")
            continue
        browser = Client(HTTP_ORIGIN="http://testserver")
        browser.cookies = deepcopy(world.browsers[way.who].cookies)
        with in_network(world.home.network):
            way.before(browser, world.home)
            path = address_of(name, way, world.home)
        response = browser.get(path)
        if way.missing and response.status_code == 404:
            said.append("404, as it should be")
        elif is_page(response):
            found.append(Found(browser, path, len(response.content)))
        else:
            said.append(f"{response.status_code} {response.get('Content-Type', '').split(';')[0]}")
    return found, said


@pytest.fixture(scope="module")
def page(chromium, _server):
    """One tab for all pages; `page.said` is what its console and its server complain about."""
    context = chromium.new_context(base_url=_server)
    context.set_default_timeout(PATIENCE)
    tab = context.new_page()
    tab.base, tab.said = _server, []
    tab.on("pageerror", lambda error: tab.said.append(f"error: {error}"))
    tab.on("console", lambda line: tab.said.append(f"console: {line.text}") if line.type == "error" else None)
    yield tab
    context.close()


def show(page, found: Found, looks=EVERY_LOOK) -> list[str]:
    """Look at a page as whoever opened it."""
    page.context.clear_cookies()
    page.context.add_cookies(
        [
            {"name": one.key, "value": one.value, "url": page.base}
            for one in found.browser.cookies.values()
            if one.value
        ]
    )
    page.said.clear()
    wrong = look_around(page, found.path, looks)
    return [f"{found.path} {line}" for line in (*page.said, *wrong)]


@pytest.mark.parametrize("name", sorted(set(addresses())))
def test_every_page_is_for_everybody(name, world, page):
    found, said = pages(world, name)
    if not found:
        assert said and all(NO_PAGE.match(line) for line in said), f"nobody can open {name}: {said}"
    wrong = []
    for one in found:
        wrong += show(page, one)
        one.browser.post("/settings/reading/", {"reading": "easy"})
        wrong += [f"easy reading: {line}" for line in show(page, one, EASY)]
        one.browser.post("/settings/reading/", {"reading": ""})
    assert not wrong, "\n".join(dict.fromkeys(wrong))
