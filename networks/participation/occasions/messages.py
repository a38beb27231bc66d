"""What people invited are told: invitation, change, cancellation, reminder; each in their language, each once."""

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.base.jobs import ask, job, progress
from networks.base.texts import quoted
from networks.notices.mail import send
from networks.participation.occasions import calendars
from networks.participation.occasions.kinds import kind_of
from networks.participation.occasions.models import Invitee, Occasion
from networks.participation.occasions.words import shown, when, where
from networks.people.mail import in_language

BATCH = 200


def ask_to_tell(occasion: Occasion) -> None:
    """Have everyone told who does not know the newest version, once this transaction is committed. Call after every change."""
    ask("occasions.tell", priority=5, occasion=str(occasion.pk))


def waiting(occasion: Occasion):
    """The invitees who have to be told something."""
    untold = Q(told_sequence__lt=occasion.sequence, withdrawn_at=None) | Q(
        told_sequence__gte=0, withdrawn_at__isnull=False
    )
    return Invitee.objects.filter(untold, occasion=occasion)


@job("occasions.tell", attempts=8)
def tell_job(row, occasion: str) -> int:
    """Tell everyone who does not know yet. Stopped midway it goes on where it was; two at once tell each person once."""
    found = Occasion.objects.select_related("network").filter(pk=occasion).first()
    if found is None:
        return 0
    total, done, last = waiting(found).count(), 0, None
    while True:
        rows = waiting(found).select_related("person", "organisation", "invited_by").order_by("pk")
        batch = list(rows.filter(pk__gt=last)[:BATCH] if last else rows[:BATCH])
        if not batch:
            return done
        for invitee in batch:
            invitee.occasion = found
            done += tell(invitee)
        last = batch[-1].pk
        progress(row, min(done, total), total)


@transaction.atomic
def tell(invitee: Invitee) -> bool:
    """Tell one invitee what they do not know yet; return whether a message was written."""
    occasion = invitee.occasion
    # Whoever changes this row first writes the message; who was withdrawn is told once and then knows nothing more.
    new = -1 if invitee.withdrawn_at else occasion.sequence
    now = timezone.now()
    changes = {"told_sequence": new, "told_at": now}
    first = invitee.told_sequence < 0
    if first:
        changes["invited_at"] = now
    same = Invitee.objects.filter(
        pk=invitee.pk, told_sequence=invitee.told_sequence, withdrawn_at=invitee.withdrawn_at
    )
    if not same.update(**changes):
        return False
    gone = bool(occasion.cancelled_at or invitee.withdrawn_at)
    if not invitee.address or (first and gone) or (occasion.is_over and not gone):
        return False
    with in_language(invitee.speaks):
        return _write(invitee, first=first, gone=gone)


def _write(invitee: Invitee, *, first: bool, gone: bool) -> bool:
    occasion = invitee.occasion
    title, network = shown(occasion).title, occasion.network.name
    names = {"title": title, "network": network, "host": _host(invitee)}
    if invitee.withdrawn_at:
        subject = _("You are no longer invited: %(title)s") % names
        opening = [_("Your invitation to “%(title)s” was withdrawn. There is nothing to do.") % names]
    elif occasion.cancelled_at:
        subject = _("Cancelled: %(title)s") % names
        opening = [_("“%(title)s” does not take place.") % names, when(occasion, invitee.zone)]
    elif first and invitee.times_asked == 1:
        subject = _("%(host)s invites you: %(title)s") % names
        opening = [_("%(host)s invites you to “%(title)s”, in the network %(network)s.") % names]
    elif first:
        subject = _("Do you come? %(title)s") % names
        opening = [
            _("%(host)s would like to know whether you come to “%(title)s”, in the network %(network)s.")
            % names
        ]
    else:
        subject = _("Changed: %(title)s") % names
        opening = [
            _("Something changed in “%(title)s”. This holds now:") % names,
        ]
    text = paragraphs(
        _hello(invitee),
        *opening,
        *([] if gone else [*_when_and_where(invitee), *_how_to_answer(invitee)]),
        network,
    )
    method = "CANCEL" if gone else "REQUEST"
    content = calendars.invitation_file(
        invitee, method=method, description=description_of(invitee), url=answer_address(invitee)
    )
    key = f"occasion:{invitee.pk}:{occasion.sequence}:{invitee.times_asked}:{'gone' if gone else 'told'}"
    return send_with_entry(invitee, subject, text, content, method, key)


