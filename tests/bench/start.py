"""The second start: seconds until the first page is there, and the memory of all processes at rest.

python -m tests.bench.start
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
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
        process, first = start(folder, port)
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
        finally:
            stop(process)
    print(
        json.dumps(
            {
                "first start, s (makes the database)": round(first, 2),
                "second start to first page, s": [round(s, 2) for s in sorted(again)],
                "processes": len(running),
                "MB at rest, all (PSS)": sum(m.get("Pss", 0) for m in rest),
                "MB at rest, all (RSS)": sum(m.get("VmRSS", 0) for m in rest),
                "MB at most (RSS)": sum(m.get("VmHWM", 0) for m in rest),
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
