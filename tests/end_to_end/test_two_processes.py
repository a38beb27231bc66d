"""Two server processes on one database: whoever follows at one is told what comes in at the other; one may die."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import aiohttp
import pytest

from tests.live_server import LiveServer, own_database, with_a_session
from tests.two_processes import play

pytestmark = [pytest.mark.slow, pytest.mark.room("meet.sessions")]


@pytest.fixture
def second(server):
    made = LiveServer(server.folder, DATABASE_URL=server.environment["DATABASE_URL"])
    yield made
    made.kill()


async def until(stream, text: str) -> int:
    """Read until a message holds `text`; return its number."""
    number = 0
    async with asyncio.timeout(90):
        async for line in stream.content:
            if line.startswith(b"id: "):
                number = int(line[4:])
            if text.encode() in line:
                return number
    raise AssertionError("the stream ended")


def test_one_tells_what_the_other_took_and_takes_over_when_it_dies(server, second):
    code, part, (secret, other) = with_a_session(server, 2)
    server.start()
    second.start()

    async def answer(http, at, text):
        body = {"part": part, "key": str(uuid4()), "text": text, "language": "en"}
        cookies, headers = {"seat": other}, {"X-Net-Works": "1"}
        async with http.post(
            f"{at.address}/j/{code}/answers/", json=body, cookies=cookies, headers=headers
        ) as reply:
            assert (await reply.json())["state"] == "arrived"

    async def story():
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
            url, cookies = f"/j/{code}/stream?from=-1", {"seat": secret}
            async with http.get(server.address + url, cookies=cookies) as stream:
                await until(stream, '"whole"')
                await answer(http, second, "taken by the second")
                number = await until(stream, "taken by the second")
                server.kill()
            await answer(http, second, "while the first is dead")
            url = f"{second.address}/j/{code}/stream?from={number}"
            async with http.get(url, cookies=cookies) as stream:
                await until(stream, "while the first is dead")

    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, story()).result()
    assert json.loads(second.script(COUNT)) == 2


COUNT = """
from networks.base.tenancy import across_networks
from networks.meet.sessions.models import Answer
with across_networks("a test"):
    print(Answer.objects.count())
"""


@pytest.mark.postgres
def test_behind_nginx_nothing_is_lost_and_all_are_back_when_one_is_killed(tmp_path):
    """With the configuration of docs/examples. How soon they are back, bin/two-processes shows; the limit here is generous."""
    with own_database(tmp_path, prepared=True) as settings, ThreadPoolExecutor(1) as thread:
        came = thread.submit(play, tmp_path, settings, 20, 9).result()

    assert came["confirmed"] > 10
    assert (came["lost"], came["doubled"], came["not told all"], came["told twice"]) == (0, 0, 0, 0), came
    assert 0 < came["lines broken"] < 20, "some were on the other server"
    assert came["back after, s"][-1] < 30
