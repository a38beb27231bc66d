"""Running a session in a real browser: the console, the big screen and the grouping board, with the keyboard, by hand, together."""

import os

import pytest
from playwright.sync_api import expect

from networks.base.keys import uuid7
from networks.meet.sessions.live.hub import all_hubs
from networks.meet.sessions.models import Answer, Part, Placement, Session, Theme
from networks.meet.sessions.models.planning import SessionRole
from networks.meet.sessions.rules import concluding, grouping, prioritising, running, steering
from networks.meet.sessions.tests.a_session import a_guest, a_part, a_session
from networks.people.models import Organisation, Person, Role, RoleKind
from tests.browser import axe_violations
from tests.end_to_end.axe import look_at, scrolls_sideways, too_small

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


if not os.environ.get("SHOTS"):  # nothing is tested by them
    del test_it_looks_as_designed


# ---- accessible ----


def test_the_console_is_accessible(visit, site, session, coordinator):
    assert look_at(visit(site, "/", person=coordinator), console(session)) == []


def test_the_board_is_accessible(visit, site, part, coordinator):
    assert look_at(visit(site, "/", person=coordinator), board(part)) == []


def test_the_list_of_people_and_the_history_are_accessible(visit, site, session, coordinator):
    page = visit(site, "/", person=coordinator)
    assert look_at(page, f"/ponte/meet/sessions/{session.pk}/present/", widths=(320, 1440)) == []
    assert (
        look_at(page, f"/ponte/meet/sessions/themes/{Theme.objects.first().pk}/history/", widths=(320,)) == []
    )


def test_the_menus_of_the_console_are_accessible_and_fit_on_a_phone(visit, site, session, coordinator):
    page = visit(site, console(session), person=coordinator, size={"width": 320, "height": 800})
    for menu in page.locator("main details.menu > summary").all():
        menu.scroll_into_view_if_needed()
        menu.click()
        assert scrolls_sideways(page) == []
        assert too_small(page) == []
        page.keyboard.press("Escape")
    page.locator("#big-screen > summary").click()
    assert axe_violations(page) == []


def test_the_big_screen_is_accessible_in_every_view_and_nobody_scrolls_it(
    visit, site, session, part, coordinator
):
    """S25, S31"""
    steering.show_results(part, True, coordinator)
    page = visit(site, screen(session))
    answer = str(Answer.objects.get(number=1).pk)
    for view in (
        {},
        {"view": "answer", "answer": answer},
        {"view": "themes"},
        {"view": "conclusions"},
        {"view": "blank"},
    ):
        Session.objects.update(screen=view)
        assert look_at(page, screen(session), widths=(320, 768, 1440)) == []
        page.set_viewport_size({"width": 320, "height": 3000})  # a tall, narrow one
        page.goto(screen(session))
        assert scrolls_sideways(page) == []
        for width, height in ((1280, 720), (1920, 1080)):
            page.set_viewport_size({"width": width, "height": height})
            page.goto(screen(session))
            assert page.evaluate("document.documentElement.scrollHeight - innerHeight") <= 60
            for said in page.locator(
                ".question, .stage .say, .voice.big > p[lang]:not(.gloss), .grow li"
            ).all():
                size = said.evaluate("element => parseFloat(getComputedStyle(element).fontSize)")
                assert size >= height / 20, said.inner_text()
            code = page.locator(".qr").bounding_box()
            assert code["height"] >= 0.25 * height and code["y"] + code["height"] <= height


STICKS_OUT = """() => {
  const out = [...document.querySelectorAll("main *")].filter((e) => {
    const box = e.getBoundingClientRect()
    return box.height && (box.bottom > innerHeight + 1 || box.right > innerWidth + 1)
  })
  const code = document.querySelector("main aside").getBoundingClientRect()
  const beneath = [...document.querySelectorAll("main .question, main .grow > *")].filter((e) => {
    const box = e.getBoundingClientRect()
    return box.right > code.left && box.left < code.right && box.top < code.bottom && box.bottom > code.top
  })
  return [...out, ...beneath].map((e) => e.outerHTML.slice(0, 120))
}"""


