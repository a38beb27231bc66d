"""The grouping board: themes are shaped by people, together, with forms that need no script (S17, S19, S20)."""

import pytest
from django.test import Client

from networks.meet.sessions.live.boards import Board
from networks.meet.sessions.live.hub import News
from networks.meet.sessions.live.moment import Looker, Moment
from networks.meet.sessions.live.roles import ROLES
from networks.meet.sessions.models import Placement, Theme
from networks.meet.sessions.models.planning import SessionRole
from networks.meet.sessions.rules import grouping
from networks.people.models import Affiliation, Organisation, Person


@pytest.fixture
def client(coordinator):
    made = Client()
    made.force_login(coordinator, backend="allauth.account.auth_backends.AuthenticationBackend")
    return made


@pytest.fixture
def voice(part, answers, coordinator):
    return grouping.new_theme(part, "A voice", coordinator, answers[:2])


@pytest.fixture
def money(part, answers, coordinator):
    return grouping.new_theme(part, "Money", coordinator, answers[2:4])


def board(part, noun="themes") -> str:
    return f"/ponte/meet/sessions/parts/{part.pk}/{noun}/"


def theme(one, noun) -> str:
    return f"/ponte/meet/sessions/themes/{one.pk}/{noun}/"


def of(one) -> list[int]:
    return sorted(Placement.objects.filter(theme=one).values_list("answer__number", flat=True))


def keys(*answers) -> list[str]:
    return [str(a.pk) for a in answers]


def test_it_works(client, part, voice, money):
    page = client.get(board(part)).content.decode()
    for words in ("A voice", "Money", "Not yet grouped", "One voice", "See how others work"):
        assert words in page


def test_several_answers_are_moved_at_once(client, part, answers, voice, money):
    client.post(board(part, "placing"), {"answers": keys(answers[0], answers[4]), "theme": str(money.pk)})
    assert (of(voice), of(money)) == ([2], [1, 3, 4, 5])
    client.post(board(part, "placing"), {"answers": keys(answers[2]), "theme": "none"})
    assert of(money) == [1, 4, 5]


def test_enter_in_the_field_of_a_new_name_makes_the_theme(client, part, answers):
    """The browser then presses the first button of the form, which is another."""
    client.post(board(part, "placing"), {"answers": keys(*answers[:2]), "theme": "", "name": "A voice"})
    assert of(Theme.objects.get(name="A voice")) == [1, 2]


def test_nothing_chosen_is_said(client, part, voice):
    page = client.post(board(part, "placing"), {"theme": str(voice.pk)}, follow=True).content.decode()
    assert "Choose answers first" in page


def test_a_theme_is_made_renamed_merged_split_and_taken_away(client, part, answers, voice, money):
    client.post(
        board(part, "themes/new"), {"name": "Learning", "answers": keys(*answers[4:]), "language": "en"}
    )
    learning = Theme.objects.get(name="Learning")
    assert of(learning) == [5, 6]
    client.post(theme(learning, "name"), {"name": "Apprendre", "language": "fr"})
    learning.refresh_from_db()
    assert (learning.name, learning.language) == ("Apprendre", "fr")
    client.post(theme(learning, "merging"), {"into": str(voice.pk)})
    assert of(voice) == [1, 2, 5, 6]
    client.post(theme(voice, "splitting"), {f"name-{voice.pk}": "Seeing", "answers": keys(answers[5])})
    assert of(Theme.objects.get(name="Seeing")) == [6]
    client.post(theme(money, "removal"))
    assert "Money" not in [t.name for t in grouping.standing(part)]


def test_the_order_of_themes(client, part, voice, money):
    client.post(board(part, "theme-order"), {"theme": str(money.pk), "places": "-1"})
    assert [t.name for t in grouping.standing(part)] == ["Money", "A voice"]
    client.post(board(part, "theme-order"), {"theme": str(money.pk), "places": "1"})
    assert [t.name for t in grouping.standing(part)] == ["A voice", "Money"]


def test_splitting_a_theme_that_was_merged_a_moment_ago_says_into_which(
    client, part, answers, voice, money, coordinator
):
    grouping.merge(money, voice, coordinator)
    page = client.post(
        theme(money, "splitting"), {f"name-{money.pk}": "Cheap", "answers": keys(answers[2])}, follow=True
    )
    assert "merged into “A voice”" in page.content.decode()


def test_an_answer_of_another_part_is_not_moved(client, part, answers, voice, session, coordinator):
    from networks.meet.sessions.rules import planning

    other = planning.add_part(
        session, coordinator, question="And then?", stages=["answer", "grouping"], naming="choice"
    )
    client.post(board(other, "placing"), {"answers": keys(answers[0]), "theme": "none"})
    assert of(voice) == [1, 2]
    assert (
        client.post(
            board(other, "placing"), {"answers": keys(answers[0]), "theme": str(voice.pk)}
        ).status_code
        == 302
    )


