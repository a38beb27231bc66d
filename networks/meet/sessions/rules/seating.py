"""Taking a seat in a session. A seat is found by its secret (in a cookie or a personal link), never by a name."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from networks.base.keys import hashed, normal_code, token
from networks.meet.sessions.live.telling import tell
from networks.meet.sessions.models import Seat, Session
from networks.meet.sessions.models.planning import SessionState
from networks.people.models import Affiliation, Audience, Organisation, Role, holding

SOON = timedelta(hours=1)
EDITABLE = ("name", "country", "audience", "language", "easy", "with_help")


class CannotJoin(Exception):
    """Nobody new can sit down. `word` is the key of the sentence that says why (see words.py)."""

    def __init__(self, word: str):
        super().__init__(word)
        self.word = word


@dataclass
class Details:
    """What somebody tells about themselves when they join. Everything may be left out."""

    name: str = ""
    organisation: Organisation | None = None
    country: str = ""
    audience: str = ""
    language: str = "en"
    easy: bool = False
    with_help: bool = False


def join_address() -> str:
    """The address that phones reach, with /j/ at its end."""
    return f"{settings.LAN_ADDRESS or settings.SITE_ADDRESS}/j/"


def find_session(typed: str) -> Session | None:
    """Return the session with the code `typed` (spaces, dashes and case do not matter), or None.

    Codes die with the session; its key goes on naming it for those who may come in without a code.
    """
    sessions = Session.everywhere.filter(binned_at=None).select_related("network", "occasion", "current_part")
    code = normal_code(typed)
    if 4 <= len(code) <= 8 and (found := sessions.filter(code=code).first()):
        return found
    try:
        return sessions.filter(pk=UUID(typed)).first()
    except ValueError:
        return None


def held(seats: QuerySet[Seat]) -> QuerySet[Seat]:
    """Of these, those of guests and of people who belong to the network now: whoever left it has theirs no more."""
    mine = {"person": OuterRef("person"), "network": OuterRef("network")}
    roles = Role.everywhere.filter(holding(), **mine)
    places = Affiliation.everywhere.filter(holding(), organisation__binned_at=None, **mine)
    return seats.filter(Q(person=None) | Exists(roles) | Exists(places))


def find_seat(secret: str, *, briefly: bool = False) -> Seat | None:
    """Return the seat with this secret, also one that was removed; None where there is none.

    `briefly` with its session alone: for streams, which thousands open at once.
    """
    if not secret:
        return None
    rows = held(Seat.everywhere.filter(secret_hash=hashed(secret), session__binned_at=None))
    if briefly:
        return next(iter(rows.select_related("session")[:1]), None)
    return rows.select_related(
        "session__network", "session__occasion", "session__current_part", "person", "organisation"
    ).first()


def persons_secret(session: Session, person) -> str:
    """Return the secret of a known person's seat: the same on all their devices, for nobody else to find out."""
    return salted_hmac("seat", f"{session.pk}:{person.pk}").hexdigest()


def check_joining(session: Session, actor, *, by_code: bool) -> None:
    """Raise CannotJoin where `actor` may not take a new seat in `session` now."""
    if session.state == SessionState.CANCELLED:
        raise CannotJoin("cancelled")
    if not actor.belongs:
        if not by_code:
            raise CannotJoin("code_wrong")
        if not session.guests_welcome:
            raise CannotJoin("no_guests")
        if session.state == SessionState.ENDED:
            raise CannotJoin("code_wrong")
    if session.join_locked:
        raise CannotJoin("locked")
    if session.seats.filter(removed_at=None, simulated=False).count() >= session.places:
        raise CannotJoin("full")


def details_of(actor) -> Details:
    """Return what is known of a person who belongs to the network."""
    place = next((a for a in actor.affiliations if a.confirmed), None) or next(iter(actor.affiliations), None)
    return Details(
        name=actor.person.shown_name,
        organisation=place.organisation if place else None,
        country=place.organisation.country if place else "",
        audience=place.audience if place else "",
        language=actor.person.language,
        easy=actor.reads_easily,
    )


def sit_down(session: Session, actor, details: Details, *, by_code: bool = True) -> tuple[Seat, str]:
    """Give `actor` a seat in `session`; return it with its secret, which is kept nowhere here.

    A person who belongs to the network gets their own seat again, with what the network knows of them. Anybody else
    is a guest, with what they told. Raises CannotJoin.
    """
    person = actor.person if actor.belongs else None
    if person is not None:
        secret = persons_secret(session, person)
        known = details_of(actor)
        details = Details(
            name=known.name,
            organisation=known.organisation,
            country=known.country or details.country,
            audience=known.audience or details.audience,
            language=details.language,
            easy=details.easy,
            with_help=details.with_help,
        )
        found = Seat.objects.filter(session=session, person=person).first()
        if found is not None:
            if found.removed_at:
                raise CannotJoin("removed")
            Seat.objects.filter(pk=found.pk).update(
                language=details.language, easy=details.easy, with_help=details.with_help
            )
            return found, secret
    else:
        secret = token()
    with transaction.atomic():
        # Whoever comes in at the same moment waits here, so that no more sit down than there are places.
        rehearsal = Session.objects.select_for_update().get(pk=session.pk).rehearsal
        check_joining(session, actor, by_code=by_code)
        try:
            with transaction.atomic():
                seat = Seat.objects.create(
                    network_id=session.network_id,
                    session=session,
                    person=person,
                    name=details.name[:80],
                    organisation=details.organisation,
                    country=details.country,
                    audience=details.audience if details.audience in Audience.values else "",
                    language=details.language,
                    easy=details.easy,
                    with_help=details.with_help,
                    secret_hash=hashed(secret),
                    simulated=rehearsal,  # goes when the rehearsal is put back
                )
        except IntegrityError:  # the same person, on two devices at once
            return Seat.objects.get(session=session, person=person), secret
        tell(session, "presence", joined=1)
    return seat, secret


def running_for(person) -> Session | None:
    """What runs now, for somebody who has only a card: where they have a seat, else to what they or their organisation are invited,
    else what began last. Where nothing runs, what is planned to begin within the hour."""
    sessions = Session.objects.filter(binned_at=None, rehearsal=False).exclude(code="")
    sessions = sessions.select_related("network", "occasion", "current_part")
    houses = Affiliation.objects.now().filter(person=person).values("organisation")
    invited = Q(occasion__invitees__person=person) | Q(occasion__invitees__organisation__in=houses)
    now = timezone.now()
    soon = Q(occasion__starts_at__range=(now - SOON, now + SOON))
    for rows in (sessions.filter(state=SessionState.LIVE), sessions.filter(soon, state=SessionState.PLANNED)):
        rows = rows.order_by("-started_at", "-id")
        mine = rows.filter(seats__person=person, seats__removed_at=None).first()
        if (
            found := mine
            or rows.filter(invited, occasion__invitees__withdrawn_at=None).first()
            or rows.first()
        ):
            return found
    return None


def change_seat(seat: Seat, **changes) -> None:
    """Change what a participant chose for themselves: language, easy reading, help with writing."""
    Seat.objects.filter(pk=seat.pk).update(**{k: v for k, v in changes.items() if k in EDITABLE})
    for key, value in changes.items():
        setattr(seat, key, value)
