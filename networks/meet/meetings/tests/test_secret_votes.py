"""Secret votes: two facts that nothing connects; receipts; warnings; once closed, nobody who reads everything can tell."""

import io
import json
import logging
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from django.views.debug import SafeExceptionReporterFilter

from networks.base import jobs
from networks.base.models import Job
from networks.base.tenancy import across_networks
from networks.meet.meetings.models import Ballot, BallotForm, BallotState, Paper, RollEntry
from networks.meet.meetings.rules import attending, box, motions, sealing, voting
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.rules.results import published
from networks.meet.meetings.rules.withholding import withheld
from networks.meet.meetings.tests.held import open_with, voter
from networks.record.models import Event
from networks.web.backups import databases

ALL = ("Leie", "Somes", "Filo", "Mare", "Most")
CHOICES = ("yes", "no", "abstain", "yes", "no")


def put_secretly(meeting, by, **fields) -> Ballot:
    motion = motions.move(meeting.items.get(), "Budget", "We spend 4,000 euros.", by=by)
    made = voting.prepare(motion.item, motion=motion, form=BallotForm.SECRET, by=by)
    return voting.open_ballot(made, by=by, **fields)


def entry(ballot, name) -> RollEntry:
    return ballot.roll.get(name__startswith=name)


def vote(ballot, members, name, choice):
    return box.cast_secretly(ballot, entry(ballot, name), [choice], by=members[name][1])


@pytest.fixture
def ballot(assembly, members, chair):
    return put_secretly(open_with(assembly, chair, *ALL, people=members), chair)


def all_vote(ballot, members):
    return [vote(ballot, members, *pair).receipt for pair in zip(ALL, CHOICES, strict=True)]


@pytest.mark.django_db
def test_it_is_counted_and_box_and_roll_agree(ballot, members, chair):
    receipts = all_vote(ballot, members)
    voting.close_ballot(ballot, by=chair)
    assert (ballot.result["yes"], ballot.result["no"], ballot.result["abstain"]) == (2, 2, 1)
    assert ballot.result["box"] == {
        "papers": 5, "votes_on_roll": 5, "receipts": 5, "few": False, "unanimous": False,
    }  # fmt: skip
    assert box.receipts_of(ballot) == sorted(receipts) and len(set(receipts)) == 5


@pytest.mark.django_db
def test_nothing_connects_a_voter_with_a_paper(ballot, members):
    vote(ballot, members, "Leie", "yes")
    row, paper = entry(ballot, "Leie"), Paper.objects.get()
    assert paper.entry_id is None and paper.pk.version == 4
    assert row.voted and row.voted_at is None and row.voted_by_id is None
    shared = {str(value) for value in vars(row).values()} & {str(value) for value in vars(paper).values()}
    assert shared <= {str(ballot.pk), str(ballot.network_id), "1", "None"}


@pytest.mark.django_db
def test_a_receipt_holds_no_choice_and_cannot_be_made_by_others(ballot, members, settings):
    first = vote(ballot, members, "Leie", "yes").receipt
    assert box.receipt_for(ballot, entry(ballot, "Leie")) == first
    settings.SECRET_KEY = "another"  # whoever has not the secret of the installation
    assert box.receipt_for(ballot, entry(ballot, "Leie")) != first


@pytest.mark.django_db
def test_sent_again_it_is_in_the_box_already_whatever_it_says(ballot, members):
    first = vote(ballot, members, "Leie", "yes")
    again = vote(ballot, members, "Leie", "no")
    assert again.receipt == first.receipt and again.again and not first.again
    assert [paper.choice for paper in Paper.objects.all()] == [["yes"]]


@pytest.mark.django_db
def test_a_late_vote_is_told_so_and_leaves_nothing(ballot, members, chair):
    vote(ballot, members, "Leie", "yes")
    Ballot.objects.filter(pk=ballot.pk).update(state=BallotState.CLOSED, closed_at=timezone.now())
    with pytest.raises(NotNow, match="too late"):
        vote(ballot, members, "Somes", "no")
    assert Paper.objects.count() == 1 and not entry(ballot, "Somes").voted


@pytest.mark.django_db
def test_weights_are_so_many_papers_or_one_each(assembly, members, chair, monkeypatch):
    ballot = put_secretly(open_with(assembly, chair, *ALL, people=members), chair)
    RollEntry.objects.filter(ballot=ballot, name="Leie").update(weight=3)
    vote(ballot, members, "Leie", "yes")
    assert {paper.weight for paper in Paper.objects.all()} == {1} and Paper.objects.count() == 3
    voting.close_ballot(ballot, by=chair)
    assert ballot.result["yes"] == 3 and ballot.result["box"]["votes_on_roll"] == 3
    ballot = Ballot(one_each=True)
    assert box.votes_of(ballot, RollEntry(weight=3)) == 1


