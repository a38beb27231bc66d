"""Many follow a session: all are told once for all who look alike, nobody waits for who is slow, and answers of many arrive together."""

import asyncio
import json
from contextlib import AsyncExitStack
from uuid import uuid4

import pytest

from networks.meet.sessions.live import hub as hubs_module
from networks.meet.sessions.live import streams
from networks.meet.sessions.live.moment import Looker
from networks.meet.sessions.models import Update
from networks.meet.sessions.rules import running
from networks.meet.sessions.tests.a_session import a_guest, a_part, a_session, close
from networks.meet.sessions.tests.a_stream import Connection, answer, connected, do, number_of, play
from networks.web.asgi import application, django_application

pytestmark = pytest.mark.django_db(transaction=True)


def test_no_stream_holds_a_database_connection(network):
    """More people follow than there are connections (networks/web/settings.py: ten on PostgreSQL), and all are told."""
    session = a_session()
    guests = [a_guest(session, f"Guest {number}")[1] for number in range(12)]

    async def story():
        async with AsyncExitStack() as open_streams:
            for secret in guests:
                stream = await open_streams.enter_async_context(
                    connected(session, secret, "from=-1", django_application)
                )
                assert (await stream.message())["whole"]

    play(story)


def test_everybody_is_told_another_time_to_come_back_and_hears_that_the_line_holds(network, monkeypatch):
    """S61: so that a server that starts again is not run over by all at once, and silence is noticed."""
    monkeypatch.setattr(streams, "BEAT", 0.1)
    monkeypatch.setattr(hubs_module, "BEAT", 0.1)
    session = a_session()
    secrets = [a_guest(session)[1] for _ in range(6)]

    async def story():
        waits = set()
        for secret in secrets:
            query = f"from={number_of(session)}"
            stream = Connection(application, f"/j/{session.code}/stream", query, secret)
            waits.add(int((await stream.chunk()).removeprefix("retry: ")))
            beat = await stream.message()
            assert (beat["event"], beat["id"]) == ("beat", str(number_of(session)))
            await stream.close()
        assert len(waits) > 1
        assert all(1000 <= wait <= 5000 for wait in waits)

    play(story)


def test_all_who_look_alike_share_one_drawing(network, monkeypatch):
    """S64"""
    session = a_session()
    part = a_part(session, open=False)
    secrets = [a_guest(session)[1] for _ in range(12)]
    drawn = []
    draw = hubs_module.Hub._draw
    monkeypatch.setattr(
        hubs_module.Hub, "_draw", lambda self, *arguments: drawn.append(arguments) or draw(self, *arguments)
    )

    async def story():
        start = f"from={number_of(session)}"
        connections = [Connection(application, f"/j/{session.code}/stream", start, s) for s in secrets]
        for connection in connections:
            await connection.chunk()
        await do(network, running.move, part, "open", None, seen="planned")
        messages = [await connection.message() for connection in connections]
        assert len({json.dumps(m) for m in messages}) == 1
        assert len(drawn) == 1
        for connection in connections:
            await connection.close()

    play(story)


def test_many_answers_are_gathered(network, monkeypatch):
    """S64"""
    monkeypatch.setattr(hubs_module, "GATHER", 1.5)  # also where thirty answers take a busy machine long
    session = a_session()
    part = a_part(session)
    seat, secret = a_guest(session)

    async def story():
        async with connected(session, secret, f"from={number_of(session)}") as stream:
            for n in range(30):
                await do(network, answer, session, part, f"answer {n}", seat)
            told = []
            while not told or told[-1]["counts"]["answers"] < 30:
                told.append(await stream.message())
            assert len(told) < 30
            assert all(len(m["add"]["others"]) <= 3 for m in told)

    play(story)


def test_what_takes_long_to_draw_for_few_is_drawn_less_often_but_never_late(network, monkeypatch):
    """Answers wait for a console's long list, up to a second; what changes the state does not; nothing is left out."""
    monkeypatch.setattr(hubs_module, "GATHER", 0.01)
    session = a_session()
    part = a_part(session)
    seat, secret = a_guest(session)

    async def story():
        async with connected(session, secret, f"from={number_of(session)}") as stream:
            await do(network, answer, session, part, "first", seat)
            assert (await stream.message())["counts"] == {"answers": 1}
            # However quickly it is drawn what state the part is in: who sees it rests the longest time.
            monkeypatch.setattr(hubs_module, "REST", 1e9)
            monkeypatch.setattr(hubs_module, "LONGEST_REST", 60.0)
            for step, seen in (("pause", "open"), ("resume", "paused")):
                await do(network, running.move, part, step, None, seen=seen)
                assert "now" in (await stream.message())["put"]
            for n in range(3):
                await do(network, answer, session, part, f"more {n}", seat)
            with pytest.raises(TimeoutError):
                await stream.message(seconds=0.5)  # they rest
            await do(network, close, part)
            told = await stream.message()
            assert "now" in told["put"] and told["n"] == number_of(session)

    play(story)


