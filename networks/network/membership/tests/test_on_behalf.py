"""A coordinator records for a member; the member is told, can contest without signing in, and gets an answer."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from networks.base import jobs
from networks.network.membership.models import Category, OnBehalf
from networks.network.membership.parts.register import needs
from networks.network.membership.rules.belonging import begin
from networks.network.membership.rules.on_behalf import answer_url, contest, on_behalf, resolve
from networks.notices.models import Notification, OutboxMessage
from networks.people.belonging import affiliate, end_affiliation
from networks.people.models import Affiliation, Function, Person


@pytest.fixture
def recorded(house, staff, coordinator):
    """A membership that the coordinator began for the house."""
    made = begin(house, Category.objects.create(name="Full members"), by=coordinator)
    letter = SimpleUploadedFile("letter.txt", b"We join.")
    return on_behalf(made, house, "They wrote on 3 May.", letter, by=coordinator)


def link_in(message: OutboxMessage) -> str:
    found = re.search(r"https?://[^/]+(/\S+)", message.text)
    assert found
    return found.group(1)


def test_the_members_people_are_told_on_the_page_and_by_mail(recorded, staff, coordinator):
    message = OutboxMessage.objects.get()
    assert (
        message.to == staff.email
        and "They wrote on 3 May." in message.text
        and "Oficina Maré" in message.text
    )
    assert Notification.objects.get().person == staff


def test_whoever_represents_it_is_told_and_nobody_else(house, staff, coordinator):
    head = Person.objects.create_user("teresa@oficina.example", "Teresa")
    Function.objects.create(affiliation=affiliate(head, house, "board"), kind="representative")
    on_behalf(house, house, "By telephone", None, by=coordinator)
    assert [m.to for m in OutboxMessage.objects.all()] == [head.email]


def test_where_nobody_can_be_written_to_its_own_address_is(house, coordinator):
    house.email = "office@oficina.example"
    house.save()
    on_behalf(house, house, "By post", None, by=coordinator)
    assert OutboxMessage.objects.get().to == "office@oficina.example"


def test_the_link_contests_without_signing_in_and_the_coordinator_has_it_to_answer(
    recorded, staff, coordinator, client, actor_of, browser_of, here
):
    link = link_in(OutboxMessage.objects.get())
    page = client.get(link)
    assert page.status_code == 200 and "They wrote on 3 May." in page.content.decode()
    assert b"We join." in b"".join(client.get(link + "document/").streaming_content)
    assert not list(needs(actor_of(coordinator)))

    client.post(link, {"words": "We never joined."})

    recorded.refresh_from_db()
    assert (recorded.contest, recorded.contested_by) == ("We never joined.", staff)
    waiting = list(needs(actor_of(coordinator)))
    assert [need.url for need in waiting] == [here("on-behalf", key=recorded.pk)]
    browser = browser_of(coordinator)
    assert "We never joined." in browser.get(waiting[0].url).content.decode()

    browser.post(here("on-behalf-resolve", key=recorded.pk), {"words": "Ended again."})

    recorded.refresh_from_db()
    assert recorded.resolution == "Ended again." and not list(needs(actor_of(coordinator)))
    assert "Ended again." in OutboxMessage.objects.order_by("-id").first().text
    assert "Ended again." in client.get(link).content.decode()


def test_signed_in_staff_contest_on_the_page(recorded, staff, browser_of, here):
    browser = browser_of(staff)
    empty = browser.post(here("on-behalf-contest", key=recorded.pk), {"words": " "})
    assert empty.status_code == 422
    browser.post(here("on-behalf-contest", key=recorded.pk), {"words": "No."})
    recorded.refresh_from_db()
    assert recorded.contest == "No."


def test_twice_is_once_and_the_slower_one_hears_it(recorded, staff, coordinator):
    assert not resolve(recorded, "Nothing to resolve", by=coordinator), "nobody contested it"
    assert contest(recorded, "No.", by=staff) and not contest(recorded, "No, no.", by=staff)
    assert resolve(recorded, "Yes.", by=coordinator) and not resolve(recorded, "Oh.", by=coordinator)
    recorded.refresh_from_db()
    assert (recorded.contest, recorded.resolution) == ("No.", "Yes.")


def test_whoever_left_the_member_has_a_dead_link(recorded, staff, client):
    link = link_in(OutboxMessage.objects.get())
    end_affiliation(Affiliation.objects.get(person=staff))
    assert client.get(link).status_code == 404 and client.post(link, {"words": "x"}).status_code == 404


@pytest.mark.parametrize("token", ["x", "eyJ:1:2", ".x:y:z"])
def test_an_invented_link_is_nothing(token, recorded, client, here):
    assert client.get(here("on-behalf-answer", token=token)).status_code == 404


def test_a_link_of_one_network_opens_nothing_in_another(recorded, staff, client):
    from networks.people.models import Network

    Network.objects.create(name="Arin", slug="arin")
    assert client.get(answer_url(recorded, staff).replace("/ponte/", "/arin/")).status_code == 404


def test_nobody_of_another_member_reads_it(recorded, stranger, browser_of, here):
    browser = browser_of(stranger)
    assert browser.get(here("on-behalf", key=recorded.pk)).status_code == 403
    assert browser.get(here("document-file", key=recorded.document_id)).status_code == 403


def test_the_message_leaves_once(recorded):
    jobs.run_all()
    assert OutboxMessage.objects.filter(sent_at__isnull=False).count() == 1
    assert OnBehalf.objects.count() == 1
