"""Who is told of what. A room declares it in its `notices.py`:

    TOLD = {"session.cancelled": Told(invited, _("{who} cancelled {what}"), kind="sessions", mail=False)}

When an event is recorded, in the same transaction, those concerned get a notification on the page. By mail they get it as they wish:
at once, in a digest, or never. Nobody is told of what they did themselves; demonstration persons and people without e-mail get no mail.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import module_has_submodule

from networks.base.jobs import ask
from networks.base.rooms import rooms
from networks.notices.endings import others
from networks.notices.models import Notification
from networks.people.models import Affiliation, Person, Role
from networks.record.models import Event


@dataclass(frozen=True)
class Told:
    """Who is told of a kind of event, and in which words."""

    recipients: Callable[[Event, Any], Iterable[Any]]  # event, object → keys of persons
    sentence: Any  # translated, with {who} and {what}
    kind: str  # the slug of the room: people wish by room
    mail: bool = True  # False where they get a message of its own about it
    asks: bool = False  # it asks for something: by mail only while `recipients` still names them
    until: Callable[[Any], str] | None = (
        None  # object → until when, in words; "" where there is no such moment
    )


@cache
def declared() -> dict[str, Told]:
    """Return what all installed rooms declare, by verb."""
    found: dict[str, Told] = {}
    for config in apps.get_app_configs():
        if config.name.startswith("networks.") and module_has_submodule(config.module, "notices"):
            found |= getattr(import_module(f"{config.name}.notices"), "TOLD", {})
    return found


def kinds() -> dict[str, Any]:
    """Return the kinds of things that people can wish to be told of by mail, with their names."""
    there = {told.kind for told in declared().values() if told.mail}
    return {room.slug: room.name for room in rooms() if room.slug in there} | others()


def tell_of(sender, event: Event, about: Any, **kwargs) -> None:
    """Write the notifications of an event; called in its transaction."""
    told = declared().get(event.verb)
    if told is None:
        return
    wanted = {key for key in told.recipients(event, about) if key is not None and key != event.actor_id}
    if not wanted:
        return
    inside = Q(pk__in=Affiliation.objects.now().values("person")) | Q(
        pk__in=Role.objects.now().values("person")
    )
    people = list(Person.objects.filter(inside, pk__in=wanted, erased_at=None, is_active=True))
    now = timezone.now()
    Notification.objects.bulk_create(
        [
            Notification(
                network_id=event.network_id,
                person=person,
                event=event,
                mailed_at=None if told.mail and may_be_mailed(person) else now,
            )
            for person in people
        ],
        ignore_conflicts=True,
        batch_size=500,
    )
    if told.mail and any(may_be_mailed(person) for person in people):
        ask("notices.at_once", event=str(event.pk))


def things_of(events: Iterable[Event]) -> dict[tuple[str, Any], Any]:
    """The objects that events are about, as far as they are there; a query for each kind of object."""
    wanted: dict[str, set[Any]] = {}
    for event in events:
        wanted.setdefault(event.about, set()).add(event.about_id)
    return {
        (label, one.pk): one
        for label, keys in wanted.items()
        for one in apps.get_model(label)._default_manager.filter(pk__in=keys)
    }


def still_asked(notifications: Iterable[Notification]) -> list[Notification]:
    """Leave out what asks for something that was done meanwhile, or cannot be done any more."""
    notifications = list(notifications)
    asking = [one.event for one in notifications if (told := declared().get(one.event.verb)) and told.asks]
    things, still = things_of(asking), {}
    for event in asking:
        thing = things.get((event.about, event.about_id))
        if event.pk not in still:
            still[event.pk] = set(declared()[event.verb].recipients(event, thing)) if thing else set()
    return [one for one in notifications if one.event_id not in still or one.person_id in still[one.event_id]]


def may_be_mailed(person: Person) -> bool:
    """Whether mail goes to this person at all."""
    return bool(person.email and not person.is_demonstration and not person.erased_at and person.is_active)
