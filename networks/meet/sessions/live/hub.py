"""One hub for each session that somebody follows in this process: it alone reads the database for all its streams.

A hub is woken after every commit (`waking`), looks into the database every two seconds besides, and publishes: at once
what changes the state, at most four times a second what only counts. A stream holds nothing but the number it has
told; `message()` says what has changed since, drawn once for all who look alike. So a slow reader gathers no backlog.
"""

import asyncio
import json
import logging
import threading
from collections import Counter, deque
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from uuid import UUID
from weakref import WeakKeyDictionary

from django.db import close_old_connections
from django.utils import translation

from networks.base.tenancy import in_network
from networks.meet.sessions.live import presence, waking
from networks.meet.sessions.live.moment import Looker, Moment
from networks.meet.sessions.live.roles import GATHERED, ROLES, News
from networks.meet.sessions.models import Session, Update

log = logging.getLogger(__name__)
GATHER = 0.25  # seconds: at most four times a second
LOOK = 2.0  # seconds between looks into the database where nobody woke us
PAUSE = 0.015  # seconds between two looks at most as often
BEAT = 15.0  # seconds between signs of life
REMEMBERED = 200  # updates; whoever missed more gets the whole state
STAY = 10.0  # seconds that a hub waits for somebody to come back
SLOWEST = 20.0  # seconds that a reader may take for one message: the server keeps 64 kB for them, then they start anew
MANY = 10  # whoever has fewer beside them waits for their own drawing, so that a room does not wait for a console
# Where a drawing for few takes long, counts and new answers wait for so many times that, so that a console's long list
# does not take the processor from the room; at most so many seconds, and never what changes the state.
REST, LONGEST_REST = 3, 1.0

# Drawing and reading happen here, so that no stream and no page waits for them.
workers = ThreadPoolExecutor(2, thread_name_prefix="live")


async def in_worker(function, *arguments):
    """Call `function` in a worker's thread, which gives its database connection back afterwards."""

    def work():
        try:
            return function(*arguments)
        finally:
            close_old_connections()

    return await asyncio.get_running_loop().run_in_executor(workers, work)


@dataclass(frozen=True)
class Message:
    """What is told to all who look alike and know as much: as JSON, and as it goes over the line."""

    body: str
    event: bytes

    @classmethod
    def of(cls, number: int, content: dict) -> "Message":
        body = json.dumps({"n": number, **content}, ensure_ascii=False)
        return cls(body, f"id: {number}\ndata: {body}\n\n".encode())


class Alike:
    """All who look alike in one session: what they are told is drawn once. `messages`: the number they knew → the drawing."""

    __slots__ = ("followers", "looker", "messages", "rests_until")

    def __init__(self, looker: Looker):
        self.looker = looker
        self.followers = 0
        self.rests_until = 0.0
        self.messages: dict[int, asyncio.Task] = {}  # of the published number


