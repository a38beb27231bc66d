"""The main job, from an empty database to the report: a network is founded, a session of three questions is planned, people join from their
phones, answer, group, conclude. One facilitator, a big screen, and three participants: a guest on a phone, one with the keyboard only, one
in French. What is said is that of the second peer session on what joining a network brings.
"""

import json
import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.live_server import LiveServer
from tests.prepared_database import give_tables

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.room("meet.sessions")]

# What the three participants answer to the three questions, and the themes that it amounts to.
PARTS = [
    {
        "question": "Why would you join a network, and what does it bring you?",
        "guest": "A collective voice, so that we can change the law",
        "keyboard": "Making projects together",
        "french": "Échanger nos bonnes pratiques et nos expériences",
        "themes": ["A common voice", "Projects and practice shared"],
        "kind": "why",
        "conclusion": "Members join to have a collective voice that strengthens their hand in negotiations, and to share projects and practice.",
    },
    {
        "question": "Whom should a network serve, and with which services?",
        "guest": "Workers with support needs",
        "keyboard": "Board members and staff",
        "french": "Le gouvernement et tout le secteur",
        "themes": ["Those inside", "The whole ecosystem"],
        "kind": "whom",
        "conclusion": "A network serves the organisation, its beneficiaries and the whole ecosystem.",
    },
    {
        "question": "What can a network do, where do we want change, and with whom?",
        "guest": "Study visits and mentoring",
        "keyboard": "Trainings in digital skills",
        "french": "Travailler avec les ministères et les chercheurs",
        "themes": ["What it does", "With whom"],
        "kind": "what",
        "conclusion": "A network organises trainings, study visits and mentoring, and works with ministries and researchers.",
    },
]


@pytest.fixture
def served(tmp_path):
    """A server with an empty database, doing its background work itself."""
    give_tables(tmp_path / "networks.sqlite3")
    server = LiveServer(tmp_path, JOBS_IN_SERVER="1")
    server.run("migrate", "-v0")
    server.start()
    yield server
    server.stop()


def found_a_network(page: Page) -> None:
    page.get_by_label("Name of the network").fill("Ponte")
    page.get_by_label("Your organisation").fill("Werkplaats Leie")
    page.get_by_label("Your name").fill("Ilse Vermeulen")
    page.get_by_label("Your e-mail").fill("ilse@leie.example")
    page.get_by_role("button", name="Found the network").click()
    page.wait_for_url(re.compile(r"/ponte/"))


def plan(page: Page) -> str:
    """Plan the programme of five sessions, and give the second its day; return the address of its page."""
    page.goto("/ponte/meet/sessions/")
    page.get_by_role("link", name="Plan the first programme").click()
    page.get_by_role("button", name="Make the programme").click()
    expect(page.get_by_role("heading", level=3)).to_have_count(5)
    page.get_by_role("link", name="2. What joining brings").click()
    for part in PARTS:
        expect(page.get_by_role("heading", name=part["question"])).to_be_visible()
    address = page.url
    page.get_by_role("link", name="Change the plan").click()
    page.get_by_label("Date and time", exact=False).fill("2027-09-13T14:00")
    page.get_by_text("More languages").first.click()
    page.get_by_label("Français").check()
    page.get_by_label("Link to the online room").fill("https://meet.example.org/ponte")
    page.get_by_role("button", name="Save the plan").click()
    expect(page.get_by_text("13 September 2027, 14:00")).to_be_visible()
    return address


def invite(served: LiveServer, page: Page, address: str) -> None:
    """Invite two people by their addresses; each gets a message with a calendar entry, and so does a member who asks for one."""
    page.goto(f"{address}invitations/new/")
    page.get_by_label("Addresses").fill("ana@example.org, Ana\namelie@example.org, Amélie, , , fr")
    page.get_by_role("button", name="Send the invitations").click()
    expect(page.get_by_text("Amélie").first).to_be_visible()
    page.goto(address)
    link = page.get_by_role("link", name="Put it into my calendar").get_attribute("href")
    calendar = page.request.get(served.address + link).text()
    for line in (
        "BEGIN:VCALENDAR",
        "SUMMARY",
        "DTSTART;TZID=Europe/Brussels:20270913T140000",
        "BEGIN:VTIMEZONE",
    ):
        assert line in calendar
    sent = []
    for _ in range(60):
        sent = json.loads(served.script(MESSAGES))
        if len(sent) >= 2:
            break
        time.sleep(0.5)
    assert {to for to, _subject, _raw in sent} >= {"ana@example.org", "amelie@example.org"}
    assert all("text/calendar" in raw for _to, subject, raw in sent if "What joining brings" in subject)


