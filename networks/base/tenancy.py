"""Whose data: every query is about one network, named once a request, task or command.

`in_network(network)` names it. A query of an owned model that nobody named a network for raises
`NetworkForgotten` where TENANCY_STRICT is set (tests, development) and finds nothing in production.
`across_networks(reason)` is for the few commands and jobs that concern the whole installation.

Where a network is named, the clock is that of its zone: hours are shown and read as they are on its walls, and "today" is the day there.
A key alone (`in_network(row.network_id)`) leaves the clock as it is.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import tzinfo
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import models
from django.utils import timezone

_ALL = object()
_current: ContextVar[Any] = ContextVar("network", default=None)


class NetworkForgotten(RuntimeError):
    """A query of data that belongs to networks, without saying which network."""


class ForeignNetwork(ValueError):
    """A row of one network would point to a row of another."""


def current_network_id() -> UUID | None:
    """Return the key of the network that is being served, or None."""
    value = _current.get()
    return None if value is _ALL else value


@contextmanager
def in_network(network: Any) -> Iterator[None]:
    """Within this block, queries are about `network` (a Network or its key)."""
    mark = _current.set(getattr(network, "pk", network))
    try:
        with timezone.override(clock_of(network)):
            yield
    finally:
        _current.reset(mark)


def clock_of(network: Any) -> tzinfo:
    """The zone that hours are shown and read in while `network` is served: its own, or the one of now where only its key is known."""
    name = getattr(network, "zone", "")
    try:
        return ZoneInfo(name) if name else timezone.get_current_timezone()
    except (ZoneInfoNotFoundError, ValueError):  # new zone data know it no more
        return timezone.get_default_timezone()


@contextmanager
def across_networks(reason: str) -> Iterator[None]:
    """Within this block, queries see all networks. Say why; grep finds every use."""
    if not reason:
        raise ValueError("Say why all networks are read.")
    mark = _current.set(_ALL)
    try:
        yield
    finally:
        _current.reset(mark)


def name_network(network: Any) -> Any:
    """Name the network for the rest of this request; return the mark for `forget_network`."""
    return _current.set(getattr(network, "pk", network))


def forget_network(mark: Any) -> None:
    """Undo `name_network`."""
    _current.reset(mark)


class OwnedQuerySet(models.QuerySet):
    """Rows of one network."""

    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        for obj in objs:
            obj.take_network()
        return super().bulk_create(objs, *args, **kwargs)


class OwnedManager(models.Manager.from_queryset(OwnedQuerySet)):
    """The default manager of owned models: the current network's rows, without what lies in the bin."""

    in_bin = False

    def get_queryset(self):
        rows = super().get_queryset()
        where = _current.get()
        if where is None:
            if settings.TENANCY_STRICT:
                raise NetworkForgotten(
                    f"Which network's {self.model._meta.label} are meant? Use in_network(…)."
                )
            return rows.none()
        if where is not _ALL:
            rows = rows.filter(network_id=where)
        if self.model.can_be_binned:
            rows = rows.filter(binned_at__isnull=not self.in_bin)
        return rows


class BinManager(OwnedManager):
    """What lies in the bin of the current network."""

    in_bin = True
    use_in_migrations = False
