"""The demonstration shows five sessions: two held, the third ready to start right now."""

import pytest
from django.utils import timezone

from networks.base.tenancy import in_network
from networks.meet.sessions.models import Answer, Citation, Conclusion, Placement, Session
from networks.meet.sessions.rules import running
from networks.participation.feedback import rules as feedback
from networks.people.models import Network, Person


@pytest.fixture
def built(demonstration_network, db):
    with in_network(demonstration_network):
        yield demonstration_network


def test_the_second_session_tells_what_its_source_tells(built):
    session = Session.objects.get(position=2)
    assert (session.state, session.parts.count()) == ("ended", 3)
    answers = Answer.objects.filter(part__session=session)
    assert answers.count() > 70
    assert len(set(answers.values_list("language", flat=True))) >= 8
    assert len(set(answers.values_list("country", flat=True))) >= 8
    assert Placement.objects.filter(answer__in=answers).count() >= 75
    said = " ".join(Conclusion.objects.filter(part__session=session).values_list("text", flat=True))
    for fact in (
        "change the law",
        "discounts",
        "three kinds of people",
        "social media",
        "study visits",
        "tax advisers",
        "labour agencies",
    ):
        assert fact in said
    cited = Citation.objects.filter(conclusion__part__session=session).values("conclusion").distinct().count()
    assert cited == Conclusion.objects.filter(part__session=session).count()


def test_its_evaluation_is_shown(built):
    session = Session.objects.get(position=2)
    results = feedback.results(feedback.questionnaire_about(session))
    assert results.enough
    assert results.responses == 16


def test_the_third_starts_right_now(built):
    session = Session.objects.get(position=3)
    assert session.state == "planned"
    assert abs((session.occasion.starts_at - timezone.now()).total_seconds()) < 1800
    radu = Person.objects.get(name="Radu Munteanu")
    running.begin(session, radu)
    part = session.parts.first()
    running.move(part, "open", radu, seen="planned")
    assert part.takes_answers


def test_it_is_removed_whole(built):
    from networks.web.demonstration import remove

    remove()
    assert not Network.objects.exists()
    assert not Session.everywhere.exists()
    assert not Person.objects.filter(is_demonstration=True).exists()
