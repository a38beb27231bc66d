"""When two lines, or a line and the register, are about the same organisation.

Certain: the same number of a register, or the same name (folded, without its legal form) in the same country. Likely: a name that differs
by a little (token sort ratio of at least 90, RapidFuzz), or the same website, or an e-mail address of the same house and a name that is not
wholly different. What is likely is asked, never decided.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from networks.network.membership.methods.headings import fold
from networks.network.membership.methods.values import number_of_register

FORMS = set(
    "asbl vzw aisbl ivzw ev gmbh ggmbh ag eg ong ngo ets aps odv onlus scs sarl sas sa srl spa ltd limited plc cic slu sl sll scl bv nv cv stichting "
    "kft zrt nyrt zs sro oz no ops doo dooel ad sp zoo sc ccl lda crl ipss sca scop scic sci e v z s r o".split()
)
FREE_MAIL = set(
    "gmail.com googlemail.com yahoo.com yahoo.fr hotmail.com hotmail.fr outlook.com outlook.fr live.com msn.com icloud.com me.com gmx.de gmx.net gmx.at web.de "
    "t-online.de freenet.de orange.fr wanadoo.fr free.fr laposte.net sfr.fr libero.it virgilio.it tiscali.it alice.it telenet.be skynet.be proximus.be "
    "ziggo.nl kpnmail.nl planet.nl sapo.pt seznam.cz email.cz centrum.sk azet.sk zoznam.sk post.sk freemail.hu citromail.hu t-online.hu onet.pl wp.pl "
    "interia.pl o2.pl abv.bg mail.bg eunet.rs ptt.rs yahoo.ro yahoo.es yahoo.it yahoo.de aol.com proton.me protonmail.com mail.com bluewin.ch".split()
)
HOSTS = {"facebook.com", "linkedin.com", "instagram.com", "sites.google.com", "wordpress.com", "wixsite.com", "x.com", "twitter.com", "linktr.ee", "youtube.com"}  # fmt: skip
LIKE = 90
BLOCK = 400  # a beginning of words that more names share tells nothing


def plain_name(name: str) -> str:
    """A name in folded words, without its legal form: "L'Atelier Vert a.s.b.l." and "Atelier vert ASBL" are one."""
    joined = re.sub(r"\b(\w)\.(?=\w\b)", r"\1", fold_dots(name))
    words = [word for word in fold(joined).split() if word not in FORMS]
    if len(words) > 1 and words[0] in ("l", "le", "la", "the", "der", "die", "das", "il", "de", "het", "el"):
        words = words[1:]
    return " ".join(words) or fold(name)


def fold_dots(name: str) -> str:
    return re.sub(r"\b((?:\w\.){2,}\w?)", lambda found: found[0].replace(".", ""), name)


def domain_of(website: str = "", email: str = "") -> str:
    """The domain of a house's website, or of its e-mail where that is its own; "" for those that anybody may have."""
    host = re.sub(r"^\w+://", "", website.strip().lower()).split("/")[0].split(":")[0].removeprefix("www.")
    if host and not any(host == h or host.endswith("." + h) for h in HOSTS):
        return host
    host = email.rpartition("@")[2].strip().lower()
    return "" if host in FREE_MAIL else host


@dataclass
class Likely:
    """Somebody in the index who may be the one that is sought."""

    key: Any
    certain: bool
    why: str  # number, name, domain, like


@dataclass
class Names:
    """An index of organisations by numbers, names and domains; what is added can be found at once."""

    by_number: dict[tuple[str, str], Any] = field(default_factory=dict)
    by_name: dict[str, list[tuple[Any, str]]] = field(default_factory=dict)
    by_domain: dict[str, list[Any]] = field(default_factory=dict)
    blocks: dict[str, list[tuple[Any, str, str]]] = field(default_factory=dict)
    names: dict[Any, str] = field(default_factory=dict)

    def add(
        self,
        key: Any,
        names: list[str],
        country: str = "",
        numbers: dict | None = None,
        website: str = "",
        email: str = "",
    ) -> None:
        """Let `key` be found by what is known of it."""
        for kind, value in (numbers or {}).items():
            if value:
                self.by_number.setdefault((kind, number_of_register(str(value))), key)
        for plain in dict.fromkeys(plain_name(name) for name in names if name):
            self.names.setdefault(key, plain)
            self.by_name.setdefault(plain, []).append((key, country))
            for start in {word[:4] for word in plain.split() if len(word) > 3} or {plain[:4]}:
                block = self.blocks.setdefault(start, [])
                if len(block) <= BLOCK:
                    block.append((key, plain, country))
        if domain := domain_of(website, email):
            self.by_domain.setdefault(domain, []).append(key)

    def find(
        self,
        names: list[str],
        country: str = "",
        numbers: dict | None = None,
        website: str = "",
        email: str = "",
    ) -> Likely | None:
        """The most certain match, or None."""
        for kind, value in (numbers or {}).items():
            if value and (found := self.by_number.get((kind, number_of_register(str(value))))):
                return Likely(found, True, "number")
        plain = [plain_name(name) for name in names if name]
        elsewhere = None
        for name in plain:
            for key, its_country in self.by_name.get(name, ()):
                if its_country == country or not (its_country and country):
                    return Likely(key, True, "name")
                elsewhere = elsewhere or Likely(key, False, "like")
        if domain := domain_of(website, email):
            for key in self.by_domain.get(domain, ()):
                if not plain or self._ratio(plain[0], self.names.get(key, "")) >= 40:
                    return Likely(key, False, "domain")
        return self._like(plain, country) or (elsewhere if domain else None)

    def _like(self, plain: list[str], country: str) -> Likely | None:
        from rapidfuzz import fuzz

        best, found = 0.0, None
        for name in plain:
            seen = set()
            for start in {word[:4] for word in name.split() if len(word) > 3} or {name[:4]}:
                block = self.blocks.get(start, ())
                if len(block) > BLOCK:
                    continue
                for key, other, its_country in block:
                    if key in seen or (country and its_country and country != its_country):
                        continue
                    seen.add(key)
                    ratio = fuzz.token_sort_ratio(name, other, score_cutoff=LIKE)
                    if ratio > best and _same_digits(name, other):
                        best, found = ratio, Likely(key, False, "like")
        return found

    @staticmethod
    def _ratio(one: str, other: str) -> float:
        from rapidfuzz import fuzz

        return fuzz.token_set_ratio(one, other)


def _same_digits(one: str, other: str) -> bool:
    """ "Werkhof 12" and "Werkhof 13" are two."""
    return re.findall(r"\d+", one) == re.findall(r"\d+", other)
