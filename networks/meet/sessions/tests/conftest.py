"""What tests of sessions share: a session with one part, live and open."""

import pytest

from networks.base.keys import uuid7
from networks.meet.sessions.models import Answer
from networks.meet.sessions.rules import planning, running


@pytest.fixture
def session(network, coordinator):
    """A planned session with one open question."""
    made = planning.plan_session(
        title="What joining brings",
        language="en",
        languages=["en", "fr"],
        zone="Europe/Brussels",
        by=coordinator,
        minutes=60,
    )
    planning.add_part(
        made,
        coordinator,
        question="Why would you join a network?",
        stages=["answer", "grouping", "conclusions"],
        naming="choice",
    )
    return made


@pytest.fixture
def part(session, coordinator):
    """Its part, open in the live session."""
    running.begin(session, coordinator)
    found = session.parts.get()
    found.session = session
    running.move(found, "open", coordinator, seen="planned")
    return found


@pytest.fixture
def answers(part):
    """Six answers to it."""
    words = ["One voice", "Be heard", "Buy together", "Cheaper insurance", "Learn", "See how others work"]
    return [
        Answer.objects.create(part=part, key=uuid7(), text=text, number=n)
        for n, text in enumerate(words, start=1)
    ]
