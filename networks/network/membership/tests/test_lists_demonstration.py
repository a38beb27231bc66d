"""What the demonstration shows of lists, letters and imports."""

import pytest

from networks.base.tenancy import in_network
from networks.network.membership.models import Import, Letter, OnBehalf, SavedList
from networks.participation.occasions.models import Invitee
from networks.people.models import Person

pytestmark = pytest.mark.django_db


def test_a_list_a_letter_and_a_spreadsheet_to_look_at(demonstration_network, db, client):
    with in_network(demonstration_network):
        assert SavedList.objects.count() == 4
        sent = Letter.objects.get(state="sent")
        assert sent.recipients.filter(state="sent").count() > 5
        assert {row.language for row in sent.recipients.filter(state="sent")} == {"en", "fr"}
        found = Import.objects.get()
        assert found.counts == {"new": 2, "wrong": 1, "changes": 1}
        ilse = Person.objects.get(name__startswith="Ilse")
        client.force_login(ilse)
        here = f"/{demonstration_network.slug}/network/membership"
        for address in (
            f"lists/people/?{SavedList.objects.get(kind='people').query}",
            f"lists/declarations/?{SavedList.objects.get(kind='declarations').query}",
            f"lists/applications/?{SavedList.objects.get(kind='applications').query}",
            f"letters/{sent.pk}/",
            f"imports/{found.pk}/",
        ):
            assert client.get(f"{here}/{address}").status_code == 200, address


@pytest.mark.room("meet.meetings")
def test_somebody_registered_on_behalf_of_a_member(demonstration_network, db, client):
    with in_network(demonstration_network):
        made = OnBehalf.objects.get(about=Invitee._meta.label_lower)
        invitee = Invitee.objects.get(pk=made.about_id)
        assert invitee.reply == "yes" and invitee.organisation == made.organisation
        client.force_login(Person.objects.get(name__startswith="Ilse"))
        here = f"/{demonstration_network.slug}/network/membership/on-behalf/{made.pk}/"
        assert "their connection does not work" in client.get(here).content.decode()
