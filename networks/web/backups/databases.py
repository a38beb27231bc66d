"""How a database is copied while it is used, and put back: SQLite by its backup API, PostgreSQL by pg_dump, pg_restore and psql.

Rows that a backup may not hold (`Room.withheld`) are found in the very state that is copied: in the copy itself (SQLite), in the
snapshot that pg_dump reads (PostgreSQL). So nothing that comes or is renamed meanwhile slips in.
"""

# ruff: noqa: S608 - names of tables and columns come from the models, values are passed beside
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, connections, models, transaction

from networks.base.rooms import rooms


class CannotCopy(Exception):
    """The database could not be copied or put back; the message says what to do."""


def is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def withheld() -> dict[type[models.Model], list]:
    """The rows that no backup may hold now: model → keys, of those that there are."""
    found: dict[type[models.Model], list] = {}
    for room in rooms():
        for model, keys in room.withheld() if room.withheld else ():
            if keys:
                found.setdefault(model, []).extend(keys)
    return found


def copy(folder: Path) -> dict[str, Any]:
    """Copy the database into `folder`; return what the manifest says of it."""
    return _copy_postgresql(folder) if is_postgresql() else _copy_sqlite(folder / "database.sqlite3")


def put_back(folder: Path, manifest: dict[str, Any], finish) -> None:
    """Replace the database by what lies in `folder`. `finish` is called with the restored database, before others see it where possible."""
    if is_postgresql():
        _put_back_postgresql(folder, manifest)
        finish()
    else:
        _put_back_sqlite(folder / "database.sqlite3", finish)


def references(targets: Any) -> Iterator[tuple[str, str, str, bool]]:
    """Yield (table, column, table it points to, whether it may be empty) of every foreign key to one of `targets`."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model in targets and model._meta.managed:
                yield model._meta.db_table, field.column, field.related_model._meta.db_table, field.null


def mending(targets: Any, schema: str = "") -> list[str]:
    """The statements after which nothing points to rows that were left out."""
    return [
        (f'UPDATE {schema}"{table}" SET "{column}" = NULL' if empty else f'DELETE FROM {schema}"{table}"')
        + f' WHERE "{column}" IS NOT NULL AND "{column}" NOT IN (SELECT id FROM {schema}"{target}")'
        for table, column, target, empty in references(targets)
    ]


# ---- SQLite ----


@contextmanager
def using(path: Path) -> Iterator[Any]:
    """Within this block (of this thread) the program's database is the SQLite file `path`."""
    before = connections["default"]
    made = type(before)({**before.settings_dict, "NAME": str(path)}, alias="default")
    connections["default"] = made
    try:
        yield made
    finally:
        made.close()
        connections["default"] = before


def _copy_sqlite(path: Path) -> dict[str, Any]:
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    source = f"file:{connection.settings_dict['NAME']}?mode=ro"
    with (
        closing(sqlite3.connect(source, uri=True, timeout=60)) as live,
        closing(sqlite3.connect(path)) as own,
    ):
        live.backup(own)  # in one step: a reader of the write-ahead log holds nobody up
    with using(path) as copied:
        found = withheld()
        with copied.cursor() as cursor:
            cursor.execute("PRAGMA foreign_keys=OFF")
            for model, keys in found.items():
                for start in range(0, len(keys), 500):
                    some = keys[start : start + 500]
                    marks = ",".join(["%s"] * len(some))
                    values = [model._meta.pk.get_db_prep_value(key, copied) for key in some]
                    cursor.execute(f'DELETE FROM "{model._meta.db_table}" WHERE id IN ({marks})', values)
            for statement in mending(found):
                cursor.execute(statement)
            cursor.execute("PRAGMA journal_mode=DELETE")
            cursor.execute("VACUUM")
            _check(cursor)
    return {"engine": "sqlite", "withheld": counted(found)}


def _check(cursor) -> None:
    cursor.execute("PRAGMA foreign_key_check")
    broken = cursor.fetchall()
    cursor.execute("PRAGMA integrity_check")
    if cursor.fetchone()[0] != "ok" or broken:
        raise CannotCopy(f"The copy of the database is not whole: {broken[:3]}")


def _put_back_sqlite(path: Path, finish) -> None:
    with using(path) as restored:
        with restored.cursor() as cursor:
            _check(cursor)
        finish()
        with restored.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    name = connection.settings_dict["NAME"]
    connection.close()
    try:
        with (
            closing(sqlite3.connect(path)) as copied,
            closing(sqlite3.connect(name, timeout=20)) as live,
        ):
            copied.backup(live)
    except sqlite3.OperationalError as error:
        raise CannotCopy(f"The database is in use ({error}). Stop the server and try again.") from None
    os.chmod(name, 0o600)


def counted(found: dict[type[models.Model], list]) -> dict[str, int]:
    return {model._meta.label_lower: len(keys) for model, keys in found.items()}


# ---- PostgreSQL ----


