"""Work in the background, in a process of its own."""

import subprocess
import sys
import time

import pytest

from tests.live_server import ROOT

pytestmark = pytest.mark.slow

ASKED = """
from networks.base.jobs import ask
ask("people.tidy")
"""
STATE = """
from networks.base.models import Job
print(Job.objects.filter(kind="people.tidy").exclude(state="done").count())
"""


def test_a_worker_does_what_waits_until_it_is_told_to_stop(server):
    server.run("migrate", "-v0")
    server.script(ASKED)
    worker = subprocess.Popen(
        [sys.executable, "-m", "networks", "work", "--threads", "2"], cwd=ROOT, env=server.environment
    )
    try:
        for _look in range(30):
            if server.script(STATE).strip() == "0":
                break
            assert worker.poll() is None, "the worker ended by itself"
            time.sleep(0.5)
        assert server.script(STATE).strip() == "0"
        worker.terminate()
        assert worker.wait(30) == 0
    finally:
        worker.kill()
