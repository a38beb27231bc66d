"""The local outbox answers this machine, or whoever has the key; never behind a proxy, never where mail is sent."""

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from networks.notices.models import OutboxMessage
from networks.notices.outbox import LocalOutbox


@pytest.fixture(autouse=True)
def a_message(db, settings):
    settings.LOCAL_KEY = "sesame"
    message = EmailMessage(
        "Your code: KMPT-4RWX", "Type it.", to=["maria@oficina.example"], headers={"Message-ID": "<1@x>"}
    )
    LocalOutbox().send_messages([message, message])


def test_it_works_and_a_message_is_there_once(client):
    page = client.get(reverse("outbox"))
    assert page.content.decode().count("KMPT-4RWX") == 1
    row = OutboxMessage.objects.get()
    assert "Type it." in client.get(reverse("outbox-message", args=[row.pk])).content.decode()


@pytest.mark.parametrize(
    "extra",
    [
        {"REMOTE_ADDR": "192.168.1.77"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_VIA": "1.1 proxy"},
    ],
)
def test_not_for_other_machines_nor_through_a_proxy(extra):
    browser = Client(**extra)
    row = OutboxMessage.objects.get()
    for place in (reverse("outbox"), reverse("outbox-message", args=[row.pk])):
        answer = browser.get(place)
        assert answer.status_code == 404 and "KMPT" not in answer.content.decode()


def test_with_the_key_from_another_machine():
    browser = Client(REMOTE_ADDR="192.168.1.77")
    assert browser.get(reverse("outbox") + "?key=wrong").status_code == 404
    assert browser.get(reverse("outbox") + "?key=sesame").status_code == 302
    assert "KMPT-4RWX" in browser.get(reverse("outbox")).content.decode()


def test_the_key_does_not_help_through_a_proxy():
    browser = Client(REMOTE_ADDR="192.168.1.77", HTTP_X_FORWARDED_FOR="10.0.0.1")
    assert browser.get(reverse("outbox") + "?key=sesame").status_code == 404


def test_not_where_mail_is_sent(client, settings):
    settings.MAIL_IS_SENT = True
    assert client.get(reverse("outbox")).status_code == 404
