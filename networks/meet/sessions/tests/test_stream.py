"""Pages of a session are told what happens, in order, once for all who look alike, and nothing that is hidden."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from contextvars import copy_context
from datetime import timedelta
from uuid import uuid4

import pytest
from django import db
from django.db import transaction
from django.test import Client
from django.utils import timezone

from networks.base.tenancy import in_network
from networks.meet.sessions.live import hub as hubs_module
from networks.meet.sessions.live import presence, streams
from networks.meet.sessions.live.moment import Looker, Moment
from networks.meet.sessions.models import Answer, Part, Seat, Session, Update
from networks.meet.sessions.models.taking_part import HERE
from networks.meet.sessions.rules import answering, rehearsing, running, steering
from networks.meet.sessions.rules.answering import Draft
from networks.meet.sessions.tests.a_session import a_guest, a_part, a_session, close
from networks.web.asgi import application, django_application

pytestmark = pytest.mark.django_db(transaction=True)


class Connection:
    """One open request to the server, without a network between."""

    def __init__(self, server, path, query="", cookie="", method="GET", body=b"", headers=()):
        self.sent: asyncio.Queue = asyncio.Queue()
        self.asked: asyncio.Queue = asyncio.Queue()
        self.asked.put_nowait({"type": "http.request", "body": body, "more_body": False})
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [(b"host", b"testserver"), (b"cookie", f"seat={cookie}".encode()), *headers],
            "client": ("127.0.0.1", 1),
            "server": ("testserver", 80),
            "scheme": "http",
            "asgi": {"version": "3.0"},
        }
        self.task = asyncio.create_task(server(scope, self.asked.get, self.sent.put))
        self.text = ""
        self.status = None

    async def chunk(self, seconds=60):
        async with asyncio.timeout(seconds):
            while True:
                message = await self.sent.get()
                if message["type"] == "http.response.start":
                    self.status = message["status"]
                    continue
                if message.get("body"):
                    return message["body"].decode()
                if not message.get("more_body"):
                    return None

    async def message(self, seconds=60):
        """The next message as an object; `None` where the stream is over; events by their name."""
        while True:
            text = await self.chunk(seconds)
            if text is None:
                return None
            fields = dict(line.split(": ", 1) for line in text.strip().split("\n") if ": " in line)
            if "event" in fields:
                return fields
            if "data" in fields:
                return json.loads(fields["data"]) | {"id": int(fields["id"])}

    async def close(self):
        self.asked.put_nowait({"type": "http.disconnect"})
        await asyncio.wait({self.task}, timeout=5)


@asynccontextmanager
async def connected(session, secret, query="", server=application, **more):
    connection = Connection(server, f"/j/{session.code}/stream", query, secret, **more)
    try:
        await connection.chunk()  # how long to wait before trying again
        yield connection
    finally:
        await connection.close()


def play(story) -> None:
    """Run a story in a thread and loop of its own, beside whatever loop a browser's tests left open."""

    async def told():
        try:
            await story()
        finally:
            db.connection.close()  # inside a loop it is another one than outside

    with ThreadPoolExecutor(1) as thread:
        thread.submit(copy_context().run, asyncio.run, told()).result()


def number_of(session) -> int:
    return Session.objects.values_list("update_number", flat=True).get(pk=session.pk)


async def do(network, function, *arguments, **more):
    """Do something as another request would: in another thread, in this network."""

    def work():
        try:
            with in_network(network):
                return function(*arguments, **more)
        finally:
            db.connection.close()

    return await asyncio.to_thread(work)


def answer(session, part, text, seat):
    return answering.accept(session, [Draft(part=part.pk, key=uuid4(), text=text, seat=seat)])[0].answer


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


@pytest.mark.parametrize("server", [application, django_application])
def test_it_works(network, server):
    session = a_session()
    part = a_part(session, open=False)
    seat, secret = a_guest(session)

    async def story():
        async with connected(session, secret, f"from={number_of(session)}", server) as stream:
            await do(network, running.move, part, "open", None, seen="planned")
            opened = await stream.message()
            assert part.question in opened["put"]["now"] and "<textarea" in opened["put"]["answer"]
            await do(network, answer, session, part, "Together we are heard", seat)
            said = await stream.message()
            assert said["counts"] == {"answers": 1}
            assert "Together we are heard" in said["add"]["others"][0]
            assert "put" not in said
            assert said["id"] == said["n"] == number_of(session)

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


