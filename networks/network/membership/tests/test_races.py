"""Two people at once in the register, imports and declarations: one outcome, and the other is told. On SQLite and on PostgreSQL."""

from datetime import datetime
from decimal import Decimal as D

import pytest
from django.utils import timezone

from networks.base import jobs
from networks.network.membership.models import (
    Category,
    Declaration,
    Figure,
    FigureValue,
    Import,
    Membership,
    Merge,
    Round,
)
from networks.network.membership.rules import belonging, declaring, figures, merging, rounds
from networks.network.membership.rules.importing import applying, planning, reading, undoing
from networks.network.membership.tests.spreadsheets import as_csv, row
from networks.network.membership.tests.test_declaring import a_member, opened, the
from networks.people.models import Organisation, Person
from tests.at_once import at_once

pytestmark = [pytest.mark.django_db(transaction=True)]


def kinds(done) -> list[str]:
    """What each came to, by name: an exception's, or that of what was returned."""
    return sorted(type(one).__name__ for one in done)


# ---- imports ----


def looked_at(by, *lines: int) -> Import:
    found = reading.read_file("clenovia.csv", as_csv([row(n) for n in lines]), by=by, languages=["sk"])
    reading.set_columns(found, {}, found.options)  # as they were recognised
    planning.plan(found)
    jobs.run_all()
    found.refresh_from_db()
    assert found.state == "planned"
    return found


def test_one_import_confirmed_by_two_at_once_runs_once(network, coordinator):
    found = looked_at(coordinator, 1, 2, 3)

    done = at_once(network, *[lambda: applying.confirm(Import.objects.get(pk=found.pk), by=coordinator)] * 2)

    assert sorted(done) == [False, True]
    jobs.run_all()
    assert Organisation.objects.count() == Membership.objects.count() == 3


def test_two_imports_of_the_same_members_run_by_two_workers_make_each_once(network, coordinator):
    both = [looked_at(coordinator, 1, 2, 3, 4), looked_at(coordinator, 3, 4, 5)]
    for found in both:
        applying.confirm(found, by=coordinator)

    def work():
        return jobs.run(jobs.take_next(kinds=[applying.JOB]))

    assert not [one for one in at_once(network, work, work) if isinstance(one, Exception)]
    jobs.Job.objects.filter(state="waiting").update(run_at=timezone.now())  # whoever waits for its turn
    jobs.run_all()

    assert [Import.objects.get(pk=found.pk).state for found in both] == ["done", "done"]
    assert Organisation.objects.count() == Membership.objects.count() == 5
    assert Person.objects.filter(affiliations__organisation__isnull=False).distinct().count() == 10
    [later] = Import.objects.exclude(counts__new__gte=3)
    assert later.lines.filter(said__contains="Meanwhile somebody else added this organisation").count() == 2


def test_taken_back_by_two_at_once_it_goes_once(network, coordinator):
    found = looked_at(coordinator, 1, 2)
    applying.confirm(found, by=coordinator)
    jobs.run_all()

    done = at_once(network, *[lambda: undoing.undo(Import.objects.get(pk=found.pk), by=coordinator)] * 2)

    assert sorted(done) == [False, True]
    jobs.run_all()
    found.refresh_from_db()
    assert (found.state, Organisation.objects.count()) == ("undone", 0)


# ---- members ----


def test_of_two_who_make_it_a_member_one_does(network, coordinator, house):
    category = Category.objects.create(name="Full member")

    done = at_once(network, *[lambda: belonging.begin(house, category, by=coordinator)] * 2)

    assert kinds(done) == ["AlreadyMember", "Membership"], done
    assert Membership.objects.count() == 1


def test_of_two_who_merge_one_does_and_nothing_is_lost(network, coordinator, house):
    other = Organisation.objects.create(name="De Leie", place="Gent")
    Membership.objects.create(organisation=other, category=Category.objects.create(name="Full member"))

    done = at_once(
        network,
        lambda: merging.merge(house, other, "duplicate", coordinator),
        lambda: merging.merge(other, house, "duplicate", coordinator),
    )

    assert kinds(done) == ["CannotMerge", "Merge"], done
    kept = Merge.objects.get().kept
    assert list(Organisation.objects.all()) == [kept]
    assert Membership.objects.get().organisation == kept


# ---- declarations ----


@pytest.fixture
def leie(network):
    figures.standard_figures(network)
    return a_member("Werkplaats Leie")


def test_of_two_who_declare_one_does_and_the_other_is_told(network, coordinator, leie):
    declaration = the(opened(coordinator), leie)
    asked = declaration.round.asked.get(figure__key="workers")

    def declare(amount):
        mine = the(declaration.round, leie)
        return lambda: declaring.declare(mine, {asked.pk: declaring.Said(D(amount))}, version=0)

    done = at_once(network, declare(20), declare(30))

    assert kinds(done) == ["Declaration", "Quicker"], done
    won = 20 if isinstance(done[0], Declaration) else 30
    assert FigureValue.objects.get(figure__key="workers").amount == won
    assert the(declaration.round, leie).figures.get(asked=asked).amount == won


def test_declared_and_closed_at_once_one_came_first(network, coordinator, leie):
    declaration = the(opened(coordinator), leie)
    asked = declaration.round.asked.get(figure__key="workers")
    declared, closed = at_once(
        network,
        lambda: declaring.declare(declaration, {asked.pk: declaring.Said(D(20))}, version=0),
        lambda: rounds.close_round(Round.objects.get(), by=coordinator),
    )
    assert closed is True
    came = not isinstance(declared, Exception)
    assert came or type(declared).__name__ == "NotNow", declared
    assert FigureValue.objects.exists() == came
    assert (the(declaration.round, leie).state == "declared") == came


def test_opened_by_two_at_once_every_member_is_asked_once(network, coordinator, leie):
    asked = dict.fromkeys(Figure.objects.filter(key="staff"), False)
    planned = rounds.plan(2025, asked, datetime(2199, 3, 31, 18), "Europe/Brussels", by=coordinator)

    done = at_once(
        network, *[lambda: rounds.open_round(Round.objects.get(pk=planned.pk), by=coordinator)] * 2
    )

    assert kinds(done) == ["Round", "Round"], done
    assert Declaration.objects.count() == 1
    assert jobs.Job.objects.filter(kind="membership.declare.tell").count() == 1