MESSAGES = """
import json
from networks.notices.models import OutboxMessage
print(json.dumps(list(OutboxMessage.objects.values_list("to", "subject", "raw"))))
"""


def translate(page: Page, address: str) -> None:
    """Write the first question in French, too."""
    page.goto(address)
    page.get_by_role("link", name=re.compile("^Change Why")).click()
    page.get_by_text("The question in the other languages").click()
    page.get_by_label("The question in Français").fill(
        "Pourquoi adhérer à un réseau, et qu’est-ce que cela vous apporte ?"
    )
    page.get_by_role("button", name="Save the part").click()


def join(
    page: Page, code: str, name: str, take_part: str = "Take part", first_name: str = "First name"
) -> None:
    page.goto(f"/j/{code}/")
    page.get_by_label(first_name).fill(name)
    page.get_by_role("button", name=take_part).click()
    page.locator("#live").wait_for()


def tab_to(page: Page, target) -> None:
    """Go to `target` with the Tab key alone."""
    for _ in range(60):
        if target.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {target}")


def join_by_keyboard(page: Page, code: str) -> None:
    page.goto("/j/")
    tab_to(page, page.get_by_label("Code"))
    page.keyboard.type(code.lower())
    page.keyboard.press("Enter")
    page.get_by_label("First name").wait_for()
    tab_to(page, page.get_by_label("First name"))
    page.keyboard.type("Marek")
    tab_to(page, page.get_by_role("button", name="Take part"))
    page.keyboard.press("Enter")
    page.locator("#live").wait_for()


def answer_by_keyboard(page: Page, text: str) -> None:
    tab_to(page, page.locator("#live textarea").first)
    page.keyboard.type(text)
    tab_to(page, page.get_by_role("button", name="Send my answer"))
    page.keyboard.press("Enter")
    page.locator("#mine").get_by_text(text).first.wait_for()


def answer(page: Page, text: str) -> None:
    page.locator("#live textarea").first.fill(text)
    page.locator("#answer-region form button[type=submit]").first.click()
    page.locator("#mine").get_by_text(text).first.wait_for()


def group(page: Page, answers: list[str], theme: str) -> None:
    """Put answers into a theme on the console: the first makes it, the others follow."""
    for number, text in enumerate(answers):
        row = page.locator("[data-answer]", has_text=text)
        row.get_by_text("To a theme").click()
        if number == 0:
            row.get_by_label("A new theme").fill(theme)
            row.get_by_role("button", name="Make it").click()
        else:
            row.get_by_role("button", name=theme).click()
        expect(page.locator("[data-answer]", has_text=text).get_by_text(theme).first).to_be_attached()


def conclude(page: Page, address: str, number: int, part: dict) -> None:
    page.goto(f"{address}conclusions/")
    page.get_by_role("link", name=f"Write a conclusion of part {number}").click()
    page.get_by_label("What it says").select_option(part["kind"])
    page.get_by_label("Conclusion", exact=True).fill(part["conclusion"])
    for theme in part["themes"]:
        page.get_by_label(theme).check()
    page.get_by_label(re.compile(re.escape(part["guest"]))).check()
    page.get_by_label("Nobody saw it differently").check()
    page.get_by_role("button", name="Save and publish").click()
    expect(page.locator("p[lang]", has_text=part["conclusion"])).to_be_visible()
    expect(page.locator(".conclusions .tag.good")).to_have_count(number)


