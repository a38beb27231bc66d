"""Notes and tasks about members: written, done, reminded of once for each day that they are due."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from networks.base.jobs import job
from networks.base.tenancy import in_network
from networks.network.membership.models import Note, Task
from networks.notices.mail import send
from networks.notices.telling import may_be_mailed
from networks.people.mail import in_language
from networks.people.models import Organisation, Person, Role
from networks.record.rules import record


@transaction.atomic
def write_note(organisation: Organisation, text: str, *, by: Person, language: str) -> Note:
    """Keep a note about a member."""
    made = Note.objects.create(organisation=organisation, text=text.strip(), by=by, language=language)
    record("note.written", made, actor=by, organisations=[organisation])
    return made


@transaction.atomic
def throw_note_away(note: Note, *, by: Person) -> None:
    """Into the bin, for 30 days."""
    note.throw_away(by=by)
    record("note.thrown_away", note, actor=by, organisations=[note.organisation])


@transaction.atomic
def take_note_back(note: Note, *, by: Person) -> bool:
    """Out of the bin again; return whether it was there. Of two who take it back one does."""
    won = Note.binned.filter(pk=note.pk).update(binned_at=None, binned_by=None)
    if won:
        record("note.taken_back", note, actor=by, organisations=[note.organisation])
    return bool(won)


@transaction.atomic
def set_task(
    organisation: Organisation,
    title: str,
    *,
    owner: Person | None,
    due: date | None,
    by: Person,
    language: str,
) -> Task:
    """Something is to be done about a member. Whoever is to do it is told."""
    made = Task.objects.create(
        organisation=organisation, title=title.strip(), owner=owner, due=due, made_by=by, language=language
    )
    record("task.set", made, actor=by, organisations=[organisation])
    return made


@transaction.atomic
def finish(task: Task, *, by: Person) -> bool:
    """It is done; return whether nobody was quicker."""
    won = Task.objects.filter(pk=task.pk, done_at=None).update(done_at=timezone.now(), done_by=by)
    if won:
        task.refresh_from_db()
        record("task.done", task, actor=by, organisations=[task.organisation])
    return bool(won)


@transaction.atomic
def reopen(task: Task, *, by: Person) -> bool:
    """It was not done after all."""
    won = Task.objects.filter(pk=task.pk, done_at__isnull=False).update(done_at=None, done_by=None)
    if won:
        task.refresh_from_db()
        record("task.reopened", task, actor=by, organisations=[task.organisation])
    return bool(won)


def may_do(actor: Any, task: Task) -> bool:
    """Coordinators, and whoever is to do it while they belong to the network."""
    return actor.is_coordinator or (
        actor.belongs and not actor.by_card and actor.person is not None and task.owner_id == actor.person.pk
    )


def possible_owners() -> Any:
    """Who may be asked: those who do something for the network."""
    return Person.objects.filter(pk__in=Role.objects.now().values("person"), erased_at=None).order_by(
        "name", "pk"
    )


@job("membership.tasks_due", every=timedelta(hours=6))
def remind_job(row: Any = None) -> int:
    """Remind owners of what is due tomorrow or was due before: once for each day that was set. Killed midway it goes on."""
    count = 0
    rows = Task.everywhere.filter(
        done_at=None, due__lte=timezone.localdate() + timedelta(days=1), owner__isnull=False
    )
    for task in rows.filter(Q(reminded_for=None) | ~Q(reminded_for=F("due"))).select_related(
        "owner", "organisation", "network"
    ):
        with in_network(task.network_id):
            count += _remind(task)
    return count


@transaction.atomic
def _remind(task: Task) -> bool:
    if (
        not Task.objects.filter(pk=task.pk, done_at=None)
        .exclude(reminded_for=task.due)
        .update(reminded_for=task.due)
    ):
        return False
    if (
        task.owner is None
        or not may_be_mailed(task.owner)
        or not possible_owners().filter(pk=task.owner_id).exists()
    ):
        return False
    with in_language(task.owner.language):
        words = {
            "title": task.title,
            "house": task.organisation.name,
            "day": date_format(task.due, "DATE_FORMAT"),
            "link": settings.SITE_ADDRESS
            + reverse("task", kwargs={"network": task.network.slug, "key": task.pk}),
        }
        return (
            send(
                task.owner.email or "",
                _("To do by %(day)s: %(title)s") % words,
                _("%(house)s: %(title)s\n\nDue on %(day)s.\n\n%(link)s") % words,
                network=task.network,
                key=f"task:{task.pk}:{task.due}",
            )
            is not None
        )
