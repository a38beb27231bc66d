"""Messages that people's pages send: written now, in the reader's language, sent in the background, each once."""

from email.utils import make_msgid

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import override

from networks.base.jobs import ask, job
from networks.base.models import Job


def send_later(to: str, subject: str, text: str, *, key: str | None = None, priority: int = 0) -> None:
    """Send a plain message in the background. The same `key` is the same message: it keeps its Message-ID if sent again."""
    ask(
        "people.mail",
        key=f"mail:{key}" if key else None,
        priority=priority,
        to=to,
        subject=" ".join(subject.split()),
        text=text,
        message_id=message_id(key) if key else make_msgid(domain=_domain()),
    )


def message_id(key: str) -> str:
    return f"<{key}@{_domain()}>"


def _domain() -> str:
    return settings.SITE_ADDRESS.split("//")[1].split(":")[0]


@job("people.mail", mails=True)
def send(row, to: str, subject: str, text: str, message_id: str) -> None:
    """Send the message; then forget its text, which may hold a code or a link."""
    EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [to], headers={"Message-ID": message_id}).send()
    Job.objects.filter(pk=row.pk).update(arguments={"to": "", "subject": "", "text": "", "message_id": ""})


def in_language(language: str):
    """Write what follows in `language`, or in the installation's own where it has no catalogue of it."""
    known = {code for code, _name in settings.LANGUAGES}
    return override(
        next((c for c in (language, language.split("-")[0]) if c in known), settings.LANGUAGE_CODE)
    )
