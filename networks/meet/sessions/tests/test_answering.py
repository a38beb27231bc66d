"""Somebody answers, without JavaScript."""

import json
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from networks.meet.sessions.models import (
    Answer,
    BreakoutGroup,
    BreakoutPlace,
    BreakoutPlan,
    Given,
    Part,
    Placement,
    Session,
    SessionRole,
    Theme,
    Update,
)
from networks.meet.sessions.rules import answering, running, seating, steering
from networks.meet.sessions.rules.answering import Draft
from networks.meet.sessions.tests.a_session import a_guest, a_part, a_session, close
from networks.meet.sessions.words import WORDS
from networks.people.actors import Actor

ORIGIN = {"HTTP_ORIGIN": "http://testserver"}


@pytest.fixture
def session(network):
    return a_session()


def at_page(session, **details) -> tuple[Client, str]:
    """A browser with a seat, and the address of its page."""
    _seat, secret = a_guest(session, **details)
    client = Client(headers={"origin": "http://testserver"})
    client.cookies["seat"] = secret
    return client, f"/j/{session.code}/"


def send(client, base, part, text="Together we are heard", **data):
    return client.post(f"{base}answers/", {"part": part.pk, "key": uuid4(), "text": text, **data})


def draft(part, seat, text="Together", **fields) -> Draft:
    return Draft(part=part.pk, key=fields.pop("key", None) or uuid4(), text=text, seat=seat, **fields)


def test_it_works(session):
    part = a_part(session)
    client, base = at_page(session)
    page = client.get(base).text
    assert part.question in page and 'action="answers/"' in page
    assert send(client, base, part, named="1", asks_name="1").url == base
    page = client.get(base).text
    assert "Together we are heard" in page and WORDS["arrived"] in page
    answer = part.answers.get()
    assert (answer.number, answer.named, answer.seat.name, answer.late) == (1, True, "Ana", False)


def test_the_same_key_is_accepted_once(session):
    part = a_part(session)
    seat, _ = a_guest(session)
    key = uuid4()
    first, second = answering.accept(session, [draft(part, seat, key=key), draft(part, seat, key=key)])
    third = answering.accept(session, [draft(part, seat, "another text", key=key)])[0]
    assert [o.answer.pk for o in (second, third)] == [first.answer.pk] * 2
    assert third.again
    assert part.answers.get().text == "Together"
    assert Update.objects.filter(kind="answer").count() == 1


def test_many_are_accepted_together_each_judged_by_itself(session):
    part = a_part(session)
    seat, _ = a_guest(session)
    outcomes = answering.accept(
        session,
        [draft(part, seat, "one"), draft(part, seat, ""), draft(part, None), draft(part, seat, "two")],
    )
    assert [o.refused for o in outcomes] == ["", "empty", "gone", ""]
    assert [a.number for a in part.answers.order_by("number")] == [1, 2]


def test_without_a_name_nothing_of_who_is_kept_but_the_seat(session):
    part = a_part(session)
    client, base = at_page(session, country="PT")
    send(client, base, part, asks_name="1")
    answer = part.answers.get()
    assert (answer.named, answer.person, answer.organisation, answer.country) == (False, None, None, "")
    other, _ = at_page(session, name="Bea")
    assert "Ana" not in other.get(base).text


def test_a_text_that_is_too_long_is_kept_in_the_field_with_a_message(session):
    part = a_part(session)
    client, base = at_page(session)
    long = "ä" * 100_000
    response = send(client, base, part, long)
    assert response.status_code == 422
    assert long in response.text
    assert "100000 characters" in response.text and "aria-invalid" not in response.text.split("textarea")[0]
    assert not part.answers.exists()
    assert WORDS["empty"] in send(client, base, part, "   \n ").text


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script><b>bold</b>",
        "معاً نُسمَع",
        "🙂👩🏽‍🦽 together",
        "&amp; 'quoted' \"twice\"",
        "a\nb\n\nc",
    ],
)
def test_every_script_is_kept_as_it_was_written_and_nothing_is_run(session, text):
    part = a_part(session)
    client, base = at_page(session)
    send(client, base, part, text)
    assert part.answers.get().text == text
    page = client.get(base).text
    assert "<script>alert" not in page and "<b>bold" not in page


