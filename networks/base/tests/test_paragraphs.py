"""Two people write in one text: different paragraphs both hold, the same paragraph is shown to whoever is slower."""

from hypothesis import given
from hypothesis import strategies as st

from networks.base.paragraphs import Conflict, merge, paragraphs

texts = st.lists(st.sampled_from("abcdef"), max_size=6).map("\n\n".join)


def test_different_paragraphs_both_hold():
    assert merge("a\n\nb\n\nc", "A\n\nb\n\nc", "a\n\nb\n\nC").text == "A\n\nb\n\nC"


def test_a_new_paragraph_and_a_removed_one_both_hold():
    assert merge("a\n\nb\n\nc", "a\n\nb\n\nc\n\nd", "b\n\nc").text == "b\n\nc\n\nd"


def test_the_same_paragraph_is_a_conflict_and_mine_stays_as_written():
    merged = merge("a\n\nb", "A\n\nb", "Z\n\nB")
    assert merged.conflicts == [Conflict("A", "Z")] and merged.text == "A\n\nb"
    # To go on with: what the other one wrote elsewhere is there.
    assert merged.over == "A\n\nB" and merged.both == "Z\n\nA\n\nB"


def test_two_new_paragraphs_at_one_place_are_a_conflict():
    assert merge("a", "a\n\nmine", "a\n\ntheirs").conflicts == [Conflict("mine", "theirs")]


@given(texts, texts)
def test_who_is_alone_has_their_way(read, mine):
    assert paragraphs(merge(read, mine, read).text) == paragraphs(mine)
    assert paragraphs(merge(read, read, mine).text) == paragraphs(mine)


@given(texts, texts, texts)
def test_nothing_new_is_lost_without_being_told(read, mine, theirs):
    merged = merge(read, mine, theirs)
    if not merged.conflicts:
        for text in (mine, theirs):
            assert set(paragraphs(text)) - set(paragraphs(read)) <= set(paragraphs(merged.text))
    else:
        for text in (mine, theirs):
            assert set(paragraphs(text)) - set(paragraphs(read)) <= set(paragraphs(merged.both))
        elsewhere = set(paragraphs(theirs)) - {
            part for one in merged.conflicts for part in paragraphs(one.theirs)
        }
        assert elsewhere - set(paragraphs(read)) <= set(paragraphs(merged.over))
