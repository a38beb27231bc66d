"""People whom the network knows by an address that somebody wrote down: they never signed in, and nobody else learns whether they could.

A contact is a person without a way to sign in, whose address stands in `PersonRecord.email` of this network alone. When somebody signs in
with that address and comes into the network, the contact becomes them (`taken_over`): what it was is theirs.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from networks.base.tenancy import in_network
from networks.network.membership.models import PersonRecord
from networks.people.models import Affiliation, Function, FunctionKind, Person, Role


def addresses_of(people: Iterable[Any]) -> dict[Any, str]:
    """By person's key: where mail of this network reaches them; their own address before the one written down. Two queries."""
    keys = [getattr(one, "pk", one) for one in people]
    found = dict(
        PersonRecord.objects.filter(person__in=keys).exclude(email="").values_list("person", "email")
    )
    alive = Person.objects.filter(pk__in=keys, is_active=True, erased_at=None).values_list("pk", "email")
    return {key: email or found[key] for key, email in alive if email or key in found}


def functions_held(affiliations: Iterable[Any]) -> dict[Any, list[str]]:
    """By affiliation's key: what it does for its organisation now, named. One query."""
    held: dict[Any, list[str]] = {}
    rows = Function.objects.now().filter(affiliation__in=[one.pk for one in affiliations]).order_by("kind")
    for affiliation, kind in rows.values_list("affiliation", "kind"):
        held.setdefault(affiliation, []).append(str(FunctionKind(kind).label))
    return held


def everybody_here() -> tuple[dict[str, Any], set[Any]]:
    """Address (small letters) → key of a person of this network, contacts too; and the keys of those who sign in themselves. Two queries."""
    inside = Q(pk__in=Affiliation.objects.now().values("person")) | Q(
        pk__in=Role.objects.now().values("person")
    )
    noted = (
        PersonRecord.objects.filter(person__erased_at=None).exclude(email="").values_list("email", "person")
    )
    own = list(Person.objects.filter(inside, email__isnull=False, erased_at=None).values_list("email", "pk"))
    return {email.casefold(): pk for email, pk in [*noted, *own]}, {pk for _email, pk in own}


def add_contact(
    name: str, email: str = "", phone: str = "", language: str = "en"
) -> tuple[Person, PersonRecord]:
    """Note somebody; their address is this network's note, not a way to sign in."""
    person = Person.objects.create_user(None, name[:120], language=language)
    return person, PersonRecord.objects.create(person=person, email=email, phone=phone)


def arrived(sender: Any, about: Any, verb: str, **kwargs: Any) -> None:
    """Somebody came into the network (signal of people): a contact of the same address becomes them."""
    if verb in ("affiliation.begun", "role.granted") and about.person.email:
        with in_network(about.network_id):
            for record in (
                PersonRecord.objects.filter(email__iexact=about.person.email, person__email=None)
                .exclude(person=about.person)
                .select_related("person")
            ):
                taken_over(record, about.person)


@transaction.atomic
def taken_over(record: PersonRecord, person: Person) -> None:
    """What the contact of `record` was in this network, `person` is: affiliations, functions, own fields. The contact goes."""
    contact = record.person
    for row in Affiliation.objects.filter(person=contact):
        there = Affiliation.objects.filter(
            person=person, organisation=row.organisation_id, until=None
        ).first()
        if there is None or row.until is not None:
            Affiliation.objects.filter(pk=row.pk).update(person=person)
            continue
        held = set(Function.objects.now().filter(affiliation=there).values_list("kind", flat=True))
        Function.objects.filter(affiliation=row).exclude(kind__in=held).update(affiliation=there)
        if row.title and not there.title:
            Affiliation.objects.filter(pk=there.pk).update(title=row.title)
        row.delete()
    own, _made = PersonRecord.objects.get_or_create(person=person)
    own.own, own.phone = record.own | own.own, own.phone or record.phone
    own.save()
    record.delete()
    if not Affiliation.everywhere.filter(person=contact).exists():
        Person.objects.filter(pk=contact.pk, email=None).update(
            is_active=False, name="", erased_at=timezone.now()
        )
