"""Where the members of a country have one vote together, and the vote is secret: each country votes first in a ballot of its own.

What its papers all say is what the country says; where they differ it is blank. Then its delegate, named by whoever leads, puts one paper with just that
into the box: the roll says that the country voted, the paper has no country. What a country said is never written down: it is read from its own
papers while the vote runs, and they are deleted once it is over (sealing.py). A country with one voter needs no ballot of its own.
"""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_variables

from networks.base.places import country_name
from networks.base.texts import hand_on
from networks.meet.meetings.counting.ballots import agreed
from networks.meet.meetings.models import ABSTAIN, THERE, Ballot, BallotState, Method, Paper, RollEntry
from networks.meet.meetings.rules import box
from networks.meet.meetings.rules.attending import REPRESENTED
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.rules.roll import countries_of_seats
from networks.meet.meetings.rules.sealing import ask_to_seal
from networks.meet.meetings.rules.translating import in_each
from networks.participation.mandates.rules import who_may_bind
from networks.people.models import Person
from networks.record.rules import record


def divide(ballot: Ballot, roll: list[RollEntry]) -> list[RollEntry]:
    """Give each country with several voters a ballot of its own with them on its roll, and one entry on the roll of this one."""
    together: dict[str, list[RollEntry]] = {}
    for entry in roll:
        if entry.may and entry.country:
            together.setdefault(entry.country, []).append(entry)
    now = timezone.now()
    for country, entries in sorted(together.items()):
        if len(entries) < 2:
            continue
        own = Ballot.objects.create(
            item=ballot.item, within=ballot, country=country, title=ballot.title, language=ballot.language, form=ballot.form,
            method=ballot.method, seats=ballot.seats, options=ballot.options, kind=ballot.kind, rule=ballot.rule,
            state=BallotState.OPEN, opened_at=now, opened_by=ballot.opened_by, one_each=True,
            # Their delegate needs time as well: a country votes for the first half of it.
            closes_at=now + (ballot.closes_at - now) / 2 if ballot.closes_at else None,
        )  # fmt: skip
        hand_on(ballot, own, "title")
        RollEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(ballot=own)
        said = in_each(partial(_why, len(entries)), ballot.language)
        with translation.override(ballot.language):
            RollEntry.objects.create(
                ballot=ballot, block=True, country=country, name=str(country_name(country))[:200], how=_how(entries),
                why=said.pop(ballot.language), in_languages={code: {"why": why} for code, why in said.items()},
            )  # fmt: skip
        record("ballot.country_opened", own, actor=ballot.opened_by, form=own.form)
    return list(ballot.roll.all())


def _why(n: int) -> str:
    return ngettext("%(n)s voter, one vote together", "%(n)s voters, one vote together", n) % {"n": n}


def warnings(ballot: Ballot, voters: Iterable[Any]) -> list[str]:
    """What whoever opens it has to know before: how many papers there will be, and in which countries few vote."""
    seats = countries_of_seats(ballot)
    counts: dict[Any, int] = {}
    for voter in voters:
        country = voter.organisation.country if voter.organisation else seats.get(voter.key, "")
        counts[country or voter.key] = counts.get(country or voter.key, 0) + 1
    found = box.warnings([1] * len(counts))
    few = sorted(
        str(country_name(key)) for key, n in counts.items() if isinstance(key, str) and 1 < n < box.FEW
    )
    if few:
        found.append(
            _(
                "Fewer than five vote in the ballot of their own country: %(countries)s. There they can tell how each voted."
            )
            % {"countries": ", ".join(few)}
        )
    return found


def _how(entries: list[RollEntry]) -> str:
    """How a country takes part: as whoever of it is there, otherwise as represented."""
    ways = {entry.how for entry in entries}
    there = [how for how in THERE if how in ways]
    return there[0] if there else REPRESENTED if REPRESENTED in ways else ""


def behind(ballot: Ballot, entries: list[RollEntry]) -> list[RollEntry]:
    """The voters themselves, also those who vote in the ballot of their country: a quorum is one of voters."""
    if not ballot.by_block:
        return entries
    return [
        *(entry for entry in entries if not entry.block),
        *RollEntry.objects.filter(ballot__within=ballot),
    ]


