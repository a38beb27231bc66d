"""What the demonstration shows of the charter."""

import pytest

from networks.base.tenancy import in_network
from networks.network.charter.models import Carrier, Line, Objective, Round, Wording
from networks.network.charter.rules.assessing import outcome
from networks.people.models import Person

pytestmark = pytest.mark.django_db


def test_lines_that_live_one_that_is_paper_and_a_proposal(demonstration_network, db, client):
    with in_network(demonstration_network):
        assert Line.objects.filter(state="adopted").count() == 5 and Carrier.objects.count() >= 2
        assert Wording.objects.get(state="discussed").comments.count() == 2
        client.force_login(Person.objects.get(name__startswith="Ilse"))
        here = f"/{demonstration_network.slug}/network/charter/"
        addresses = ["", "for/worker/", "proposals/", "assessment/"]
        addresses += [f"lines/{line.pk}/" for line in Line.objects.all()]
        addresses += [f"way/network_charter.line/{line.pk}/" for line in Line.objects.all()]
        addresses += [f"assessment/{one.pk}/" for one in Round.objects.all()]
        for address in addresses:
            assert client.get(here + address).status_code == 200, address


def test_two_years_with_results_and_one_that_is_open(demonstration_network, db):
    with in_network(demonstration_network):
        opened, last, first = Round.objects.all()
        assert opened.is_open and outcome(last).enough and outcome(last).before == first
        assert Objective.objects.filter(round=last).count() == 2