def test_a_slow_reader_is_cut_and_not_waited_for(network, monkeypatch):
    """S64: nothing is gathered for a reader; who takes too long for one message starts anew."""
    monkeypatch.setattr(hubs_module, "SLOWEST", 0.1)
    session = a_session()
    part = a_part(session, open=False)

    async def story():
        async with streams.reading(session, Looker("participant"), number_of(session)) as reader:
            assert await reader.next()
            await do(network, running.move, part, "open", None, seen="planned")
            assert await reader.next()
            await asyncio.sleep(0.3)  # the reader takes so long for this message
            assert await reader.next() is None

    play(story)


def test_whoever_takes_nothing_any_more_is_cut(network, monkeypatch):
    """The line is there, and nothing gets through: what is kept for them is given up, others are told meanwhile."""
    monkeypatch.setattr(hubs_module, "SLOWEST", 0.1)
    monkeypatch.setattr(hubs_module, "BEAT", 0.2)
    session = a_session()
    part = a_part(session, open=False)
    _, secret = a_guest(session)
    _, others = a_guest(session)

    async def story():
        start = f"from={number_of(session)}"
        async with connected(session, others, start) as other:
            stuck = Connection(application, f"/j/{session.code}/stream", start, secret)
            await stuck.chunk()
            stuck.sent._maxsize = 1
            await stuck.sent.put({"type": "http.response.body", "body": b"not taken", "more_body": True})
            await do(network, running.move, part, "open", None, seen="planned")
            assert "put" in await other.message()
            await asyncio.wait({stuck.task}, timeout=20)
            assert stuck.task.done()

    play(story)


def test_streams_end_when_the_server_stops(network):
    session = a_session()
    _, secret = a_guest(session)

    async def story():
        async with connected(session, secret, f"from={number_of(session)}") as stream:
            hubs_module.hubs().end()
            assert (await stream.message()) == {"event": "end", "data": "restart"}
            assert await stream.message() is None

    play(story)


def post(session, secret, **data):
    headers = [(b"content-type", b"application/json"), (b"x-net-works", b"1")]
    body = json.dumps({"key": str(uuid4()), **data}, default=str).encode()
    path = f"/j/{session.code}/answers/"
    return Connection(application, path, "", secret, "POST", body, headers)


def test_answers_by_json_are_accepted_together_and_once(network):
    """S28"""
    session = a_session()
    part = a_part(session)
    seats = [a_guest(session) for _ in range(5)]
    key = uuid4()

    async def story():
        sent = [post(session, secret, part=part.pk, text=f"{n}") for n, (_, secret) in enumerate(seats)]
        sent += [post(session, seats[0][1], part=part.pk, key=key, text="twice") for _ in range(2)]
        sent += [post(session, "nobody", part=part.pk, text="no seat")]
        sent += [post(session, seats[0][1], part=part.pk, text="x" * 100_000)]
        replies = [json.loads(await connection.chunk()) for connection in sent]
        assert [r.get("state") for r in replies] == ["arrived"] * 7 + [None] * 2
        assert replies[5]["id"] == replies[6]["id"]
        assert [c.status for c in sent[-2:]] == [404, 422]
        assert "100000" in replies[-1]["say"]

    play(story)
    assert part.answers.count() == 6
    assert Update.objects.filter(kind="answer").count() == 1
    assert sorted(part.answers.values_list("number", flat=True)) == list(range(1, 7))


def test_json_without_our_header_goes_the_long_way_and_is_refused(network):
    session = a_session()
    part = a_part(session)
    _, secret = a_guest(session)

    async def story():
        body = json.dumps({"key": str(uuid4()), "part": str(part.pk), "text": "x"}).encode()
        headers = [(b"content-type", b"application/json"), (b"origin", b"https://evil.example")]
        sent = Connection(application, f"/j/{session.code}/answers/", "", secret, "POST", body, headers)
        assert "refused" in await sent.chunk()
        assert sent.status == 403

    play(story)
    assert not part.answers.exists()
