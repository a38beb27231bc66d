"""What must hold before the program starts: tenancy, doors, unique rules."""

from django.apps import apps
from django.core.checks import Error, register
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from networks.base.models import Owned

# Records of the whole installation. Everything else belongs to one network.
GLOBAL = {
    "base.hold",
    "base.job", "base.cached", "people.person", "people.network", "people.oldslug", "notices.outboxmessage",
    "participation_occasions.calendarkey",
}  # fmt: skip
# Views that are not ours; each decides itself who may come in.
OTHERS = ("allauth.", "django.", "csp.", "whitenoise.")


@register()
def whose_data(app_configs, **kwargs):
    """Every record belongs to one network or is named as global; every unique rule is about one network."""
    found = []
    for model in apps.get_models():
        if not model.__module__.startswith("networks."):
            continue
        if not issubclass(model, Owned):
            if model._meta.label_lower not in GLOBAL:
                found.append(
                    Error(
                        f"{model._meta.label} belongs to no network",
                        hint="Derive it from Owned.",
                        id="networks.E001",
                    )
                )
            continue
        for rule in model._meta.constraints:
            if (
                isinstance(rule, models.UniqueConstraint)
                and rule.fields
                and not _of_one_network(model, rule.fields)
            ):
                found.append(
                    Error(
                        f"{model._meta.label}: unique rule {rule.name} reaches across networks",
                        id="networks.E002",
                    )
                )
        for field in model._meta.local_fields:
            if (
                field.unique
                and not field.primary_key
                and not _of_one_network(model, [field.name])
                and not getattr(field, "secret", False)
            ):
                found.append(Error(f"{field} is unique across networks", id="networks.E002"))
    return found


def _of_one_network(model, names) -> bool:
    fields = [model._meta.get_field(name) for name in names]
    return any(f.is_relation and (f.name == "network" or issubclass(f.related_model, Owned)) for f in fields)


@register()
def doors(app_configs, **kwargs):
    """Every view of ours says who may come in."""
    return [
        Error(
            f"{view.__module__}.{getattr(view, '__name__', view)} does not say who may come in",
            hint="Use @allow(…).",
            id="networks.E003",
        )
        for view in views(get_resolver())
        if not hasattr(view, "allowed_by") and not view.__module__.startswith(OTHERS)
    ]


def views(resolver: URLResolver):
    """Yield every view below `resolver`."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield entry.callback
        else:
            yield from views(entry)
