"""Messages of the program: written in the transaction of the rule that sends them, sent once, by a background job."""

import re
from collections.abc import Sequence
from datetime import timedelta
from email import message_from_bytes, policy
from email.encoders import encode_base64
from email.generator import BytesGenerator
from email.message import EmailMessage
from email.mime.base import MIMEBase
from io import BytesIO

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from networks.base.jobs import ask, job
from networks.notices.models import OutboxMessage

KEPT = timedelta(days=30)  # that a message was sent is known for longer, to whom and what it said is not


def send(
    to: str,
    subject: str,
    text: str,
    *,
    network=None,
    key: str | None = None,
    html: str = "",
    alternatives: Sequence[tuple[str, str]] = (),
    attachments: Sequence[tuple[str, bytes | str, str]] = (),
    headers: dict[str, str] | None = None,
) -> OutboxMessage | None:
    """Write a message to `to`; it leaves once the transaction is committed. The same `key` again is the same message (None).

    `alternatives` are (content, media type) that show the same otherwise, the richest last (a calendar entry);
    `attachments` are (name, content, media type), `headers` what stands in the message besides, such as List-Unsubscribe.
    """
    subject = " ".join(subject.split())[:250]
    message = EmailMultiAlternatives(subject, text, settings.DEFAULT_FROM_EMAIL, [to], headers=headers or {})
    if html:
        message.attach_alternative(html, "text/html")
    for content, media_type in alternatives:
        message.attach_alternative(content, media_type)
    for name, content, media_type in attachments:
        if isinstance(content, bytes):
            message.attach(_file(name, content, media_type))
        else:
            message.attach(name, content, media_type)
    try:
        with transaction.atomic():
            row = OutboxMessage.objects.create(
                network=network,
                to=to[:400],
                subject=subject,
                text=text,
                raw=message.message().as_string(),
                key=_without_address(key),
            )
    except IntegrityError:
        return None
    ask("notices.send", key=f"send:{row.pk}", message=str(row.pk))
    return row


def _without_address(key: str | None) -> str | None:
    """A key outlives its message, so an e-mail address in it is replaced by what only this installation can make of it."""
    return key and re.sub(
        r"[^:\s]+@[^:\s]+", lambda found: salted_hmac("networks.notices.mail", found[0]).hexdigest()[:32], key
    )


def _file(name: str, content: bytes, media_type: str) -> MIMEBase:
    """A file that arrives byte for byte, text too: Django would take it for words and change its line ends."""
    described = EmailMessage()
    described["Content-Type"] = media_type
    kind = described["Content-Type"]
    part = MIMEBase(kind.maintype, kind.subtype, **kind.params)
    part.set_payload(content)
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=name)
    return part


class AsWritten(EmailMessage):
    """A message read back; its headers stay as they were written, for an address in them must not be folded or encoded."""

    def as_bytes(self, unixfrom=False, policy=None, linesep="\r\n"):
        """Return the message as it goes over the wire. Django's mail backends name the line ends."""
        out = BytesIO()
        BytesGenerator(out, mangle_from_=False, policy=policy or self.policy).flatten(
            self, unixfrom=unixfrom, linesep=linesep
        )
        return out.getvalue()


class Written(EmailMultiAlternatives):
    """A message that was written before, sent as it stands."""

    def __init__(self, row: OutboxMessage):
        super().__init__(row.subject, row.text, settings.DEFAULT_FROM_EMAIL, [row.to])
        self.row = row

    def message(self):
        return message_from_bytes(
            self.row.raw.encode(), _class=AsWritten, policy=policy.SMTP.clone(refold_source="none")
        )


@job("notices.send", attempts=8, mails=True)
def send_job(row, message: str) -> None:
    """Hand a message to the mail server, once. Where mail is not set up it stays in the local outbox."""
    written = OutboxMessage.objects.filter(pk=message, sent_at=None).first()
    if written is None:
        return
    connection = get_connection()
    connection.send_messages([Written(written)])
    OutboxMessage.objects.filter(pk=written.pk).update(sent_at=timezone.now())


@job("notices.tidy", every=timedelta(hours=12))
def tidy(row) -> int:
    """Delete what messages said and to whom, a month after; a key stays, so that the same message is not sent again."""
    old = OutboxMessage.objects.filter(created_at__lt=timezone.now() - KEPT).exclude(raw="")
    count = old.filter(key=None).delete()[0]
    for message in old.iterator():
        OutboxMessage.objects.filter(pk=message.pk).update(
            to="", subject="", text="", raw="", failed="", key=_without_address(message.key)
        )
        count += 1
    return count
