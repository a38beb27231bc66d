"""Breakout groups: who sits with whom, so that they share a language and meet whom they have not met.

`arrange` makes a plan in two stages (language_stage.py: exact programme for languages, sizes and locks; search.py: annealing
for the mix), proves how far it can be from the best (bound.py) and explains it (plan.py). Where the hard rules contradict one
another it returns an `Impossible` with choices (impossible.py). changes.py is for afterwards: late, leaving, moved by hand.
"""

from .arranging import arrange
from .changes import Break, Effect, Merge, Placement, effect_of_move, merges, places_for_late, without
from .plan import Group, Plan, RandomPlans, Reason, Repeat
from .setting import (
    Concession,
    ForgetKeepApart,
    ForgetKeepTogether,
    Impossible,
    Interpreter,
    Locks,
    NumberOfGroups,
    Person,
    Rule,
    Setting,
    SizesBetween,
    TranslatingPairs,
    Weights,
    meetings,
)

__all__ = [
    "Break",
    "Concession",
    "Effect",
    "ForgetKeepApart",
    "ForgetKeepTogether",
    "Group",
    "Impossible",
    "Interpreter",
    "Locks",
    "Merge",
    "NumberOfGroups",
    "Person",
    "Placement",
    "Plan",
    "RandomPlans",
    "Reason",
    "Repeat",
    "Rule",
    "Setting",
    "SizesBetween",
    "TranslatingPairs",
    "Weights",
    "arrange",
    "effect_of_move",
    "meetings",
    "merges",
    "places_for_late",
    "without",
]
