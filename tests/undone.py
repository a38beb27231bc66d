"""What is made once for all tests of a module, in the database, and undone after the last one."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


class Undone(Exception):
    """Raised to undo what was made."""


@contextmanager
def undone(django_db_blocker) -> Iterator[None]:
    """A transaction for a fixture of a module (not one of transactional tests): what is made in it lasts until the end."""
    with django_db_blocker.unblock():
        try:
            with transaction.atomic():
                yield
                raise Undone
        except Undone:
            pass