def evaluate(page: Page) -> None:
    page.get_by_role("link", name="Say in one minute how it was").click()
    page.get_by_role("group", name="Was it useful for you?").get_by_text("Yes, very").click()
    page.get_by_label("What did you learn?").fill("How others do it")
    page.get_by_label("E-mail for the report").fill("ana@example.org")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("without your name")).to_be_visible()


def read_the_report(served: LiveServer, page: Page, address: str) -> None:
    """The report says what was concluded and cites the answers it rests on, on the page and in the PDF."""
    import io

    import pypdf

    page.goto(f"{address}report/")
    for part in PARTS:
        expect(page.get_by_text(part["conclusion"]).first).to_be_visible()
        expect(page.get_by_text(part["french"]).first).to_be_attached()
    page.locator(".cites a").first.click()
    assert "#" in page.url  # from a conclusion to an answer that it rests on
    file = page.request.get(f"{address}report/report.pdf?edition=internal&language=en")
    assert file.headers["content-type"] == "application/pdf"
    pdf = pypdf.PdfReader(io.BytesIO(file.body()))
    said = " ".join(" ".join(sheet.extract_text() for sheet in pdf.pages).split())
    for part in PARTS:
        assert part["question"].split(",")[0] in said
        assert part["guest"] in said
    assert "collective voice that strengthens their hand" in said
    assert pdf.trailer["/Root"]["/Lang"] == "en"


def test_the_main_job(served, visit):
    facilitator = visit(served.address, "/")
    found_a_network(facilitator)
    address = plan(facilitator)
    translate(facilitator, address)
    invite(served, facilitator, address)

    console = f"{address}console/"
    facilitator.goto(console)
    facilitator.get_by_role("button", name=re.compile("Begin")).first.click()
    code = facilitator.locator("p.code").inner_text().strip()
    assert re.fullmatch("[A-Z2-9]{6}", code)
    screen_address = facilitator.locator("a[href^='/screen/']").first.get_attribute("href")
    screen = visit(served.address, screen_address)
    expect(screen.get_by_text(code).first).to_be_visible()

    guest = visit(served.address, "/", phone=True)
    join(guest, code, "Ana")
    keyboard = visit(served.address, "/")
    join_by_keyboard(keyboard, code)
    french = visit(served.address, "/", language="fr")
    join(french, code, "Amélie", "Participer", "Prénom")

    for number, part in enumerate(PARTS, start=1):
        facilitator.goto(console)
        facilitator.get_by_role("button", name=re.compile("Open")).first.click()
        for page in (guest, keyboard):
            expect(page.get_by_role("heading", name=part["question"])).to_be_visible()
        if number == 1:
            expect(french.get_by_role("heading", name=re.compile("Pourquoi adhérer"))).to_be_visible()
        expect(screen.get_by_text(part["question"]).first).to_be_visible()
        answer(guest, part["guest"])
        answer_by_keyboard(keyboard, part["keyboard"])
        answer(french, part["french"])
        for text in (part["guest"], part["keyboard"], part["french"]):
            expect(facilitator.locator("[data-answer]", has_text=text)).to_be_visible()
        expect(keyboard.locator("#others-region").get_by_text(part["guest"])).to_be_visible()
        facilitator.get_by_role("button", name=re.compile("Close")).first.click()
        expect(facilitator.get_by_text(f"Part {number} of 3 is closed").first).to_be_visible()
        group(facilitator, [part["guest"]], part["themes"][0])
        group(facilitator, [part["keyboard"], part["french"]], part["themes"][1])
        conclude(facilitator, address, number, part)
        facilitator.goto(console)
        facilitator.get_by_role("button", name=f"Conclude part {number}").click()
        expect(facilitator.get_by_text(f"Part {number} of 3 is concluded").first).to_be_visible()

    facilitator.goto(console)
    facilitator.get_by_text("More", exact=True).click()
    facilitator.locator("#do-end-now").click()
    for page in (guest, keyboard):
        expect(page.get_by_role("heading", name="The session has ended")).to_be_visible()
    evaluate(guest)
    read_the_report(served, facilitator, address)
