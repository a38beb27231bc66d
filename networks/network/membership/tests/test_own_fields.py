"""The network's own fields: who sees and changes them, and how values are kept."""

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from networks.base.forms import PlainForm
from networks.network.membership.forms.own_fields import WithOwnFields
from networks.network.membership.models import Category, OwnField
from networks.network.membership.rules import organisations, own_fields, public_page
from networks.network.membership.rules.belonging import begin
from networks.participation.documents.models import Document
from networks.record.models import Event


def field(key, **more) -> OwnField:
    return OwnField.objects.create(key=key, name=key.title(), position=OwnField.objects.count(), **more)


KEPT = [
    ("text", " Blue van ", "Blue van", "Blue van"),
    ("number", "012.50", "12.5", Decimal("12.5")),
    ("number", Decimal("1E+3"), "1000", Decimal(1000)),
    ("number", "-0.0", "0", Decimal(0)),
    ("date", date(2026, 5, 1), "2026-05-01", date(2026, 5, 1)),
    ("date", "2026-05-01", "2026-05-01", date(2026, 5, 1)),
    ("choice", "RED", "Red", "Red"),
    ("yes_no", "no", False, False),
    ("yes_no", True, True, True),
]


@pytest.mark.parametrize(("kind", "given", "kept", "found"), KEPT)
def test_a_value_is_kept_as_what_it_is(kind, given, kept, found, house):
    one = field("one", kind=kind, choices=["Red", "Blue"])
    assert own_fields.write(house, one, given)
    house.refresh_from_db()
    assert house.own == {"one": kept}
    value = own_fields.read(house, one)
    assert value == found and type(value) is type(found)
    assert not own_fields.write(house, one, given), "the same again changes nothing"


@pytest.mark.parametrize(
    ("kind", "given"),
    [("number", "many"), ("number", "NaN"), ("number", "1e99"), ("number", "0.0000001"), ("number", True), ("date", "1 May"),
     ("date", "2026-13-01"), ("choice", "Green"), ("yes_no", "perhaps"), ("file", "x"), ("text", "x" * 2001), ("text", "a\0b")],
)  # fmt: skip
def test_what_does_not_fit_is_refused_in_words(kind, given, house):
    with pytest.raises(ValidationError):
        own_fields.write(house, field("one", kind=kind, choices=["Red"]), given)
    house.refresh_from_db()
    assert house.own == {}


def test_a_retired_field_and_a_removed_choice_lose_nothing(house):
    colour = field("colour", kind="choice", choices=["Red", "Blue"])
    own_fields.write(house, colour, "Red")
    colour.choices = ["Blue"]
    colour.save()
    own_fields.write_many(house, {colour: "Red", field("van"): "yes"})
    assert own_fields.read(house, colour) == "Red"
    from django.utils import timezone

    colour.retired_at = timezone.now()
    colour.save()
    own_fields.write(house, OwnField.objects.get(key="van"), "two")
    house.refresh_from_db()
    assert house.own == {"colour": "Red", "van": "two"}
    assert [one.key for one in own_fields.fields("organisation")] == ["van"]


def test_two_who_write_different_fields_keep_both(house):
    from networks.people.models import Organisation

    first, second = Organisation.objects.get(), Organisation.objects.get()
    own_fields.write(first, field("a"), "1")
    own_fields.write(second, field("b"), "2")
    house.refresh_from_db()
    assert house.own == {"a": "1", "b": "2"}


def test_who_sees_and_who_changes(house, coordinator, staff, stranger, actor_of):
    field("secret")
    field("own", seen_by="own", edited_by="own")
    field("read", seen_by="own")
    field("members", seen_by="members", edited_by="own")
    field("public", seen_by="public")
    seen = {
        who: [
            [one.key for one in function("organisation", actor_of(person), house)]
            for function in (own_fields.fields, own_fields.editable)
        ]
        for who, person in {
            "coordinator": coordinator,
            "staff": staff,
            "stranger": stranger,
            "nobody": None,
        }.items()
    }
    every = ["secret", "own", "read", "members", "public"]
    assert seen == {
        "coordinator": [every, every],
        "staff": [every[1:], ["own", "members"]],
        "stranger": [["members", "public"], []],
        "nobody": [["public"], []],
    }
    in_a_list = [one.key for one in own_fields.fields("organisation", actor_of(staff))]
    assert in_a_list == ["members", "public"]


def test_about_a_person_they_themselves_are_own(staff, stranger, actor_of):
    field("diet", on="person", seen_by="own", edited_by="own")
    kept = own_fields.record_of(staff)
    own_fields.write(kept, OwnField.objects.get(), "no nuts")
    assert own_fields.record_of(staff).own == kept.own == {"diet": "no nuts"}
    assert own_fields.editable("person", actor_of(staff), staff)
    assert not own_fields.fields("person", actor_of(stranger), staff)


def test_the_event_names_fields_never_what_they_say(house, coordinator):
    own_fields.write(house, field("debts"), "large", coordinator)
    event = Event.objects.get(verb="organisation.changed")
    assert (event.actor, event.facts) == (coordinator, {"fields": ["own.debts"]})