def test_an_own_answer_can_be_changed_and_taken_back_until_a_person_places_it(session):
    part = a_part(session)
    client, base = at_page(session)
    send(client, base, part)
    answer = part.answers.get()
    mine = f"{base}answers/{answer.pk}/"
    assert client.post(mine, {"text": "Better together"}).url == base
    answer.refresh_from_db()
    assert answer.text == "Better together"
    other, _ = at_page(session)
    assert other.get(mine).status_code == 403
    assert other.post(mine, {"text": "stolen"}).status_code == 403
    theme = Theme.objects.create(part=part, name="Voice")
    placement = Placement.objects.create(answer=answer, theme=theme)
    assert client.post(mine, {"text": "Suggested themes do not hold it"}).status_code == 302
    placement.by_person = True
    placement.save()
    refused = client.post(mine, {"text": "too late"})
    assert refused.status_code == 422 and WORDS["not_any_more"] in refused.text
    placement.delete()
    assert client.post(f"{mine}withdrawal/").status_code == 302
    assert client.post(f"{mine}withdrawal/").status_code == 302
    answer.refresh_from_db()
    assert answer.withdrawn_at and answer.text == ""
    assert "Better together" not in client.get(base).text


def test_nothing_can_be_changed_once_the_part_is_concluded(session):
    part = a_part(session)
    client, base = at_page(session)
    send(client, base, part)
    close(part)
    running.move(part, "conclude", None, seen="closed")
    answer = part.answers.get()
    assert client.post(f"{base}answers/{answer.pk}/", {"text": "x"}).status_code == 422


def test_an_anonymous_answer_says_nothing_of_its_author(session):
    """S27"""
    part = a_part(session, naming="anonymous", asks_country=True)
    client, base = at_page(session, country="PT", audience="worker")
    page = client.get(base).text
    assert page.index(WORDS["anonymous_open"]) < page.index("<textarea")
    key = page.split('name="editing_key" value="')[1].split('"')[0]
    response = send(client, base, part, editing_key=key, country="RO", audience="worker")
    answer = part.answers.get()
    known = {f.name: getattr(answer, f.attname) for f in Answer._meta.concrete_fields}
    for field in ("seat", "person", "organisation", "scribe", "group", "written_at", "audience"):
        assert not known[field], field
    assert (answer.country, answer.named) == ("RO", False)
    assert key not in str(known)
    update = Update.objects.get(kind="answer")
    assert str(answer.pk) not in str(update.data) and str(answer.key) not in str(update.data)
    link = f"{base}key/{key}/{answer.pk}/"
    assert link in response.text
    assert link not in client.get(base).text
    assert client.post(f"{base}key/wrong/{answer.pk}/", {"text": "x"}).status_code == 403
    assert client.post(f"{base}answers/{answer.pk}/", {"text": "x"}).status_code == 403
    assert client.post(link, {"text": "Changed by its key"}).status_code == 302
    answer.refresh_from_db()
    assert answer.text == "Changed by its key"
    assert client.post(f"{base}answers/{answer.pk}/withdrawal/", {"editing_key": key}).status_code == 302


def test_me_too_counts_a_seat_once_and_can_be_taken_back(session):
    part = a_part(session)
    client, base = at_page(session)
    send(client, base, part)
    answer = part.answers.get()
    other, _ = at_page(session)
    me_too = f"{base}answers/{answer.pk}/me-too/"
    for sender, count in ((other, 1), (other, 1), (client, 1)):  # nobody says it to themselves
        sender.post(me_too)
        answer.refresh_from_db()
        assert answer.me_toos == count
    assert 'aria-pressed="true"' in other.get(base).text
    assert me_too not in client.get(base).text, "nor is it offered"
    assert WORDS["me_too_help"] in other.get(base).text
    other.post(me_too, {"back": "1"})
    other.post(me_too, {"back": "1"})
    answer.refresh_from_db()
    assert answer.me_toos == 0
    close(part)
    page = other.get(base).text
    assert answer.text in page and WORDS["me_too_help"] not in page, "there is no button any more"


def test_me_too_in_an_anonymous_part_leaves_only_a_number(session):
    part = a_part(session, naming="anonymous")
    client, base = at_page(session)
    send(client, base, part)
    answer = part.answers.get()
    client.post(f"{base}answers/{answer.pk}/me-too/")
    answer.refresh_from_db()
    assert answer.me_toos == 1 and not answer.supporters.exists()
    assert WORDS["me_too_browser"] in client.get(base).text


