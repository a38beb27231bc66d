"""How a yes-or-no ballot is counted from its roll and papers, and how it is published for anybody to count again."""

from typing import Any

from networks.meet.meetings.counting.ballots import Cast, as_countries, tally
from networks.meet.meetings.counting.majority import Votes, judge, rule_of
from networks.meet.meetings.models import Ballot, BodySeat, Paper, RollEntry, SeatRole
from networks.meet.meetings.rules.box import shuffled, votes_of
from networks.meet.meetings.rules.roll import took_part


def count_yes_no(ballot: Ballot, roll: list[RollEntry], papers: list[Paper]) -> dict[str, Any]:
    """Counts, and whether the rule with which the ballot opened adopts by them."""
    entries = {entry.pk: entry for entry in roll}
    cast = [
        Cast(paper.choice[0], paper.weight, entries[paper.entry_id].country if paper.entry_id else "")
        for paper in papers
    ]
    result: dict[str, Any] = {}
    if one_a_country(ballot):
        cast = as_countries(cast)
        result["countries"] = [{"country": one.country, "choice": one.choice} for one in cast if one.country]
    present = votes_among(ballot, those_there(ballot, roll))
    whole = votes_among(ballot, [entry for entry in roll if entry.may])
    votes = tally(cast)
    verdict = judge(
        rule_of(ballot.rule),
        Votes(votes.yes, votes.no, votes.abstain, present, whole),
        chair=_chairs_vote(ballot, papers) if ballot.rule.get("chair_decides") else "",
    )
    return result | {
        "yes": votes.yes, "no": votes.no, "abstain": votes.abstain, "present": present, "all": whole,
        "adopted": verdict.adopted, "whole": verdict.whole, "needed": verdict.needed, "tie": verdict.tie,
        "by_chair": verdict.by_chair,
    }  # fmt: skip


def one_a_country(ballot: Ballot) -> bool:
    """Whether its papers are counted as one for each country. In a secret vote each country had a ballot of its own before."""
    return bool(ballot.rule.get("by_country")) and not ballot.is_secret


def those_there(ballot: Ballot, roll: list[RollEntry]) -> list[RollEntry]:
    return [entry for entry in roll if took_part(entry, by_correspondence=ballot.by_correspondence)]


def votes_among(ballot: Ballot, entries: list[RollEntry]) -> int:
    """How many votes they have: their weights, or one for each country and for each who has none."""
    if not one_a_country(ballot):
        return sum(votes_of(ballot, entry) for entry in entries)
    return len({entry.country for entry in entries if entry.country}) + sum(
        1 for entry in entries if not entry.country
    )


def _chairs_vote(ballot: Ballot, papers: list[Paper]) -> str:
    """What the chair voted in an open ballot, for themselves and not by proxy; "" where that cannot be said."""
    if ballot.is_secret:
        return ""
    chair = BodySeat.objects.now().filter(body=ballot.of_body, role=SeatRole.CHAIR).first()
    if chair is None:
        return ""
    own = ballot.roll.filter(voted_by=chair.person, by_proxy=False).order_by("name", "pk").first()
    found = next((paper for paper in papers if own and paper.entry_id == own.pk), None)
    return found.choice[0] if found else ""


def published(ballot: Ballot) -> dict[str, Any]:
    """A closed ballot as anybody can count it again: rule, roll and papers. `docs/examples/recount.py` does."""
    roll = list(ballot.roll.all())
    papers = {paper.entry_id: paper for paper in ballot.papers.all() if paper.entry_id}
    told = {
        "format": "networks-ballot-1",
        "title": ballot.title,
        "method": ballot.method,
        "form": ballot.form,
        "options": [option["key"] for option in ballot.options],
        "seats": ballot.seats,
        "rule": ballot.rule,
        "opened_at": ballot.opened_at.isoformat(),
        "closed_at": ballot.closed_at.isoformat(),
        "result": ballot.result,
    }
    if ballot.is_election:
        told["election"] = ballot.election | {"seed": str(ballot.pk)}
        told["names"] = {option["key"]: option["name"] for option in ballot.options}
        told["groups"] = {str(key): groups for key, groups in ballot.candidacies.values_list("pk", "groups")}
    told["roll"] = [
        {
            "voter": entry.name, "country": entry.country, "weight": votes_of(ballot, entry), "may": entry.may,
            "took_part": took_part(entry, by_correspondence=ballot.by_correspondence), "voted": entry.voted,
            "by_proxy": entry.by_proxy, "noted": entry.noted_how,
        }
        for entry in roll
    ]  # fmt: skip
    if ballot.is_secret:
        # Two lists that nothing connects: papers in an order that tells nothing, receipts in that of their letters.
        told["papers"] = [
            {"country": "", "weight": 1, "choice": choice} for choice in shuffled(ballot.papers.all())
        ]
        told["receipts"] = sorted(entry.receipt for entry in roll if entry.receipt)
        return told
    told["papers"] = [
        {"voter": entry.name, "country": entry.country, "weight": papers[entry.pk].weight, "choice": papers[entry.pk].choice}
        for entry in roll
        if entry.pk in papers
    ]  # fmt: skip
    return told
