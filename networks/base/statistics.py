"""How many rows there are, for SQLite's choice of the way to them: without it a list of thousands may take seconds. PostgreSQL counts by itself."""

from datetime import timedelta
from typing import Any

from django.db import connection

from networks.base.jobs import job

ROWS = 1000  # of each index are looked at: enough to choose, and quick however large the tables are
ALL_TABLES = 0x10002


@job("base.statistics", every=timedelta(hours=6))
def gather(row: Any) -> bool:
    """Count again what has grown since; returns whether this database asks for it."""
    if connection.vendor != "sqlite":
        return False
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit={ROWS}")
        cursor.execute(f"PRAGMA optimize({ALL_TABLES})")
    return True
