"""People say what matters; the result is computed beside, and hidden until it is shown."""

import re
from hashlib import sha256
from uuid import uuid4

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation
from django.utils.html import strip_tags

from networks.base import jobs
from networks.base.models import Job
from networks.base.texts import Reader
from networks.meet.sessions.live.desks import Desk
from networks.meet.sessions.live.moment import Looker, Moment
from networks.meet.sessions.live.participants import PARTICIPANT as role
from networks.meet.sessions.models import (
    AgreementVote,
    Answer,
    Ballot,
    Given,
    PriorityResult,
    Seat,
    Session,
    Theme,
)
from networks.meet.sessions.rules import prioritising, running, steering
from networks.meet.sessions.rules.prioritising import CannotVote
from networks.meet.sessions.rules.priority_results import shown_result
from networks.meet.sessions.tests.a_session import a_guest, a_part, a_session
from networks.meet.sessions.words import WORDS
from networks.people.belonging import affiliate
from networks.people.models import Organisation, Person

ORIGIN = {"HTTP_ORIGIN": "http://testserver"}
OPTIONS = ["One voice", "Buy together", "Learn from each other", "Reach workers with support needs"]


def choosing_part(method, naming="choice", options=OPTIONS, **fields):
    """A live session whose part is at the stage of prioritising."""
    part = a_part(a_session(), stages=["priorities"], priority_method=method, naming=naming, **fields)
    for position, text in enumerate(options, 1):
        Given.objects.create(part=part, text=text, position=position)
    return part


def keys_of(part):
    return [t.key for t in prioritising.targets(part)]


def seat_in(part, name="Ana"):
    return a_guest(part.session, name)[0]


def browser(part, name="Ana"):
    """A participant's client without JavaScript, its seat, and the address of choosing."""
    seat, secret = a_guest(part.session, name)
    client = Client()
    client.cookies["seat"] = secret
    return client, seat, f"/j/{part.session.code}/priorities/"


def field(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page.text).group(1)


def send(client, address, part, page, **data):
    return client.post(address, {"part": part.pk, "voter": field(page, "voter"), **data}, **ORIGIN)


@pytest.mark.parametrize("method", ["agreement", "approval", "ranking", "rating"])
def test_while_there_is_nothing_to_choose_from_nobody_is_asked_to(network, method):
    client, _seat, address = browser(choosing_part(method, options=[]))
    page = client.get(address).text
    assert WORDS["prioritise_soon"] in page and WORDS["vote_send"] not in page
    assert WORDS["vote_done"] not in page


def test_what_was_chosen_stands_in_the_quotation_marks_of_the_reader(network):
    part = choosing_part("approval")
    seat = seat_in(part)
    prioritising.cast(part, {"approved": keys_of(part)[:1]}, seat.pk, seat)
    prioritising.compute(part)
    for language, begins in (("en", "“<span"), ("fr", "«\N{NO-BREAK SPACE}<span")):
        with translation.override(language):
            assert begins in shown_result(part, Reader((language,)), hidden_too=True).sentence


# ---- agree, disagree, pass ----


def test_a_change_of_mind_counts_once_and_is_kept_in_named_parts(network):
    """S6"""
    part = choosing_part("agreement")
    seat, target = seat_in(part), keys_of(part)[0]
    for value in (1, -1, -1):
        prioritising.vote(part, target, value, seat.pk, seat)

    assert list(AgreementVote.objects.order_by("replaced").values_list("value", "replaced")) == [
        (-1, False),
        (1, True),
    ]
    assert prioritising.own_votes(part, seat.pk) == {target: -1}
    prioritising.compute(part)
    assert PriorityResult.objects.get().result["counts"][target] == [0, 0, 1]


def test_anonymous_votes_keep_no_seat_and_no_history(network):
    part = choosing_part("agreement", naming="anonymous")
    seat, voter = seat_in(part), uuid4()
    for value in (1, -1):
        prioritising.vote(part, keys_of(part)[0], value, voter, seat)

    row = AgreementVote.objects.get()
    assert (row.seat_id, row.voter, row.value) == (None, voter, -1)
    prioritising.compute(part)
    stored = str(PriorityResult.objects.get().result)
    assert str(voter) not in stored
    assert str(seat.pk) not in stored


