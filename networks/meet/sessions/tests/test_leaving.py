"""Who leaves the network loses its live sessions at that moment, also what is open already."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from networks.base import jobs
from networks.base.models import Job
from networks.meet.sessions.models import Session
from networks.meet.sessions.rules import answering, seating
from networks.meet.sessions.rules.answering import Draft
from networks.meet.sessions.tests.a_session import a_guest, a_part, a_session
from networks.meet.sessions.tests.a_stream import Connection, answer, connected, do, number_of, play
from networks.people import leavings
from networks.people.actors import Actor
from networks.people.belonging import affiliate, end_affiliation, end_role, grant_role
from networks.people.models import Affiliation, Organisation, Person, Role
from networks.web.asgi import application, django_application
from tests.browser import session_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def staff(network):
    """Somebody of one organisation."""
    person = Person.objects.create_user("ines@oficina.example", "Inês Duarte")
    affiliate(person, Organisation.objects.create(name="Oficina Maré"), "staff")
    return person


@pytest.fixture
def facilitator(network):
    person = Person.objects.create_user("marek@ponte.example", "Marek Hudák")
    grant_role(person, "facilitator")
    return person


def test_who_leaves_their_organisation_follows_no_more_that_moment(network, staff):
    """An open stream ends, the page and a new stream are refused, answers are not taken; guests go on; who comes back follows again."""
    session = a_session()
    part = a_part(session)
    _seat, secret = seating.sit_down(session, Actor(staff, network), seating.Details())
    _, guest = a_guest(session)
    place = Affiliation.objects.get(person=staff)
    house = place.organisation

    def said():
        draft = Draft(part=part.pk, key=uuid4(), text="Still here", secret=secret)
        return answering.accept(Session.objects.get(pk=session.pk), [draft])[0].refused

    async def story():
        async with (
            connected(session, secret, f"from={number_of(session)}") as stream,
            connected(session, guest, f"from={number_of(session)}") as other,
        ):
            await do(network, end_affiliation, place)
            assert (await stream.message()) == {"event": "end", "data": "removed"}
            assert await stream.message() is None
            with pytest.raises(TimeoutError):
                await other.message(seconds=0.5)
            again = Connection(application, f"/j/{session.code}/stream", "", secret)
            await again.chunk()
            assert again.status == 302, "to where seats are asked for"
            assert await do(network, said) == "gone"
            await do(network, affiliate, staff, house)
            told = {"event": "end"}
            while told.get("event") == "end":  # until this process has read that the seat is theirs again
                async with connected(session, secret, f"from={number_of(session)}") as back:
                    assert not await do(network, said)
                    told = await back.message()
            assert told["counts"]["answers"] >= 1

    play(story)
    browser = Client()
    browser.cookies["seat"] = secret
    assert "Still here" in browser.get(f"/j/{session.code}/").text
    end_affiliation(Affiliation.objects.now().get(person=staff))
    assert "Still here" not in browser.get(f"/j/{session.code}/").text
    Session.objects.update(guests_welcome=False)
    assert browser.get(f"/j/{session.code}/").status_code == 403


def test_a_leaving_set_for_later_ends_what_is_open_when_that_day_begins(network, staff):
    session = a_session()
    _seat, secret = seating.sit_down(session, Actor(staff, network), seating.Details())
    today = timezone.localdate()
    leavings.leaves_on(Affiliation.objects.get(person=staff), today + timedelta(days=9))

    def the_day_begins():
        Affiliation.objects.update(until=today)
        Job.objects.filter(kind="people.left").update(
            run_at=timezone.now(), arguments={**Job.objects.get().arguments, "day": today.isoformat()}
        )
        jobs.run_all()

    async def story():
        async with connected(session, secret, f"from={number_of(session)}") as stream:
            with pytest.raises(TimeoutError):
                await stream.message(seconds=0.5)
            await do(network, the_day_begins)
            assert (await stream.message()) == {"event": "end", "data": "removed"}

    play(story)


def test_who_has_another_place_in_the_network_goes_on(network, staff):
    session = a_session()
    _seat, secret = seating.sit_down(session, Actor(staff, network), seating.Details())
    first = Affiliation.objects.get(person=staff)
    affiliate(staff, Organisation.objects.create(name="Another"))

    async def story():
        async with connected(session, secret, f"from={number_of(session)}") as stream:
            await do(network, end_affiliation, first)
            with pytest.raises(TimeoutError):
                await stream.message(seconds=0.5)

    play(story)


def test_a_console_tells_nothing_more_once_the_role_ended(network, facilitator):
    """Not even what happens before the next sign of life."""
    session = a_session()
    part = a_part(session)
    seat, _ = a_guest(session)
    signed_in = f"none; sessionid={session_of(facilitator)}"
    path = f"/{network.slug}/meet/sessions/{session.pk}/console/stream"

    async def story():
        stream = Connection(django_application, path, f"from={number_of(session)}", signed_in)
        try:
            await stream.chunk()
            assert stream.status == 200
            await do(network, answer, session, part, "Before", seat)
            assert (await stream.message())["n"]
            await do(network, end_role, Role.objects.get(person=facilitator))
            await do(network, answer, session, part, "After", seat)
            assert (await stream.message()) == {"event": "end", "data": "removed"}
        finally:
            await stream.close()

    play(story)
