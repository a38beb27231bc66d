"""What admission never does: decide on half an application, or write over what the register knows better."""

import pytest

from networks.network.membership.models import (
    Admission,
    Application,
    AskedQuestion,
    Figure,
    FigureValue,
    OwnField,
    Stage,
)
from networks.network.membership.rules import checking, own_fields
from networks.network.membership.tests.an_application import an_open_admission, complete, referred, sent
from networks.participation.referrals import rules as referrals
from networks.participation.referrals.models import Referral
from networks.participation.referrals.rules import NotNow
from networks.people.models import Affiliation, Invitation, Person


@pytest.fixture(autouse=True)
def open_network(network, coordinator):
    an_open_admission(network, coordinator)
    return network


def test_nothing_is_decided_before_a_category_is_chosen(coordinator, browser_of):
    found = complete(coordinator)
    Application.objects.filter(pk=found.pk).update(category=None)

    answer = browser_of(coordinator).post(
        f"/ponte/network/membership/applications/{found.pk}/decision/", {"note": ""}
    )

    assert answer.status_code == 409 and "Choose the category" in answer.content.decode()
    found.refresh_from_db()
    assert found.stage == Stage.COMPLETE and not Referral.objects.exists()


def test_only_a_complete_application_goes_to_the_decision(coordinator):
    """Whatever else is missing too, that is what is said."""
    Admission.objects.update(opinions_needed=2)
    found = sent()

    with pytest.raises(NotNow, match="This has changed meanwhile"):
        checking.put_to_decision(found, by=coordinator)
    checking.ask_for_more(found, "The statutes, please.", by=coordinator, language="en")
    with pytest.raises(NotNow):
        checking.put_to_decision(found, by=coordinator)

    assert not Referral.objects.exists()


def test_what_the_register_knows_of_an_organisation_stays(coordinator, house):
    staff, workers = (
        Figure.objects.create(key=key, name=key, unit="persons") for key in ("staff", "workers")
    )
    brand = OwnField.objects.create(key="brand", name="Brand", kind="text")
    vans = OwnField.objects.create(key="vans", name="Vans", kind="number")
    asks = [
        AskedQuestion.objects.create(question=field.name, own_field=field, required=False)
        for field in (brand, vans)
    ]
    house.own = {"brand": "Maré"}
    house.save()
    found = referred(coordinator, name=house.name, organisation=house)
    year = int(found.facts["year"])
    FigureValue.objects.create(organisation=house, figure=staff, year=year, amount=31, source="entered")
    Application.objects.filter(pk=found.pk).update(
        facts={**found.facts, "workers": "12"}, replies={asks[0].pk.hex: "Another", asks[1].pk.hex: "3"}
    )

    referrals.answer(found.referral, "admitted", by=coordinator)

    house.refresh_from_db()
    known = FigureValue.objects.get(figure=staff, year=year)
    assert (known.amount, known.source) == (31, "entered")
    assert FigureValue.objects.get(figure=workers, year=year).amount == 12
    assert (own_fields.read(house, brand), own_fields.read(house, vans)) == ("Maré", 3)


def test_whoever_applied_signed_in_belongs_at_once(coordinator):
    odile = Person.objects.create_user("odile@meuse.example", "Odile Lambert")
    found = referred(coordinator, person=odile)

    referrals.answer(found.referral, "admitted", by=coordinator)

    found.refresh_from_db()
    place = Affiliation.objects.now().get(person=odile)
    assert (place.organisation, place.audience) == (found.organisation, "staff")
    assert not Invitation.objects.exists()