def test_a_full_big_screen_is_read_whole(visit, site, session, part, coordinator):
    """S31: seven long themes, results and six conclusions, beside the code, on every usual screen."""
    long = "We want a voice that is heard where the laws on work are made, in our own country and beyond"
    for n in range(4):
        grouping.new_theme(part, f"{n + 1}. {long}", coordinator, [Answer.objects.get(number=7)])
    steering.show_results(part, True, coordinator)
    for n in range(6):
        made = concluding.conclude(
            part,
            coordinator,
            text=f"{n + 1}. {long}, and with others.",
            kind="why",
            unsupported=True,
            no_dissent=True,
        )
        concluding.publish(made, coordinator)
    themes = [str(theme.pk) for theme in part.themes.all()]
    stages = ["answer", "grouping", "priorities", "conclusions"]
    Part.objects.filter(pk=part.pk).update(priority_method="approval", stages=stages, stage="priorities")
    part.refresh_from_db()
    for seat in part.session.seats.all():
        prioritising.cast(part, {"approved": themes[:4]}, seat.pk, seat)
    prioritising.compute(part)
    page = visit(site, screen(session))
    for view in ("part", "themes", "results", "conclusions"):
        Session.objects.update(screen={"view": view})
        for width, height in ((1280, 720), (1920, 1080), (1024, 768), (1440, 900)):
            page.set_viewport_size({"width": width, "height": height})
            page.goto(screen(session))
            page.evaluate("document.fonts.ready")
            expect(page.locator(".stage .grow, .stage .arriving").first).to_be_attached()
            assert page.evaluate(STICKS_OUT) == [], f"{view} at {width}"
            shot(page, f"full-screen-{view}-{width}", full=False)
        if view == "results":
            expect(page.get_by_text("more, on your phone")).to_be_visible()


# ---- running it ----


def test_a_facilitator_runs_a_part_by_keyboard_alone(visit, site, session, part, coordinator):
    """S39"""
    page = visit(site, console(session), person=coordinator)
    keys = page.keyboard
    keys.press("?")
    expect(page.locator("#keys dl")).to_be_visible()
    keys.press("p")
    expect(page.locator(".tag", has_text="is paused")).to_be_visible()
    keys.press("p")
    expect(page.locator(".tag", has_text="is open")).to_be_visible()
    keys.press("s")
    expect(page.get_by_role("button", name="Results are shown")).to_have_attribute("aria-pressed", "true")
    keys.press("j")
    first = page.locator("[data-answer]").first
    expect(first).to_be_focused()
    keys.press("w")
    expect(first.locator(".on-screen")).to_be_visible()
    assert Session.objects.get().screen["view"] == "answer"
    keys.press("w")
    expect(page.locator(".on-screen")).to_have_count(0)
    keys.press("j")
    keys.press("h")
    expect(page.get_by_label("Why? The author reads this.").nth(1)).to_be_focused()
    keys.type("It names n people; help")  # letters are letters while one writes
    keys.press("Enter")
    expect(page.locator("[data-answer]")).to_have_count(6)
    assert Answer.objects.get(hidden_at__isnull=False).hidden_why == "It names n people; help"
    expect(page.locator("[data-answer]:focus, [data-answer] :focus")).to_have_count(1)
    keys.press("u")
    expect(page.locator("[data-answer]")).to_have_count(7)
    keys.press("b")
    expect(page.locator("#do-screen-blank")).to_have_attribute("aria-pressed", "true")
    keys.press("n")
    expect(page.locator(".tag", has_text="is closed")).to_be_visible()
    assert Part.objects.get(pk=part.pk).stage == "grouping"
    keys.press("u")  # one press too many is one press back
    expect(page.locator(".tag", has_text="is open")).to_be_visible()
    assert Part.objects.get(pk=part.pk).stage == "answer"
    keys.press("n")
    expect(page.locator("#do-group")).to_be_visible()
    keys.press("n")  # one answer belongs nowhere yet
    page.wait_for_url(f"**{board(part)}")
    grouping.place([Answer.objects.get(number=7)], Theme.objects.get(name=THEMES[0]), coordinator)
    page.go_back()
    expect(page.get_by_role("button", name="Go on to conclusions")).to_be_visible()
    keys.press("n")  # on to conclusions
    expect(page.get_by_text("Now: conclude")).to_be_visible()
    keys.press("n")
    expect(page.locator(".tag", has_text="is concluded")).to_be_visible()
    keys.press("n")
    expect(page.locator(".tag", has_text="Part 2 of 3 is open")).to_be_visible()


