"""Two networks are twinned by an offer that the other's coordinator accepts; both tick one checklist; either ends it."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from networks.base.keys import CLEAR, hashed, uuid7
from networks.base.tenancy import in_network
from networks.base.texts import Version
from networks.network.twinning.models import Seen, Shown, Side, TwinInvitation, Twinning, TwinStep
from networks.people.models import Network, Person, Role, RoleKind, holding
from networks.record.rules import record

LENGTH = 16  # characters of a code: 78 bits
MOST_STEPS = 100
# What most twinnings begin with; both change it.
BEGINNING = (
    gettext_lazy("Say who talks to whom, and how often"),
    gettext_lazy("The new network comes to a session of the experienced one"),
    gettext_lazy("Go through the first steps together"),
    gettext_lazy("The experienced network comes to a session of the new one"),
    gettext_lazy("Look back after a year: what helped, what comes next"),
)


def shown(step: TwinStep) -> Version:
    """A line for its reader: what twinnings begin with is said in the reader's language, what people wrote in theirs."""
    if step.written_by_us is None and step.language != (reader := get_language() or "en"):
        with override(step.language):
            known = next((one for one in BEGINNING if str(one) == step.text), None)
        if known is not None:
            return Version(str(known), reader)
    return Version(step.text, step.language)


class CannotTwin(Exception):
    """The two networks cannot be twinned; the message says why and what to do."""


def code_of(invitation: TwinInvitation) -> str:
    """Derived from the installation's own secret, so that it is nowhere in the database."""
    digest = salted_hmac("networks.twinning", str(invitation.pk), algorithm="sha256").digest()
    number = int.from_bytes(digest)
    letters = []
    for _place in range(LENGTH):
        number, rest = divmod(number, len(CLEAR))
        letters.append(CLEAR[rest])
    return "".join(letters)


def address_of(invitation: TwinInvitation) -> str:
    return f"{settings.SITE_ADDRESS}{reverse('twinning-answer', args=[code_of(invitation)])}"


@transaction.atomic
def offer(side: str, by: Person | None = None) -> TwinInvitation:
    """Make an offer of the current network. One that is open is used again, and lasts longer."""
    there = TwinInvitation.objects.filter(
        side=side, answered_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
    ).first()
    if there is not None:
        there.expires_at = TwinInvitation.default_expiry()
        there.save(update_fields=["expires_at"])
        return there
    made = TwinInvitation(side=Side(side), made_by=by, expires_at=TwinInvitation.default_expiry())
    made.code_hash = hashed(code_of(made))
    made.save()
    record("twinning.offered", made, actor=by)
    return made


@transaction.atomic
def withdraw(invitation: TwinInvitation) -> None:
    """The code stops working."""
    TwinInvitation.objects.filter(pk=invitation.pk, answered_at=None).update(withdrawn_at=timezone.now())


def may_accept_for(person: Person) -> list[Network]:
    """The networks for which `person` may accept: those they coordinate now."""
    roles = Role.everywhere.filter(holding(), person=person, kind=RoleKind.COORDINATOR)
    return list(Network.objects.filter(pk__in=roles.values("network"), closed_at=None).order_by("name"))


@transaction.atomic
def accept(invitation: TwinInvitation, network: Network, by: Person) -> Twinning:
    """`network` takes the offer; return its own row. Of two at once one wins. Raises CannotTwin."""
    offering = Network.objects.get(pk=invitation.network_id)
    if network.pk == offering.pk:
        raise CannotTwin(_("A network cannot accompany itself. Hand the code to another network."))
    if network.is_demonstration != offering.is_demonstration:
        raise CannotTwin(_("Networks of the demonstration are twinned with no other networks."))
    with in_network(offering):
        won = TwinInvitation.objects.filter(
            pk=invitation.pk, answered_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
        ).update(answered_at=timezone.now())
    if not won:
        raise CannotTwin(_("This code was used or withdrawn, or its time is over. Ask for a new one."))
    pair, side = uuid7(), invitation.role
    try:
        with transaction.atomic():
            _begin(offering, network, pair, side, None)
            made = _begin(network, offering, pair, side.other, by)
    except IntegrityError:
        raise CannotTwin(_("Your two networks are twinned already.")) from None
    guided = network if made.side == Side.GUIDED else offering
    with override(guided.language), in_network(guided):
        mine = Twinning.objects.get(pair=pair)
        for text in BEGINNING:
            _write(
                mine,
                str(text),
                guided.language if guided.language in ("en", "fr") else "en",
                by_us=None,
                by_them=None,
            )
    return made


