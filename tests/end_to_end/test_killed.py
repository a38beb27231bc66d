"""The server is killed while answers arrive. Every confirmed answer is there afterwards, once."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import aiohttp
import pytest

from tests.live_server import with_a_session

pytestmark = [pytest.mark.slow, pytest.mark.room("meet.sessions")]
CLIENTS = 10
KEPT = """
import json
from networks.base.tenancy import across_networks
from networks.meet.sessions.models import Answer, Part, Session, Update
with across_networks("a test"):
    rows = [(str(key), text, number) for key, text, number in Answer.objects.values_list("key", "text", "number")]
    part, session = Part.objects.get(), Session.objects.get()
    last = Update.objects.order_by("-number").first().number
print(json.dumps([rows, part.answer_number, session.update_number, last]))
"""


def play(story) -> None:
    """Run a story in a loop of its own, beside the one that browser tests leave open. It ends, or fails."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, asyncio.wait_for(story(), 240)).result()


class Phone:
    """Sends answers as the page does: each is kept and sent again, with its key, until it is confirmed."""

    def __init__(self, server, code, part, secret):
        self.url = f"{server.address}/j/{code}/answers/"
        self.part, self.cookies = part, {"seat": secret}
        self.confirmed: dict[str, str] = {}
        self.kept: dict[str, str] = {}

    async def send(self, http, key, text) -> bool:
        body = {"part": self.part, "key": key, "text": text, "language": "en"}
        try:
            async with http.post(
                self.url, json=body, cookies=self.cookies, headers={"X-Net-Works": "1"}
            ) as reply:
                if reply.status == 200 and (await reply.json())["state"] == "arrived":
                    self.confirmed[key] = text
                    self.kept.pop(key, None)
                    return True
        except (aiohttp.ClientError, TimeoutError, json.JSONDecodeError):
            pass
        return False

    async def write(self, http, stop: asyncio.Event):
        while not stop.is_set():
            key = str(uuid4())
            self.kept[key] = f"answer {key}"
            if not await self.send(http, key, self.kept[key]):
                await asyncio.sleep(0.05)

    async def send_again(self, http):
        for key, text in list(self.kept.items()):
            assert await self.send(http, key, text)


def test_every_confirmed_answer_is_there_exactly_once(server):
    code, part, secrets = with_a_session(server, CLIENTS)
    phones = [Phone(server, code, part, secret) for secret in secrets]

    async def story():
        timeout = aiohttp.ClientTimeout(total=60)
        async with aiohttp.ClientSession(timeout=timeout, cookie_jar=aiohttp.DummyCookieJar()) as http:
            for killed in range(2):
                server.start()
                stop = asyncio.Event()
                writing = [asyncio.create_task(phone.write(http, stop)) for phone in phones]
                before = sum(len(phone.confirmed) for phone in phones)
                while sum(len(phone.confirmed) for phone in phones) < before + 60:
                    await asyncio.sleep(0.01)
                server.kill()
                stop.set()
                await asyncio.gather(*writing)
                assert any(phone.kept for phone in phones), f"round {killed}: nothing was on its way"
            server.start()
            confirmed_before = {key for phone in phones for key in phone.confirmed}
            kept = {row[0] for row in json.loads(server.script(KEPT))[0]}
            assert confirmed_before <= kept
            await asyncio.gather(*(phone.send_again(http) for phone in phones))

    play(story)
    rows, part_number, session_number, last_update = json.loads(server.script(KEPT))
    said = {key: text for phone in phones for key, text in phone.confirmed.items()}
    assert sorted(row[0] for row in rows) == sorted(said)
    assert all(text == said[key] for key, text, _ in rows)
    assert sorted(row[2] for row in rows) == list(range(1, len(rows) + 1))
    assert (part_number, session_number) == (len(rows), last_update)
    assert server.stop() in (0, -15)


def test_the_server_stops_though_somebody_follows(server):
    code, _part, secrets = with_a_session(server, 1)
    server.start()

    async def story():
        url, cookies = f"{server.address}/j/{code}/stream", {"seat": secrets[0]}
        async with aiohttp.ClientSession() as http, http.get(url, cookies=cookies) as stream:
            first = await stream.content.readuntil(b"\n\n")
            assert first.startswith(b"retry: ")
            server.process.terminate()
            assert b"event: end\ndata: restart" in await stream.content.read()

    play(story)
    assert server.process.wait(60) in (0, -15)
