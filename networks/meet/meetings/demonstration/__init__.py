"""Bodies in the demonstration: Ponte's assembly, its board and a working group on buying together; a board meeting that was convened."""

from datetime import timedelta
from typing import Any

from networks.meet.meetings.demonstration import election, past
from networks.meet.meetings.models import (
    Ballot,
    Body,
    BodyKind,
    How,
    ItemKind,
    Motion,
    SeatRole,
    Stand,
)
from networks.meet.meetings.rules import (
    amendments,
    attending,
    bodies,
    following,
    holding,
    meetings,
    motions,
    rounds,
    voting,
)
from networks.meet.meetings.rules.voters import voters_of

ASSEMBLY = {
    "en": ("General assembly", "All members decide together, once a year at least."),
    "fr": ("Assemblée générale", "Tous les membres décident ensemble, au moins une fois par an."),
}
BOARD = {
    "en": ("Board", "Leads Ponte between two assemblies."),
    "fr": ("Conseil d’administration", "Dirige Ponte entre deux assemblées."),
}
BUYING = {
    "en": ("Buying together", "Finds out what members buy, and where buying together saves money."),
    "fr": (
        "Acheter ensemble",
        "Cherche ce que les membres achètent, et où acheter ensemble fait économiser.",
    ),
}


def fill(made: Any) -> None:
    """Three bodies with people in them."""
    ilse = made.people["ilse"]
    day = made.now.date() - timedelta(days=300)
    people = list(dict.fromkeys([ilse, *(p for key, p in made.people.items() if _may_sit(made, key))]))
    assembly = _body(BodyKind.ASSEMBLY, ASSEMBLY, ilse)
    board = _body(BodyKind.BOARD, BOARD, ilse)
    buying = _body(BodyKind.WORKING_GROUP, BUYING, ilse)
    bodies.give_seat(assembly, people[1], SeatRole.CHAIR, since=day, by=ilse)
    bodies.give_seat(assembly, ilse, SeatRole.SECRETARY, since=day, by=ilse)
    roles = [SeatRole.CHAIR, SeatRole.VICE, SeatRole.SECRETARY, SeatRole.MEMBER, SeatRole.MEMBER]
    for person, role in zip([people[1], people[2], ilse, *people[3:]], roles, strict=False):
        bodies.give_seat(board, person, role, since=day, by=ilse)
    for person in people[2:6]:
        bodies.give_seat(buying, person, since=day, by=ilse)
    election.hold(made, assembly, board, people[1], people)
    _held(made, board, people[1], ilse)
    _board_meeting(made, board, people[1], people[2])
    _written_round(made, board, ilse, people)


def _may_sit(made: Any, key: str) -> bool:
    return made.affiliations[key].audience in ("staff", "board")


def _body(kind: str, texts: dict[str, tuple[str, str]], by: Any) -> Body:
    body = bodies.make(kind, texts["en"][0], purpose=texts["en"][1], by=by)
    body.put_version("name", "fr", texts["fr"][0], author=by)
    body.put_version("purpose", "fr", texts["fr"][1], author=by)
    return body


# title, in French, kind, what it is about, in French, minutes
AGENDA = [
    (
        "Where we stand", "Où nous en sommes", ItemKind.INFORMATION,
        "The coordinator reports on sessions, members and money.",
        "La coordination rend compte des séances, des membres et de l’argent.", 15,
    ),
    (
        "Insurance bought together", "Une assurance achetée ensemble", ItemKind.DISCUSSION,
        "Nine members answered that they would change their insurer. What do we ask for?",
        "Neuf membres ont répondu qu’ils changeraient d’assureur. Que demandons-nous ?", 30,
    ),
    (
        "Budget for interpreters", "Budget pour les interprètes", ItemKind.DECISION,
        "The board puts 4,000 euros aside for interpreters at the sessions of next year.",
        "Le conseil met de côté 4 000 euros pour des interprètes aux séances de l’an prochain.", 20,
    ),
]  # fmt: skip


AMENDED = (
    "The board puts 5,000 euros aside for interpreters, sign language too, at the sessions of next year.",
    "Two members asked for sign language.",
    "Deux membres ont demandé la langue des signes.",
)


def _board_meeting(made: Any, board: Body, chair: Any, vice: Any) -> None:
    """A meeting of the board in three weeks, with an agenda; somebody proposes to change what is moved."""
    day = (made.now + timedelta(days=20)).replace(hour=16, minute=0, second=0, microsecond=0, tzinfo=None)
    meeting = meetings.plan(
        board, title="Board meeting", language="en", zone=made.network.zone, starts_local=day, minutes=90,
        mode="online", link="https://meet.example.org/ponte-board", by=chair,
    )  # fmt: skip
    meeting.put_version("title", "fr", "Réunion du conseil", author=chair)
    for title, french, kind, text, french_text, minutes in AGENDA:
        item = meetings.add_item(meeting, title=title, kind=kind, text=text, minutes=minutes, by=chair)
        item.put_version("title", "fr", french, author=chair)
        item.put_version("text", "fr", french_text, author=chair)
        if kind == ItemKind.DECISION:
            motion = _moved(item, title, french, text, french_text, by=chair)
            amendment = amendments.propose(motion, *AMENDED[:2], by=vice)
            amendment.put_version("reason", "fr", AMENDED[2], author=vice)
    meetings.convene(meeting, by=chair)


