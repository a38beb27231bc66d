"""A person's own data: everything in one file, and erasing it.

Rooms declare `export_person` and `erase_person` in their ROOM. Of the layers below rooms (people, record, notices, participation)
every record that names the person is exported, found by its foreign keys, so that nothing is forgotten when a model is added; a
layer that has to erase more than the person's name does so in `erase_person` of its own `personal.py`.
"""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone
from django.utils.module_loading import module_has_submodule

from networks.base.rooms import rooms
from networks.base.tenancy import across_networks, in_network
from networks.people.belonging import left_without_coordinator
from networks.people.models import Affiliation, Card, Invitation, Network, Person, Role, holding
from networks.people.signing_in import sign_out_everywhere

HIDDEN = ("secret", "hash", "password")  # never exported: with these somebody could sign in


def export(person: Person) -> bytes:
    """Return a ZIP archive with everything that is kept about `person`, as JSON; one file a network, one for the person."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("you.json", _json(about(person)))
        for network in networks_of(person):
            with in_network(network):
                archive.writestr(
                    f"{network.slug}.json",
                    _json({"network": network.name, **in_this_network(person, network)}),
                )
    return memory.getvalue()


def about(person: Person) -> dict:
    """What is the person's alone, whatever the network."""
    from allauth.mfa.models import Authenticator
    from allauth.usersessions.models import UserSession

    return {
        "exported_at": timezone.now(),
        "person": _row(person),
        "sign_ins": list(
            UserSession.objects.filter(user=person).values("ip", "user_agent", "created_at", "last_seen_at")
        ),
        "second_factors": list(
            Authenticator.objects.filter(user=person).values("type", "created_at", "last_used_at")
        ),
        "networks": [network.name for network in networks_of(person)],
    }


def in_this_network(person: Person, network: Network) -> dict:
    """What the layers and rooms keep about the person in one network (the current one)."""
    found: dict[str, object] = {}
    for model, field in _naming_a_person(below_rooms=True):
        rows = model.everywhere.filter(network_id=network.pk, **{field.name: person})
        if (
            field.remote_field.related_name == "+"
        ):  # something they made or changed: that they did, not what it says
            listed = [{"id": pk} for pk in rows.values_list("pk", flat=True)]
        else:
            listed = [_row(row) for row in rows]
        if listed:
            found[f"{model._meta.label_lower}.{field.name}"] = listed
    found["invitations"] = [
        _row(row)
        for row in Invitation.objects.filter(email__iexact=person.email or "-").order_by("created_at")
    ]
    for room in rooms():
        if room.export_person:
            found[f"{room.area}/{room.slug}"] = room.export_person(person)
    return found


def networks_of(person: Person) -> list[Network]:
    """All networks that keep something about `person`, also those they left."""
    keys: set = set()
    for model, field in _naming_a_person():
        keys.update(
            model.everywhere.filter(**{field.name: person}).values_list("network_id", flat=True).distinct()
        )
    if person.email:
        keys.update(
            Invitation.everywhere.filter(email__iexact=person.email).values_list("network_id", flat=True)
        )
    return list(Network.objects.filter(pk__in=keys).order_by("name"))


def _naming_a_person(below_rooms: bool = False) -> Iterator[tuple[type[models.Model], models.Field]]:
    """The models with a foreign key to a person, and that key."""
    of_rooms = {room.urls.rsplit(".", 1)[0] for room in rooms() if room.export_person}
    for model in apps.get_models():
        if not model.__module__.startswith("networks.") or not hasattr(model, "everywhere"):
            continue
        if below_rooms and apps.get_app_config(model._meta.app_label).name in of_rooms:
            continue
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model is Person:
                yield model, field


def _row(row: models.Model) -> dict:
    return {
        field.attname: field.value_from_object(row)
        for field in row._meta.concrete_fields
        if not any(part in field.name for part in HIDDEN)
    }


def _json(value) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)


# ---- erasing ----


class StillNeeded(Exception):
    """The person alone coordinates networks that others belong to."""

    def __init__(self, networks):
        super().__init__("names another coordinator first")
        self.networks = networks


def erase(person: Person, *, again: bool = False) -> None:
    """Replace `person` by "a former member". What bodies decided and who attended what was paid for stays, without name.

    In one transaction; afterwards every device is signed out. The key is noted beside the backups, so that restoring one erases
    `again`: then nobody is asked whether they are still needed, and nothing is noted.
    """
    alone = left_without_coordinator(person)
    if alone and not again:
        raise StillNeeded(alone)
    with transaction.atomic():
        for network in networks_of(person):
            with in_network(network):
                for room in rooms():
                    if room.erase_person:
                        room.erase_person(person)
                for erase_there in _layers():
                    erase_there(person)
        with across_networks("erasing a person"):
            _erase_in_people(person)
        person.name, person.email, person.zone = "", None, ""
        person.reading, person.language = {}, "en"
        person.is_active = person.is_operator = False
        person.erased_at = timezone.now()
        person.save()
        if not again:
            transaction.on_commit(lambda: _note(person))
    sign_out_everywhere(person)


def _layers() -> Iterator[Callable[[Person], None]]:
    for config in apps.get_app_configs():
        if config.name.startswith("networks.") and module_has_submodule(config.module, "personal"):
            function = getattr(import_module(f"{config.name}.personal"), "erase_person", None)
            if function:
                yield function


def _erase_in_people(person: Person) -> None:
    from allauth.account.models import EmailAddress
    from allauth.mfa.models import Authenticator

    today = timezone.localdate()
    if person.email:
        Invitation.everywhere.filter(email__iexact=person.email, used=0).delete()
        Invitation.everywhere.filter(email__iexact=person.email).update(
            email="erased@invalid.example", name="", message=""
        )
    Role.everywhere.filter(holding(), person=person).update(until=today)
    Affiliation.everywhere.filter(person=person).update(title="")
    for affiliation in Affiliation.everywhere.filter(holding(), person=person):
        affiliation.functions.filter(holding()).update(until=today)
    Affiliation.everywhere.filter(holding(), person=person).update(until=today)
    Card.everywhere.filter(person=person).delete()
    EmailAddress.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()


def _note(person: Person) -> None:
    """Keep the key of the erased person (nothing else) where restoring a backup finds it."""
    settings.ERASURES.parent.mkdir(parents=True, exist_ok=True)
    with open(settings.ERASURES, "a", encoding="ascii") as file:
        file.write(f"{timezone.now().isoformat()} {person.pk}\n")
