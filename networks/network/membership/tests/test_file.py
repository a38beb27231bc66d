"""A member's file: one line of time over all rooms; notes and tasks are the coordinators'."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from networks.base import jobs
from networks.network.membership.models import Category, Note, Task
from networks.network.membership.rules.belonging import begin
from networks.network.membership.rules.tasks import (
    finish,
    remind_job,
    set_task,
    take_note_back,
    write_note,
)
from networks.network.membership.waiting import needs
from networks.notices.models import OutboxMessage
from networks.participation.documents import rules as documents
from networks.participation.documents.models import Document
from networks.participation.documents.rules import keep
from networks.people.models import Person, Role
from networks.record.models import Event


@pytest.fixture
def place(here, house):
    return here("member-file", key=house.pk)


def test_a_coordinator_writes_notes_sets_tasks_and_keeps_documents(
    coordinator, staff, house, place, browser_of, here
):
    browser = browser_of(coordinator)
    assert browser.post(here("note-new", key=house.pk), {"note-text": " "}).status_code == 422
    browser.post(here("note-new", key=house.pk), {"note-text": "They called."})
    browser.post(
        here("task-new", key=house.pk),
        {"task-title": "Send papers", "task-owner": coordinator.pk, "task-due": "2030-01-02"},
    )
    paper = SimpleUploadedFile("statutes.txt", b"Article 1")
    browser.post(
        here("member-document-new", key=house.pk), {"document-title": "Statutes", "document-file": paper}
    )
    page = browser.get(place).content.decode()
    assert all(words in page for words in ("They called.", "Send papers", "Statutes"))
    own = browser_of(staff).get(place).content.decode()
    assert "Statutes" in own and "They called." not in own and "Send papers" not in own
    browser.post(here("note-removal", key=Note.objects.get().pk))
    assert "They called." not in browser.get(place).content.decode() and Note.binned.count() == 1


def test_notes_and_documents_are_taken_back_from_the_bin_by_whoever_may(
    coordinator, staff, stranger, house, place, browser_of, here
):
    write_note(house, "They called.", by=coordinator, language="en")
    keep(house, SimpleUploadedFile("s.txt", b"Article 1"), kind="file", title="Statutes", by=staff)
    note, paper = Note.objects.get(), Document.objects.get()
    bin_ = here("membership-bin")
    browser, own, other = browser_of(coordinator), browser_of(staff), browser_of(stranger)

    assert here("note-removal", key=note.pk) in browser.get(place).content.decode()
    assert here("note-removal", key=note.pk) not in own.get(place).content.decode()
    browser.post(here("note-removal", key=note.pk))
    own.post(here("document-bin", key=paper.pk))
    assert not Note.objects.exists() and not Document.objects.exists()
    assert "They called." in (shown := browser.get(bin_).content.decode()) and "Statutes" in shown
    assert "Statutes" in (shown := own.get(bin_).content.decode()) and "They called." not in shown
    assert "Statutes" not in other.get(bin_).content.decode()

    for key in (note.pk, paper.pk, "nonsense"):
        other.post(bin_, {"key": key})
    own.post(bin_, {"key": note.pk})
    assert not Note.objects.exists() and not Document.objects.exists()
    own.post(bin_, {"key": paper.pk})
    browser.post(bin_, {"key": note.pk})
    assert Document.objects.count() == 1
    assert "They called." in browser.get(place).content.decode()
    assert not documents.take_back(paper, by=staff) and not take_note_back(note, by=coordinator)
    assert Event.objects.filter(verb__in=["document.taken_back", "note.taken_back"]).count() == 2


def test_who_no_longer_keeps_an_organisation_takes_nothing_of_it_back(staff, house, browser_of, here):
    keep(house, SimpleUploadedFile("s.txt", b"Article 1"), kind="file", title="Statutes", by=staff)
    browser = browser_of(staff)
    browser.post(here("document-bin", key=Document.objects.get().pk))
    staff.affiliations.update(audience="worker")
    browser.get(here("membership-bin"))
    browser.post(here("membership-bin"), {"key": Document.binned.get().pk})
    assert Document.binned.count() == 1
    browser.get(here("membership-bin"))
    assert "Statutes" not in browser.get(here("membership-bin")).content.decode()


def test_queries_of_the_bin_do_not_grow(coordinator, house, browser_of, here):
    browser, counts = browser_of(coordinator), []
    browser.get(here("membership-bin"))
    for many in (2, 12):
        for n in range(many):
            paper = keep(house, SimpleUploadedFile(f"{many}-{n}.txt", b"x"), kind="file", by=coordinator)
            for one in (paper, write_note(house, "x", by=coordinator, language="en")):
                one.throw_away(coordinator)
        with CaptureQueriesContext(connection) as asked:
            browser.get(here("membership-bin"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_task_waits_for_its_owner_until_it_is_done(coordinator, staff, house, browser_of, here, actor_of):
    board = Person.objects.create_user("giulia@filo.example", "Giulia")
    Role.objects.create(person=board, kind="board")
    task = set_task(house, "Visit them", owner=board, due=None, by=coordinator, language="en")
    assert [need.url for need in needs(actor_of(board))] == [here("task", key=task.pk)]
    assert browser_of(staff).get(here("task", key=task.pk)).status_code == 403
    browser = browser_of(board)
    assert "Visit them" in browser.get(here("task", key=task.pk)).content.decode()
    browser.post(here("task", key=task.pk))
    task.refresh_from_db()
    assert task.done_by == board and not list(needs(actor_of(board))) and not finish(task, by=board)
    browser.post(here("task", key=task.pk), {"again": "1"})
    task.refresh_from_db()
    assert task.done_at is None


def test_an_owner_is_reminded_once_for_each_day_that_was_set(coordinator, house):
    tomorrow = timezone.localdate() + timedelta(days=1)
    task = set_task(house, "Ring them", owner=coordinator, due=tomorrow, by=coordinator, language="en")
    set_task(
        house, "Later", owner=coordinator, due=tomorrow + timedelta(days=9), by=coordinator, language="en"
    )
    assert (remind_job(), remind_job()) == (1, 0)
    Task.objects.filter(pk=task.pk).update(due=timezone.localdate())
    assert remind_job() == 1
    assert [m.subject.split(": ")[1] for m in OutboxMessage.objects.all()] == ["Ring them", "Ring them"]
    jobs.run_all()


def test_nobody_is_reminded_who_has_left(coordinator, house):
    gone = Person.objects.create_user("gone@x.example", "Gone")
    Role.objects.create(person=gone, kind="board").end()
    set_task(house, "Ring them", owner=gone, due=timezone.localdate(), by=coordinator, language="en")
    assert remind_job() == 0 and not OutboxMessage.objects.exists()


def test_long_files_come_page_by_page_and_nothing_is_lost_or_doubled(coordinator, house, place, browser_of):
    begin(house, Category.objects.create(name="Full members"), by=coordinator)
    browser = browser_of(coordinator)
    browser.get(place)
    moment, counts, seen, address = timezone.now(), [], [], place
    for n in range(130):
        note = write_note(house, f"Note {n}.", by=coordinator, language="en")
        Note.objects.filter(pk=note.pk).update(created_at=moment - timedelta(minutes=n // 2))
    while address:
        with CaptureQueriesContext(connection) as caught:
            page = browser.get(address)
        counts.append(len(caught))
        seen += [entry.title for entry in page.context["entries"] if entry.title.startswith("Note")]
        address = place + page.context["next_url"] if page.context["next_url"] else ""
    assert sorted(seen) == sorted(f"Note {n}." for n in range(130)) and len(counts) > 3
    assert max(counts) <= 30
    for nonsense in ("yesterday", "2026-13-45T00:00", "0001-01-01T00:00", "9999-12-31T23:59-14:00", "%00"):
        assert browser.get(f"{place}?before={nonsense}").status_code == 200


@pytest.mark.room("meet.sessions")
def test_sessions_that_its_people_attended_stand_in_it(staff, house, stranger, place, browser_of):
    from networks.meet.sessions.models import Session
    from networks.participation.occasions.models import Attendance, Occasion

    occasion = Occasion.objects.create(about="meet_sessions.session")
    Session.objects.create(
        title="Perks of a network", occasion=occasion, started_at=timezone.now(), state="ended"
    )
    Attendance.objects.create(occasion=occasion, person=staff, organisation=house, since=timezone.now())
    page = browser_of(staff).get(place).content.decode()
    assert "Perks of a network" in page and "1 of its people was there" in page


def test_documents_of_a_member_are_not_for_others(staff, stranger, coordinator, house, browser_of, here):
    browser_of(staff).post(
        here("member-document-new", key=house.pk),
        {"document-title": "Accounts", "document-file": SimpleUploadedFile("a.txt", b"1")},
    )
    paper = Document.objects.get()
    for name in ("document-page", "document-file"):
        assert browser_of(stranger).get(here(name, key=paper.pk)).status_code == 403
        assert browser_of(coordinator).get(here(name, key=paper.pk)).status_code == 200
