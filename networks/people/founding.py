"""Founding a network, its address, and how the address changes."""

import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.base.rooms import Founding, rooms
from networks.base.tenancy import in_network
from networks.people.models import (
    RESERVED,
    Affiliation,
    Audience,
    Network,
    OldSlug,
    Organisation,
    Person,
    Role,
    RoleKind,
)
from networks.people.signals import tell

# What a network can be founded from: each room makes its part (`Room.found`).
TEMPLATES = {
    "informal": (
        gettext_lazy("Informal local group"),
        gettext_lazy("People who meet, without statutes or fees: one circle in which all decide."),
    ),
    "association": (
        gettext_lazy("Registered association"),
        gettext_lazy(
            "Statutes, an assembly and a board, categories of members, figures declared once a year."
        ),
    ),
    "federation": (
        gettext_lazy("Federation of networks"),
        gettext_lazy("Members are networks themselves: votes by weight, a board, a group for policy."),
    ),
}
LONGEST = Network._meta.get_field("slug").max_length or 40


class CannotFound(Exception):
    """This network cannot be founded; the message says why and what to do."""


def check_slug(slug: str, network: Network | None = None) -> None:
    """Refuse an address that is written wrongly, reserved, or had by another network, now or before."""
    field = Network._meta.get_field("slug")
    field.run_validators(slug)
    if len(slug) < 2:
        raise ValidationError(_("Use at least two characters."))
    if slug in RESERVED:
        raise ValidationError(_("The program needs this address itself. Choose another."))
    other = Network.objects.filter(slug=slug)
    before = OldSlug.objects.filter(slug=slug)
    if network is not None:
        other, before = other.exclude(pk=network.pk), before.exclude(network=network)
    if other.exists() or before.exists():
        raise ValidationError(_("Another network has this address, or had it before. Choose another."))


def propose_slug(name: str) -> str:
    """Return a free address made from a network's name: "Réseau du Travail" gives "reseau-du-travail"."""
    latin = unicodedata.normalize(
        "NFKD", name.replace("ß", "ss").replace("đ", "d").replace("ł", "l").replace("ø", "o")
    )
    wish = slugify(latin)[: LONGEST - 4].strip("-_").replace("_", "-")
    if len(wish) < 2:
        wish = "net"
    for number in range(1, 1000):
        slug = wish if number == 1 else f"{wish}-{number}"
        try:
            check_slug(slug)
        except ValidationError:
            continue
        return slug
    return ""


def found_network(
    name: str,
    *,
    founder: Person | None = None,
    founder_name: str = "",
    email: str = "",
    slug: str = "",
    organisation: str = "",
    purpose: str = "",
    country: str = "",
    languages: list[str] | None = None,
    zone: str = "Europe/Brussels",
    template: str = "",
) -> tuple[Network, Person]:
    """Found a network with its first coordinator; return both.

    The coordinator is `founder`, or whoever has the address `email` (a new person where nobody has it). With `organisation`
    a first organisation is entered and the coordinator belongs to its staff. With `template` each room makes its part: categories,
    bodies, a programme. Everything or nothing happens. Raises
    ValidationError for an address that cannot be used, CannotFound for a person of the demonstration.
    """
    languages = languages or ["en"]
    slug = slug or propose_slug(name)
    with transaction.atomic():
        check_slug(slug)
        person = founder or _person(email, founder_name, languages[0], zone)
        if person.is_demonstration:
            raise CannotFound(_("Persons of the demonstration cannot found a network. Sign out first."))
        try:
            with transaction.atomic():
                network = Network.objects.create(
                    name=name,
                    slug=slug,
                    purpose=purpose,
                    country=country,
                    language=languages[0],
                    languages=languages,
                    zone=zone,
                )
        except IntegrityError:  # somebody was quicker
            raise ValidationError(
                _("Another network has this address, or had it before. Choose another.")
            ) from None
        with in_network(network):
            Role.objects.create(person=person, kind=RoleKind.COORDINATOR)
            if organisation:
                first = Organisation.objects.create(name=organisation, country=country, language=languages[0])
                Affiliation.objects.create(person=person, organisation=first, audience=Audience.STAFF)
            tell("network.founded", network, actor=person)
            if template in TEMPLATES:
                founding = Founding(network, template, person)
                for room in rooms():
                    if room.found:
                        room.found(founding)
    return network, person


def _person(email: str, name: str, language: str, zone: str) -> Person:
    person = Person.objects.filter(email__iexact=email).first()
    if person is None:
        person = Person.objects.create_user(email.lower(), name, language=language, zone=zone)
    elif not person.name and name:
        person.name = name
        person.save(update_fields=["name"])
    return person


def change_network(network: Network, by: Person, **changes: Any) -> list[str]:
    """Change what a network says of itself; return the names of what changed. A new address keeps the old one leading here."""
    with transaction.atomic():
        kept = Network.objects.select_for_update().get(pk=network.pk)
        changed = [field for field, value in changes.items() if getattr(kept, field) != value]
        if not changed:
            return []
        if "slug" in changed:
            check_slug(changes["slug"], kept)
            OldSlug.objects.filter(slug=changes["slug"], network=kept).delete()  # taken back
            OldSlug.objects.get_or_create(slug=kept.slug, defaults={"network": kept})
        for field in changed:
            setattr(kept, field, changes[field])
        kept.save(update_fields=changed)
        with in_network(kept):
            tell("network.changed", kept, actor=by)
    for field in changed:
        setattr(network, field, changes[field])
    return changed
