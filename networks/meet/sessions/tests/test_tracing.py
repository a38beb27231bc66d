"""From question to action: what a conclusion rests on and what came of it, only as far as somebody linked it (S45)."""

import pytest

from networks.base.keys import uuid7
from networks.meet.sessions.models import Conclusion
from networks.meet.sessions.rules import tracing
from networks.meet.sessions.tests.a_session import a_part, a_session
from networks.meet.sessions.tests.reported import a_member, held
from networks.people.actors import Actor
from networks.people.models import Organisation, Person
from networks.record.models import Link
from networks.record.rules import link


def reader(network) -> Actor:
    """A member who reads."""
    return Actor(
        Person.objects.filter(name="Rita Reader").first() or a_member(network, "Rita Reader"), network
    )


@pytest.fixture
def conclusion(network, coordinator):
    held(coordinator)
    return Conclusion.objects.get(text="A network gives its members one voice.")


def test_the_way_is_followed_forwards_and_backwards_each_thing_once(client, network, conclusion):
    next_session = a_session(live=False)
    question = a_part(next_session, question="What do we ask the ministry?", open=False)
    before = a_session(live=False)
    link(conclusion, question)
    link(question, next_session, "asked in")
    link(next_session, conclusion, "led to")  # a ring: nobody walks in circles
    link(before, conclusion, "prepared")
    assert [step.thing.title for step in tracing.led_to(conclusion, reader(network))] == [
        "What do we ask the ministry?",
        "What joining brings",
    ]
    assert [step.far for step in tracing.led_to(conclusion, reader(network))] == [1, 2]
    client.force_login(a_member(network))
    page = client.get(f"/{network.slug}/meet/sessions/conclusions/{conclusion.pk}/path/").content.decode()
    for words in (
        "Why would you join?",
        "Singuri nu ne aude nimeni.",
        "A voice that is heard",
        "What do we ask the ministry?",
    ):
        assert words in page
    assert "SECRET" not in page


def test_what_no_room_knows_is_plain_text(client, network, conclusion):
    Link.objects.create(
        source=conclusion.label,
        source_id=conclusion.pk,
        target="together_purchases.purchase",
        target_id=uuid7(),
    )
    assert [step.thing.title for step in tracing.led_to(conclusion, reader(network))] == [
        "something no longer here"
    ]
    assert tracing.led_to(conclusion, reader(network))[0].thing.url == ""


def test_a_conclusion_that_is_not_published_has_no_way(client, network, coordinator, conclusion):
    draft = Conclusion.objects.get(text__startswith="SECRET")
    client.force_login(coordinator)
    assert client.get(f"/{network.slug}/meet/sessions/conclusions/{draft.pk}/path/").status_code == 404


def test_others_are_told_of_a_draft_without_its_words(conclusion):
    from networks.base.rooms import describe

    draft = Conclusion.objects.get(text__startswith="SECRET")
    house = Organisation.objects.first()
    link(house, draft)
    shown = describe([(draft.label, draft.pk), (conclusion.label, conclusion.pk)])
    assert "SECRET" not in shown[draft.label, draft.pk].title
    assert shown[conclusion.label, conclusion.pk].title == conclusion.text
