"""Two records of organisations become one: everything that pointed to the one points to the other, and can be put back for a week."""

from datetime import timedelta

import pytest
from django.utils import timezone

from networks.base.tenancy import in_network
from networks.network.membership.models import Category, Figure, FigureValue, Membership, Merge
from networks.network.membership.rules import belonging, merging
from networks.people.belonging import affiliate
from networks.people.models import Affiliation, Function, FunctionKind, Organisation, Person
from networks.record.models import Event
from networks.record.rules import benefit, record
from networks.web.tests.an_archive import everything
from tests.security.world import filled as filled_network

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(network):
    """The one that stays, and the one that goes."""
    return Organisation.objects.create(name="Leie", country="BE"), Organisation.objects.create(
        name="De Leie", place="Gent", website="https://leie.example", numbers={"vat": "BE1"}, public=["name"]
    )


def test_everything_moves_whatever_it_is_and_comes_back_when_it_is_undone():
    """On a filled network, with records of all kinds; nothing is named here, so that a new model is tested by being there."""
    filled = filled_network("ponte")
    by = filled.people["coordinator"]
    with in_network(filled.network):
        kept = Organisation.objects.create(name="Kept")
        for person in (filled.people["staff"], filled.people["board"]):
            affiliate(person, kept)
        category = Category.objects.first()
        if category and not Membership.objects.filter(organisation=kept).exists():
            belonging.begin(kept, category)
        gone = filled.organisation
        before = everything(filled.network)
        pointed = sum(merging.rows_of(gone).values())

        done = merging.merge(kept, gone, "duplicate", by)

        assert pointed > 20 and done.moved > 20
        assert not [
            (model, name)
            for model, name in merging.pointing()
            if model.everywhere.filter(**{name: gone.pk}).exists()
        ]
        assert Organisation.binned.filter(pk=gone.pk).exists()
        assert merging.undo(Merge.objects.get(pk=done.pk), by)
        after = everything(filled.network)
    for label, rows in before.items():
        if label == "network_membership.merge":
            continue
        new = {key: row for key, row in after[label].items() if key in rows}
        if label != "record.event" and label != "record.eventorganisation":
            assert after[label].keys() == rows.keys(), label
        assert new == rows, label


def test_who_is_in_both_has_one_place_with_the_functions_of_both(two, coordinator):
    kept, gone = two
    person = Person.objects.create_user("a@leie.example", "A")
    affiliate(person, kept)
    there = affiliate(person, gone)
    Function.objects.create(affiliation=there, kind=FunctionKind.DELEGATE)
    only = affiliate(Person.objects.create_user("b@leie.example", "B"), gone)

    merging.merge(kept, gone, "duplicate", coordinator)

    now = Affiliation.objects.now()
    assert now.get(person=person).organisation == kept
    assert now.get(person=person).functions.get().kind == FunctionKind.DELEGATE
    assert now.get(pk=only.pk).organisation == kept
    assert Affiliation.objects.get(pk=there.pk).until == timezone.localdate()


def test_a_membership_of_both_ends_in_one_and_its_history_stays(two, coordinator):
    kept, gone = two
    category = Category.objects.create(name="Full")
    for one in two:
        belonging.begin(one, category, since=timezone.localdate() - timedelta(days=400), by=coordinator)

    merging.merge(kept, gone, "merger", coordinator)

    rows = Membership.objects.filter(organisation=kept).order_by("until")
    assert [(row.until is None, row.end_reason, row.merged_into_id) for row in rows] in (
        [(False, "merged", kept.pk), (True, "", None)],
        [(True, "", None), (False, "merged", kept.pk)],
    )
    assert Organisation.objects.get(pk=kept.pk).is_member


def test_a_membership_that_only_the_other_had_goes_on(two, coordinator):
    kept, gone = two
    belonging.begin(gone, Category.objects.create(name="Full"), by=coordinator)
    Organisation.objects.filter(pk=kept.pk).update(is_member=False)

    merging.merge(kept, gone, "duplicate", coordinator)

    assert Membership.objects.get(until=None).organisation == kept
    assert Organisation.objects.get(pk=kept.pk).is_member


