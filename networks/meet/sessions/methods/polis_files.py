"""Read a conversation as Polis publishes it: a directory with comments.csv and participants-votes.csv.

The votes are counted again from participants-votes.csv, and every statement of which comments.csv says otherwise is
listed: it counts changed votes once more. The sign of a vote is checked against those counts, because Polis holds
agreement as -1 inside and as +1 in what it publishes.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from .opinion_votes import AGREE, DISAGREE, UNSEEN, Votes

STATEMENTS_FILE = "comments.csv"
SUMMARY_FILE = "summary.csv"  # may be missing: what it was about
VOTES_FILE = "participants-votes.csv"
STATEMENT_COLUMNS = ("comment-id", "agrees", "disagrees", "moderated", "comment-body")
VOTE_COLUMNS = ("participant", "group-id")
HIDDEN = -1


class PolisFileError(ValueError):
    """A conversation that cannot be read. `file` and `line` (1 is the header) say where; the text says what to do."""

    def __init__(self, message: str, *, file: str, line: int | None = None):
        self.file, self.line = file, line
        where = f"{file}, line {line}: " if line else f"{file}: "
        super().__init__(where + message)


class MissingFile(PolisFileError):
    """The directory lacks one of the two files."""


class UnreadableFile(PolisFileError):
    """Not UTF-8 text, or not CSV."""


class MissingColumn(PolisFileError):
    """The header lacks a column that is needed."""


class WrongCell(PolisFileError):
    """A cell does not hold what its column promises, or a row has too many or too few cells."""


class DoubledName(PolisFileError):
    """A statement or a participant stands there twice."""


class NoVotes(PolisFileError):
    """There is nothing to read."""


@dataclass(frozen=True)
class Statement:
    """One statement as published: its number, text, author's number, counts, and whether moderation hid it."""

    number: int
    text: str
    author: str
    agrees: int
    disagrees: int
    hidden: bool
    voted_on: bool  # it has a column in participants-votes.csv


@dataclass(frozen=True)
class CountDifference:
    """A statement whose counts in comments.csv are not those of the votes."""

    statement: int
    agrees_said: int
    agrees_counted: int
    disagrees_said: int
    disagrees_counted: int


@dataclass(frozen=True)
class Conversation:
    """All of it. `published_groups` is participant → the label Polis gave; `differences` in the order of the columns.

    `signs_turned` is true where the file held agreement as -1; `votes` always has agreement as +1.
    """

    statements: tuple[Statement, ...]
    votes: Votes = field(repr=False)
    published_groups: dict[int, str] = field(repr=False)
    differences: tuple[CountDifference, ...]
    signs_turned: bool
    topic: str = ""
    about: str = ""


def read_conversation(directory: str | Path) -> Conversation:
    """Read both files. Raises a PolisFileError that names the file, the line and what to do."""
    directory = Path(directory)
    said = _statements(directory / STATEMENTS_FILE)
    participants, columns, values, groups = _votes(directory / VOTES_FILE)
    unknown = [number for number in columns if number not in said]
    if unknown:
        raise WrongCell(
            f"has votes on statement {unknown[0]}, which {STATEMENTS_FILE} does not list. "
            "Take both files from the same export.",
            file=VOTES_FILE,
            line=1,
        )
    turned = _signs_turned(columns, values, said)
    if turned:
        values = np.where(values == UNSEEN, UNSEEN, -values).astype(np.int8)
    voted = set(columns)
    statements = tuple(
        Statement(number, *row, voted_on=number in voted) for number, row in sorted(said.items())
    )
    hidden = frozenset(s.number for s in statements if s.hidden)
    votes = Votes(tuple(participants), tuple(columns), values, hidden)
    differences = tuple(_differences(columns, values, said))
    return Conversation(statements, votes, groups, differences, turned, *_summary(directory / SUMMARY_FILE))