def _begin(network: Network, other: Network, pair: UUID, side: Side, by: Person | None) -> Twinning:
    with in_network(network):
        made = Twinning.objects.create(pair=pair, side=side, other=other, other_name=other.name)
        record("twinning.begun", made, actor=by)
    return made


def _there(twinning: Twinning) -> Twinning | None:
    """The other network's row, while it runs. To be used within `in_network(twinning.other_id)`."""
    if not twinning.is_running:
        return None
    return Twinning.objects.filter(pair=twinning.pair, ended_at=None).first()


@transaction.atomic
def end(twinning: Twinning, by: Person | None = None) -> bool:
    """Either side ends it: what was shown is taken back; the checklist stays with both as it is. Twice is once."""
    won = Twinning.objects.filter(pk=twinning.pk, ended_at=None).update(ended_at=timezone.now())
    if not won:
        return False
    _forget(twinning)
    record("twinning.ended", twinning, actor=by)
    if twinning.other_id:
        with in_network(twinning.other_id):
            other = Twinning.objects.filter(pair=twinning.pair, ended_at=None).first()
            if other is not None:
                Twinning.objects.filter(pk=other.pk).update(ended_at=timezone.now())
                _forget(other)
                record("twinning.ended", other)
    return True


def _forget(twinning: Twinning) -> None:
    Seen.objects.filter(twinning=twinning).delete()
    Shown.objects.filter(twinning=twinning, withdrawn_at=None).update(withdrawn_at=timezone.now())


# ---- the checklist that both see ----


@transaction.atomic
def write(twinning: Twinning, text: str, language: str, by: Person | None = None) -> TwinStep:
    """Write a line: both networks have it. Raises CannotTwin where it has ended, or is full."""
    _must_run(twinning)
    if twinning.steps.count() >= MOST_STEPS:
        raise CannotTwin(_("The list is full. Remove what is done."))
    return _write(twinning, text, language)


def _write(
    twinning: Twinning, text: str, language: str, by_us: bool | None = True, by_them: bool | None = False
) -> TwinStep:
    made = TwinStep.objects.create(
        twinning=twinning, origin=uuid7(), text=text, language=language, written_by_us=by_us
    )
    with in_network(twinning.other_id):
        if other := _there(twinning):
            TwinStep.objects.create(
                twinning=other, origin=made.origin, text=text, language=language, written_by_us=by_them
            )
    return made


@transaction.atomic
def tick(step: TwinStep, done: bool) -> None:
    """Tick a line, or take the tick away; for both. Twice is once."""
    _must_run(step.twinning)
    at = timezone.now() if done else None
    if not TwinStep.objects.filter(pk=step.pk, done_at__isnull=done).update(done_at=at, done_by_us=done):
        return
    with in_network(step.twinning.other_id):
        TwinStep.objects.filter(twinning__pair=step.twinning.pair, origin=step.origin).update(
            done_at=at, done_by_us=False
        )


@transaction.atomic
def remove(step: TwinStep) -> None:
    """Take a line away, for both."""
    _must_run(step.twinning)
    with in_network(step.twinning.other_id):
        TwinStep.objects.filter(twinning__pair=step.twinning.pair, origin=step.origin).delete()
    TwinStep.objects.filter(pk=step.pk).delete()


def _must_run(twinning: Any) -> None:
    if not twinning.is_running:
        raise CannotTwin(_("This twinning has ended: its list stays as it is."))
