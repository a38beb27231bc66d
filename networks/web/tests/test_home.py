"""Home, the choice of a network, and the settings of a network."""

import pytest
from django.urls import reverse

from networks.base.tenancy import in_network
from networks.people.founding import found_network
from networks.people.models import Network, Person, Role, RoleKind
from networks.record.models import Event
from networks.record.rules import record

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def ponte():
    return found_network("Ponte", founder_name="Ilse Vermeulen", email="ilse@leie.example")


@pytest.fixture
def ilse(client, ponte):
    client.force_login(ponte[1], backend=BACKEND)
    return client


def test_a_new_network_says_what_it_needs(ilse):
    page = ilse.get("/ponte/").content.decode()

    assert "Say what Ponte is for" in page
    assert "Nothing is planned yet" in page


@pytest.mark.room("meet.sessions")
@pytest.mark.room("network.membership")
def test_a_new_network_leads_to_its_first_members_and_sessions(ilse):
    page = ilse.get("/ponte/").content.decode()

    assert page.index("Say what Ponte is for") < page.index("Plan the first programme")
    assert "Bring the members in" in page and 'href="/ponte/network/membership/imports/"' in page


def test_one_network_is_home_and_of_several_one_chooses(ilse, ponte):
    assert ilse.get(reverse("home")).url == "/ponte/"
    found_network("Arco", founder=ponte[1])
    page = ilse.get(reverse("home")).content.decode()

    assert "Ponte" in page and "Arco" in page
    assert 'href="/arco/"' in ilse.get("/ponte/").content.decode()  # the switch in the header


def test_nobody_sees_a_network_they_do_not_belong_to(ilse):
    found_network("Verborgen", founder_name="Radu", email="radu@somes.example", slug="other")

    response = ilse.get("/other/")

    assert response.status_code == 403
    assert "Verborgen" not in response.content.decode()
    assert "Verborgen" not in ilse.get(reverse("home"), follow=True).content.decode()


def test_news_are_sentences_and_what_people_wrote_is_never_run(ilse, ponte):
    network, person = ponte
    person.name = "<script>Ilse</script>"
    person.save()
    with in_network(network):
        record("network.founded", network, actor=person)
    page = ilse.get("/ponte/").content.decode()

    assert "&lt;script&gt;Ilse&lt;/script&gt;</strong> founded" in page
    assert "<script>Ilse" not in page


def test_an_event_without_a_sentence_and_an_object_of_an_absent_room_do_no_harm(ilse, ponte, monkeypatch):
    from networks.web import news

    monkeypatch.setitem(news.SENTENCES, "thing.done", "{who} did {what}")
    with in_network(ponte[0]):
        gone = record("thing.done", ponte[0], actor=None)
        gone.about = "meet_gone.thing"
        gone.save()
        record("nobody.says", ponte[0])
    page = ilse.get("/ponte/").content.decode()

    assert "<strong>Somebody</strong> did <span>something no longer here</span>" in page


def test_what_concerns_one_member_is_no_news_for_everybody(ilse, ponte):
    from networks.base.rooms import rooms

    told = {verb for room in rooms() for verb in room.news}
    with in_network(ponte[0]):
        for room in rooms():
            assert set(room.news) <= set(room.events)
            for verb in room.events:
                Event.objects.create(
                    actor=ponte[1], verb=verb, about=ponte[0]._meta.label_lower, about_id=ponte[0].pk
                )
    page = ilse.get("/ponte/").content.decode()

    assert not [
        verb for verb in told if verb.startswith(("fee_", "bank_", "letter.", "affiliation.", "card."))
    ]
    assert "booked a payment" not in page and "made a card" not in page


def test_what_somebody_did_many_times_is_one_line(ilse, ponte):
    with in_network(ponte[0]):
        for number in range(5):
            other = Person.objects.create_user(f"p{number}@x.example", f"P {number}")
            role = Role.objects.create(person=other, kind=RoleKind.FACILITATOR)
            record("role.granted", role, actor=ponte[1])
    page = ilse.get("/ponte/").content.decode()

    assert page.count("gave a role") == 1
    assert "and others" in page and "P 4" in page and "P 0" not in page


