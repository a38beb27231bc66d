"""Messages are written with their rule and sent once."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from networks.base import jobs
from networks.notices.mail import send, tidy
from networks.notices.models import OutboxMessage


@pytest.fixture(autouse=True)
def mail_server(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def test_the_same_key_is_the_same_message(network):
    assert send("a@example.org", "Hello", "Text", key="k")
    assert send("a@example.org", "Hello", "Text", key="k") is None
    jobs.run_all()
    assert len(mail.outbox) == 1
    assert OutboxMessage.objects.get().sent_at


def test_after_a_month_only_that_a_message_was_sent_is_known(network):
    send("ana@example.org", "Hello Ana", "Dear Ana", key="report:1:ana@example.org")
    send("ana@example.org", "A code", "ABCD-EFGH")
    jobs.run_all()
    assert tidy(None) == 0
    OutboxMessage.objects.update(created_at=timezone.now() - timedelta(days=31))
    assert tidy(None) == 2
    kept = OutboxMessage.objects.get()
    assert "ana" not in f"{kept.to}{kept.subject}{kept.text}{kept.raw}{kept.key}".lower()
    assert send("ana@example.org", "Hello Ana", "Dear Ana", key="report:1:ana@example.org") is None
    assert tidy(None) == 0


def test_a_message_arrives_as_it_was_written(network):
    send(
        "a@example.org",
        "Réunion\nX-Evil: 1",
        "Grüße",
        attachments=[("a.ics", "BEGIN:VCALENDAR", "text/calendar")],
        headers={"List-Id": "x"},
    )
    jobs.run_all()
    message = mail.outbox[0].message()
    assert message["Subject"] == "Réunion X-Evil: 1"
    assert message["List-Id"] == "x"
    parts = [part.get_content() for part in message.walk() if not part.is_multipart()]
    assert parts[0].strip() == "Grüße"
    assert "BEGIN:VCALENDAR" in parts[1]


def test_without_mail_set_up_it_stays_in_the_local_outbox(network, settings, capsys):
    settings.EMAIL_BACKEND = "networks.notices.outbox.LocalOutbox"
    send("a@example.org", "Hello", "Text")
    jobs.run_all()
    assert OutboxMessage.objects.count() == 1
    assert "to a@example.org: Hello" in capsys.readouterr().out


def test_on_the_wire_addresses_in_headers_stay_whole_and_lines_end_as_they_must(
    network, settings, monkeypatch
):
    sent = []

    class Server:
        def __init__(self, *args, **kwargs):
            pass

        def sendmail(self, sender, recipients, content):
            sent.append((recipients, content))

        def quit(self):
            pass

    monkeypatch.setattr("django.core.mail.backends.smtp.smtplib.SMTP", Server)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    address = f"https://net.example.org/unsubscribe/{'x' * 60}/"
    send(
        "a@example.org",
        "Grüße " + "sehr " * 30,
        "From here\nGrüße",
        headers={"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        alternatives=[("BEGIN:VCALENDAR\nEND:VCALENDAR\n", "text/calendar; method=REQUEST")],
        attachments=[("invite.ics", b"BEGIN:VCALENDAR\r\n", "text/calendar; method=REQUEST; charset=utf-8")],
    )
    jobs.run_all()
    [(recipients, content)] = sent
    assert recipients == ["a@example.org"]
    assert f"<{address}>".encode() in content
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert b'text/calendar; method="REQUEST"; charset="utf-8"' in content
    assert "Grüße".encode() in content and b"\r\nFrom here" in content
    assert OutboxMessage.objects.get().sent_at
