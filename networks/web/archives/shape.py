"""What an archive holds: every owned model of every app, but for what an app declares (base.rooms.Archived)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from networks.base.models import Owned
from networks.base.rooms import archived
from networks.people.models import Network, Person

FORMAT = "net-works-archive"
VERSION = 1
# Of persons only this: passkeys, reading settings and whatever else is theirs alone stays with them.
PERSON = ("name", "email", "language", "erased_at", "created_at")


@dataclass(frozen=True)
class Part:
    """One model in an archive: a file of JSON Lines."""

    model: type[Owned]
    fields: tuple[models.Field, ...]

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    @property
    def path(self) -> str:
        return f"data/{self.model._meta.app_label}/{self.model._meta.model_name}.jsonl"

    def pointing(self, kind: str) -> list[models.Field]:
        """Its fields that point to a record of a network ("owned"), a person or a network."""
        wanted = {"owned": Owned, "person": Person, "network": Network}[kind]
        return [f for f in self.fields if f.is_relation and issubclass(f.related_model, wanted)]

    @property
    def files(self) -> list[models.Field]:
        return [f for f in self.fields if isinstance(f, models.FileField)]


def owned_models() -> list[type[Owned]]:
    """All models of records that belong to a network."""
    return [model for model in apps.get_models() if issubclass(model, Owned) and model._meta.managed]


def left_out() -> dict[str, str]:
    """The models that are in no archive, with the reason."""
    return {label: why for one in archived().values() for label, why in one.left_out.items()}


def without() -> dict[str, str]:
    """The fields (label.field) that are in no archive, with the reason."""
    return {name: why for one in archived().values() for name, why in one.without.items()}


def parts() -> list[Part]:
    """All parts; what others point to comes before them, as far as that goes."""
    not_there, fields_not_there = left_out(), without()
    found = {
        model: Part(
            model,
            tuple(
                field
                for field in model._meta.concrete_fields
                if field.name != "network"
                and f"{model._meta.label_lower}.{field.name}" not in fields_not_there
            ),
        )
        for model in owned_models()
        if model._meta.label_lower not in not_there
    }
    return [found[model] for model in _in_order(found)]


def _in_order(found: Iterable[type[Owned]]) -> list[type[Owned]]:
    wanted, done = set(found), {}

    def visit(model: type[Owned], above: frozenset[Any]) -> None:
        if model in done or model in above or model not in wanted:
            return
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model is not model:
                visit(field.related_model, above | {model})
        done[model] = True

    for model in found:
        visit(model, frozenset())
    return list(done)


def network_fields() -> list[models.Field]:
    """What is carried of the network itself."""
    return [field for field in Network._meta.concrete_fields if not field.is_relation]