@pytest.mark.parametrize(("kind", "amounts"), [("duplicate", [10, 7]), ("merger", [15, 7])])
def test_figures_of_one_year_are_kept_or_added_up(two, coordinator, kind, amounts):
    kept, gone = two
    staff = Figure.objects.create(key="staff", name="Staff")
    for one, year, amount in ((kept, 2024, 10), (gone, 2024, 5), (gone, 2023, 7)):
        FigureValue.objects.create(organisation=one, figure=staff, year=year, amount=amount)

    done = merging.merge(kept, gone, kind, coordinator)
    rows = FigureValue.objects.order_by("-year")
    assert [(row.organisation_id, int(row.amount)) for row in rows] == [(kept.pk, one) for one in amounts]

    merging.undo(Merge.objects.get(pk=done.pk), coordinator)
    rows = FigureValue.objects.order_by("-year", "amount").values_list("organisation", "year", "amount")
    assert sorted((o, y, int(a)) for o, y, a in rows) == sorted(
        [(kept.pk, 2024, 10), (gone.pk, 2024, 5), (gone.pk, 2023, 7)]
    )


def test_empty_fields_are_filled_and_what_is_public_stays_as_it_was(two, coordinator):
    kept, gone = two
    benefit(gone, "hours", 2, "hours", how="x", cause="y", about=gone)
    event = record("organisation.changed", gone, actor=coordinator, organisations=[kept, gone])
    gone.put_version("description", "fr", "Texte")

    done = merging.merge(kept, gone, "duplicate", coordinator)

    kept.refresh_from_db()
    assert (kept.name, kept.country, kept.place, kept.numbers) == ("Leie", "BE", "Gent", {"vat": "BE1"})
    assert kept.public == [], "nobody agreed to more"
    assert kept.benefits.count() == 1 and kept.versions()[0].text == "Texte"
    assert [one.pk for one in Event.objects.get(pk=event.pk).organisations.all()] == [kept.pk]
    assert Event.objects.get(pk=event.pk).about_id == kept.pk

    Organisation.objects.filter(pk=kept.pk).update(place="Deinze")
    merging.undo(Merge.objects.get(pk=done.pk), coordinator)
    kept.refresh_from_db(), gone.refresh_from_db()
    assert kept.place == "Deinze" and kept.website == "" and gone.binned_at is None


def test_of_two_at_once_one_wins_and_twice_is_once(two, coordinator):
    kept, gone = two
    done = merging.merge(kept, gone, "duplicate", coordinator)
    for pair in ((kept, gone), (gone, kept), (kept, kept)):
        with pytest.raises(merging.CannotMerge):
            merging.merge(*pair, "duplicate", coordinator)
    done = Merge.objects.get(pk=done.pk)
    assert merging.undo(done, coordinator) and not merging.undo(done, coordinator)


def test_after_a_week_it_is_final_and_its_history_stays(two, coordinator, browser_of, here):
    kept, gone = two
    done = merging.merge(kept, gone, "duplicate", coordinator)
    Merge.objects.update(created_at=timezone.now() - timedelta(days=7, minutes=1))
    assert merging.make_final() == 1

    browser = browser_of(coordinator)
    page = browser.get(here("organisation-history", key=kept.pk)).content.decode()
    assert "De Leie" in page and "/undoing/" not in page
    browser.post(here("merge-undoing", key=done.pk))
    assert Organisation.binned.filter(pk=gone.pk).exists()


def test_the_coordinator_finds_the_other_sees_what_moves_merges_and_undoes(
    two, coordinator, browser_of, here
):
    kept, gone = two
    twin = Organisation.objects.create(name="leie")
    affiliate(Person.objects.create_user("b@leie.example", "B"), gone)
    browser = browser_of(coordinator)

    page = browser.get(here("merge-choose", key=kept.pk)).content.decode()
    assert here("merge", key=kept.pk, other=twin.pk) in page and "look like the same" in page
    assert "De Leie" in browser.get(here("merge-choose", key=kept.pk) + "?q=de le").content.decode()
    address = here("merge", key=kept.pk, other=gone.pk)
    assert "2 records move" in browser.get(address).content.decode()
    assert browser.post(address, {}).status_code == 422
    browser.post(address, {"kind": "duplicate"})
    assert browser.post(address, {"kind": "duplicate"}).status_code == 404

    assert Event.objects.get(verb="organisation.merged").about_id == kept.pk
    page = browser.get(here("organisation-history", key=kept.pk)).content.decode()
    undoing = here("merge-undoing", key=Merge.objects.get().pk)
    assert undoing in page
    browser.get(undoing), browser.post(undoing)
    assert Organisation.objects.filter(pk=gone.pk).exists()