def test_who_wrote_an_answer_that_is_hidden_is_told_to_look_and_nobody_of_its_words(network):
    """S7: by its number, which others see beside it anyway; in an anonymous part by nothing."""
    session = a_session()
    part, secretly = a_part(session), a_part(session, open=False, naming="anonymous")
    seat, secret = a_guest(session)

    async def story():
        async with connected(session, secret, f"from={number_of(session)}") as stream:
            said = await do(network, answer, session, part, "marker-word", seat)
            await stream.message()
            await do(network, steering.hide_answer, said, "an address", None)
            told = await stream.message()
            assert told["look"] == [said.number]
            assert "an address" not in json.dumps(told) and "marker-word" not in json.dumps(told)
            await do(network, running.move, secretly, "open", None, seen="planned")
            await do(network, steering.go_to_part, session, secretly, None)
            said = await do(network, answer, session, secretly, "unsaid", seat)
            while "unsaid" not in json.dumps(await stream.message()):
                pass
            await do(network, steering.hide_answer, said, "a name", None)
            assert "look" not in await stream.message()

    play(story)


def test_what_is_hidden_leaves_pages_that_it_was_added_to(network):
    """Nothing but the answer came and went since the list was last drawn."""
    session = a_session()
    part = a_part(session, open=False)
    seat, secret = a_guest(session)

    async def story():
        async with connected(session, secret, f"from={number_of(session)}") as stream:
            await do(network, running.move, part, "open", None, seen="planned")
            await stream.message()
            said = await do(network, answer, session, part, "marker-word", seat)
            assert "marker-word" in (await stream.message())["add"]["others"][0]
            await do(network, steering.hide_answer, said, "an address", None)
            assert "marker-word" not in (await stream.message())["put"]["others"]
            await do(network, steering.show_answer, said, None)
            assert "marker-word" in (await stream.message())["put"]["others"]

    play(story)


def test_a_page_opened_between_two_changes_is_told_that_the_second_took_the_first_back(network):
    session = a_session()
    part = a_part(session, open=False)
    _, secret = a_guest(session)

    def paused_and_resumed():
        with transaction.atomic():
            running.move(part, "pause", None, seen="open")
            between = number_of(session)
            running.move(part, "resume", None, seen="paused")
        return between

    async def story():
        async with connected(session, secret, f"from={number_of(session)}") as stream:
            await do(network, running.move, part, "open", None, seen="planned")
            await stream.message()
            between = await do(network, paused_and_resumed)
            async with connected(session, secret, f"from={between}") as other:
                assert "<textarea" in (await other.message())["put"]["answer"]

    play(story)


def test_after_a_broken_line_one_gets_what_one_missed(network):
    """S61"""
    session = a_session()
    part = a_part(session, open=False)
    seat, secret = a_guest(session)

    async def story():
        async with connected(session, secret, f"from={number_of(session)}") as stream:
            await do(network, running.move, part, "open", None, seen="planned")
            last = (await stream.message())["id"]
        await do(network, answer, session, part, "said meanwhile", seat)
        await do(network, close, part)
        header = [(b"last-event-id", str(last).encode())]
        async with connected(session, secret, "from=0", headers=header) as stream:
            put, number = {}, last
            while number < number_of(session):  # in one message, or in two where they are gathered just now
                missed = await stream.message()
                assert "whole" not in missed and missed["id"] > number
                number = missed["id"]
                put |= missed.get("put", {})
            assert "said meanwhile" in put["others"]

    play(story)


@pytest.mark.parametrize("known", [-1, 0, 999_999])
def test_whoever_missed_too_much_gets_the_whole_state_once(network, known):
    """S63"""
    session = a_session()
    a_part(session)
    _, secret = a_guest(session)
    last = number_of(session)
    Update.objects.bulk_create(
        Update(session=session, number=last + n, kind="theme") for n in range(1, hubs_module.REMEMBERED + 50)
    )
    Session.objects.update(update_number=last + hubs_module.REMEMBERED + 49)

    async def story():
        async with connected(session, secret, f"from={known}") as stream:
            whole = await stream.message()
            assert whole["whole"] and set(whole["put"]) == {"now", "group", "answer", "others", "after"}
            with pytest.raises(TimeoutError):
                await stream.message(seconds=0.5)

    play(story)


def test_a_removed_guests_stream_ends(network):
    """S66"""
    session = a_session()
    seat, secret = a_guest(session)
    _, others = a_guest(session)

    async def story():
        async with (
            connected(session, secret, f"from={number_of(session)}") as stream,
            connected(session, others, f"from={number_of(session)}") as other,
        ):
            await do(network, steering.remove_seat, seat, None)
            assert (await stream.message()) == {"event": "end", "data": "removed"}
            assert await stream.message() is None
            with pytest.raises(TimeoutError):
                await other.message(seconds=0.5)
        again = Connection(application, f"/j/{session.code}/stream", "", secret)
        await again.chunk()
        assert again.status == 403

    play(story)


def test_when_a_rehearsal_is_put_back_people_are_told_so_and_not_that_they_were_removed(network):
    session = a_session(live=False)
    rehearsing.begin(session, None)
    _, secret = a_guest(session)

    async def story():
        async with connected(session, secret, f"from={number_of(session)}") as stream:
            await do(network, rehearsing.reset, session, None)
            assert (await stream.message()) == {"event": "end", "data": "reset"}

    play(story)