@pytest.mark.django_db
def test_the_roll_says_weights_only_where_they_count(assembly, members, chair, browser_of, here):
    ballot = put_secretly(open_with(assembly, chair, *ALL, people=members), chair)
    RollEntry.objects.filter(ballot=ballot, name="Leie").update(weight=3)
    for one_each in (False, True):
        Ballot.objects.filter(pk=ballot.pk).update(one_each=one_each)
        roll = browser_of(chair).get(here("ballot-roll", ballot=ballot.pk)).content.decode()
        assert ("3 votes" in roll) is not one_each


def test_warnings_before_it_opens():
    assert not box.warnings([1] * 5)
    assert "4 voters" in box.warnings([1] * 4)[0]
    assert "2, 3" in box.warnings([1] * 9 + [2, 3])[0]
    assert not box.warnings([1] * 9 + [2, 3], one_each=True)
    assert not box.warnings([1] * 5 + [2] * 5)


@pytest.mark.django_db
@pytest.mark.parametrize("voters, no, few, alike", [(3, 0, True, True), (5, 0, False, True), (4, 1, True, False), (5, 1, False, False)])  # fmt: skip
def test_a_result_that_tells_is_said_to(ballot, members, chair, browser_of, voters, no, few, alike):
    for number, name in enumerate(ALL[:voters]):
        vote(ballot, members, name, "no" if number < no else "yes")
    voting.close_ballot(ballot, by=chair)
    assert (ballot.result["box"]["few"], ballot.result["box"]["unanimous"]) == (few, alike)
    # S56: whoever reads the result reads there that it is not secret.
    page = browser_of(members["Leie"][1]).get(f"/ponte/meet/meetings/ballots/{ballot.pk}/").content.decode()
    assert ("Fewer than five voted: this vote was not secret." in page) == few
    assert ("All voted alike: everybody knows how each voted." in page) == alike


@pytest.mark.django_db
def test_nothing_is_counted_where_box_and_roll_differ(ballot, members, chair):
    all_vote(ballot, members)
    Paper.objects.all()[0].delete()
    with pytest.raises(NotNow, match="differ"):
        voting.close_ballot(ballot, by=chair)
    RollEntry.objects.all().delete()  # as after a backup that was made meanwhile
    with pytest.raises(NotNow, match="backup"):
        voting.close_ballot(ballot, by=chair)


@pytest.mark.django_db
def test_what_is_published_has_papers_and_receipts_and_no_name_beside_either(ballot, members, chair):
    all_vote(ballot, members)
    voting.close_ballot(ballot, by=chair)
    told = json.loads(json.dumps(published(ballot)))
    assert sorted(paper["choice"][0] for paper in told["papers"]) == sorted(CHOICES)
    assert {frozenset(paper) for paper in told["papers"]} == {frozenset({"country", "weight", "choice"})}
    assert {paper["country"] for paper in told["papers"]} == {""}
    assert len(told["receipts"]) == sum(row["voted"] for row in told["roll"])
    assert not any({"choice", "receipt"} & set(row) for row in told["roll"])


@pytest.mark.django_db
def test_events_jobs_logs_and_reports_of_errors_hold_no_choice(
    ballot, members, chair, browser_of, here, rf, caplog
):
    client = browser_of(members["Leie"][1])
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    logging.getLogger().addHandler(handler)
    try:
        with caplog.at_level(logging.DEBUG):
            said = {"entry": str(entry(ballot, "Leie").pk), "choice": "abstain"}
            answer = client.post(here("ballot-casting", ballot=ballot.pk), said)
            assert answer.status_code == 302 and "abstain" not in answer.headers["Location"]
    finally:
        logging.getLogger().removeHandler(handler)
    assert (
        "abstain" not in log.getvalue() or "choice" in caplog.text
    )  # nothing but the statement of a developer's log
    everything = " ".join(str(row) for model in (Event, Job) for row in model._base_manager.values())
    assert "abstain" not in everything
    request = rf.post("/", {"choice": "abstain"})
    request.sensitive_post_parameters = "__ALL__"
    hidden = SafeExceptionReporterFilter()
    hidden.is_active = lambda request: True
    assert "abstain" not in str(hidden.get_post_parameters(request))
    page = client.get(here("ballot", ballot=ballot.pk)).content.decode()
    assert entry(ballot, "Leie").receipt in page


@pytest.mark.django_db
def test_backups_and_archives_leave_out_an_open_secret_vote(ballot, members, chair):
    all_vote(ballot, members)
    with across_networks("a backup"):
        left_out = {model: set(keys) for model, keys in withheld()}
    assert left_out[Paper] == set(Paper.objects.values_list("pk", flat=True)) and len(left_out[Paper]) == 5
    assert left_out[RollEntry] == set(RollEntry.objects.values_list("pk", flat=True))
    voting.close_ballot(ballot, by=chair)
    with across_networks("a backup"):
        assert any(keys for _model, keys in withheld())  # closed, not yet sealed
    jobs.run_all()
    with across_networks("a backup"):
        assert not any(keys for _model, keys in withheld())


