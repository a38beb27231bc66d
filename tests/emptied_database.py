"""After a test that commits what it does, the tables are emptied: those that hold rows, not all of them.

Django empties every table there is and makes its content types and permissions anew after each such test: half a second on
PostgreSQL and a third of one on SQLite, where a dozen of 140 tables hold anything. Here one query asks which these are;
content types and permissions stay, as the tables do. What another thread has begun to write is waited for.
"""

from functools import cache

import pytest
from django.db import connections, transaction
from django.test import TransactionTestCase


@cache
def _tables(alias: str) -> list[str]:
    """The program's tables; without those that Django fills when it makes them."""
    from django.contrib.auth.models import Permission
    from django.contrib.contenttypes.models import ContentType

    kept = {ContentType._meta.db_table, Permission._meta.db_table}
    connection = connections[alias]
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return [connection.ops.quote_name(name) for name in names if name not in kept]


def empty(alias: str = "default") -> None:
    """Delete all rows of the program's tables."""
    tables = _tables(alias)
    connection = connections[alias]
    filled = (f"SELECT {n} WHERE EXISTS (SELECT 1 FROM {table})" for n, table in enumerate(tables))
    # On SQLite whoever begins a transaction is alone with the file until its end.
    with transaction.atomic(using=alias, durable=True), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"LOCK TABLE {', '.join(tables)} IN EXCLUSIVE MODE")
            cursor.execute("SELECT current_setting('is_superuser')")
            if cursor.fetchone()[0] == "on":  # what refers to a row goes too: nobody has to look for it
                cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(" UNION ALL ".join(filled))
        for (n,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {tables[n]}")


def _empty_all(test) -> None:
    for alias in test._databases_names(include_mirrors=False):
        empty(alias)


@pytest.fixture(scope="session", autouse=True)
def emptied_tables_only():
    """Transactional tests end with `empty` and not with Django's flush."""
    before, TransactionTestCase._fixture_teardown = TransactionTestCase._fixture_teardown, _empty_all
    yield
    TransactionTestCase._fixture_teardown = before
