"""Telling pages that something changed, in the transaction of the change."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from networks.meet.sessions.models import Part, Session, Update

# Wakers are told (session key, number) after commit; see live.waking for how processes wake one another.
wakers: list[Callable[[UUID, int], None]] = []


def tell(session: Session, kind: str, part: Part | None = None, **data: Any) -> int:
    """Append an update to `session` and return its number. Call inside the transaction of the change, last:
    the session's row stays locked until it is committed, so that number order is commit order.

    `data` holds keys and figures, never texts or who wrote an anonymous answer.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("tell() belongs into the transaction of the change it tells")
    rows = Session.everywhere.filter(pk=session.pk)
    rows.update(update_number=F("update_number") + 1)
    number = rows.values_list("update_number", flat=True).get()
    session.update_number = number
    Update.objects.create(
        network_id=session.network_id, session_id=session.pk, number=number, kind=kind, part=part, data=data
    )
    if connection.vendor == "postgresql":
        # Other processes hear of it when, and only if, this transaction is committed (see live.waking).
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify('session_updates', %s)", [f"{session.pk} {number}"])
    transaction.on_commit(lambda: wake(session.pk, number))
    return number


def wake(session_key: UUID, number: int) -> None:
    for waker in wakers:
        waker(session_key, number)
