"""Forgetting: what a database keeps of rows that were deleted is scrubbed, so that whoever reads its files finds nothing of them.

Used where secrecy asks for it: rows are copied in shuffled order under new random keys, the old ones deleted, and then their traces go.
In SQLite by secure_delete, VACUUM and a truncating checkpoint (rowids, write-ahead file), in PostgreSQL by rewriting the tables (xmin, dead rows).
What this does not reach: PostgreSQL's write-ahead log and copies of it, where an administrator archives them.
"""

import random
import time
from collections.abc import Iterable
from typing import Any

from django.db import connection

SHUFFLE = random.SystemRandom()


def scrub(tables: Iterable[Any]) -> None:
    """Let the database forget deleted rows of these models. Does nothing inside a transaction (jobs run outside of one)."""
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA secure_delete=ON")
            cursor.execute("VACUUM")
            for _ in range(20):  # a reader that is at work delays the checkpoint
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                if cursor.fetchone()[0] == 0:
                    return
                time.sleep(0.25)
            raise RuntimeError("The write-ahead file could not be emptied yet; the job tries again.")
        _wait_for_older_readers(cursor)
        for model in tables:
            cursor.execute(f'VACUUM (FULL) "{model._meta.db_table}"')


def _wait_for_older_readers(cursor) -> None:
    """Wait until nobody reads as of before now: PostgreSQL keeps deleted rows as long as somebody might see them.

    A transaction that writes counts in whatever database of the same server it runs: what is read beside it, also by VACUUM FULL
    itself, is read as of before it began (GetSnapshotData and ComputeXidHorizons in PostgreSQL's procarray.c).
    """
    cursor.execute("SELECT txid_current()")
    now = cursor.fetchone()[0] % 2**32
    for _ in range(60):
        cursor.execute(
            "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint %% 4294967296 < %s OR EXISTS ("
            "SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_xmin IS NOT NULL AND backend_xmin::text::bigint < %s)",
            [now, now],
        )
        if not cursor.fetchone()[0]:
            return
        time.sleep(0.25)
    raise RuntimeError("Somebody still reads what was there before; the job tries again.")
