"""What participants of a rehearsal do, at human pace: join, follow, read, think, answer, say "me too", choose, evaluate.

Each knows only what its phone is told: the regions of the page, by the stream.
"""

import asyncio
import contextlib
import random
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from uuid import uuid4

from networks.meet.sessions.rehearsal.answers import AUDIENCES, COUNTRIES, NAMES, an_answer
from networks.meet.sessions.rehearsal.phone import Form, Phone

PART = re.compile(r'data-part="([0-9a-f-]{36})" data-kind="(\w+)"')
STATEMENT = re.compile(r'data-statement="([0-9a-f-]{36})"')
OPTION = re.compile(r'name="given" value="([0-9a-f-]{36})"')
SCALE = re.compile(r'name="value" value="(\d+)"')
OTHERS = re.compile(r'data-me-too="([0-9a-f-]{36})"')
ENDED = 'data-key="ended"'
MOST_CHOICES = 200
OVER = (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError)


@dataclass
class Tally:
    """What a room of simulated people did and met, for the last lines of the command."""

    counts: Counter = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)  # from sending an answer to its confirmation
    troubles: Counter = field(default_factory=Counter)

    def at(self, share: float) -> int:
        """Milliseconds to confirmation that a share of answers did not exceed."""
        ordered = sorted(self.seconds)
        return round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]) if ordered else 0


