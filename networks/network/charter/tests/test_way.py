"""From question to action: backwards and forwards through the links of all rooms, permission by permission, as a page and as a picture."""

import pytest

from networks.meet.meetings.models import BodyKind
from networks.meet.meetings.rules import bodies
from networks.network.charter.rules import carrying, lines
from networks.network.charter.templatetags.charter import promises, way_picture
from networks.people.models import Organisation
from networks.record import ways
from networks.record.rules import benefit, link

pytestmark = pytest.mark.django_db


@pytest.fixture
def conclusion(network, coordinator):
    from networks.meet.sessions.models import Conclusion
    from networks.meet.sessions.tests.reported import held

    held(coordinator)
    return Conclusion.objects.get(text="A network gives its members one voice.")


def way(here, thing):
    return here("charter-way", label=thing.label, key=thing.pk)


@pytest.mark.room("meet.sessions")
def test_a_line_is_walked_back_to_the_answers_and_on_to_what_carries_it(
    conclusion, adopted, coordinator, member, browser_of, here
):
    line = adopted("We speak with one voice.", "where", start=conclusion)
    group = bodies.make(BodyKind.WORKING_GROUP, "Letters to ministries", by=coordinator)
    carrying.carry(line, thing=group, by=coordinator)
    desk = browser_of(member)
    page = desk.get(way(here, line)).content.decode()
    for words in (
        "A network gives its members one voice.",
        "We speak with one voice.",
        "Letters to ministries",
        "Answer",
        "Theme",
    ):
        assert words in page
    order = [page.index(words) for words in ("one voice.</a>", "you are here", "Letters to ministries")]
    assert order == sorted(order)
    assert 'role="img"' in page and "<svg" in page
    assert "Into the charter" in page  # how it was decided may be known
    back = desk.get(way(here, group)).content.decode()
    assert "We speak with one voice." in back and "A network gives its members one voice." in back
    forth = desk.get(way(here, conclusion)).content.decode()
    assert "Letters to ministries" in forth


@pytest.mark.room("meet.sessions")
@pytest.mark.room("meet.meetings")
def test_word_for_word_a_line_and_its_motion_have_the_translations_of_the_conclusion(
    conclusion, coordinator, member
):
    from networks.meet.meetings.models import Motion
    from networks.meet.meetings.rules import meetings

    french = "Un réseau donne une voix à ses membres."
    conclusion.put_version("text", "fr", french, author=coordinator)
    other = lines.propose("where", "We speak with one voice.", language="en", start=conclusion, by=member)
    assert not other.versions()
    made = lines.propose("why", conclusion.text, language="en", start=conclusion, by=member)
    board = bodies.make(BodyKind.BOARD, "Board", by=coordinator)
    meetings.plan(board, title="A meeting", language="en", zone="Europe/Brussels", by=coordinator)
    lines.ask(made, to=board.label, to_id=board.pk, by=coordinator)
    motion = Motion.objects.get()
    for record in (made, motion):
        assert [v.text for v in record.versions() if v.language == "fr"] == [french]
        assert any(v.plain for v in record.versions())  # its plain words, too


def test_what_one_may_not_see_keeps_its_place_without_words(
    adopted, coordinator, member, browser_of, here, actor_of
):
    line = adopted()
    board = bodies.make(BodyKind.BOARD, "Secret board", by=coordinator)
    behind = bodies.make(BodyKind.ASSEMBLY, "Assembly for all", by=coordinator)
    carrying.carry(line, thing=board, by=coordinator)
    link(board, behind)
    desk = browser_of(member)
    page = desk.get(way(here, line)).content.decode()
    assert "Secret board" not in page and "Assembly for all" in page
    assert desk.get(way(here, board)).status_code == 404
    assert browser_of(coordinator).get(way(here, board)).status_code == 200
    kinds = [(step.thing.hidden, step.far) for step in ways.led_to(line, actor_of(member))]
    assert (True, 1) in kinds and (False, 2) in kinds


def test_what_members_got_is_summed_from_five_members_up(adopted, coordinator, member, browser_of, here):
    line = adopted()
    group = bodies.make(BodyKind.WORKING_GROUP, "Buying", by=coordinator)
    carrying.carry(line, thing=group, by=coordinator)
    houses = [Organisation.objects.create(name=f"House {n}", country="BE") for n in range(5)]
    for number, house in enumerate(houses[:4]):
        benefit(house, "money_saved", 100, "EUR", how="test", cause=f"c{number}", about=group)
    page = browser_of(member).get(way(here, line)).content.decode()
    assert "400" not in page and "fewer than 5 members" in page
    benefit(houses[4], "money_saved", 111, "EUR", how="test", cause="c5", about=group)
    page = browser_of(member).get(way(here, line)).content.decode()
    assert "511" in page and "by 5 members" in page


def test_nonsense_and_objects_of_other_kinds_are_not_found(network, member, browser_of, here):
    desk = browser_of(member)
    for label in ("people.person", "no.such", "x", "network_charter.line"):
        assert desk.get(here("charter-way", label=label, key=network.pk)).status_code == 404


def test_the_picture_has_a_knot_for_each_thing_and_says_how_many_more(adopted, coordinator, actor_of, member):
    line = adopted()
    for number in range(12):
        carrying.carry(
            line, thing=bodies.make(BodyKind.ASSEMBLY, f"Body {number}", by=coordinator), by=coordinator
        )
    steps = ways.led_to(line, actor_of(member))
    rows = [{"n": number, "step": step, "origin": None} for number, step in enumerate(steps, 1)]
    drawn = way_picture(rows, 'A "way"')
    assert drawn.count("<circle") == 7 and "+7" in drawn and "&quot;way&quot;" in drawn
    assert (
        promises(0, 0) == ""
        and promises(1, 2).count("f-green") == 1
        and promises(30, 30).count("<circle") == 20
    )


@pytest.mark.room("meet.sessions")
def test_a_proposal_says_where_it_comes_from(conclusion, member, actor_of):
    made = lines.propose("why", "We are heard.", language="en", start=conclusion, by=member)
    assert ways.led_from(made.line, actor_of(member))[0].thing.title == conclusion.text
