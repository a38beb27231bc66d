"""Where messages go while mail is not set up: into the terminal and the local outbox."""

import sys

from django.core.mail.backends.base import BaseEmailBackend

from networks.notices.models import OutboxMessage


class LocalOutbox(BaseEmailBackend):
    """Keeps each message for the local outbox page and prints it."""

    def send_messages(self, messages) -> int:
        for message in messages:
            if not hasattr(message, "row"):  # not written by notices.mail, which keeps its messages itself
                raw = message.message()
                OutboxMessage.objects.get_or_create(  # a message that is sent again keeps its name: it is here once
                    key=raw["Message-ID"][:200],
                    defaults={
                        "to": ", ".join(message.recipients())[:400],
                        "subject": message.subject[:300],
                        "text": message.body,
                        "raw": raw.as_string(),
                    },
                )
            sys.stdout.write(
                f"\n--- to {', '.join(message.recipients())}: {message.subject}\n{message.body}\n---\n"
            )
        sys.stdout.flush()
        return len(messages)
