"""Amendments to a text as properties: with lists, links and letters of many scripts."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from networks.meet.meetings.amending import (
    ADDED,
    KEPT,
    STRUCK,
    Edit,
    Proposal,
    apply,
    collide,
    edits,
    lines_of,
    marked,
    order,
    rebased,
    within,
)

# No time is asserted: a busy machine draws slowly.
at_leisure = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

LINES = [
    "", "Members pay their fee by 31 March.", "- first item", "- second item with [a link](https://example.org/a_(b)?c=d#e)", "1. one",
    "يدفع الأعضاء رسومهم.", "Les membres, eux, paient « tôt ».", "सदस्य शुल्क देते हैं।", "会员缴纳会费。", "Членове плащат.", "𓀀 **bold** `code`",
]  # fmt: skip
line = st.one_of(
    st.sampled_from(LINES), st.text(alphabet=st.characters(exclude_characters="\r\n"), max_size=30)
)
text = st.lists(line, max_size=14).map("\n".join)


@st.composite
def amended(draw, most=3):
    """A text, and edits of it that do not touch one another."""
    base = draw(text)
    count, at, made = len(lines_of(base)), 0, []
    for _n in range(draw(st.integers(0, most))):
        if at > count:
            break
        start = draw(st.integers(at, count))
        end = draw(st.integers(start, min(count, start + 3)))
        lines = tuple(draw(st.lists(line, min_size=1 if start == end else 0, max_size=3)))
        made.append(Edit(start, end, lines))
        at = end + 1
    return base, made


@at_leisure
@given(text, text)
def test_applying_what_was_found_gives_the_text_and_finding_it_again_the_same(base, new):
    found = edits(base, new)
    assert apply(base, found) == new
    assert edits(base, apply(base, found)) == found
    assert edits(base, base) == []


@at_leisure
@given(amended())
def test_what_does_not_collide_can_be_adopted_in_any_order(case):
    base, made = case
    if len(made) < 2:
        return
    mine, theirs = made[:1], made[1:]
    assert not collide(mine, theirs)
    one = apply(apply(base, mine), rebased(theirs, mine))
    other = apply(apply(base, theirs), rebased(mine, theirs))
    assert one == other == apply(base, made)


@at_leisure
@given(text, text, text)
def test_a_collision_is_the_same_from_both_sides_and_is_never_put_together(base, a, b):
    one, other = edits(base, a), edits(base, b)
    assert collide(one, other) == collide(other, one)
    assert (rebased(one, other) is None) == collide(one, other)
    if one:
        assert collide(one, one)


@at_leisure
@given(line, line)
def test_words_kept_and_struck_are_the_old_line_kept_and_added_the_new(old, new):
    parts = within(old, new)
    assert "".join(part.text for part in parts if part.kind in (KEPT, STRUCK)) == old
    assert "".join(part.text for part in parts if part.kind in (KEPT, ADDED)) == new


@at_leisure
@given(amended())
def test_the_text_shown_holds_the_old_and_the_new_one(case):
    base, made = case
    shown = marked(base, [Proposal("Ana", made)])
    old = [
        "".join(part.text for part in one.parts if part.kind != ADDED)
        for one in shown
        if one.number is not None
    ]
    new = [
        "".join(part.text for part in one.parts if part.kind != STRUCK) for one in shown if one.kind != STRUCK
    ]
    assert old == lines_of(base)
    assert [one.number for one in shown if one.number is not None] == list(range(1, len(old) + 1))
    # A line that is changed to an empty one, or from one, is shown as struck or added words of that line.
    assert [words for words in new if words] == [words for words in lines_of(apply(base, made)) if words]


def test_words_of_any_script_are_not_torn():
    parts = within("सदस्य शुल्क देते हैं।", "सदस्य शुल्क नहीं देते हैं।")
    assert [part.text.strip() for part in parts if part.kind == ADDED] == ["नहीं"]
    parts = within("يدفع الأعضاء رسومهم.", "يدفع الأعضاء كلهم رسومهم.")
    assert [part.text.strip() for part in parts if part.kind == ADDED] == ["كلهم"]


def test_two_who_change_the_same_line_collide_and_both_are_shown_with_their_names():
    base = "One.\n- a\n- b\nEnd."
    ana, ben, eva = (
        edits(base, new)
        for new in ("One.\n- A\n- b\nEnd.", "One.\n- c\n- b\nEnd.", "One.\n- a\n- b\n- x\nEnd.")
    )
    assert collide(ana, ben) and not collide(ana, eva)
    shown = marked(base, [Proposal("Ana", ana), Proposal("Ben", ben), Proposal("Eva", eva)])
    assert [(one.who, one.collides) for one in shown if one.who] == [
        ("Ana", True), ("Ben", True), ("Eva", False),
    ]  # fmt: skip
    assert apply(apply(base, ana), rebased(eva, ana)) == "One.\n- A\n- b\n- x\nEnd."
    assert rebased(ben, ana) is None


def test_the_order_is_that_of_the_text_and_the_more_far_reaching_first():
    base = "a\nb\nc\nd"
    found = [edits(base, new) for new in ("a\nb\nc\nD", "a\nB\nc\nd", "a\nX\nd", "A\nb\nc\nd")]
    assert order(found) == [3, 2, 1, 0]


def test_ten_amendments_of_a_bilingual_list_adopted_in_any_order_give_one_text():
    from itertools import islice, permutations

    base = "\n".join(
        [*(f"{n}. يدفع العضو {n}" for n in range(10)), *(f"- Le membre {n} paie." for n in range(10))]
    )
    lines = lines_of(base)
    made = [[Edit(2 * n, 2 * n + 1, (lines[2 * n] + " *", f"+ {n}"))] for n in range(10)]
    by_hand = apply(base, [edit for one in made for edit in one])
    for way in islice(permutations(range(10)), 0, 3_000_000, 400_001):
        current, waiting = base, {n: made[n] for n in way}
        for n in way:
            adopted = waiting.pop(n)
            current = apply(current, adopted)
            waiting = {m: rebased(one, adopted) for m, one in waiting.items()}
        assert current == by_hand
