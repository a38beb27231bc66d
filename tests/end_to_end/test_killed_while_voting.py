"""The server is killed while votes arrive. Every confirmed vote is there afterwards, once: open and secret."""

import asyncio
import json
from collections import Counter

import aiohttp
import pytest

from tests.bench.votes import ASSEMBLY, CLOSE, TOKEN
from tests.end_to_end.test_killed import play

pytestmark = [pytest.mark.slow, pytest.mark.room("meet.meetings")]
VOTERS = 40
KEPT = """
import json
from networks.base.tenancy import across_networks
from networks.meet.meetings.models import Ballot, Paper, RollEntry
with across_networks("a test"):
    papers = [(str(entry), choice) for entry, choice in Paper.objects.values_list("entry", "choice")]
    voted = [str(key) for key in RollEntry.objects.filter(voted=True).values_list("pk", flat=True)]
    receipts = RollEntry.objects.exclude(receipt="").values("receipt").distinct().count()
    print(json.dumps([papers, voted, receipts, Ballot.objects.get().result]))
"""


class Voter:
    """Casts one vote as the form does, and sends the same again until it is confirmed."""

    def __init__(self, server, ballot, key, entry, choice):
        self.url = f"{server.address}/ponte/meet/meetings/ballots/{ballot}/"
        self.key, self.entry, self.choice = key, entry, choice
        self.confirmed = False

    async def cast(self, http) -> None:
        data = {"entry": self.entry, "choice": self.choice, "csrfmiddlewaretoken": TOKEN}
        headers = {"Cookie": f"sessionid={self.key}; csrftoken={TOKEN}"}
        try:
            async with http.post(
                f"{self.url}votes/new/", data=data, headers=headers, allow_redirects=False
            ) as reply:
                self.confirmed = reply.status == 302 and reply.headers["Location"] in self.url
        except (aiohttp.ClientError, TimeoutError):
            pass


@pytest.mark.parametrize("form", ["open", "secret"])
def test_every_confirmed_vote_counts_exactly_once(server, form):
    server.run("migrate", "-v0")
    made = ASSEMBLY.replace("PEOPLE", str(VOTERS)).replace('form="secret"', f'form="{form}"')
    lines = server.script(made).split()
    (_chair, ballot), *pairs = zip(lines[::2], lines[1::2], strict=True)
    choices = ("yes", "no", "abstain")
    voters = [Voter(server, ballot, *pair, choices[place % 3]) for place, pair in enumerate(pairs)]

    async def story():
        timeout = aiohttp.ClientTimeout(total=60)
        connector = aiohttp.TCPConnector(limit=0, force_close=True)
        async with aiohttp.ClientSession(
            connector=connector, timeout=timeout, cookie_jar=aiohttp.DummyCookieJar()
        ) as http:
            server.start()
            voting = [asyncio.create_task(one.cast(http)) for one in voters]
            while sum(one.confirmed for one in voters) < 5:
                await asyncio.sleep(0.001)
            server.kill()
            await asyncio.gather(*voting)
            assert not all(one.confirmed for one in voters), "nothing was on its way"
            papers, voted, _receipts, _result = json.loads(server.script(KEPT))
            assert {one.entry for one in voters if one.confirmed} <= set(voted)
            assert len(papers) == len(voted)  # the vote and its paper: both, or neither
            server.start()
            while again := [one for one in voters if not one.confirmed]:
                await asyncio.gather(*(one.cast(http) for one in again))
            await asyncio.gather(*(one.cast(http) for one in voters[:10]))  # and once more

    play(story)
    papers, voted, receipts, result = json.loads(server.script(CLOSE + KEPT))
    said = Counter(one.choice for one in voters)
    assert sorted(voted) == sorted(one.entry for one in voters)
    assert Counter(choice for _entry, (choice,) in papers) == said
    assert {name: result[name] for name in said} == said
    if form == "open":
        assert {entry: choice for entry, (choice,) in papers} == {o.entry: o.choice for o in voters}
    else:
        assert receipts == VOTERS and {entry for entry, _choice in papers} == {"None"}
    assert server.stop() in (0, -15)
