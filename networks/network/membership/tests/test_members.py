"""The list of members, and where the navigation leads."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from networks.network.membership.models import Category
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


def test_the_two_rooms_of_the_area_are_one_step_from_one_another(house, staff, browser_of, here):
    browser = browser_of(staff)
    for place in ("members", "people"):
        page = browser.get(here(place))
        assert [(str(name), url, at) for name, url, at in page.context["rooms_here"]] == [
            ("Membership", here("members"), place == "members"),
            ("People", here("people"), place == "people"),
        ]


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
