"""The console: a facilitator runs a session from one page, together with others."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from networks.base.keys import uuid7
from networks.meet.sessions.models import Answer, Part, Session, Theme
from networks.meet.sessions.models.planning import SessionRole
from networks.meet.sessions.rules import planning, running, steering
from networks.meet.sessions.tests.a_session import a_guest
from networks.people.models import Affiliation, Organisation, Person

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


@pytest.fixture
def facilitator(coordinator):
    return signed_in(coordinator)


@pytest.fixture
def member(network):
    """Somebody who belongs to the network and runs nothing."""
    person = Person.objects.create_user("aoife@long.example", "Aoife Byrne")
    organisation = Organisation.objects.create(name="Long Walk Workshops", country="IE")
    Affiliation.objects.create(person=person, organisation=organisation, audience="staff")
    return person


def console(session) -> str:
    return f"/ponte/meet/sessions/{session.pk}/console/"


def at(thing, noun) -> str:
    kind = {"part": "parts/", "answer": "answers/", "seat": "seats/", "theme": "themes/", "session": ""}[
        thing._meta.model_name
    ]
    return f"/ponte/meet/sessions/{kind}{thing.pk}/{noun}/"


def test_it_works(facilitator, session):
    page = facilitator.get(console(session))
    assert page.status_code == 200
    assert "Begin the session" in page.content.decode()


def test_a_session_is_run_from_beginning_to_end(facilitator, session):
    part = session.parts.get()

    def press(thing, noun, **data):
        answer = facilitator.post(at(thing, noun), data)
        assert (answer.status_code, answer.url) == (302, console(session))
        part.refresh_from_db()
        return facilitator.get(console(session)).content.decode()

    assert "Open part 1" in press(session, "beginning")
    assert "Close part 1 and group" in press(part, "opening", seen="planned")
    assert "Go on with part 1" in press(part, "pause", seen="open")
    press(part, "resumption", seen="paused")
    before = part.ends_at
    press(part, "time", minutes="5")
    assert (part.ends_at - before).total_seconds() == 300
    assert "Go on to conclusions" in press(part, "closing", seen="open")
    assert part.stage == "grouping"
    press(part, "results", shown="1")
    assert part.results_shown
    press(part, "stage", stage="conclusions")
    assert "End the session" in press(part, "completion", seen="closed")
    press(session, "ending")
    assert Session.objects.get().state == "ended"


def test_of_two_facilitators_one_wins_and_the_other_reads_who_did_what(facilitator, part, network):
    other = Person.objects.create_user("marek@most.example", "Marek Hudák")
    SessionRole.objects.create(session=part.session, person=other, kind="facilitator")
    from networks.people.models import Role, RoleKind

    Role.objects.create(person=other, kind=RoleKind.FACILITATOR)
    facilitator.post(at(part, "closing"), {"seen": "open"})
    page = signed_in(other).post(at(part, "pause"), {"seen": "open"}, follow=True).content.decode()
    assert "Ilse Vermeulen was quicker: closed" in page


@pytest.mark.parametrize("seen", ["", "nonsense", "concluded"])
def test_a_command_without_the_state_it_was_given_in_does_nothing(facilitator, part, seen):
    answer = facilitator.post(at(part, "closing"), {"seen": seen}, follow=True)
    assert answer.status_code == 200
    assert Part.objects.get().state == "open"


def test_sending_a_command_twice_does_it_once(facilitator, part):
    """S33"""
    for _ in range(2):
        facilitator.post(at(part, "closing"), {"seen": "open"}, follow=True)
    assert part.steps.filter(kind="part.close").count() == 1


def test_an_answer_is_hidden_with_a_reason_and_shown_again(facilitator, part, answers):
    """S36"""
    refused = facilitator.post(at(answers[0], "hiding"), {"why": " "}, follow=True).content.decode()
    assert "Say why" in refused
    facilitator.post(at(answers[0], "hiding"), {"why": "It names a person"})
    page = facilitator.get(console(part.session)).content.decode()
    assert "One voice" not in page and "1 hidden" in page
    hidden = facilitator.get(console(part.session) + "?queue=hidden").content.decode()
    assert "One voice" in hidden and "It names a person" in hidden
    facilitator.post(at(answers[0], "showing"))
    assert "One voice" in facilitator.get(console(part.session)).content.decode()


def test_two_queues_where_answers_are_shown_after_checking(facilitator, part, answers):
    """S36"""
    Part.objects.update(showing="checked")
    page = facilitator.get(console(part.session)).content.decode()
    assert "6 to check" in page and "One voice" not in page
    facilitator.post(at(answers[0], "showing"))
    page = facilitator.get(console(part.session)).content.decode()
    assert "5 to check" in page and "One voice" in page


def test_moderation_turned_off_takes_effect_at_once(facilitator, part, answers):
    """S36"""
    Part.objects.update(showing="checked")
    assert "One voice" not in facilitator.get(console(part.session)).content.decode()
    Part.objects.update(showing="at_once")
    assert "One voice" in facilitator.get(console(part.session)).content.decode()


def test_late_answers_wait_until_somebody_lets_them_count(facilitator, part):
    late = Answer.objects.create(part=part, key=uuid7(), number=1, text="Too late", late=True)
    assert "1 late" in facilitator.get(console(part.session)).content.decode()
    facilitator.post(at(late, "showing"))
    late.refresh_from_db()
    assert not late.late


@pytest.mark.parametrize(
    ("order", "first"), [("new", "See how others work"), ("most", "Be heard"), ("country", "Buy together")]
)
def test_the_order_of_answers(facilitator, part, answers, order, first):
    Answer.objects.filter(number=2).update(me_toos=4)
    Answer.objects.exclude(number=3).update(country="SK")
    Answer.objects.filter(number=3).update(country="BE")
    page = facilitator.get(console(part.session) + f"?order={order}").content.decode()
    places = {text: page.index(text) for text in (a.text for a in answers)}
    assert min(places, key=places.get) == first


def test_an_answer_goes_to_a_theme_from_the_console(facilitator, part, answers):
    facilitator.post(at(answers[0], "theme"), {"theme": "", "name": "A voice"})
    theme = Theme.objects.get()
    facilitator.post(at(answers[1], "theme"), {"theme": str(theme.pk)})
    page = facilitator.get(console(part.session)).content.decode()
    assert "4 answers belong nowhere yet" in page
    assert theme.placements.count() == 2
    facilitator.post(at(theme, "name"), {"name": "A voice that is heard", "language": "en"})
    assert "A voice that is heard" in facilitator.get(console(part.session)).content.decode()


def test_the_last_step_is_undone_by_its_name(facilitator, part):
    facilitator.post(at(part, "pause"), {"seen": "open"})
    page = facilitator.get(console(part.session))
    assert "Undo: pause" in page.content.decode()
    step = page.context["desk"].undo.values["step"]
    facilitator.post(at(part.session, "undoing"), {"step": step})
    assert Part.objects.get().state == "open"


def test_nobody_new_comes_in_and_a_guest_is_removed_and_let_back_in(facilitator, part):
    seat, _ = a_guest(part.session)
    facilitator.post(at(part.session, "door"), {"locked": "1"})
    assert Session.objects.get().join_locked
    facilitator.post(at(seat, "removal"))
    seat.refresh_from_db()
    assert seat.removed_at
    facilitator.post(at(seat, "removal"), {"back": "1"})
    facilitator.post(at(seat, "extra-time"), {"minutes": "10"})
    seat.refresh_from_db()
    assert (seat.removed_at, seat.extra_seconds) == (None, 600)
    page = facilitator.get(f"/ponte/meet/sessions/{part.session_id}/present/").content.decode()
    assert "Ana" in page and "10 minutes extra" in page


def test_everyone_goes_to_another_part_and_back(facilitator, part, coordinator):
    from networks.meet.sessions.rules import planning

    second = planning.add_part(
        part.session, coordinator, question="And then?", stages=["answer"], naming="choice"
    )
    facilitator.post(at(part.session, "current-part"), {"part": str(second.pk)})
    assert Session.objects.get().current_part == second
    assert "And then?" in facilitator.get(console(part.session)).content.decode()


def test_in_an_anonymous_part_nobody_is_said_to_be_silent(facilitator, part):
    a_guest(part.session)
    assert "1 has not answered yet" in facilitator.get(console(part.session)).content.decode()
    Part.objects.update(naming="anonymous")
    assert "not answered" not in facilitator.get(console(part.session)).content.decode()


def test_whoever_does_not_run_it_is_refused(member, part, answers):
    client = signed_in(member)
    seat, _ = a_guest(part.session)
    theme = Theme.objects.create(part=part, name="Theme")
    for path in (
        console(part.session),
        at(part, "themes"),
        at(theme, "history"),
        f"/ponte/meet/sessions/{part.session_id}/present/",
    ):
        page = client.get(path)
        assert page.status_code == 403
        assert "One voice" not in page.content.decode()
    for thing, nouns in (
        (part.session, "beginning ending current-part screen door undoing"),
        (
            part,
            "opening pause resumption closing reopening completion stage time results themes/new placing theme-order suggestion new-answers",
        ),
        (answers[0], "hiding showing theme"),
        (seat, "removal extra-time"),
        (theme, "name merging splitting removal"),
    ):
        for noun in nouns.split():
            assert client.post(at(thing, noun), {"seen": "open", "why": "x"}).status_code == 403, noun
    part.refresh_from_db()
    assert part.state == "open"


def test_a_get_changes_nothing(facilitator, part):
    for noun in ("closing", "pause", "results", "stage"):
        assert facilitator.get(at(part, noun)).status_code == 405


def test_what_belongs_to_another_session_cannot_be_used(facilitator, part, answers, coordinator):
    from networks.meet.sessions.rules import planning

    other = planning.plan_session(
        title="Other", language="en", languages=["en"], zone="Europe/Brussels", by=coordinator, minutes=60
    )
    assert (
        facilitator.post(at(other, "screen"), {"view": "answer", "answer": str(answers[0].pk)}).status_code
        == 404
    )
    assert facilitator.post(at(other, "undoing"), {"step": str(uuid7())}).status_code == 404


def test_a_hidden_answer_does_not_go_on_the_big_screen(facilitator, part, answers, coordinator):
    steering.hide_answer(answers[0], "No", coordinator)
    page = facilitator.post(
        at(part.session, "screen"), {"view": "answer", "answer": str(answers[0].pk)}, follow=True
    )
    assert "This answer is hidden" in page.content.decode()
    assert Session.objects.get().screen == {}


def test_the_number_of_queries_does_not_grow(facilitator, part):
    def seen():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as caught:
            facilitator.get(console(part.session))
        return len(caught)

    for n in range(3):
        Answer.objects.create(part=part, key=uuid7(), number=n + 1, text="x", seat=a_guest(part.session)[0])
        Theme.objects.create(part=part, name=f"T{n}")
    seen()  # the first look remembers that there are several audiences
    few = seen()
    for n in range(3, 20):
        Answer.objects.create(part=part, key=uuid7(), number=n + 1, text="x", seat=a_guest(part.session)[0])
        Theme.objects.create(part=part, name=f"T{n}")
    assert seen() == few


def test_a_session_can_be_ended_and_another_part_looked_at_before_a_part_is_opened(
    facilitator, session, coordinator
):
    planning.add_part(session, coordinator, question="And what else?", stages=["answer"])
    first = session.parts.first()
    assert 'id="do-end-now"' not in facilitator.get(console(session)).content.decode()
    running.begin(session, coordinator)
    running.move(first, "open", coordinator, seen="planned")
    steering.go_to_part(session, session.parts.last(), coordinator)
    page = facilitator.get(console(session)).content.decode()
    assert 'id="do-end-now"' in page and 'id="do-previous"' in page


def test_concluding_says_that_nobody_answers_afterwards(facilitator, part):
    Session.objects.update(after_until=timezone.now() + timedelta(days=1))
    facilitator.post(at(part, "closing"), {"seen": "open"})
    page = facilitator.post(at(part, "completion"), {"seen": "closed"}, follow=True).content.decode()
    assert "takes no answers after the session" in page


def test_the_console_after_the_end(facilitator, part, coordinator):
    running.end(part.session, coordinator)
    page = facilitator.get(console(part.session)).content.decode()
    assert "The session has ended" in page
    assert f"/ponte/meet/sessions/{part.session_id}/report/" in page
    assert "Let everyone" not in page


def test_hidden_results_do_not_go_on_the_big_screen(facilitator, part):
    page = facilitator.post(at(part.session, "screen"), {"view": "themes"}, follow=True).content.decode()
    assert "Results are hidden. Show them first" in page
    assert Session.objects.get().screen == {}
    facilitator.post(at(part, "results"), {"shown": "1"})
    facilitator.post(at(part.session, "screen"), {"view": "themes"})
    assert Session.objects.get().screen == {"view": "themes"}
