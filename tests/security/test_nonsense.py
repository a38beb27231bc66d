"""Nothing that anybody sends makes an error of the server: every address gets every kind of nonsense from somebody who may open it.

Generated from the addresses and the matrix: a room added later is covered by itself. Which names an address listens to is noticed while it
is asked. Asserted is one thing: no exception, and no status of 500 or more.
"""

import re
from contextlib import contextmanager
from copy import deepcopy
from urllib.parse import quote, urlsplit
from zlib import crc32

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.http import QueryDict
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils.datastructures import MultiValueDict

from networks.base.tenancy import in_network
from tests.security import nonsense
from tests.security.nonsense import (
    ALONE,
    COOKIES,
    FEW,
    FOR_DATABASES,
    HEADERS,
    JSON_BODIES,
    JSON_VALUES,
    REFUSED,
    VALUES,
    Form,
)
from tests.security.rules import Way
from tests.security.world import address_of, addresses, declared, make_world, ways_of
from tests.undone import Undone, undone

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MATRIX = declared()
FORM = "application/x-www-form-urlencoded"
VARYING = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d+")


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with undone(django_db_blocker):
        yield make_world()


@contextmanager
def undoing(browser: Client):
    """Whatever happens inside did not happen."""
    cookies = deepcopy(browser.cookies)
    cache.clear()
    try:
        with transaction.atomic():
            yield
            raise Undone
    except Undone:
        pass
    finally:
        browser.cookies = cookies


def openings(world, name: str):
    """Every way to open an address: the way, a browser that went it, and the address."""
    opened = False
    for way in ways_of(MATRIX[name]):
        if way.gives_back or (opened and way not in MATRIX[name].ways):
            continue  # one of those who may is enough
        opened = True
        browser = Client(HTTP_ORIGIN="http://testserver")
        browser.cookies = deepcopy(world.browsers[way.who].cookies)
        with in_network(world.home.network):
            way.before(browser, world.home)
            address = address_of(name, way, world.home)
        yield way, browser, address


def form_of(name: str, way: Way, browser: Client, address: str, world) -> Form:
    """What would be right to send: the form that the page shows for its own address, and what the matrix names."""
    form = Form()
    with undoing(browser):
        response = browser.get(address)
        if response.get("Content-Type", "").startswith("text/html"):
            path = urlsplit(address).path
            own = [
                one for one in nonsense.forms_of(response.text) if urlsplit(one.action or path).path == path
            ]
            form = next((one for one in own if one.method == "post"), form)
    with in_network(world.home.network):
        form.fields |= {key: [value] for key, value in way.data(world.home).items()}
    return form


class Tried:
    """One address, asked again and again; notices which names it listens to and keeps what went wrong."""

    def __init__(self, browser: Client, address: str, names=()):
        self.browser, self.address = browser, address
        self.names: set[str] = set(names)
        self.wrong: list[str] = []

    def ask(
        self,
        what: str,
        method: str = "GET",
        address: str = "",
        data: bytes = b"",
        kind: str = FORM,
        **headers,
    ) -> int:
        """Ask, undo it, and return the status."""
        try:
            with undoing(self.browser), noticing(self.names):
                response = self.browser.generic(method, address or self.address, data, kind, **headers)
                if not response.streaming:
                    response.content  # noqa: B018
        except Exception as error:
            self.wrong.append(f"{method} with {what}: {type(error).__name__}: {str(error)[:200]}")
            return 500
        if response.status_code >= 500:
            self.wrong.append(f"{method} with {what}: {response.status_code}")
        return response.status_code

    def send(self, what: str, body: bytes, kind: str = FORM) -> int:
        return self.ask(what, "POST", data=body, kind=kind)


@contextmanager
def noticing(names: set[str]):
    """Notice which names are looked up in queries, forms and files. (`_noted` hides nothing: what is asked is answered as before.)"""
    kept = {method: MultiValueDict.__dict__[method] for method in ("__getitem__", "get", "getlist")}
    contains = QueryDict.__contains__

    def noted(method):
        def look_up(self, key, *rest, **more):
            if isinstance(key, str) and len(key) < 100:
                names.add(key)
            return kept[method](self, key, *rest, **more)

        return look_up

    def has(self, key):
        if isinstance(key, str) and len(key) < 100:
            names.add(key)
        return contains(self, key)

    for method in kept:
        setattr(MultiValueDict, method, noted(method))
    QueryDict.__contains__ = has
    try:
        yield
    finally:
        for method, original in kept.items():
            setattr(MultiValueDict, method, original)
        del QueryDict.__contains__


def on_sqlite() -> bool:
    """There everything is tried. On PostgreSQL, which bin/test asks after it, what a database may take in another way: the values that it
    might refuse by itself, in queries, forms, paths and cookies, and alone in a field. What cannot be read reaches no database.
    """
    return connection.vendor == "sqlite"


def unlike(names) -> list[str]:
    """One name of each kind, so that the many rows of a table or the many choices of a list are asked once: names that differ in
    numbers or keys alone are of one kind.
    """
    kinds: dict[str, str] = {}
    for name in sorted(names):
        kinds.setdefault(VARYING.sub("#", name), name)
    return list(kinds.values())