def send_with_entry(invitee: Invitee, subject, text, content: bytes | None, method, key) -> bool:
    """Send with the calendar entry twice: as a part that mail programs show, and as a file for those that do not."""
    carried = {}
    if content:
        kind = f"text/calendar; method={method}; charset=utf-8"
        words = content.decode()
        # Mail ends lines by itself on the wire; the file keeps its own line ends, byte for byte.
        carried = {
            "alternatives": [(words.replace("\r\n", "\n"), f"text/calendar; method={method}")],
            "attachments": [("invite.ics", content, kind)],
        }
    made = send(invitee.address, subject, text, network=invitee.occasion.network, key=key, **carried)
    return made is not None


def _when_and_where(invitee: Invitee) -> list[str]:
    occasion = invitee.occasion
    kind = kind_of(occasion)
    moment = when(occasion, invitee.zone)
    if occasion.starts_at and invitee.zone != occasion.zone:
        moment += "\n" + _("For the organisers: %(when)s") % {"when": when(occasion)}
    place = where(occasion)
    return [
        moment,
        f"{occasion.get_mode_display()}\n{place}" if place else "",
        kind.notice(occasion) if kind else "",
    ]


def _how_to_answer(invitee: Invitee) -> list[str]:
    address = answer_address(invitee)
    if invitee.reply:
        return [
            _("You answered: %(reply)s. If that has changed, open this address and answer again:")
            % {"reply": invitee.get_reply_display()}
            + f"\n{address}"
        ]
    return [
        _("Open this address to answer: yes, perhaps, no, or someone else from you. You need no account.")
        + f"\n{address}",
        _("The link is yours: whoever has it can answer for you."),
    ]


def description_of(invitee: Invitee) -> str:
    """The words inside the calendar entry."""
    kind = kind_of(invitee.occasion)
    parts = [kind.notice(invitee.occasion) if kind else "", _("Your answer:") + " " + answer_address(invitee)]
    return "\n\n".join(part for part in parts if part)


def remind(invitee: Invitee, which: str) -> bool:
    """Write one reminder (`week`, `day` or `hour`), once for each start."""
    occasion = invitee.occasion
    if not invitee.address:
        return False
    with in_language(invitee.speaks):
        title = shown(occasion).title
        subject = {
            "week": _("In a week: %(title)s"),
            "day": _("Tomorrow: %(title)s"),
            "hour": _("In an hour: %(title)s"),
        }[which] % {"title": title}
        text = paragraphs(
            _hello(invitee),
            quoted(title),
            *_when_and_where(invitee),
            *_how_to_answer(invitee),
            occasion.network.name,
        )
        key = f"reminder:{invitee.pk}:{which}:{occasion.starts_at.isoformat()}"
        return send(invitee.address, subject, text, network=occasion.network, key=key) is not None


def paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"


def answer_address(invitee: Invitee) -> str:
    return settings.SITE_ADDRESS + reverse("answer", args=[invitee.secret])


def _host(invitee: Invitee) -> str:
    if invitee.instead_of_id and invitee.instead_of:
        return invitee.instead_of.shown_name
    return invitee.invited_by.shown_name if invitee.invited_by else invitee.occasion.network.name


def _hello(invitee: Invitee) -> str:
    name = invitee.person.name if invitee.person else invitee.name
    return _("Hello %(name)s,") % {"name": " ".join(name.split())} if name else _("Hello,")