def test_choices_made_after_an_anonymous_part_closed_are_sealed_when_the_facilitator_goes_on(
    network, coordinator
):
    part = choosing_part("agreement", naming="anonymous", open=True)
    part.stages = ["priorities", "conclusions"]
    part.save()
    running.move(part, "close", coordinator, seen="open")
    jobs.run_all()
    prioritising.vote(part, keys_of(part)[0], 1, uuid4(), seat_in(part))
    before = AgreementVote.objects.get().pk

    steering.go_to_stage(part, "conclusions", coordinator)
    jobs.run_all()

    assert AgreementVote.objects.get().pk != before


def test_choices_are_taken_at_the_stage_of_priorities_only(network, coordinator):
    part = choosing_part("agreement")
    part.stages = ["priorities", "conclusions"]
    part.save()
    seat, target = seat_in(part), keys_of(part)[0]
    running.move(part, "close", coordinator, seen="open")
    prioritising.vote(part, target, 1, seat.pk, seat)  # answers are closed; choosing goes on
    steering.go_to_stage(part, "conclusions", coordinator)
    with pytest.raises(CannotVote):
        prioritising.vote(part, target, -1, seat.pk, seat)


@pytest.mark.parametrize(
    ("target", "value"), [("00000000-0000-4000-8000-000000000000", 1), ("x", 1), (None, 7)]
)
def test_what_is_no_vote_is_refused(network, target, value):
    part = choosing_part("agreement")
    seat = seat_in(part)
    with pytest.raises(CannotVote):
        prioritising.vote(part, target or keys_of(part)[0], value, seat.pk, seat)


def test_one_statement_after_another_without_javascript(network):
    part = choosing_part("agreement", naming="anonymous")
    client, seat, address = browser(part)
    page = client.get(address)
    voter = field(page, "voter")
    seen = set()
    while 'id="statement"' in page.text:
        seen.add(field(page, "target"))
        page = send(client, address, part, page, target=field(page, "target"), value=1)
        assert page.status_code == 200

    assert seen == set(keys_of(part))
    assert "You have seen them all" in page.text
    assert {str(v) for v in AgreementVote.objects.values_list("voter", flat=True)} == {voter}
    assert not AgreementVote.objects.exclude(seat=None).exists()
    assert str(seat.pk) != voter

    page = send(client, address, part, page, target=keys_of(part)[0], value=-1)  # a change of mind
    assert AgreementVote.objects.get(given=keys_of(part)[0]).value == -1


def test_in_named_parts_the_seat_votes_whatever_the_browser_says(network):
    part = choosing_part("agreement")
    client, seat, address = browser(part)
    other = seat_in(part, "Bo")
    client.post(
        address, {"part": part.pk, "voter": other.pk, "target": keys_of(part)[0], "value": 1}, **ORIGIN
    )
    row = AgreementVote.objects.get()
    assert (row.voter, row.seat_id) == (seat.pk, seat.pk)


def test_a_crowd_from_one_browser_is_refused(network):
    part = choosing_part("approval", naming="anonymous")
    seat = seat_in(part)
    for _n in range(prioritising.VOTERS_BESIDES):
        prioritising.cast(part, {"approved": []}, uuid4(), seat)
    with pytest.raises(CannotVote, match="too_many"):
        prioritising.cast(part, {"approved": []}, uuid4(), seat)


# ---- computing ----


def vote_in_camps(part, sizes=(12, 8), statements=None):
    """Two camps that vote the other way round on every statement but the first, on which all agree."""
    keys = statements or keys_of(part)
    for camp, size in enumerate(sizes):
        for _n in range(size):
            voter = uuid4()
            AgreementVote.objects.bulk_create(
                AgreementVote(
                    part=part, voter=voter, given_id=key, value=1 if at == 0 or (at + camp) % 2 else -1
                )
                for at, key in enumerate(keys)
            )


