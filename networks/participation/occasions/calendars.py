"""Occasions in calendars: a file for one, a feed of several. A calendar knows an occasion by its key, whoever gets it."""

from datetime import timedelta
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core import signing
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language

from networks.base.files.calendar_files import Entry, Party, calendar_file, feed
from networks.base.tenancy import across_networks
from networks.participation.occasions.kinds import kind_of, kinds
from networks.participation.occasions.models import CalendarKey, Invitee, Occasion, Reply
from networks.participation.occasions.words import shown, where
from networks.people.actors import Actor

MEDIA_TYPE = "text/calendar; charset=utf-8"
SALT = "networks.participation.occasions.calendar"
KEPT = timedelta(days=365)  # how far back a feed goes
PARTSTAT = {
    "": "NEEDS-ACTION",
    Reply.YES: "ACCEPTED",
    Reply.PERHAPS: "TENTATIVE",
    Reply.NO: "DECLINED",
    Reply.OTHER: "DECLINED",
}


def uid(occasion: Occasion) -> str:
    """Return the name by which calendars know an occasion for ever."""
    return f"{occasion.pk}@{settings.SITE_ADDRESS.split('//')[1].split(':')[0]}"


def entry(
    occasion: Occasion, *, title: str, description: str = "", url: str = "", room: bool = True
) -> Entry | None:
    """Return an occasion as a calendar entry, None while it has no day. `room`: whether the online room is named."""
    if occasion.starts_local is None:
        return None
    start: Any = occasion.starts_local
    return Entry(
        uid=uid(occasion),
        start=start,
        end=start + timedelta(minutes=max(1, occasion.minutes)),
        zone=occasion.zone,
        summary=title,
        changed=occasion.changed_at,
        sequence=occasion.sequence,
        status="CANCELLED" if occasion.cancelled_at else "CONFIRMED",
        description=description,
        location=where(occasion) if room else occasion.venue,
        url=url,
        language=get_language() or "",
    )


def invitation_file(invitee: Invitee, *, method: str, description: str, url: str) -> bytes | None:
    """Return the file that invites, changes or cancels in the calendar of one invitee; None while there is no day."""
    from dataclasses import replace

    occasion = invitee.occasion
    made = entry(occasion, title=shown(occasion).title, description=description, url=url)
    if made is None:
        return None
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    try:
        made = replace(
            made,
            organizer=Party(sender, occasion.network.name),
            attendees=[Party(invitee.address, invitee.shown_name, PARTSTAT[invitee.reply])],
        )
    except ValueError:  # an address that calendars do not take: the entry without its guest
        return calendar_file(made, made=timezone.now())
    return calendar_file(made, method, made=timezone.now())


def file_of(occasion: Occasion, *, url: str, description: str = "", room: bool = True) -> bytes | None:
    """Return the file to put an occasion into one's calendar by hand."""
    made = entry(occasion, title=shown(occasion).title, description=description, url=url, room=room)
    return calendar_file(made, made=timezone.now()) if made else None


# ---- a person's own calendar, by a secret link ----


def key_of(person) -> CalendarKey:
    """Return the key of a person's calendar, made the first time."""
    return CalendarKey.objects.get_or_create(person=person)[0]


def new_key(person) -> CalendarKey:
    """Make the link anew; the old one stops working now."""
    CalendarKey.objects.filter(person=person).delete()
    return CalendarKey.objects.create(person=person)


def token_of(key: CalendarKey) -> str:
    return signing.Signer(salt=SALT).sign(key.pk.hex)


def key_by_token(token: str) -> CalendarKey | None:
    try:
        found = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return None
    return CalendarKey.objects.filter(pk=found).select_related("person").first()


def persons_feed(person) -> bytes:
    """Return everything that a person is invited to and has not declined, in all networks they belong to."""
    with across_networks("a person's own calendar"):
        inside = [network.pk for network in Actor(person).networks]
        invited = (
            Invitee.objects.filter(
                Q(person=person, network__in=inside)
                | Q(person=None, email__iexact=person.email or "-", network__closed_at=None)
            )
            .filter(withdrawn_at=None, occasion__starts_at__gt=timezone.now() - KEPT)
            .exclude(reply__in=(Reply.NO, Reply.OTHER))
            .select_related("occasion", "occasion__network")
            .order_by("occasion__starts_at", "occasion_id")
        )
        rows = [
            (invitee.occasion, f"{settings.SITE_ADDRESS}/answer/{invitee.secret}/")
            for invitee in invited
            if kind_of(invitee.occasion)
        ]
        titles = _titles([occasion for occasion, _url in rows])
        several = len({occasion.network_id for occasion, _url in rows}) > 1
    entries = [
        entry(
            occasion,
            title=f"{titles[occasion.pk]} ({occasion.network.name})" if several else titles[occasion.pk],
            url=url,
        )
        for occasion, url in rows
    ]
    return feed([one for one in entries if one], "Net-Works", language=get_language() or "")


def public_feed(network) -> bytes:
    """Return what everybody may know of in the current network: no room link, no people."""
    found: list[Occasion] = []
    for kind in kinds():
        found += kind.public().filter(starts_at__gt=timezone.now() - KEPT)
    found.sort(key=lambda occasion: (occasion.starts_at, occasion.pk))
    titles = _titles(found)
    entries = [entry(occasion, title=titles[occasion.pk], room=False) for occasion in found]
    return feed([one for one in entries if one], network.name, language=get_language() or "")


def _titles(occasions: list[Occasion]) -> dict:
    """Titles in the active language, one query a kind."""
    from networks.base.rooms import describe

    described = describe((o.about, o.about_id) for o in occasions)
    return {
        o.pk: found.title if (found := described[o.about, o.about_id]).url else o.title or found.title
        for o in occasions
    }
