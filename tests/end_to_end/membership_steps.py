"""What a coordinator, an applicant and members do in the room of membership, step by step, in real browsers. Stories put the steps together."""

import io
import re
from datetime import date

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from networks.base import jobs
from networks.network.membership.models import FeeNotice
from networks.network.membership.tests import bank_files
from networks.network.membership.tests.an_application import PDF
from networks.network.membership.tests.spreadsheets import HEADER, as_csv, sixty
from networks.notices.models import OutboxMessage
from networks.people.models import Network
from tests.end_to_end.axe import TWO_LOOKS, look_around

ROOM = "/ponte/network/membership/"


def file(name: str, kind: str, content: bytes) -> dict:
    """A file as a browser hands it in."""
    return {"name": name, "mimeType": kind, "buffer": content}


def nothing_wrong(page: Page, site: str) -> None:
    """The page as it stands, loaded again, is accessible on a phone and on a desk."""
    assert look_around(page, page.url.removeprefix(site), TWO_LOOKS) == []


def work() -> None:
    """Do what waits in the background."""
    jobs.run_all()


# ---- the network ----


def found_the_network(page: Page) -> Network:
    """Found Ponte in English, add French, say how it handles membership and bills."""
    for label, words in {
        "Name of the network": "Ponte",
        "Your organisation": "Werkplaats Leie",
        "Your name": "Ilse Vermeulen",
        "Your e-mail": "ilse@leie.example",
    }.items():
        page.get_by_label(label).fill(words)
    page.get_by_role("button", name="Found the network").click()
    page.wait_for_url("**/ponte/")
    page.goto("/ponte/network/settings/")
    page.locator("[name=languages][value=fr]").check()
    page.locator("main form button.main").last.click()
    page.goto(f"{ROOM}terms/")
    page.get_by_label("Members pay a fee").check()
    page.get_by_label("Legal form of the network").fill("AISBL")
    page.get_by_role("button", name="Save").click()
    page.goto(f"{ROOM}fees/settings/")
    page.locator("[name=name]").fill("Ponte AISBL")
    page.locator("[name=iban]").fill("BE68539007547034")
    page.locator("[name=vote_lost_days]").fill("60")
    page.locator("[name=first_days]").fill("14")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_text("It holds for notices and reminders from now on.").wait_for()
    network = Network.objects.get()
    assert network.languages == ["en", "fr"]
    return network


# ---- a spreadsheet ----


def import_sixty(page: Page, site: str, *, figures_of: int) -> None:
    """Sixty members in Slovak: columns recognised, one corrected, looked at line by line, taken in."""
    page.goto(f"{ROOM}imports/")
    header = [words.replace("2024", str(figures_of)) for words in HEADER]
    page.get_by_label("Spreadsheet or address book").set_input_files(
        file("clenovia.csv", "text/csv", as_csv(sixty(), header))
    )
    page.get_by_role("button", name="Look at the file").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What the columns are")
    expect(page.get_by_label("Názov", exact=True)).to_have_value("organisation.name")
    expect(page.get_by_label("Faktúry e-mail")).to_have_value("invoices.email")
    nothing_wrong(page, site)
    page.get_by_label("Vozový park").select_option("new:organisation:text")
    page.get_by_role("button", name="See what will happen").click()
    expect(page.get_by_role("heading", name="What will happen")).to_be_visible()
    page.get_by_role("link", name="Wrong (3)").click()
    expect(page.get_by_text("“asi veľa” is no number.")).to_be_visible()
    page.get_by_role("link", name="Changes (1)").click()
    expect(page.get_by_text("as line 20 (the same number)")).to_be_visible()
    page.get_by_role("button", name="Import", exact=True).click()
    work()
    page.reload()
    expect(page.get_by_role("link", name="Take this import back")).to_be_visible()


# ---- a list ----


def keep_a_list(page: Page, name: str) -> None:
    """Slovak members with a canteen, an own field as a column, kept under a name."""
    page.goto(f"{ROOM}lists/organisations/")
    page.locator("select[name=country]").select_option("SK")
    page.locator("summary", has_text="More filters").click()
    page.locator("select[name='own.vlastna-jedalen']").select_option("yes")
    page.locator("summary", has_text="Columns").click()
    page.locator("input[name=columns][value='own.vozovy-park']").check()
    page.get_by_role("button", name="Show").first.click()
    expect(page.get_by_text("3 in this list")).to_be_visible()
    page.locator("summary", has_text="Keep this list").click()
    page.get_by_label("Name of this list").fill(name)
    page.get_by_role("button", name="Keep the list").click()
    page.get_by_role("link", name=name).click()


