"""The electorate of a ballot: frozen with reasons when it opens; who may cast a vote; whether the quorum took part."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Value
from django.utils.translation import get_language

from networks.meet.meetings.models import THERE, Ballot, Body, BodySeat, Proxy, RollEntry
from networks.meet.meetings.rules.attending import REPRESENTED, Place, Quorum, quorum_from
from networks.meet.meetings.rules.bodies import majority_for
from networks.meet.meetings.rules.translating import in_each
from networks.meet.meetings.rules.voters import Voter
from networks.participation.mandates.rules import bound_by

MOST_NAME = MOST_WHY = 200


def rule_of_body(body: Body, kind: str) -> dict[str, Any]:
    """Everything in the body's rules that a vote of this kind is judged by, as it is kept with the ballot."""
    found = {
        **majority_for(body, kind).as_facts(),
        "quorum": body.quorum,
        "quorum_of": body.quorum_of,
        "proxies": body.proxies,
        "weighted": body.weighted,
        "by_country": body.by_country,
        "chair_decides": body.chair_decides,
    }
    if body.by_fee and body.fee_bands:
        found["by_fee"] = {
            "currency": body.fee_currency,
            "bands": body.fee_bands,
            "without_fee": body.without_fee,
        }
    return found


def freeze(ballot: Ballot, places: Iterable[Place]) -> list[RollEntry]:
    """Write down who has a vote now, and who has none and why. What is paid or changed later changes nothing here."""
    countries, places = countries_of_seats(ballot), list(places)
    own = get_language() or "en"
    said = in_each(lambda: [_why(place.voter) for place in places], own)
    entries = []
    for number, place in enumerate(places):
        voter, here = place.voter, said[own][number]
        entries.append(
            RollEntry(
                network_id=ballot.network_id, ballot=ballot, organisation=voter.organisation, person=voter.person,
                name=voter.name[:MOST_NAME], weight=voter.weight, may=voter.may, **here,
                in_languages={code: rows[number] for code, rows in said.items() if rows[number] != here},
                country=voter.organisation.country if voter.organisation else countries.get(voter.key, ""),
                how=place.how, through=place.through, proxy=place.proxy,
                instructions=place.proxy.instructions if place.proxy else "",
            )
        )  # fmt: skip
    return RollEntry.objects.bulk_create(entries)


def _why(voter: Voter) -> dict[str, Any]:
    """Why it has a vote, or has none, in the language that is spoken now."""
    return {"why": str(voter.why)[:MOST_WHY], "reasons": [str(reason) for reason in voter.reasons]}


def countries_of_seats(ballot: Ballot) -> dict[Any, str]:
    """For which country a person sits there, where that is known."""
    body = ballot.of_body
    if body.of_members:
        return {}
    rows = BodySeat.objects.now().filter(body=body, organisation__isnull=False)
    return dict(rows.values_list("person", "organisation__country"))


def took_part(entry: RollEntry, *, by_correspondence: bool) -> bool:
    """Whether a voter counts as there: by correspondence whoever voted; in a meeting also whoever was there or represented."""
    there = not by_correspondence and (entry.how in THERE or entry.how == REPRESENTED)
    return entry.may and (entry.voted or there)


def quorum_on_roll(ballot: Ballot, entries: list[RollEntry]) -> Quorum:
    """The quorum of a vote, by the rule with which it opened."""
    may = [entry for entry in entries if entry.may]
    part = [entry for entry in may if took_part(entry, by_correspondence=ballot.by_correspondence)]
    represented = sum(1 for entry in part if entry.by_proxy or (entry.how == REPRESENTED and not entry.voted))
    return quorum_from(
        ballot.rule["quorum"], ballot.rule["quorum_of"],
        there=len(part) - represented, represented=represented, of=len(may),
        votes=sum(entry.weight for entry in part), votes_of=sum(entry.weight for entry in may),
    )  # fmt: skip


def waiting_here(ballot: Ballot, most: int = 20) -> tuple[int, list[RollEntry]]:
    """Of a vote in a meeting: how many who are there now, alone or by a proxy that can be used, have not voted; the first of them by name."""
    voter = "organisation" if ballot.of_body.of_members else "person"
    present = ballot.meeting.presences.filter(left_at=None, how__in=THERE)
    rows = ballot.roll.filter(may=True, voted=False)
    there = rows.filter(**{f"{voter}__in": present.exclude(**{voter: None}).values(voter)})
    by_proxy = rows.filter(
        proxy__revoked_at=None, proxy__holder__in=present.exclude(person=None).values("person")
    ).exclude(pk__in=there.values("pk"))
    used = Counter(ballot.roll.filter(voted=True, by_proxy=True).values_list("proxy__holder", flat=True))
    represented = []
    for entry in by_proxy.select_related("proxy").order_by("proxy__created_at", "pk"):
        holder = entry.proxy.holder_id
        used[holder] += 1
        if used[holder] <= ballot.rule["proxies"]:
            represented.append(entry)
    first = [*there[:most], *represented[:most]]
    return there.count() + len(represented), sorted(first, key=lambda entry: (entry.name, entry.pk))[:most]


