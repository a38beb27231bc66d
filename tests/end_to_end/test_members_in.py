"""A coordinator stops using the spreadsheet: sixty members in another language come in, a list is kept, written to and taken out."""

import io

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from networks.base import jobs
from networks.base.tenancy import in_network
from networks.network.membership.models import Letter, LetterRecipient, OwnField, SavedList
from networks.network.membership.tests.spreadsheets import as_csv, sixty
from networks.people.models import Network, Organisation, Person, Role
from tests.end_to_end.axe import look_at

pytestmark = [pytest.mark.browser, pytest.mark.room("network.membership")]
ROOM = "/ponte/network/membership/"


@pytest.fixture
def ilse(site):
    """A coordinator of a network in which nobody is yet."""
    network = Network.objects.create(name="Ponte", slug="ponte", languages=["en", "sk"], purpose="Bridges")
    with in_network(network):
        person = Person.objects.create_user("ilse@ponte.example", "Ilse Vermeulen")
        Role.objects.create(person=person, kind="coordinator")
        yield person


def run_jobs() -> None:
    jobs.run_all()


def test_sixty_members_become_a_register_a_list_and_a_letter(visit, site, ilse):
    page = visit(site, f"{ROOM}imports/", person=ilse)
    page.get_by_label("Spreadsheet or address book").set_input_files(
        {"name": "clenovia.csv", "mimeType": "text/csv", "buffer": as_csv(sixty())}
    )
    page.get_by_role("button", name="Look at the file").click()

    # the columns, in another language and order, are recognised; one is corrected
    expect(page.get_by_role("heading", level=1)).to_have_text("What the columns are")
    expect(page.get_by_label("Názov", exact=True)).to_have_value("organisation.name")
    expect(page.get_by_label("Faktúry e-mail")).to_have_value("invoices.email")
    page.get_by_label("Vozový park").select_option("new:organisation:text")
    assert look_at(page, page.url.removeprefix(site), widths=(320, 1440)) == []
    page.get_by_label("Vozový park").select_option("new:organisation:text")
    page.get_by_role("button", name="See what will happen").click()

    # line by line: three are wrong, two are said twice
    expect(page.get_by_role("heading", name="What will happen")).to_be_visible()
    page.get_by_role("link", name="Wrong (3)").click()
    expect(page.get_by_text("“asi veľa” is no number.")).to_be_visible()
    page.get_by_role("link", name="Changes (1)").click()
    expect(page.get_by_text("as line 20 (the same number)")).to_be_visible()
    assert look_at(page, page.url.removeprefix(site), widths=(320, 1440)) == []
    page.get_by_role("button", name="Import", exact=True).click()
    run_jobs()
    page.reload()
    expect(page.get_by_role("link", name="Take this import back")).to_be_visible()
    assert Organisation.objects.count() == 57
    assert {field.name for field in OwnField.objects.all()} == {"Vozový park", "Vlastná jedáleň"}

    # a list, filtered by an own field, kept under a name
    page.goto(f"{ROOM}lists/organisations/")
    page.locator("select[name=country]").select_option("SK")
    page.locator("summary", has_text="More filters").click()
    page.locator("select[name='own.vlastna-jedalen']").select_option("yes")
    page.locator("summary", has_text="Columns").click()
    page.locator("input[name=columns][value='own.vozovy-park']").check()
    page.get_by_role("button", name="Show").first.click()
    expect(page.get_by_text("3 in this list")).to_be_visible()
    assert look_at(page, page.url.removeprefix(site), widths=(320, 1440)) == []
    page.reload()
    page.locator("summary", has_text="Keep this list").click()
    page.get_by_label("Name of this list").fill("Canteens")
    page.get_by_role("button", name="Keep the list").click()
    assert SavedList.objects.get().name == "Canteens"
    page.get_by_role("link", name="Canteens").click()

    # taken out as it is shown
    with page.expect_download() as download:
        page.get_by_role("link", name="Excel (XLSX)").click()
    with open(download.value.path(), "rb") as file:
        rows = list(load_workbook(io.BytesIO(file.read())).active.iter_rows(values_only=True))
    assert rows[0][-1] == "Vozový park"
    assert len(rows) == 4

    # written to
    page.get_by_role("link", name="Write to this list").click()
    page.get_by_role("checkbox", name="Legal representative").check()
    page.get_by_label("Subject (English)").fill("Canteen of {organisation}")
    page.get_by_label("Text (English)").fill("Dear {name}, your number is {number}.")
    page.get_by_role("button", name="See the copies").click()
    expect(page.get_by_text("Dear Jana Nováková")).to_be_visible()
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_text("2 of 3")).to_be_visible()
    assert look_at(page, page.url.removeprefix(site), widths=(320, 1440)) == []
    page.get_by_role("button", name="Send the letter").click()
    run_jobs()
    page.reload()
    expect(page.get_by_role("link", name="Sent (3)")).to_be_visible()
    assert look_at(page, page.url.removeprefix(site), widths=(320, 1440)) == []
    assert Letter.objects.get().state == "sent"
    assert LetterRecipient.objects.filter(state="sent").count() == 3


def test_it_works_without_a_script(visit, site, ilse):
    page = visit(site, f"{ROOM}imports/", person=ilse, scripts=False, phone=True)
    page.get_by_label("Spreadsheet or address book").set_input_files(
        {"name": "members.csv", "mimeType": "text/csv", "buffer": b"Organisation,Country\nWerkhof,BE\n"}
    )
    page.get_by_role("button", name="Look at the file").click()
    page.get_by_role("button", name="See what will happen").click()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("link", name="Look again")).to_be_visible()
    run_jobs()
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_role("link", name="Take this import back")).to_be_visible()
    assert Organisation.objects.get().name == "Werkhof"
