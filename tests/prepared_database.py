"""An SQLite database with all tables costs half a minute: it is made once and copied, for each process and each run, while no migration changes."""

import hashlib
import os
import sqlite3
import tempfile
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings


def fingerprint() -> str:
    """What the tables depend on: the migrations of all apps, in order, by their contents, and which apps there are."""
    found = hashlib.sha256()
    for config in apps.get_app_configs():
        found.update(config.name.encode())
        for path in sorted((Path(config.path) / "migrations").glob("*.py")):
            found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()[:24]


def kept() -> Path:
    """Where the prepared database lies, for whoever runs tests on this machine as the same user."""
    folder = Path(tempfile.gettempdir()) / f"net-works-prepared-{Path.home().name or 'root'}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"{fingerprint()}.sqlite3"


def _name() -> Path | None:
    database = settings.DATABASES["default"]
    return Path(database["TEST"]["NAME"]) if database["ENGINE"].endswith("sqlite3") else None


def _copy(source: Path, target: Path) -> None:
    unfinished = target.with_name(f"{target.name}.{os.getpid()}")
    with sqlite3.connect(source) as there, sqlite3.connect(unfinished) as here:
        there.backup(here)
    here.close()
    there.close()
    unfinished.replace(target)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """Begin with the prepared database, where there is one and none is there yet."""
    name = _name()
    if name is None or name.exists():
        return False
    if kept().exists():
        _copy(kept(), name)
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_modify_db_settings):
    """Keep the database as it was made now, for the next. One that lay there before is not kept: who knows what is in it."""
    name = _name()
    if django_db_modify_db_settings and name.exists() and not kept().exists():
        _copy(name, kept())
        for old in sorted(kept().parent.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime)[:-6]:
            old.unlink(missing_ok=True)
