"""Inviting, answering, withdrawing. Every rule is one transaction; messages leave by a job once it is committed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.base.keys import token
from networks.participation.occasions.messages import ask_to_tell
from networks.participation.occasions.models import Arrangement, Invitee, Occasion, Reply
from networks.people.invitations import plain_address, read_pasted
from networks.people.models import Affiliation, Audience, Organisation, Person, Role

MOST = 5_000  # addresses in one list
OTHERS = 3  # how many others one invitee may name
ARRANGEMENTS_KEPT = timedelta(days=30)
LEAST = 5  # people invited as an audience are counted from five on


class Refused(Exception):
    """This cannot be done any more; `message` says why and what to do."""

    def __init__(self, message):
        super().__init__(message)
        self.message = message


# ---- changing and cancelling: whoever was told is told ----


@transaction.atomic
def changed(occasion: Occasion) -> None:
    """Something that people must know changed: a new version, told to everyone who knew the last one."""
    Occasion.objects.filter(pk=occasion.pk).update(sequence=F("sequence") + 1, changed_at=timezone.now())
    occasion.refresh_from_db(fields=["sequence", "changed_at"])
    ask_to_tell(occasion)


@transaction.atomic
def cancel(occasion: Occasion) -> None:
    """Cancel: everyone who was told gets a cancellation. Twice is once."""
    now = timezone.now()
    if Occasion.objects.filter(pk=occasion.pk, cancelled_at=None).update(
        cancelled_at=now, changed_at=now, sequence=F("sequence") + 1
    ):
        occasion.refresh_from_db(fields=["sequence", "changed_at", "cancelled_at"])
        ask_to_tell(occasion)


@transaction.atomic
def reinstate(occasion: Occasion) -> None:
    """Take a cancellation back: it takes place after all. Twice is once."""
    if Occasion.objects.filter(pk=occasion.pk, cancelled_at__isnull=False).update(
        cancelled_at=None, changed_at=timezone.now(), sequence=F("sequence") + 1
    ):
        occasion.refresh_from_db(fields=["sequence", "changed_at", "cancelled_at"])
        ask_to_tell(occasion)


# ---- inviting ----


@dataclass(frozen=True)
class Guest:
    """Somebody to be invited: a person, or an address."""

    person: Person | None = None
    email: str = ""
    name: str = ""
    organisation: Organisation | None = None
    audience: str = ""  # chosen as one of this audience: then others than their organisation see no name
    language: str = ""


def people_of(organisations: Iterable[Organisation], audiences: Iterable[str] = ()) -> list[Guest]:
    """Return everyone who is affiliated now to one of `organisations` and confirmed; of `audiences` only, where given."""
    audiences = set(audiences)
    if audiences >= set(Audience.values):
        audiences = set()
    rows = (
        Affiliation.objects.now()
        .filter(organisation__in=list(organisations), confirmed=True, person__erased_at=None)
        .select_related("person", "organisation")
        .order_by("organisation__name", "person__name")
    )
    if audiences:
        rows = rows.filter(audience__in=audiences)
    return [
        Guest(a.person, organisation=a.organisation, audience=a.audience if audiences else "") for a in rows
    ]


def people_called(people: Iterable[Person]) -> list[Guest]:
    """Return `people` with the organisation that each belongs to now."""
    people = list(people)
    homes: dict = {}
    for a in (
        Affiliation.objects.now().filter(person__in=people).select_related("organisation").order_by("-since")
    ):
        homes[a.person_id] = a.organisation
    return [Guest(person, organisation=homes.get(person.pk)) for person in people]


def read_addresses(text: str, language: str = "") -> tuple[list[Guest], list[str]]:
    """Read a pasted list (address, name, organisation, country, language); return those to invite, and the lines that are wrong.

    An address of somebody who belongs to this network is that person; whether it is known elsewhere is never told.
    """
    rows = read_pasted(text)
    if len(rows) > MOST:
        return [], [_("More than %(most)s lines: send them in several lists.") % {"most": MOST}]
    good, wrong = {}, []
    for row in rows:
        address = plain_address(row.get("email", ""))
        try:
            validate_email(address)
        except ValidationError:
            wrong.append(
                _("Line %(line)s: “%(text)s” is no whole address.")
                % {"line": row["line"], "text": address[:80]}
            )
            continue
        good.setdefault(address, row)
    members = {p.email.casefold(): p for p in _inside().filter(email__in=list(good))}
    houses = {
        o.name.casefold(): o
        for o in Organisation.objects.filter(name__in=[r.get("organisation", "") for r in good.values()])
    }
    guests, persons = [], []
    for address, row in good.items():
        if person := members.get(address.casefold()):
            persons.append(person)
        else:
            guests.append(
                Guest(
                    email=address,
                    name=" ".join(row.get("name", "").split())[:120],
                    organisation=houses.get(row.get("organisation", "").casefold()),
                    language=row.get("language", "").lower()[:2] or language,
                )
            )
    return people_called(persons) + guests, wrong


def _inside():
    """The persons who belong to the network being served."""
    here = Q(pk__in=Affiliation.objects.now().values("person")) | Q(
        pk__in=Role.objects.now().values("person")
    )
    return Person.objects.filter(here, erased_at=None)


@transaction.atomic
def invite(occasion: Occasion, guests: Iterable[Guest], *, by: Person | None) -> int:
    """Invite `guests`, each once; who was withdrawn is invited anew. Returns how many. A few queries, however many they are."""
    if occasion.cancelled_at:
        raise Refused(_("This was cancelled. Plan it again first."))
    Occasion.objects.select_for_update().get(pk=occasion.pk)
    there = list(Invitee.objects.filter(occasion=occasion).select_related("person"))
    by_person = {i.person_id: i for i in there if i.person_id}
    by_address = {i.email.casefold(): i for i in there if i.email}
    new, again, known = [], [], []
    for guest in guests:
        address = guest.email or (guest.person.email if guest.person else "") or ""
        old = (by_person.get(guest.person.pk) if guest.person else None) or by_address.get(address.casefold())
        if old is None:
            made = Invitee(
                network_id=occasion.network_id,
                occasion=occasion,
                person=guest.person,
                organisation=guest.organisation,
                email="" if guest.person else guest.email,
                name=guest.name,
                audience=guest.audience,
                language=guest.language,
                invited_by=by,
            )
            new.append(made)
            if guest.person:
                by_person[guest.person.pk] = made
            if address:
                by_address[address.casefold()] = made
        elif old._state.adding:
            continue  # twice in one list
        elif old.withdrawn_at:
            old.withdrawn_at, old.reply, old.replied_at, old.told_sequence = None, "", None, -1
            old.times_asked, old.secret, old.invited_by = old.times_asked + 1, token(), by
            again.append(old)
        elif old.person_id is None and guest.person:
            old.person, old.email = guest.person, ""  # came into the network since
            known.append(old)
    Invitee.objects.bulk_create(new, batch_size=500)
    Invitee.objects.bulk_update(
        again,
        ["withdrawn_at", "reply", "replied_at", "told_sequence", "times_asked", "secret", "invited_by"],
        batch_size=200,
    )
    Invitee.objects.bulk_update(known, ["person", "email"], batch_size=200)
    if new or again:
        ask_to_tell(occasion)
    return len(new) + len(again)


@transaction.atomic
def ask_again(occasion: Occasion) -> int:
    """Send the invitation again to everyone who has not answered; returns to how many."""
    if occasion.cancelled_at or occasion.is_over:
        raise Refused(_("It does not take place any more: nobody was asked."))
    count = Invitee.objects.filter(
        occasion=occasion, withdrawn_at=None, reply="", told_sequence__gte=0
    ).update(told_sequence=-1, times_asked=F("times_asked") + 1)
    if count:
        ask_to_tell(occasion)
    return count


@transaction.atomic
def withdraw(invitee: Invitee) -> None:
    """Take an invitation back: the link stops working, whoever was told is told. Twice is once."""
    if Invitee.objects.filter(pk=invitee.pk, withdrawn_at=None).update(withdrawn_at=timezone.now()):
        Arrangement.objects.filter(invitee=invitee).delete()
        ask_to_tell(invitee.occasion)


# ---- answering ----


@dataclass(frozen=True)
class Answered:
    """What somebody answers."""

    reply: str
    language: str = ""
    arrangement: str | None = None  # None: nothing said; "": delete what was said
    other_name: str = ""
    other_email: str = ""


@transaction.atomic
def answer(invitee: Invitee, said: Answered) -> None:
    """Keep the answer of an invitee; answering again replaces it. Two answers at once: one after the other, the later holds.

    Raises Refused where the invitation was withdrawn, the occasion was cancelled or is over.
    """
    occasion = Occasion.objects.select_for_update().get(pk=invitee.occasion_id)
    found = Invitee.objects.select_for_update().get(pk=invitee.pk)
    if found.withdrawn_at:
        raise Refused(_("This invitation was withdrawn."))
    if occasion.cancelled_at:
        raise Refused(_("This was cancelled in the meantime. There is nothing to answer."))
    if occasion.is_over:
        raise Refused(_("This has taken place. It is too late to answer."))
    if said.reply == Reply.OTHER:
        _name_another(found, occasion, said)
    found.reply, found.replied_at = Reply(said.reply), timezone.now()
    found.language = said.language or found.language
    found.save(update_fields=["reply", "replied_at", "language"])
    if found.reply in (Reply.NO, Reply.OTHER) or said.arrangement == "":
        Arrangement.objects.filter(invitee=found).delete()
    elif said.arrangement:
        Arrangement.objects.update_or_create(
            invitee=found, defaults={"text": said.arrangement, "consent_at": timezone.now()}
        )
    invitee.refresh_from_db()


def _name_another(found: Invitee, occasion: Occasion, said: Answered) -> None:
    """Invite whom an invitee named instead; whom they named before and who has not answered is invited no more."""
    address = plain_address(said.other_email)
    named = list(Invitee.objects.filter(occasion=occasion, instead_of=found).select_related("person"))
    if any(
        address in (i.email.casefold(), (i.person.email or "").casefold() if i.person else "")
        and not i.withdrawn_at
        for i in named
    ):
        return  # the same once more
    if address and address in (
        found.email.casefold(),
        ((found.person.email if found.person else "") or "").casefold(),
    ):
        raise Refused(_("That is your own address. Write the address of who comes instead."))
    if len(named) >= OTHERS:
        raise Refused(
            _("You have named %(count)s others. Ask the organisers to invite one more.") % {"count": OTHERS}
        )
    for other in named:
        if not other.reply and not other.withdrawn_at:
            withdraw(other)
    member = _inside().filter(email__iexact=address).first()
    taken = Q(email__iexact=address) | (Q(person=member) if member else Q(pk=None))
    there = Invitee.objects.filter(taken, occasion=occasion).first()
    if there and not there.withdrawn_at:
        return  # invited already: nobody is told so
    if there:
        Invitee.objects.filter(pk=there.pk).update(
            withdrawn_at=None, reply="", replied_at=None, told_sequence=-1,
            times_asked=F("times_asked") + 1, secret=token(), instead_of=found,
        )  # fmt: skip
    else:
        try:
            with transaction.atomic():
                Invitee.objects.create(
                    occasion=occasion,
                    person=member,
                    email="" if member else address,
                    name="" if member else " ".join(said.other_name.split())[:120],
                    organisation=found.organisation,
                    audience=found.audience,
                    language=said.language or found.language,
                    instead_of=found,
                )
        except IntegrityError:
            return  # invited by somebody else at this moment
    ask_to_tell(occasion)


# ---- reading ----


@dataclass(frozen=True)
class Counts:
    """How many were invited and what they answered."""

    invited: int = 0
    yes: int = 0
    perhaps: int = 0
    no: int = 0
    other: int = 0
    silent: int = 0


def listed(occasion: Occasion, actor):
    """The invitees that `actor` may see by name: who was invited as one of an audience is known to their own organisation only."""
    rows = Invitee.objects.filter(occasion=occasion, withdrawn_at=None)
    return rows.exclude(organisation__in=list(_by_audience(occasion, actor)), person__isnull=False)


def _by_audience(occasion: Occasion, actor) -> set:
    """The organisations of which some were invited by audience, without the actor's own.

    Nobody of these is listed by name: from two lists, of all and of some, one would learn who is a worker.
    """
    chosen = Invitee.objects.filter(occasion=occasion).exclude(audience="")
    own = actor.organisation_ids if actor else frozenset()
    return set(chosen.exclude(organisation__in=own).values_list("organisation", flat=True)) - {None}


def counts(occasion: Occasion, actor=None) -> tuple[Counts, list[Organisation]]:
    """Return the figures, and the organisations whose people are not listed by name. People who are not listed are
    counted from five on: fewer would tell of whom they are."""
    hidden = _by_audience(occasion, actor)
    rows = Invitee.objects.filter(occasion=occasion, withdrawn_at=None)
    apart = Q(organisation__in=list(hidden), person__isnull=False)
    if hidden and rows.filter(apart).count() < LEAST:
        rows = rows.exclude(apart)
    found = dict(rows.values_list("reply").annotate(n=Count("pk")))
    made = Counts(
        sum(found.values()),
        found.get(Reply.YES, 0),
        found.get(Reply.PERHAPS, 0),
        found.get(Reply.NO, 0),
        found.get(Reply.OTHER, 0),
        found.get("", 0),
    )
    return made, list(Organisation.objects.filter(pk__in=hidden).order_by("name")) if hidden else []


def delete_old_arrangements() -> int:
    """Delete what people needed, 30 days after the occasion (its end, its cancellation, or its last change where it has no day)."""
    limit = timezone.now() - ARRANGEMENTS_KEPT
    old = []
    for arrangement in Arrangement.everywhere.select_related("invitee__occasion"):
        occasion = arrangement.invitee.occasion
        over = occasion.cancelled_at or occasion.ends_at or max(arrangement.consent_at, occasion.changed_at)
        if over < limit:
            old.append(arrangement.pk)
    return Arrangement.everywhere.filter(pk__in=old).delete()[0]
