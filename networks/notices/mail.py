"""Messages of the program: written in the transaction of the rule that sends them, sent once, by a background job."""

from collections.abc import Sequence
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

from networks.base.jobs import ask, job
from networks.notices.models import OutboxMessage


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
                key=key,
            )
    except IntegrityError:
        return None
    ask("notices.send", key=f"send:{row.pk}", message=str(row.pk))
    return row


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