def _summary(path: Path) -> tuple[str, str]:
    """The topic and the description, empty where the file is missing or cannot be read: nothing rests on them."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as opened:
            said = {row[0]: row[1].strip() for row in csv.reader(opened) if len(row) == 2}
    except (OSError, UnicodeDecodeError, csv.Error):
        return "", ""
    return said.get("topic", ""), said.get("conversation-description", "")


def _rows(path: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    """Lines with their number, the header first. Every row has as many cells as the header; empty lines are skipped."""
    if not path.is_file():
        raise MissingFile(
            f"there is no such file. A conversation is a directory with {STATEMENTS_FILE} and {VOTES_FILE}.",
            file=path.name,
        )
    try:
        # -sig: spreadsheets write a mark at the start when they save
        with path.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.reader(opened, strict=True)
            header = next(reader, None)
            if not header:
                raise NoVotes("the file is empty.", file=path.name)
            for name in needed:
                if name not in header:
                    raise MissingColumn(
                        f'the column "{name}" is missing. Export the conversation again.',
                        file=path.name,
                        line=1,
                    )
            yield 1, header
            for row in reader:
                if not row:
                    continue
                if len(row) != len(header):
                    raise WrongCell(
                        f"{len(row)} cells where the header has {len(header)}.",
                        file=path.name,
                        line=reader.line_num,
                    )
                yield reader.line_num, row
    except UnicodeDecodeError as error:
        raise UnreadableFile("is not UTF-8 text. Save it as CSV in UTF-8.", file=path.name) from error
    except csv.Error as error:
        raise UnreadableFile(f"is not valid CSV ({error}).", file=path.name, line=reader.line_num) from error
    except OSError as error:
        raise UnreadableFile(f"cannot be read ({error.strerror}).", file=path.name) from error


def _number(text: str, what: str, file: str, line: int) -> int:
    try:
        return int(text)
    except ValueError:
        raise WrongCell(f'{what} is "{text[:40]}", not a whole number.', file=file, line=line) from None


def _statements(path: Path) -> dict[int, tuple[str, str, int, int, bool]]:
    rows = _rows(path, STATEMENT_COLUMNS)
    _, header = next(rows)
    found: dict[int, tuple[str, str, int, int, bool]] = {}
    for line, cells in rows:
        row = dict(zip(header, cells, strict=True))
        number, agrees, disagrees, moderated = (
            _number(row[name], name, path.name, line)
            for name in ("comment-id", "agrees", "disagrees", "moderated")
        )
        if number in found:
            raise DoubledName(f"statement {number} stands there twice.", file=path.name, line=line)
        text = row["comment-body"].strip()
        if not text:
            raise WrongCell(f"statement {number} has no text.", file=path.name, line=line)
        found[number] = (text, row.get("author-id", ""), agrees, disagrees, moderated == HIDDEN)
    if not found:
        raise NoVotes("there is no statement.", file=path.name)
    return found


def _votes(path: Path):
    rows = _rows(path, VOTE_COLUMNS)
    _, header = next(rows)
    places = [place for place, name in enumerate(header) if name.strip().isdecimal()]
    columns = [int(header[place]) for place in places]
    if not columns:
        raise MissingColumn("no column is named by a statement's number.", file=path.name, line=1)
    if len(set(columns)) != len(columns):
        raise DoubledName("a statement has two columns.", file=path.name, line=1)
    who, group = header.index("participant"), header.index("group-id")
    votes = {"": UNSEEN, "1": 1, "0": 0, "-1": -1, "1.0": 1, "0.0": 0, "-1.0": -1}
    participants: dict[int, None] = {}
    groups: dict[int, str] = {}
    values: list[bytes] = []
    for line, cells in rows:
        participant = _number(cells[who], "participant", path.name, line)
        if participant in participants:
            raise DoubledName(f"participant {participant} has two rows.", file=path.name, line=line)
        participants[participant] = None
        if cells[group].strip():
            groups[participant] = cells[group].strip()
        try:
            given = [votes[cells[place].strip()] for place in places]
        except KeyError as error:
            raise WrongCell(
                f'"{error.args[0][:40]}" is not a vote: 1, 0, -1 or empty.', file=path.name, line=line
            ) from None
        values.append(np.array(given, dtype=np.int8).tobytes())
    if not values:
        raise NoVotes("there is no participant.", file=path.name)
    table = np.frombuffer(b"".join(values), dtype=np.int8).reshape(len(values), len(columns))
    return list(participants), columns, table, groups


def _counted(values) -> tuple[list[int], list[int]]:
    return np.count_nonzero(values == AGREE, axis=0).tolist(), np.count_nonzero(
        values == DISAGREE, axis=0
    ).tolist()


def _signs_turned(columns, values, said) -> bool:
    """Whether the counts of comments.csv fit better when every vote is turned round."""
    plus, minus = _counted(values)
    as_is = turned = 0
    for number, ones, minus_ones in zip(columns, plus, minus, strict=True):
        agrees, disagrees = said[number][2:4]
        as_is += abs(ones - agrees) + abs(minus_ones - disagrees)
        turned += abs(minus_ones - agrees) + abs(ones - disagrees)
    return turned < as_is


def _differences(columns, values, said) -> Iterator[CountDifference]:
    for number, agrees, disagrees in zip(columns, *_counted(values), strict=True):
        if said[number][2:4] != (agrees, disagrees):
            yield CountDifference(number, said[number][2], agrees, said[number][3], disagrees)