def camps(naming="choice"):
    return choosing_part("agreement", naming, options=[f"Statement {n}" for n in range(8)])


def test_many_votes_ask_for_one_computation_and_none_stays_out(network):
    """S9"""
    part = choosing_part("agreement")
    seat = seat_in(part)
    keys = keys_of(part)
    prioritising.vote(part, keys[0], 1, seat.pk, seat)
    prioritising.vote(part, keys[1], 1, seat.pk, seat)
    waiting = Job.objects.get(kind="sessions.priorities")
    assert waiting.run_at > waiting.asked_at  # not in the request, and not at once

    jobs.run(waiting)
    used = PriorityResult.objects.get().used_update
    assert 0 < used <= Session.objects.get().update_number
    assert PriorityResult.objects.get().result["votes"] == 2

    Job.objects.filter(pk=waiting.pk).update(key=None, state="running")  # as while it runs
    prioritising.vote(part, keys[2], 1, seat.pk, seat)
    assert Job.objects.filter(kind="sessions.priorities", state="waiting").count() == 1


def test_an_older_result_never_replaces_a_newer_one(network):
    part = choosing_part("agreement")
    prioritising.compute(part)
    PriorityResult.objects.update(used_update=10**6)
    prioritising.compute(part)
    assert PriorityResult.objects.get().used_update == 10**6


def test_too_few_people_are_only_counted(network):
    """S4"""
    part = camps()
    vote_in_camps(part, (4, 4))
    prioritising.compute(part)
    result = shown_result(part, Reader(), hidden_too=True)
    assert not result.more["grouped"]
    assert "Of 8 who saw it, 8 agree with" in result.sentence
    assert "15 are needed" in " ".join(result.how)


def test_statements_that_are_level_are_named_together(network):
    part = choosing_part("agreement")
    keys = keys_of(part)
    seat = seat_in(part)
    for key in keys[:2]:
        prioritising.vote(part, key, 1, seat.pk, seat)
    prioritising.vote(part, keys[2], -1, seat.pk, seat)
    prioritising.compute(part)
    said = strip_tags(shown_result(part, Reader(), hidden_too=True).sentence)
    assert (
        said
        == f"1 person agrees with each of “{OPTIONS[1]}” and “{OPTIONS[0]}”. No other statement has more."
    )


def test_opinion_groups_keep_their_letters_and_say_what_all_agree_on(network):
    """S4, S8"""
    part = camps()
    vote_in_camps(part)
    prioritising.compute(part)
    first = PriorityResult.objects.get()
    assert first.result["sizes"] == {"A": 12, "B": 8}
    letters = dict(first.memory["letters"])
    vote_in_camps(part, (0, 9))  # the smaller one is now the larger
    Session.objects.update(update_number=50)
    prioritising.compute(part)
    again = PriorityResult.objects.get()
    assert again.result["sizes"] == {"A": 12, "B": 17}
    assert all(dict(again.memory["letters"])[who] == letter for who, letter in letters.items())

    result = shown_result(part, Reader(), hidden_too=True)
    assert "29 people see this in 2 ways" in result.sentence
    assert "Statement 0" in result.sentence
    assert [row.text for row, *_rest in result.more["consensus"]] == ["Statement 0"]
    assert "at least 5 people" in " ".join(result.how)


def test_a_person_is_told_with_whom_they_voted_alike_and_what_a_group_is_not(network, coordinator):
    """S5"""
    part = camps()
    vote_in_camps(part)
    client, seat, address = browser(part)
    for at, key in enumerate(keys_of(part)):
        prioritising.vote(part, key, 1 if at == 0 or at % 2 else -1, seat.pk, seat)
    prioritising.compute(part)
    assert "opinion group" not in client.get(address).text
    steering.show_results(part, True, coordinator)
    page = client.get(address).text
    assert "You are in opinion group A" in page
    assert re.search(r"Agree:</strong>\s*<span lang=\"en\">Statement [1357]", page)
    assert "It is not a party" in page


# ---- hidden until shown ----


