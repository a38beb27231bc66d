"""Registering: a coordinator records for a member that somebody comes to a session or a meeting, or is excused.

Sessions and meetings are occasions: who is not invited yet is invited, and the answer is kept by the rules of occasions.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.base.rooms import Described, describe_for
from networks.network.membership.rules.on_behalf import on_behalf
from networks.participation.occasions import rules as occasions
from networks.participation.occasions.kinds import kind_of, kinds
from networks.participation.occasions.models import Invitee, Occasion, Reply
from networks.people.models import Affiliation, Organisation, Person

MOST = 500  # occasions that are looked through
LONGEST = timedelta(days=7)  # what began earlier is over


class NotRegistered(Exception):
    """It cannot be recorded so: `field` is where the sentence stands."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class Registration:
    """Who comes to what, or is excused: a person of the organisation, or a name with an address."""

    occasion: Occasion
    reply: str
    person: Person | None = None
    name: str = ""
    email: str = ""


def coming(actor: Any) -> list[tuple[Occasion, Described]]:
    """What will take place or takes place now, the nearest first, as far as `actor` may see it. Drafts are not among it."""
    rows: list[Occasion] = []
    now = timezone.now()
    for kind in kinds():
        here = kind.to_come().filter(cancelled_at=None, starts_at__gt=now - LONGEST)
        rows += here.order_by("starts_at", "pk")[:MOST]
    rows = sorted((one for one in rows if not one.is_over), key=lambda one: (one.starts_at, one.pk))
    shown = describe_for(((one.about, one.about_id) for one in rows), actor)
    pairs = [(one, shown[one.about, one.about_id]) for one in rows]
    return [(one, thing) for one, thing in pairs if not thing.hidden]


def people_of(organisation: Organisation) -> Any:
    """Who belongs to it now and is confirmed."""
    places = Affiliation.objects.now().filter(organisation=organisation, confirmed=True)
    return Person.objects.filter(pk__in=places.values("person"), erased_at=None)


@transaction.atomic
def register_for(
    organisation: Organisation, said: Registration, reason: str, document: Any, *, by: Person
) -> Invitee:
    """Invite whoever is not invited yet, keep their answer, and tell the member's people. Raises `NotRegistered`, or a `FileRefused`."""
    occasion = Occasion.objects.select_for_update().get(pk=said.occasion.pk)
    guest = _guest(organisation, said)
    there = _found(occasion, guest)
    if there and not there.withdrawn_at:
        _check_there(there, guest, said, organisation)
    if said.reply == Reply.YES:
        _check_places(occasion, there)
    try:
        occasions.invite(occasion, [guest], by=by)
        invitee = _found(occasion, guest)
        assert invitee is not None
        occasions.answer(invitee, occasions.Answered(said.reply))
    except occasions.Refused as why:
        raise NotRegistered("occasion", why.message) from None
    if said.reply == Reply.NO and (there is None or there.withdrawn_at):
        # Who is excused before anybody invited them is not asked to come.
        Invitee.objects.filter(pk=invitee.pk).update(told_sequence=occasion.sequence)
    if invitee.organisation_id is None:
        invitee.organisation = organisation
        invitee.save(update_fields=["organisation"])
    on_behalf(invitee, organisation, reason, document, by=by)
    return invitee


def _guest(organisation: Organisation, said: Registration) -> occasions.Guest:
    """Whom to invite. The address of somebody of the network is that person."""
    if said.person:
        return occasions.Guest(said.person, organisation=organisation)
    found, wrong = occasions.read_addresses(said.email)
    if wrong or len(found) != 1:
        raise NotRegistered("email", _("Write the whole address, for example ines@oficina.example"))
    person = found[0].person
    if person and not people_of(organisation).filter(pk=person.pk).exists():
        raise NotRegistered(
            "email",
            _("This is the address of %(who)s, who is not with %(house)s. Record it for their organisation.")
            % {"who": person.shown_name, "house": organisation.name},
        )
    name = "" if person else said.name
    return replace(found[0], organisation=organisation, name=name, language=organisation.language)


def _found(occasion: Occasion, guest: occasions.Guest) -> Invitee | None:
    """Their invitation: as a person first, else by their address."""
    rows = Invitee.objects.filter(occasion=occasion).select_related("person")
    address = guest.email or (guest.person.email if guest.person else "") or ""
    by_person = rows.filter(person=guest.person).first() if guest.person else None
    return by_person or (rows.filter(email__iexact=address).first() if address else None)


def _check_there(
    there: Invitee, guest: occasions.Guest, said: Registration, organisation: Organisation
) -> None:
    field = "person" if said.person else "email"
    if guest.person is None and there.organisation_id not in (None, organisation.pk):
        raise NotRegistered(field, _("Another organisation has registered this address."))
    if there.reply == said.reply:
        sentence = (
            _("%(who)s is registered already.")
            if said.reply == Reply.YES
            else _("%(who)s is excused already.")
        )
        raise NotRegistered(field, sentence % {"who": there.shown_name})


def _check_places(occasion: Occasion, there: Invitee | None) -> None:
    kind = kind_of(occasion)
    places = kind.places(occasion) if kind else None
    if places is None:
        return
    others = Invitee.objects.filter(occasion=occasion, reply=Reply.YES, withdrawn_at=None)
    if others.filter(~Q(pk=there.pk) if there else Q()).count() >= places:
        raise NotRegistered(
            "occasion", _("This is full: all %(count)s places are taken.") % {"count": places}
        )


def fits(words: str, thing: Described) -> bool:
    """Whether a title has all of these words."""
    return all(word in thing.title.casefold() for word in words.casefold().split())