def test_me_too_in_an_anonymous_part_is_pressed_once_without_javascript_too(session):
    part = a_part(session, naming="anonymous")
    client, base = at_page(session)
    send(client, base, part)
    answer = part.answers.get()
    me_too = f"{base}answers/{answer.pk}/me-too/"
    other, _ = at_page(session)
    for sender, data, count in (
        (client, {}, 1), (client, {}, 1), (other, {}, 2), (client, {"back": 1}, 1), (client, {"back": 1}, 1), (client, {}, 2),
    ):  # fmt: skip
        assert sender.post(me_too, data).status_code == 302
        answer.refresh_from_db()
        assert answer.me_toos == count
    for address in (base, f"{base}answers/"):
        assert 'aria-pressed="true" name="back"' in client.get(address).text
    kept = client.cookies["me-too"]
    assert (kept["path"], kept["httponly"], kept["samesite"]) == (base, True, "Lax")


def test_authors_read_what_became_of_their_answers(session):
    part = a_part(session)
    client, base = at_page(session)
    send(client, base, part)
    answer = part.answers.get()
    other, _ = at_page(session)
    other.post(f"{base}answers/{answer.pk}/me-too/")
    own = client.get(base).text.split('id="mine-list"')[1].split("</ul>")[0]
    assert f'<span data-count="m:{answer.number}">1</span>' in own
    assert 'id="mine-list"' not in other.get(base).text
    steering.hide_answer(answer, "an address stands in it", None)
    part.refresh_from_db()
    assert WORDS["hidden_why"].format(why="an address stands in it") in client.get(base).text
    assert "an address stands in it" not in other.get(base).text


def test_authors_of_anonymous_answers_ask_by_their_key_which_stands_in_no_address(session):
    part = a_part(session, naming="anonymous")
    client, base = at_page(session)
    key = "k" * 64
    send(client, base, part, editing_key=key)
    answer = part.answers.get()
    other, _ = at_page(session)
    other.post(f"{base}answers/{answer.pk}/me-too/")
    ask = {"Accept": "application/json"}
    told = client.get(f"{base}answers/{answer.pk}/", headers={**ask, "X-Editing-Key": key})
    assert (told.json()["me_toos"], told.json()["hidden"]) == (1, "")
    steering.hide_answer(answer, "a name stands in it", None)
    told = client.get(f"{base}answers/{answer.pk}/", headers={**ask, "X-Editing-Key": key})
    assert told.json()["hidden"] == WORDS["hidden_why"].format(why="a name stands in it")
    for wrong in ({}, {"X-Editing-Key": "x" * 64}):
        assert other.get(f"{base}answers/{answer.pk}/", headers={**ask, **wrong}).status_code == 403


def test_the_same_words_again_offer_me_too_instead(session):
    part = a_part(session)
    client, base = at_page(session)
    send(client, base, part, "Together we are heard.")
    other, _ = at_page(session)
    offered = send(other, base, part, "together, we are heard")
    assert WORDS["similar"] in offered.text
    assert part.answers.count() == 1
    asked = other.post(f"{base}answers/similar/", {"part": part.pk, "text": "together we are heard"}).json()
    assert [found["text"] for found in asked["similar"]] == ["Together we are heard."]
    send(other, base, part, "together, we are heard", not_similar="1")
    assert part.answers.count() == 2


def test_in_an_anonymous_part_no_similar_answer_is_offered(session):
    """S21"""
    part = a_part(session, naming="anonymous")
    client, base = at_page(session)
    for _twice in range(2):
        assert WORDS["similar"] not in send(client, base, part, "Together we are heard.").text
    assert part.answers.count() == 2
    asked = client.post(f"{base}answers/similar/", {"part": part.pk, "text": "Together we are heard."})
    assert asked.json() == {"similar": []}
    for wrong in ({}, {"part": "x", "text": "y"}, {"part": uuid4(), "text": "y"}):
        assert client.post(f"{base}answers/similar/", wrong).status_code == 404


