"""A coordinator writes to a list: each gets it once, in their language, filled in for them."""

import smtplib

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile

from networks.base import jobs
from networks.network.membership.models import Letter, LetterRecipient, OwnField, PersonRecord
from networks.network.membership.rules.contact_people import add_contact
from networks.network.membership.rules.letters import sending
from networks.notices.models import Wish
from networks.people.models import Affiliation, Function, Organisation, Person, Role

HERE = "/ponte/network/membership/letters/"


def somebody(
    house: Organisation, name: str, *functions: str, email: str = "", language: str = "en"
) -> Person:
    """A contact of an organisation, with functions."""
    record = PersonRecord.objects.filter(email=email).first() if email else None
    person = record.person if record else add_contact(name, email, language=language)[0]
    affiliation = Affiliation.objects.create(person=person, organisation=house)
    for kind in functions:
        Function.objects.create(affiliation=affiliation, kind=kind)
    return person


@pytest.fixture
def houses(network):
    """Four organisations: a delegate; a legal representative who speaks French; a general address only; nobody."""
    OwnField.objects.create(on="organisation", key="vans", name="Vans", kind="number")
    a, b, c, d = (
        Organisation.objects.create(name=f"House {letter}", email=email, own={"vans": "3"})
        for letter, email in (("A", ""), ("B", ""), ("C", "info@c.example"), ("D", ""))
    )
    somebody(a, "Ana", "delegate", email="ana@a.example")
    somebody(a, "Ada", "invoices", email="ada@a.example")
    somebody(b, "Bo", "representative", email="bo@b.example", language="fr")
    somebody(d, "Di")
    return a, b, c, d


def data(**more):
    return {
        "subject": "To {organisation}", "body": "Dear {name}, {function}: you have {organisation.vans} vans.",
        "functions": ["delegate"], "fallback": "any", "query": "", "reply_to": "",
    } | more  # fmt: skip


def draft(client, kind: str = "organisations", **more) -> Letter:
    answer = client.post(f"{HERE}to/{kind}/", data(**more))
    assert answer.status_code == 302, answer.context["form"].errors
    return Letter.objects.get()


def send(client, letter: Letter) -> None:
    client.post(f"{HERE}{letter.pk}/sending/")
    jobs.run_all()
    letter.refresh_from_db()


def became(letter: Letter) -> list[tuple]:
    return list(letter.recipients.order_by("position").values_list("organisation__name", "address", "state"))


def test_it_goes_to_the_chosen_functions_and_their_fallbacks(client, coordinator, houses):
    client.force_login(coordinator)
    letter = draft(client, subject_fr="À {organisation}", body_fr="Bonjour {name}, {function}.")
    send(client, letter)

    assert letter.state == "sent"
    assert became(letter) == [
        ("House A", "ana@a.example", "sent"), ("House B", "bo@b.example", "sent"),
        ("House C", "info@c.example", "sent"), ("House D", "", "nobody"),
    ]  # fmt: skip
    ana, bo, general = mail.outbox
    assert (ana.subject, bo.subject) == ("To House A", "À House B")
    assert "Dear Ana, Voting delegate: you have 3 vans." in ana.body
    assert "Bonjour Bo, Représentant" in bo.body
    assert general.to == ["info@c.example"]
    assert ana.reply_to == ["ilse@ponte.example"]
    assert ana.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "nobody to write to" in client.get(f"{HERE}{letter.pk}/?state=nobody").content.decode()


def test_each_copy_is_seen_before(client, coordinator, houses):
    client.force_login(coordinator)
    letter = draft(client)
    first = client.get(f"{HERE}{letter.pk}/").content.decode()
    last = client.get(f"{HERE}{letter.pk}/?at=3").content.decode()

    assert "Dear Ana, Voting delegate" in first
    assert 'rel="next"' in first
    assert "nobody to write to" in last
    assert 'rel="next"' not in last
    assert client.get(f"{HERE}{letter.pk}/?at=99999999").status_code == 200


def test_pressed_twice_it_goes_once(client, coordinator, houses):
    other = Person.objects.create_user("radu@ponte.example", "Radu")
    Role.objects.create(person=other, kind="coordinator")
    client.force_login(coordinator)
    letter = draft(client)
    client.post(f"{HERE}{letter.pk}/sending/")
    client.force_login(other)
    answer = client.post(f"{HERE}{letter.pk}/sending/", follow=True)
    jobs.run_all()

    assert "This letter was sent already by Ilse Vermeulen" in answer.content.decode()
    assert len(mail.outbox) == 3


def test_killed_in_the_middle_nobody_gets_it_twice(client, coordinator, network, monkeypatch):
    for n in range(30):
        somebody(
            Organisation.objects.create(name=f"House {n:02}"), f"P{n}", "delegate", email=f"p{n}@x.example"
        )
    client.force_login(coordinator)
    letter = draft(client, body="Dear {name}")
    client.post(f"{HERE}{letter.pk}/sending/")
    real, sent = sending.written, []

    class Killed(BaseException):
        pass

    def dies(letter, one, files, connection=None):
        sent.append(one.address)
        if len(sent) == 12:
            raise Killed
        return real(letter, one, files, connection)

    monkeypatch.setattr(sending, "written", dies)
    row = jobs.take_next()
    with pytest.raises(Killed):
        jobs.run(row)
    monkeypatch.setattr(sending, "written", real)
    type(row).objects.filter(pk=row.pk).update(state="waiting")
    jobs.run_all()
    letter.refresh_from_db()

    addresses = [message.to[0] for message in mail.outbox]
    assert len(addresses) == len(set(addresses)) == 29
    unclear = letter.recipients.get(state="unclear")
    assert unclear.address == "p11@x.example"
    client.post(f"{HERE}{letter.pk}/again/{unclear.pk}/")
    jobs.run_all()
    assert len(mail.outbox) == 30


