"""Pages of a session are told what happens, in order, and nothing that is hidden."""

import json

import pytest
from django.db import transaction

from networks.meet.sessions.live import hub as hubs_module
from networks.meet.sessions.live.moment import Moment
from networks.meet.sessions.models import Answer, Part, Session, Update
from networks.meet.sessions.rules import rehearsing, running, steering
from networks.meet.sessions.tests.a_session import a_guest, a_part, a_session, close
from networks.meet.sessions.tests.a_stream import (
    Connection,
    answer,
    connected,
    connected_as_it_opens,
    do,
    number_of,
    play,
)
from networks.web.asgi import application, django_application

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("server", [application, django_application])
def test_it_works(network, server):
    session = a_session()
    part = a_part(session, open=False)
    seat, secret = a_guest(session)

    async def story():
        async with connected_as_it_opens(network, session, part, secret, server) as (stream, opened):
            assert part.question in opened["put"]["now"] and "<textarea" in opened["put"]["answer"]
            await do(network, answer, session, part, "Together we are heard", seat)
            said = await stream.message()
            assert said["counts"] == {"answers": 1}
            assert "Together we are heard" in said["add"]["others"][0]
            assert "put" not in said
            assert said["id"] == said["n"] == number_of(session)

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
        async with connected_as_it_opens(network, session, part, secret) as (stream, _opened):
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
        async with connected_as_it_opens(network, session, part, secret) as (_stream, _opened):
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
        async with connected_as_it_opens(network, session, part, secret) as (_stream, opened):
            last = opened["id"]
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