def test_what_is_not_shown_is_on_no_page(session):
    part = a_part(session, showing="hidden")
    checked = {"showing": "checked"}
    client, base = at_page(session)
    send(client, base, part, "marker-word")
    other, _ = at_page(session)
    for address in (base, f"{base}answers/"):
        assert "marker-word" not in other.get(address).text
    Part.objects.update(**checked)
    assert "marker-word" not in other.get(base).text
    Answer.objects.update(checked_at=timezone.now())
    assert "marker-word" in other.get(base).text
    Answer.objects.update(hidden_at=timezone.now(), hidden_why="an address stands in it")
    assert "marker-word" not in other.get(base).text
    assert "an address stands in it" in client.get(base).text
    Answer.objects.update(hidden_at=None)
    Part.objects.update(showing="hidden", results_shown=True)
    assert "marker-word" in other.get(base).text


@pytest.mark.parametrize(
    ("closed_ago", "age", "late"),
    [(30, 40, False), (30, 10, True), (90, 100, True), (30, 0, True)],
)
def test_an_answer_that_comes_after_the_end(session, closed_ago, age, late):
    """S28: accepted for 60 seconds if it was written before, else kept as late."""
    part = a_part(session)
    seat, _ = a_guest(session)
    close(part, timedelta(seconds=closed_ago))
    answer = answering.accept(session, [draft(part, seat, age=age)])[0].answer
    assert answer.late is late
    assert answering.shown(part).exists() is not late


@pytest.mark.parametrize(
    ("data", "late"),
    [
        ({"at": -30}, False), ({"at": -5}, True), ({"age": 30}, False), ({"age": 5}, True), ({}, True), ({"at": 9e9}, True),
        ({"at": "soon", "age": 30}, True), ({"at": float("nan")}, True), ({"at": float("-inf")}, True), ({"age": -1e400}, True),
    ],
)  # fmt: skip
def test_the_moment_of_writing_counts_not_that_of_arriving(session, data, late):
    """S28: twenty seconds after the close, by the server's clock or, where it is not told, by the age."""
    part = a_part(session)
    client, base = at_page(session)
    close(part, timedelta(seconds=20))
    if isinstance(data.get("at"), int):
        data = {"at": time.time() + data["at"]}
    content = json.dumps({"part": str(part.pk), "key": str(uuid4()), "text": "in time?", **data})
    sent = client.post(f"{base}answers/", content, content_type="application/json")
    assert sent.json()["state"] == ("late" if late else "arrived")


def test_extra_time_is_a_persons_own(session):
    """S35"""
    part = a_part(session)
    seat, _ = a_guest(session)
    other, _ = a_guest(session)
    seat.extra_seconds = 120
    close(part, timedelta(seconds=90))
    drafts = [draft(part, seat, "slowly"), draft(part, other, "slowly, too")]
    assert [o.answer.late for o in answering.accept(session, drafts)] == [False, True]


def test_an_answer_knows_the_breakout_group_it_comes_from_unless_it_is_anonymous(session):
    for naming, known in (("choice", True), ("anonymous", False)):
        part = a_part(session, in_groups=True, naming=naming)
        seat, _ = a_guest(session)
        plan = BreakoutPlan.objects.create(part=part, published_at=timezone.now())
        group = BreakoutGroup.objects.create(plan=plan, number=1)
        BreakoutPlace.objects.create(group=group, seat=seat)
        answer = answering.accept(session, [draft(part, seat)])[0].answer
        assert answer.group == (group if known else None)


def test_answers_ahead_of_the_session_and_after_it(network):
    session = a_session(live=False, ahead_from=timezone.now() - timedelta(hours=1))
    part = a_part(session, open=False)
    client, base = at_page(session)
    assert WORDS["answer_ahead"] in client.get(base).text
    assert part.question in client.get(f"{base}?part=1").text
    assert send(client, base, part).url == f"{base}?part=1"
    Session.objects.update(ahead_from=None)
    assert send(client, base, part, "now it is closed").status_code == 422
    running.begin(session, None)
    running.end(session, None)
    Session.objects.update(after_until=timezone.now() + timedelta(hours=1))
    assert send(client, base, part, "and afterwards").status_code == 302
    assert part.answers.filter(late=False).count() == 2
    page = Client().get(f"/j/{session.pk}/").text  # whoever was not there, from the session's own page
    assert WORDS["we_begin_at"].split("{")[0] not in page


