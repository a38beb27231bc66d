"""The program as it is served, with a note of each commit and each publication: number and instant (CLOCK_MONOTONIC, one for all processes)."""

import os
import time

import django

django.setup()

from networks.meet.sessions.live import hub, telling  # noqa: E402
from networks.web.asgi import application  # noqa: E402

_notes = open(os.environ["BENCH_NOTES"], "a", buffering=1)  # noqa: SIM115
_publish = hub.Hub._publish


def _committed(_session, number: int) -> None:
    _notes.write(f"committed {number} {time.monotonic():.6f}\n")


async def _published(self) -> None:
    began, before = time.monotonic(), self._tell

    def tell() -> None:  # from here on it is sent
        _notes.write(f"published {self.number} {time.monotonic():.6f}\n")
        before()

    self._tell = tell
    try:
        await _publish(self)
    finally:
        del self._tell
    _notes.write(f"drawn {self.number} {time.monotonic() - began:.6f}\n")


telling.wakers.append(_committed)
hub.Hub._publish = _published
__all__ = ["application"]