def test_home_takes_the_same_number_of_queries_whatever_happened(ilse, ponte, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ilse.get("/ponte/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        ilse.get("/ponte/")
    with in_network(ponte[0]):
        for number in range(30):
            other = Person.objects.create_user(f"p{number}@x.example", f"P {number}")
            Role.objects.create(person=other, kind=RoleKind.FACILITATOR)
            record("network.changed", ponte[0], actor=other)
    with CaptureQueriesContext(connection) as many:
        ilse.get("/ponte/")

    assert len(many) <= len(few)


@pytest.mark.room("meet.meetings")
@pytest.mark.room("network.charter")
@pytest.mark.room("network.twinning")
def test_home_asks_once_for_what_is_voted_written_assessed_and_twinned(ilse):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    tables = (
        "meet_meetings_rollentry", "meet_meetings_voice", "meet_meetings_candidacy", "network_charter_round",
        "network_charter_objective", "network_charter_wording", "network_twinning_twinning",
    )  # fmt: skip
    ilse.get("/ponte/")
    with CaptureQueriesContext(connection) as asked:
        ilse.get("/ponte/")

    about = [{table for table in tables if f'"{table}"' in query["sql"]} for query in asked.captured_queries]
    assert [found for found in about if found] == [set(tables)]


SETTINGS = {
    "name": "Ponte",
    "language": "en",
    "purpose": "We meet.",
    "languages": ["fr"],
    "country": "BE",
    "zone": "Europe/Brussels",
    "slug": "bridge",
    "warp": "green",
    "weft": "walnut",
}


def test_settings_are_kept_and_the_old_address_leads_to_the_new_one(ilse):
    assert ilse.get("/ponte/network/settings/").status_code == 200
    response = ilse.post("/ponte/network/settings/", SETTINGS)

    assert response.url == "/bridge/network/settings/"
    network = Network.objects.get()
    assert (network.purpose, network.languages, network.threads) == (
        "We meet.",
        ["en", "fr"],
        ["green", "walnut"],
    )
    moved = ilse.get("/ponte/network/settings/?a=1")
    assert (moved.status_code, moved.url) == (301, "/bridge/network/settings/?a=1")
    assert "warp-green weft-walnut" in ilse.get("/bridge/").content.decode()


def test_the_purpose_is_kept_in_each_language_and_looked_at_again_after_a_change(ilse):
    ilse.post("/ponte/network/settings/", SETTINGS)
    ilse.post("/bridge/network/settings/", {**SETTINGS, "purpose_fr": "Nous nous rencontrons."})
    page = ilse.get("/bridge/network/settings/").content.decode()
    assert "Nous nous rencontrons." in page

    from networks.base.texts import Reader

    network = Network.objects.get()
    with in_network(network):
        assert network.version_for("purpose", Reader(("fr",))).text == "Nous nous rencontrons."


@pytest.mark.parametrize(
    "wrong", [{"slug": "j"}, {"slug": ""}, {"zone": "Mars/Base"}, {"weft": "green"}, {"warp": "purple"}]
)
def test_settings_that_cannot_be_change_nothing(ilse, wrong):
    assert ilse.post("/ponte/network/settings/", {**SETTINGS, **wrong}).status_code == 422
    assert Network.objects.get().slug == "ponte"


def test_only_coordinators_change_settings(client, ponte):
    radu = Person.objects.create_user("radu@somes.example", "Radu")
    with in_network(ponte[0]):
        Role.objects.create(person=radu, kind=RoleKind.FACILITATOR)
    client.force_login(radu, backend=BACKEND)

    assert client.get("/ponte/").status_code == 200
    assert client.get("/ponte/network/settings/").status_code == 403
    assert client.post("/ponte/network/settings/", SETTINGS).status_code == 403
    assert Network.objects.get().slug == "ponte"


# ---- three questions: what needs me now, what comes next, what is new ----


def _member(network, name: str, audience: str = "staff"):
    from networks.people.belonging import affiliate
    from networks.people.models import Organisation

    person = Person.objects.create_user(f"{name.lower()}@house.example", name)
    with in_network(network):
        house = Organisation.objects.filter(name="House").first() or Organisation.objects.create(name="House")
        affiliate(person, house, audience)
    return person


def _page_of(person) -> str:
    from django.test import Client

    browser = Client()
    browser.force_login(person, backend=BACKEND)
    return browser.get("/ponte/").content.decode()


def test_home_answers_three_questions_in_order(ilse, ponte):
    page = ilse.get("/ponte/").content.decode()
    found = [page.index(f">{one}</h2>") for one in ("What needs you now", "What comes next", "What is new")]
    assert found == sorted(found)

    empty = _page_of(_member(ponte[0], "Staff"))
    assert "Nothing waits for you" in empty and "Nothing is planned yet" in empty
    assert "What is stuck" not in empty and "To be decided" not in empty


def test_a_worker_reads_easily_until_they_choose_otherwise(client, ponte):
    worker = _member(ponte[0], "Marek", "worker")
    client.force_login(worker, backend=BACKEND)
    assert 'data-reading="easy"' in client.get("/ponte/").content.decode()
    assert 'data-reading="easy"' not in _page_of(_member(ponte[0], "Staff"))

    client.post(reverse("settings-reading"), {"reading": ""})
    assert 'data-reading="easy"' not in client.get("/ponte/").content.decode()
    client.post(reverse("settings-reading"), {"reading": "easy"})
    assert 'data-reading="easy"' in client.get("/ponte/").content.decode()


def test_a_coordinator_sees_an_invitation_that_is_stuck_and_nobody_else_does(ilse, ponte):
    from datetime import timedelta

    from django.utils import timezone

    from networks.people.models import Invitation

    assert "Nothing waits too long" in ilse.get("/ponte/").content.decode()
    with in_network(ponte[0]):
        made = Invitation.objects.create(
            email="radu@somes.example", secret_hash="x", expires_at=timezone.now() + timedelta(days=6)
        )
        assert "no answer yet" not in ilse.get("/ponte/").content.decode()
        Invitation.objects.filter(pk=made.pk).update(created_at=timezone.now() - timedelta(days=8))

    assert "An invitation has no answer yet" in ilse.get("/ponte/").content.decode()
    assert "no answer yet" not in _page_of(_member(ponte[0], "Staff"))


def test_a_board_member_is_told_what_is_to_be_decided_or_that_nothing_is(ponte, monkeypatch):
    from dataclasses import replace

    from networks.base.rooms import Need
    from networks.web.pages import home

    board = _member(ponte[0], "Odile")
    with in_network(ponte[0]):
        Role.objects.create(person=board, kind=RoleKind.BOARD)
    assert "Nothing is to be decided." in _page_of(board)

    some = [Need(title=f"Question {n}", url="/x/", action="Decide") for n in range(2)]
    rooms = [replace(room, decides=None) for room in home.rooms()]
    rooms.append(replace(rooms[0], needs=None, coming=None, decides=lambda actor: some))
    monkeypatch.setattr(home, "rooms", lambda: rooms)
    page = _page_of(board)
    assert page.index("Question 0") < page.index("To be decided") < page.index("Question 1")
    assert "Nothing is to be decided" not in page


def test_a_hundred_are_counted_and_no_more(network):
    from django.utils.translation import ngettext_lazy

    from networks.base.waiting import waits

    sentence = ngettext_lazy("%(count)s network", "%(count)s networks", "n")
    (line,) = waits(Network.objects.all(), "created_at", sentence, url="/", action="Look")
    assert line.title == "1 network" and line.why.startswith("since ")
    Network.objects.bulk_create(Network(name=f"N {n}", slug=f"n-{n}") for n in range(120))
    (line,) = waits(Network.objects.all(), "created_at", sentence, url="/", action="Look")
    assert line.title == "100+ networks" and line.why.startswith("the oldest since ")
    assert not list(waits(Network.objects.none(), "created_at", sentence, url="/", action="Look"))
