"""Sessions as they are on the day, for who looks at every page: one running, one in which people choose, one anonymous, one held.

`fill` is called by `matrix.py`; `sits("seat")` and its like bring a browser to where its pages are.
"""

from django.utils import timezone

from networks.base.keys import hashed, uuid7
from networks.meet.sessions.models import (
    Answer,
    BreakoutGroup,
    BreakoutPlace,
    BreakoutPlan,
    Conclusion,
    Given,
    Part,
    Seat,
    SessionRole,
    Step,
)
from networks.meet.sessions.rules import (
    evaluating,
    prioritising,
    publishing,
    running,
    seating,
    steering,
)
from networks.meet.sessions.tests.a_session import a_guest, a_part, a_session
from networks.people.actors import Actor

EDITING_KEY = "a-key-that-stays-in-the-browser"


def fill(filled) -> None:
    """Keep what the addresses of participants need in `filled.things`, and their secrets in `filled.things["secrets"]`."""
    filled.things["secrets"] = {}
    _running(filled)
    _choosing(filled)
    _anonymous(filled)
    _held(filled)


def _sit(filled, name: str, session) -> Seat:
    seat, filled.things["secrets"][name] = a_guest(session, f"Guest {filled.word}", country="BE")
    filled.things[f"{name}_code"] = session.code
    return seat


def _running(filled) -> None:
    """Answers are given, in breakout groups; a facilitator has a seat too, and writes for others."""
    session = a_session()
    by = filled.people["facilitator"]
    SessionRole.objects.create(session=session, person=by, kind="facilitator")
    part = a_part(session, in_groups=True)
    seat = _sit(filled, "running", session)
    _seat, filled.things["secrets"]["scribe"] = seating.sit_down(
        session, Actor(by, filled.network), seating.Details(name="Scribe")
    )
    filled.things["scribe_code"] = session.code
    plan = BreakoutPlan.objects.create(part=part, explained={"state": "good"}, published_at=timezone.now())
    group = BreakoutGroup.objects.create(plan=plan, number=1, language="en", report="What we say")
    BreakoutGroup.objects.create(plan=plan, number=2, language="en")
    BreakoutPlace.objects.create(group=group, seat=seat)
    said = {"part": part, "group": group, "language": "en"}
    filled.things.update(
        running=session,
        running_part=part,
        running_plan=plan,
        own_answer=Answer.objects.create(
            key=uuid7(), number=1, text=f"Mine {filled.word}", seat=seat, **said
        ),
        other_answer=Answer.objects.create(key=uuid7(), number=2, text=f"Theirs {filled.word}", **said),
    )
    Part.objects.filter(pk=part.pk).update(answer_number=2)
    steering.more_time(part, 5, by)
    filled.things["step"] = Step.objects.filter(session=session).order_by("-pk").first()


def _choosing(filled) -> None:
    """What came out of the first part is shown; in the second people choose."""
    session = a_session()
    seat = _sit(filled, "choosing", session)
    for name in ("chosen_part", "choosing_part"):
        part = a_part(session, stages=["priorities"], priority_method="approval")
        for number in (1, 2, 3):
            Given.objects.create(part=part, text=f"Statement {number} {filled.word}", position=number)
        filled.things[name] = part
        if name == "chosen_part":
            keys = [target.key for target in prioritising.targets(part)]
            prioritising.cast(part, {"approved": keys[:2]}, seat.pk, seat)
            prioritising.compute(part)
            steering.show_results(part, True, None)
            running.move(part, "close", None, seen="open")


def _anonymous(filled) -> None:
    """An answer that only the key in its author's browser finds."""
    session = a_session()
    _sit(filled, "anonymous", session)
    part = a_part(session, naming="anonymous")
    filled.things["anonymous_answer"] = Answer.objects.create(
        part=part, key=uuid7(), number=1, text=f"Nobody {filled.word}", editing_hash=hashed(EDITING_KEY)
    )


def _held(filled) -> None:
    """A session that has ended; its report is for everybody, and its evaluation open."""
    session = a_session()
    _sit(filled, "held", session)
    part = a_part(session)
    Conclusion.objects.create(
        part=part, text=f"Held {filled.word}", unsupported=True, no_dissent=True, published_at=timezone.now()
    )
    running.move(part, "close", None, seen="open")
    running.end(session, None)
    filled.things["held"] = session
    filled.things["report"] = publishing.publish(session, None)
    filled.things["report"] = publishing.share(session, None)
    filled.things["questionnaire"] = evaluating.questionnaire_of(session)


def sits(name: str):
    """In this browser somebody has the seat called `name`."""

    def before(browser, filled) -> None:
        browser.cookies["seat"] = filled.things["secrets"][name]

    return before


def at(name: str, **more):
    """What the address of somebody with the seat called `name` needs; `more` names things."""
    return lambda filled: {
        "code": filled.things[f"{name}_code"],
        **{key: filled.things[thing].pk for key, thing in more.items()},
    }
