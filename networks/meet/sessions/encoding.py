"""The encoder's process as the server sees it: started on first use, one for each server process, ended when idle."""

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

IDLE_SECONDS = 120


class EncoderFailed(RuntimeError):
    """The encoder's process did not do what was asked; grouping by hand goes on."""


class Child:
    """The process, asked by one thread at a time."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.process: subprocess.Popen | None = None
        self.used = 0.0

    def ask(self, do: str, *, within: float = -1, **asked: Any) -> dict:
        """Have the process `do` something and return what it answers; `within` so many seconds it must be free. Raises EncoderFailed."""
        if not self.lock.acquire(timeout=within):
            raise EncoderFailed("the encoder's process is busy")
        try:
            process = self._running()
            try:
                process.stdin.write(json.dumps({"do": do, **asked}) + "\n")
                process.stdin.flush()
                line = process.stdout.readline()
            except OSError as error:
                raise EncoderFailed(str(error)) from error
            finally:
                self.used = time.monotonic()
            if not line:
                self._end()
                raise EncoderFailed("the encoder's process ended")
        finally:
            self.lock.release()
        answer = json.loads(line)
        if "error" in answer:
            raise EncoderFailed(answer["error"])
        return answer

    def _running(self) -> subprocess.Popen:
        if self.process is None or self.process.poll() is not None:
            environment = os.environ | {
                "OMP_NUM_THREADS": "1",
                "OPENBLAS_NUM_THREADS": "1",
                "PYTHONUNBUFFERED": "1",
            }
            self.process = subprocess.Popen(
                [sys.executable, "-m", "networks.meet.sessions.methods.child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                cwd=Path(settings.ROOT),
                env=environment,
            )
            self.used = time.monotonic()
            threading.Thread(target=self._end_when_idle, daemon=True).start()
        return self.process

    def _end_when_idle(self) -> None:
        while self.process is not None:
            time.sleep(5)
            with self.lock:
                if time.monotonic() - self.used > IDLE_SECONDS:
                    self._end()

    def _end(self) -> None:
        if self.process is not None:
            for pipe in (self.process.stdin, self.process.stdout):
                pipe.close()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None


child = Child()


@lru_cache(maxsize=1)
def which() -> dict:
    """Return which encoder runs here: its label, whether it sees meaning across languages, and why not the better one."""
    return child.ask("which")


def label_at_hand() -> str:
    """Which encoder's vectors can be compared at once; empty while its process is not there. It is then started, and nobody waits for it."""
    if child.process is not None and which.cache_info().currsize:
        return which()["label"]
    if not child.lock.locked():
        threading.Thread(target=_start, daemon=True).start()
    return ""


def _start() -> None:
    with contextlib.suppress(EncoderFailed):
        which.cache_clear()  # asking is what starts it
        which()
