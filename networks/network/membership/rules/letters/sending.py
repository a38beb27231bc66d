"""Sending a letter: in the background, each copy at most once, whatever dies in between.

The copies are fixed first, in one transaction. Then each is claimed (waiting → on its way, committed), handed to the mail server, and noted as
sent. A copy that was on its way when the program died is not sent again by itself: nobody knows whether it left. It is shown so, and the
coordinator may send it again. Two who press send at once: one does, the other is told.
"""

import smtplib
from datetime import timedelta
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.base.jobs import MAIL, ask, job, progress
from networks.base.models import Hold
from networks.network.membership.models import Delivery, Letter, LetterRecipient, LetterState, Terms
from networks.network.membership.rules.letters.addressing import copies, keys_of, once_each
from networks.network.membership.rules.letters.enclosing import enclosures
from networks.notices.digests import wishes
from networks.notices.endings import ending, wants
from networks.people.mail import in_language, message_id
from networks.people.models import Network
from networks.record.rules import record

BATCH = 50
ATTEMPTS = 6
KIND = "letters"  # people may wish for none of this kind
JOB = "membership.letter"


@transaction.atomic
def send(letter: Letter, *, by: Any) -> bool:
    """Let a letter go; return whether this was the first to say so."""
    won = Letter.objects.filter(pk=letter.pk, state=LetterState.DRAFT).update(
        state=LetterState.SENDING, sent_by=by, sent_at=timezone.now()
    )
    if won:
        letter.refresh_from_db()
        record("letter.sent", letter, actor=by)
        ask(JOB, key=f"letter:{letter.pk}", letter=str(letter.pk), by=by)
    return bool(won)


def send_again(recipient: LetterRecipient, *, by: Any) -> bool:
    """Send a copy again that failed, or of which nobody knows whether it left."""
    won = LetterRecipient.objects.filter(pk=recipient.pk, state__in=[Delivery.FAILED, Delivery.UNCLEAR]).exclude(address="").update(
        state=Delivery.WAITING, reason="", attempts=0, not_before=None
    )  # fmt: skip
    if won:
        Letter.objects.filter(pk=recipient.letter_id).update(state=LetterState.SENDING, done_at=None)
        ask(JOB, key=f"letter:{recipient.letter_id}", letter=str(recipient.letter_id), by=by)
    return bool(won)


@job(JOB, attempts=30, slow=True, mails=True)
def letter_job(row: Any, letter: str) -> None:
    """Send what is not sent yet."""
    found = (
        Letter.objects.select_related("network", "sent_by", "made_by")
        .filter(pk=letter, state=LetterState.SENDING)
        .first()
    )
    if found is None:
        return
    fix_recipients(found)
    lost = found.recipients.filter(state=Delivery.GOING)
    lost.update(state=Delivery.UNCLEAR, reason=_("The program stopped while this copy was on its way."))
    later = _send_all(found, row)
    if later is None:
        with transaction.atomic():
            Letter.objects.filter(pk=found.pk, state=LetterState.SENDING).update(
                state=LetterState.SENT, done_at=timezone.now()
            )
    else:
        ask(
            JOB, key=f"letter:{found.pk}:{later.timestamp():.0f}", after=later - timezone.now(), letter=letter
        )


def fix_recipients(letter: Letter) -> None:
    """Write down who gets which text; all or nothing, once."""
    if letter.listed_at is not None:
        return
    network = Network.objects.get(pk=letter.network_id)
    rows = [
        LetterRecipient(
            letter=letter, position=number, organisation=copy.house, person_id=copy.person, name=copy.name[:200], address=copy.address,
            language=copy.language, subject=copy.subject, text=copy.text, state=copy.state,
        )
        for number, copy in enumerate(once_each(copies(letter, keys_of(letter, network), network)))
    ]  # fmt: skip
    with transaction.atomic():
        if Letter.objects.filter(pk=letter.pk, listed_at=None).update(listed_at=timezone.now()):
            LetterRecipient.objects.bulk_create(rows, batch_size=500)
    letter.refresh_from_db(fields=["listed_at"])


def _send_all(letter: Letter, row: Any) -> Any:
    """Send copy after copy; return when to go on with those that the server wants later, or None where all is done."""
    connection = get_connection()
    waiting = letter.recipients.filter(state=Delivery.WAITING)
    total = letter.recipients.exclude(state__in=[Delivery.NOBODY, Delivery.SAME]).count()
    files = enclosures(letter)
    try:
        while True:
            if Hold.objects.filter(name=MAIL).exists():
                return timezone.now() + timedelta(minutes=1)
            ready = Q(not_before=None) | Q(not_before__lte=timezone.now())
            batch = list(waiting.filter(ready).select_related("person").order_by("position")[:BATCH])
            if not batch:
                break
            wished = wishes([one.person_id for one in batch if one.person_id])
            for one in batch:
                if not letter.statutory and one.person_id and not wants(wished[one.person_id], KIND):
                    _note(one, Delivery.UNSUBSCRIBED)
                elif letter.network.is_demonstration:
                    _note(one, Delivery.FAILED, _("The demonstration sends no mail."))
                else:
                    _send_one(letter, one, connection, files)
            if row is not None:
                progress(row, total - waiting.count(), total)
    finally:
        connection.close()
    left = waiting.order_by("not_before").first()
    return left.not_before if left is not None else None


