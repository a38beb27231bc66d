"""The second start: seconds until the first page is there, and the memory of all processes: at rest, and at most.

python -m tests.bench.start

At most: after somebody looked around the demonstration, made reports (PDF, Word, spreadsheets), and let themes be suggested, for which
the encoder is loaded.
"""

import argparse
import http.cookiejar
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from contextlib import suppress

from tests.bench.machine import below, memory
from tests.live_server import ROOT, free_port


def start(folder: str, port: int, *options: str) -> tuple[subprocess.Popen, float]:
    """Start as bin/run does after it has installed; return the process, and the seconds until the first page."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("NETWORKS_", "DATABASE_URL", "SITE_"))}
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "networks.web.starting.serve", "--port", str(port), *options],
        cwd=ROOT,
        env={**kept, "NETWORKS_DATA": folder, "OPENBLAS_NUM_THREADS": "1"},
        stdout=subprocess.DEVNULL,
    )
    for _try in range(6000):
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as page:
            if b"</html>" in page.read():
                return process, time.monotonic() - began
        if process.poll() is not None:
            break
        time.sleep(0.01)
    process.kill()
    raise SystemExit("The server did not start.")


class Visitor:
    """A browser without a window: cookies, links and forms."""

    def __init__(self, port: int):
        self.here = f"http://127.0.0.1:{port}"
        self.open = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        ).open
        self.said: Counter[int] = Counter()

    def get(self, path: str, **form: str) -> str:
        """Get a page, or send a form to it; note what was answered."""
        data = urllib.parse.urlencode(form).encode() if form else None
        try:
            with self.open(f"{self.here}{path}", data, timeout=120) as reply:
                self.said[reply.status] += 1
                return reply.read().decode(errors="replace")
        except urllib.error.HTTPError as error:
            self.said[error.code] += 1
            return ""

    def look_around(self) -> None:
        """As the demonstration's coordinator: every page that leads to no harm, all reports, suggested themes."""
        first = self.get("/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', first)
        person = re.search(r'name="person" value="([^"]+)"[^>]*>.*?Coordinator', first, re.S)
        assert token and person, "the demonstration is not there"
        self.get("/demonstration/visit/", csrfmiddlewaretoken=token.group(1), person=person.group(1))
        home, room = self.get("/ponte/"), "/ponte/meet/sessions/"
        assert room in home, "not signed in"
        key = "[0-9a-f]{8}-[0-9a-f-]{27}"
        programmes = set(re.findall(f"{room}programmes/{key}/", self.get(room)))
        plans = "".join(map(self.get, programmes))
        for session in sorted(set(re.findall(f"{room}{key}/", plans + home))):
            page = self.get(session)
            reports = self.get(f"{session}report/")
            for file in sorted(set(re.findall(f'{session}report/[^"?#/]+[.][a-z]+', reports))):
                self.get(file)
            for part in sorted(set(re.findall(f"{room}parts/({key})/", page + reports))):
                board = self.get(f"{room}parts/{part}/themes/")
                if token := re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', board):
                    self.get(f"{room}parts/{part}/suggestion/", csrfmiddlewaretoken=token.group(1))


def stop(process: subprocess.Popen) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--rest", type=float, default=20, help="seconds until memory at rest is looked at")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        process, first = start(folder, port, "--demo")
        stop(process)
        again = []
        for n in range(chosen.repeat):
            process, seconds = start(folder, port)
            again.append(seconds)
            if n + 1 < chosen.repeat:
                stop(process)
        try:
            time.sleep(chosen.rest)
            running = below(process.pid)
            rest = [memory(pid) for pid in running]
            visitor = Visitor(port)
            visitor.look_around()
            time.sleep(chosen.rest)
            used = [memory(pid) for pid in below(process.pid)]
        finally:
            stop(process)
    print(
        json.dumps(
            {
                "first start, s (makes the database and the demonstration)": round(first, 2),
                "second start to first page, s": [round(s, 2) for s in sorted(again)],
                "processes": len(running),
                "MB at rest, all (PSS)": sum(m.get("Pss", 0) for m in rest),
                "MB at rest, all (RSS)": sum(m.get("VmRSS", 0) for m in rest),
                "pages and files asked for, by answer": dict(visitor.said),
                "processes after": len(used),
                "MB after, all (PSS)": sum(m.get("Pss", 0) for m in used),
                "MB at most, each process's highest added up (RSS)": sum(m.get("VmHWM", 0) for m in used),
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
