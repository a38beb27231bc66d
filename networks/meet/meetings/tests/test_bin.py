"""Bodies in the bin: one that never met is deleted after thirty days; minutes and decisions stay."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from networks.base.bins import empty_bins
from networks.meet.meetings.models import Body, Meeting
from networks.meet.meetings.rules import bodies
from networks.meet.meetings.tests.held import a_meeting, open_with
from networks.participation.documents.models import Document
from networks.participation.documents.rules import keep
from networks.participation.occasions.models import Occasion


def thrown_long_ago(body, by) -> None:
    bodies.throw_away(body, by=by)
    Body.binned.filter(pk=body.pk).update(binned_at=timezone.now() - timedelta(days=31))


def test_a_body_that_never_met_goes_with_what_it_planned(
    board, coordinator, django_capture_on_commit_callbacks
):
    meeting = a_meeting(board, coordinator)
    paper = keep(meeting, SimpleUploadedFile("budget.txt", b"4000"), kind="paper", by=coordinator)
    file = paper.versions.get().file
    thrown_long_ago(board, coordinator)

    with django_capture_on_commit_callbacks(execute=True):
        assert empty_bins() == {"meet_meetings.body": 1}

    assert not Body.everywhere.exists() and not Meeting.objects.exists() and not Occasion.objects.exists()
    assert not Document.everywhere.exists() and not file.storage.exists(file.name)


def test_a_body_that_met_stays_and_the_page_says_why(board, coordinator, members, browser_of, here):
    open_with(board, coordinator, "Leiedelegate", "Somesdelegate", "Filodelegate")
    thrown_long_ago(board, coordinator)

    assert empty_bins() == {}

    assert Body.binned.get() == board and Meeting.objects.exists()
    page = browser_of(coordinator).get(here("bodies-bin")).content.decode()
    assert "Its minutes and decisions are records of the network: they stay." in page
