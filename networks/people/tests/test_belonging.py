"""Belonging: who leaves loses access that moment; a network keeps a coordinator; who is a worker is seen by their own only."""

import pytest
from django.urls import reverse

from networks.base.tenancy import in_network
from networks.people.belonging import (
    LastCoordinator,
    OnlyDemonstration,
    affiliate,
    end_affiliation,
    end_role,
    grant_role,
)
from networks.people.invitations import Refused, accept, invite_by_link
from networks.people.models import Affiliation, Function, Network, Organisation, Person, Role
from networks.record.models import Event


def here(name, **kwargs):
    return reverse(name, kwargs={"network": "ponte", **kwargs})


def test_who_leaves_an_organisation_loses_access_that_moment(staff, browser_of):
    browser = browser_of(staff)
    assert browser.get("/ponte/").status_code == 200
    end_affiliation(Affiliation.objects.get(person=staff))
    assert browser.get("/ponte/").status_code == 403


def test_who_loses_a_role_loses_what_it_allowed(coordinator, browser_of, staff):
    second = grant_role(staff, "coordinator")
    browser = browser_of(staff)
    assert browser.get(here("invitations")).status_code == 200
    end_role(second)
    assert browser.get(here("invitations")).status_code == 403


def test_leaving_by_ones_own_page(staff, browser_of, coordinator):
    browser = browser_of(staff)
    assert "Leave Ponte" in browser.get(here("leaving")).content.decode()
    browser.post(here("leaving"))
    assert browser.get("/ponte/").status_code == 403


def test_the_last_coordinator_cannot_leave(coordinator, browser_of, staff):
    with pytest.raises(LastCoordinator):
        end_role(Role.objects.get())
    browser = browser_of(coordinator)
    browser.post(here("leaving"))
    browser.post(here("role-end", key=Role.objects.get().pk))
    assert browser.get(here("invitations")).status_code == 200


def test_functions_end_with_the_affiliation(staff, workshop):
    place = Affiliation.objects.get(person=staff)
    Function.objects.create(affiliation=place, kind="delegate")
    end_affiliation(place)
    assert not Function.objects.now().exists() and Function.objects.count() == 1


def test_coming_back_the_same_day_is_possible(staff, workshop):
    end_affiliation(Affiliation.objects.get(person=staff))
    affiliate(staff, workshop, "board")
    assert Affiliation.objects.now().get(person=staff).audience == "board"


def test_twice_is_once(staff, workshop):
    assert affiliate(staff, workshop) == affiliate(staff, workshop)
    assert grant_role(staff, "facilitator") == grant_role(staff, "facilitator")


def test_what_happened_is_recorded_without_texts(staff, workshop, coordinator):
    grant_role(staff, "facilitator", by=coordinator)
    event = Event.objects.get(verb="role.granted")
    assert event.actor == coordinator and event.facts == {}


def test_that_somebody_is_a_worker_is_seen_by_their_own_organisation_only(
    worker, staff, workshop, coordinator, browser_of
):
    other = Person.objects.create_user("other@meuse.example", "Odile")
    affiliate(other, Organisation.objects.create(name="Atelier Meuse"), "staff")
    place = here("organisation", key=workshop.pk)
    assert "Worker" in browser_of(staff).get(place).content.decode()
    for reader in (other, coordinator):
        page = browser_of(reader).get(place).content.decode()
        assert "Rui Costa" in page and "Worker" not in page
    for name in ("people", "organisations"):
        assert "Worker" not in browser_of(other).get(here(name)).content.decode()


def test_staff_add_somebody_without_e_mail_by_hand(staff, workshop, browser_of):
    browser_of(staff).post(
        here("person-new", key=workshop.pk), {"name": "Tiago", "audience": "worker", "language": "en"}
    )
    assert Affiliation.objects.get(person__name="Tiago").organisation == workshop


def test_a_coordinator_adds_an_organisation_and_changes_it(coordinator, browser_of):
    browser = browser_of(coordinator)
    browser.post(here("organisation-new"), {"name": "Radionica Korak", "country": "RS"})
    made = Organisation.objects.get()
    browser.post(here("organisation-change", key=made.pk), {"name": "Radionica Korak", "place": "Novi Sad"})
    made.refresh_from_db()
    assert made.place == "Novi Sad"


