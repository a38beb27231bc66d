"""What the demonstration shows once its members and their fees are there: a vote by fee band, and a secret one in which each country has one vote."""

from datetime import timedelta
from itertools import cycle
from typing import Any

from networks.meet.meetings.demonstration import past
from networks.meet.meetings.models import (
    Ballot,
    BallotForm,
    Body,
    BodyKind,
    ItemKind,
    SeatRole,
    Voters,
)
from networks.meet.meetings.rules import attending, blocks, bodies, box, holding, meetings, motions, voting

BANDS = [{"to": "200", "votes": 1}, {"to": "500", "votes": 2}, {"to": "", "votes": 3}]
FUND = {
    "en": ("A travel fund", "Ponte puts 3,000 euros aside each year, so that members with little money can come to visits and assemblies."),
    "fr": ("Un fonds de voyage", "Ponte met de côté 3 000 euros par an, pour que les membres qui ont peu d’argent viennent aux visites et aux assemblées."),
}  # fmt: skip
COUNCIL = {
    "en": ("Council of countries", "Chooses where Ponte meets. Each country has one vote, however many members it has."),
    "fr": ("Conseil des pays", "Choisit où Ponte se réunit. Chaque pays a une voix, quel que soit le nombre de ses membres."),
}  # fmt: skip
PLACE = {
    "en": ("Where we meet next year", "The assembly of next year takes place in Cluj-Napoca."),
    "fr": ("Où nous nous réunirons l’an prochain", "L’assemblée de l’an prochain a lieu à Cluj-Napoca."),
}  # fmt: skip
SAID = {
    "IT": ("yes", "no"),
    "SK": ("no",),
    "RS": ("abstain",),
}  # what the voters of a country say; the others say yes
NOTES = (
    "Small members said what a journey costs them. Three would rather have a smaller fee.",
    "De petits membres ont dit ce que leur coûte un voyage. Trois préféreraient une cotisation plus basse.",
)
ASKED = "Please vote yes: two of our people could not come last year."


def fill(made: Any) -> None:
    """The assembly votes by fee band; the council of countries votes in secret."""
    ilse = made.people["ilse"]
    assembly = Body.objects.filter(kind=BodyKind.ASSEMBLY, name="General assembly").first()
    if assembly is None:
        return
    chair = assembly.seats.get(role=SeatRole.CHAIR).person
    bodies.set_fee_bands(assembly, BANDS, "EUR", "least", by=ilse)
    _by_fee_band(made, assembly, chair)
    council = bodies.make(
        BodyKind.COMMITTEE, COUNCIL["en"][0], purpose=COUNCIL["en"][1], voters=Voters.MEMBERS, by_country=True,
        quorum="1/3", by=ilse,
    )  # fmt: skip
    for field, words in zip(("name", "purpose"), COUNCIL["fr"], strict=True):
        council.put_version(field, "fr", words, author=ilse)
    bodies.give_seat(council, ilse, SeatRole.CHAIR, since=made.now.date() - timedelta(days=200), by=ilse)
    _by_country(made, council, ilse)


def _convened(
    made: Any, body: Body, days: int, names: tuple[str, str], words: Any, chair: Any
) -> tuple[Any, Any]:
    """A meeting some days ago with one motion."""
    meeting = past.plan(made, body, days, names, hour=14, by=chair)
    item = meetings.add_item(
        meeting, title=words["en"][0], text=words["en"][1], kind=ItemKind.DECISION, by=chair
    )
    motion = motions.move(item, *words["en"], by=chair)
    for record in (item, motion):
        for field, french in zip(("title", "text"), words["fr"], strict=True):
            record.put_version(field, "fr", french, author=chair)
    past.convene(meeting, by=chair)
    return meeting, motion


def _open(meeting: Any, motion: Any, form: str, chair: Any) -> Ballot | None:
    """Put it to the vote; None where too few are there."""
    if not past.begin(meeting, by=chair):
        return None
    return voting.open_ballot(voting.prepare(motion.item, motion=motion, form=form, by=chair), by=chair)


def _close(meeting: Any, ballot: Ballot, words: Any, chair: Any) -> None:
    voting.close_ballot(ballot, by=chair)
    if ballot.decision:
        ballot.decision.put_version("text", "fr", words["fr"][1], author=chair)
    past.end(meeting, ballot, by=chair)


def _by_fee_band(made: Any, assembly: Body, chair: Any) -> None:
    """The last one could not come, and gave a proxy to the first."""
    meeting, motion = _convened(made, assembly, 30, ("Autumn assembly", "Assemblée d’automne"), FUND, chair)
    called = past.come(meeting, absent=1, by=chair)
    if len(called) < 3:
        return
    (absent, giver), holder = called[-1], called[0][1]
    attending.give_proxy(meeting, absent, holder, instructions=ASKED, by=giver)
    ballot = _open(meeting, motion, BallotForm.OPEN, chair)
    if ballot is None:
        return
    entries = {entry.voter_key: entry for entry in ballot.roll.filter(may=True)}
    said = cycle(("yes", "yes", "no", "yes", "abstain", "yes", "yes"))
    for voter, person in called[:-1]:
        voting.cast(ballot, entries[voter.key], [next(said)], by=person)
    voting.cast(ballot, entries[absent.key], ["yes"], by=holder)
    minutes = meeting.items.filter(approves__isnull=False).first()
    if minutes is not None:
        holding.approve_minutes(minutes, by=chair)
    item = holding.write_notes(motion.item, "", NOTES[0], by=chair)
    item.put_version("notes", "fr", NOTES[1], author=chair)
    _close(meeting, ballot, FUND, chair)


def _by_country(made: Any, council: Body, chair: Any) -> None:
    meeting, motion = _convened(made, council, 14, ("Council of countries", "Conseil des pays"), PLACE, chair)
    of = {voter.key: person for voter, person in past.come(meeting, by=chair)}
    ballot = _open(meeting, motion, BallotForm.SECRET, chair)
    if ballot is None:
        return
    delegates = {}
    for own in ballot.countries.select_related("within", "item__meeting__body"):
        said = cycle(SAID.get(own.country, ("yes",)))
        for entry in own.roll.all():
            if person := of.get(entry.voter_key):
                box.cast_secretly(own, entry, [next(said)], by=person)
                delegates.setdefault(own.country, person)
        voting.close_ballot(own, by=chair)
    blocks.name_delegates(ballot, delegates, by=chair)
    for entry in ballot.roll.filter(may=True):
        if entry.block and entry.country in delegates:
            own = blocks.own_ballot(ballot, entry)
            box.cast_secretly(ballot, entry, blocks.says(own), by=delegates[entry.country])
        elif not entry.block and entry.voter_key in of:
            box.cast_secretly(ballot, entry, ["yes"], by=of[entry.voter_key])
    _close(meeting, ballot, PLACE, chair)