class Hub:
    """What this process knows of one session. Lives in the event loop; only `_read` and `_draw` run in workers."""

    def __init__(self, key: UUID, network: UUID):
        self.key, self.network = key, network
        self.number = 0  # the last one published
        # Replaced by a new one whenever something is published, and at every beat.
        self.changed = asyncio.Event()
        self.ended = False
        self.removed: dict[UUID, bytes] = {}  # seat → how its stream ends
        self.seats: Counter[UUID] = Counter()  # who is connected here, with how many streams
        self.sending: dict[asyncio.Task, float] = {}  # whose message is on its way, since when
        self._followers = 0
        self._read_number = 0
        self._remembered: deque[News] = deque(maxlen=REMEMBERED)
        self._woken = asyncio.Event()
        self._alike: dict[Looker, Alike] = {}
        self._drawn: dict[tuple[Looker, str], tuple[str, int, int]] = {}  # html, since, drawn at
        self._moment: Moment | None = None
        self._lock = threading.Lock()
        self._task: asyncio.Task | None = None
        self._ready = asyncio.Event()

    # ---- following ----

    @asynccontextmanager
    async def followed(self, looker: Looker, seat: UUID | None = None) -> AsyncIterator[Alike]:
        """While somebody follows, the hub runs. Gives those who look alike."""
        alike = self._alike.get(looker)
        if alike is None:
            alike = self._alike[looker] = Alike(looker)
        alike.followers += 1
        self._followers += 1
        if seat is not None:
            self.seats[seat] += 1
            presence.heard(self.key, self.network, seat)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        try:
            await self._ready.wait()
            yield alike
        finally:
            self._followers -= 1
            alike.followers -= 1
            if not alike.followers:
                self._alike.pop(looker, None)
            if seat is not None:
                self.seats[seat] -= 1
                if not self.seats[seat]:
                    del self.seats[seat]

    def wake(self) -> None:
        self._woken.set()

    def end(self) -> None:
        """End all streams: the server stops."""
        self.ended = True
        self._tell()
        self._woken.set()

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        published = beat = alone_since = loop.time()
        due: float | None = None  # when gathered updates go out
        while not self.ended:
            try:
                fresh = await in_worker(self._read)
            except Exception:
                log.exception("the stream of a session goes on")
                fresh = []
                await asyncio.sleep(1)
            now = loop.time()
            for news in fresh:
                self._remember(news)
            if fresh:
                urgent = any(news.kind not in GATHERED for news in fresh)
                due = now if urgent else min(due if due is not None else published + GATHER, now + GATHER)
            if not self._ready.is_set():
                self.number, due = self._read_number, None
                self._ready.set()
            if due is not None and now >= due:
                due, published = None, now
                await self._publish()
            if now - beat >= BEAT:
                beat = now
                for seat in self.seats:
                    presence.heard(self.key, self.network, seat)
                self._cut_the_slow(now)
                self._tell()
            if self._followers:
                alone_since = now
            elif now - alone_since > STAY:
                break
            await self._wait(min(LOOK, due - now if due is not None else LOOK))
        self._ready.clear()
        hubs().forget(self)

    async def _wait(self, seconds: float) -> None:
        """Wait until woken, at most `seconds`, and a moment longer so that many wakings are one look."""
        try:
            async with asyncio.timeout(max(0.0, seconds)):
                await self._woken.wait()
        except TimeoutError:
            return
        await asyncio.sleep(PAUSE)
        self._woken.clear()

    def _remember(self, news: News) -> None:
        self._remembered.append(news)
        self._read_number = max(self._read_number, news.number)
        if news.kind == "state" and news.data.get("reset"):
            # A rehearsal was put back: nobody has a seat any more.
            self.removed.update(dict.fromkeys(self.seats, b"reset"))
        elif news.kind == "seat" and news.data.get("seat"):
            seat = UUID(news.data["seat"])
            if news.data.get("removed"):
                self.removed[seat] = b"removed"
            else:
                self.removed.pop(seat, None)
        elif news.kind == "undone":
            self.removed.clear()  # perhaps it was a removal; who is removed has no stream any more anyway

    async def _publish(self) -> None:
        """Draw what those will ask for who were told the last time; then wake all, who find it ready and only send it."""
        number, before, self._moment = self._read_number, self.number, None
        everybody = sorted(self._alike.values(), key=lambda alike: -alike.followers)
        for alike in everybody:  # drawn one after the other, for the many first
            if self._rest_of(alike, before):
                alike.messages = {}  # drawn when they ask, after their rest
            else:
                alike.messages = {before: asyncio.create_task(self._drawing(alike, before, number))}
        for alike in everybody[:1] + [alike for alike in everybody[1:] if alike.followers >= MANY]:
            if alike.messages:
                await asyncio.wait(alike.messages.values())
        self.number = number
        self._tell()

    def _tell(self) -> None:
        before, self.changed = self.changed, asyncio.Event()
        before.set()

    def _cut_the_slow(self, now: float) -> None:
        """End the streams of those who have not taken one message for too long."""
        for task, since in list(self.sending.items()):
            if now - since > SLOWEST:
                task.cancel()

    # ---- what is told ----

    async def message(self, alike: Alike, since: int) -> tuple[int, "Message | None"]:
        """Return the published number, and what those `alike` are told who know everything up to `since` (None: nothing)."""
        if since > self.number:
            await self._catch_up(since)
        while since < self.number and (rest := self._rest_of(alike, since)) and not self.ended:
            changed = self.changed
            with suppress(TimeoutError):
                async with asyncio.timeout(rest):
                    await changed.wait()
        if since == self.number:
            return self.number, None
        number, task = self.number, alike.messages.get(since)
        if task is None:
            task = alike.messages[since] = asyncio.create_task(self._drawing(alike, since, number))
        try:
            # Most streams find it drawn already; a shield for each of thousands costs more than the sending.
            return number, task.result() if task.done() else await asyncio.shield(task)
        except Exception:
            log.exception("a page of the session could not be drawn")
            return number, None

    async def _drawing(self, alike: Alike, since: int, number: int) -> "Message | None":
        loop = asyncio.get_running_loop()
        began = loop.time()
        message = await in_worker(self._draw, alike.looker, since, number)
        now = loop.time()
        alike.rests_until = now + min(LONGEST_REST, REST * (now - began))
        return message

    def _rest_of(self, alike: Alike, since: int) -> float:
        """Seconds that those alike wait for what came after `since`: none where they are many, or where the state changed."""
        left = alike.rests_until - asyncio.get_running_loop().time()
        if left <= 0 or alike.followers >= MANY:
            return 0.0
        missed = self._missed(since, self._read_number)
        if missed is None or any(news.kind not in GATHERED for news in missed):
            return 0.0
        return left

    async def _catch_up(self, number: int) -> None:
        """A page was drawn just now, from a commit that this hub has not looked at yet: wait a moment for it."""
        self.wake()
        with suppress(TimeoutError):
            async with asyncio.timeout(1):
                while number > self.number and not self.ended:
                    await self.changed.wait()

    def _missed(self, since: int, number: int) -> list[News] | None:
        """The updates after `since`, or None where not all of them are remembered."""
        if since > number or since < 0:
            return None
        news = [n for n in list(self._remembered) if since < n.number <= number]
        return news if len(news) == number - since else None

    def _draw(self, looker: Looker, since: int, number: int) -> "Message | None":
        role = ROLES[looker.role]
        missed = self._missed(since, number)
        with self._lock, in_network(self.network):
            moment = self._moment
            if moment is None or moment.number < number:
                moment = self._moment = Moment.now(self.key)
                if moment is None:
                    return None
            words = moment.words(looker.language)
            with translation.override(words.in_language):
                values = role.values(moment, looker)
                kinds = {news.kind for news in missed or ()}
                put = {}
                for region in role.regions:
                    if missed is None or region.concerns(kinds):
                        html, changed = self._draw_region(role, region, looker, values, number)
                        if missed is None or changed is None or changed > since:
                            put[region.name] = html
                told = role.small(moment, looker, missed, values) if missed and role.small else {}
        add = {name: html for name, html in told.get("add", {}).items() if name not in put}
        content = {"put": put, "add": add, "counts": told.get("counts", {}), "look": told.get("look", [])}
        content["groups"] = told.get("groups", [])
        content = {name: value for name, value in content.items() if value}
        if missed is None:
            content["whole"] = True
        return Message.of(number, content) if content else None

    def _draw_region(self, role, region, looker, values, number) -> tuple[str, int | None]:
        """Draw a region once for this number; return it, and since which number it looks so (None: not known)."""
        key = (looker, region.name)
        before = self._drawn.get(key)
        if before is not None and before[2] == number:
            return before[0], before[1]
        html = role.draw(region, values)
        same = before is not None and before[0] == html and self._stood(region, before[2], number)
        since = before[1] if same else number
        self._drawn[key] = (html, since, number)
        return html, since if before is not None else None

    def _stood(self, region, drawn_at: int, number: int) -> bool:
        """Whether every page that follows has shown this region as it was drawn at `drawn_at` ever since: nothing was added to it
        meanwhile, and nothing came and went between two drawings."""
        missed = self._missed(drawn_at, number)
        if missed is None or any(news.kind in region.grows for news in missed):
            return False
        return sum(region.concerns({news.kind}) for news in missed) <= 1

    def _read(self) -> list[News]:
        with in_network(self.network):
            rows = Update.objects.filter(session_id=self.key).values_list("number", "kind", "part_id", "data")
            if not self._ready.is_set():
                # Some updates are deleted (those of sealed answers), so the session itself says where it is.
                at = Session.objects.values_list("update_number", flat=True).get(pk=self.key)
                first = rows.filter(number__lte=at).order_by("-number")[:REMEMBERED]
                self._remembered.extend(News.of(*row) for row in reversed(first))
                self._read_number = at
                return []
            fresh = list(rows.filter(number__gt=self._read_number).order_by("number")[: 5 * REMEMBERED])
            return [News.of(*row) for row in fresh]