def test_who_stands_for_two_gets_two_only_where_they_differ(client, coordinator, network):
    for name in ("House A", "House B"):
        somebody(Organisation.objects.create(name=name), "Ana", "delegate", email="ana@a.example")
    client.force_login(coordinator)
    letter = draft(client, subject="Assembly", body="Dear {name}")
    send(client, letter)
    assert became(letter) == [("House A", "ana@a.example", "sent"), ("House B", "ana@a.example", "same")]
    Letter.objects.all().delete()
    mail.outbox.clear()
    letter = draft(client, subject="Assembly", body="Dear {name} of {organisation}")
    send(client, letter)
    assert len(mail.outbox) == 2


def test_unsubscribed_once_for_all_but_what_the_statutes_require(client, coordinator, houses):
    client.force_login(coordinator)
    letter = draft(client)
    send(client, letter)
    address = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>")
    client.post("/" + address.split("/", 3)[3], {"List-Unsubscribe": "One-Click"})
    assert Wish.objects.get(kind="letters", person__name="Ana").mail == "never"
    Letter.objects.all().delete()
    mail.outbox.clear()

    letter = draft(client)
    address = f"/ponte/network/membership/letters/{letter.pk}/"
    seen = [client.get(f"{address}?at={n}").context["copies"][0] for n in range(2)]
    assert (seen[0][0].address, seen[0][1]) == ("ana@a.example", True)
    assert not seen[1][1] and "This copy is not sent." in client.get(address).content.decode()
    send(client, letter)
    assert became(letter)[0] == ("House A", "ana@a.example", "unsubscribed")
    Letter.objects.all().delete()
    mail.outbox.clear()
    letter = draft(client, statutory="on")
    send(client, letter)
    assert became(letter)[0][2] == "sent"
    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers
    assert "unsubscribe" not in mail.outbox[0].body
    assert "because the rules of Ponte require it" in mail.outbox[0].body


def test_what_the_server_refuses_is_said(client, coordinator, houses, monkeypatch):
    from django.core.mail.backends.locmem import EmailBackend

    def refuses(self, messages):
        if messages[0].to == ["ana@a.example"]:
            raise smtplib.SMTPRecipientsRefused({"ana@a.example": (550, b"No such mailbox")})
        if messages[0].to == ["bo@b.example"]:
            raise smtplib.SMTPRecipientsRefused({"bo@b.example": (451, b"Later")})
        raise smtplib.SMTPServerDisconnected("gone")

    monkeypatch.setattr(EmailBackend, "send_messages", refuses)
    client.force_login(coordinator)
    letter = draft(client)
    send(client, letter)

    rows = {row.address: (row.state, row.reason) for row in letter.recipients.exclude(address="")}
    assert rows["ana@a.example"] == ("failed", "550 No such mailbox")
    assert rows["bo@b.example"] == ("waiting", "451 Later")
    assert rows["info@c.example"][0] == "unclear"
    assert letter.state == "sending"


def test_attachments_and_a_trial_copy(client, coordinator, houses):
    client.force_login(coordinator)
    letter = draft(client)
    client.post(f"{HERE}{letter.pk}/attaching/", {"file": SimpleUploadedFile("agenda.txt", b"1. Opening")})
    client.post(f"{HERE}{letter.pk}/trial/", {"at": "1"})

    assert mail.outbox[0].to == ["ilse@ponte.example"]
    assert mail.outbox[0].subject == "To House B"
    assert mail.outbox[0].attachments[0][:2] == ("agenda.txt", "1. Opening")
    assert not LetterRecipient.objects.exists()


def test_a_field_that_there_is_not_is_refused(client, coordinator, houses):
    client.force_login(coordinator)
    answer = client.post(f"{HERE}to/organisations/", data(body="Dear {nmae}"))
    assert answer.status_code == 422
    assert "There is no field {nmae}" in answer.content.decode()


def test_a_list_of_people_is_written_to_as_it_is(client, coordinator, houses):
    client.force_login(coordinator)
    letter = draft(client, kind="people", query="function=invoices")
    send(client, letter)
    assert became(letter) == [("House A", "ada@a.example", "sent")]


def test_it_stands_in_the_file_of_the_member(client, coordinator, houses):
    from networks.network.membership.parts.lists import file
    from networks.people.actors import Actor

    client.force_login(coordinator)
    send(client, draft(client))
    actor = Actor(coordinator, houses[0].network)
    assert [entry.title for entry in file(houses[0], actor)] == ["To House A"]
    assert list(file(houses[0], Actor(Person.objects.create_user("x@y.example"), houses[0].network))) == []


def test_someone_erased_leaves_no_address(client, coordinator, houses):
    from networks.people.personal import erase

    client.force_login(coordinator)
    send(client, draft(client))
    erase(PersonRecord.objects.get(email="ana@a.example").person)
    row = LetterRecipient.objects.get(organisation__name="House A")
    assert (row.person, row.address, row.text, row.state) == (None, "", "", "sent")


def test_the_same_queries_for_many(client, coordinator, network, django_assert_max_num_queries):
    for n in range(120):
        somebody(
            Organisation.objects.create(name=f"House {n:03}"), f"P{n}", "delegate", email=f"p{n}@x.example"
        )
    client.force_login(coordinator)
    letter = draft(client, body="Dear {name}")
    with django_assert_max_num_queries(45):
        client.get(f"{HERE}{letter.pk}/?at=60")
