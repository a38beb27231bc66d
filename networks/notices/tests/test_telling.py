"""Being told: on the page in the same transaction, by mail as one wishes, nothing twice, ended with one click."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils import timezone

from networks.base import jobs
from networks.base.tenancy import across_networks, in_network
from networks.notices import digests, telling
from networks.notices.models import HowOften, Notification, OutboxMessage, Wish
from networks.people.belonging import leave
from networks.people.models import Affiliation, Network, Organisation, Person
from networks.record.rules import record

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)  # a Wednesday


@pytest.fixture
def ana(network):
    return member("Ana")


def member(name, **fields):
    person = Person.objects.create_user(f"{name.lower()}@example.org", name, **fields)
    house, _made = Organisation.objects.get_or_create(name="Leie")
    Affiliation.objects.create(person=person, organisation=house)
    return person


@pytest.fixture(autouse=True)
def told(db, monkeypatch):
    """Everybody of a list is told that an organisation was added."""
    cache.clear()
    people: list = []
    declared = {
        "organisation.added": telling.Told(lambda event, about: people, "{who} added {what}", "people"),
        "organisation.silent": telling.Told(
            lambda event, about: people, "{who} hid {what}", "people", mail=False
        ),
        "organisation.asked": telling.Told(
            lambda event, about: people if about.is_member else (), "{who} asks about {what}", "people", asks=True,
            until=lambda about: "the 3rd of May" if about.name == "Soon" else "",
        ),
    }  # fmt: skip
    monkeypatch.setattr(telling, "declared", lambda: declared)
    monkeypatch.setattr(digests, "declared", lambda: declared)
    monkeypatch.setattr("networks.notices.sentences.declared", lambda: declared)
    monkeypatch.setattr("networks.notices.pages.declared", lambda: declared)
    return people


def happen(*people, told, by=None, at=None, verb="organisation.added", name="Werkhuis"):
    """Something happens that `people` are told of, at a moment."""
    told[:] = [p.pk for p in people]
    event = record(verb, Organisation.objects.create(name=name), actor=by)
    if at:
        Notification.objects.filter(event=event).update(created_at=at)
    return event


def wish(person, often, kind=""):
    return Wish.objects.update_or_create(person=person, kind=kind, defaults={"mail": often})[0]


def mails():
    rows = OutboxMessage.objects.order_by("created_at")
    return [message_from_bytes(row.raw.encode(), policy=policy.default) for row in rows]


def test_it_is_on_the_page_with_a_count_until_it_is_read(client, ana, told, coordinator):
    happen(ana, told=told, by=coordinator, name="<b>Werkhuis</b>")
    client.force_login(ana)
    page = client.get("/ponte/notices/").content.decode()
    assert "<strong>Ilse Vermeulen</strong> added" in page and "&lt;b&gt;Werkhuis" in page
    assert "1 new message" in page
    assert "1 new message" in client.get("/ponte/notices/").content.decode()  # looking is not reading
    assert client.get("/ponte/notices/reading/").status_code == 405
    client.post("/ponte/notices/reading/")
    assert "0 new messages" in client.get("/ponte/").content.decode()


def test_nobody_is_told_of_what_they_did_nor_when_they_have_left(ana, told, coordinator, network):
    gone = member("Gone")
    leave(gone, network)
    happen(ana, gone, coordinator, told=told, by=coordinator)
    assert [n.person for n in Notification.objects.all()] == [ana]


def test_what_was_undone_was_told_to_nobody(ana, told):
    with pytest.raises(RuntimeError), transaction.atomic():
        happen(ana, told=told)
        raise RuntimeError
    jobs.run_all()
    assert not Notification.objects.exists() and not mails()


def test_demonstration_persons_and_people_without_mail_get_none(told, network):
    demo, carded = member("Demo", is_demonstration=True), member("Carded")
    carded.email = None
    carded.save()
    for person in (demo, carded):
        wish(person, HowOften.AT_ONCE)
    happen(demo, carded, told=told)
    jobs.run_all()
    digests.send_digests(network, timezone.now() + timedelta(days=9))
    assert Notification.objects.count() == 2 and not mails()


def test_at_once_is_once(ana, told):
    wish(ana, HowOften.AT_ONCE)
    event = happen(ana, told=told)
    jobs.run_all()
    digests.at_once_job(None, str(event.pk))
    [mail] = mails()
    assert (mail["To"], mail["Subject"]) == ("ana@example.org", "Somebody added “Werkhuis”")


def test_what_has_a_message_of_its_own_is_on_the_page_only(ana, told, network):
    wish(ana, HowOften.AT_ONCE)
    happen(ana, told=told, verb="organisation.silent")
    jobs.run_all()
    digests.send_digests(network, timezone.now() + timedelta(days=9))
    assert Notification.objects.exists() and not mails()


def test_a_digest_gathers_a_day_and_comes_once(ana, told, network):
    happen(ana, told=told, at=NOW - timedelta(hours=20), name="One")
    happen(ana, told=told, at=NOW - timedelta(hours=10), name="Two")
    happen(ana, told=told, at=NOW - timedelta(minutes=30), name="Tomorrow’s")
    assert digests.send_digests(network, NOW) == 1
    assert digests.send_digests(network, NOW + timedelta(hours=1)) == 0
    [mail] = mails()
    text = mail.get_content()
    assert mail["Subject"] == "2 things are new in Ponte"
    assert "“One”" in text and "“Two”" in text and "Tomorrow’s" not in text
    assert digests.send_digests(network, NOW + timedelta(days=1)) == 1
    assert "Tomorrow’s" in mails()[1].get_content()
    assert digests.send_digests(network, NOW + timedelta(days=2)) == 0  # nothing new: quiet


def test_a_digest_of_a_period_is_sent_once_whatever_happens(ana, told, network):
    happen(ana, told=told, at=NOW - timedelta(hours=20))
    digests.send_digests(network, NOW)
    Notification.objects.update(mailed_at=None)  # as if that had been lost
    assert digests.send_digests(network, NOW) == 0
    assert len(mails()) == 1


def test_weekly_is_on_monday_and_never_is_never(ana, told, network):
    eva = member("Eva")
    wish(ana, HowOften.WEEKLY)
    wish(eva, HowOften.NEVER)
    happen(ana, eva, told=told, at=NOW - timedelta(hours=20))  # Tuesday
    assert digests.send_digests(network, NOW) == 0
    assert digests.send_digests(network, NOW + timedelta(days=5)) == 1  # Monday
    assert [m["To"] for m in mails()] == ["ana@example.org"]


def test_a_kind_has_a_wish_of_its_own(ana, told, network):
    wish(ana, HowOften.NEVER)
    wish(ana, HowOften.AT_ONCE, "people")
    happen(ana, told=told)
    jobs.run_all()
    assert len(mails()) == 1


def test_what_was_read_on_the_page_is_not_sent(ana, told, network):
    happen(ana, told=told, at=NOW - timedelta(hours=20))
    Notification.objects.update(read_at=NOW)
    assert digests.send_digests(network, NOW) == 0


def test_the_morning_is_the_persons_own():
    tokyo = digests.last_end(HowOften.DAILY, NOW, "Asia/Tokyo")  # there it is six in the evening
    assert tokyo == datetime(2026, 11, 24, 22, tzinfo=UTC)
    assert digests.last_end(HowOften.WEEKLY, NOW, "Europe/Brussels") == datetime(2026, 11, 23, 6, tzinfo=UTC)


def test_networks_are_told_apart(ana, told, network):
    other = Network.objects.create(name="Arco", slug="arco", languages=["en"])
    happen(ana, told=told, at=timezone.now() - timedelta(days=3))
    with in_network(other):
        Affiliation.objects.create(person=ana, organisation=Organisation.objects.create(name="Filo"))
        wish(ana, HowOften.NEVER)
        happen(ana, told=told, at=timezone.now() - timedelta(days=3), name="Secret of Arco")
    with across_networks("a test of a job"):
        assert digests.digests_job(None) == 1
    assert "Arco" not in mails()[0].as_string()


# ---- unsubscribing (RFC 8058) ----


def unsubscribe_address():
    [mail] = mails()
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return mail["List-Unsubscribe"].strip(" <>").replace("http://localhost:8000", "")


def test_one_click_ends_it_without_signing_in_and_without_redirect(ana, told, network):
    happen(ana, told=told, at=NOW - timedelta(hours=20))
    digests.send_digests(network, NOW)
    address = unsubscribe_address()
    strict = Client(enforce_csrf_checks=True)
    page = strict.get(address)
    assert page.status_code == 200 and "End these messages" in page.content.decode()
    assert Wish.objects.get().mail == HowOften.DAILY  # a GET changes nothing
    response = strict.post(address, {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert Wish.objects.get().mail == HowOften.NEVER
    assert strict.post(address).status_code == 200  # twice is once
    happen(ana, told=told, at=NOW - timedelta(hours=1))
    assert digests.send_digests(network, NOW + timedelta(days=3)) == 0


def test_ending_one_kind_leaves_the_others(ana, told):
    wish(ana, HowOften.AT_ONCE)
    happen(ana, told=told)
    jobs.run_all()
    Client().post(unsubscribe_address())
    assert {w.kind: w.mail for w in Wish.objects.all()} == {"": "at_once", "people": "never"}


def test_a_wrong_link_is_not_there(client, db):
    assert client.post("/unsubscribe/guess/").status_code == 404


def test_what_people_must_get_cannot_be_ended(client, network, ana):
    from networks.participation.occasions import rules
    from networks.participation.occasions.tests.an_occasion import an_occasion

    wish(ana, HowOften.NEVER)
    rules.invite(an_occasion(), rules.people_called([ana]), by=None)
    jobs.run_all()
    [mail] = mails()
    assert mail["List-Unsubscribe"] is None


def test_wishes_are_kept_on_the_page(client, ana):
    client.force_login(ana)
    assert client.get("/ponte/notices/settings/").status_code == 200
    response = client.post(
        "/ponte/notices/settings/", {"everything": "weekly", "of_people": "never"}, follow=True
    )
    assert response.status_code == 200
    assert {w.kind: w.mail for w in Wish.objects.all()} == {"": "weekly", "people": "never"}
    client.post("/ponte/notices/settings/", {"everything": "at_once", "of_people": ""})
    assert {w.kind: w.mail for w in Wish.objects.all()} == {"": "at_once"}
    assert client.post("/ponte/notices/settings/", {"everything": "hourly"}).status_code == 422


def test_two_thousand_are_told_with_few_queries(client, ana, told, network, django_assert_max_num_queries):
    house = Organisation.objects.get()
    people = Person.objects.bulk_create(Person(email=f"p{n}@example.org", name=f"P {n}") for n in range(2000))
    Affiliation.objects.bulk_create(
        Affiliation(network=network, person=p, organisation=house, since=timezone.localdate()) for p in people
    )
    with django_assert_max_num_queries(60):
        happen(*people, told=told)
    assert Notification.objects.count() == 2000
    for n in range(60):
        happen(ana, told=told, name=f"House {n}")
    client.force_login(ana)
    with django_assert_max_num_queries(18):
        assert client.get("/ponte/notices/").status_code == 200


def test_what_is_not_asked_any_more_is_in_no_message(client, ana, told, network):
    other = member("Other")
    for name in ("Soon", "Later", "Gone"):
        happen(ana, other, told=told, at=NOW - timedelta(hours=10), verb="organisation.asked", name=name)
    Organisation.objects.filter(name="Gone").update(is_member=False)
    told[:] = [ana.pk]  # the other did it meanwhile
    assert digests.send_digests(network, NOW) == 1
    [mail] = mails()
    text = mail.get_content()
    assert mail["To"] == "ana@example.org" and mail["Subject"] == "2 things are new in Ponte"
    assert "“Soon”, until the 3rd of May\n" in text and "“Later”\n" in text and "Gone" not in text
    assert digests.send_digests(network, NOW + timedelta(hours=1)) == 0
    client.force_login(ana)
    page = client.get("/ponte/notices/").content.decode()
    assert "until the 3rd of May" in page and "Gone" in page  # the page keeps what was
