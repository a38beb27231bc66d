"""Counts, rules and quorums in words, for pages and files."""

from typing import Any

from django.utils.translation import gettext as _

from networks.meet.meetings.models import SHARES, DecidedBy, MajorityOf


def quorum_words(facts: dict[str, Any]) -> str:
    """How many were there, and whether that was enough."""
    words = _("%(there)s present and %(represented)s represented of %(of)s who have a vote") % facts
    if not facts.get("share"):
        return words + "."
    if facts["share_of"] == "votes":
        words += ", " + _("%(votes)s of %(votes_of)s votes") % facts
    return (
        words
        + "; "
        + (
            _("the quorum of %(needed)s was there.")
            if facts["reached"]
            else _("the quorum of %(needed)s was not there.")
        )
        % facts
    )


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
    words = _("%(yes)s yes, %(no)s no, %(abstain)s abstentions; %(needed)s of %(whole)s were needed.") % facts
    if facts.get("tie"):
        words += " " + _("Yes and no were level.")
    return f"{str(decision.get_decided_by_display()).capitalize()}: {words}"
