"""A few questions, answered in a minute; nothing is shown below five answers, nor by subtraction."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks.participation.feedback import rules
from networks.participation.feedback.models import Response
from networks.participation.feedback.questions import AFTER_SESSION
from networks.participation.feedback.suppression import safe
from networks.people.models import Organisation


@pytest.fixture
def questionnaire(network):
    return rules.open_questionnaire(Organisation.objects.create(name="Anything"), AFTER_SESSION, invited=9)


def answer(questionnaire, n, **answers):
    country = answers.pop("country", "")
    return rules.respond(
        questionnaire, rules.key_from(f"secret {n}", questionnaire), answers, language="en", country=country
    )


def test_below_five_answers_nothing_is_shown(questionnaire):
    """S47"""
    for n in range(4):
        answer(questionnaire, n, useful=5)
    assert rules.results(questionnaire).questions == []
    answer(questionnaire, 4, useful=3)
    result = rules.results(questionnaire)
    assert (result.responses, result.invited) == (5, 9)
    assert result.questions[0].counts == {5: 4, 4: 0, 3: 1, 2: 0, 1: 0}
    assert result.questions[0].mean == 4.6


def test_a_question_that_few_answered_is_not_shown_either(questionnaire):
    for n in range(6):
        answer(questionnaire, n, useful=5, **({"change": "more breaks"} if n < 4 else {}))
    change = next(q for q in rules.results(questionnaire).questions if q.key == "change")
    assert (change.shown, change.n, change.words) == (False, 0, [])


def test_sending_twice_is_once_and_the_latest_counts(questionnaire):
    answer(questionnaire, 1, useful=1)
    answer(questionnaire, 1, useful=4)
    assert Response.objects.get().answers == {"useful": 4}
    answer(questionnaire, 1)
    assert not Response.objects.exists()


def test_what_was_not_asked_is_not_kept(questionnaire):
    answer(questionnaire, 1, useful=9, other="x", learned="y" * 5000)
    assert Response.objects.get().answers == {"learned": "y" * 1000}


def test_words_stand_in_an_order_that_is_not_that_of_writing(questionnaire):
    """S47"""
    written = [f"word {n}" for n in range(12)]
    for n, word in enumerate(written):
        answer(questionnaire, n, learned=word)
    words = [
        text
        for text, _ in next(q for q in rules.results(questionnaire).questions if q.key == "learned").words
    ]
    assert sorted(words) == sorted(written)
    assert words != written


def test_a_country_is_shown_only_where_no_country_can_be_found_by_subtraction(questionnaire):
    """S47"""
    for n in range(10):
        answer(questionnaire, n, useful=5, country="BE" if n < 5 else "FR")
    assert rules.results(questionnaire, "BE").responses == 5
    answer(questionnaire, 10, useful=1, country="RO")  # one more: everything but RO is now hidden, too
    assert rules.results(questionnaire, "BE").responses == 0


@given(st.dictionaries(st.text(min_size=1, max_size=2), st.integers(0, 30), max_size=6), st.integers(0, 40))
def test_whatever_is_safe_leaves_no_small_cell_to_compute(counts, hidden):
    total = sum(counts.values()) + hidden
    if safe(counts, total):
        cells = [*counts.values(), total - sum(counts.values())]
        assert all(n == 0 or n >= 5 for n in cells)


def test_a_ticket_is_answered_without_an_account_and_forged_ones_lead_nowhere(client, questionnaire):
    link = f"/feedback/{rules.ticket(questionnaire)}/"
    assert client.get(link).status_code == 200
    client.post(link, {"useful": "4"})
    assert 'value="4" checked' in client.get(link).content.decode()  # opened again it shows what was answered
    client.post(link, {"useful": "2"})
    assert Response.objects.get().answers == {"useful": 2}
    assert client.get("/feedback/forged/").status_code == 404
