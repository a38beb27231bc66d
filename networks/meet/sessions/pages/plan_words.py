"""A plan of breakout groups in words: who, in which language, why a pair meets again, what a change would do. Never audiences or costs."""

from collections import Counter
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from networks.base.places import language_name
from networks.base.texts import Reader
from networks.meet.sessions.models import BreakoutGroup, BreakoutPlan, Seat
from networks.meet.sessions.rules import breaking_out, groups_by_hand

LONG_AGO = 4 * breaking_out.HERE


def name_of(seat: Seat | None) -> str:
    """How the facilitator sees somebody: name and organisation, or country. Never the audience."""
    if seat is None:
        return _("somebody who has left")
    place = seat.organisation.name if seat.organisation else seat.country
    return ", ".join(word for word in (seat.name, place) if word) or _("a guest")


class Plan:
    """What the facilitator's page shows of a plan."""

    def __init__(self, plan: BreakoutPlan, reader: Reader):
        self.plan, self.reader = plan, reader
        self.explained = plan.explained
        self.state = plan.explained.get("state", "working")

    @cached_property
    def seats(self) -> dict[str, Seat]:
        rows = Seat.objects.filter(session=self.plan.part.session).select_related("organisation")
        return {str(seat.pk): seat for seat in rows}

    def named(self, key: str) -> str:
        return name_of(self.seats.get(key))

    def names(self, keys: Any) -> str:
        return " · ".join(self.named(key) for key in keys)

    @cached_property
    def arrangement(self) -> groups_by_hand.Arrangement:
        return groups_by_hand.Arrangement(self.plan)

    @property
    def seed_again(self) -> int:
        return self.plan.seed + 1

    # ---- the whole ----

    @property
    def sentence(self) -> str:
        """The plan in one sentence."""
        e = self.explained
        return _("%(people)s people in %(groups)s groups: %(new)s pairs meet for the first time, %(again)s meet again.") % {
            "people": e["people"], "groups": len(e["groups"]), "new": e["new_encounters"], "again": e["repeats"],
        }  # fmt: skip

    @property
    def compared(self) -> list[str]:
        """How good the plan is, compared with chance and with what is possible at all."""
        e = self.explained
        lines = []
        if e["random_drawn"]:
            lines.append(
                _("Of %(n)s groupings drawn by lot that keep the same rules, one has %(again)s pairs who meet again on average; none is better mixed than this plan.")
                % {"n": e["random_drawn"], "again": number_format(e["random_repeats"], 1)}
            )  # fmt: skip
        if e["best_possible"]:
            lines.append(_("It is proven that no grouping is better mixed."))
        elif e.get("saved") is not None:
            lines.append(
                _(
                    "Of what any grouping could gain over chance, this one gains at least %(n)s percent (a proven bound)."
                )
                % {"n": max(0, e["saved"])}
            )
        if e["without_rapporteur"]:
            n = e["without_rapporteur"]
            lines.append(
                ngettext("%(n)s group has no rapporteur.", "%(n)s groups have no rapporteur.", n) % {"n": n}
            )
        return lines

    # ---- what stands in the way ----

    @property
    def rule(self) -> str:
        return {
            "SUPPORT": _("a support person stays with the person"),
            "APART": _("some are kept apart"),
            "TOGETHER": _("some stay together"),
            "LANGUAGE": _("each group has a language that all understand"),
            "SIZES": _("groups differ by at most one person"),
        }.get(self.explained.get("rule", ""), "")

    @property
    def persons(self) -> list[str]:
        return [self.named(key) for key in self.explained.get("persons", ())]

    @property
    def choices(self) -> list[tuple[int, str]]:
        """The ways out, each tried before it is offered."""
        return [(n, self._choice(choice)) for n, choice in enumerate(self.explained.get("choices", ()))]

    def _choice(self, choice: dict) -> str:
        kind = choice["kind"]
        if kind == "Interpreter":
            return _("An interpreter for %(names)s") % {"names": self.names(choice["persons"])}
        if kind == "TranslatingPairs":
            pairs = " · ".join(
                _("%(helper)s translates for %(person)s") % {"helper": self.named(b), "person": self.named(a)}
                for a, b in choice["pairs"]
            )
            return pairs
        if kind == "SizesBetween":
            return _("Groups of %(a)s to %(b)s people") % {"a": choice["smallest"], "b": choice["largest"]}
        if kind == "NumberOfGroups":
            n = choice["count"]
            return ngettext("%(n)s group instead", "%(n)s groups instead", n) % {"n": n}
        if kind == "ForgetKeepApart":
            pairs = " · ".join(f"{self.named(a)} – {self.named(b)}" for a, b in choice["pairs"])
            return _("Do not keep apart: %(names)s") % {"names": pairs}
        sets = " · ".join(self.names(keys) for keys in choice["sets"])
        return _("Do not keep together: %(names)s") % {"names": sets}

    # ---- group by group ----

    @cached_property
    def groups(self) -> list[dict]:
        told = self.explained.get("groups", [])
        by_group: dict[Any, list[Seat]] = {}
        by_hand = set()
        for place in self.arrangement.places:
            by_group.setdefault(place.group_id, []).append(place.seat)
            if place.by_hand:
                by_hand.add(place.seat_id)
        rows = []
        for n, group in enumerate(self.arrangement.groups):
            seats = by_group.get(group.pk, [])
            rows.append(
                {
                    "group": group,
                    "language": language_name(group.language) if group.language else "",
                    "members": [self._member(seat, seat.pk in by_hand) for seat in seats],
                    "countries": _counted(seat.country for seat in seats),
                    "organisations": len({seat.organisation_id for seat in seats if seat.organisation_id}),
                    **self._told(told[n] if n < len(told) else {}),
                }
            )
        return rows

    def _member(self, seat: Seat, by_hand: bool) -> dict:
        return {
            "seat": seat,
            "name": name_of(seat),
            "languages": ", ".join(language_name(code) for code in breaking_out.languages_of(seat)),
            "here": seat.last_seen_at > timezone.now() - LONG_AGO,
            "by_hand": by_hand,
        }

    def _told(self, told: dict) -> dict:
        return {
            "new_encounters": told.get("new_encounters", 0),
            "shared": [
                _("%(language)s: %(n)s people") % {"language": language_name(code), "n": n}
                for code, n in told.get("shared", {}).items()
            ],
            "repeats": [self._repeat(r) for r in told.get("repeats", ())],
            "interpreted": self.names(told.get("interpreted", ())),
            "translated": " · ".join(
                _("%(helper)s translates for %(person)s") % {"helper": self.named(b), "person": self.named(a)}
                for a, b in told.get("translated", ())
            ),
        }

    def _repeat(self, r: dict) -> str:
        """Who meets again, and why that stayed."""
        why = {
            "TOGETHER": _("they stay together"),
            "FEW_SHARE_LANGUAGE": _("few share a language with %(name)s whom %(name)s has not met") % {"name": self.named(r["person"])},
            "NO_EXCHANGE": _("no exchange keeps the rules"),
            "DEARER": _("parting them would mix the groups less well, or no better"),
        }[r["reason"]]  # fmt: skip
        times = ngettext("met %(n)s time before", "met %(n)s times before", r["times"]) % {"n": r["times"]}
        return f"{self.named(r['pair'][0])} – {self.named(r['pair'][1])} · {times} · {why}"

    # ---- while it runs ----

    @cached_property
    def late(self) -> list[tuple]:
        """Who is here and in no group, with the group that suits best."""
        placed = {place.seat_id for place in self.arrangement.places}
        rows = []
        for seat in breaking_out.candidates(self.plan.part.session):
            if seat.pk not in placed and self.arrangement.groups:
                best = self.arrangement.best_for(seat)
                language = language_name(best.language) if best.language else ""
                breaks = self._breaks(best.effect)
                rows.append((seat, name_of(seat), self.arrangement.groups[best.group], language, breaks))
        return rows

    @cached_property
    def small(self) -> list[tuple]:
        """Groups with too few people, with the one that each could join."""
        groups = self.arrangement.groups
        return [
            (
                groups[m.small],
                groups[m.into],
                language_name(m.language) if m.language else "",
                self._breaks(m.effect),
            )
            for m in self.arrangement.merges()
        ]

    @property
    def calling(self) -> list[BreakoutGroup]:
        return [group for group in self.arrangement.groups if group.needs_help_at]

    @property
    def can_undo(self) -> bool:
        return groups_by_hand.last_change(self.plan) is not None

    def effect(self, seat: Seat, into: BreakoutGroup) -> list[tuple[str, str]]:
        """What moving somebody does, as (kind of line, words)."""
        found = self.arrangement.effect(seat.pk, into)
        lines = [
            ("", _more_first(found.new_encounters)),
            ("", _more_again(found.repeats)),
            ("", _more_of_one_organisation(found.same_organisation)),
            ("", _more_of_one_country(found.same_country)),
        ]
        return [line for line in lines if line[1]] + [("bad", words) for words in self._breaks(found)]

    def _breaks(self, effect: Any) -> list[str]:
        words = {
            "SUPPORT": _("A support person is parted from the person: %(names)s"),
            "APART": _("They were to be kept apart: %(names)s"),
            "TOGETHER": _("They were to stay together: %(names)s"),
            "LANGUAGE": _("No language that all understand: %(names)s"),
            "SIZES": _("The groups differ by more than one person."),
        }
        return [words[b.rule.name] % {"names": self.names(b.persons)} for b in effect.breaks]


