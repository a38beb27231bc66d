"""Two people at once: each in a thread with a connection of its own, let go at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connections

from networks.base.tenancy import in_network


def at_once(network: Any, *doings: Callable[[], Any]) -> list[Any]:
    """Do all `doings` at the same moment in `network`; return what each returned or raised, in order. Needs `transactional_db`."""
    barrier = Barrier(len(doings))

    def one(doing: Callable[[], Any]) -> Any:
        try:
            with in_network(network):
                barrier.wait(30)
                return doing()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(doings)) as pool:
        return list(pool.map(one, doings))