def test_keys_can_be_turned_off(visit, site, session, part, coordinator):
    page = visit(site, console(session), person=coordinator)
    page.locator("#keys summary").click()
    page.get_by_label("Keys work").uncheck()
    page.reload()
    page.keyboard.press("p")
    page.wait_for_timeout(300)
    assert Part.objects.get(pk=part.pk).state == "open"


def test_the_console_without_a_script(visit, site, session, part, coordinator):
    page = visit(site, console(session), person=coordinator, scripts=False)
    page.get_by_role("button", name="Pause").click()
    assert page.locator(".tag", has_text="is paused").is_visible()
    page.locator("[data-answer]").first.locator("summary", has_text="To a theme").click()
    page.get_by_role("button", name=THEMES[0]).first.click()
    assert Placement.objects.get(answer__number=7).theme.name == THEMES[0]


def test_two_facilitators_follow_one_another(visit, site, session, part, coordinator, colleague):
    one, other = (
        visit(site, console(session), person=coordinator),
        visit(site, console(session), person=colleague),
    )
    one.get_by_role("button", name="Pause").click()
    expect(other.locator(".tag", has_text="is paused")).to_be_visible()
    other.get_by_role("button", name="Go on with part 1").click()
    expect(one.locator(".tag", has_text="is open")).to_be_visible()


def test_the_slower_of_two_is_told_who_was_quicker(visit, site, session, part, coordinator, colleague):
    page = visit(site, console(session), person=coordinator)
    page.route("**/console/stream*", lambda route: route.abort())
    page.reload()
    running.move(Part.objects.select_related("session").get(pk=part.pk), "pause", colleague, seen="open")
    page.get_by_role("button", name="Close part 1 and group").click()
    expect(page.locator("[data-said]")).to_contain_text("Marek Hudák was quicker: paused")
    expect(page.get_by_role("button", name="Go on with part 1")).to_be_visible()


def test_what_somebody_is_writing_is_never_replaced(visit, site, session, part, coordinator, colleague):
    """S38"""
    page = visit(site, console(session), person=coordinator)
    theme = Theme.objects.get(name=THEMES[0])
    page.get_by_text(f"Another name for “{THEMES[0]}”").locator("..").click()
    field = page.locator(f"#label-{theme.pk}")
    field.fill("A voice for")
    grouping.rename(theme, "Being heard", colleague)
    newer = page.get_by_role("button", name="Something is newer here: show it")
    expect(newer).to_be_visible()
    assert field.input_value() == "A voice for"
    expect(field).to_be_focused()
    newer.click()
    expect(page.locator(".forming h3").first).to_have_text("Being heard")


def test_the_big_screen_follows_and_says_when_its_line_is_broken(visit, site, session, part, coordinator):
    page = visit(site, screen(session))
    expect(page.get_by_role("heading", level=1)).to_have_text(part.question)
    picked = Answer.objects.get(number=4)
    steering.put_on_screen(session, {"view": "answer", "answer": str(picked.pk)}, coordinator)
    expect(page.locator(".voice")).to_have_count(1)
    expect(page.locator(".voice")).to_contain_text("insurance alone")
    steering.hide_answer(Answer.objects.select_related("part__session").get(pk=picked.pk), "No", coordinator)
    expect(page.locator("main")).not_to_contain_text("insurance alone")
    page.route("**/screen/**", lambda route: route.abort())
    all_hubs()[0].loop.call_soon_threadsafe(all_hubs()[0].end)  # as when the server stops
    expect(page.get_by_text("Reconnecting")).to_be_visible()
    expect(page.locator(".count").first).to_be_hidden()
    page.unroute("**/screen/**")
    expect(page.get_by_text("Reconnecting")).to_be_hidden(timeout=30_000)


# ---- grouping ----


def in_column(page, theme):
    return page.locator(f'[data-column="{theme.pk if theme else "none"}"] [data-card]')