@pytest.mark.django_db
def test_a_proxy_is_used_once_and_revoking_it_afterwards_changes_nothing(assembly, members, chair):
    meeting = open_with(assembly, chair, *ALL[:4], people=members)
    proxy = attending.give_proxy(meeting, voter(meeting, "Most"), members["Leie"][1], by=chair)
    ballot = put_secretly(meeting, chair)
    holder = members["Leie"][1]
    assert not box.cast_secretly(ballot, entry(ballot, "Most"), ["no"], by=holder).again
    attending.revoke_proxy(proxy, by=chair)
    with pytest.raises(NotNow, match="revoked"):
        box.cast_secretly(ballot, entry(ballot, "Most"), ["yes"], by=holder)
    assert [paper.choice for paper in Paper.objects.all()] == [["no"]] and entry(ballot, "Most").by_proxy


# ---- whoever reads the whole database once it is closed ----


@pytest.fixture
def in_the_open(transactional_db, request):
    """The same, with transactions that really end."""
    return request.getfixturevalue("ballot")


def physical_order(model, column):
    order = "rowid" if connection.vendor == "sqlite" else "ctid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {model._meta.db_table} ORDER BY {order}")
        return [row[0] for row in cursor.fetchall()]


def written_by(model):
    """Which transactions wrote the rows, on PostgreSQL."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT xmin::text FROM {model._meta.db_table}")
        return {row[0] for row in cursor.fetchall()}


def held_by_the_database() -> bytes:
    """Everything that the files of both tables hold, deleted rows too; in SQLite with the write-ahead file."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
            path = Path(connection.settings_dict["NAME"])
            return b"".join(p.read_bytes() for p in path.parent.glob(path.name + "*"))
        cursor.execute("CHECKPOINT")
        held = b""
        for model in sealing.TABLES:
            cursor.execute("SELECT pg_read_binary_file(pg_relation_filepath(%s))", [model._meta.db_table])
            held += bytes(cursor.fetchone()[0])
        return held


@pytest.mark.alone
def test_once_closed_no_row_key_transaction_or_file_tells_who_voted_what(
    in_the_open, members, chair, monkeypatch
):
    ballot = in_the_open
    monkeypatch.setattr(sealing, "SHUFFLE", type("Turned", (), {"shuffle": staticmethod(list.reverse)}))
    all_vote(ballot, members)
    postgres = connection.vendor == "postgresql"
    keys = [row.pk for model in sealing.TABLES for row in model.objects.all()]
    marks = [key.bytes if postgres else key.hex.encode() for key in keys]
    papers = [json.loads(c) if isinstance(c, str) else c for c in physical_order(Paper, "choice")]
    assert papers == [[c] for c in CHOICES]  # before, whoever reads the rows in order can tell
    held = held_by_the_database()
    assert all(mark in held for mark in marks)
    if postgres:
        assert written_by(Paper) & written_by(RollEntry)
    voting.close_ballot(ballot, by=chair)
    jobs.run_all()
    ballot.refresh_from_db()
    assert ballot.sealed_at
    after = [json.loads(c) if isinstance(c, str) else c for c in physical_order(Paper, "choice")]
    assert sorted(after) == sorted(papers) and after != papers
    assert all(row.pk.version == 4 for model in sealing.TABLES for row in model.objects.all())
    assert not {row.pk for model in sealing.TABLES for row in model.objects.all()} & set(keys)
    if postgres:
        assert len(written_by(Paper)) == len(written_by(RollEntry)) == 1
        assert not written_by(Paper) & written_by(RollEntry)
    held = held_by_the_database()
    assert not [mark for mark in marks if mark in held]
    assert sealing.renew(ballot.pk, Paper) and Paper.objects.count() == 5  # again is harmless


@pytest.mark.alone
def test_no_file_of_a_backup_made_meanwhile_holds_a_paper_or_a_receipt(in_the_open, members, tmp_path):
    receipts = all_vote(in_the_open, members)
    manifest = databases.copy(tmp_path)
    assert manifest["withheld"] == manifest["withheld"] | {
        "meet_meetings.paper": 5, "meet_meetings.rollentry": 5,
    }  # fmt: skip
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    marks = [mark for row in Paper.objects.all() for mark in (row.pk.hex.encode(), str(row.pk).encode())]
    marks += [receipt.encode() for receipt in receipts]
    assert not [mark for mark in marks for held in written.values() if mark in held]
    if connection.vendor == "postgresql":  # what pg_dump packs cannot be searched: these tables are not in it
        assert all(written[f"{model._meta.db_table}.copy"] == b"" for model in sealing.TABLES)


@pytest.mark.alone
def test_what_was_voted_in_an_annulled_vote_is_gone(in_the_open, members, chair):
    all_vote(in_the_open, members)
    assert not sealing.renew(in_the_open.pk, Paper)  # an open vote is not touched
    voting.annul(in_the_open, "The wrong list.", by=chair)
    jobs.run_all()
    assert not Paper.objects.exists() and RollEntry.objects.count() == 5
