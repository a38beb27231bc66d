"""The result of an election in words and tables, for pages and files."""

from typing import Any

from django.utils.formats import number_format
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.meet.meetings.models import Ballot, Method
from networks.meet.meetings.models import Ties as TieRule
from networks.meet.meetings.words import choice_words

RULES = {
    "scottish": gettext_lazy("single transferable vote by the Scottish rules (weighted inclusive Gregory)"),
    "alternative": gettext_lazy("alternative vote: the last one goes until one has more than half"),
    "approval": gettext_lazy("approval: the most ticks"),
    "absolute": gettext_lazy("more than half of the votes for candidates"),
    "runoff": gettext_lazy("run-off: the most votes"),
    "each": gettext_lazy("yes or no to each name, by the majority of the body"),
}
STAGES = {
    "votes": gettext_lazy("Votes"),
    "runoff": gettext_lazy("Votes"),
    "yes": gettext_lazy("Yes"),
    "no": gettext_lazy("No"),
    "abstain": gettext_lazy("Abstention"),
    "first": gettext_lazy("First places"),
    "last_seats": gettext_lazy("Last seats"),
}


def names_of(ballot: Ballot) -> dict[str, str]:
    return {option["key"]: option["name"] for option in ballot.options}


def listed(names: list[str]) -> str:
    """Names in a row: A, B and C."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def in_votes(units: int, unit: int) -> str:
    """An amount of votes; parts of a vote with five decimals."""
    if units % unit == 0:
        return number_format(units // unit, use_l10n=True)
    return number_format(f"{units // unit}.{units % unit * 100_000 // unit:05d}", decimal_pos=5)


def sentence(ballot: Ballot) -> str:
    """What came out, in one plain sentence."""
    result, names = ballot.result, names_of(ballot)
    shown = lambda keys: listed([names.get(key, key) for key in keys])  # noqa: E731
    if not result.get("quorum", {}).get("reached", True):
        return _("Too few took part: nobody is elected. The election can be held again.")
    if result.get("goes_on"):
        return _("Nobody has more than half: a run-off decides between %(names)s.") % {
            "names": shown(result["goes_on"])
        }
    if result.get("level"):
        words = (
            _("%(names)s are level: the chair chooses who comes first.")
            if result["asks"] == TieRule.CHAIR
            else _("%(names)s are level: a new round decides.")
        )
        return words % {"names": shown(result["level"])}
    if not result["elected"]:
        return _("Nobody is elected.")
    if len(result["elected"]) == 1:
        return _("%(name)s is elected.") % {"name": shown(result["elected"])}
    return _("%(names)s are elected.") % {"names": shown(result["elected"])}


def _title(stage: dict[str, Any], names: dict[str, str]) -> Any:
    whose = listed([names.get(key, key) for key in stage["whose"]])
    if stage["what"] == "surplus":
        return _("Surplus of %(name)s") % {"name": whose}
    if stage["what"] == "exclusion":
        return _("Without %(name)s") % {"name": whose}
    return STAGES.get(stage["what"], stage["what"])


def election_words(ballot: Ballot) -> dict[str, Any]:
    """Everything that the result page shows of a count."""
    result, names = ballot.result, names_of(ballot)
    if "stages" not in result:
        return {}
    stages, unit = result["stages"], result["unit"]
    elected = {key: number for number, stage in enumerate(stages) for key in stage["elected"]}
    order = sorted(
        names, key=lambda key: (key not in result["elected"], -max(stages[0]["votes"].get(key, 0), 0) if stages else 0, names[key])
    )  # fmt: skip
    rows = [
        (
            names[key],
            [
                (in_votes(stage["votes"].get(key, 0), unit), elected.get(key) == number)
                for number, stage in enumerate(stages)
            ],
            key in result["elected"],
        )
        for key in order
    ]
    ranked = ballot.method in (Method.STV, Method.RANKED)
    return {
        "sentence": sentence(ballot),
        "rule": RULES.get(result["rule"], result["rule"]),
        "needed": in_votes(result["needed"], unit) if result["needed"] else "",
        "papers": result["papers"],
        "blank": result["blank"],
        "titles": [_title(stage, names) for stage in stages],
        "rows": rows,
        "exhausted": [in_votes(stage["exhausted"], unit) for stage in stages] if ranked else [],
        "lost": [in_votes(stage["lost"], unit) for stage in stages]
        if ranked and any(s["lost"] for s in stages)
        else [],
        "ties": [_tie(tie, names) for tie in result["ties"]],
        "skipped": listed([names[key] for key in result["skipped"]]) if ballot.election.get("limits") else "",
        "level": [(key, names[key]) for key in result["level"]],
        "countries": [
            (row["country"], choice_words(ballot, row["choice"])) for row in result.get("countries", [])
        ],
    }


def _tie(tie: dict[str, Any], names: dict[str, str]) -> str:
    said = {
        "level": listed([names.get(key, key) for key in tie["level"]]),
        "order": ", ".join(names.get(key, key) for key in tie["order"]),
        "rule": str(TieRule(tie["rule"]).label),
    }
    return str(
        format_lazy("{}", _("Level were %(level)s; by the rule (%(rule)s) the order is: %(order)s.") % said)
    )
