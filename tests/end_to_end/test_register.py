"""The register: a coordinator fills it by hand, with the keyboard; the member's own staff corrects it on a phone and says what everybody may see."""

import pytest

from networks.base.tenancy import in_network
from networks.people.belonging import affiliate, grant_role
from networks.people.models import Network, Organisation, Person
from tests.browser import axe_violations
from tests.end_to_end.axe import scrolls_sideways, too_small

pytestmark = [pytest.mark.browser, pytest.mark.room("network.membership")]
ROOM = "/ponte/network/membership/"


@pytest.fixture
def ponte(site):
    """A network with a coordinator, and nothing else."""
    network = Network.objects.create(name="Ponte", slug="ponte", languages=["en", "fr"])
    with in_network(network):
        network.ilse = Person.objects.create_user("ilse@ponte.example", "Ilse Vermeulen")
        grant_role(network.ilse, "coordinator")
        yield network


def tab_to(page, name: str) -> None:
    """Go on with the keyboard until a control of that name has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        at = page.evaluate("(document.activeElement.name || document.activeElement.innerText || '').trim()")
        if at == name:
            return
    raise AssertionError(f"the keyboard does not reach {name}")


def look(page) -> list[str]:
    """What is wrong with a page for whoever cannot see it, or has a small one."""
    return [
        f"{page.url}: {one}" for one in (*axe_violations(page), *scrolls_sideways(page), *too_small(page))
    ]


def test_from_nothing_to_a_register_that_its_members_keep(site, visit, ponte):
    desk = visit(site, ROOM + "categories/", person=ponte.ilse)
    desk.get_by_role("button", name="Begin with the usual four").click()
    desk.get_by_role("link", name="Full members").wait_for()

    desk.goto(ROOM + "fields/new/")  # a field of its own
    desk.get_by_label("Name", exact=True).fill("Delivery van")
    desk.get_by_role("radio", name="Yes or no").check()
    desk.get_by_role("group", name="Who sees it?").get_by_label("all members").check()
    who = desk.get_by_role("group", name="Who may change it?")
    who.get_by_label("coordinators and whom it is about").check()
    desk.get_by_role("button", name="Keep it").click()
    desk.get_by_role("link", name="Delivery van").wait_for()

    desk.goto(ROOM + "members/new/")  # an organisation, with the keyboard alone
    tab_to(desk, "name")
    desk.keyboard.type("Oficina Maré")
    tab_to(desk, "country")
    desk.keyboard.type("Portugal")
    tab_to(desk, "Add it")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/change/")
    wrong = look(desk)

    with in_network(ponte):
        house = Organisation.objects.get()
        assert (house.name, house.country, house.is_member) == (
            "Oficina Maré",
            "PT",
            False,
        )  # a member once it has a category
        ines = Person.objects.create_user("ines@oficina.example", "Inês Duarte")
        affiliate(ines, house, "staff")
    page_of = f"{ROOM}members/{house.pk}/"

    phone = visit(site, page_of, person=ines, phone=True)  # its own staff, on a phone
    phone.get_by_role("link", name="Change what stands here").click()
    phone.get_by_role("link", name="Where it is").click()
    phone.get_by_role("combobox", name="Region").select_option("PT1B0")
    phone.get_by_role("textbox", name="Town").fill("Setúbal")
    phone.get_by_label("Everybody may see this: Town").check()
    wrong += look(phone)
    phone.get_by_role("button", name="Save").click()
    phone.get_by_role("link", name="Numbers used elsewhere").click()
    phone.get_by_label("VAT number").first.fill("PT501964844")
    phone.get_by_role("button", name="Save").click()
    assert phone.get_by_role("link", name="VAT number: The digits").count() == 1
    assert phone.get_by_label("VAT number").first.input_value() == "PT501964844", "what was typed stays"
    wrong += look(phone)
    phone.get_by_label("VAT number").first.fill("501964843")
    phone.get_by_role("button", name="Save").click()
    phone.get_by_role("link", name="More that this network asks").click()
    phone.get_by_label("Delivery van").select_option("true")
    phone.get_by_role("button", name="Save").click()
    phone.wait_for_url("**/change/")
    with in_network(ponte):
        house.refresh_from_db()
        assert (house.region, house.place, house.public) == ("PT1B0", "Setúbal", ["place"])
        assert house.numbers == {"vat": "PT501964843"} and house.own == {"delivery-van": True}

    desk.goto(page_of + "file/")  # the coordinator reads in the file what was changed, and sets a task
    assert desk.get_by_text("VAT number").count() == 1
    desk.get_by_text("Set a task").click()
    desk.get_by_label("What is to be done?").fill("Welcome them")
    desk.get_by_role("button", name="Set it").click()
    desk.get_by_role("listitem").filter(has_text="Welcome them").get_by_role("button").first.click()
    desk.get_by_text("Done: Welcome them").wait_for()
    for address in (page_of, page_of + "file/", ROOM + "categories/", ROOM + "fields/", ROOM + "terms/"):
        desk.goto(address)
        wrong += look(desk)
    narrow = visit(site, page_of, person=ines, size={"width": 320, "height": 800}, dark=True)
    wrong += look(narrow)
    assert not wrong, "\n".join(wrong)


def test_without_javascript(site, visit, ponte):
    page = visit(site, ROOM, person=ponte.ilse, scripts=False)
    page.get_by_role("link", name="Add an organisation").click()
    page.get_by_label("Name, as people call it").fill("Filo Comune")
    page.get_by_role("button", name="Add it").click()
    page.get_by_role("link", name="What it does").click()
    page.get_by_role("checkbox", name="Textiles and sewing").check()
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/change/")
    with in_network(ponte):
        assert Organisation.objects.get().sectors == ["textile"]
