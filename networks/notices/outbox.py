"""Where messages go while mail is not set up: into the terminal and the local outbox."""

from django.core.mail.backends.base import BaseEmailBackend


class LocalOutbox(BaseEmailBackend):
    """Keeps each message for the local outbox page and prints it."""

    def send_messages(self, messages) -> int:
        from networks.notices.models import OutboxMessage

        for message in messages:
            OutboxMessage.objects.create(
                to=", ".join(message.recipients())[:400],
                subject=message.subject[:300],
                text=message.body,
                raw=message.message().as_string(),
            )
            self._print(message)
        return len(messages)

    def _print(self, message) -> None:
        import sys

        sys.stdout.write(
            f"\n--- to {', '.join(message.recipients())}: {message.subject}\n{message.body}\n---\n"
        )
        sys.stdout.flush()