def _moved(item: Any, title: str, french: str, text: str, french_text: str, *, by: Any) -> Motion:
    motion = motions.move(item, title, text, by=by)
    motion.put_version("title", "fr", french, author=by)
    motion.put_version("text", "fr", french_text, author=by)
    return motion


WRITTEN = {
    "en": ("A stand at the fair", "Ponte takes a stand at the fair for social enterprises in May. It costs 600 euros."),
    "fr": ("Un stand au salon", "Ponte prend un stand au salon des entreprises sociales en mai. Il coûte 600 euros."),
}  # fmt: skip
ASKED = "Who will be at the stand?"


def _written_round(made: Any, board: Body, ilse: Any, people: list[Any]) -> None:
    """The board decides something in writing: one asked, one agreed, the others can still answer."""
    until = (made.now + timedelta(days=6)).replace(hour=18, minute=0, second=0, microsecond=0)
    found = rounds.begin(board, *WRITTEN["en"], until, by=ilse)
    for field, words in zip(("title", "text"), WRITTEN["fr"], strict=True):
        found.put_version(field, "fr", words, author=ilse)
    vice = people[2]
    rounds.ask(found, ASKED, by=vice)
    rounds.answer(found, found.voices.get(person=people[1]), Stand.AGREES, by=people[1])


VOTED = (
    "An open day for newcomers", "Une journée ouverte pour les nouveaux",
    "Ponte invites everybody who thinks of joining to an open day each spring. It spends 1,500 euros at most.",
    "Ponte invite chaque printemps à une journée ouverte toutes les personnes qui pensent adhérer. Elle y consacre 1 500 euros au plus.",
)  # fmt: skip


def _vote(item: Any, by: Any) -> Ballot:
    """A motion that was put to the vote and adopted, with one against and one abstention."""
    motion = _moved(item, *VOTED, by=by)
    ballot = voting.open_ballot(voting.prepare(item, motion=motion, by=by), by=by)
    ballot.put_version("title", "fr", VOTED[1], author=by)
    there = [entry for entry in ballot.roll.all() if entry.how == How.ONLINE]
    for entry, choice in zip(there, ("yes", "no", "yes", "abstain", *["yes"] * 20), strict=False):
        voting.cast(ballot, entry, [choice], by=entry.person)
    voting.close_ballot(ballot, by=by)
    if ballot.decision:
        ballot.decision.put_version("text", "fr", VOTED[3], author=by)
    return ballot


NOTES = (
    "Members asked for shorter reports before a session. The coordinator sends one page from now on.\n\n"
    "Two members offered to show newcomers around."
)
NOTES_FR = (
    "Les membres ont demandé des rapports plus courts avant une séance. La coordination enverra désormais une page.\n\n"
    "Deux membres ont proposé d’accueillir les nouveaux."
)
DECIDED = (
    "Each new member has a godparent for its first year.",
    "Chaque nouveau membre a un parrain la première année.",
)


def _held(made: Any, board: Body, chair: Any, ilse: Any) -> None:
    """The board's last meeting: who was there, minutes to be approved, a decision, and something that is still to be done."""
    meeting = past.plan(
        made, board, 40, ("Board meeting", "Réunion du conseil"), hour=15, minutes=90, by=chair
    )
    item = meetings.add_item(
        meeting, title="Welcoming newcomers", kind=ItemKind.DECISION, text=DECIDED[0], by=ilse
    )
    item.put_version("title", "fr", "Accueillir les nouveaux", author=ilse)
    voted = meetings.add_item(meeting, title=VOTED[0], kind=ItemKind.DECISION, text=VOTED[2], by=ilse)
    voted.put_version("title", "fr", VOTED[1], author=ilse)
    voted.put_version("text", "fr", VOTED[3], author=ilse)
    past.convene(meeting, days_before=10, by=chair)
    for voter in voters_of(board)[:-1]:
        attending.note(meeting, voter, How.ONLINE, by=chair)
    holding.open_meeting(meeting, by=chair)
    holding.write_notes(item, "", NOTES, by=ilse)
    item.put_version("notes", "fr", NOTES_FR, author=ilse)
    decision = following.decide(item, DECIDED[0], by=ilse)
    decision.put_version("text", "fr", DECIDED[1], author=ilse)
    ballot = _vote(voted, chair)
    action = following.give_action(
        item,
        "Ask every member who could be a godparent",
        owner=ilse,
        due=made.now.date() + timedelta(days=6),
        by=chair,
    )
    action.put_version("text", "fr", "Demander à chaque membre qui pourrait être parrain", author=chair)
    past.end(meeting, ballot, by=chair)
    decision.decided_at = meeting.occasion.starts_at + timedelta(minutes=50)
    decision.save(update_fields=["decided_at"])
