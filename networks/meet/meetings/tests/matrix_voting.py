"""Motions and votes: who may open the addresses."""

from datetime import timedelta

from django.utils import timezone

from networks.meet.meetings.models import Ballot, BallotForm, BallotState
from networks.meet.meetings.rules import amendments, meetings, motions, rounds, voting
from networks.meet.meetings.rules.attending import places_of
from networks.meet.meetings.rules.holding import screen_link
from networks.meet.meetings.rules.roll import freeze, rule_of_body
from networks.meet.meetings.tests.matrix_bodies import closed
from tests.security.rules import EVERYBODY, Filled, May

READS = LEADS = frozenset({"coordinator", "board"})


def key(name: str, parameter: str):
    return lambda filled: {parameter: filled.things[name].pk}


def screen(filled) -> dict:
    """The big screen by its link, which is outside any network."""
    return {"secret": screen_link(filled.things["open meeting"])}


def named(kwargs, name: str):
    return lambda filled: {**kwargs(filled), "name": name}


MOTION, BALLOT, AMENDMENT = (key(name, name) for name in ("motion", "ballot", "amendment"))
ROUND = key("written round", "round")

MATRIX = {
    "motion-new": May(LEADS, key("open item", "item"), shows=True),
    "motion": May(READS, MOTION, shows=True),
    "motion-edit": May(LEADS, MOTION, shows=True),
    "motion-versions": May(LEADS, MOTION, shows=True),
    "motion-withdrawal": May(LEADS, MOTION, shows=True),
    "motion-putting": May(LEADS, MOTION, shows=True),
    "motion-file": May(READS, named(MOTION, "motion.docx")),
    "amendment-new": May(READS, MOTION, shows=True),
    "amendment": May(READS, AMENDMENT, shows=True),
    "amendment-edit": May(LEADS, AMENDMENT, shows=True),
    "amendment-withdrawal": May(LEADS, AMENDMENT, shows=True),
    "amendment-taking-over": May(LEADS, AMENDMENT, method="post"),
    "amendment-putting": May(LEADS, AMENDMENT, shows=True),
    "written-round-new": May(LEADS, closed, shows=True),
    "written-round": May(READS, ROUND, shows=True),
    "written-round-asking": May(READS, ROUND, method="post", data=lambda f: {"text": "Why?"}),
    "written-round-answering": May(READS, ROUND, method="post", data=lambda f: {"stand": "agrees"}),
    "written-round-amend": May(LEADS, ROUND, shows=True),
    "written-round-withdrawal": May(LEADS, ROUND, shows=True),
    "written-round-closing": May(LEADS, ROUND, method="post"),
    "meeting-screen": May(EVERYBODY, screen, shows=True),
    "meeting-screen-now": May(EVERYBODY, screen, shows=True),
    "meeting-screen-opening": May(LEADS, key("open meeting", "meeting"), method="post"),
    "item-screen": May(LEADS, key("open item", "item"), method="post"),
    "ballot": May(READS, BALLOT, shows=True),
    "ballot-casting": May(READS, BALLOT, method="post", data=lambda f: {"choice": "yes"}),
    "ballot-noting": May(LEADS, BALLOT, shows=True),
    "ballot-closing": May(LEADS, BALLOT, shows=True),
    "ballot-delegates": May(LEADS, key("blocks", "ballot"), shows=True),
    "ballot-annulment": May(LEADS, BALLOT, shows=True),
    "ballot-roll": May(READS, BALLOT, shows=True),
    "ballot-file": May(READS, named(key("closed ballot", "ballot"), "ballot.json"), shows=True),
}


def fill(filled: Filled) -> None:
    """A motion of the open meeting, one that is open for the vote, and a vote that is closed."""
    word, by = filled.word, filled.people["board"]
    item = meetings.add_item(
        filled.things["open meeting"], title=f"Voted item {word}", kind="decision", by=by
    )
    filled.things["motion"] = motions.move(item, f"Motion {word}", f"Motion text {word}", by=by)
    filled.things["written round"] = rounds.begin(
        filled.things["closed body"],
        f"Round {word}",
        f"Proposal {word}",
        timezone.now() + timedelta(days=9),
        by=by,
    )
    filled.things["amendment"] = amendments.propose(
        filled.things["motion"], f"Other text {word}", f"Reason {word}", by=by
    )
    for name, state in (("ballot", BallotState.OPEN), ("closed ballot", BallotState.CLOSED)):
        motion = motions.move(item, f"Put {name} {word}", f"Put text {word}", by=by)
        made = voting.prepare(item, motion=motion, by=by)
        when = made.created_at
        Ballot.objects.filter(pk=made.pk).update(
            state=state, opened_at=when, rule=rule_of_body(made.of_body, "ordinary"),
            closed_at=when if state == BallotState.CLOSED else None,
        )  # fmt: skip
        made.refresh_from_db()
        freeze(made, places_of(filled.things["open meeting"]))
        filled.things[name] = made
    made = voting.prepare(item, title=f"By country {word}", form=BallotForm.SECRET, by=by)
    rule = {**rule_of_body(made.of_body, "ordinary"), "by_country": True}
    Ballot.objects.filter(pk=made.pk).update(state=BallotState.OPEN, opened_at=made.created_at, rule=rule)
    voting.prepare(
        item, title=f"In one country {word}", form=BallotForm.SECRET, within=made, country="IT", by=by
    )
    filled.things["blocks"] = made
