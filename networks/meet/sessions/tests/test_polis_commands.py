"""A published conversation is read into a part of a session, or grouped on the command line."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from networks.meet.sessions.models import AgreementVote, Given, Part, PriorityResult
from networks.meet.sessions.tests.a_session import a_session
from networks.people.models import Network

DATA = Path(__file__).parents[4] / "tests" / "data" / "polis"
SEATTLE = DATA / "15-per-hour-seattle"
BIODIVERSITY = DATA / "scoop-hivemind.biodiversity"


def test_seattle_is_read_into_a_session(network):
    session = a_session(live=False)
    out = StringIO()
    call_command("import_polis", str(SEATTLE), session=str(session.pk), stdout=out)
    part = Part.objects.get()
    assert (part.session_id, part.state, part.stage, part.anonymous) == (
        session.pk,
        "closed",
        "priorities",
        True,
    )
    said = out.getvalue()
    assert "339 participants" in said
    assert "On 21 statements comments.csv counts otherwise" in said
    assert len([line for line in said.splitlines() if line.startswith("  ")]) == 21
    result = PriorityResult.objects.get().result
    assert result["outcome"] == "GROUPED"
    assert len(result["sizes"]) == 2
    assert not AgreementVote.objects.exclude(seat=None).exists()
    assert AgreementVote.objects.values("voter").distinct().count() == 339


def test_the_counts_are_those_of_the_votes(network):
    out = StringIO()
    call_command("import_polis", str(SEATTLE), stdout=out)  # into the only network
    part = Part.objects.select_related("session").get()
    assert (
        part.session.title == "$15/hour"
        and f"/ponte/meet/sessions/parts/{part.pk}/priorities/" in out.getvalue()
    )
    Network.objects.create(slug="other", name="Other")
    with pytest.raises(CommandError, match="--network: other, ponte"):
        call_command("import_polis", str(SEATTLE))
    with (SEATTLE / "comments.csv").open(encoding="utf-8-sig", newline="") as opened:
        said = {row["comment-body"].strip(): row for row in csv.DictReader(opened)}
    counts = PriorityResult.objects.get().result["counts"]
    equal = 0
    for given in Given.objects.filter(withdrawn_at=None):
        agree, _passed, disagree = counts[str(given.pk)]
        row = said[given.text]
        equal += (agree, disagree) == (int(row["agrees"]), int(row["disagrees"]))
    assert 0 < equal < len(counts)


def test_groups_are_printed_without_a_database():
    """Runs without the `db` fixture: any query would fail."""
    out = StringIO()
    call_command("opinion_groups", str(SEATTLE), stdout=out)
    rows = list(csv.DictReader(StringIO(out.getvalue())))
    assert list(rows[0]) == ["participant", "group"]
    assert len(rows) == 339
    assert {row["group"] for row in rows} == {"", "A", "B"}


@pytest.mark.parametrize("options", [{"session": "x"}, {"network": "nobody"}])
def test_a_wrong_place_is_said(network, options):
    with pytest.raises(CommandError):
        call_command("import_polis", str(SEATTLE), **options)


def test_a_folder_without_the_files_is_said(tmp_path):
    with pytest.raises(CommandError, match=r"comments\.csv"):
        call_command("opinion_groups", str(tmp_path))
