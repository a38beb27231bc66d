"""Who may do something at a stated instant: status, category, country, paid. A refusal says why.

The room that knows an organisation's standing provides it when it starts (`provide(standing_of)`); others ask:

    verdict = check(Rule(votes=True, paid=True), organisation, at=opening)
    verdict.reasons   # sentences; empty where it may
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Standing:
    """What an organisation is to the network at an instant."""

    member: bool = False
    category: Any = None  # key of its category
    category_name: Any = ""  # in the language of whoever reads it
    kind: str = ""  # full, associate, candidate, observer, trial, honorary
    since: Any = None  # day it became a member
    votes: bool = False  # its category gives a vote
    weight: int = 1  # votes that its category gives
    paid: bool = True  # nothing overdue, as the statutes count it
    arrears: str = ""  # what is overdue, in words
    country: str = ""
    organisation_kind: str = ""  # what the organisation is: a work-integration enterprise, a network, …
    fee: Mapping[str, Any] | None = None  # currency → amount of this year's fee, where there is one
    fee_year: int | None = None  # the last year, this one or before, of which a fee was invoiced
    fee_net: Mapping[str, Any] | None = None  # currency → amount of that year's fee without VAT


@dataclass(frozen=True)
class Rule:
    """What is asked of an organisation. None and empty: not asked."""

    member: bool = True
    categories: tuple = ()  # keys
    kinds: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    organisation_kinds: tuple[str, ...] = ()
    votes: bool = False
    paid: bool = False
    member_days: int = 0  # a member for at least so many days


@dataclass(frozen=True)
class Verdict:
    """May it? If not, why: sentences to be shown."""

    reasons: tuple = ()

    def __bool__(self) -> bool:
        return not self.reasons


Provider = Callable[[Iterable[Any], datetime], Mapping[Any, Standing]]
_provider: list[Provider] = []
_currency: list[Callable[[], str]] = []


def provide(provider: Provider, currency: Callable[[], str] | None = None) -> None:
    """Say who knows standings: (keys of organisations, instant) → key → Standing; and the network's currency. The last one that says so is asked."""
    _provider[:] = [provider]
    _currency[:] = [currency] if currency else []


def fee_currency() -> str:
    """The currency in which the network usually asks for fees."""
    return _currency[0]() if _currency else "EUR"


def standings(organisations: Iterable[Any], at: datetime | None = None) -> dict[Any, Standing]:
    """Return the standing of organisations (or their keys) at an instant (now), in a constant number of queries."""
    keys = [getattr(one, "pk", one) for one in organisations]
    found = dict(_provider[0](keys, at or timezone.now())) if _provider else {}
    return {key: found.get(key, Standing(member=not _provider)) for key in keys}


def check(rule: Rule, organisation: Any, at: datetime | None = None) -> Verdict:
    """Whether `organisation` may by `rule` at an instant (now)."""
    key = getattr(organisation, "pk", organisation)
    return judge(rule, standings([key], at)[key], at)


def judge(rule: Rule, standing: Standing, at: datetime | None = None) -> Verdict:
    """The same for a standing that is known."""
    reasons: list[Any] = []
    day = timezone.localdate(at)
    if rule.member and not standing.member:
        return Verdict((_("It is not a member."),))
    if (rule.categories and standing.category not in rule.categories) or (
        rule.kinds and standing.kind not in rule.kinds
    ):
        reasons.append(_("Its category of membership does not allow it."))
    if rule.countries and standing.country not in rule.countries:
        reasons.append(_("It is in another country."))
    if rule.organisation_kinds and standing.organisation_kind not in rule.organisation_kinds:
        reasons.append(_("It is another kind of organisation."))
    if rule.votes and not standing.votes:
        reasons.append(_("Its category of membership gives no vote."))
    if rule.paid and not standing.paid:
        reasons.append(standing.arrears or _("Its fee is overdue."))
    if rule.member_days and standing.since and (day - standing.since).days < rule.member_days:
        reasons.append(_("It has not been a member for long enough."))
    return Verdict(tuple(reasons))
