"""What tests of archives share: everything that a network has, read without the code that makes archives."""

from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage

from networks.base.models import Owned
from networks.base.rooms import archived
from networks.people.models import Network, Person
from networks.web.backups.databases import withheld


def everything(network: Network) -> dict[str, dict]:
    """Label → key → values, of all that an archive has to carry; the network and its persons too."""
    left_out = {label for one in archived().values() for label in one.left_out}
    without = {name for one in archived().values() for name in one.without}
    found: dict[str, dict] = {"people.network": {network.pk: _values(network, without)}}
    people = set()
    held_back = {model: set(keys) for model, keys in withheld().items()}  # anonymous answers of open parts
    for model in apps.get_models():
        if not issubclass(model, Owned) or model._meta.label_lower in left_out:
            continue
        rows = [
            row
            for row in model.everywhere.filter(network_id=network.pk)
            if row.pk not in held_back.get(model, ())
        ]
        found[model._meta.label_lower] = {row.pk: _values(row, without) for row in rows}
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model is Person:
                people.update(getattr(row, field.attname) for row in rows if getattr(row, field.attname))
    found["people.person"] = {
        person.pk: (person.name, person.email, person.language, person.erased_at)
        for person in Person.objects.filter(pk__in=people)
    }
    events = found["record.event"]
    for key in [
        key for key, row in events.items() if row["verb"] in ("network.taken_in", "network.archived")
    ]:
        del events[key]
    return found


def _values(row: Any, without: set[str]) -> dict[str, Any]:
    found = {}
    for field in row._meta.concrete_fields:
        if f"{row._meta.label_lower}.{field.name}" in without:
            continue
        value = getattr(row, field.attname)
        if field.get_internal_type() == "FileField":
            value = default_storage.open(value.name).read() if value else None
        found[field.attname] = bytes(value) if isinstance(value, memoryview) else value
    return found


def remove(network: Network) -> None:
    """Take a network away with its persons, as if the installation were a fresh one."""
    from networks.base.tenancy import in_network

    with in_network(network):
        network.delete()
    Person.objects.all().delete()