@pytest.mark.parametrize("data", [{"given": "nonsense"}, {"given": str(uuid4())}, {}])
def test_an_option_has_to_be_one_of_those_given(session, data):
    part = a_part(session, answer_kind="options")
    option = Given.objects.create(part=part, text="Buy together")
    client, base = at_page(session)
    assert WORDS["choose_one"] in send(client, base, part, "", **data).text
    send(client, base, part, "", given=option.pk)
    assert part.answers.get().given == option


def test_a_scale_has_its_steps_only(session):
    part = a_part(session, answer_kind="scale", scale_most=5)
    client, base = at_page(session)
    for value in ("0", "6", "x", ""):
        assert send(client, base, part, "", value=value).status_code == 422
    send(client, base, part, "because", value="4")
    assert (part.answers.get().value, part.answers.get().text) == (4, "because")


def test_statements_are_answered_together(session):
    part = a_part(session, answer_kind="statements")
    given = [Given.objects.create(part=part, text=text, position=n) for n, text in enumerate("abc")]
    client, base = at_page(session)
    key = uuid4()
    data = {f"value-{given[0].pk}": "1", f"value-{given[2].pk}": "-1"}
    for _ in range(2):
        send(client, base, part, "", key=key, **data)
    assert sorted(part.answers.values_list("given__text", "value")) == [("a", 1), ("c", -1)]


def test_a_scribe_writes_for_several_people(session, coordinator):
    part = a_part(session)
    SessionRole.objects.create(session=session, person=coordinator, kind="scribe")
    _seat, secret = seating.sit_down(session, Actor(coordinator, session.network), seating.Details())
    client = Client(headers={"origin": "http://testserver"})
    client.cookies["seat"] = secret
    base = f"/j/{session.code}/"
    rows = {"text-0": "A roof", "key-0": uuid4(), "voices-0": "4", "country-0": "HU", "audience-0": "worker"}
    rows |= {"text-1": "Tea", "key-1": uuid4(), "voices-1": "nobody", "text-2": "", "key-2": uuid4()}
    refused = client.post(f"{base}scribe/", rows)
    assert refused.status_code == 422 and "Tea" in refused.text
    answer = part.answers.get()
    assert (answer.text, answer.voices, answer.country, answer.scribe) == ("A roof", 4, "HU", coordinator)
    assert (answer.named, answer.person) == (False, None)
    guest, _ = at_page(session)
    assert guest.get(f"{base}scribe/").status_code == 404


def test_who_comes_to_write_for_others_gets_there_after_taking_a_seat(session, coordinator):
    """From the console; whoever runs sessions writes too, named for this one or not."""
    a_part(session)
    client = Client(headers={"origin": "http://testserver"})
    client.force_login(coordinator)
    asked = client.get(f"/j/{session.code}/scribe/")
    assert f'action="{asked.url}"' in client.get(asked.url).text
    taken = client.post(asked.url, {"language": "en"})
    assert taken.url == f"/j/{session.code}/scribe/" and client.get(taken.url).status_code == 200
    del client.cookies["sessionid"]  # signed out; the seat stays
    assert client.get(taken.url).status_code == 404, "the seat alone does not write for others"


def test_a_form_for_one_person_writes_for_one(session):
    part = a_part(session)
    guest, base = at_page(session)
    send(guest, base, part, "I am many", voices="50")
    assert part.answers.get(text="I am many").voices == 1


def test_a_form_from_another_site_is_refused(session):
    part = a_part(session)
    client, base = at_page(session)
    data = {"part": part.pk, "key": uuid4(), "text": "x"}
    assert client.post(f"{base}answers/", data, HTTP_ORIGIN="https://evil.example").status_code == 403
    assert not part.answers.exists()


def test_the_number_of_queries_does_not_grow_with_the_answers(session, django_assert_num_queries):
    part = a_part(session)
    seat, secret = a_guest(session)
    client, base = at_page(session)
    client.cookies["seat"] = secret
    answering.accept(session, [draft(part, seat, f"answer {n}") for n in range(3)])
    client.get(base)
    with CaptureQueriesContext(connection) as few:
        client.get(base)
    answering.accept(session, [draft(part, seat, f"more {n}") for n in range(60)])
    with django_assert_num_queries(len(few)):
        client.get(base)
