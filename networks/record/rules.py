"""How something is recorded, in the transaction of the rule that calls these functions."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.dispatch import Signal
from django.utils import timezone

from networks.base.models import Owned
from networks.base.tenancy import in_network
from networks.record.models import Benefit, Event, EventOrganisation, Link

# Sent after an event was written, inside its transaction: notices decides whom to tell.
happened = Signal()


def record(verb: str, about: Any, *, actor: Any = None, organisations=(), **facts) -> Event:
    """Record that `actor` (a Person or None) did `verb` to the object `about`, for `organisations`; `facts` are figures and states."""
    event = Event.objects.create(
        network_id=about.network_id if hasattr(about, "network_id") else about.pk,
        actor=actor,
        verb=verb,
        about=about._meta.label_lower,
        about_id=about.pk,
        facts=facts,
    )
    EventOrganisation.objects.bulk_create(
        EventOrganisation(network_id=event.network_id, event=event, organisation=o) for o in organisations
    )
    happened.send(Event, event=event, about=about)
    return event


def benefit(
    organisation,
    kind: str,
    amount: Decimal | int,
    unit: str,
    *,
    how: str,
    cause: str,
    about: Any,
    on=None,
    **tags,
) -> Benefit | None:
    """Record what `organisation` gained. The same `cause` again changes nothing and returns None."""
    try:
        with transaction.atomic():
            return Benefit.objects.create(
                network_id=organisation.network_id,
                organisation=organisation,
                kind=kind,
                amount=amount,
                unit=unit,
                how=how,
                cause=cause,
                about=about._meta.label_lower,
                about_id=about.pk,
                happened_on=on or timezone.localdate(),
                country=tags.pop("country", organisation.country),
                **tags,
            )
    except IntegrityError:
        return None


def reverse_benefit(found: Benefit) -> Benefit | None:
    """Take a benefit back by an entry of the opposite amount; the first stays to be seen. Twice is once."""
    try:
        with transaction.atomic():
            return Benefit.objects.create(
                network_id=found.network_id,
                organisation=found.organisation,
                kind=found.kind,
                amount=-found.amount,
                unit=found.unit,
                how=found.how,
                cause=f"reversal:{found.cause}:{found.pk}",
                about=found.about,
                about_id=found.about_id,
                activity=found.activity,
                objective=found.objective,
                target_group=found.target_group,
                country=found.country,
                project=found.project,
                happened_on=found.happened_on,
                reverses=found,
            )
    except IntegrityError:
        return None


def link(source: Any, target: Any, kind: str = "led to", by=None) -> Link:
    """Keep that `source` led to `target`. Twice is once."""
    made, _ = Link.objects.get_or_create(
        network_id=source.network_id,
        source=source._meta.label_lower,
        source_id=source.pk,
        target=target._meta.label_lower,
        target_id=target.pk,
        kind=kind,
        defaults={"made_by": by},
    )
    return made


def thing_of(label: str, key: Any) -> Any:
    """The record of the current network with this label and key, or None."""
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        return None
    if not issubclass(model, Owned):
        return None
    try:
        return model.objects.filter(pk=key).first()
    except (ValueError, ValidationError):
        return None


def read_thing(text: str) -> Any:
    """The record that `from=` or a form names, as label:key; None where there is none such."""
    label, _colon, key = text.partition(":")
    try:
        return thing_of(label, UUID(key))
    except ValueError:
        return None


def unlink(source: Any, target: Any, kind: str = "led to") -> None:
    """Forget that `source` led to `target`."""
    Link.objects.filter(source_id=source.pk, target_id=target.pk, kind=kind).delete()


def record_what_people_did(sender, verb, about, actor, organisations, **kwargs) -> None:
    """People lie below the record: they tell, it keeps."""
    with in_network(getattr(about, "network_id", about.pk)):
        record(verb, about, actor=actor, organisations=organisations)