def test_the_history_of_a_theme_is_readable(client, part, answers, voice, money, coordinator):
    grouping.rename(voice, "A voice that is heard", coordinator)
    grouping.merge(money, voice, coordinator)
    page = client.get(theme(voice, "history")).content.decode()
    for words in (
        "Ilse Vermeulen",
        "made this theme",
        "gave it another name",
        "merged another theme into it",
        "“Money”",
    ):
        assert words in page


def test_the_rapporteur_groups_too_and_a_member_does_not(part, voice, network):
    person = Person.objects.create_user("aoife@long.example", "Aoife Byrne")
    house = Organisation.objects.create(name="Long Walk Workshops", country="IE")
    Affiliation.objects.create(person=person, organisation=house, audience="staff")
    other = Client()
    other.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert other.get(board(part)).status_code == 403
    SessionRole.objects.create(session=part.session, person=person, kind="rapporteur")
    assert other.get(board(part)).status_code == 200
    page = other.post(theme(voice, "name"), {"name": "Heard"}, follow=True)
    assert page.redirect_chain[-1][0] == board(part)
    assert Theme.objects.get().name == "Heard"


def test_whoever_moved_the_same_answer_is_told_who_moved_it_after_them(
    part, answers, voice, money, coordinator
):
    looker = Looker("board", "en", about=str(part.pk))
    grouping.place([answers[0]], money, coordinator)
    update = part.session.updates.order_by("-number").first()
    role = ROLES["board"]
    values = role.values(Moment(part.session), looker)
    (line,) = role.small(
        values["moment"], looker, [News.of(update.number, update.kind, update.part_id, update.data)], values
    )["add"]["told"]
    assert "Ilse Vermeulen moved answer 1 to “Money”" in line
    assert f'data-by="{coordinator.pk}"' in line and str(answers[0].pk) in line


def test_hidden_answers_are_not_on_the_board(client, part, answers, coordinator):
    from networks.meet.sessions.rules import steering

    steering.hide_answer(answers[0], "No", coordinator)
    assert "One voice" not in client.get(board(part)).content.decode()


def test_without_rules_that_suggest_there_is_no_button(client, part, answers, monkeypatch):
    monkeypatch.setattr("networks.meet.sessions.live.boards.suggesting", lambda: None)
    monkeypatch.setattr("networks.meet.sessions.pages.board.suggesting", lambda: None)
    assert "Suggest" not in client.get(board(part)).content.decode()
    page = client.post(board(part, "suggestion"), follow=True).content.decode()
    assert "Group the answers by hand" in page


class Suggesting:
    """Stands for the rules that suggest themes."""

    def __init__(self):
        self.asked = []

    def usable(self, part=None):
        return True, ""

    def backlog(self, part):
        return 3

    def suggest(self, part, by):
        self.asked.append("suggest")

    ask_to_suggest = suggest

    def place_new(self, part, by):
        self.asked.append("place_new")


def test_themes_are_suggested_and_the_backlog_is_shown(client, part, answers, monkeypatch, coordinator):
    rules = Suggesting()
    monkeypatch.setattr("networks.meet.sessions.live.boards.suggesting", lambda: rules)
    monkeypatch.setattr("networks.meet.sessions.pages.board.suggesting", lambda: rules)
    page = client.get(board(part)).content.decode()
    assert "Suggest themes" in page and "3 answers are still being prepared" in page
    client.post(board(part, "suggestion"))
    grouping.new_theme(part, "By hand", coordinator, answers[:1])
    page = client.get(board(part)).content.decode()
    assert "Suggest themes" not in page and "Suggest places for 5 new answers" in page
    client.post(board(part, "new-answers"))
    assert rules.asked == ["suggest", "place_new"]


def test_queries_do_not_grow_with_themes_and_answers(client, part, answers, coordinator):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from networks.base.keys import uuid7
    from networks.meet.sessions.models import Answer

    def seen() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(board(part))
        return len(caught)

    grouping.new_theme(part, "One", coordinator, answers[:1])
    seen()
    few = seen()
    for n in range(15):
        more = Answer.objects.create(part=part, key=uuid7(), number=100 + n, text="x")
        grouping.new_theme(part, f"Theme {n}", coordinator, [more])
    assert seen() == few


def test_a_part_that_is_gone_has_an_empty_board(part):
    from uuid import uuid4

    assert Board(Moment(part.session), Looker("board", "en", about=str(uuid4()))).columns == []
