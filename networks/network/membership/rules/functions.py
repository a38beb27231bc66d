"""Affiliations and functions from a day to a day, with the document behind them. What ends stays as history; access ends with it."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.participation.documents.rules import keep
from networks.people.belonging import end_affiliation
from networks.people.leavings import leaves_on
from networks.people.models import Affiliation, Function
from networks.record.rules import record


class WrongDays(ValueError):
    """Days that do not go together; its text says what to do."""


@transaction.atomic
def give(
    affiliation: Affiliation,
    kind: str,
    *,
    since: date | None = None,
    until: date | None = None,
    document: Any = None,
    by: Any = None,
) -> Function:
    """A function from a day on, which may be to come. Twice is once. Raises WrongDays, or a `FileRefused` for the document."""
    since = since or timezone.localdate()
    if until is None:
        until = affiliation.until  # nobody does something for an organisation that they have left
    elif affiliation.until and until > affiliation.until:
        raise WrongDays(_("They leave the organisation before that day."))
    if until and until <= since:
        raise WrongDays(_("The last day lies before the first."))
    Affiliation.objects.select_for_update().get(pk=affiliation.pk)  # two at once: one function
    there = Function.objects.filter(affiliation=affiliation, kind=kind).filter(
        Q(until=None) | Q(until__gt=since)
    )
    if until:
        there = there.filter(since__lt=until)
    found = there.first()
    if found is None:
        found = Function.objects.create(affiliation=affiliation, kind=kind, since=since, until=until)
        record("function.given", affiliation, actor=by, organisations=[affiliation.organisation], kind=kind)
    if document is not None:
        keep(found, document, kind="mandate", by=by)
    return found


@transaction.atomic
def end(found: Function, on: date | None = None, *, by: Any = None) -> bool:
    """It ends on a day (today): from that day on it holds no longer. Returns whether anything changed."""
    on = max(on or timezone.localdate(), found.since)
    won = Function.objects.filter(pk=found.pk).filter(Q(until=None) | Q(until__gt=on)).update(until=on)
    if won:
        found.until = on
        record(
            "function.ended",
            found.affiliation,
            actor=by,
            organisations=[found.affiliation.organisation],
            kind=found.kind,
        )
    return bool(won)


@transaction.atomic
def leave_on(affiliation: Affiliation, on: date, *, by: Any = None) -> None:
    """Somebody leaves an organisation on a day. Today: access ends now. Later: it ends by itself on that day, and with it their functions."""
    if on <= timezone.localdate():
        end_affiliation(affiliation, by=by)
        return
    leaves_on(affiliation, on)
    Function.objects.filter(affiliation=affiliation).filter(Q(until=None) | Q(until__gt=on)).update(until=on)
    record(
        "affiliation.changed",
        affiliation,
        actor=by,
        organisations=[affiliation.organisation],
        until=on.isoformat(),
    )


@transaction.atomic
def rename(affiliation: Affiliation, title: str, *, by: Any = None) -> bool:
    """What somebody does in their organisation, in words."""
    if affiliation.title == title:
        return False
    affiliation.title = title
    affiliation.save(update_fields=["title"])
    record("affiliation.changed", affiliation, actor=by, organisations=[affiliation.organisation])
    return True
