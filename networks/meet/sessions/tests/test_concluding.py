"""Conclusions cite what they rest on; two people writing at once lose nothing."""

import pytest
from django.urls import reverse

from networks.base.keys import uuid7
from networks.meet.sessions.models import Answer, Conclusion, Session, Theme
from networks.meet.sessions.rules import concluding, planning
from networks.meet.sessions.rules.errors import NotNow
from networks.record.models import Link


@pytest.fixture
def part(network, coordinator):
    session = planning.plan_session(
        title="What joining brings", language="en", languages=["en"], zone="Europe/Brussels", by=coordinator
    )
    part = planning.add_part(session, coordinator, question="Why join?", stages=["answer", "conclusions"])
    part.state = "closed"
    part.save()
    return part


@pytest.fixture
def theme(part):
    return Theme.objects.create(part=part, name="A common voice")


@pytest.fixture
def answer(part):
    return Answer.objects.create(part=part, key=uuid7(), text="Together we are heard", number=1)


def test_a_conclusion_is_published_only_with_what_it_rests_on_and_who_differs(
    part, theme, answer, coordinator
):
    """S45, S46"""
    conclusion = concluding.conclude(part, coordinator, text="A network gives members one voice.", kind="why")
    with pytest.raises(NotNow, match="Cite"):
        concluding.publish(conclusion, coordinator)
    concluding.rewrite(conclusion, {}, coordinator, read_at=1, themes=[theme], answers=[answer])
    with pytest.raises(NotNow, match="differently"):
        concluding.publish(conclusion, coordinator)
    concluding.rewrite(conclusion, {"no_dissent": True}, coordinator, read_at=2)
    concluding.publish(conclusion, coordinator)
    assert Conclusion.objects.get().published_at
    assert set(Link.objects.values_list("source", flat=True)) == {
        "meet_sessions.theme",
        "meet_sessions.answer",
    }


def test_of_two_who_write_at_once_the_slower_sees_both_texts(part, coordinator):
    conclusion = concluding.conclude(part, coordinator, text="First", kind="why")
    concluding.rewrite(conclusion, {"text": "Hers"}, coordinator, read_at=1)
    with pytest.raises(concluding.ChangedMeanwhile) as caught:
        concluding.rewrite(conclusion, {"text": "His"}, coordinator, read_at=1)
    assert caught.value.theirs.text == "Hers"
    assert Conclusion.objects.get().text == "Hers"


def test_the_page_shows_both_texts_to_the_slower(client, network, part, coordinator):
    client.force_login(coordinator)
    conclusion = concluding.conclude(part, coordinator, text="First", kind="why")
    concluding.rewrite(conclusion, {"text": "Hers"}, coordinator, read_at=1)
    url = reverse("conclusion-edit", kwargs={"network": network.slug, "conclusion": conclusion.pk})
    page = client.post(url, {"kind": "why", "text": "His", "language": "en", "revision": 1}).content.decode()
    assert "Hers" in page
    assert "His" in page
    assert (
        client.post(url, {"kind": "why", "text": "Both", "language": "en", "revision": 2}).status_code == 302
    )


def test_a_changed_theme_marks_the_conclusions_that_cite_it(part, theme, coordinator):
    conclusion = concluding.conclude(part, coordinator, text="x", kind="why", themes=[theme])
    other = concluding.conclude(part, coordinator, text="y", kind="why")
    assert concluding.theme_changed(theme) == 1
    conclusion.refresh_from_db(), other.refresh_from_db()
    assert (conclusion.look_again, other.look_again) == (True, False)


def test_a_citation_of_another_part_is_refused(part, coordinator):
    elsewhere = planning.add_part(part.session, coordinator, question="Other?", stages=["answer"])
    conclusion = concluding.conclude(
        part, coordinator, text="x", kind="why", themes=[Theme.objects.create(part=elsewhere, name="t")]
    )
    assert not conclusion.citations.exists()


def test_an_action_needs_an_owner_and_a_day(client, network, part, coordinator):
    client.force_login(coordinator)
    url = reverse("conclusion-new", kwargs={"network": network.slug, "part": part.pk})
    page = client.post(
        url, {"kind": "action", "text": "Write to the ministry", "language": "en"}
    ).content.decode()
    assert "Say who does it." in page
    assert "Say by when." in page
    client.post(
        url,
        {
            "kind": "action",
            "text": "Write",
            "language": "en",
            "owner_name": "Aoife",
            "due": "2026-12-01",
            "unsupported": "on",
            "no_dissent": "on",
            "publish": "1",
        },
    )
    assert Conclusion.objects.get().published_at


def test_members_see_published_conclusions_only(client, network, part, coordinator):
    from networks.people.models import Affiliation, Organisation, Person

    concluding.conclude(part, coordinator, text="Not yet shown", kind="why")
    shown = concluding.conclude(
        part, coordinator, text="Shown", kind="why", unsupported=True, no_dissent=True
    )
    concluding.publish(shown, coordinator)
    person = Person.objects.create_user("k@example.org", "K")
    Affiliation.objects.create(person=person, organisation=Organisation.objects.create(name="O"))
    client.force_login(person)
    page = client.get(
        reverse("conclusions", kwargs={"network": network.slug, "session": part.session_id})
    ).content.decode()
    assert "Shown" in page
    assert "Not yet shown" not in page


def test_challenges_stand_by_country(client, network, part, coordinator):
    programme = planning.plan_programme(
        title="P", language="en", languages=["en"], zone="Europe/Brussels", by=coordinator
    )
    part.session.programme = programme
    part.session.save()
    made = concluding.conclude(
        part,
        coordinator,
        text="Tenders ask too much",
        kind="challenge",
        country="RO",
        unsupported=True,
        no_dissent=True,
    )
    concluding.publish(made, coordinator)
    client.force_login(coordinator)
    address = reverse("learned", kwargs={"network": network.slug, "programme": programme.pk})
    page = client.get(address).content.decode()
    assert "Romania" in page
    assert "Tenders ask too much" in page

    Session.objects.update(rehearsal=True)
    assert "Tenders ask too much" not in client.get(address).content.decode()