def tool(name: str) -> str:
    """Find one of PostgreSQL's programs, the newest where Debian keeps several."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda p: int(p.parent.name.split(".")[0]),
        reverse=True,
    )
    found = next((str(f / name) for f in folders if (f / name).exists()), None) or shutil.which(name)
    if not found:
        raise CannotCopy(f"{name} is missing. On Debian: sudo apt-get install --yes postgresql-client")
    return found


def environment() -> dict[str, str]:
    """How PostgreSQL's programs reach the database; the password stands in no command line."""
    database = connection.settings_dict
    given = {
        "PGDATABASE": database["NAME"],
        "PGUSER": database["USER"],
        "PGPASSWORD": database["PASSWORD"],
        "PGHOST": database["HOST"],
        "PGPORT": str(database["PORT"] or ""),
        "PGSSLMODE": database.get("OPTIONS", {}).get("sslmode", ""),
    }
    return {**os.environ, **{name: value for name, value in given.items() if value}}


def _run(*command: str, **more) -> None:
    done = subprocess.run(command, env=environment(), stderr=subprocess.PIPE, text=True, **more)
    if done.returncode:
        raise CannotCopy(f"{Path(command[0]).name}: {done.stderr.strip()[-500:]}")


def _copy_postgresql(folder: Path) -> dict[str, Any]:
    tables: dict[str, list[str]] = {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        found = withheld()
        left_out = [f'--exclude-table-data=public."{model._meta.db_table}"' for model in found]
        _run(tool("pg_dump"), "-Fc", f"--snapshot={snapshot}", *left_out, "-f", str(folder / "database.dump"))
        for model, keys in found.items():
            table = model._meta.db_table
            tables[table] = [field.column for field in model._meta.concrete_fields]
            columns = ", ".join(f'"{column}"' for column in tables[table])
            rows = f'COPY (SELECT {columns} FROM public."{table}" WHERE id <> ALL(%s)) TO STDOUT'
            with open(folder / f"{table}.copy", "wb") as file, cursor.cursor.copy(rows, [keys]) as out:
                for piece in out:
                    file.write(piece)
    return {"engine": "postgresql", "withheld": counted(found), "tables": tables}


EMPTY = """DO $$ DECLARE one record; BEGIN
FOR one IN SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = 'public' LOOP
EXECUTE pg_catalog.format('DROP TABLE IF EXISTS public.%I CASCADE', one.tablename); END LOOP; END $$;
"""
# In the same transaction, so that nobody is signed in and nothing is sent at any moment.
QUIET = """DELETE FROM public.django_session;
DELETE FROM public.usersessions_usersession;
INSERT INTO public.base_hold (name, since) VALUES ('mail', pg_catalog.now()) ON CONFLICT DO NOTHING;
"""


def _put_back_postgresql(folder: Path, manifest: dict[str, Any]) -> None:
    """One transaction: others see the old database or the restored one. It waits for whoever is reading, at most a minute."""
    dump = str(folder / "database.dump")
    targets = {apps.get_model(label) for label in manifest["withheld"]}
    connection.close()
    psql = [
        tool("psql"),
        "-X",
        "-q",
        "-v",
        "ON_ERROR_STOP=1",
        "--single-transaction",
        "-o",
        os.devnull,
        "-f",
        "-",
    ]
    errors = folder / "psql.log"
    with open(errors, "w+") as log:
        process = subprocess.Popen(psql, env=environment(), stdin=subprocess.PIPE, stderr=log)
        pipe = process.stdin
        assert pipe is not None
        try:
            pipe.write(b"SET lock_timeout = '60s';\n" + EMPTY.encode())
            for section in ("pre-data", "data", "post-data"):
                if section == "post-data":
                    _write_tables(pipe, folder, manifest["tables"])
                    pipe.write("".join(f"{text};\n" for text in mending(targets, "public.")).encode())
                pipe.flush()
                _run(
                    tool("pg_restore"), "-f", "-", f"--section={section}", "--no-owner", "--no-privileges", dump,
                    stdout=pipe,
                )  # fmt: skip
            pipe.write(QUIET.encode())
            pipe.close()
        except BrokenPipeError:
            pass
        except BaseException:
            process.kill()
            process.wait()
            raise
        if process.wait() != 0:
            log.seek(0)
            raise CannotCopy(f"psql: {log.read().strip()[-500:]} (nothing was changed)")
    connections.close_all()
    if hasattr(connection, "close_pool"):
        connection.close_pool()  # others of this process still know the old tables


def _write_tables(pipe, folder: Path, tables: dict[str, list[str]]) -> None:
    for table, columns in tables.items():
        named = ", ".join(f'"{column}"' for column in columns)
        pipe.write(f'COPY public."{table}" ({named}) FROM stdin;\n'.encode())
        with open(folder / f"{table}.copy", "rb") as file:
            shutil.copyfileobj(file, pipe)
        pipe.write(b"\\.\n")
