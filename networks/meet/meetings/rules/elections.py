"""Elections: prepared with their rules, counted by them, and the elected get their seats.

An election is a ballot with candidates. What the statutes say besides is kept in `Ballot.election`: who comes first where candidates are level
("ties"), how many of a group are elected ("limits"), whether this is a run-off, as what the elected sit ("role").
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.base.texts import active_reader, hand_on
from networks.meet.meetings.counting import ties as tie_rules
from networks.meet.meetings.counting.approval import approval
from networks.meet.meetings.counting.ballots import RANKS, papers_of_countries
from networks.meet.meetings.counting.each import yes_or_no_to_each
from networks.meet.meetings.counting.limits import Limit, Limits
from networks.meet.meetings.counting.majority import rule_of
from networks.meet.meetings.counting.results import Count
from networks.meet.meetings.counting.rounds import one_round
from networks.meet.meetings.counting.transferable import single_transferable_vote
from networks.meet.meetings.models import (
    Ballot,
    BallotForm,
    BallotState,
    Body,
    BodySeat,
    Candidacy,
    DecidedBy,
    DecisionKind,
    Item,
    Method,
    Paper,
    RollEntry,
    SeatRole,
    Ties,
)
from networks.meet.meetings.rules import voting
from networks.meet.meetings.rules.bodies import end_seat, give_seat
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.rules.following import register_decision
from networks.meet.meetings.rules.results import one_a_country, those_there, votes_among
from networks.meet.meetings.rules.standing import standing, why_not_yet
from networks.meet.meetings.rules.translating import said_in, say_in_others
from networks.record.rules import record

METHODS = (Method.ROUNDS, Method.RANKED, Method.STV, Method.APPROVAL, Method.EACH)
ONE_SEAT = (Method.ROUNDS, Method.RANKED)


@transaction.atomic
def prepare_election(
    item: Item, *, title: str, method: str, seats: int = 1, form: str = BallotForm.SECRET, ties: str = Ties.LOTS,
    limits: Iterable[dict[str, Any]] = (), seats_in: Body | None = None, role: str = SeatRole.MEMBER, closes_at: Any = None,
    by: Any = None, **fields: Any,
) -> Ballot:  # fmt: skip
    """An election that is not open yet: candidates can be proposed."""
    if item.approves_id:
        raise NotNow(_("This item is about minutes. Put the election on the agenda as an item of its own."))
    if method in RANKS and ties == Ties.NEW_ROUND:
        raise NotNow(
            _("With rankings a new round would be a new election. Choose another rule for level votes.")
        )
    seats = 1 if method in ONE_SEAT else seats
    if role == SeatRole.CHAIR and seats > 1:
        raise NotNow(_("One person is in the chair: one seat."))
    election = {
        "ties": ties,
        "limits": list(limits) if seats > 1 else [],
        "role": role,
        **fields.pop("election", {}),
    }
    made = voting.prepare(
        item, title=title, form=form, method=method, seats=seats, closes_at=closes_at, election=election,
        seats_in=seats_in, by=by, **fields,
    )  # fmt: skip
    record("election.prepared", made, actor=by)
    return made


def on_paper(ballot: Ballot) -> dict[str, Any]:
    """The names on the paper, fixed when it opens."""
    if not ballot.is_election:
        return {}
    if why := why_not_yet(ballot):
        raise NotNow(why)
    return {"options": [row.option() for row in standing(ballot)]}


# ---- counting ----


def count_election(ballot: Ballot, roll: list[RollEntry], papers: list[Paper]) -> dict[str, Any]:
    """The count as it is kept with the ballot; where the members of a country vote as one, with what each country said."""
    countries: dict[str, list[str]] = {}
    if one_a_country(ballot):
        of = {entry.pk: entry.country for entry in roll}
        countries, alone = papers_of_countries(
            ((of.get(paper.entry_id, ""), paper.choice) for paper in papers), ballot.method
        )
        choices = [*countries.values(), *alone]
    else:
        choices = [paper.choice for paper in papers for _unit in range(paper.weight)]
    born = {str(key): day.isoformat() for key, day in ballot.candidacies.values_list("pk", "born") if day}
    groups = {str(key): list(named) for key, named in ballot.candidacies.values_list("pk", "groups")}
    count = counted(
        ballot.method, [option["key"] for option in ballot.options], choices, ballot.seats, ballot.election,
        rule=ballot.rule, seed=str(ballot.pk), born=born, groups=groups,
        everybody=votes_among(ballot, [one for one in roll if one.may]), present=votes_among(ballot, those_there(ballot, roll)),
    )  # fmt: skip
    found = count.as_facts()
    if countries:
        found["countries"] = [{"country": country, "choice": said} for country, said in countries.items()]
    return found


def counted(
    method: str, options: list[str], choices: list[list[str]], seats: int, election: dict[str, Any], *, rule: dict[str, Any],
    seed: str, born: dict[str, str], groups: dict[str, list[str]], everybody: int = 0, present: int = 0,
) -> Count:  # fmt: skip
    """Count papers by the rules of an election, as they are kept and published."""
    ties = tie_rules.Ties(election.get("ties", tie_rules.LOTS), seed, born, election.get("chosen", ()))
    asked = [Limit(one["group"], one.get("least", 0), one.get("most")) for one in election.get("limits", [])]
    limits = Limits(asked, {key: groups.get(key, []) for key in options}, seats)
    if method in RANKS:
        return single_transferable_vote(choices, options, seats, ties=ties, limits=limits)
    if method == Method.APPROVAL:
        return approval(choices, options, seats, ties=ties, limits=limits)
    if method == Method.EACH:
        said = [
            {key: answer for answer, _colon, key in (one.partition(":") for one in paper)}
            for paper in choices
        ]
        return yes_or_no_to_each(
            said,
            options,
            seats,
            rule=rule_of(rule),
            present=present,
            everybody=everybody,
            ties=ties,
            limits=limits,
        )
    firsts = [paper[0] if paper else "" for paper in choices]
    return one_round(firsts, options, runoff=bool(election.get("runoff")), ties=ties)


def after_count(ballot: Ballot, by: Any) -> None:
    """Write down who is elected, once nothing is left to decide and the quorum was there."""
    if not ballot.is_election:
        return
    result = ballot.result
    if not result.get("quorum", {}).get("reached", True) or result.get("asks") == tie_rules.CHAIR:
        return
    if not result["elected"] and (result.get("level") or result.get("goes_on")):
        return  # a further round decides
    Candidacy.objects.filter(ballot=ballot, pk__in=result["elected"]).update(elected=True)
    names = {option["key"]: option["name"] for option in ballot.options}
    elected = [names[key] for key in result["elected"]]

    def words() -> str:
        title = ballot.version_for("title", active_reader()).text
        if not elected:
            return _("%(title)s: nobody is elected.") % {"title": title}
        return _("%(title)s: elected are %(names)s.") % {"title": title, "names": ", ".join(elected)}

    text, language = said_in(ballot.language, words)
    decision = register_decision(
        ballot.item, text, adopted=bool(elected), decided_by=DecidedBy.BALLOT, kind=DecisionKind.ORDINARY,
        facts={"election": ballot.method, "quorum": result.get("quorum")}, language=language, by=by,
    )  # fmt: skip
    say_in_others(decision, "text", words)
    Ballot.objects.filter(pk=ballot.pk).update(decision=decision)
    ballot.decision = decision


@transaction.atomic
def choose(ballot: Ballot, first: str, *, by: Any = None) -> Ballot:
    """The chair says who comes first of those who are level; it is counted again with that. One of two wins."""
    found = Ballot.objects.select_for_update(of=("self",)).select_related("item").get(pk=ballot.pk)
    level = found.result.get("level", [])
    if found.state != BallotState.CLOSED or found.result.get("asks") != tie_rules.CHAIR or first not in level:
        raise NotNow(_("Nothing is left to choose here. Look at the page again."))
    order = [first, *[one for one in level if one != first]]
    before = found.election.get("chosen", [])
    found.election = {**found.election, "chosen": [*[one for one in before if one not in order], *order]}
    kept = {name: found.result[name] for name in ("quorum", "roll", "voted", "box") if name in found.result}
    found.result = count_election(found, list(found.roll.all()), list(found.papers.all())) | kept
    found.save(update_fields=["election", "result"])
    after_count(found, by)
    record("election.chosen", found, actor=by)
    ballot.refresh_from_db()
    return ballot


@transaction.atomic
def next_round(ballot: Ballot, *, by: Any = None) -> Ballot:
    """A new round between those who go on, or who are level. It is prepared, not open: whoever leads opens it. Twice is once."""
    found = Ballot.objects.select_for_update(of=("self",)).select_related("item__meeting").get(pk=ballot.pk)
    if (later := found.later.exclude(state=BallotState.ANNULLED).first()) is not None:
        return later
    result = found.result
    between = result.get("goes_on") or (
        result.get("level") if result.get("asks") == tie_rules.NEW_ROUND else []
    )
    if found.state != BallotState.CLOSED or not between:
        raise NotNow(_("No further round is needed. Look at the page again."))
    # A closed vote stays closed: those who are through already keep their seats for the last round's count.
    made = prepare_election(
        found.item, title=found.title, method=found.method, seats=max(1, found.seats - len(result["elected"])), form=found.form,
        ties=found.election["ties"], seats_in=found.seats_in, role=found.election["role"],
        before=found, by=by, language=found.language,
        election={"runoff": found.method == Method.ROUNDS, "round": found.election.get("round", 1) + 1},
    )  # fmt: skip
    for row in found.candidacies.filter(pk__in=between):
        again = Candidacy.objects.create(
            ballot=made, person=row.person, name=row.name, organisation=row.organisation, text=row.text, language=row.language,
            groups=row.groups, born=row.born, proposed_by=row.proposed_by, agreed_at=row.agreed_at,
        )  # fmt: skip
        hand_on(row, again, "text")
    return made


# ---- seats ----


@transaction.atomic
def give_seats(ballot: Ballot, *, since: date | None = None, by: Any = None) -> list[BodySeat]:
    """The elected sit in their body for its term; whoever sat there before begins a new one. Twice is once."""
    found = Ballot.objects.select_for_update(of=("self",)).get(pk=ballot.pk)
    if found.seats_in is None or found.state != BallotState.CLOSED:
        raise NotNow(_("This election fills no seats of a body."))
    since = since or timezone.localdate()
    made = []
    for row in found.candidacies.filter(elected=True, seated=False, person__isnull=False).select_related(
        "person"
    ):
        for seat in BodySeat.objects.now_or_later().filter(body=found.seats_in, person=row.person):
            end_seat(seat, on=max(since, seat.since), by=by)
        made.append(
            give_seat(
                found.seats_in,
                row.person,
                found.election["role"],
                since=since,
                organisation=row.organisation,
                by=by,
            )
        )
        Candidacy.objects.filter(pk=row.pk).update(seated=True)
    if made:
        record("election.seated", found, actor=by, seats=len(made))
    return made


voting.COUNTS |= dict.fromkeys(METHODS, count_election)
voting.AFTER.append(after_count)
voting.OPENING.append(on_paper)
