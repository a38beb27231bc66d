"""Counts, rules and quorums in words, for pages and files."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from networks.meet.meetings.models import ABSTAIN, NO, SHARES, YES, Ballot, DecidedBy, MajorityOf
from networks.meet.meetings.rules.weights import band_words
from networks.participation.occasions.words import zone_words


def moment_words(at: datetime, zone: str) -> str:
    """A moment in this zone, which is named: everybody reads the same hour."""
    there = at.astimezone(ZoneInfo(zone))
    return f"{date_format(there, 'DATETIME_FORMAT')} ({zone_words(zone, there)})"


def fee_band_rows(bands: list[dict[str, Any]], currency: str) -> list[tuple[str, int]]:
    """A table of fee bands: each in words, and its votes."""
    return [(band_words(bands, place, currency), band["votes"]) for place, band in enumerate(bands)]


def quorum_words(facts: dict[str, Any], *, now: bool = False) -> str:
    """How many were there, and whether that was enough; `now`, how many are there, and how many it takes."""
    words = _("%(there)s present and %(represented)s represented of %(of)s who have a vote") % facts
    if not facts.get("share"):
        return words + "."
    if facts["share_of"] == "votes":
        words += ", " + _("%(votes)s of %(votes_of)s votes") % facts
    if now:
        quorum = _("the quorum is %(needed)s.")
    elif facts["reached"]:
        quorum = _("the quorum of %(needed)s was there.")
    else:
        quorum = _("the quorum of %(needed)s was not there.")
    return _("%(words)s; %(more)s") % {"words": words, "more": quorum % facts}


def rule_words(rule: dict[str, Any] | None) -> str:
    """A majority in words."""
    if not rule:
        return ""
    words = _("Needed: %(share)s of %(of)s") % {
        "share": SHARES[rule["share"]],
        "of": MajorityOf(rule["of"]).label,
    }
    if rule["of"] == MajorityOf.CAST:
        words += ", " + (_("abstentions counted") if rule.get("abstentions") else _("abstentions left out"))
    return words + "."


def counted(decision: Any) -> str:
    """How a decision came about, with its count."""
    facts = decision.facts
    if decision.decided_by == DecidedBy.AGREEMENT:
        return str(decision.get_decided_by_display()).capitalize() + "."
    if decision.decided_by == DecidedBy.CONSENT:
        words = (
            _("%(agrees)s agreed, %(aside)s stood aside, nobody objected, %(silent)s did not answer.") % facts
        )
        return _decided(decision, words)
    if facts.get("election"):
        return str(_("By election.")) + (" " + quorum_words(facts["quorum"]) if facts.get("quorum") else "")
    words = _("%(yes)s yes, %(no)s no, %(abstain)s abstained; %(needed)s of %(whole)s were needed.") % facts
    if facts.get("tie"):
        words += " " + _("Yes and no were level.")
    return _decided(decision, words)


def _decided(decision: Any, words: str) -> str:
    how = str(decision.get_decided_by_display()).capitalize()
    return _("%(how)s: %(words)s") % {"how": how, "words": words}


def option_words(option: dict[str, str]) -> str:
    """What one can choose, in the reader's words."""
    known = {YES: _("Yes"), NO: _("No"), ABSTAIN: _("Abstention"), "blank": _("Blank")}
    return known.get(option["key"]) or option.get("name") or option["key"]


def choice_words(ballot: Ballot, choice: list[str]) -> str:
    """What a paper says."""
    options = {option["key"]: option_words(option) for option in ballot.options}
    said = []
    for one in choice:
        answer, _colon, key = one.partition(":")
        said.append(
            _("%(name)s: %(n)s") % {"name": options[key], "n": option_words({"key": answer})}
            if key in options
            else options.get(one, one)
        )
    return ", ".join(said) or _("Blank")


def result_words(ballot: Ballot) -> dict[str, Any]:
    """A yes-or-no result for pages: counts with their words, why it came out so, and countries where they vote as one."""
    facts = ballot.result
    if "yes" not in facts:
        return {}
    why = _("%(yes)s of %(whole)s said yes; %(needed)s were needed.") % facts
    if facts.get("quorum") and not facts["quorum"]["reached"]:
        why = _("Too few took part: nothing is decided. The motion can be put to the vote again.")
    elif facts.get("by_chair"):
        why += " " + _("Yes and no were level: the chair’s vote decided.")
    elif facts.get("tie"):
        why += " " + _("Yes and no were level.")
    return {
        "counts": [
            (name, facts[key], str(facts[key]))
            for key, name in ((YES, _("Yes")), (NO, _("No")), (ABSTAIN, _("Abstention")))
        ],
        "adopted": facts["adopted"],
        "decided": bool(facts.get("quorum", {}).get("reached", True)),
        "why": why,
        "countries": [
            (row["country"], option_words({"key": row["choice"]})) for row in facts.get("countries", [])
        ],
    }