@sensitive_variables()
def says(own: Ballot) -> list[str] | None:
    """What a country says, as one or blank; None where nobody of it voted, and once the vote is over."""
    if not own.is_closed or not own.within.is_open:
        return None
    choices = list(Paper.objects.filter(ballot=own).values_list("choice", flat=True))
    if not choices:
        return None
    said = agreed(choices, own.method)
    return said if said is not None else [ABSTAIN] if own.method == Method.YES_NO else []


def own_ballot(ballot: Ballot, entry: RollEntry) -> Ballot | None:
    """The ballot in which the country of this entry votes first."""
    return (
        ballot.countries.select_related("within", "item__meeting__body").filter(country=entry.country).first()
    )


@sensitive_variables()
def must_say(ballot: Ballot, entry: RollEntry, choice: list[str]) -> None:
    """A country's paper says what the country decided."""
    own = own_ballot(ballot, entry)
    if own is None or says(own) != choice:
        raise NotNow(_("The paper of a country says what the country decided. Look at the page again."))


def close_with(ballot: Ballot, state: str, by: Any) -> None:
    """The vote is over: so are the ballots of the countries; their papers are deleted when they are sealed."""
    rows = ballot.countries.select_for_update(of=("self",))
    for own in rows.order_by("pk"):
        if own.is_open:
            Ballot.objects.filter(pk=own.pk).update(state=state, closed_at=timezone.now(), closed_by=by)
        elif state == BallotState.ANNULLED:
            Ballot.objects.filter(pk=own.pk).update(state=state)
        ask_to_seal(own)


def speakers(own: Ballot) -> list[Person]:
    """Who may be the delegate of a country: whoever votes for one of its voters now."""
    rows = list(own.roll.select_related("organisation", "person"))
    found = {row.person.pk: row.person for row in rows if row.person}
    for people in who_may_bind([row.organisation for row in rows if row.organisation], "vote").values():
        found |= {person.pk: person for person in people}
    return sorted(found.values(), key=lambda person: (person.shown_name.casefold(), person.pk))


@transaction.atomic
def name_delegates(ballot: Ballot, named: dict[str, Person | None], *, by: Any = None) -> None:
    """Whoever leads names who casts the paper of each country, until it is in the box."""
    found = Ballot.objects.select_for_update(of=("self",)).get(pk=ballot.pk)
    if not found.takes_votes():
        raise NotNow(_("This vote is not open any more. Look at its page again."))
    rows = found.roll.select_for_update(of=("self",)).filter(block=True, country__in=named)
    for row in rows.order_by("pk"):
        person = named[row.country]
        if row.through_id == (person.pk if person else None):
            continue
        if row.voted:
            raise NotNow(_("The paper of %(name)s is in the box already.") % {"name": row.name_said})
        own = own_ballot(found, row)
        if person is not None and (own is None or person not in speakers(own)):
            raise NotNow(_("%(name)s has no vote in this country.") % {"name": person.shown_name})
        RollEntry.objects.filter(pk=row.pk).update(through=person)
        record("ballot.delegate_named", found, actor=by, country=row.country)


def countries_of(ballot: Ballot, keys: Iterable[Any] = ()) -> list[dict[str, Any]]:
    """Each country that votes as one: how far its own ballot is, its delegate, whether its paper is in the box."""
    owns = {own.country: own for own in ballot.countries.all()}
    counts: dict[Any, list[bool]] = {}
    for key, voted in RollEntry.objects.filter(ballot__within=ballot).values_list("ballot", "voted"):
        counts.setdefault(key, []).append(voted)
    keys = set(keys)
    return [
        {
            "entry": entry, "own": own, "voted": sum(counts.get(own.pk, [])), "of": len(counts.get(own.pk, [])),
            "mine": own.pk in keys,
        }
        for entry in ballot.roll.filter(block=True).select_related("through")
        if (own := owns.get(entry.country)) is not None
    ]  # fmt: skip