def _send_one(
    letter: Letter, one: LetterRecipient, connection: Any, files: list[tuple[str, bytes, str]]
) -> None:
    _open(connection)  # what fails here fails before the copy is claimed
    if not LetterRecipient.objects.filter(pk=one.pk, state=Delivery.WAITING).update(
        state=Delivery.GOING, attempts=F("attempts") + 1
    ):
        return
    one.attempts += 1
    try:
        connection.send_messages([written(letter, one, files, connection)])
    except smtplib.SMTPRecipientsRefused as refused:
        code, words = next(iter(refused.recipients.values()), (550, b""))
        _refused(one, code, words)
    except smtplib.SMTPResponseException as refused:
        _refused(one, refused.smtp_code, refused.smtp_error)
    except (smtplib.SMTPException, OSError) as error:
        connection.connection = None
        _note(
            one,
            Delivery.UNCLEAR,
            _("The connection to the mail server broke (%(why)s).") % {"why": type(error).__name__},
        )
    except (ValueError, UnicodeError):
        _note(one, Delivery.FAILED, _("This address cannot be written to."))
    else:
        _note(one, Delivery.SENT)


def _open(connection: Any) -> None:
    """A connection that answers. Servers close theirs after so many messages."""
    server = getattr(connection, "connection", None)
    if server is not None:
        try:
            if server.noop()[0] == 250:
                return
        except (smtplib.SMTPException, OSError):
            pass
        connection.connection = None
    connection.open()


def _refused(one: LetterRecipient, code: int, words: Any) -> None:
    """5xx: never. 4xx: later, up to six times."""
    said = words.decode(errors="replace") if isinstance(words, bytes) else str(words)
    reason = f"{code} {said}"[:300]
    if code < 500 and one.attempts < ATTEMPTS:
        LetterRecipient.objects.filter(pk=one.pk).update(
            state=Delivery.WAITING,
            reason=reason,
            not_before=timezone.now() + timedelta(minutes=2**one.attempts),
        )
    else:
        _note(one, Delivery.FAILED, reason)


def _note(one: LetterRecipient, state: str, reason: str = "") -> None:
    LetterRecipient.objects.filter(pk=one.pk).update(
        state=state, reason=reason[:300], sent_at=timezone.now() if state == Delivery.SENT else None
    )


def refuses(letter: Letter, person: Any) -> bool:
    """Whether this person (a key, or None) wants no letters and the statutes do not require this one."""
    return person is not None and not letter.statutory and not wants(wishes([person])[person], KIND)


def written(
    letter: Letter, one: LetterRecipient, files: list[tuple[str, bytes, str]], connection: Any = None
) -> EmailMessage:
    """One copy as a message: answers go to the coordinator; unsubscribed from with one click, unless the statutes require it."""
    headers = {"Message-ID": message_id(f"letter-{letter.pk}-{one.pk}"), "Content-Language": one.language}
    network = letter.network
    with in_language(one.language):
        if letter.statutory:
            foot = _("You get this message because the rules of %(network)s require it.") % {
                "network": network.name
            }
        elif one.person_id:
            address = settings.SITE_ADDRESS + reverse("unsubscribe", args=[ending(one.person, KIND).secret])
            headers |= {
                "List-Unsubscribe": f"<{address}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            }
            foot = _("No more such messages:") + f" {address}"
        else:
            answer = reply_address(letter)
            headers["List-Unsubscribe"] = f"<mailto:{answer}?subject=unsubscribe>"
            foot = _("You want no such messages? Answer to this one, or write to %(address)s.") % {
                "address": answer
            }
    sender = formataddr((network.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))
    text = f"{one.text.rstrip()}\n\n-- \n{network.name}\n{foot}\n"
    message = EmailMessage(
        one.subject,
        text,
        sender,
        [one.address],
        headers=headers,
        connection=connection,
        reply_to=[reply_address(letter)],
    )
    for name, content, media_type in files:
        message.attach(name, content, media_type)
    return message


def reply_address(letter: Letter) -> str:
    """Where answers go: as the letter says, as the network's terms say, or to whoever sends it."""
    by = letter.sent_by or letter.made_by
    return (
        letter.reply_to
        or Terms.current().reply_to
        or (by.email if by and by.email else "")
        or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    )
