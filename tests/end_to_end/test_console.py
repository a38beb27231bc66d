"""Running a session in a real browser: the console, the big screen and the grouping board, with the keyboard, by hand, together."""

import os

import pytest

from networks.base.keys import uuid7
from networks.meet.sessions.models import Answer, Part, Session
from networks.meet.sessions.models.planning import SessionRole
from networks.meet.sessions.rules import grouping, steering
from networks.meet.sessions.tests.a_session import a_guest, a_part, a_session
from networks.people.models import Organisation, Person, Role, RoleKind

pytestmark = pytest.mark.browser

SAID = [
    ("ro", "Singuri nu ne aude nimeni. Împreună putem cere schimbarea legii.", "Alone nobody hears us. Together we can ask for the law to change.", "RO", "Radu M.", "Atelierul Arin"),
    ("it", "Vorrei copiare le idee buone degli altri, e regalare le nostre.", "I would like to copy the good ideas of others, and give ours away.", "IT", "Giulia F.", "Filo Comune"),
    ("hu", "Jó lenne felhívni valakit, ha elakadunk.", "It would be good to have someone to call when we are stuck.", "HU", "Katalin S.", "Közös Kéz Műhely"),
    ("en", "Each of us buys insurance alone and each of us pays too much.", "", "IE", "Aoife B.", "Long Walk Workshops"),
    ("sr-Latn", "Da pravimo projekte zajedno, a ne jedni protiv drugih.", "To make projects together, not against one another.", "RS", "Jelena P.", "Radionica Korak"),
    ("ar", "أريد أن يسمعنا أحد عندما نتكلم عن عملنا.", "I want someone to listen when we talk about our work.", "BE", "Amal", ""),
    ("sk", "Chcem vidieť, ako to robia inde.", "I want to see how it is done elsewhere.", "SK", "Marek H.", "Dielňa Most"),
]  # fmt: skip
THEMES = [
    "A voice that is heard, and can change the law",
    "Practice and experience shared",
    "Someone to call: mutual support",
]


@pytest.fixture
def session(transactional_db, network, coordinator):
    """A live session with three parts, the first open, with answers in seven languages and three themes."""
    made = a_session()
    SessionRole.objects.create(session=made, person=coordinator, kind="facilitator")
    part = a_part(
        made, question="Why would you join a network, and what does it bring you?", title="Why join"
    )
    a_part(made, open=False, title="Whom to serve", question="Whom should a network serve?")
    a_part(made, open=False, title="What it does", question="What should a network do?")
    answers = []
    for number, (language, text, english, country, name, house) in enumerate(SAID, 1):
        organisation = (
            Organisation.objects.get_or_create(name=house, defaults={"country": country})[0]
            if house
            else None
        )
        seat, _ = a_guest(
            made, name, country=country, language=language, organisation=organisation, audience="worker"
        )
        answer = Answer.objects.create(
            part=part, key=uuid7(), number=number, text=text, language=language, seat=seat,
            organisation=organisation, country=country, audience="worker", me_toos=number % 4 * 2,
        )  # fmt: skip
        if english:
            answer.put_version("text", "en", english)
        answers.append(answer)
    Part.objects.filter(pk=part.pk).update(answer_number=len(SAID))
    themes = [
        grouping.new_theme(part, name, coordinator, [answers[n], answers[n + 3]])
        for n, name in enumerate(THEMES)
    ]
    assert len(themes) == 3
    return Session.objects.get()


@pytest.fixture
def part(session):
    return session.current_part


@pytest.fixture
def colleague(network):
    person = Person.objects.create_user("marek@most.example", "Marek Hudák")
    Role.objects.create(person=person, kind=RoleKind.FACILITATOR)
    return person


def console(session) -> str:
    return f"/ponte/meet/sessions/{session.pk}/console/"


def board(part) -> str:
    return f"/ponte/meet/sessions/parts/{part.pk}/themes/"


def screen(session) -> str:
    return f"/screen/{session.screen_secret}/"


def shot(page, name, *, full=True):
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=full)


def test_it_looks_as_designed(visit, site, session, part, coordinator):
    """Pictures to look at, where SHOTS names a folder."""
    if not os.environ.get("SHOTS"):
        pytest.skip("SHOTS names no folder")
    page = visit(site, console(session), person=coordinator)
    shot(page, "console-1280")
    page.locator("#big-screen summary").first.click()
    page.get_by_text("Look at it here first").click()
    page.wait_for_timeout(800)
    shot(page, "console-menu-1280", full=False)
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(console(session))
    shot(page, "console-390")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="dark")
    page.goto(console(session))
    shot(page, "console-dark-1280")
    page.goto(board(part))
    shot(page, "board-dark-1280")
    page.emulate_media(color_scheme="light")
    page.goto(board(part))
    shot(page, "board-1280")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(board(part))
    shot(page, "board-390")
    page.goto(f"/ponte/meet/sessions/{session.pk}/present/")
    shot(page, "present-390")
    page.goto(f"/ponte/meet/sessions/{session.pk}/")
    shot(page, "session-390")
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"/ponte/meet/sessions/{session.pk}/")
    shot(page, "session-1280")
    page.goto(screen(session))
    shot(page, "screen-arriving", full=False)
    answer = Answer.objects.get(number=3)
    steering.put_on_screen(session, {"view": "answer", "answer": str(answer.pk)}, coordinator)
    page.wait_for_timeout(500)
    shot(page, "screen-answer", full=False)
    steering.show_results(part, True, coordinator)
    steering.put_on_screen(session, {"view": "themes"}, coordinator)
    page.wait_for_timeout(500)
    shot(page, "screen-themes", full=False)
    steering.put_on_screen(session, {"view": "blank"}, coordinator)
    page.wait_for_timeout(500)
    shot(page, "screen-blank", full=False)
