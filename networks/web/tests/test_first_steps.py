"""The first steps of a new network: declared by rooms, ticked by their own rules, put aside and taken up again."""

import pytest
from django.urls import reverse

from networks.base import rooms
from networks.people import first_steps
from networks.people.actors import Actor
from networks.people.founding import TEMPLATES, found_network
from networks.people.models import Network, Person, PutAside

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def _lines(network, person) -> dict:
    return {line.step.key: line for line in first_steps.checklist(Actor(person, network))}


@pytest.fixture
def signed_in(client, coordinator):
    client.force_login(coordinator, backend=BACKEND)
    return client


def test_a_step_is_ticked_once_it_is_done_and_home_goes_on_to_the_next(signed_in, network, coordinator):
    page = signed_in.get("/ponte/").content.decode()
    assert page.index("Say what Ponte is for") < page.index("Invite the first people")
    assert not _lines(network, coordinator)["people.purpose"].done

    network.purpose = "We meet."
    network.save()
    assert _lines(network, coordinator)["people.purpose"].done
    assert "Say what Ponte is for" not in signed_in.get("/ponte/").content.decode()
    assert "Say what Ponte is for" in signed_in.get("/ponte/steps/").content.decode()


def test_a_step_is_put_aside_and_taken_up_again(signed_in, network, coordinator):
    for _twice in range(2):
        signed_in.post(reverse("step-putting-aside", args=["ponte", "people.second"]))
    assert PutAside.objects.get().by == coordinator
    assert _lines(network, coordinator)["people.second"].aside
    assert "Name a second coordinator" not in signed_in.get("/ponte/").content.decode()
    assert "Take up again" in signed_in.get("/ponte/steps/").content.decode()

    signed_in.post(reverse("step-taking-up", args=["ponte", "people.second"]))
    assert not PutAside.objects.exists()
    assert signed_in.post(reverse("step-putting-aside", args=["ponte", "no.step"])).status_code == 404
    assert signed_in.get(reverse("step-putting-aside", args=["ponte", "people.second"])).status_code == 405


def test_home_is_without_the_list_once_nothing_is_open(signed_in, monkeypatch):
    done = rooms.Step("a.b", "A step", "", "/x/", "Go", lambda: True)
    monkeypatch.setattr(first_steps, "rooms", lambda: [_room(lambda actor: [done])])
    assert "First steps" not in signed_in.get("/ponte/").content.decode()
    assert "All done" in signed_in.get("/ponte/steps/").content.decode()


def _room(steps):
    from dataclasses import replace

    return replace(rooms.rooms()[0], steps=steps)


def test_whoever_does_not_coordinate_sees_no_steps(client, network):
    from networks.people.belonging import grant_role

    person = Person.objects.create_user("radu@x.example", "Radu")
    grant_role(person, "facilitator")
    client.force_login(person, backend=BACKEND)
    assert "First steps" not in client.get("/ponte/").content.decode()
    assert client.get("/ponte/steps/").status_code == 403


# ---- templates ----


@pytest.mark.parametrize("template", list(TEMPLATES))
def test_each_room_makes_its_part_of_a_template_and_the_steps_know_it(template):
    network, person = found_network(
        "Arco", founder_name="Ana", email="ana@arco.example", organisation="Arco",
        languages=["fr", "en", "nl"], template=template,
    )  # fmt: skip
    from networks.base.tenancy import in_network

    with in_network(network):
        lines = _lines(network, person)
        for room in rooms.rooms():
            if room.found:
                key = {"meetings": "bodies", "membership": "categories", "sessions": "programme"}.get(
                    room.slug
                )
                assert key is None or lines[f"{room.slug}.{key}"].done, room.slug
        assert not lines["people.invite"].done


@pytest.mark.room("network.membership")
@pytest.mark.room("meet.meetings")
@pytest.mark.room("meet.sessions")
def test_what_a_federation_begins_with_is_in_its_languages(client):
    from networks.base.tenancy import in_network
    from networks.base.texts import Reader
    from networks.meet.meetings.models import Body
    from networks.meet.sessions.models import Programme, Session
    from networks.network.membership.models import Category, Membership

    given = {
        "name": "Arco", "organisation": "Arco Nord", "your_name": "Ana", "email": "ana@arco.example",
        "language": "fr", "template": "federation",
    }  # fmt: skip
    assert client.post(reverse("found"), given).status_code == 302
    with in_network(Network.objects.get()):
        first, *_others = Category.objects.order_by("position")
        assert (first.name, first.weight, first.language) == ("Réseaux membres", 3, "fr")
        assert Membership.objects.get().category == first, "whoever founds is a member"
        assembly = Body.objects.get(kind="assembly")
        assert (
            assembly.weighted and assembly.name == "Assemblée générale" and assembly.majorities.count() == 6
        )
        assert Body.objects.count() == 3 and Session.objects.count() == 5
        assert Programme.objects.get().title == "Fonder notre réseau"
        assert assembly.version_for("name", Reader(("en",))).text == "Assemblée générale", (
            "nobody asked for English"
        )


@pytest.mark.room("network.membership")
@pytest.mark.room("meet.meetings")
def test_an_informal_group_has_one_circle_and_no_figures():
    from networks.base.tenancy import in_network
    from networks.meet.meetings.models import Body
    from networks.network.membership.models import Category, Terms

    network, _person = found_network(
        "Arco", founder_name="Ana", email="ana@arco.example", languages=["en", "fr"], template="informal"
    )
    with in_network(network):
        circle = Body.objects.get()
        assert (circle.kind, circle.quorum, circle.needs_paid) == ("assembly", "", False)
        assert {version.text for version in circle.versions() if version.field == "name"} == {
            "Cercle des membres"
        }
        assert list(Category.objects.order_by("position").values_list("name", "votes")) == [
            ("Members", True),
            ("Friends", False),
        ]
        assert not Terms.objects.get().uses_declarations


def test_without_a_template_nothing_is_made_and_a_wrong_one_is_refused(client):
    given = {"name": "Arco", "your_name": "Ana", "email": "ana@arco.example", "language": "en"}
    assert client.post(reverse("found"), {**given, "template": "kingdom"}).status_code == 422
    assert not Network.objects.exists()
    client.post(reverse("found"), given)
    network = Network.objects.get()
    from networks.base.tenancy import in_network

    with in_network(network):
        lines = _lines(network, Person.objects.get())
        assert not any(line.done for line in lines.values())


@pytest.mark.room("network.charter")
def test_draft_lines_of_the_charter_are_there_to_be_discussed():
    from networks.base.tenancy import in_network
    from networks.network.charter.models import Line, Wording

    network, person = found_network(
        "Arco", founder_name="Ana", email="ana@arco.example", languages=["fr", "en"], template="association"
    )
    with in_network(network):
        assert Line.objects.count() == 6 and set(Line.objects.values_list("state", flat=True)) == {"proposed"}
        first = Wording.objects.order_by("pk").first()
        assert first.language == "fr" and {one.language for one in first.versions()} == {"en"}
        assert not _lines(network, person)["charter.first"].done