class HouseForm(WithOwnFields, PlainForm):
    name = forms.CharField()


def test_a_form_asks_for_them_and_keeps_files_among_the_documents(house, coordinator, actor_of):
    for kind in ("text", "number", "date", "choice", "yes_no", "file"):
        field(kind, kind=kind, choices=["Red", "Blue"])
    data = {"name": "x", "own_text": "t", "own_number": "3.5", "own_date": "2026-05-01", "own_choice": "Red", "own_yes_no": "false"}  # fmt: skip
    for name in ("first.txt", "second.txt"):
        form = HouseForm(data, {"own_file": SimpleUploadedFile(name, name.encode())})
        form.add_own("organisation", actor_of(coordinator), house, house)
        assert form.is_valid(), form.errors
        form.save_own(coordinator)
    document = Document.objects.get()
    assert document.versions.count() == 2, "a second file is a newer version of the first"
    assert house.own == {
        "text": "t", "number": "3.5", "date": "2026-05-01", "choice": "Red", "yes_no": False, "file": str(document.pk),
    }  # fmt: skip
    form = HouseForm(data)
    form.add_own("organisation", actor_of(coordinator), house, house)
    assert form.is_valid() and form.save_own(coordinator) == [], "no file chosen: the one that is there stays"


def test_a_form_says_beside_the_field_what_is_wrong(house, coordinator, actor_of):
    for kind in ("number", "date", "file"):
        field(kind, kind=kind)
    wrong = {"own_file": SimpleUploadedFile("a.exe", b"MZ\x00\x01")}
    form = HouseForm({"name": "x", "own_number": "many", "own_date": "1 May"}, wrong)
    form.add_own("organisation", actor_of(coordinator), house, house)
    assert set(form.errors) == {"own_number", "own_date", "own_file"}


def test_a_members_page_shows_what_each_reader_may_see(house, coordinator, staff, stranger, browser_of, here):
    membership = begin(house, Category.objects.create(name="Full members"))
    for record, on in ((membership, "membership"), (own_fields.record_of(staff), "person")):
        for seen in ("coordinators", "own", "members"):
            own_fields.write(record, field(f"{on}-{seen}", on=on, seen_by=seen), f"{on} for {seen}")
    told = {
        who: browser_of(person).get(here("member", key=house.pk)).content.decode()
        for who, person in (("coordinator", coordinator), ("staff", staff), ("stranger", stranger))
    }
    for on in ("membership", "person"):
        assert [f"{on} for {seen}" in told["coordinator"] for seen in ("coordinators", "own", "members")] == [True, True, True]  # fmt: skip
        assert [f"{on} for {seen}" in told["staff"] for seen in ("coordinators", "own", "members")] == [False, True, True]  # fmt: skip
        assert [f"{on} for {seen}" in told["stranger"] for seen in ("coordinators", "own", "members")] == [False, False, True]  # fmt: skip


def test_its_own_people_change_what_is_theirs_about_a_membership(house, staff, stranger, browser_of, here):
    membership = begin(house, Category.objects.create(name="Full members"), number="M1")
    place = here("membership", key=membership.pk)
    assert browser_of(staff).get(place).status_code == 403, "nothing of it is theirs to change"
    field("sponsor", on="membership", seen_by="own", edited_by="own")
    assert place in browser_of(staff).get(here("member", key=house.pk)).content.decode()
    browser_of(staff).post(place, {"number": "M2", "own_sponsor": "Leie"})
    membership.refresh_from_db()
    assert (membership.own, membership.number) == ({"sponsor": "Leie"}, "M1")
    assert browser_of(stranger).post(place, {"own_sponsor": "Mine"}).status_code == 403


def test_everybody_sees_what_the_organisation_ticked(house, staff, client, browser_of, here, network):
    field("label", seen_by="public", edited_by="own")
    field("beds", seen_by="members", edited_by="own")
    place = here("member-section", key=house.pk, section="own")
    house.public = ["name"]
    house.save()
    public_page.publish(public_page.page_of(network))
    given = {"own_label": "EQUASS", "own_beds": "Seven beds", "public_own_beds": "on"}

    def save(**more):
        house.refresh_from_db()
        browser_of(staff).post(place, {**given, "mark": organisations.mark(house), **more})
        return client.get("/ponte/public/en/").content.decode()

    assert "EQUASS" not in save()
    assert "EQUASS" in save(public_own_label="on")
    house.refresh_from_db()
    assert house.public == ["name", "own.label"]
    names = here("member-section", key=house.pk, section="names")
    browser_of(staff).post(
        names,
        {
            "name": "Maré",
            "language": "pt",
            "public_name": "on",
            "public_kind": "on",
            "mark": organisations.mark(house),
        },
    )
    page = client.get("/ponte/public/en/").content.decode()
    assert "Maré" in page and "EQUASS" in page and "Seven beds" not in page
    OwnField.objects.filter(key="label").update(seen_by="members")
    assert "EQUASS" not in client.get("/ponte/public/en/").content.decode()
