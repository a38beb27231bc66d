"""An archive made on SQLite is taken in on PostgreSQL, and the other way round: nothing is lost on the way."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.prepared_database import give_tables
from tests.run import postgresql, where

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import hashlib, io, json, sys, zipfile
import django
from pathlib import Path
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.db import connection
from networks.web import demonstration
from networks.web.archives.making import make
from networks.web.archives.taking_in import take_in

source, target = sys.argv[1:]
if source == "-":
    network = demonstration.build()
else:
    with open(source, "rb") as file:
        network = take_in(file).network
manifest = make(network, Path(target))
left = ("record.event", "record.eventorganisation")  # one more each: that it was taken in
parts = {one["model"]: one["sha256"] for one in manifest["parts"] if one["model"] not in left}
print(json.dumps({"vendor": connection.vendor, "parts": parts, "files": sorted(one["sha256"] for one in manifest["files"])}))
"""


def run(folder: Path, source: str, target: Path, **more: str) -> dict:
    """Make or take in and make again, in a program and a database of its own."""
    folder.mkdir()
    give_tables(folder / "networks.sqlite3")
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "NETWORKS_DATA": str(folder),
        **more,
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, source, str(target)],
        env=environment, cwd=ROOT, capture_output=True, text=True, timeout=400,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.slow
@pytest.mark.sqlite
@pytest.mark.skipif(where("initdb") is None, reason="no PostgreSQL here")
def test_the_demonstration_moves_from_sqlite_to_postgresql_and_back(tmp_path):
    assert connection.vendor == "sqlite"
    with postgresql() as there:
        there = {
            **there,
            "DATABASE_URL": "postgres:///postgres",
            "PGDATABASE": "postgres",
        }  # the one that is there
        made = run(tmp_path / "a", "-", tmp_path / "a.zip")
        moved = run(tmp_path / "b", str(tmp_path / "a.zip"), tmp_path / "b.zip", **there)
        back = run(tmp_path / "c", str(tmp_path / "b.zip"), tmp_path / "c.zip")

    assert (made["vendor"], moved["vendor"], back["vendor"]) == ("sqlite", "postgresql", "sqlite")
    assert made["parts"] == moved["parts"] == back["parts"]
    assert made["files"] == moved["files"] == back["files"]
