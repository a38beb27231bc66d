"""A database with all tables costs half a minute: it is made once and copied, for each process and each run, while no migration changes."""

import fcntl
import hashlib
import os
import sqlite3
import tempfile
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from psycopg import sql


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


def give_tables(target: Path) -> None:
    """Let an SQLite database that is not there yet begin with the prepared tables, where they are there; else it is migrated as ever."""
    if kept().exists() and not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        _copy(kept(), target)


def template() -> str:
    """The name of the prepared database inside a server of PostgreSQL."""
    return f"prepared_{fingerprint()}"


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


class OnPostgreSQL:
    """The same inside a server of PostgreSQL: the first process makes the tables, the others wait for it and copy."""

    def __init__(self) -> None:
        from django.db import connection

        self.name = connection.creation._get_test_db_name()
        self.kept = template()
        with connection._nodb_cursor() as cursor:
            self.server = psycopg.connect(**cursor.connection.info.get_parameters(), autocommit=True)
        self.server.execute("SELECT pg_advisory_lock(7)")
        self.makes = not self._has(self.kept) and not self._has(self.name)
        if self._has(self.kept) and not self._has(self.name):
            self._copy(self.kept, self.name)
        if not self.makes:
            self.server.close()

    def _has(self, name: str) -> bool:
        return bool(self.server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone())

    def _copy(self, source: str, target: str) -> None:
        words = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self.server.execute(words.format(sql.Identifier(target), sql.Identifier(source)))

    def keep(self) -> None:
        """Keep what was made, and let the others go on."""
        from django.db import connections

        for connection in connections.all():
            connection.close()
            connection.close_pool()  # nobody may be connected to what is copied
        self._copy(self.name, self.kept)
        self.server.close()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker):
    """Begin with the prepared database, where there is one and none is there yet."""
    name = _name()
    if name is None:
        with django_db_blocker.unblock():
            return OnPostgreSQL()
    if name.exists():
        return None
    lock = open(kept().with_suffix(".lock"), "w")  # noqa: SIM115 - let go at the end of the set-up
    fcntl.flock(lock, fcntl.LOCK_EX)  # the first process makes the tables, the others wait for it
    give_tables(name)
    if kept().exists():
        lock.close()
    return name, lock


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_modify_db_settings, django_db_blocker):
    """Keep the database as it was made now, for the next. One that lay there before is not kept: who knows what is in it."""
    begun = django_db_modify_db_settings
    if isinstance(begun, OnPostgreSQL):
        if begun.makes:
            with django_db_blocker.unblock():
                begun.keep()
    elif begun:
        name, lock = begun
        if name.exists() and not kept().exists():
            _copy(name, kept())
            for old in sorted(kept().parent.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime)[:-6]:
                old.unlink(missing_ok=True)
                old.with_suffix(".lock").unlink(missing_ok=True)
        lock.close()
