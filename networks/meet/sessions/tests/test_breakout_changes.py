"""Breakout groups once they are made: who comes late, who leaves, groups that become too small, moves by hand (S10–S16)."""

import pytest

from ..methods.breakout import Locks, Rule, Setting, effect_of_move, merges, places_for_late, without
from .invented_people import english, person

TWO_GROUPS = (("e0", "e1", "e2"), ("f0", "f1", "f2"))
BILINGUAL = (
    *english(4),
    *(person(f"f{i}", "fr") for i in range(3)),
    person("late", "en", "fr", organisation="o"),
)


def test_a_late_arrival_goes_where_it_costs_least_and_nobody_else_moves():
    setting = Setting(BILINGUAL, groups=2, met={("e0", "late"): 1})
    first, second = places_for_late(setting, TWO_GROUPS, "late")

    assert (first.group, first.language, first.effect.cost, first.effect.new_encounters) == (1, "fr", 0, 3)
    assert (second.group, second.language, second.effect.cost, second.effect.repeats) == (0, "en", 60, 1)
    assert first.effect.allowed
    assert second.effect.allowed


def test_a_late_arrival_joins_their_support_person_whatever_it_costs():
    setting = Setting(BILINGUAL, groups=2, met={("e0", "late"): 3}, locks=Locks(support=(("e0", "late"),)))
    first, second = places_for_late(setting, TWO_GROUPS, "late")

    assert first.group == 0
    assert [b.rule for b in second.effect.breaks] == [Rule.SUPPORT]


def test_a_common_language_counts_for_more_than_sizes_when_someone_comes_late():
    setting = Setting((*BILINGUAL, person("e9", "en")), groups=2)
    groups = (("e0", "e1", "e2", "e3"), ("f0", "f1", "f2"))
    first, second = places_for_late(setting, groups, "e9")

    assert (first.group, [b.rule for b in first.effect.breaks]) == (0, [Rule.SIZES])
    assert (second.group, [(b.rule, b.persons) for b in second.effect.breaks]) == (
        1,
        [(Rule.LANGUAGE, ("e9",))],
    )


def test_whoever_leaves_is_gone_and_nobody_else_moves():
    assert without(TWO_GROUPS, ["e1", "f0", "f1", "f2"]) == (("e0", "e2"), ())


def test_a_group_below_three_is_offered_the_best_other_group():
    people = (*english(8), person("f0", "fr"), person("f1", "fr"), person("f2", "fr"), person("f3", "fr"))
    groups = (("e0", "e1"), ("e2", "e3", "e4", "e5"), ("f0", "f1", "f2"), ("f3",), ())
    proposals = merges(Setting(people, groups=4), groups)

    assert [(m.small, m.into, m.language, m.effect.allowed) for m in proposals] == [
        (0, 1, "en", True),
        (3, 2, "fr", True),
    ]


def test_a_move_by_hand_names_the_rules_it_breaks():
    locks = Locks(support=(("e0", "e1"),), apart=(("e0", "f0"),), together=(("e0", "e2"),))
    setting = Setting(BILINGUAL[:7], groups=2, locks=locks)
    groups = (("e0", "e1", "e2", "e3"), ("f0", "f1", "f2"))
    effect = effect_of_move(setting, groups, {"e0": 1})

    assert [(b.rule, b.persons) for b in effect.breaks] == [
        (Rule.SUPPORT, ("e0", "e1")),
        (Rule.TOGETHER, ("e0", "e2")),
        (Rule.APART, ("e0", "f0")),
        (Rule.LANGUAGE, ("e0",)),
    ]
    assert not effect.allowed


def test_moving_back_undoes_a_move():
    setting = Setting(BILINGUAL, groups=2, met={("e0", "late"): 2})
    groups = (("e0", "e1", "e2", "e3"), ("f0", "f1", "f2", "late"))
    there = effect_of_move(setting, groups, {"late": 0, "e3": 1})
    moved = (("e0", "e1", "e2", "late"), ("f0", "f1", "f2", "e3"))
    back = effect_of_move(setting, moved, {"late": 1, "e3": 0})

    assert (there.cost, there.repeats, there.new_encounters) == (240, 1, -1)
    assert (back.cost, back.repeats, back.new_encounters) == (-240, -1, 1)
    assert [b.rule for b in there.breaks] == [Rule.LANGUAGE]
    assert back.allowed


def test_a_move_of_someone_who_is_not_there_is_refused():
    with pytest.raises(KeyError):
        effect_of_move(Setting(BILINGUAL, groups=2), TWO_GROUPS, {"late": 0})
    with pytest.raises(IndexError):
        effect_of_move(Setting(BILINGUAL, groups=2), TWO_GROUPS, {"e0": 2})
