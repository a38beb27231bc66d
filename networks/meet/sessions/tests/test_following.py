"""Consoles and boards follow their session; whoever may not run it is told nothing, also from the moment they may no longer."""

import asyncio
import json

import pytest
from django.test import AsyncClient, Client

from networks.base.keys import uuid7
from networks.base.tenancy import in_network
from networks.meet.sessions.live import hub as hubs_module
from networks.meet.sessions.models import Answer
from networks.meet.sessions.models.planning import SessionRole
from networks.meet.sessions.rules import steering
from networks.meet.sessions.tests.a_session import a_part, a_session
from networks.people.models import Network, Person

pytestmark = pytest.mark.django_db(transaction=True)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def part(network):
    made = a_part(a_session())
    Answer.objects.create(part=made, key=uuid7(), number=1, text="Buy together")
    return made


def addresses(part) -> list[str]:
    of_session = f"/ponte/meet/sessions/{part.session_id}/console/"
    of_part = f"/ponte/meet/sessions/parts/{part.pk}/themes/"
    return [f"{base}{kind}" for base in (of_session, of_part) for kind in ("state", "stream")]


def test_nobody_else_is_told_anything(part, network):
    stranger = Person.objects.create_user("s@nowhere.example", "A Stranger")
    signed_in = Client()
    signed_in.force_login(stranger, backend=BACKEND)
    for address in addresses(part):
        assert Client().get(address).status_code == 302
        refused = signed_in.get(address)
        assert refused.status_code == 403
        assert "Buy together" not in refused.content.decode()


def test_a_session_of_another_network_is_not_found(part, coordinator):
    from networks.people.models import Role, RoleKind

    other = Network.objects.create(name="Arin", slug="arin", languages=["en"])
    with in_network(other):
        Role.objects.create(person=coordinator, kind=RoleKind.COORDINATOR)
    client = Client()
    client.force_login(coordinator, backend=BACKEND)
    for address in addresses(part):
        assert client.get(address.replace("/ponte/", "/arin/")).status_code == 404


def test_state_tells_everything_once(part, coordinator):
    async def told(address) -> dict:
        client = AsyncClient()
        await client.aforce_login(coordinator, backend=BACKEND)
        return json.loads((await client.get(address)).content)

    console, board = addresses(part)[0], addresses(part)[2]
    message = asyncio.run(told(console))
    assert set(message["put"]) == {
        "run",
        "clock",
        "steer",
        "here",
        "parts",
        "joining",
        "answers",
        "themes",
        "groups",
    }
    assert "Buy together" in message["put"]["answers"]
    assert "csrf" not in json.dumps(message), "one drawing serves all, so it carries nobody's token"
    steering.hide_answer(Answer.objects.get(), "It names a person", coordinator)
    message = asyncio.run(told(console + "?queue=hidden"))
    assert "It names a person" in message["put"]["answers"]
    message = asyncio.run(told(board))
    assert set(message["put"]) == {"tools", "targets", "columns"}
    assert "Buy together" not in message["put"]["columns"]


def test_whoever_loses_the_role_is_told_nothing_more(part, monkeypatch):
    """S66"""
    monkeypatch.setattr(hubs_module, "BEAT", 0.2)
    monkeypatch.setattr("networks.meet.sessions.live.streams.BEAT", 0.2)
    person = Person.objects.create_user("marek@most.example", "Marek Hudák")
    role = SessionRole.objects.create(session=part.session, person=person, kind="facilitator")

    async def follow() -> list[str]:
        client = AsyncClient()
        await client.aforce_login(person, backend=BACKEND)
        answer = await client.get(addresses(part)[1])
        assert answer.status_code == 200
        heard = []
        async with asyncio.timeout(60):
            async for chunk in answer.streaming_content:
                heard.append(chunk.decode())
                if len(heard) == 2:
                    await role.adelete()
        return heard

    assert "event: end\ndata: removed" in asyncio.run(follow())[-1]
