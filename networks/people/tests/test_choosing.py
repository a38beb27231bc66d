"""Choosing among thousands: a part of a name is written, what fits is offered; the same without scripts. Of few there is a list."""

import pytest
from django import forms
from django.http import QueryDict

from networks.base.choosing import FEW, Sought
from networks.base.forms import PlainForm
from networks.people.belonging import affiliate
from networks.people.choosing import a_person, an_organisation, organisations
from networks.people.models import Network, Organisation, Person
from networks.people.pages.people import here
from tests.browser import axe_violations

pytestmark = pytest.mark.django_db


class One(PlainForm):
    def __init__(self, *args, required=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["who"] = an_organisation(label="Who", required=required)


class Several(PlainForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["who"] = organisations(label="Who", required=False)


@pytest.fixture
def other_network(db):
    return Network.objects.create(name="Other", slug="other", languages=["en"])


@pytest.fixture
def many(network):
    """So many organisations that a list helps nobody; two of one name."""
    made = [Organisation.objects.create(name=f"House {n:03}", place="Gent", country="BE") for n in range(FEW)]
    for place in ("Lyon", "Metz"):
        made.append(
            Organisation.objects.create(name="Atelier", legal_name="SCOP du Rhin", place=place, country="FR")
        )
    return made


def given(text: str, *, said: str = "", keys=()) -> QueryDict:
    data = QueryDict(mutable=True)
    data["who"], data["who-said"] = text, said
    data.setlist("who-key", [str(key) for key in keys])
    return data


def test_of_few_there_is_a_list(network):
    Organisation.objects.create(name="Leie")
    assert isinstance(One().fields["who"], forms.ModelChoiceField)
    assert "Leie" in One().as_p() and 'type="checkbox"' in Several().as_p()


def test_of_many_no_list_is_drawn_and_queries_stay_the_same(many, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        drawn = str(One())
    assert "House 001" not in drawn and "<select" not in drawn and "<datalist" in drawn


def test_a_whole_name_is_taken_and_a_part_asks_which_one(many):
    form = One(given("house 007"))
    assert form.is_valid() and form.cleaned_data["who"] == many[7]

    form = One(given("rhin"))
    assert not form.is_valid() and "Say which one you mean by “rhin”" in str(form.errors)
    drawn = str(form)
    assert drawn.count('type="radio"') == 2 and "Lyon, France" in drawn and 'value="rhin"' in drawn
    form = One(given("rhin", said="rhin", keys=[many[-1].pk]))
    assert form.is_valid() and form.cleaned_data["who"] == many[-1]


def test_two_of_one_name_are_told_apart_and_what_was_written_last_counts(many):
    form = One(given("Atelier"))
    assert not form.is_valid() and str(form).count('type="radio"') == 2
    form = One(given("House 001", said="Atelier", keys=[many[-1].pk]))
    assert form.is_valid() and form.cleaned_data["who"] == many[1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nowhere", "Nothing here is called"),
        ("house", "Many fit"),
        ("", "Write a name"),
        ("\0", "Write a name"),
    ],
)
def test_what_does_not_fit_is_said(many, text, said):
    form = One(given(text))
    assert not form.is_valid() and said in str(form.errors)
    assert One(given(""), required=False).is_valid()


def test_keys_of_another_network_or_nonsense_are_nobody(many, other_network):
    from networks.base.tenancy import in_network

    with in_network(other_network):
        strange = Organisation.objects.create(name="Strange")
    for key in (strange.pk, "nonsense"):
        assert not One(given("Strange", said="Strange", keys=[key])).is_valid()
    assert Several(given("", keys=[strange.pk, "nonsense"])).is_valid()


def test_what_was_chosen_before_stands_there(many):
    form = One(initial={"who": many[3].pk})
    assert 'value="House 003"' in str(form)
    data = given("House 003", said="House 003", keys=[many[3].pk])
    assert One(data, initial={"who": many[3].pk}).has_changed() is False


def test_several_are_written_one_a_line_and_stay_ticked(many):
    form = Several(given("House 001\nhouse 002", keys=[many[0].pk]))
    assert form.is_valid() and set(form.cleaned_data["who"]) == set(many[:3])

    form = Several(given("House 001\nrhin\nnowhere", keys=[many[0].pk]))
    assert not form.is_valid()
    drawn = str(form)
    assert drawn.count("checked") == 2 and drawn.count('type="checkbox"') == 4
    assert "nowhere</textarea>" in drawn and "“nowhere”" in str(form.errors)
    form = Several(given("", keys=[row.pk for row in (*many[:2], many[-1])]))
    assert form.is_valid() and len(form.cleaned_data["who"]) == 3


def test_persons_are_told_apart_by_where_they_belong(network, many, monkeypatch):
    for n in range(3):
        affiliate(Person.objects.create_user(f"ana{n}@x.example", "Ana"), many[n], "staff")
    field = a_person(here(network), label="Who", few=2)
    assert isinstance(field, Sought)
    with pytest.raises(forms.ValidationError):
        field.clean(("ana", "", []))
    assert "House 001" in field.widget.render("who", ("ana", "", []), {"id": "x"})
    assert field.clean(("ana1@x.example", "", [])).email == "ana1@x.example"


def test_names_are_offered_to_members_of_this_network_only(many, client, coordinator, other_network):
    address = "/ponte/network/people/names/organisations/?named=who&who="
    assert client.get(address + "rhin").status_code == 302
    client.force_login(coordinator)
    answer = client.get(address + "rhin").content.decode()
    assert answer.count("<option") == 2 and "Lyon, France" in answer
    assert client.get(address + "r").content.decode() == ""
    assert client.get(address + "house").content.decode().count("<option") == 12
    people = client.get("/ponte/network/people/names/persons/?named=q&q=ilse").content.decode()
    assert 'value="Ilse Vermeulen"' in people
    assert client.get("/ponte/network/people/names/persons/?named=q&q=@").content.decode() == ""


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scripts", [True, False])
def test_a_link_for_one_of_many_is_made_with_the_keyboard_with_and_without_scripts(
    site, visit, network, coordinator, many, scripts
):
    page = visit(site, "/ponte/network/people/invitations/", person=coordinator, scripts=scripts)
    field = page.get_by_label("Organisation", exact=False).last
    if scripts:
        field.focus()
        page.keyboard.type("rhin", delay=20)
        page.wait_for_selector("datalist option", state="attached")
    else:
        field.fill("rhin")
    page.keyboard.press("Enter")
    page.get_by_label("Metz").wait_for()
    if scripts:
        assert not axe_violations(page)
    page.get_by_label("Metz").check()
    page.get_by_label("Metz").press("Enter")
    page.wait_for_load_state()
    assert "Atelier" in page.inner_text("main") and page.get_by_label("Metz").count() == 0