@dataclass
class Mine:
    """A vote that a person may cast: their own voter's, or by proxy. Where it cannot be cast now, `hint` says what to do."""

    entry: RollEntry
    by_proxy: bool = False
    hint: str = (
        ""  # "check_in": first say that you are there; "limit": as many proxies as the rules allow are used;
        # "country": its own ballot comes first; "silent": nobody of the country voted in it
    )


def mine(ballot: Ballot, person: Any, belongs: Iterable[Any] | None = None) -> list[Mine]:
    """The votes on the roll that this person may cast, their own first. A constant number of queries, whatever the roll; one less for
    whoever knows where the person belongs (`bound_by`)."""
    if person is None:
        return []
    own = list(_own(ballot, person, belongs))
    found = [Mine(entry) for entry in own] + _blocks(ballot, person, belongs)
    if ballot.by_correspondence:
        return found
    is_there, held = _there_and_held(ballot, person)
    for one in found:
        if not one.entry.voted and not is_there:
            one.hint = "check_in"
    return [*found, *_represented(ballot, held, {entry.pk for entry in own}, is_there)]


def _there_and_held(ballot: Ballot, person: Any) -> tuple[bool, list[Any]]:
    """Whether this person is there, and the keys of the proxies they hold: one question for both, as in a live vote thousands ask it."""
    there = ballot.meeting.presences.filter(left_at=None, how__in=THERE, person=person)
    proxies = Proxy.objects.filter(holder=person, revoked_at=None)
    yes, no = (Value(said, output_field=BooleanField()) for said in (True, False))
    rows = there.order_by().values_list("pk", yes).union(proxies.order_by().values_list("pk", no), all=True)
    found = list(rows)
    return any(is_presence for _key, is_presence in found), [
        key for key, is_presence in found if not is_presence
    ]


def _blocks(ballot: Ballot, person: Any, belongs: Iterable[Any] | None) -> list[Mine]:
    """The countries whose paper this person casts as their delegate, while they have a vote in it."""
    if not ballot.by_block:
        return []
    found = []
    for entry in ballot.roll.filter(block=True, may=True, through=person):
        own = ballot.countries.select_related("item__meeting__body").filter(country=entry.country).first()
        if own is None or not _own(own, person, belongs):
            continue
        hint = "" if own.is_closed else "country"
        if not hint and not own.roll.filter(voted=True).exists():
            hint = "silent"
        found.append(Mine(entry, hint="" if entry.voted else hint))
    return found


def _own(ballot: Ballot, person: Any, belongs: Iterable[Any] | None):
    rows = ballot.roll.filter(may=True).select_related("proxy")
    if not ballot.of_body.of_members:
        return rows.filter(person=person)
    keys = bound_by(person, "vote", belongs)
    return rows.filter(organisation__in=keys) if keys else []


def _represented(ballot: Ballot, held: list[Any], own: set[Any], is_there: bool) -> list[Mine]:
    """The votes of the proxies `held`, while whoever gave them is not there; no more than the rules allow."""
    if not held:
        return []
    rows = list(
        ballot.roll.filter(may=True, proxy__in=held)
        .select_related("proxy")
        .order_by("proxy__created_at", "pk")
    )
    rows = [entry for entry in rows if entry.pk not in own]
    if not rows:
        return []
    present = ballot.meeting.presences.filter(left_at=None, how__in=THERE)
    here = {key for pair in present.values_list("organisation", "person") for key in pair if key}
    of_members = ballot.of_body.of_members
    asleep = {
        entry.pk
        for entry in rows
        if not entry.voted and (entry.organisation_id if of_members else entry.person_id) in here
    }
    rows = [entry for entry in rows if entry.pk not in asleep]
    used = sum(1 for entry in rows if entry.by_proxy)
    found = []
    for entry in rows:
        hint = ""
        if not entry.voted:
            if not is_there:
                hint = "check_in"
            elif used >= ballot.rule["proxies"]:
                hint = "limit"
        found.append(Mine(entry, by_proxy=True, hint=hint))
    return found
