"""Each vote is counted once: by whom it may be cast, what it may say, until when."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.meet.meetings.models import (
    ABSTAIN,
    NO,
    YES,
    Ballot,
    BallotState,
    Method,
    Paper,
    RollEntry,
)
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.rules.roll import Mine, mine
from networks.meet.meetings.words import moment_words

ONE_CHOICE = (Method.YES_NO, Method.ROUNDS)


def check_choice(ballot: Ballot, choice: list[str]) -> None:
    """Whether a paper says something that the ballot knows. A blank paper says nothing; yes or no is always said."""
    known = {option["key"] for option in ballot.options}
    named = choice
    if ballot.method == Method.EACH:
        pairs = [one.partition(":") for one in choice]
        named = [key if answer in (YES, NO, ABSTAIN) else "" for answer, _colon, key in pairs]
    if len(set(named)) != len(named) or not set(named) <= known:
        raise NotNow(_("This choice is not on the paper. Look at the page again."))
    if ballot.method in ONE_CHOICE and len(choice) > 1:
        raise NotNow(_("Choose one only."))
    if ballot.method == Method.YES_NO and not choice:
        raise NotNow(_("Choose yes, no or abstention."))


def late(ballot: Ballot) -> NotNow:
    """What somebody reads whose vote arrives when none is counted."""
    if ballot.state == BallotState.PLANNED:
        return NotNow(_("This vote is not open yet."))
    if ballot.state == BallotState.ANNULLED:
        return NotNow(_("This vote was annulled: nothing is counted. It may be held again."))
    at = ballot.closed_at or ballot.closes_at
    return NotNow(
        _("This vote closed on %(when)s. Your vote came too late and does not count.")
        % {"when": moment_words(at, ballot.network.zone)}
    )


def may_cast_now(ballot: Ballot, entry: RollEntry, by: Any, theirs: list[Mine] | None = None) -> bool:
    """Whether `by` may cast this vote now, and whether as a proxy; otherwise NotNow says what to do. `theirs`: what `mine` just said."""
    theirs = mine(ballot, by) if theirs is None else theirs
    found = next((one for one in theirs if one.entry.pk == entry.pk), None)
    if found is None:
        raise NotNow(_("You cannot cast this vote now: it is somebody else’s, or the proxy was revoked."))
    if found.hint == "check_in":
        raise NotNow(_("Check in first: only whoever is there votes in the meeting."))
    if found.hint == "limit":
        raise NotNow(_("You have used as many proxies as the rules allow."))
    if found.hint == "country":
        raise NotNow(
            _("Your country votes first, in a ballot of its own. Its paper can be cast once that is closed.")
        )
    if found.hint == "silent":
        raise NotNow(_("Nobody voted in the ballot of your country: it has no paper."))
    return found.by_proxy


@transaction.atomic
def cast(
    ballot: Ballot, entry: RollEntry, choice: list[str], *, by: Any, theirs: list[Mine] | None = None
) -> Paper:
    """Count a vote in an open ballot, once. The same vote sent again is the one that was counted."""
    check_choice(ballot, choice)
    by_proxy = may_cast_now(ballot, entry, by, theirs)
    found = Ballot.objects.select_for_update(of=("self",)).get(pk=ballot.pk)
    now = timezone.now()
    if found.is_secret:
        raise NotNow(_("This vote is secret: cast it on its own page."))
    row = RollEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk, ballot=found)
    if row.voted:
        paper = Paper.objects.get(entry=row)
        if row.voted_by_id == by.pk and paper.choice == choice:
            return paper
        raise NotNow(_("A vote for %(name)s was counted already. It stays as it is.") % {"name": row.name})
    if not found.takes_votes(now):
        raise late(found)
    if by_proxy:
        still_holds(row, by)
    RollEntry.objects.filter(pk=row.pk).update(voted=True, voted_at=now, voted_by=by, by_proxy=by_proxy)
    return Paper.objects.create(ballot=found, entry=row, choice=choice, weight=row.weight)


def still_holds(entry: RollEntry, by: Any) -> None:
    """A proxy that is revoked at this moment is revoked, or used: never both."""
    proxy = entry.proxy
    if proxy is not None:
        proxy = type(proxy).objects.select_for_update(of=("self",)).get(pk=proxy.pk)
    if proxy is None or proxy.revoked_at is not None or proxy.holder_id != by.pk:
        raise NotNow(_("The proxy of %(name)s was revoked.") % {"name": entry.name})
