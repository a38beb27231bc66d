"""What stands about an organisation: its own people keep it, section by section; what everybody may see is said field by field."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from networks.network.membership.models import Category, Figure, FigureValue, Membership, OnBehalf, OwnField
from networks.network.membership.rules.on_behalf import thing_of
from networks.notices.models import Notification
from networks.people.models import Organisation
from networks.record.models import Event

NAMES = {
    "name": "Oficina Maré",
    "legal_name": "",
    "easy_name": "",
    "kind": "",
    "founded": "",
    "description": "",
    "language": "en",
}


@pytest.fixture
def save(browser_of, here, house):
    """Fill in one section as somebody; what was on the page is sent back as it stood."""

    def fill(person, section, **data):
        browser = browser_of(person)
        place = here("member-section", key=house.pk, section=section)
        mark = browser.get(place).context["form"].initial["mark"]
        answer = browser.post(place, {"mark": mark, **data})
        house.refresh_from_db()
        return answer

    return fill


def errors(answer) -> dict:
    return dict(answer.context["form"].errors)


def test_own_staff_correct_it_and_say_what_everybody_may_see(save, staff, house, coordinator):
    answer = save(staff, "names", **{**NAMES, "legal_name": "Oficina Maré CRL", "founded": "1996", "kind": "wise"}, public_name="on", public_founded="on")  # fmt: skip

    assert answer.status_code == 302
    assert (house.legal_name, house.founded, house.kind) == ("Oficina Maré CRL", 1996, "wise")
    assert house.public == ["name", "founded"]
    event = Event.objects.get(verb="organisation.changed")
    assert event.actor == staff and set(event.facts["fields"]) == {"legal_name", "founded", "kind", "public"}
    assert "CRL" not in str(event.facts), "the audit trail names fields, never what they say"


def test_a_tick_in_one_section_leaves_those_of_others(save, staff, house):
    house.public = ["name", "website"]
    house.save()
    save(staff, "names", **NAMES, public_description="on")
    assert house.public == ["description", "website"]


def test_its_people_hear_of_a_coordinators_change_but_not_of_their_own(save, staff, coordinator):
    save(staff, "contact", website="", email="", phone="+351 265 1")
    save(coordinator, "contact", website="https://oficina.example", email="", phone="+351 265 000 1")
    assert Notification.objects.get(event__verb="organisation.changed").person == staff


def test_of_two_who_save_at_once_the_slower_sees_it_and_keeps_what_they_wrote(
    staff, coordinator, house, browser_of, here
):
    place = here("member-section", key=house.pk, section="names")
    first, second = browser_of(staff), browser_of(coordinator)
    marks = [browser.get(place).context["form"].initial["mark"] for browser in (first, second)]
    first.post(place, {**NAMES, "mark": marks[0], "legal_name": "First"})
    answer = second.post(place, {**NAMES, "mark": marks[1], "legal_name": "Second"})
    house.refresh_from_db()
    assert answer.status_code == 422 and house.legal_name == "First"
    page = answer.content.decode()
    assert "Second" in page and "Somebody else changed this" in page
    again = second.post(place, {**NAMES, "mark": answer.context["form"].data["mark"], "legal_name": "Second"})
    house.refresh_from_db()
    assert again.status_code == 302 and house.legal_name == "Second"


def test_a_region_lies_in_its_country(save, staff, house):
    assert save(staff, "place", country="PT", region="PT1B0", place="Setúbal", address="").status_code == 302
    assert house.region == "PT1B0"
    answer = save(staff, "place", country="BE", region="PT1B0", place="", address="")
    assert "region" in errors(answer) and "BE234 · Arr. Gent" in answer.content.decode()
    assert save(staff, "place", country="US", region="", place="", address="").status_code == 302


@pytest.mark.parametrize(
    ("section", "field", "wrong"),
    [
        ("names", "founded", "20000"), ("names", "name", ""), ("names", "kind", "sect"), ("names", "language", "xx"),
        ("contact", "phone", "call me"), ("contact", "email", "ines@"), ("contact", "website", "javascript:alert(1)"),
        ("work", "sectors", "mining"), ("work", "languages", "klingon"),
        ("numbers", "vat", "PT501964844"), ("numbers", "vat", "?"), ("numbers", "pic", "12345678"), ("numbers", "oid", "10000000"),
        ("numbers", "transparency", "123"), ("place", "country", "ZZ"),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_said_beside_the_field(section, field, wrong, save, staff, house):
    base = NAMES if section == "names" else {}
    answer = save(staff, section, **{**base, field: wrong})
    assert answer.status_code == 422 and field in errors(answer)


def test_numbers_are_kept_as_they_are_written_in_europe(save, staff, house):
    save(
        staff,
        "numbers",
        registration=" 12 34 ",
        vat="501 964 843",
        pic="999 999 999",
        oid="e10000001",
        transparency="123456789012–34",
    )
    assert house.numbers == {
        "registration": "12 34", "vat": "PT501964843", "pic": "999999999", "oid": "E10000001", "transparency": "123456789012-34",
    }  # fmt: skip
    assert set(Event.objects.get(verb="organisation.changed").facts["fields"]) == set(house.numbers)
    save(staff, "numbers", registration="", vat="", pic="999999999", oid="", transparency="")
    assert house.numbers == {"pic": "999999999"}


def picture(kind="PNG") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (900, 300), "red").save(out, kind)
    return SimpleUploadedFile("logo.png", out.getvalue(), "image/png")


def test_a_logo_is_made_anew_and_shown_to_everybody_only_with_consent(
    save, staff, stranger, house, browser_of, here
):
    save(staff, "logo", picture=picture())
    assert house.logo and house.logo_consent_at is None and "logo" not in house.public
    assert Image.open(house.logo.open()).size == (640, 213)
    answer = browser_of(stranger).get(here("member-logo", key=house.pk))
    assert answer["Content-Type"] == "image/webp" and b"".join(answer.streaming_content)[8:12] == b"WEBP"
    save(staff, "logo", consent="on")
    assert house.logo_consent_at and house.public == ["logo"]
    save(staff, "logo", remove="on")
    assert not house.logo and house.logo_consent_at is None and house.public == []
    assert browser_of(stranger).get(here("member-logo", key=house.pk)).status_code == 404


@pytest.mark.parametrize("data", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"not a picture", b""])
def test_what_is_no_picture_is_refused(data, save, staff, house):
    answer = save(staff, "logo", picture=SimpleUploadedFile("logo.png", data))
    assert answer.status_code == 422 and not house.logo


def test_own_fields_are_asked_of_those_who_may(save, staff, coordinator, house, browser_of, here):
    OwnField.objects.create(key="van", name="Van", kind="yes_no", seen_by="members", edited_by="own")
    OwnField.objects.create(key="debt", name="Debt")
    save(staff, "own", own_van="true", own_debt="1000")
    assert house.own == {"van": True}, "what somebody may not change is not taken from them either"
    save(coordinator, "own", own_van="true", own_debt="1000")
    assert house.own == {"van": True, "debt": "1000"}
    page = here("member", key=house.pk)
    assert "1000" in browser_of(coordinator).get(page).content.decode()
    assert "1000" not in browser_of(staff).get(page).content.decode()


def test_a_change_that_they_asked_for_is_recorded_on_their_behalf(
    save, coordinator, staff, house, browser_of, here
):
    data = {"website": "https://mare.example", "email": "", "phone": ""}
    answer = save(coordinator, "contact", **data, behalf_document=SimpleUploadedFile("letter.txt", b"Please"))
    assert "behalf_reason" in errors(answer)
    save(
        coordinator,
        "contact",
        **data,
        behalf_reason="They wrote",
        behalf_document=SimpleUploadedFile("l.txt", b"Please"),
    )
    made = OnBehalf.objects.get()
    assert (made.about_id, made.reason, made.organisation) == (house.pk, "They wrote", house)
    assert thing_of(made).title == f"What stands about {house.name}: website"
    page = browser_of(staff).get(here("on-behalf", key=made.pk)).content.decode()
    assert f"What stands about {house.name}: website" in page
    save(staff, "contact", **data, behalf_reason="Mine")
    assert OnBehalf.objects.count() == 1, "its own people need no such reason"


def test_the_size_of_a_year_is_entered_and_nothing_is_not_zero(staff, stranger, house, browser_of, here):
    browser, place = browser_of(staff), here("member-figures", key=house.pk)
    browser.post(place)
    assert {figure.key for figure in Figure.objects.all()} == set(Figure.STANDARD)
    browser.post(
        place + "?year=2025", {"turnover": "1200000.50", "staff": "12.5", "workers": "0", "represented": ""}
    )
    kept = {v.figure.key: (v.amount, v.year) for v in FigureValue.objects.select_related("figure")}
    assert {k: (float(a), y) for k, (a, y) in kept.items()} == {"turnover": (1200000.5, 2025), "staff": (12.5, 2025), "workers": (0.0, 2025)}  # fmt: skip
    browser.post(
        place + "?year=2025", {"turnover": "1200000.50", "staff": "", "workers": "0", "represented": ""}
    )
    assert not FigureValue.objects.filter(figure__key="staff").exists()
    page = browser.get(here("member", key=house.pk))
    assert [(name.text, values[0].year) for name, values in page.context["sizes"]] == [
        ("Turnover", 2025),
        ("Workers with support needs", 2025),
    ]
    assert "1,200,000.50" in page.content.decode()
    assert "1,200,000.50" not in browser_of(stranger).get(here("member", key=house.pk)).content.decode()
    assert browser.post(place + "?year=2025", {"workers": "1.5"}).status_code == 422
    assert browser.get(place + "?year=99999999999").status_code == 200


def test_a_coordinator_adds_a_member_in_one_step(coordinator, browser_of, here):
    category = Category.objects.create(name="Full members")
    browser = browser_of(coordinator)
    browser.post(
        here("member-new"), {"name": "Radionica Korak", "country": "RS", "category": str(category.pk)}
    )
    browser.post(here("member-new"), {"name": "Labour Agency", "country": "", "category": ""})
    members = dict(Organisation.objects.values_list("name", "is_member"))
    assert members == {"Radionica Korak": True, "Labour Agency": False}
    assert Membership.objects.get().category == category
    assert browser.post(here("member-new"), {"name": "", "category": "x"}).status_code == 422


def test_the_page_needs_as_many_queries_for_one_person_as_for_forty(coordinator, house, browser_of, here):
    from networks.people.belonging import affiliate
    from networks.people.models import Function, Person

    browser, counts = browser_of(coordinator), []
    browser.get(here("member", key=house.pk))
    for round_ in range(2):
        for n in range(1 if round_ == 0 else 40):
            place = affiliate(Person.objects.create_user(f"p{round_}-{n}@x.example", f"P{n}"), house)
            Function.objects.create(affiliation=place, kind="delegate")
        with CaptureQueriesContext(connection) as caught:
            browser.get(here("member", key=house.pk))
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_others_read_it_and_change_nothing(stranger, house, browser_of, here):
    browser = browser_of(stranger)
    assert browser.get(here("member", key=house.pk)).status_code == 200
    assert browser.get(here("organisation", key=house.pk))["Location"] == here("member", key=house.pk)
    for name in ("member-change", "member-file", "member-figures"):
        assert browser.get(here(name, key=house.pk)).status_code == 403
    assert browser.post(here("member-section", key=house.pk, section="names"), NAMES).status_code == 403
