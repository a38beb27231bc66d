"""Limits count failures, not successes: a room of 200 shares one address, and somebody who guesses fails.

    GUESSES = Limit("card", failures=100, seconds=600)

    if GUESSES.reached(client_address(request)): return too_many(request)
    ...
    GUESSES.failed(client_address(request), target)

Counts live in the shared cache, in windows of `seconds`; each of the things named is counted by itself.
"""

import hashlib
import time
from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@dataclass(frozen=True)
class Limit:
    """At most `failures` in any window of `seconds`, for each address or target."""

    name: str
    failures: int
    seconds: int = 600

    def reached(self, *whos: str) -> bool:
        """Whether one of `whos` has failed too often."""
        counts = cache.get_many([key for who in whos for key in self._keys(who)])
        return any(sum(counts.get(key, 0) for key in self._keys(who)) >= self.failures for who in whos)

    def failed(self, *whos: str) -> None:
        """Count one failure for each of `whos`."""
        self._add(1, whos)

    def forgive(self, *whos: str) -> None:
        """Take one count back: what was counted beforehand turned out well."""
        self._add(-1, whos)

    def _add(self, how_many: int, whos: tuple[str, ...]) -> None:
        for who in whos:
            key = self._keys(who)[0]
            if not cache.add(key, how_many, timeout=2 * self.seconds):
                try:
                    cache.incr(key, how_many)
                except ValueError:  # it ran out between the two
                    cache.set(key, how_many, timeout=2 * self.seconds)

    def _keys(self, who: str) -> list[str]:
        """The keys of this half window and the one before: nobody starts anew by waiting for the clock to strike."""
        mark = hashlib.sha256(who.encode()).hexdigest()[:32]
        now = int(time.time() // (self.seconds / 2))
        return [f"limit:{self.name}:{mark}:{window}" for window in (now, now - 1)]


def too_many(request: HttpRequest, minutes: int = 10) -> HttpResponse:
    """Say that there were too many failures, and when to try again."""
    return render(request, "base/too_many.html", {"minutes": minutes}, status=429)
