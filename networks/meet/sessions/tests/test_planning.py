"""Planning programmes, sessions and parts."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from django.urls import reverse

from networks.base.texts import Reader
from networks.meet.sessions.models import Part, PlanChange, Programme, Session
from networks.meet.sessions.rules import planning
from networks.meet.sessions.rules.errors import NotNow
from networks.people.models import Organisation


@pytest.fixture
def programme(network, coordinator):
    return planning.plan_programme(
        title="Founding our network",
        language="en",
        languages=["en", "fr"],
        template="founding",
        zone="Europe/Brussels",
        by=coordinator,
    )


@pytest.fixture
def session(programme):
    return programme.sessions.get(position=2)


@pytest.fixture
def signed_in(client, coordinator):
    client.force_login(coordinator)
    return client


def address(name, network, **kwargs):
    return reverse(name, kwargs={"network": network.slug, **kwargs})


def test_founding_a_network_brings_five_sessions_with_questions_in_both_languages(programme):
    sessions = list(programme.sessions.order_by("position"))
    assert [s.title for s in sessions] == [
        "What drives us",
        "What joining brings",
        "Changing the rules",
        "Who leads, who represents",
        "Paying our way",
    ]
    part = sessions[1].parts.first()
    assert part.version_for("question", Reader(("fr",))).text.startswith("Pourquoi adhérer")
    assert part.plain_for("question", Reader(("fr",))).text == "Pourquoi est-ce bien d’être dans un réseau ?"
    assert len({s.code for s in sessions}) == 5


def test_a_change_of_plan_keeps_what_it_was_and_raises_the_sequence(session, coordinator):
    planning.change_session(session, {"starts_local": datetime(2026, 9, 13, 14, 0)}, coordinator)
    planning.change_session(
        session, {"starts_local": datetime(2026, 9, 14, 14, 0)}, coordinator, "The room was taken"
    )
    change = PlanChange.objects.filter(session=session, field="starts_local").latest("created_at")
    assert (change.before, change.after, change.why) == (
        "2026-09-13T14:00",
        "2026-09-14T14:00",
        "The room was taken",
    )
    session.occasion.refresh_from_db()
    assert session.occasion.sequence == 2
    assert session.occasion.starts_at.isoformat() == "2026-09-14T12:00:00+00:00"


def test_what_was_held_stays_as_it_was(session, coordinator):
    session.state = "ended"
    session.save()
    with pytest.raises(NotNow):
        planning.change_session(session, {"starts_local": datetime(2027, 1, 1, 10)}, coordinator)


def test_sessions_change_places_and_the_old_place_is_kept(programme, coordinator):
    keys = list(programme.sessions.order_by("position").values_list("pk", flat=True))
    planning.put_in_order(programme, [keys[0], keys[2], keys[1]], coordinator)
    assert list(programme.sessions.order_by("position").values_list("pk", flat=True)) == [
        keys[0],
        keys[2],
        keys[1],
        *keys[3:],
    ]
    assert set(PlanChange.objects.filter(field="position").values_list("before", "after")) == {(2, 3), (3, 2)}


def test_how_a_part_is_answered_cannot_change_once_there_are_answers(session, coordinator):
    from networks.base.keys import uuid7
    from networks.meet.sessions.models import Answer

    part = session.parts.first()
    Answer.objects.create(part=part, key=uuid7(), text="money")
    with pytest.raises(NotNow):
        planning.change_part(part, {"naming": "anonymous"}, coordinator)
    with pytest.raises(NotNow):
        planning.remove_part(part, coordinator)
    planning.change_part(part, {"question": "Why join?"}, coordinator)
    assert all(v.to_check for v in Part.objects.get(pk=part.pk).versions() if v.field == "question")


def test_a_copied_session_has_the_questions_but_no_date_and_no_answers(session, coordinator):
    planning.change_session(session, {"starts_local": datetime(2026, 9, 13, 14, 0)}, coordinator)
    copied = planning.copy_session(session, by=coordinator)
    assert [p.question for p in copied.parts.all()] == [p.question for p in session.parts.all()]
    assert (
        copied.parts.first().plain_for("question", Reader(("en",))).text
        == "Why is it good to be in a network?"
    )
    assert copied.occasion.starts_local is None
    assert copied.code != session.code


def test_pages_of_planning_open(signed_in, network, programme, session):
    for name, kwargs in [
        ("sessions", {}), ("programme-new", {}), ("session-new", {}), ("sessions-bin", {}),
        ("programme", {"programme": programme.pk}), ("programme-edit", {"programme": programme.pk}), ("programme-history", {"programme": programme.pk}),
        ("programme-removal", {"programme": programme.pk}), ("programme-session-new", {"programme": programme.pk}),
        ("session", {"session": session.pk}), ("session-edit", {"session": session.pk}), ("session-people", {"session": session.pk}),
        ("session-cancellation", {"session": session.pk}), ("session-removal", {"session": session.pk}), ("part-new", {"session": session.pk}),
        ("document-new", {"session": session.pk}), ("part-edit", {"part": session.parts.first().pk}), ("part-removal", {"part": session.parts.first().pk}),
    ]:  # fmt: skip
        response = signed_in.get(address(name, network, **kwargs))
        assert response.status_code == 200, name


def test_the_plan_is_changed_on_its_page(signed_in, network, session):
    url = address("session-edit", network, session=session.pk)
    data = {
        "title": "What joining brings us", "aim": "", "language": "en", "starts_local": "2026-09-13T14:00", "zone": "Europe/Brussels", "minutes": 120,
        "mode": "online", "link": "https://meet.example.org/ponte", "venue": "", "languages": ["fr", "en"], "guests_welcome": "on", "places": 40,
        "ahead_from": "2026-09-10T08:00", "after_until": "", "why": "",
    }  # fmt: skip
    assert signed_in.post(url, data).status_code == 302
    session.refresh_from_db()
    assert (session.title, session.languages, session.places) == ("What joining brings us", ["en", "fr"], 40)
    assert session.ahead_from.isoformat() == "2026-09-10T06:00:00+00:00"
    assert session.occasion.link == "https://meet.example.org/ponte"


def test_a_venue_is_asked_for_where_people_meet_on_site(signed_in, network, session):
    url = address("session-edit", network, session=session.pk)
    data = {
        "title": "T",
        "language": "en",
        "starts_local": "2026-09-13T14:00",
        "zone": "Europe/Brussels",
        "minutes": 60,
        "mode": "on_site",
        "languages": ["en"],
        "places": 5,
    }
    response = signed_in.post(url, data)
    assert "Say where people meet" in response.content.decode()
    assert Session.objects.get(pk=session.pk).title == "What joining brings"


def test_a_part_is_written_in_each_language_and_in_plain_words(signed_in, network, session):
    data = {
        "title": "", "question_en": "What next?", "plain_en": "What now?", "question_fr": "Et ensuite ?", "plain_fr": "", "minutes": 10,
        "stages": ["conclusions", "answer"], "answer_kind": "options", "given": "One\nTwo\n\nTwo", "scale_most": 5, "naming": "named",
        "showing": "hidden", "priority_method": "", "priority_places": 3,
    }  # fmt: skip
    assert signed_in.post(address("part-new", network, session=session.pk), data).status_code == 302
    part = session.parts.last()
    assert (part.question, part.stages, [g.text for g in part.given.all()]) == (
        "What next?",
        ["answer", "conclusions"],
        ["One", "Two"],
    )
    assert part.version_for("question", Reader(("fr",))).text == "Et ensuite ?"


def test_what_was_thrown_away_is_taken_back(signed_in, network, programme, session):
    signed_in.post(address("session-removal", network, session=session.pk))
    assert signed_in.get(address("session", network, session=session.pk)).status_code == 404
    signed_in.post(address("sessions-bin", network), {"key": str(session.pk)})
    assert signed_in.get(address("session", network, session=session.pk)).status_code == 200


def test_the_front_page_asks_the_same_number_of_queries_however_much_there_is(
    signed_in, network, programme, coordinator, django_assert_max_num_queries
):
    for n in range(5):
        planning.plan_programme(
            title=f"P{n}",
            language="en",
            languages=["en"],
            template="founding",
            zone="Europe/Brussels",
            by=coordinator,
        )
    signed_in.get(address("sessions", network))  # the first page of a new device also notes the device
    with django_assert_max_num_queries(15):
        assert signed_in.get(address("sessions", network)).status_code == 200
    assert Programme.objects.count() == 6


def test_many_sessions_and_programmes_are_shown_page_by_page_the_newest_first(
    signed_in, network, coordinator
):
    for n in range(12):
        planning.plan_session(
            title=f"Alone {n:02}",
            language="en",
            languages=["en"],
            zone="Europe/Brussels",
            by=coordinator,
        )
        Programme.objects.create(title=f"Programme {n:02}", language="en")
    seen = {"Alone": [], "Programme": []}
    for kind, more_of in (("Alone", "sessions"), ("Programme", "programmes")):
        page = signed_in.get(address("sessions", network)).text
        for _page in range(10):
            seen[kind] += re.findall(rf">({kind} \d\d)<", page)
            more = re.search(rf'href="([^"]+)">Show earlier {more_of}', page)
            if not more:
                break
            page = signed_in.get(address("sessions", network) + unescape(more.group(1))).text
    assert seen == {kind: [f"{kind} {n:02}" for n in reversed(range(12))] for kind in seen}


def test_a_member_who_does_not_plan_sees_the_plan_but_cannot_change_it(client, network, session):
    from networks.people.models import Affiliation, Organisation, Person

    person = Person.objects.create_user("katalin@kezmuhely.example", "Katalin")
    Affiliation.objects.create(
        person=person, organisation=Organisation.objects.create(name="Közös Kéz", country="HU")
    )
    client.force_login(person)
    assert client.get(address("session", network, session=session.pk)).status_code == 200
    assert client.get(address("session-edit", network, session=session.pk)).status_code == 403


def test_a_public_programme_is_offered_to_everybody_with_the_day_of_its_next_session(programme, coordinator):
    from networks.meet.sessions.waiting import offers

    assert not list(offers(Reader(("fr",))))
    Programme.objects.filter(pk=programme.pk).update(is_public=True)
    (offered,) = offers(Reader(("fr",)))
    assert offered.title == "Founding our network" and offered.kind == "sessions"

    far = programme.sessions.get(position=2)
    planning.change_session(far, {"starts_local": datetime(2999, 9, 13, 14, 0)}, coordinator)
    (offered,) = offers(Reader(("fr",)))
    assert "13 September 2999" in offered.kind


def test_who_hosted_before_stays_to_be_seen(session, coordinator):
    organisation = Organisation.objects.create(name="Werkplaats Leie", country="BE")
    other = Organisation.objects.create(name="Filo Comune", country="IT")
    planning.set_hosts(session, [organisation], coordinator)
    planning.set_hosts(session, [other], coordinator, "They have the larger room")
    planning.set_hosts(session, [other], coordinator)

    changes = PlanChange.objects.filter(session=session, field="hosts").order_by("created_at")
    assert [(c.before, c.after, c.why) for c in changes] == [
        ([], [organisation.name], ""),
        ([organisation.name], ["Filo Comune"], "They have the larger room"),
    ]
    assert [host.organisation for host in session.hosts.all()] == [other]


def test_the_plan_beside_what_was_held_in_words_and_in_its_own_zone(client, session, programme, coordinator):
    planning.change_session(
        session,
        {"starts_local": datetime(2026, 9, 13, 14, 0), "mode": "hybrid", "languages": ["en", "it"]},
        coordinator,
    )
    Session.objects.filter(pk=session.pk).update(
        state="ended", started_at=datetime(2026, 9, 13, 12, 4, tzinfo=UTC), programme=programme
    )
    client.force_login(coordinator)
    address = f"/ponte/meet/sessions/programmes/{programme.pk}/plan/"
    page = client.get(address).content.decode()
    assert "13 September 2026, 14:00" in page
    assert "13 September 2026, 14:04" in page  # and not 12:04, as in UTC
    assert "online and on site" in page
    assert "English, Italian" in page

    Session.objects.filter(pk=session.pk).update(rehearsal=True)
    assert "14:04" not in client.get(address).content.decode()
