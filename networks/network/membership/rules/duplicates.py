"""Organisations of the register that an applicant may be already: alike in name, or with the same address on the internet."""

import re
from dataclasses import dataclass
from typing import Any

from networks.base.places import alphabetical
from networks.people.models import Organisation

# Legal forms and little words say nothing about which organisation it is.
LITTLE = frozenset(
    "asbl vzw aisbl ivzw scrl srl sa sarl scop scic sas eurl bv nv ev ggmbh gmbh eg ong ngo ltd clg plc coop cooperative cooperativa "
    "association asociatia associazione associacao asociacion the de du des la le les l d of and et und y e di da do van het der die das".split()
)
# Post that anybody has: it says nothing about the organisation.
ANYBODY = frozenset(
    "gmail.com hotmail.com outlook.com yahoo.com yahoo.fr live.com icloud.com orange.fr wanadoo.fr free.fr laposte.net web.de gmx.de gmx.net libero.it "
    "sapo.pt seznam.cz azet.sk wp.pl proton.me protonmail.com skynet.be telenet.be".split()
)
ALIKE = 0.6  # share of words in common (Jaccard)
MOST = 5


def words_of(name: str) -> frozenset[str]:
    """The words that tell an organisation from others: without accents, legal forms and little words."""
    found = frozenset(re.findall(r"\w+", alphabetical(name).replace(".", "")))
    return (found - LITTLE) or found


def domain_of(address: str) -> str:
    """The part of an e-mail or web address that its owner has alone; "" where anybody may have it."""
    host = address.rsplit("@", 1)[-1] if "@" in address else re.sub(r"^\w+://", "", address).split("/")[0]
    host = host.casefold().split(":")[0].removeprefix("www.")
    return "" if host in ANYBODY or "." not in host else host


@dataclass(frozen=True)
class Likely:
    """An organisation that it may be, and by what."""

    organisation: Organisation
    same_name: bool
    same_address: bool


def likely(
    name: str, *, legal_name: str = "", email: str = "", website: str = "", country: str = ""
) -> list[Likely]:
    """The most likely ones first. Two queries, whatever the size of the register."""
    names = [words for words in (words_of(name), words_of(legal_name)) if words]
    domains = {domain for domain in (domain_of(email), domain_of(website)) if domain}
    scored: list[tuple[float, Any, bool, bool]] = []
    rows = Organisation.objects.values_list("pk", "name", "legal_name", "email", "website", "country")
    for key, called, legal, mail, site, where in rows.iterator():
        if country and where and where != country:
            continue
        alike = max(
            (_share(mine, theirs) for mine in names for theirs in (words_of(called), words_of(legal))),
            default=0.0,
        )
        same = bool(domains & {domain_of(mail), domain_of(site)})
        if alike >= ALIKE or same:
            scored.append((alike + same, key, alike >= ALIKE, same))
    scored.sort(key=lambda row: (-row[0], str(row[1])))
    found = Organisation.objects.in_bulk([row[1] for row in scored[:MOST]])
    return [
        Likely(found[key], by_name, by_address)
        for _s, key, by_name, by_address in scored[:MOST]
        if key in found
    ]


def _share(mine: frozenset[str], theirs: frozenset[str]) -> float:
    return len(mine & theirs) / len(mine | theirs) if mine and theirs else 0.0