def _counted(countries: Any) -> list[tuple[str, int]]:
    return sorted(Counter(c for c in countries if c).items(), key=lambda pair: (-pair[1], pair[0]))


def _more_first(n: int) -> str:
    more = ngettext("%(n)s more pair meets for the first time", "%(n)s more pairs meet for the first time", n)
    fewer = ngettext(
        "%(n)s fewer pair meets for the first time", "%(n)s fewer pairs meet for the first time", -n
    )
    return _more_or_fewer(n, more, fewer)


def _more_again(n: int) -> str:
    more = ngettext("%(n)s more pair meets again", "%(n)s more pairs meet again", n)
    fewer = ngettext("%(n)s fewer pair meets again", "%(n)s fewer pairs meet again", -n)
    return _more_or_fewer(n, more, fewer)


def _more_of_one_organisation(n: int) -> str:
    more = ngettext("%(n)s more pair of one organisation", "%(n)s more pairs of one organisation", n)
    fewer = ngettext("%(n)s fewer pair of one organisation", "%(n)s fewer pairs of one organisation", -n)
    return _more_or_fewer(n, more, fewer)


def _more_of_one_country(n: int) -> str:
    more = ngettext("%(n)s more pair of one country", "%(n)s more pairs of one country", n)
    fewer = ngettext("%(n)s fewer pair of one country", "%(n)s fewer pairs of one country", -n)
    return _more_or_fewer(n, more, fewer)


def _more_or_fewer(n: int, more: str, fewer: str) -> str:
    return (more if n > 0 else fewer) % {"n": abs(n)} if n else ""