class Hubs:
    """All hubs of one event loop."""

    def __init__(self):
        self.by_key: dict[UUID, Hub] = {}
        self.loop = asyncio.get_running_loop()

    def of(self, session: Session) -> Hub:
        hub = self.by_key.get(session.pk)
        if hub is None or hub.ended:
            hub = self.by_key[session.pk] = Hub(session.pk, session.network_id)
        return hub

    def wake(self, key: UUID | None) -> None:
        """Wake the hub of a session, from any thread; all hubs where no key is given."""
        if not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self._wake, key)

    def _wake(self, key: UUID | None) -> None:
        for hub in [self.by_key.get(key)] if key else list(self.by_key.values()):
            if hub is not None:
                hub.wake()

    def forget(self, hub: Hub) -> None:
        if self.by_key.get(hub.key) is hub:
            del self.by_key[hub.key]

    def end(self) -> None:
        for hub in list(self.by_key.values()):
            hub.end()


_hubs: WeakKeyDictionary = WeakKeyDictionary()


def hubs() -> Hubs:
    """The hubs of the running event loop."""
    loop = asyncio.get_running_loop()
    found = _hubs.get(loop)
    if found is None:
        found = _hubs[loop] = Hubs()
        waking.in_this_process()
    return found


def all_hubs() -> list[Hubs]:
    return list(_hubs.values())


def _wake_all(key: UUID | None) -> None:
    for found in all_hubs():
        found.wake(key)


waking.sleepers.append(_wake_all)