def everywhere(part, client, member):
    """Every page and stream on which a result could stand, for participants, members and the big screen."""
    part.session.refresh_from_db()
    code = part.session.code
    looker = Looker("participant", "en")
    moment = Moment.now(part.session_id)
    drawn = [role.draw(region, role.values(moment, looker)) for region in role.regions]
    screen = render_to_string("sessions/screen/results.html", {"part": moment.part, "reader": Reader()})
    pages = [
        client.get(f"/j/{code}/").text,
        client.get(f"/j/{code}/priorities/").text,
        client.get(f"/j/{code}/priorities/{part.pk}/").text,
        member.get(f"/ponte/meet/sessions/parts/{part.pk}/priorities/").text,
    ]
    return drawn, screen, pages


@pytest.mark.parametrize("method", ["agreement", "approval", "ranking", "rating"])
def test_nothing_of_a_result_is_seen_anywhere_until_it_is_shown(network, coordinator, method):
    part = choosing_part(method)
    keys = keys_of(part)
    for n in range(7):
        seat = seat_in(part, f"Guest {n}")
        if method == "agreement":
            prioritising.vote(part, keys[0], 1, seat.pk, seat)
        else:
            content = {"approved": keys[:1], "order": keys[:1], "grades": {keys[0]: 4}}
            prioritising.cast(part, content, seat.pk, seat)
    prioritising.compute(part)
    mark = "<mark>"
    client, _seat, _address = browser(part, "Zoe")
    house = Organisation.objects.create(name="House", country="BE")
    person = Person.objects.create_user("staff@house.example", "Staff")
    affiliate(person, house, "staff")
    member = Client()
    member.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")

    drawn, screen, pages = everywhere(part, client, member)
    for text in (*drawn, screen, *pages):
        assert mark not in text
        assert "7 people" not in text
    assert "not shown yet" in pages[3]

    steering.show_results(part, True, coordinator)
    drawn, screen, pages = everywhere(part, client, member)
    assert mark in screen
    assert all(mark in page for page in pages[1:])
    assert all("7 people" in page for page in pages[2:])


# ---- one ballot ----


def test_choosing_several_represents_everybody_and_says_so_plainly(network):
    """S41, S42"""
    part = choosing_part("approval", priority_places=2)
    keys = keys_of(part)
    for n in range(7):
        seat = seat_in(part, f"Guest {n}")
        chosen = keys[:2] if n < 5 else keys[2:3]
        if n == 6:
            chosen = []
        prioritising.cast(part, {"approved": [*chosen, "not an option"]}, seat.pk, seat)
    prioritising.compute(part)
    result = shown_result(part, Reader(), hidden_too=True)
    assert result.people == 7
    assert "1 of them without a mark" in result.how[0]
    assert result.more["unrepresented"] in (0, 1)
    stored = PriorityResult.objects.get().result
    assert stored["counts"] == {keys[0]: 5, keys[1]: 5, keys[2]: 1, keys[3]: 0}


def test_a_tie_is_said_and_the_lot_can_be_repeated_by_anyone(network):
    part = choosing_part("approval", priority_places=1)
    keys = keys_of(part)
    for n in range(6):
        seat = seat_in(part, f"Guest {n}")
        prioritising.cast(part, {"approved": [keys[n % 2]]}, seat.pk, seat)
    prioritising.compute(part)
    result = shown_result(part, Reader(), hidden_too=True)
    seed = result.more["seed"]
    winner = min(keys[:2], key=lambda key: sha256(f"{seed}:{key}".encode()).hexdigest())
    assert [row.key for row in result.more["chosen"]] == [winner]
    page = render_to_string("sessions/parts/priority_result.html", {"result": result})
    assert "1 place was drawn by lot" in page
    assert seed in page
    assert "3 people marked something, but nothing of what was chosen" in page


def test_a_ballot_without_javascript_and_a_blank_one_counts_as_taking_part(network):
    """S43"""
    part = choosing_part("approval")
    client, seat, address = browser(part)
    page = client.get(address)
    page = send(client, address, part, page, approved=keys_of(part)[:2])
    assert "It has arrived" in page.text
    assert Ballot.objects.get().content == {"approved": keys_of(part)[:2]}
    assert page.text.count("checked") == 2
    send(client, address, part, page)
    assert Ballot.objects.get().content == {"approved": []}
    assert Ballot.objects.get().seat_id == seat.pk


