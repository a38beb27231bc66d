"""How processes wake one another after a commit: a call in this process, LISTEN/NOTIFY between processes on PostgreSQL.

A waking carries no news, only that there is some; one that is lost delays by two seconds at most (see `hub`).
"""

import logging
import threading
import time
from collections.abc import Callable
from uuid import UUID

from django.db import connection

from networks.meet.sessions.live import telling

log = logging.getLogger(__name__)
CHANNEL = "session_updates"
_listener: threading.Thread | None = None
_lock = threading.Lock()
# Who is woken in this process, with the key of the session, or None for all sessions.
sleepers: list[Callable[[UUID | None], None]] = []


def wake(session_key: UUID | None, number: int = 0) -> None:
    """Wake whoever sleeps in this process."""
    for sleeper in sleepers:
        sleeper(session_key)


def in_this_process() -> None:
    """Be woken by commits of this process. Twice is once."""
    if wake not in telling.wakers:
        telling.wakers.append(wake)


def by_other_processes() -> None:
    """Be woken by commits of others, too, where the database can tell of them. Twice is once."""
    global _listener
    with _lock:
        if connection.vendor == "postgresql" and (_listener is None or not _listener.is_alive()):
            parameters = connection.get_connection_params()
            _listener = threading.Thread(target=_listen, args=(parameters,), name="listen", daemon=True)
            _listener.start()


def _listen(parameters: dict) -> None:
    """Listen on a connection of its own, for ever; connect again when it breaks, and let everybody look."""
    import psycopg

    known = {"host", "port", "user", "password", "dbname", "sslmode", "options"}
    parameters = {name: value for name, value in parameters.items() if name in known}
    while True:
        try:
            with psycopg.connect(**parameters, autocommit=True) as own:
                own.execute(f"LISTEN {CHANNEL}")
                wake(None)
                for notice in own.notifies():
                    key, _, _number = notice.payload.partition(" ")
                    wake(UUID(key))
        except Exception as error:
            log.warning("not woken by other processes, trying again: %s", error)
            time.sleep(1)
