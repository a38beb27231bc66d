"""Every address × every kind of user × own and foreign network, on two filled networks.

Generated: an address that no app's `tests/matrix.py` declares fails. What is refused contains none of the network's marker word; whoever may
is first shown to see it.
"""

from copy import deepcopy

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from networks.base.tenancy import in_network
from tests.security.filled import KINDS, MEMBERS, sees
from tests.security.rules import EVERYBODY, May
from tests.security.world import address_of, addresses, declared, make_world
from tests.undone import Undone, undone

pytestmark = [pytest.mark.django_db, pytest.mark.either]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Made once: what each request changes is undone."""
    with undone(django_db_blocker):
        yield make_world()


def open_page(browser: Client, name: str, may: May, filled):
    """Ask for the address and undo whatever that changed; return status, place and text."""
    with in_network(filled.network):
        address, data = address_of(name, may, filled), may.data(filled)
    cookies = deepcopy(browser.cookies)
    answer = None
    try:
        with transaction.atomic():
            response = browser.get(address) if may.method == "get" else browser.post(address, data)
            text = (
                b"".join(response.streaming_content)
                if response.streaming and not response.is_async
                else b""
                if response.streaming
                else response.content
            )
            answer = response.status_code, response.get("Location", ""), text.decode("utf-8", "replace")
            raise Undone
    except Undone:
        pass
    browser.cookies = cookies
    assert answer
    return answer


def is_refused(status: int, place: str) -> bool:
    return status in (401, 403, 404, 405, 410) or (status == 302 and place.startswith("/sign-in/"))


MATRIX = declared()
ASKED = {name: may for name, may in MATRIX.items() if not may.elsewhere}


def test_every_address_says_who_may_open_it():
    missing = sorted(set(addresses()) - MATRIX.keys())
    assert not missing, f"add these to the tests/matrix.py of their app: {missing}"


def test_nothing_is_declared_that_is_not_there():
    assert not MATRIX.keys() - set(addresses())


@pytest.mark.parametrize("name", sorted(ASKED))
def test_who_may_and_who_may_not(name, world):
    home, foreign, browsers = world.home, world.foreign, world.browsers
    may = ASKED[name]
    wrong = []
    for kind in KINDS:
        status, place, text = open_page(browsers[kind], name, may, home)
        if kind in may.who:
            if status not in may.good or is_refused(status, place):
                wrong.append(f"{kind} may, but got {status} {place}")
            elif may.shows and not sees(home, text):
                wrong.append(f"{kind} may, but does not see the network's words")
        else:
            if not is_refused(status, place):
                wrong.append(f"{kind} may not, but got {status} {place}")
            if home.word in text or (kind not in MEMBERS and sees(home, text)):
                wrong.append(f"{kind} may not, but sees the network's words")
        if may.who == EVERYBODY:
            continue
        if "network" not in _needs(name):  # addresses without network: only the asker's own things
            if sees(foreign, text) and kind != "other_coordinator":
                wrong.append(f"{kind} sees words of another network")
            continue
        status, place, text = open_page(browsers[kind], name, may, foreign)
        if kind == "other_coordinator":
            if may.who and "coordinator" in may.who and is_refused(status, place):
                wrong.append(f"the other network's coordinator may there, but got {status} {place}")
            continue
        if not is_refused(status, place):
            wrong.append(f"{kind} may not in the foreign network, but got {status} {place}")
        if sees(foreign, text):
            wrong.append(f"{kind} sees words of the foreign network")
    assert not wrong, "\n".join([f"{name}:", *wrong])


def _needs(name: str) -> set[str]:
    """The parameters of an address."""
    possibilities = get_resolver().reverse_dict.getlist(name)
    return {parameter for _forms, *_rest in possibilities for _text, params in _forms for parameter in params}


def test_the_matrix_itself_notices_a_leak(world):
    """Broken once on purpose: a page that everybody may open shows the marker word to a stranger."""
    may = May(who=EVERYBODY, kwargs=ASKED["invitation"].kwargs, shows=True)
    status, _place, text = open_page(world.browsers["stranger"], "invitation", may, world.home)
    assert status == 200 and sees(world.home, text)
