"""Several people at once: each in a thread with a connection of its own, let go at the same moment."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

from django.db import connections

from networks.base.tenancy import in_network


@contextmanager
def _own_connections() -> Iterator[None]:
    """As many connections as people, whatever the pool holds; and on SQLite, where one writes after the other, as much time as a busy machine needs."""
    options = connections.settings["default"]["OPTIONS"]
    before = dict(options)
    if "pool" in options:
        options["pool"] = False
    else:
        options["timeout"] = 90
    try:
        yield
    finally:
        options.clear()
        options.update(before)


def at_once(network: Any, *doings: Callable[[], Any]) -> list[Any]:
    """Do all `doings` at the same moment in `network`; return what each returned or raised, in order. Needs `transactional_db`."""
    barrier = Barrier(len(doings))

    def one(doing: Callable[[], Any]) -> Any:
        try:
            with in_network(network):
                connections["default"].ensure_connection()
                barrier.wait(60)
                return doing()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with _own_connections(), ThreadPoolExecutor(len(doings)) as pool:
        return list(pool.map(one, doings))
