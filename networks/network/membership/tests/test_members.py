"""The list of members, and where the navigation leads."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from networks.network.membership.models import Admission, Category
from networks.network.membership.rules.belonging import begin
from networks.people.models import Organisation


def test_members_stand_with_their_category(house, staff, browser_of, here):
    begin(house, Category.objects.create(name="Full members"))
    page = browser_of(staff).get(here("members")).content.decode()
    assert "Oficina Maré" in page and "Full members" in page


def test_partners_are_shown_on_request_only(house, coordinator, browser_of, here):
    Organisation.objects.create(name="Erne Labour Agency", is_member=False)
    browser = browser_of(coordinator)
    assert "Erne" not in browser.get(here("members")).content.decode()
    assert "Erne" in browser.get(here("members") + "?all=1").content.decode()


def test_the_plain_list_of_organisations_leads_here(house, staff, browser_of, here):
    assert browser_of(staff).get(here("organisations"))["Location"] == here("members")


def test_members_and_people_are_one_step_from_one_another(house, staff, browser_of, here):
    browser = browser_of(staff)
    for place in ("members", "people"):
        page = browser.get(here(place))
        shown = [(str(name), url, at) for name, url, at in page.context["rooms_here"]]
        for room, address in (("Membership", "members"), ("People", "people")):
            assert (room, here(address), place == address) in shown


def test_long_lists_come_page_by_page_in_as_many_queries(coordinator, browser_of, here):
    category = Category.objects.create(name="Full members")
    for n in range(3):
        begin(Organisation.objects.create(name=f"House 0{n}"), category)
    browser, counts, seen = browser_of(coordinator), [], []
    browser.get(here("members"))  # the first page of a new device also notes the device
    address = here("members")
    for more in (0, 60):
        Organisation.objects.bulk_create(Organisation(name=f"House {n}") for n in range(10, 10 + more))
        with CaptureQueriesContext(connection) as caught:
            browser.get(address)
        counts.append(len(caught))
    while address:
        page = browser.get(address).context["page"]
        seen += [row.name for row in page.rows]
        address = here("members") + page.next_url if page.next_url else ""
    assert counts[0] == counts[1] and seen == sorted(seen) and len(seen) == 63


@pytest.mark.parametrize("query", ["?q=%00", "?after=x", "?after=WzFd", "?q=" + "x" * 5000])
def test_nothing_in_the_address_breaks_it(query, house, coordinator, browser_of, here):
    assert browser_of(coordinator).get(here("members") + query).status_code == 200


def test_members_are_narrowed_by_country_and_category_in_the_address(house, coordinator, browser_of, here):
    full, friends = (Category.objects.create(name=name) for name in ("Full members", "Friends"))
    full.put_version("name", "fr", "Membres effectifs")
    begin(house, full)
    begin(Organisation.objects.create(name="Atelier Meuse", country="BE"), friends)
    Organisation.objects.create(name="Radionica", country="RS")
    browser = browser_of(coordinator)

    def seen(query):
        return [row.name for row in browser.get(here("members") + query).context["page"].rows]

    assert seen("?country=PT") == ["Oficina Maré"] and seen("?country=BE&q=atelier") == ["Atelier Meuse"]
    assert (
        seen(f"?category={friends.pk}") == ["Atelier Meuse"] and seen(f"?category={full.pk}&country=BE") == []
    )
    assert len(seen("?country=XX&category=nonsense")) == 3
    nothing = browser.get(here("members") + "?country=RS&q=atelier").content.decode()
    assert (
        'href="?q=atelier&amp;country=RS&amp;all=1"' in nothing and "Look for a part of the name" in nothing
    )
    page = browser.get(here("members") + f"?country=PT&category={full.pk}").content.decode()
    address = here("list", kind="organisations") + f"?country=PT&amp;category={full.pk}"
    assert address in page and "Full members" in page
    rows = browser.get(address.replace("&amp;", "&")).content.decode()
    assert "Oficina Maré" in rows and "Atelier Meuse" not in rows


def test_merging_is_an_action_and_no_page_among_others(house, coordinator, staff, browser_of, here):
    merge = here("merge-choose", key=house.pk)
    page = browser_of(coordinator).get(here("member", key=house.pk)).content.decode()
    assert merge in page and merge not in page.split('aria-label="About this member"')[1].split("</nav>")[0]
    assert merge not in browser_of(staff).get(here("member", key=house.pk)).content.decode()


def test_how_its_membership_went_and_what_it_may_apply_for(house, coordinator, staff, browser_of, here):
    category = Category.objects.create(name="Full members")
    category.put_version("name", "fr", "Membres effectifs")
    begin(house, category, by=coordinator)
    browser, asked = browser_of(staff), f"{here('application-own')}?organisation={house.pk}"
    assert asked not in browser.get(here("member", key=house.pk)).content.decode(), "nobody may apply now"
    Admission.objects.create(is_open=True)
    page = browser.get(here("member", key=house.pk)).content.decode()
    assert asked in page and asked not in page.split('aria-label="About this member"')[1].split("</nav>")[0]
    staff.language = "fr"
    staff.save()
    page = browser.get(here("member", key=house.pk)).content.decode()
    assert '<strong lang="fr">Membres effectifs</strong>' in page and "Full members" not in page


@pytest.mark.parametrize(("count", "folded"), [(7, 0), (8, 2), (12, 6)])
def test_many_pages_about_a_member_fold_and_the_open_one_is_seen(
    count, folded, house, coordinator, rf, actor_of, monkeypatch
):
    from types import SimpleNamespace

    from networks.network.membership.templatetags import membership

    pages = [(f"Page {n}", f"/p{n:02}/") for n in range(count)]
    monkeypatch.setattr(
        membership, "rooms", lambda: [SimpleNamespace(organisation_pages=lambda house, actor: pages)]
    )
    request = rf.get(pages[-1][1])
    request.actor = actor_of(coordinator)
    found = membership.organisation_tabs({"request": request}, house)
    assert len(found["folded"]) == folded and len(found["pages"]) + folded == count
    assert pages[-1][0] in [name for name, _url, here in found["pages"] if here]
