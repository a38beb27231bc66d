"""A whole room at once: after the server was started again, and when a result is shown that all fetch. S65 (figures: docs/performance.md)."""

import asyncio
import json

import pytest

from networks.meet.sessions.live import hub as hubs_module
from networks.meet.sessions.models import Given
from networks.meet.sessions.pages import prioritising as pages
from networks.meet.sessions.rules import prioritising, running, steering
from networks.meet.sessions.rules.priority_results import shown_result
from networks.meet.sessions.tests.a_session import a_guest, a_part, a_session
from networks.meet.sessions.tests.a_stream import Connection, answer, do, number_of, play
from networks.web.asgi import application

pytestmark = pytest.mark.django_db(transaction=True)
ROOM = 60


@pytest.fixture
def drawn(monkeypatch):
    """What is drawn, as often as it is drawn."""
    found = []
    draw = hubs_module.Hub._draw
    monkeypatch.setattr(
        hubs_module.Hub, "_draw", lambda self, *arguments: found.append(arguments) or draw(self, *arguments)
    )
    return found


async def follow(session, secrets, number) -> list[Connection]:
    """All open their stream in the same moment, knowing everything up to `number`; none is refused."""
    streams = [Connection(application, f"/j/{session.code}/stream", f"from={number}", s) for s in secrets]
    await asyncio.gather(*(stream.chunk() for stream in streams))
    assert {stream.status for stream in streams} == {200}
    return streams


async def told(stream, number) -> str:
    """What a stream tells until it knows everything up to `number`."""
    said, known = "", 0
    while known < number:
        message = await stream.message()
        assert "event" not in message, message
        known = message["id"]
        said += json.dumps(message)
    return said


def test_after_a_restart_a_whole_room_is_back_none_refused_and_told_what_it_missed(network, drawn):
    """S65"""
    session = a_session()
    part = a_part(session, open=False)
    seat, *others = [a_guest(session, f"Guest {n}") for n in range(ROOM)]
    secrets = [secret for _, secret in (seat, *others)]

    async def story():
        streams = await follow(session, secrets, number_of(session))
        await do(network, running.move, part, "open", None, seen="planned")
        known = [(await stream.message())["id"] for stream in streams]
        hubs_module.hubs().end()  # as when the server stops
        assert [await stream.message() for stream in streams] == [{"event": "end", "data": "restart"}] * ROOM
        for stream in streams:
            await stream.close()
        await do(network, answer, session, part, "said while nobody followed", seat[0])
        drawn.clear()
        streams = await follow(session, secrets, known[0])
        number = await asyncio.to_thread(number_of, session)
        said = await asyncio.gather(*(told(stream, number) for stream in streams))
        assert all("said while nobody followed" in one for one in said)
        assert len(drawn) == 1
        for stream in streams:
            await stream.close()

    play(story)


def test_a_result_that_all_fetch_when_voting_ends_is_made_ready_once(network, client, monkeypatch):
    """S65"""
    part = a_part(a_session(), stages=["priorities"], priority_method="approval", priority_places=1)
    for position, text in enumerate(("Buy together", "Learn"), 1):
        Given.objects.create(part=part, text=text, position=position)
    chosen = prioritising.targets(part)[0].key
    seats = [a_guest(part.session, f"Guest {n}") for n in range(12)]
    for seat, _ in seats:
        prioritising.cast(part, {"approved": [chosen]}, seat.pk, seat)
    running.move(part, "close", None, seen="open")
    prioritising.compute(part)
    made = []
    monkeypatch.setattr(
        pages, "shown_result", lambda *arguments: made.append(arguments) or shown_result(*arguments)
    )

    def look(shown):
        steering.show_results(part, shown, None)
        made.clear()
        for _, secret in seats:
            client.cookies["seat"] = secret
            base = f"/j/{part.session.code}/priorities/"
            yield client.get(base).text, client.get(f"{base}{part.pk}/")

    for choosing, whole in look(True):
        assert f"priorities/{part.pk}" in choosing and "Buy together" in whole.text
    assert len(made) == 1
    for choosing, whole in look(False):  # hidden again is hidden at once
        assert whole.status_code == 404 and f"priorities/{part.pk}" not in choosing
    assert not made
