"""Whoever decides sees what is asked and answers; the answer takes effect, once, and can be taken back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from networks.participation.referrals import deciders, rules
from networks.participation.referrals.models import Answer, Referral, State
from networks.participation.referrals.tests.a_question import put_question
from networks.people.models import Affiliation, Organisation, Person
from networks.record.models import Event
from tests.at_once import at_once


@pytest.fixture
def house(network):
    put_question()
    return Organisation.objects.create(name="Werkhuis Leie", country="BE", place="Gent")


@pytest.fixture
def asked(house, coordinator):
    eva = Person.objects.create_user("eva@leie.example", "Eva")
    return rules.refer(house, "map", by=eva, note="We moved here last year.", language="en")


def test_the_coordinator_sees_what_is_asked_and_decides(asked, house, coordinator, client):
    client.force_login(coordinator)

    listed = client.get("/ponte/referrals/").content.decode()
    page = client.get(f"/ponte/referrals/{asked.pk}/").content.decode()
    response = client.post(f"/ponte/referrals/{asked.pk}/answer/", {"outcome": "shown", "reason": "Welcome"})

    assert "Put Werkhuis Leie on the map" in listed
    assert all(text in page for text in ("We moved here last year.", "A plan", "A fine place", "Gent"))
    assert response.status_code == 302
    house.refresh_from_db()
    asked.refresh_from_db()
    assert house.place == "Gent on the map"
    assert (asked.state, asked.outcome, asked.answered_by) == (State.ANSWERED, "shown", coordinator)
    assert Event.objects.filter(verb="referral.answered", about_id=asked.pk).count() == 1


def test_a_refusal_needs_a_reason(asked, coordinator, client):
    client.force_login(coordinator)

    response = client.post(f"/ponte/referrals/{asked.pk}/answer/", {"outcome": "refused"})

    assert response.status_code == 422
    assert "Write the reason" in response.content.decode()
    assert Referral.objects.get().state == State.OPEN


def test_it_waits_on_the_home_page(asked, coordinator, client):
    client.force_login(coordinator)

    page = client.get("/ponte/").content.decode()
    assert "Put Werkhuis Leie on the map" in page and "should be decided by now" not in page

    Referral.objects.update(due_at=timezone.now() - timedelta(days=1))
    assert "A question should be decided by now" in client.get("/ponte/").content.decode()


def test_who_comes_second_is_told_what_the_first_decided(asked, house, coordinator, client):
    rules.answer(asked, "refused", by=coordinator, reason="Too early")
    client.force_login(coordinator)

    response = client.post(f"/ponte/referrals/{asked.pk}/answer/", {"outcome": "shown"})

    assert response.status_code == 409
    assert "was quicker" in response.content.decode() and "Do not show it" in response.content.decode()
    house.refresh_from_db()
    assert house.place == "Gent"


def test_where_the_rule_says_not_now_nothing_is_decided(asked, house, coordinator, client):
    Organisation.objects.filter(pk=house.pk).update(place="nowhere")
    client.force_login(coordinator)

    response = client.post(f"/ponte/referrals/{asked.pk}/answer/", {"outcome": "shown"})

    assert response.status_code == 409 and "It has no place." in response.content.decode()
    assert Referral.objects.get().state == State.OPEN and not Answer.objects.exists()


def test_a_decision_is_taken_back_with_a_reason_and_stays_to_be_seen(asked, house, coordinator, client):
    rules.answer(asked, "shown", by=coordinator)
    client.force_login(coordinator)

    client.post(f"/ponte/referrals/{asked.pk}/reopening/", {"because": "They moved"})

    house.refresh_from_db()
    asked.refresh_from_db()
    assert (house.place, asked.state, asked.outcome) == ("Gent", State.OPEN, "")
    page = client.get(f"/ponte/referrals/{asked.pk}/").content.decode()
    assert "They moved" in page and "Opened again" in page
    rules.answer(asked, "refused", by=coordinator, reason="No")
    assert Answer.objects.count() == 2


def test_what_has_no_inverse_stays_decided(asked, coordinator):
    rules.answer(asked, "refused", by=coordinator, reason="No")

    with pytest.raises(rules.CannotReopen):
        rules.reopen(asked, by=coordinator)


def test_the_same_question_again_is_the_one_that_is_open(asked, house, coordinator):
    assert rules.refer(house, "map", by=coordinator) == asked
    assert Event.objects.filter(verb="referral.made").count() == 1


def test_what_is_gone_cannot_be_decided_and_does_not_break_the_page(asked, house, coordinator, client):
    house.throw_away()
    client.force_login(coordinator)

    assert "no longer here" in client.get(f"/ponte/referrals/{asked.pk}/").content.decode()
    assert client.post(f"/ponte/referrals/{asked.pk}/answer/", {"outcome": "shown"}).status_code == 409
    assert client.get("/ponte/referrals/").status_code == 200


def test_a_body_that_a_room_makes_known_decides_instead(house, network, coordinator, client, monkeypatch):
    monkeypatch.setattr(deciders, "_deciders", dict(deciders._deciders))
    eva = Person.objects.create_user("eva@leie.example", "Eva")
    Affiliation.objects.create(person=eva, organisation=house, audience="board")
    deciders.register(
        deciders.Decider(
            "people.organisation",
            name=lambda key: "The assembly",
            may_answer=lambda actor, key: key in actor.organisation_ids,
            mine=lambda actor: actor.organisation_ids,
            bodies=lambda: [(house.pk, "The assembly")],
        )
    )
    to, key = deciders.read(deciders.choices()[-1][0])
    asked = rules.refer(house, "map", by=coordinator, to=to, to_id=key)

    client.force_login(coordinator)
    assert "answer/" not in client.get(f"/ponte/referrals/{asked.pk}/").content.decode()
    assert client.post(f"/ponte/referrals/{asked.pk}/answer/", {"outcome": "shown"}).status_code == 403
    client.force_login(eva)
    assert "The assembly decides" in client.get("/ponte/referrals/").content.decode()
    assert client.post(f"/ponte/referrals/{asked.pk}/answer/", {"outcome": "shown"}).status_code == 302


def test_the_list_asks_as_often_for_many_as_for_one(network, coordinator, client, django_assert_num_queries):
    put_question()
    client.force_login(coordinator)

    def asks(count):
        for n in range(count):
            one = Organisation.objects.create(name=f"House {count} {n}")
            rules.refer(one, "map", by=coordinator)

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    asks(1)
    client.get("/ponte/referrals/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get("/ponte/referrals/")
    asks(20)
    with django_assert_num_queries(len(few)):
        client.get("/ponte/referrals/")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told(network, house, asked, coordinator):
    eva = Person.objects.create_user("lea@ponte.example", "Lea")

    def decide(outcome, by):
        return lambda: rules.answer(Referral.objects.get(pk=asked.pk), outcome, by=by, reason="So")

    done = at_once(network, decide("shown", coordinator), decide("refused", eva))

    lost = [one for one in done if isinstance(one, rules.AlreadyAnswered)]
    won = [one for one in done if isinstance(one, Referral)]
    assert len(lost) == len(won) == 1, done
    assert Answer.objects.get().outcome == won[0].outcome == lost[0].referral.outcome
    house.refresh_from_db()
    assert ("on the map" in house.place) == (won[0].outcome == "shown")


@pytest.mark.django_db(transaction=True)
def test_asked_twice_at_once_it_is_one_question(network, house, coordinator):
    done = at_once(network, *[lambda: rules.refer(house, "map", by=coordinator)] * 2)

    assert done[0] == done[1] and Referral.objects.count() == 1, done
