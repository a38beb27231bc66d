"""Which notices a payment is meant for: proposals from what the bank says, the surest first. Pure functions on plain data.

In this order, and no guess beyond: (1) a creditor reference (ISO 11649) of an open notice; (2) numbers of notices in the text;
(3) an account that the member paid from before, or a name that is the member's, with an amount that is exactly one open notice, all of them,
or one instalment; (4) the same member with another amount: its oldest open notices are filled in order. A reference or number of a notice
that is paid already, or that another entry pays, tells the member too: the amount is then exactly something else that is open, or pays
what is open from before that notice, or is a balance. What a proposal leaves over is kept as a balance. A proposal is sure where (1) or (2) names notices and the amount is exactly theirs; a person confirms every one.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from networks.network.membership.methods.references import bare, references_in

ALIKE = 92  # of 100: below it two names are of two organisations
LEGAL = frozenset(
    "asbl vzw aisbl ivzw gmbh ggmbh ag ev sa sas sarl scic scop srl spa onlus ets sl cv bv nv ltd plc clg cic kft nonprofit doo ad zu "
    "asociatia asociacia association associazione associacao verein stiftung fundacja fundatia spolka z oo os op ry the la le les".split()
)


@dataclass(frozen=True)
class Open:
    """One notice: its key, its member, what is open (nothing where it is paid), and how it is named."""

    key: Any
    organisation: Any
    label: str
    reference: str
    open_amount: Decimal
    currency: str
    due: date
    next_part: Decimal | None = None  # the instalment that is due next


@dataclass(frozen=True)
class Arrived:
    """What the bank says of a payment."""

    amount: Decimal
    currency: str
    text: str = ""
    reference: str = ""
    iban: str = ""
    name: str = ""


@dataclass(frozen=True)
class Proposal:
    """Which member paid, which notices with how much, and why this is thought: reference, number, account or name."""

    organisation: Any = None
    shares: tuple[tuple[Any, Decimal], ...] = ()
    why: str = ""
    sure: bool = False
    settled: Any = None  # the notice that is named and needs nothing more


class Matcher:
    """Proposes for many payments against the same notices; what one has been proposed for is not proposed again."""

    def __init__(
        self,
        notices: Sequence[Open],
        accounts: Mapping[str, Sequence[Any]],
        names: Mapping[Any, Sequence[str]],
    ) -> None:
        """accounts: IBAN → members; names: member → its names."""
        self.notices = {one.key: one for one in notices}
        self.left = {one.key: one.open_amount for one in notices}
        self.by_reference = {one.reference: one for one in notices if one.reference}
        self.by_label = {bare(one.label): one for one in notices}
        self.accounts = accounts
        self.members: dict[str, list[Any]] = {}
        for member, called in names.items():
            for name in called:
                if plain := plain_name(name):
                    self.members.setdefault(plain, []).append(member)

    def propose(self, paid: Arrived) -> Proposal:
        """What a payment is meant for; nothing where nobody could say."""
        if paid.amount <= 0:
            return Proposal()
        named = self._named(self.by_reference, references_of(paid), paid)
        why = "reference"
        if not named:
            named, why = self._by_number(paid), "number"
        if named:
            shares = self._fill(named, paid.amount)
            exact = (
                sum(share for _key, share in shares) == paid.amount == sum(one.open_amount for one in named)
            )
            return self._taken(Proposal(named[0].organisation, shares, why, sure=exact))
        settled, why = self._settled(paid)
        member, why = (settled.organisation, why) if settled else self._member(paid)
        if member is None:
            return Proposal()
        mine = [one for one in self._of(member) if one.currency == paid.currency]
        older = [one for one in mine if settled is None or one.due < settled.due]
        chosen = self._exact(mine, paid.amount) or older
        named_in_vain = settled.key if settled and settled.currency == paid.currency else None
        return self._taken(Proposal(member, self._fill(chosen, paid.amount), why, settled=named_in_vain))

    def _taken(self, proposal: Proposal) -> Proposal:
        for key, share in proposal.shares:
            self.left[key] -= share
        return proposal

    def _named(self, known: Mapping[str, Open], words: Sequence[str], paid: Arrived) -> list[Open]:
        found = [known[bare(word)] for word in words if bare(word) in known]
        fitting = [one for one in found if one.currency == paid.currency and self.left[one.key] > 0]
        return list(dict.fromkeys(fitting))

    def _by_number(self, paid: Arrived) -> list[Open]:
        return self._named(self.by_label, [bare(label) for label in labels_in(paid.text)], paid)

    def _settled(self, paid: Arrived) -> tuple[Open | None, str]:
        """The notice that is named though nothing of it is open: paid already, or another entry pays it. Not where several members are meant."""
        ways = (
            (self.by_reference, references_of(paid), "reference"),
            (self.by_label, labels_in(paid.text), "number"),
        )
        for known, words, why in ways:
            found = [known[bare(word)] for word in words if bare(word) in known]
            if len({one.organisation for one in found}) == 1:
                return found[0], why
        return None, ""

    def _member(self, paid: Arrived) -> tuple[Any, str]:
        known = list(self.accounts.get(bare(paid.iban), ())) if paid.iban else []
        if len(known) == 1:
            return known[0], "account"
        wanted = plain_name(paid.name)
        if wanted:
            from rapidfuzz import fuzz, process

            best = process.extract(wanted, list(self.members), scorer=fuzz.ratio, score_cutoff=ALIKE, limit=5)
            found = list(dict.fromkeys(member for name, _score, _at in best for member in self.members[name]))
            if known:
                found = [member for member in found if member in known]
            if len(found) == 1:
                return found[0], "name"
        return None, ""

    def _of(self, member: Any) -> list[Open]:
        mine = [one for one in self.notices.values() if one.organisation == member and self.left[one.key] > 0]
        return sorted(mine, key=lambda one: (one.due, one.label))

    def _exact(self, mine: Sequence[Open], amount: Decimal) -> list[Open]:
        for one in mine:
            if amount in (self.left[one.key], one.next_part):
                return [one]
        return []

    def _fill(self, notices: Sequence[Open], amount: Decimal) -> tuple[tuple[Any, Decimal], ...]:
        shares = []
        for one in sorted(notices, key=lambda one: (one.due, one.label)):
            share = min(amount, self.left[one.key])
            if share > 0:
                shares.append((one.key, share))
                amount -= share
        return tuple(shares)


def references_of(paid: Arrived) -> list[str]:
    """What may be creditor references of notices."""
    return [bare(word) for word in (paid.reference, *references_in(f"{paid.reference} {paid.text}")) if word]


def labels_in(text: str) -> list[str]:
    """Numbers of notices as people write them (F-2026-0017, F 2026 17, f2026/0017), as notices show them."""
    return [
        f"{series}-{year}-{int(number):04d}"
        for series, year, number in re.findall(
            r"(?<![A-Z0-9])([A-Z])[\s./_-]*(20\d\d)[\s./_-]*0*(\d{1,6})(?!\d)", text.upper()
        )
    ]


def plain_name(name: str) -> str:
    """A name for comparing: small letters without accents, without the words of legal forms."""
    bare_letters = unicodedata.normalize("NFKD", name.casefold())
    words = re.findall(
        r"\w+", "".join(sign for sign in bare_letters if not unicodedata.combining(sign)).replace(".", "")
    )
    return " ".join(word for word in words if word not in LEGAL)