class Participant:
    """One of them. `pace` 1 is as people are; 10 is ten times as quick."""

    def __init__(
        self, address: str, code: str, language: str, tally: Tally, chance: random.Random, pace=1.0, secret=""
    ):
        self.phone, self.tally, self.chance, self.pace = Phone(address), tally, chance, pace
        self.code, self.language, self.base = code, language, f"/j/{code}/"
        if secret:
            self.base = f"/j/{code}/me/{secret}/"
        self.by_link = bool(secret)
        self.part = ("", "")  # the open part and its kind of answers
        self.form = ""  # the form of an answer, as drawn
        self.others: list[str] = []
        self.pressed: set[str] = set()
        self.done: set[str] = set()
        self.chose: set[str] = set()
        self.ended = False
        self.may_choose = False
        self.woken = asyncio.Event()

    async def think(self, seconds: float) -> None:
        """A while, around `seconds`."""
        await asyncio.sleep(self.chance.uniform(0.3, 1.7) * seconds / self.pace)

    # ---- joining and following ----

    async def take_part(self) -> None:
        """Join, then follow the session until cancelled, or until it is over and evaluated."""
        await self.think(4)
        while not await self._join():
            await self.think(5)
        self.tally.counts["joined"] += 1
        following = asyncio.create_task(self._follow())
        try:
            while not (self.ended and "evaluation" in self.done):
                await self._act()
        finally:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)

    async def _join(self) -> bool:
        try:
            status, page = await self.phone.get(f"{self.base}?language={self.language}")
            if status == 200 and not self.by_link and "seat" not in self.phone.cookies:
                fields = Form(page, "language").filled(
                    self.chance,
                    name=self.chance.choice(NAMES),
                    country=self.chance.choice(COUNTRIES),
                    audience=self.chance.choice(AUDIENCES),
                    organisation="",
                    language=self.language,
                )
                if fields is not None:
                    status, page = await self.phone.post(self.base, fields)
            if status == 200 and (self.by_link or "seat" in self.phone.cookies):
                return True
            self.tally.troubles[f"joining: {status}"] += 1
        except OVER as error:
            self.tally.troubles[f"joining: {type(error).__name__}"] += 1
        return False

    async def _follow(self) -> None:
        number = -1
        while True:
            try:
                async for message in self.phone.follow(f"{self.base}stream?from={number}"):
                    number = message.get("n", number)
                    self.tally.counts["messages"] += 1
                    self._read(message)
            except OVER as error:
                self.tally.troubles[f"stream: {type(error).__name__}"] += 1
            self.tally.counts["lines broken"] += 1
            await asyncio.sleep(self.chance.uniform(1, 5))

    def _read(self, message: dict) -> None:
        put = message.get("put", {})
        if "answer" in put:
            self.form = put["answer"]
            found = PART.search(self.form)
            self.part = (found[1], found[2]) if found else ("", "")
        if "now" in put:
            self.ended = ENDED in put["now"]
        if "after" in put:
            self.may_choose = "priorities/" in put["after"]
        seen = "".join([put.get("others", ""), *message.get("add", {}).get("others", [])])
        if "others" in put:
            self.others = []
        self.others = (OTHERS.findall(seen) + self.others)[:20]
        self.woken.set()

    # ---- taking part ----

    async def _act(self) -> None:
        """Do what the page invites to, or wait until it changes."""
        self.woken.clear()
        key, _kind = self.part
        try:
            if key and key not in self.done:
                await self.think(25)
                await self._answer(key)
            elif key and self.others and self.chance.random() < 0.6:
                await self.think(12)
                await self._me_too()
            elif key and self.part[1] == "open" and self.chance.random() < 0.15:
                await self.think(40)
                await self._answer(key)
            elif self.may_choose and "priorities" not in self.chose:
                await self.think(15)
                await self._choose()
            elif self.ended and "evaluation" not in self.done:
                await self.think(15)
                await self._evaluate()
            else:
                if not self.may_choose:
                    self.chose.discard("priorities")
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(20 / self.pace):
                        await self.woken.wait()
        except OVER as error:
            self.tally.troubles[f"{type(error).__name__}"] += 1
            await asyncio.sleep(1)

    async def _answer(self, key: str) -> None:
        part, kind = self.part
        if part != key:  # the facilitator went on while they thought
            return
        drafts: list[dict] = [{}]
        if kind == "open":
            drafts = [{"text": an_answer(self.language, self.chance)}]
        elif kind == "options":
            drafts = [{"given": self.chance.choice(OPTION.findall(self.form))}]
        elif kind == "scale":
            drafts = [{"value": self.chance.choice(SCALE.findall(self.form))}]
        elif kind == "statements":
            drafts = [
                {"given": g, "value": self.chance.choice((1, 1, 0, -1))} for g in STATEMENT.findall(self.form)
            ]
        for draft in drafts:
            content = {"part": part, "key": str(uuid4()), "language": self.language, "named": True, **draft}
            await self._send(content)
        self.done.add(key)

    async def _send(self, content: dict) -> None:
        """Send until it is confirmed or refused, as the page does."""
        for _again in range(10):
            began = time.perf_counter()
            try:
                status, told = await self.phone.send(f"{self.base}answers/", content)
            except OVER:
                status, told = 503, {}
            if told.get("state"):
                self.tally.seconds.append(time.perf_counter() - began)
                self.tally.counts["answers"] += 1
                return
            if status not in (429, 500, 502, 503, 504):
                self.tally.troubles[f"answer refused: {told.get('refused', status)}"] += 1
                return
            await asyncio.sleep(self.chance.uniform(1, 3))
        self.tally.troubles["answer never confirmed"] += 1

    async def _me_too(self) -> None:
        liked = next((key for key in self.others if key not in self.pressed), None)
        if liked is None:
            self.others = []
            return
        self.pressed.add(liked)
        status, _told = await self.phone.send(f"{self.base}answers/{liked}/me-too/", {})
        self.tally.counts["me too"] += status == 200

    async def _choose(self) -> None:
        """Fill in the ballot, or go through the statements."""
        self.chose.add("priorities")
        status, page = await self.phone.get(f"{self.base}priorities/", X_Net_Works="fragment")
        for _next in range(MOST_CHOICES):
            fields = Form(page, "part").filled(self.chance)
            if status != 200 or fields is None or ("target" in dict(fields) and 'id="statement"' not in page):
                return
            status, page = await self.phone.post(f"{self.base}priorities/", fields, X_Net_Works="fragment")
            self.tally.counts["votes"] += status == 200
            if "target" not in dict(fields):
                return
            await self.think(4)

    async def _evaluate(self) -> None:
        self.done.add("evaluation")
        status, page = await self.phone.get(f"{self.base}evaluation/")
        fields = Form(page).filled(self.chance, words=an_answer(self.language, self.chance), email="")
        if status == 200 and fields is not None:
            status, page = await self.phone.post(f"{self.base}evaluation/", fields)
            self.tally.counts["evaluations"] += status == 200


async def play(participants: list[Participant], seconds: float, *stories) -> None:
    """Let them take part for `seconds`, beside other `stories` (coroutines)."""
    tasks = [asyncio.create_task(p.take_part()) for p in participants]
    beside = [asyncio.create_task(story) for story in stories]
    await asyncio.wait(tasks, timeout=seconds)
    for task in (*tasks, *beside):
        task.cancel()
    ends = await asyncio.gather(*tasks, *beside, return_exceptions=True)
    for end in ends:
        if isinstance(end, Exception) and not isinstance(end, OVER):
            raise end