def test_an_answer_is_moved_by_keyboard(visit, site, part, coordinator):
    page = visit(site, board(part), person=coordinator)
    theme = Theme.objects.get(name=THEMES[0])
    grip = page.locator('[data-n="7"] [data-grip]')
    grip.focus()
    page.keyboard.press("Enter")
    expect(grip).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-announce]")).to_have_text(f"Over: {THEMES[0]}")
    page.keyboard.press("Enter")
    expect(in_column(page, theme)).to_have_count(3)
    expect(page.locator('[data-n="7"] [data-grip]')).to_be_focused()
    assert Placement.objects.get(answer__number=7).theme == theme
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(page.locator("[data-announce]")).to_have_text("Put back.")
    assert Placement.objects.get(answer__number=7).theme == theme


def test_an_answer_is_dragged_and_several_together(visit, site, part, coordinator):
    page = visit(site, board(part), person=coordinator)
    theme = Theme.objects.get(name=THEMES[1])

    def drag(number, to):
        page.locator(f'[data-n="{number}"] .said').hover()
        page.mouse.down()
        box = page.locator(f'[data-column="{to}"] h2').bounding_box()
        page.mouse.move(box["x"] + 20, box["y"] + 5, steps=5)
        page.mouse.up()

    drag(7, theme.pk)
    expect(in_column(page, theme)).to_have_count(3)
    for number in (1, 4):
        page.get_by_label(f"Choose answer {number}", exact=True).check()
    expect(page.locator("[data-chosen-count]")).to_have_text("2 answers chosen")
    drag(1, "none")
    expect(in_column(page, None)).to_have_count(2)
    assert not Placement.objects.filter(answer__number__in=(1, 4)).exists()


def test_an_answer_is_moved_by_touch(visit, site, part, coordinator):
    """By its handle, so that a finger anywhere else scrolls the page."""
    page = visit(site, board(part), person=coordinator, size={"width": 768, "height": 1600})
    theme = Theme.objects.get(name=THEMES[0])
    start = page.locator('[data-n="7"] [data-grip]').bounding_box()
    goal = page.locator(f'[data-column="{theme.pk}"] h2').bounding_box()
    touch = page.context.new_cdp_session(page)
    for kind, box in (("touchStart", start), ("touchMove", goal), ("touchMove", goal), ("touchEnd", None)):
        points = [{"x": box["x"] + 10, "y": box["y"] + 10}] if box else []
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    expect(in_column(page, theme)).to_have_count(3)


def test_the_board_by_menu_without_a_script(visit, site, part, coordinator):
    page = visit(site, board(part), person=coordinator, scripts=False)
    page.get_by_label("Choose answer 7", exact=True).check()
    page.get_by_label("Place in").select_option(label=THEMES[2])
    page.get_by_role("button", name="Place", exact=True).click()
    assert Placement.objects.get(answer__number=7).theme.name == THEMES[2]
    for number in (1, 4):
        page.get_by_label(f"Choose answer {number}", exact=True).check()
    page.get_by_label("A new theme", exact=True).fill("The law")
    page.get_by_role("button", name="Make it").click()
    assert Placement.objects.filter(theme__name="The law").count() == 2
    page.get_by_role("button", name="Undo: new theme").click()
    assert not Theme.objects.filter(name="The law").exists()


def test_of_two_who_move_the_same_answer_the_last_wins_and_the_first_is_told(
    visit, site, part, coordinator, colleague
):
    one, other = visit(site, board(part), person=coordinator), visit(site, board(part), person=colleague)
    first, last = Theme.objects.get(name=THEMES[0]), Theme.objects.get(name=THEMES[1])

    def place(page, theme):
        page.get_by_label("Choose answer 7", exact=True).check()
        page.get_by_label("Place in").select_option(label=theme.name)
        page.get_by_role("button", name="Place", exact=True).click()

    place(one, first)
    expect(in_column(other, first)).to_have_count(3)
    place(other, last)
    expect(one.locator(".told")).to_contain_text(f"Marek Hudák moved answer 7 to “{THEMES[1]}”.")
    expect(in_column(one, last)).to_have_count(3)
    expect(other.locator(".told li")).to_have_count(0)
    assert Placement.objects.get(answer__number=7).theme == last