def export_it(page: Page) -> list[tuple]:
    """The list that is open, taken out as it is shown."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Excel (XLSX)").click()
    with open(download.value.path(), "rb") as content:
        return list(load_workbook(io.BytesIO(content.read())).active.iter_rows(values_only=True))


def write_to_it(page: Page, site: str) -> None:
    """A letter to the legal representatives of the list that is open: every copy seen before, delivery after."""
    page.get_by_role("link", name="Write to this list").click()
    page.get_by_role("checkbox", name="Legal representative").check()
    page.get_by_label("Subject (English)").fill("Canteen of {organisation}")
    page.get_by_label("Text (English)").fill("Dear {name}, your number is {number}.")
    page.get_by_role("button", name="See the copies").click()
    expect(page.get_by_text("Dear Jana Nováková")).to_be_visible()
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_text("2 of 3")).to_be_visible()
    nothing_wrong(page, site)
    page.get_by_role("button", name="Send the letter").click()
    work()
    page.reload()
    expect(page.get_by_role("link", name="Sent (3)")).to_be_visible()
    nothing_wrong(page, site)


# ---- admission ----


def open_admission(page: Page) -> None:
    """A category with its French name, and the usual way to join, open, with one opinion of the board."""
    page.goto(f"{ROOM}categories/new/")
    page.locator("[name=name]").fill("Full member")
    page.locator("main summary", has_text="other languages").click()
    page.locator("[name=in_fr_name]").fill("Membre effectif")
    page.get_by_label("Organisations may apply for it").check()
    page.locator("main form button.main").last.click()
    page.get_by_role("link", name="Full member").wait_for()
    page.goto(f"{ROOM}admission/")
    page.get_by_role("button", name="Begin with the usual way").click()
    page.locator("[name=is_open]").check()
    page.locator("[name=asks_opinion]").check()
    page.locator("[name=opinions_needed]").fill("1")
    page.locator("[name=conduct]").fill("We respect one another.")
    page.locator("main form button.main").last.click()
    page.get_by_role("link", name="See the page for applicants").wait_for()


def apply_in_french(phone: Page, *, staff: int, year: int) -> str:
    """From the page for applicants to an application that is sent; the address of the application."""
    phone.get_by_role("link", name="Poser votre candidature").click()
    phone.get_by_label("Nom de votre organisation").fill("Atelier Meuse")
    phone.get_by_label("Votre nom").fill("Odile Lambert")
    phone.get_by_label("Votre e-mail").fill("odile@meuse.example")
    phone.get_by_role("button", name="Envoyez-moi le lien").click()
    phone.get_by_role("heading", name="Regardez dans votre boîte").wait_for()
    mail = OutboxMessage.objects.get(to="odile@meuse.example")
    link = re.search(r"https?://\S+/application/\S+", mail.text).group()
    phone.goto(link)
    phone.get_by_role("link", name="Continuer", exact=True).or_(
        phone.get_by_role("link", name="Votre organisation")
    ).first.click()
    values = {"title": "Directrice", "staff": str(staff), "year": str(year)}
    while not (heading := phone.locator("h1").inner_text()).startswith("Candidature"):
        for name, value in values.items():
            if phone.locator(f"[name={name}]").count():
                phone.locator(f"[name={name}]").fill(value)
        if phone.locator("[name=kind]").count():
            phone.locator("[name=kind]").select_option("wise")
            phone.locator("[name=country]").select_option("BE")
        if phone.locator("[name=category]").count():
            phone.get_by_label("Membre effectif").check()
        if phone.locator("[name=accepted]").count():
            phone.locator("[name=accepted]").check()
        if phone.locator("[name=file]").count() and "omptes" not in heading:
            phone.locator("[name=file]").set_input_files(file("papier.pdf", "application/pdf", PDF))
        before = phone.url
        phone.get_by_role("button", name="Enregistrer et continuer").click()
        assert phone.url != before, phone.locator("main").inner_text()
    phone.get_by_role("button", name="Envoyer la candidature").click()
    phone.get_by_text("Quelqu’un regarde si tout est là").first.wait_for()
    return link


def check_completeness(page: Page) -> None:
    page.goto(f"{ROOM}applications/")
    page.get_by_role("link", name="Atelier Meuse").click()
    page.get_by_role("button", name="Everything is there").click()


def give_an_opinion(board: Page) -> None:
    board.get_by_role("link", name="Read it").click()
    board.get_by_label("in favour", exact=True).check()
    board.get_by_label("Your words").fill("A good house.")
    board.get_by_role("button", name="Give my opinion").click()
    board.get_by_text("Your opinion is kept.").wait_for()


def admit(page: Page) -> None:
    """The coordinator asks for the decision, and decides the referral."""
    page.reload()
    page.get_by_text("A good house.").wait_for()
    page.get_by_role("button", name="Ask for the decision").click()
    page.get_by_label("Admit", exact=True).check()
    page.get_by_role("button", name="Decide", exact=True).click()
    page.get_by_text("Decided: Admit").wait_for()


# ---- the declaration ----


def open_the_round(page: Page, *, year: int, members: int) -> str:
    """Ask for staff alone; the address of the round."""
    page.goto(f"{ROOM}declarations/")
    page.get_by_role("link", name="Plan the first declaration").click()
    page.get_by_label("Year of the figures").fill(str(year))
    for box in page.locator("input[name=figures]").all():
        box.uncheck()
    page.get_by_label("Staff", exact=True).check()
    page.get_by_label("Until").fill("2199-03-31T18:00")
    page.get_by_role("textbox", name="Your words to the members (").fill("Round as you like.")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Open the declaration").click()
    expect(page.get_by_role("heading", name=f"0 of {members} have declared")).to_be_visible()
    work()
    return page.url


def declare_in_french(phone: Page, *, before: int, now: int) -> None:
    """On a phone, with the keyboard: last year's figure is there, the jump is asked about."""
    phone.get_by_role("link", name="Déclarer").first.click()
    field = phone.get_by_label("Équivalents temps plein")
    expect(field).to_have_value(str(before))
    field.focus()
    phone.keyboard.press("Control+a")
    phone.keyboard.type(str(now))
    phone.keyboard.press("Enter")
    expect(phone.get_by_label("Pourquoi cela a changé")).to_be_visible()
    expect(field).to_have_value(str(now))
    phone.get_by_label("Pourquoi cela a changé").fill("Un deuxième atelier")
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("Merci. Les chiffres de Atelier Meuse sont déclarés.")).to_be_visible()


