"""What carries a line: found in all rooms, as far as one may see it, or in words; which promises live and which are only paper."""

import pytest

from networks.meet.meetings.models import BodyKind
from networks.meet.meetings.rules import bodies
from networks.network.charter import shelf
from networks.network.charter.models import Carrier
from networks.network.charter.rules import carrying, lines
from networks.network.charter.rules.errors import NotNow
from networks.notices.models import Notification
from networks.record.models import Link

pytestmark = pytest.mark.django_db


def test_the_front_page_says_what_lives_and_what_is_only_paper(
    adopted, coordinator, member, browser_of, here
):
    living, _paper = adopted("We buy together."), adopted("We speak up.", "where")
    carrying.carry(living, words="A list of insurers", person=member, by=coordinator)
    page = browser_of(member).get(here("charter")).content.decode()
    assert (
        "1 lives" in page and "1 is only paper." in page and "A list of insurers" in page and "Radu" in page
    )
    assert Notification.objects.filter(person=member, event__verb="charter.carried").exists()


def test_something_is_found_in_another_room_and_linked(adopted, coordinator, browser_of, here):
    line = adopted()
    group = bodies.make(BodyKind.WORKING_GROUP, "Buying together", by=coordinator)
    desk = browser_of(coordinator)
    address = here("charter-carrier-new", line=line.pk)
    found = desk.get(address, {"q": "buying"}).content.decode()
    assert f"thing=meet_meetings.body%3A{group.pk}" in found
    chosen = f"{address}?thing=meet_meetings.body:{group.pk}"
    assert "Buying together" in desk.get(chosen).content.decode()
    desk.post(chosen, {"person": coordinator.pk})
    desk.post(chosen, {"person": ""})  # the same thing again changes who works on it
    carrier = Carrier.objects.get()
    assert carrier.about_id == group.pk and carrier.person is None
    assert Link.objects.get(kind="carried by").target_id == group.pk
    assert desk.get(address, {"q": "nothing like it"}).content.decode().count("Nothing is called that") == 1
    desk.post(here("charter-carrier-removal", carrier=carrier.pk))
    assert not Carrier.objects.exists() and not Link.objects.filter(kind="carried by").exists()


def test_what_one_may_not_see_has_no_words(adopted, coordinator, member, browser_of, here, actor_of):
    line = adopted()
    board = bodies.make(BodyKind.BOARD, "Secret board", by=coordinator)
    carrying.carry(line, thing=board, by=coordinator)
    assert "Secret board" in browser_of(coordinator).get(here("charter")).content.decode()
    for page in (here("charter"), here("charter-line", line=line.pk)):
        text = browser_of(member).get(page).content.decode()
        assert "Secret board" not in text and "something you may not see" in text
    assert shelf.parts(actor_of(member))[2].living == 1  # that something carries it may be known


def test_only_an_adopted_line_is_carried(coordinator, member, network):
    made = lines.propose("what", "We sing.", language="en", by=member)
    with pytest.raises(NotNow, match="adopted"):
        carrying.carry(made.line, words="A choir", by=coordinator)


def test_the_front_page_asks_as_much_for_ten_lines_as_for_two(
    adopted, coordinator, member, browser_of, here, django_assert_max_num_queries
):
    desk = browser_of(member)

    def ask():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as asked:
            desk.get(here("charter"))
        return len(asked)

    body = bodies.make(BodyKind.ASSEMBLY, "Assembly", by=coordinator)
    for number in range(2):
        carrying.carry(adopted(f"Line {number}"), thing=body, by=coordinator)
    ask()
    few = ask()
    for number in range(8):
        carrying.carry(adopted(f"More {number}"), thing=body, by=coordinator)
    assert ask() == few