def test_an_order_by_numbers_without_javascript(network):
    part = choosing_part("ranking")
    client, _seat, address = browser(part)
    a, b, c, d = keys_of(part)
    page = client.get(address)
    refused = send(client, address, part, page, **{f"place-{a}": 1, f"place-{b}": 1})
    assert refused.status_code == 422
    assert "Give each number once" in refused.text
    assert refused.text.count('value="1"') == 2  # what was written stays, to be put right
    send(
        client, address, part, page, **{f"place-{c}": 1, f"place-{a}": 3, f"place-{b}": "", f"place-{d}": "x"}
    )
    assert Ballot.objects.get().content == {"order": [c, a]}
    prioritising.compute(part)
    result = shown_result(part, Reader(), hidden_too=True)
    assert [(row.place, row.text) for row in result.rows][:2] == [(1, OPTIONS[2]), (2, OPTIONS[0])]
    assert Desk(Moment(part.session), Looker("console")).chosen == 1  # the facilitator sees how many chose
    assert "More people prefer" in result.sentence
    assert "none is preferred" not in result.sentence


def test_grades_in_words(network):
    part = choosing_part("rating")
    client, _seat, address = browser(part)
    a, b, *_rest = keys_of(part)
    page = client.get(address)
    send(client, address, part, page, **{f"grade-{a}": 4, f"grade-{b}": 9})
    assert Ballot.objects.get().content == {"grades": {a: 4}}
    prioritising.compute(part)
    result = shown_result(part, Reader(), hidden_too=True)
    assert "“Good” or better" in result.sentence
    assert result.rows[0].spread == [("Bad", 0), ("Poor", 0), ("Fair", 0), ("Good", 1), ("Very good", 0)]


def test_everybody_sees_another_order_and_always_the_same_one(network):
    """S43"""
    part = choosing_part("approval", options=[f"Option {n}" for n in range(8)])
    found = prioritising.targets(part)
    orders = [
        [t.key for t in prioritising.in_own_order(found, voter)] for voter in (uuid4(), uuid4(), uuid4())
    ]
    assert orders[0] != orders[1] != orders[2]
    voter = uuid4()
    assert prioritising.in_own_order(found, voter) == prioritising.in_own_order(found[::-1], voter)


@pytest.mark.parametrize("method", ["agreement", "approval", "ranking", "rating"])
def test_a_result_without_any_choice_is_no_error(network, method):
    part = choosing_part(method)
    prioritising.compute(part)
    result = shown_result(part, Reader(), hidden_too=True)
    assert "Nobody has" in result.sentence
    render_to_string("sessions/parts/priority_result.html", {"result": result})


# ---- what people choose among ----


def test_themes_are_prioritised_where_no_statement_is_given(network):
    part = choosing_part("approval", options=[])
    kept = Theme.objects.create(part=part, name="Buying")
    Theme.objects.create(part=part, name="Merged", merged_into=kept)
    assert [str(t.shown(Reader())) for t in prioritising.targets(part)] == ["Buying"]


