"""Categories, terms and own fields as a coordinator sets them; memberships begun, changed and ended by hand."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from networks.network.membership.models import Category, Membership, Note, OwnField, Terms
from networks.network.membership.rules import own_fields, settings
from networks.network.membership.rules.belonging import begin, change_category, end
from networks.network.membership.waiting import needs
from networks.people.models import Organisation


@pytest.fixture
def browser(coordinator, browser_of):
    return browser_of(coordinator)


def test_a_new_network_begins_with_the_usual_four_in_its_languages(browser, coordinator, here):
    assert "Begin with the usual four" in browser.get(here("categories")).content.decode()
    for _twice in range(2):
        browser.post(here("categories-offered"))
    assert list(Category.objects.order_by("position").values_list("kind", "votes")) == [
        ("full", True), ("associate", False), ("candidate", False), ("observer", False),
    ]  # fmt: skip
    from networks.base.texts import Reader

    assert Category.objects.order_by("position").first().version_for("name", Reader(("fr",))).language == "fr"


CATEGORY = {
    "name": "Full",
    "about": "",
    "kind": "full",
    "votes": "on",
    "weight": "1",
    "may_apply": "on",
    "months": "",
}


def test_a_category_is_written_changed_moved_and_taken_out_of_use(browser, here, house):
    for name in ("Full", "Friends"):
        browser.post(here("category-new"), {**CATEGORY, "name": name, "in_fr_name": f"{name} en français"})
    full, friends = Category.objects.order_by("position")
    begin(house, full)
    browser.post(here("category-move", key=friends.pk), {"up": "1"})
    assert list(Category.objects.order_by("position")) == [friends, full]
    assert browser.post(here("category", key=full.pk), {**CATEGORY, "name": "friends"}).status_code == 422
    assert browser.post(here("category-new"), {**CATEGORY, "name": "X", "weight": "0"}).status_code == 422
    browser.post(
        here("category", key=full.pk), {**CATEGORY, "name": "Members", "weight": "3", "in_fr_name": "Membres"}
    )
    full.refresh_from_db()
    assert (full.name, full.weight) == ("Members", 3)
    browser.post(here("category-retirement", key=full.pk))
    full.refresh_from_db()
    assert full.retired_at and Membership.objects.now().filter(category=full).exists(), "those in it stay"
    browser.post(here("category-retirement", key=full.pk), {"again": "1"})
    full.refresh_from_db()
    assert full.retired_at is None


def test_members_from_before_get_a_category_at_once(browser, coordinator, house, here, actor_of):
    category = Category.objects.create(name="Full")
    Organisation.objects.create(name="Partner", is_member=False)
    assert [need.url for need in needs(actor_of(coordinator))] == [here("categories")]
    browser.post(here("categories-all-in"), {"category": category.pk})
    assert Membership.objects.get().organisation == house and not list(needs(actor_of(coordinator)))


def test_a_membership_by_hand_and_its_history(browser, house, here):
    Organisation.objects.filter(pk=house.pk).update(is_member=False)
    full, friends = Category.objects.create(name="Full"), Category.objects.create(name="Friends")
    OwnField.objects.create(key="sponsor", name="Sponsor", on="membership")
    today = timezone.localdate()
    year_ago = today - timedelta(days=365)
    begun = here("membership-begin", key=house.pk)
    assert browser.post(begun, {"category": full.pk, "since": today + timedelta(days=2)}).status_code == 422
    for _twice in range(2):
        browser.post(begun, {"category": full.pk, "since": year_ago, "number": "7", "own_sponsor": "Filo"})
    first = Membership.objects.get()
    house.refresh_from_db()
    assert (first.since, first.number, first.own) == (year_ago, "7", {"sponsor": "Filo"}) and house.is_member
    changed = here("membership-change", key=first.pk)
    assert (
        browser.post(changed, {"category": friends.pk, "on": year_ago - timedelta(days=1)}).status_code == 422
    )
    browser.post(
        changed, {"category": friends.pk, "on": today - timedelta(days=30), "reason": "They are smaller now."}
    )
    assert browser.post(changed, {"category": friends.pk, "on": today}).status_code == 404, (
        "that one has ended"
    )
    second = Membership.objects.get(until=None)
    assert (second.category, second.since) == (friends, today - timedelta(days=30))
    assert Note.objects.get().text == "They are smaller now."
    browser.post(here("membership-end", key=second.pk), {"reason": "resigned", "on": today})
    house.refresh_from_db()
    assert not house.is_member
    page = browser.get(here("member", key=house.pk)).content.decode()
    assert "resigned" in page and "changed its category" in page


def test_of_two_who_act_on_one_membership_one_wins(house):
    full, friends = Category.objects.create(name="Full"), Category.objects.create(name="Friends")
    found = begin(house, full)
    assert change_category(found, friends) and change_category(found, friends) is None
    assert not end(found, "resigned")
    assert Membership.objects.filter(until=None).count() == 1


FIELD = {
    "name": "Colour",
    "help": "",
    "on": "organisation",
    "kind": "choice",
    "seen_by": "members",
    "edited_by": "own",
    "words": "Red\nBlue",
}


def test_an_own_field_is_made_ordered_and_taken_out_of_use_without_losing_a_value(
    browser, here, house, coordinator
):
    browser.post(here("own-field-new"), FIELD)
    browser.post(here("own-field-new"), {**FIELD, "kind": "text", "name": "Colour", "words": ""})
    first, second = OwnField.objects.order_by("position")
    assert first.choices == ["Red", "Blue"] and first.key == "colour" and second.key != "colour"
    own_fields.write(house, first, "Red")
    browser.post(here("own-field", key=first.pk), {**FIELD, "name": "Paint", "words": "Blue\nGreen"})
    browser.post(here("own-field-retirement", key=first.pk))
    house.refresh_from_db()
    first.refresh_from_db()
    assert (first.name, first.key, first.choices) == ("Paint", "colour", ["Blue", "Green"])
    assert first.retired_at and house.own == {"colour": "Red"}
    browser.post(here("own-field-retirement", key=first.pk), {"again": "1"})
    browser.post(here("own-field-move", key=second.pk), {"up": "1"})
    assert [one.pk for one in own_fields.fields("organisation")] == [second.pk, first.pk]
    assert "Out of use" not in browser.get(here("own-fields")).content.decode()


@pytest.mark.parametrize(
    "change",
    [{"words": "Red"}, {"name": ""}, {"kind": "blob"}, {"on": "planet"}, {"seen_by": "coordinators"}, {"edited_by": "public"},
     {"words": "x" * 201 + "\ny"}, {"on": "person", "seen_by": "public"}, {"on": "membership", "seen_by": "public"},
     {"kind": "file", "seen_by": "public"}],
)  # fmt: skip
def test_a_field_that_cannot_be_is_refused_in_words(change, browser, here):
    assert browser.post(here("own-field-new"), {**FIELD, **change}).status_code == 422
    assert not OwnField.objects.exists()


def test_a_name_without_letters_gets_a_key_too(coordinator):
    made = [settings.make_field(OwnField(name=name)) for name in ("…", "???", "Σχόλια")]
    assert len({one.key for one in made}) == 3 and all(one.key for one in made)


def test_terms_say_what_the_network_uses(browser, here):
    browser.post(
        here("terms"),
        {"uses_fees": "on", "legal_form": "AISBL", "registration": "", "reply_to": "x@ponte.example"},
    )
    terms = Terms.current()
    assert (terms.uses_fees, terms.uses_applications, terms.legal_form) == (True, False, "AISBL")
    assert browser.post(here("terms"), {"reply_to": "nobody"}).status_code == 422


def test_somebody_fills_in_what_is_asked_about_themselves(staff, stranger, browser_of, here):
    OwnField.objects.create(key="food", name="Food", on="person", seen_by="own", edited_by="own")
    place = here("person-fields", key=staff.pk)
    browser_of(staff).post(place, {"own_food": "Vegan"})
    assert own_fields.record_of(staff).own == {"food": "Vegan"}
    assert "Food" not in browser_of(stranger).get(place).content.decode()
    browser_of(stranger).post(place, {"own_food": "Meat"})
    assert own_fields.record_of(staff).own == {"food": "Vegan"}


def test_the_tab_of_a_page_is_lit_also_where_it_has_an_address_of_its_own(browser, here):
    for name, tab in (("members", "Members"), ("admission-settings", "Applications"), ("letters", "Lists")):
        page = browser.get(here(name)).content.decode()
        lit = re.findall(r'aria-current="page">([^<]+)</a>', page.split('class="tabs"')[1].split("</nav>")[0])
        assert lit == [tab], name
