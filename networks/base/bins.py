"""Emptying the bins: what was thrown away is deleted after 30 days, with all that hangs on it. What has to stay, stays, and says why.

One mechanism for every model that is `Binned`:

- rows that point to it go with it, by their foreign keys, and so do their files;
- records that name it by `about` and `about_id` go with it where their model says `goes_with_about = True`;
- what has to stay is said by `Model.staying` (its own reasons) and by `must_stay(label, function)` (those of rooms above it);
  a row that something may not be taken from (RESTRICT, PROTECT) stays too.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models.deletion import Collector, ProtectedError, RestrictedError
from django.utils import timezone

from networks.base.jobs import job, progress
from networks.base.models import BIN_DAYS, Binned, Owned
from networks.base.tenancy import across_networks, in_network

log = logging.getLogger(__name__)
BATCH = 100
Reasons = dict[Any, Any]  # key → why it stays
_reasons: dict[str, list[Callable[[list[Any]], Reasons]]] = {}


def must_stay(label: str, why: Callable[[list[Any]], Reasons]) -> None:
    """Make known what of a lower layer's records has to stay: `why` is given keys and returns reasons, by the keys of those that stay."""
    if why not in _reasons.setdefault(label, []):
        _reasons[label].append(why)


def binned_models() -> list[type[Binned]]:
    """Every model with a bin."""
    return [model for model in apps.get_models() if issubclass(model, Binned)]


def staying(rows: Iterable[Binned]) -> Reasons:
    """Which of these (of one model, of the network being served) stay in the bin for ever, and why. A constant number of queries."""
    rows = list(rows)
    if not rows:
        return {}
    model, keys = type(rows[0]), [row.pk for row in rows]
    found = dict(model.staying(keys))
    for why in _reasons.get(model._meta.label_lower, []):
        found = why(keys) | found
    return found


@job("bins.emptied", every=timedelta(hours=24), slow=True)
def empty_bins(row: Any = None) -> dict[str, int]:
    """Delete what has lain in a bin for 30 days, in all networks. Killed midway it goes on; one that cannot be deleted keeps no other."""
    old = timezone.now() - timedelta(days=BIN_DAYS)
    gone: dict[str, int] = {}
    for model in binned_models():
        with across_networks("which bins are to be emptied"):
            waiting = list(
                model.everywhere.filter(binned_at__lt=old)
                .order_by("network", "pk")
                .values_list("network", "pk")
            )
        for number, (network, key) in enumerate(waiting, 1):
            try:
                with in_network(network):
                    done = _delete(model, key, old)
            except Exception:
                log.exception("%s %s stays in the bin", model._meta.label_lower, key)
                continue
            gone[model._meta.label_lower] = gone.get(model._meta.label_lower, 0) + done
            if row is not None and number % BATCH == 0:
                progress(row, number, len(waiting))
    return {label: count for label, count in gone.items() if count}


@transaction.atomic
def _delete(model: type[Binned], key: Any, old: Any) -> bool:
    """Delete one row, unless it was taken out or has to stay; return whether it is gone."""
    found = model.binned.select_for_update(of=("self",)).filter(pk=key, binned_at__lt=old).first()
    if found is None or staying([found]):
        return False
    files: list[Any] = []
    alongside = found.goes_along()
    try:
        with transaction.atomic():
            _delete_all([found, *alongside], files)
    except (ProtectedError, RestrictedError, _Stays):
        return False
    transaction.on_commit(lambda: [file.delete(save=False) for file in files])
    return True


class _Stays(Exception):
    """Something that would go along has to stay."""


def _delete_all(rows: list[Any], files: list[Any]) -> None:
    """Delete rows with what points to them; then what names any of these, and so on. Files are noted, to be deleted at the commit."""
    while rows:
        going: dict[type[models.Model], set[Any]] = {}
        for row in rows:
            collector = Collector(using="default", origin=row)
            collector.collect([row])
            for model, instances in collector.data.items():
                going.setdefault(model, set()).update(one.pk for one in instances)
            for query in collector.fast_deletes:
                going.setdefault(query.model, set()).update(query.values_list("pk", flat=True))
        for model, keys in going.items():
            files += _files(model, keys)
        for row in rows:
            type(row)._base_manager.filter(pk=row.pk).delete()
        rows = [one for model, keys in going.items() for one in _naming(model, keys)]


def _files(model: type[models.Model], keys: set[Any]) -> list[Any]:
    names = [field.name for field in model._meta.concrete_fields if isinstance(field, models.FileField)]
    rows = model._base_manager.filter(pk__in=keys) if names else []
    return [getattr(row, name) for row in rows for name in names if getattr(row, name)]


def _naming(model: type[models.Model], keys: set[Any]) -> list[Any]:
    """The records that go with these because they are about them."""
    found: list[Any] = []
    for other in apps.get_models():
        if issubclass(other, Owned) and other.goes_with_about:
            rows = list(other.everywhere.filter(about=model._meta.label_lower, about_id__in=keys))
            if rows and isinstance(rows[0], Binned) and staying(rows):
                raise _Stays
            found += rows
    return found