def test_the_facilitator_takes_an_answer_as_a_statement(network, coordinator):
    """S7"""
    part = choosing_part("agreement", options=[])
    answer = Answer.objects.create(part=part, key=uuid4(), text="We are stronger together", number=1)
    client = Client()
    client.force_login(coordinator, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = f"/ponte/meet/sessions/parts/{part.pk}/statements/"
    for _twice in range(2):
        client.post(address, {"answer": answer.pk})
    client.post(address, {"text": "Meet once a year"})
    assert [(t.origin, str(t.shown(Reader()))) for t in prioritising.targets(part)] == [
        ("participant", "We are stronger together"),
        ("organiser", "Meet once a year"),
    ]
    steering.hide_answer(answer, "It names somebody", coordinator)
    assert [t.origin for t in prioritising.targets(part)] == ["organiser"]
    client.post(f"/ponte/meet/sessions/statements/{prioritising.targets(part)[0].key}/withdrawal/")
    assert prioritising.targets(part) == []


def test_the_author_of_a_statement_reads_on_the_own_page_what_others_said_to_it(network, coordinator):
    """S7: once the result is shown; others read it in the result only."""
    part = choosing_part("agreement", options=[])
    client, seat, _ = browser(part)
    answer = Answer.objects.create(part=part, key=uuid4(), text="A shared van", number=1, seat=seat)
    statement = prioritising.write_statement(part, answer.text, "en", coordinator, answer=answer)
    other, _, _ = browser(part, "Bo")
    for value in (1, 1, 0, -1):
        voter = seat_in(part)
        prioritising.vote(part, str(statement.pk), value, voter.pk, voter)
    prioritising.compute(part)
    base, said = f"/j/{part.session.code}/", r"Agree · 2</span>.*Disagree · 1</span>.*I pass · 1</span>"

    assert not re.search(said, client.get(base).text)
    steering.show_results(part, True, coordinator)

    assert re.search(said, client.get(base).text)
    assert re.search(said, client.get(f"{base}answers/{answer.pk}/").text)
    assert not re.search(said, other.get(base).text)
    steering.hide_answer(answer, "it names a person", coordinator)
    assert "it names a person" in client.get(base).text


def test_what_a_concluded_part_chose_among_stays_until_it_is_reopened(client, network, coordinator):
    part = choosing_part("approval")
    given = part.given.first()
    running.move(part, "close", coordinator, seen="open")
    running.move(part, "conclude", coordinator, seen="closed")
    client.force_login(coordinator)
    page = f"/ponte/meet/sessions/parts/{part.pk}"
    assert "Write a statement" not in client.get(f"{page}/priorities/").content.decode()
    for address, sent in (
        (f"{page}/statements/", {"text": "One more"}),
        (f"{page}/priorities/places/", {"places": "2"}),
        (f"/ponte/meet/sessions/statements/{given.pk}/withdrawal/", {}),
    ):
        assert "Reopen the part" in client.post(address, sent, follow=True).content.decode()
    assert part.given.filter(withdrawn_at=None).count() == len(OPTIONS)


def test_answers_given_in_confidence_do_not_become_statements(network, coordinator):
    part = choosing_part("agreement", options=[], confidential=True)
    answer = Answer.objects.create(part=part, key=uuid4(), text="A secret", number=1)
    with pytest.raises(prioritising.NotNow):
        prioritising.take_answers(part, [answer], coordinator)


@pytest.mark.parametrize("path", ["priorities/showing/", "priorities/places/", "statements/"])
def test_only_who_runs_the_session_steers(network, path):
    part = choosing_part("approval")
    person = Person.objects.create_user("staff@house.example", "Staff")
    affiliate(person, Organisation.objects.create(name="House", country="BE"), "staff")
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    response = client.post(
        f"/ponte/meet/sessions/parts/{part.pk}/{path}", {"shown": 1, "places": 2, "text": "x"}
    )
    assert response.status_code == 403
    part.refresh_from_db()
    assert (part.results_shown, part.priority_places, part.given.count()) == (False, 3, 4)


def test_who_was_taken_out_does_not_vote(network):
    part = choosing_part("approval")
    client, seat, address = browser(part)
    page = client.get(address)
    Seat.objects.update(removed_at=seat.created_at)
    assert send(client, address, part, page).status_code == 403
    assert not Ballot.objects.exists()


def test_the_methods_are_explained_to_anybody(db):
    page = Client().get("/j/methods/")
    assert page.status_code == 200
    for anchor in ("agreement", "approval", "ranking", "rating", "lots", "breakout"):
        assert f'id="{anchor}"' in page.text


def test_names_in_a_sentence_are_marked_by_language_not_shown_as_code():
    from networks.meet.sessions.rules.priority_results import Row, _names

    rows = [Row(key, key, "en") for key in ("a<b", "b", "c")]

    for some in (rows[:2], rows):
        assert "&lt;span" not in _names(some)
    assert "“<span lang='en'>a&lt;b</span>”" in _names(rows)
