"""The big screen shows what phones show, to whoever has its link, and nothing that is hidden: neither page nor stream (S31, S37)."""

import asyncio

import pytest
from django.test import Client
from django.utils import timezone

from networks.base.keys import uuid7
from networks.meet.sessions.live import streams
from networks.meet.sessions.live.moment import Looker, Moment
from networks.meet.sessions.live.roles import ROLES
from networks.meet.sessions.models import Answer, Part, Session, Theme
from networks.meet.sessions.rules import concluding, grouping, running, steering
from networks.meet.sessions.tests.a_session import a_guest, a_part, a_session


def page(session) -> str:
    return Client().get(f"/screen/{session.screen_secret}/").content.decode()


def drawn(session) -> str:
    """Everything that the stream would tell a big screen, drawn for this moment."""
    session.refresh_from_db()
    role, looker = ROLES["screen"], Looker("screen", "en")
    values = role.values(Moment(session), looker)
    return "".join(role.draw(region, values) for region in role.regions)


def everywhere(session) -> str:
    return page(session) + drawn(session)


@pytest.fixture
def session(part):
    return part.session


def test_it_works_for_whoever_has_the_link(session, answers):
    shown = page(session)
    assert "Why would you join a network?" in shown
    assert session.code in shown and "<svg" in shown and "6 answers" in shown
    assert f"<span>{session.code[:3]}</span><span>{session.code[3:]}</span>" in shown, (
        "read aloud by threes (S24)"
    )
    assert "Buy together" not in shown, "three at most arrive at once"
    assert "See how others work" in shown
    assert Client().get("/screen/nonsense/").status_code == 404
    assert Client().get(f"/screen/{'x' * 43}/").status_code == 404


def test_there_is_no_control_on_it(session, answers):
    assert "<form" not in page(session) and "<button" not in page(session)


def test_the_code_stays_in_every_phase(session, part, answers, coordinator):
    for view in ({"view": "blank"}, {"view": "themes"}, {"view": "answer", "answer": str(answers[0].pk)}, {}):
        Session.objects.update(screen=view)
        assert session.code in page(session)
    running.move(part, "close", coordinator, seen="open")
    assert session.code in page(session)


def test_hidden_never_reaches_it_in_any_view(session, part, answers, coordinator):
    grouping.new_theme(part, "A voice", coordinator, [answers[5]])
    steering.show_results(part, True, coordinator)
    put = {"view": "answer", "answer": str(answers[5].pk)}
    steering.put_on_screen(session, put, coordinator)
    assert "See how others work" in page(session) and "See how others work" in drawn(session), (
        "it could be seen"
    )
    steering.hide_answer(answers[5], "It names a person", coordinator)
    for view in (
        put,
        {},
        {"view": "themes"},
        {"view": "results"},
        {"view": "conclusions"},
        {"view": "blank"},
    ):
        Session.objects.update(screen=view)
        for shown in (True, False):
            Part.objects.update(results_shown=shown)
            assert "See how others work" not in everywhere(session)
            assert "It names a person" not in everywhere(session)


@pytest.mark.parametrize(
    "change",
    [
        {"hidden_at": timezone.now(), "hidden_why": "No"},
        {"withdrawn_at": timezone.now()},
        {"late": True},
    ],
)
def test_an_answer_put_there_leaves_when_it_no_longer_stands(session, answers, change):
    Session.objects.update(screen={"view": "answer", "answer": str(answers[1].pk)})
    assert "Be heard" in page(session)
    Answer.objects.filter(pk=answers[1].pk).update(**change)
    Part.objects.update(showing="hidden")
    assert "Be heard" not in everywhere(session)


def test_what_waits_to_be_checked_is_not_on_it(session, part, answers):
    Part.objects.update(showing="checked")
    assert "See how others work" not in everywhere(session)
    Session.objects.update(screen={"view": "answer", "answer": str(answers[5].pk)})
    assert "See how others work" not in everywhere(session)
    Answer.objects.filter(pk=answers[5].pk).update(checked_at=timezone.now())
    assert "See how others work" in page(session)


def test_results_are_hidden_until_the_facilitator_shows_them(session, part, answers, coordinator):
    grouping.new_theme(part, "A voice that is heard", coordinator, answers[:2])
    Part.objects.update(showing="hidden")
    for view in ({}, {"view": "themes"}, {"view": "results"}):
        Session.objects.update(screen=view)
        assert "A voice that is heard" not in everywhere(session)
        assert "One voice" not in everywhere(session)
    Part.objects.update(results_shown=True)
    Session.objects.update(screen={"view": "themes"})
    assert "A voice that is heard" in page(session)


def test_conclusions_only_once_they_are_published(session, part, answers, coordinator):
    running.move(part, "close", coordinator, seen="open")
    made = concluding.conclude(
        part, coordinator, text="We write a letter", kind="what", answers=[answers[0]], no_dissent=True
    )
    Session.objects.update(screen={"view": "conclusions"})
    assert "We write a letter" not in everywhere(session)
    concluding.publish(made, coordinator)
    assert "We write a letter" in page(session)


def test_no_name_in_an_anonymous_part(network):
    session = a_session()
    seat, _ = a_guest(session, "Ana", country="SK")
    part = a_part(session)
    Answer.objects.create(part=part, key=uuid7(), number=1, text="Spoken freely", seat=seat, country="SK")
    assert "Ana" in everywhere(session)
    Part.objects.update(naming="anonymous")
    assert "Spoken freely" in everywhere(session) and "Ana" not in everywhere(session)


def test_five_themes_at_most_the_largest_first(session, part, answers, coordinator):
    for n in range(7):
        Theme.objects.create(part=part, name=f"Theme {n}", position=n)
    grouping.place(answers[:3], Theme.objects.get(name="Theme 6"), coordinator)
    steering.show_results(part, True, coordinator)
    steering.put_on_screen(session, {"view": "themes"}, coordinator)
    shown = page(session)
    assert shown.count('class="name"') == 5
    assert "and 2 more themes" in shown
    assert shown.index("Theme 6") < shown.index("Theme 0")


def test_a_hostile_answer_is_shown_as_it_was_typed(session, part):
    Answer.objects.create(part=part, key=uuid7(), number=1, text="<script>alert(1)</script>")
    assert "<script>alert(1)" not in everywhere(session)
    assert "&lt;script&gt;alert(1)" in page(session)


def test_only_our_own_pages_may_frame_it(session):
    answer = Client().get(f"/screen/{session.screen_secret}/")
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]


def test_the_preview_in_the_console_is_the_same_page(session, coordinator):
    """S39"""
    client = Client()
    client.force_login(coordinator, backend="allauth.account.auth_backends.AuthenticationBackend")
    console = client.get(f"/ponte/meet/sessions/{session.pk}/console/").content.decode()
    assert f'<iframe data-src="/screen/{session.screen_secret}/"' in console


def test_a_session_in_the_bin_has_no_screen(session, coordinator):
    session.throw_away(coordinator)
    assert Client().get(f"/screen/{session.screen_secret}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_stream_tells_it_what_changes_and_nothing_hidden(network):
    session = a_session()
    part = a_part(session)
    shown = Answer.objects.create(part=part, key=uuid7(), number=1, text="Everybody may read this")
    hidden = Answer.objects.create(part=part, key=uuid7(), number=2, text="Nobody may read this")
    steering.hide_answer(hidden, "It names a person", None)
    session.refresh_from_db()

    async def whole() -> str:
        return await streams.state(session, Looker("screen", "en"), -1)

    told = asyncio.run(whole())
    assert shown.text in told and session.code in told
    assert hidden.text not in told and "It names a person" not in told