def test_without_a_lost_waking_it_only_takes_longer(network, monkeypatch):
    from networks.meet.sessions.live import telling

    session = a_session()
    part = a_part(session, open=False)
    _, secret = a_guest(session)

    async def story():
        async with connected(session, secret, f"from={number_of(session)}") as stream:
            monkeypatch.setattr(telling, "wakers", [])
            await do(network, running.move, part, "open", None, seen="planned")
            assert "put" in await stream.message()

    play(story)


@pytest.mark.parametrize("fields", [{"showing": "hidden"}, {"showing": "checked"}])
def test_what_is_hidden_is_in_no_message(network, fields):
    """S37; that it could have been there is shown by showing it afterwards."""
    session = a_session()
    part = a_part(session, **fields)
    seat, secret = a_guest(session)

    async def story():
        async with connected(session, secret, f"from={number_of(session)}") as stream:
            made = await do(network, answer, session, part, "marker-word", seat)
            await do(network, Session.objects.filter(pk=session.pk).update, title="x")
            await do(network, close, part)
            told = {}
            while "put" not in told:
                told = await stream.message()
                assert "marker-word" not in json.dumps(told)
                assert told.get("counts") in (None, {"answers": 0})
            state = Connection(application, f"/j/{session.code}/state", "from=0", secret)
            assert "marker-word" not in await state.chunk()
            await do(network, Answer.objects.filter(pk=made.pk).update, checked_at=made.written_at)
            await do(network, steering.show_results, part, True, None)
            assert "marker-word" in (await stream.message())["put"]["others"]
            await do(network, steering.hide_answer, made, "an address", None)
            assert "marker-word" not in (await stream.message())["put"]["others"]

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


def test_whoever_follows_without_a_script_is_here_too(network):
    """Each page that they open, and each thing that they send, is heard (S29)."""
    session = a_session()
    part = a_part(session)
    seat, secret = a_guest(session)
    phone = Client()
    phone.cookies["seat"] = secret
    written = {"part": part.pk, "key": uuid4(), "text": "Together"}
    for address, data in ((f"/j/{session.code}/", None), (f"/j/{session.code}/answers/", written)):
        Seat.objects.update(last_seen_at=timezone.now() - timedelta(minutes=10))
        response = (
            phone.get(address) if data is None else phone.post(address, data, HTTP_ORIGIN="http://testserver")
        )
        assert response.status_code in (200, 302)
        presence.write()
        assert presence.counts(session) == (1, 1)
    stretch = seat.presences.get()
    assert stretch.until - stretch.since >= HERE  # a page is read for a while


def test_presence_counts_people_and_is_written_for_all_at_once(network):
    """S29"""
    session = a_session()
    seats = [a_guest(session)[0] for _ in range(3)]
    Seat.objects.update(last_seen_at="2020-01-01T00:00Z")
    assert presence.counts(session) == (0, 0)
    for seat in seats[:2] * 2:
        presence.heard(session.pk, network.pk, seat.pk)
    presence.write()
    presence.heard(session.pk, network.pk, seats[0].pk)
    presence.write()
    assert presence.counts(session) == (2, 2)
    assert [seat.presences.count() for seat in seats] == [1, 1, 0]
    assert Update.objects.filter(kind="presence").count() == 3 + 1


def test_whoever_leaves_is_told_to_those_who_look(network):
    """S29: nobody has to come for a console to say that somebody has gone."""
    session = a_session()
    seat, _ = a_guest(session)
    presence.heard(session.pk, network.pk, seat.pk)
    presence.write()
    told = Update.objects.filter(kind="presence")
    before = told.count()
    presence.write()
    assert told.count() == before  # nothing is new
    for long, here in ((presence.CONNECTED, (1, 0)), (HERE, (0, 0))):
        key = (session.pk, network.pk)
        presence._lately[key] = timezone.now()
        Seat.objects.update(last_seen_at=timezone.now() - long)
        presence.write()
        before += 1
        assert (told.count(), presence.counts(session)) == (before, here)
    presence.write()
    assert told.count() == before and key not in presence._lately


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


def test_the_page_carries_the_number_it_was_drawn_at(network, client):
    """S67"""
    session = a_session()
    a_part(session)
    _, secret = a_guest(session)
    client.cookies["seat"] = secret
    assert f'data-from="{number_of(session)}"' in client.get(f"/j/{session.code}/").text


def test_a_moment_reads_a_part_once(network, django_assert_max_num_queries):
    session = a_session()
    part = a_part(session)
    seat, _ = a_guest(session)
    for n in range(20):
        answer(session, part, f"{n}", seat)
    with django_assert_max_num_queries(8):
        moment = Moment.now(session.pk)
        assert (moment.phase, len(moment.newest), moment.shown_count) == ("question", 12, 20)
    assert Part.objects.count() == 1
