"""Notifications by mail: at once, or gathered by day or week, as each person wishes. Nothing is sent twice; no news, no mail."""

from collections import defaultdict
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from networks.base.jobs import job
from networks.base.tenancy import in_network
from networks.notices.mail import send
from networks.notices.models import HowOften, Notification, Wish
from networks.notices.sentences import Line, lines
from networks.notices.telling import declared, may_be_mailed, still_asked
from networks.people.mail import in_language
from networks.people.models import Network, Person

MORNING = 7  # digests are of what happened until seven in the morning, in the person's own time
KEPT = timedelta(days=31)  # older news is no news
MOST = 50  # lines in one message


def wishes(people) -> dict:
    """Return for each of `people` how they want to be told, by kind; "" is for everything. One query."""
    found: dict = defaultdict(dict)
    for wish in Wish.objects.filter(person__in=people):
        found[wish.person_id][wish.kind] = wish.mail
    return found


def how_often(wished: dict, kind: str) -> str:
    """Return how often somebody is told of `kind`: as they said for it, for everything, or daily."""
    return wished.get(kind) or wished.get("") or HowOften.DAILY


def _waiting():
    return (
        Notification.objects.filter(mailed_at=None, read_at=None, created_at__gt=timezone.now() - KEPT)
        .select_related("person", "event__actor")
        .order_by("created_at", "pk")
    )


@job("notices.at_once")
def at_once_job(row, event: str) -> int:
    """Send one event to those who want to know at once."""
    rows = list(_waiting().filter(event=event))
    wished = wishes([n.person_id for n in rows])
    sent = 0
    for one in rows:
        kind = declared()[one.event.verb].kind if one.event.verb in declared() else ""
        if how_often(wished[one.person_id], kind) == HowOften.AT_ONCE:
            sent += _send(one.person, [one], key=f"notice:{one.pk}", kind=kind)
    return sent


@job("notices.digests", every=timedelta(minutes=30))
def digests_job(row) -> int:
    """Send the digests that are due, in all networks."""
    sent = 0
    waiting = Notification.everywhere.filter(
        mailed_at=None, read_at=None, created_at__gt=timezone.now() - KEPT
    )
    for network in Network.objects.filter(pk__in=waiting.values("network"), closed_at=None):
        with in_network(network):
            sent += send_digests(network)
    return sent


def send_digests(network: Network, now: datetime | None = None) -> int:
    """Send what is due in the current network: to each person at most one message for each period."""
    now, sent = now or timezone.now(), 0
    by_person: dict = defaultdict(list)
    for one in _waiting():
        by_person[one.person].append(one)
    wished = wishes(list(by_person))
    for person, rows in by_person.items():
        gathered: dict = defaultdict(list)
        for one in rows:
            kind = declared()[one.event.verb].kind if one.event.verb in declared() else ""
            often = how_often(wished[person.pk], kind)
            if often in (HowOften.DAILY, HowOften.WEEKLY):
                until = last_end(often, now, person.zone or network.zone)
                if one.created_at < until:
                    gathered[often, until].append(one)
        for (often, until), notifications in gathered.items():
            sent += _send(
                person, notifications, key=f"digest:{network.pk}:{person.pk}:{often}:{until.isoformat()}"
            )
    return sent


def last_end(often: str, now: datetime, zone: str) -> datetime:
    """Return when the last period ended: seven in the morning today (or yesterday), or on Monday, in `zone`."""
    local = now.astimezone(ZoneInfo(zone))
    end = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    if end > local:
        end -= timedelta(days=1)
    if often == HowOften.WEEKLY:
        end -= timedelta(days=end.weekday())
    return end.astimezone(ZoneInfo("UTC"))


@transaction.atomic
def _send(person: Person, notifications: list[Notification], *, key: str, kind: str = "") -> bool:
    """Write one message about `notifications` and note that they were mailed, in one transaction."""
    mine = Notification.objects.filter(pk__in=[n.pk for n in notifications], mailed_at=None)
    if not mine.update(mailed_at=timezone.now()) or not may_be_mailed(person):
        return False
    network = Network.objects.get(pk=notifications[0].network_id)
    with in_language(person.language):
        told = lines(still_asked(notifications))
        if not told:
            return False
        text = _text(network, told, wish := _wish(person, kind))
        subject = told[0].text if len(told) == 1 else _news(network, len(told))
        address = settings.SITE_ADDRESS + reverse("unsubscribe", args=[wish.secret])
        made = send(
            person.email,
            subject,
            text,
            network=network,
            key=key,
            headers={
                "List-Unsubscribe": f"<{address}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        )
    return made is not None


def _news(network: Network, count: int) -> str:
    return ngettext("One thing is new in %(network)s", "%(n)s things are new in %(network)s", count) % {
        "n": count,
        "network": network.name,
    }


def _text(network: Network, told: list[Line], wish: Wish) -> str:
    parts = [_("%(sentence)s:") % {"sentence": _news(network, len(told))}]
    for line in told[:MOST]:
        url = (
            line.url if line.url.startswith("http") else settings.SITE_ADDRESS + line.url if line.url else ""
        )
        parts.append(f"{line.text}\n{url}".strip())
    if len(told) > MOST:
        parts.append(_("And %(count)s more, on your page.") % {"count": len(told) - MOST})
    where = {"network": network.slug}
    parts.append(
        _("How you are told:")
        + f" {settings.SITE_ADDRESS}{reverse('notice-settings', kwargs=where)}\n"
        + _("No more such messages:")
        + f" {settings.SITE_ADDRESS}{reverse('unsubscribe', args=[wish.secret])}"
    )
    return "\n\n".join(parts) + "\n"


def _wish(person: Person, kind: str) -> Wish:
    """The wish that a message can be ended by; made with what holds now, where there is none."""
    found = Wish.objects.filter(person=person, kind=kind).first()
    if found is None:
        often = how_often(wishes([person])[person.pk], kind)
        found, _made = Wish.objects.get_or_create(person=person, kind=kind, defaults={"mail": often})
    return found


@transaction.atomic
def unsubscribe(wish: Wish) -> None:
    """No more mail of this kind; with a wish for everything, no more mail of any kind in this network. Twice is once."""
    Wish.objects.filter(pk=wish.pk).update(mail=HowOften.NEVER)
    if wish.kind == "":
        Wish.objects.filter(person=wish.person_id).update(mail=HowOften.NEVER)
