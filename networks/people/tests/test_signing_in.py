"""Signing in by an e-mailed code: in the browser that asked, ten minutes, five tries, once; nothing tells who is known."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from networks.base.jobs import run_all
from networks.people.models import Person
from networks.people.pages import sign_in as pages


@pytest.fixture(autouse=True)
def nothing_counted(db):
    cache.clear()


@pytest.fixture
def maria(db):
    return Person.objects.create_user("maria@oficina.example", "Maria Alves", language="fr")


def ask(client, address="maria@oficina.example", **extra):
    return client.post(reverse("account_login"), {"email": address}, follow=True, **extra)


def code_from_mail() -> str:
    run_all()
    return re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", mail.outbox[-1].body, re.M).group()


def type_code(client, code, **extra):
    return client.post(reverse("account_confirm_login_code"), {"code": code}, **extra)


def signed_in(client) -> bool:
    return client.get(reverse("you")).status_code == 200


def test_it_works(client, maria):
    ask(client)
    response = type_code(client, code_from_mail())
    assert response.status_code == 302
    assert signed_in(client)


def test_the_message_is_short_plain_and_in_the_readers_language(client, maria):
    ask(client)
    code = code_from_mail()
    [message] = mail.outbox
    assert message.to == ["maria@oficina.example"]
    assert code in message.subject
    assert len(message.body) < 400 and message.content_subtype == "plain"


def test_small_letters_and_no_dash_are_the_same_code(client, maria):
    ask(client)
    type_code(client, code_from_mail().lower().replace("-", " "))
    assert signed_in(client)


def test_the_code_works_once(client, maria):
    ask(client)
    code = code_from_mail()
    type_code(client, code)
    client.post(reverse("account_logout"))
    type_code(client, code)
    assert not signed_in(client)


def test_the_code_works_in_the_browser_that_asked_only(client, maria):
    ask(client)
    code, other = code_from_mail(), Client()
    ask(other, "somebody@else.example")
    type_code(other, code)
    assert not signed_in(other)


def test_the_code_holds_ten_minutes(client, maria):
    with time_machine.travel("2026-11-24 09:00:00", tick=False) as clock:
        ask(client)
        code = code_from_mail()
        clock.shift(601)
        type_code(client, code)
    assert not signed_in(client)


def test_after_five_wrong_tries_the_right_code_does_not_help(client, maria):
    ask(client)
    code = code_from_mail()
    for _ in range(5):
        type_code(client, "AAAA-AAAA")
    type_code(client, code)
    assert not signed_in(client)


def test_known_and_unknown_addresses_get_the_same_pages(client, maria):
    known, unknown = ask(client), ask(Client(), "nobody@oficina.example")
    assert known.redirect_chain == unknown.redirect_chain
    same = [
        re.sub(r'value="[^"]{64}"|X-CSRFToken": "[^"]*"', "", page.content.decode()).replace(
            "nobody@oficina.example", "maria@oficina.example"
        )
        for page in (known, unknown)
    ]
    assert same[0] == same[1]
    assert type_code(client, "AAAA-AAAA").status_code == type_code(client, "AAAA-AAAB").status_code
    run_all()
    assert len(mail.outbox) == 2  # one each: an answer by mail takes the same time


def test_200_people_at_one_address_sign_in_in_a_minute(db):
    for n in range(200):
        Person.objects.create_user(f"p{n}@oficina.example")
    for n in range(200):
        browser = Client(REMOTE_ADDR="203.0.113.5")
        ask(browser, f"p{n}@oficina.example")
        assert type_code(browser, code_from_mail()).status_code == 302


def test_ten_thousand_guesses_of_a_code_are_stopped(maria, monkeypatch):
    monkeypatch.setattr(pages, "WRONG_CODES", pages.Limit("code-wrong", failures=20, seconds=600))
    answers = []
    for _ in range(5):
        browser = Client(REMOTE_ADDR="203.0.113.6")
        ask(browser)
        answers += [type_code(browser, "AAAA-AAAA").status_code for _try in range(5)]
    assert 429 in answers
    elsewhere = Client(REMOTE_ADDR="203.0.113.7")
    cache.delete_many([])
    assert elsewhere.get(reverse("account_login")).status_code == 200


def test_one_address_gets_few_messages(maria):
    for _ in range(20):
        ask(Client())
    run_all()
    assert len(mail.outbox) == 5


def test_there_are_no_pages_about_passwords(client, db):
    for address in (
        "/accounts/login/",
        "/accounts/password/reset/",
        "/accounts/signup/",
        "/sign-in/password/",
    ):
        assert client.get(address).status_code == 404


def test_who_was_erased_cannot_sign_in(client, maria):
    from networks.people.personal import erase

    erase(maria)
    ask(client)
    run_all()
    assert not any(re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", m.body) for m in mail.outbox)


def test_sign_out_everywhere_ends_all_devices(client, maria):
    other = Client()
    for browser in (client, other):
        ask(browser)
        type_code(browser, code_from_mail())
    assert signed_in(client) and signed_in(other)
    client.post(reverse("sign-out-everywhere"))
    assert not signed_in(client) and not signed_in(other)


LAPTOP = "X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Linux; Android 15; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36"


def test_the_list_of_sign_ins_shows_every_device(maria):
    client, phone = (Client(HTTP_USER_AGENT=f"Mozilla/5.0 ({name}") for name in (LAPTOP, PHONE))
    for browser in (client, phone):
        ask(browser)
        type_code(browser, code_from_mail())
    page = client.get(reverse("usersessions_list")).content.decode()
    assert "Firefox sur Linux" in page and "Chrome sur Android" in page and "Mozilla" not in page


def test_a_page_that_is_read_writes_nothing(maria, browser_of):
    """Where somebody is signed in is noted when it changes, and now and then; not at every page."""
    from allauth.usersessions.models import UserSession
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked(browser, **headers):
        with CaptureQueriesContext(connection) as caught:
            browser.get("/you/", **headers)
        return [q["sql"] for q in caught]

    def written(browser, **headers):
        return [sql for sql in asked(browser, **headers) if sql.startswith(("UPDATE", "INSERT", "DELETE"))]

    browser = browser_of(maria)
    browser.get("/you/")
    assert written(browser) == []
    assert not any("usersessions" in sql for sql in asked(browser)), "what is known is not asked again"
    assert written(browser, HTTP_USER_AGENT="another browser") != []
    assert UserSession.objects.get().user_agent == "another browser"
    seen = UserSession.objects.get().last_seen_at
    with time_machine.travel(seen + timedelta(minutes=10)):
        assert written(browser, HTTP_USER_AGENT="another browser") != []
    assert UserSession.objects.get().last_seen_at > seen