def declare_on_behalf(page: Page, name: str) -> None:
    """The coordinator records what a member sent by post, with the letter."""
    page.get_by_role("link", name=name, exact=True).click()
    page.get_by_label("Why do you record this for them?").fill("They sent it by post.")
    page.get_by_label("The document it rests on").set_input_files(file("letter.pdf", "application/pdf", PDF))
    page.get_by_role("button", name="Declare these figures").click()
    page.get_by_text(f"The figures of {name} are declared.").wait_for()


def close_the_round(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="Close the declaration").click()
    page.get_by_role("button", name="Close the declaration").click()
    page.get_by_role("link", name="Totals").click()


# ---- fees ----


def adopt_a_schedule(page: Page) -> str:
    """350 for everybody, proposed and decided; the address of the schedule."""
    page.goto(f"{ROOM}fees/")
    page.get_by_role("link", name="Go to the schedules").click()
    page.get_by_role("link", name="Draft the first schedule").click()
    page.get_by_role("button", name="Go on to the rules").click()
    page.get_by_label("Amount").first.fill("350")
    page.get_by_label("Amount").first.press("Enter")  # keeps the rule, and adds no rows
    page.get_by_role("button", name="Propose it").click()
    page.get_by_label("Adopted", exact=True).check()
    page.get_by_label("By which decision").fill("General assembly, item 5")
    page.get_by_role("button", name="Write it down").click()
    page.get_by_role("link", name="Prepare the notices").wait_for()
    return page.url


def send_notices(page: Page, schedule: str, *, dated: date, due: date, count: int) -> None:
    """Worked out, looked at, made and sent."""
    page.goto(schedule)
    page.get_by_role("link", name="Prepare the notices").click()
    page.get_by_label("Date on the notices").fill(dated.isoformat())
    page.get_by_label("Due on").fill(due.isoformat())
    page.get_by_role("button", name="Work the fees out").click()
    work()
    how_many = "one notice" if count == 1 else f"{count} notices"
    page.get_by_role("button", name=f"Make and send {how_many}").click()
    work()


def match_a_bank_file(page: Page, paid: list[FeeNotice]) -> None:
    """A statement (CAMT.053) pays these; what is proposed is booked. The same file again brings nothing."""
    statement = bank_files.many(
        [
            ("350.00", row.organisation.name.split()[0], "PT50000201231234567890154", "", row.reference)
            for row in paid
        ]
    )
    page.goto(f"{ROOM}fees/bank/")
    page.get_by_label("Bank statement").set_input_files(file("march.xml", "application/xml", statement))
    page.get_by_role("button", name="Take the file in").click()
    page.get_by_text(f"{len(paid)} new entries were taken in.").wait_for()
    page.goto(f"{ROOM}fees/bank/lines/")  # page by page, until nothing waits
    while page.locator("input[name=line]:checked").count():
        page.get_by_role("button", name="Book what is ticked").click()
        page.get_by_text(re.compile("payments? (is|are) booked")).wait_for()
        page.goto(f"{ROOM}fees/bank/lines/")
    page.get_by_text("Nothing waits here").wait_for()
    page.goto(f"{ROOM}fees/bank/")
    page.get_by_label("Bank statement").set_input_files(file("again.xml", "application/xml", statement))
    page.get_by_role("button", name="Take the file in").click()
    page.get_by_text("Everything in this file is here already. Nothing was changed.").wait_for()


def credit_it(page: Page, notice: FeeNotice) -> None:
    page.goto(f"{ROOM}fees/notices/{notice.pk}/")
    page.get_by_role("link", name="Cancel by a credit note").click()
    page.get_by_label("Why").fill("This member left before the year began.")
    page.get_by_role("button", name="Make the credit note").click()
    page.get_by_text("Credit note C-").first.wait_for()
    work()


def remind(page: Page) -> None:
    page.goto(f"{ROOM}fees/reminders/")
    page.get_by_role("button", name="Send one reminder").click()
    page.get_by_text("The reminders are being written").first.wait_for()
    work()
