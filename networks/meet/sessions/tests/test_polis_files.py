"""Reading a conversation that Polis published, whole or broken."""

from pathlib import Path

import pytest

from networks.meet.sessions.methods import polis_files
from networks.meet.sessions.methods.opinion_votes import AGREE, DISAGREE, UNSEEN
from networks.meet.sessions.methods.polis_files import read_conversation

POLIS = Path(__file__).resolve().parents[4] / "tests" / "data" / "polis"
BIODIVERSITY, SEATTLE = POLIS / "scoop-hivemind.biodiversity", POLIS / "15-per-hour-seattle"

COMMENTS = """timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body
1,x,0,7,2,0,1,"Trees, please"
2,x,1,7,0,1,-1,Rude
3,x,2,8,0,0,0,Nobody saw this
"""
VOTES = """participant,group-id,n-comments,n-votes,n-agree,n-disagree,0,1
4,0,0,2,1,1,1,-1
5,,0,1,1,0,1,
"""


@pytest.fixture
def directory(tmp_path):
    (tmp_path / "comments.csv").write_text(COMMENTS, encoding="utf-8")
    (tmp_path / "participants-votes.csv").write_text(VOTES, encoding="utf-8")
    return tmp_path


def test_it_works(directory):
    conversation = read_conversation(directory)
    assert conversation.votes.participants == (4, 5)
    assert conversation.votes.statements == (0, 1)
    assert conversation.votes.values.tolist() == [[AGREE, DISAGREE], [AGREE, UNSEEN]]
    assert conversation.votes.hidden == {1}
    assert conversation.published_groups == {4: "0"}
    assert [(s.number, s.text, s.voted_on) for s in conversation.statements] == [
        (0, "Trees, please", True),
        (1, "Rude", True),
        (2, "Nobody saw this", False),
    ]
    assert conversation.differences == ()
    assert not conversation.signs_turned


def test_agreement_as_minus_one_is_turned_round(directory):
    turned = VOTES.replace("1,1,1,-1\n", "1,1,-1,1\n").replace("1,0,1,\n", "1,0,-1,\n")
    assert turned != VOTES
    (directory / "participants-votes.csv").write_text(turned)
    conversation = read_conversation(directory)
    assert conversation.signs_turned
    assert conversation.votes.values.tolist() == [[AGREE, DISAGREE], [AGREE, UNSEEN]]


def test_a_count_that_differs_is_listed(directory):
    (directory / "comments.csv").write_text(COMMENTS.replace("0,7,2,0", "0,7,3,0"))
    assert read_conversation(directory).differences == (polis_files.CountDifference(0, 3, 2, 0, 0),)


@pytest.mark.parametrize(
    ("path", "people", "statements", "listed", "differing", "grouped"),
    [(BIODIVERSITY, 536, 314, 316, 49, 443), (SEATTLE, 339, 54, 54, 21, 138)],
    ids=["biodiversity", "seattle"],
)
def test_the_two_published_conversations(path, people, statements, listed, differing, grouped):
    """S3: Counts equal those of comments.csv for 265 of 314 and 33 of 54 statements; the rest are listed."""
    conversation = read_conversation(path)
    assert conversation.votes.values.shape == (people, statements)
    assert len(conversation.statements) == listed
    assert len(conversation.differences) == differing
    assert len(conversation.published_groups) == grouped
    assert not conversation.signs_turned
    # comments.csv counts every change of a vote, so it is never far off
    assert max(abs(d.agrees_said - d.agrees_counted) for d in conversation.differences) <= 7


BROKEN = [
    ("comments.csv", None, polis_files.MissingFile),
    ("participants-votes.csv", None, polis_files.MissingFile),
    ("comments.csv", "", polis_files.NoVotes),
    ("comments.csv", COMMENTS.splitlines()[0] + "\n", polis_files.NoVotes),
    ("comments.csv", COMMENTS.replace("agrees,", "yes,", 1), polis_files.MissingColumn),
    ("comments.csv", COMMENTS.replace("2,0,1,", "many,0,1,"), polis_files.WrongCell),
    ("comments.csv", COMMENTS.replace("2,x,1,7", "2,x,0,7"), polis_files.DoubledName),
    ("comments.csv", COMMENTS.replace("Rude", " "), polis_files.WrongCell),
    ("comments.csv", COMMENTS.replace('"Trees', 'x"Trees'), polis_files.WrongCell),
    ("comments.csv", COMMENTS.replace('please"', "please"), polis_files.UnreadableFile),
    ("comments.csv", COMMENTS.replace("2,x,1,7,0,1,-1,Rude\n", ""), polis_files.WrongCell),
    ("participants-votes.csv", "", polis_files.NoVotes),
    ("participants-votes.csv", VOTES.splitlines()[0] + "\n", polis_files.NoVotes),
    ("participants-votes.csv", VOTES.replace("group-id", "cluster"), polis_files.MissingColumn),
    ("participants-votes.csv", "participant,group-id,n-votes\n1,,0\n", polis_files.MissingColumn),
    ("participants-votes.csv", VOTES.replace("1,1,1,-1", "1,1,1,2"), polis_files.WrongCell),
    ("participants-votes.csv", VOTES.replace("1,1,1,-1", "1,1,1"), polis_files.WrongCell),
    ("participants-votes.csv", VOTES.replace("5,,", "4,,"), polis_files.DoubledName),
    ("participants-votes.csv", VOTES.replace("5,,", "Ann,,"), polis_files.WrongCell),
    ("participants-votes.csv", VOTES.replace(",0,1\n", ",0,0\n"), polis_files.DoubledName),
]


@pytest.mark.parametrize(("name", "content", "error"), BROKEN)
def test_a_broken_file_is_named(directory, name, content, error):
    if content is None:
        (directory / name).unlink()
    else:
        (directory / name).write_text(content)
    with pytest.raises(polis_files.PolisFileError) as raised:
        read_conversation(directory)
    assert type(raised.value) is error
    assert str(raised.value).startswith((name, "participants-votes.csv, line 1"))


def test_a_file_that_is_not_text(directory):
    (directory / "comments.csv").write_bytes(b"\xff\xfe\x00bad")
    with pytest.raises(polis_files.UnreadableFile, match="UTF-8"):
        read_conversation(directory)


def test_a_mark_at_the_start_is_ignored(directory):
    (directory / "comments.csv").write_text(COMMENTS, encoding="utf-8-sig")
    assert len(read_conversation(directory).statements) == 3