def in_turn(values, number: int, many: int = 2) -> list:
    """Some of these values, beginning elsewhere for each number, so that all fields of all forms together get every one."""
    return [values[(number + i) % len(values)] for i in range(min(many, len(values)))]


def ask_pages(tried: Tried) -> None:
    """What follows the question mark, and what comes beside."""
    if tried.ask("nothing") == 405:
        return
    path = tried.address.split("?")[0]
    for what in FEW:
        query = nonsense.encoded(tried.names, VALUES[what]).decode()
        tried.ask(f"a query of {what}", address=f"{path}?{query}")
    if on_sqlite():
        tried.ask("a broken query", address=f"{path}?%%%&&&=%00&a[=%ff")
    send_headers(tried, "GET")
    send_cookies(tried)


def send_headers(tried: Tried, method: str) -> None:
    """Headers that no browser of ours sends."""
    if on_sqlite():
        tried.ask(
            "strange headers", method, **HEADERS, HTTP_ORIGIN="http://[", HTTP_ACCEPT="application/json"
        )
        tried.ask("headers of scripts", method, **HEADERS, HTTP_X_NET_WORKS="fragment")


def send_cookies(tried: Tried) -> None:
    """Cookies that no browser of ours sends."""
    kept = tried.browser.cookies
    for what in ("a\x00b", "²" * 1_500):
        tried.browser.cookies = deepcopy(kept)
        for name in COOKIES:
            tried.browser.cookies[name] = what
        tried.ask(f"cookies of {what[:3]!r}")
    tried.browser.cookies = kept


def send_forms(tried: Tried, form: Form, turn: int) -> None:
    """All fields wrong, then each alone among fields that are right; `turn` says with which values the first of them begins."""
    tried.names |= form.fields.keys()
    if tried.send("nothing", b"") == 405:
        return
    tried.send("what is right", nonsense.encoded((), "", form.fields))
    for what in VALUES if on_sqlite() else REFUSED:
        tried.send(f"{what} everywhere", nonsense.encoded(tried.names, VALUES[what]))
    for number, name in enumerate(unlike(form.fields), start=turn):
        for what in in_turn(ALONE, number) if on_sqlite() else in_turn(FOR_DATABASES, number, 1):
            tried.send(f"{what} in {name}", nonsense.encoded([name], VALUES[what], form.fields))
    if on_sqlite():
        tried.send("everything twice", b"&".join([nonsense.encoded(tried.names, "1")] * 2))
    for file in nonsense.files() if form.files else ():
        body = encode_multipart(BOUNDARY, {**form.fields, **dict.fromkeys(form.files, file)})
        tried.send(f"the file {file.name[:20]}", body, MULTIPART_CONTENT)
    send_json(tried)
    if on_sqlite():
        send_bodies(tried)
    send_headers(tried, "POST")


def send_json(tried: Tried) -> None:
    for value in JSON_VALUES if on_sqlite() else JSON_VALUES[:3]:
        tried.send(f"JSON {str(value)[:20]!r}", nonsense.as_json(tried.names, value), "application/json")


def send_bodies(tried: Tried) -> None:
    """What no form sends."""
    for body in JSON_BODIES:
        tried.send(f"JSON {body[:10]!r}", body, "application/json")
    half = b'--x\r\nContent-Disposition: form-data; name="a'
    tried.send("half a part", half, "multipart/form-data; boundary=x")
    tried.send("no boundary", b"--x", "multipart/form-data")
    tried.send("another alphabet", b"name=\xff\xfe", FORM + "; charset=utf-16")
    tried.send("no alphabet", b"name=a", FORM + "; charset=nonsense")
    tried.send("too many fields", b"a=1&" * 6_000)


def ask_other_places(tried: Tried, way: Way, world) -> None:
    """Nonsense within the path, where the address takes any text."""
    with in_network(world.home.network):
        kwargs = way.kwargs(world.home)
    for key, right in kwargs.items():
        if not isinstance(right, str) or f"/{quote(right)}" not in tried.address:
            continue
        for what in (*FEW, "100,000 characters"):
            bad = quote(VALUES[what], safe="")[:20_000]
            address = tried.address.replace(f"/{quote(right)}", f"/{bad}", 1)
            tried.ask(f"{what} for {key}", address=address)
            tried.ask(f"{what} for {key}", "POST", address)


@pytest.mark.parametrize("name", sorted(set(addresses())))
def test_no_nonsense_is_an_error_of_the_server(name, world):
    wrong = []
    for number, (way, browser, address) in enumerate(openings(world, name)):
        page = Tried(browser, address)
        ask_pages(page)
        wrong += page.wrong
        if number == 0:
            ask_other_places(page, way, world)
            post = Tried(browser, address, page.names)
            send_forms(post, form_of(name, way, browser, address, world), crc32(name.encode()))
            wrong += post.wrong
    assert not wrong, f"{name}: {len(wrong)} wrong\n" + "\n".join(wrong[:60])