def test_long_lists_come_page_by_page(coordinator, browser_of):
    Organisation.objects.bulk_create(Organisation(name=f"House {n:03}") for n in range(120))
    browser, seen, address = browser_of(coordinator), [], ""
    while True:
        page = browser.get(here("organisations") + address).context["page"]
        seen += [row.name for row in page.rows]
        address = page.more
        if not address:
            break
    assert seen == [f"House {n:03}" for n in range(120)]


@pytest.mark.parametrize("few", [500, 1])
def test_the_people_of_a_large_network_are_listed_like_those_of_a_small_one(
    workshop, coordinator, browser_of, monkeypatch, few
):
    """Once each, by name, page by page: with places, with roles, not those who left, nor those of another network."""
    monkeypatch.setattr("networks.people.pages.people.FEW", few)
    persons = [Person.objects.create_user(f"p{n}@x.example", f"Person {n:03}") for n in range(60)]
    for person in persons:
        affiliate(person, workshop, "staff")
    affiliate(persons[0], Organisation.objects.create(name="Second house"), "staff")
    end_affiliation(Affiliation.objects.filter(person=persons[1]).get())
    Person.objects.create_user("elsewhere@x.example", "Elsewhere")
    browser, seen, address = browser_of(coordinator), [], ""
    while True:
        page = browser.get(here("people") + address).context["page"]
        seen += [row.name for row in page.rows]
        address = page.more
        if not address:
            break
    assert seen == sorted([coordinator.name, *(p.name for p in persons if p is not persons[1])])


def test_queries_do_not_grow_with_the_list(coordinator, browser_of):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser, counts = browser_of(coordinator), []
    browser.get(here("people"))  # the first page of a new device also notes the device
    for round_ in range(2):
        for n in range(20):
            person = Person.objects.create_user(f"p{round_}-{n}@x.example", f"P{n}")
            affiliate(person, Organisation.objects.create(name=f"H{round_}-{n}"), "staff")
        for name in ("people", "organisations"):
            with CaptureQueriesContext(
                connection,
            ) as caught:
                browser.get(here(name))
            counts.append(len(caught))
    assert counts[:2] == counts[2:]


def test_persons_of_the_demonstration_come_into_no_other_network(workshop, coordinator):
    person = Person.objects.create_user("demo@example.org", is_demonstration=True)
    for enter in (lambda: affiliate(person, workshop), lambda: grant_role(person, "coordinator")):
        with pytest.raises(OnlyDemonstration):
            enter()
    link = invite_by_link(by=coordinator, limit=2, organisation=workshop)
    with pytest.raises(Refused):
        accept(link, person)
    assert not person.affiliations.exists() and not person.roles.exists()


# ---- two networks ----


@pytest.fixture
def arin(db):
    return Network.objects.create(name="Arin", slug="arin")


def test_somebody_in_two_networks_sees_each_in_its_own_place_only(staff, workshop, arin, browser_of):
    with in_network(arin):
        affiliate(staff, Organisation.objects.create(name="Atelierul Arin"), "staff")
        affiliate(
            Person.objects.create_user("dan@arin.example", "Dan Pop"), Organisation.objects.get(), "staff"
        )
    browser = browser_of(staff)
    assert [n.name for n in browser.get(reverse("you")).context["networks"]] == ["Arin", "Ponte"]
    for slug, own, foreign in (
        ("ponte", ["Oficina Maré"], ["Atelierul", "Dan Pop"]),
        ("arin", ["Atelierul Arin", "Dan Pop"], ["Oficina"]),
    ):
        text = "".join(
            browser.get(reverse(name, kwargs={"network": slug})).content.decode()
            for name in ("people", "organisations")
        )
        assert all(word in text for word in own) and not any(word in text for word in foreign)


def test_a_role_in_one_network_is_nothing_in_another(coordinator, staff, workshop, arin, browser_of):
    with in_network(arin):
        affiliate(coordinator, Organisation.objects.create(name="Atelierul Arin"), "staff")
    browser = browser_of(coordinator)
    assert browser.get(reverse("people", kwargs={"network": "arin"})).status_code == 200
    assert browser.get(reverse("invitations", kwargs={"network": "arin"})).status_code == 403
    assert (
        browser.get(reverse("organisation", kwargs={"network": "arin", "key": workshop.pk})).status_code
        == 404
    )
    assert browser.get(reverse("roles-of", kwargs={"network": "ponte", "key": staff.pk})).status_code == 200
