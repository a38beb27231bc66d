"""What the demonstration shows of bodies and meetings."""

import pytest

from networks.base import jobs
from networks.base.tenancy import in_network
from networks.meet.meetings.models import Body, BodySeat
from networks.people.models import Person

pytestmark = pytest.mark.django_db


def test_bodies_with_people_in_them(demonstration_network, db, client):
    with in_network(demonstration_network):
        assert {body.kind for body in Body.objects.all()} == {
            "assembly",
            "board",
            "committee",
            "working_group",
        }
        assert all(body.seats.now().exists() for body in Body.objects.all())
        assert BodySeat.objects.filter(role="chair").count() == 3
        client.force_login(Person.objects.get(name__startswith="Ilse"))
        here = f"/{demonstration_network.slug}/meet/meetings/"
        for body in Body.objects.all():
            assert client.get(f"{here}bodies/{body.pk}/").status_code == 200


def test_a_convened_board_meeting(demonstration_network, db, client):
    from networks.meet.meetings.models import Meeting

    with in_network(demonstration_network):
        meeting = Meeting.objects.get(state="convened")
        assert meeting.items.count() == 4 and meeting.occasion.invitees.exists()
        client.force_login(Person.objects.get(name__startswith="Ilse"))
        here = f"/{demonstration_network.slug}/meet/meetings/"
        for address in (f"{meeting.pk}/", f"items/{meeting.items.first().pk}/"):
            assert client.get(here + address).status_code == 200


def test_a_meeting_that_was_held(demonstration_network, db, client):
    from networks.meet.meetings.models import Action, Decision, Meeting

    with in_network(demonstration_network):
        meeting = Meeting.objects.get(state="closed", body__kind="board")
        assert (
            all(one.adopted for one in Decision.objects.filter(meeting=meeting))
            and Action.objects.get().owner
        )
        assert meeting.presences.count() >= 3 and not meeting.presences.filter(left_at=None).exists()
        client.force_login(Person.objects.get(name__startswith="Ilse"))
        page = client.get(f"/{demonstration_network.slug}/meet/meetings/{meeting.pk}/minutes/")
        assert "godparent" in page.content.decode()


def test_a_vote_that_was_held_and_a_motion_to_come(demonstration_network, db, client):
    from networks.meet.meetings.models import Ballot, Motion

    with in_network(demonstration_network):
        ballot = Ballot.objects.get(state="closed", form="open", item__meeting__body__kind="board")
        assert ballot.decision.adopted and ballot.result["no"] == 1 and ballot.result["abstain"] == 1
        assert ballot.closed_at < ballot.item.meeting.closed_at
        motion = Motion.objects.get(state="draft")
        client.force_login(Person.objects.get(name__startswith="Ilse"))
        here = f"/{demonstration_network.slug}/meet/meetings/"
        for address in (f"ballots/{ballot.pk}/", f"ballots/{ballot.pk}/roll/", f"motions/{motion.pk}/"):
            assert client.get(here + address).status_code == 200


def test_an_election_that_was_held_in_secret(demonstration_network, db, client):
    from networks.meet.meetings.models import Ballot, Paper

    with in_network(demonstration_network):
        ballot = Ballot.objects.get(form="secret", method="stv")
        assert len(ballot.result["elected"]) == ballot.seats == 3 and ballot.decision.adopted
        box = ballot.result["box"]
        assert box["papers"] == box["votes_on_roll"] == Paper.objects.filter(ballot=ballot).count() >= 5
        assert not box["few"] and not box["unanimous"]
        client.force_login(Person.objects.get(name__startswith="Ilse"))
        here = f"/{demonstration_network.slug}/meet/meetings/ballots/{ballot.pk}/"
        assert "are elected" in client.get(here).content.decode()
        assert client.get(here + "receipts/").status_code == 200


def test_an_amendment_and_something_decided_in_writing(demonstration_network, db, client):
    from networks.meet.meetings.models import Amendment, Round

    with in_network(demonstration_network):
        amendment, found = Amendment.objects.get(), Round.objects.get()
        assert found.is_open and found.remarks.count() == 1
        assert found.voices.filter(stand="agrees").count() == 1
        client.force_login(Person.objects.get(name__startswith="Ilse"))
        here = f"/{demonstration_network.slug}/meet/meetings/"
        page = client.get(f"{here}amendments/{amendment.pk}/").content.decode()
        assert "<ins" in page and "sign language" in page
        assert "Who will be at the stand?" in client.get(f"{here}rounds/{found.pk}/").content.decode()


@pytest.mark.room("network.membership")
def test_a_vote_by_fee_band_and_a_secret_one_by_country(demonstration_network, db, client):
    from networks.meet.meetings.models import Ballot, Paper, Proxy

    with in_network(demonstration_network):
        client.force_login(Person.objects.get(name__startswith="Ilse"))
        here = f"/{demonstration_network.slug}/meet/meetings/ballots/"
        fund = Ballot.objects.get(title="A travel fund")
        assert fund.decision.adopted and {1, 2, 3} == set(
            fund.roll.filter(may=True).values_list("weight", flat=True)
        )
        assert fund.roll.filter(by_proxy=True).count() == Proxy.objects.count() == 1
        assert fund.closed_at < fund.meeting.closed_at
        roll = client.get(f"{here}{fund.pk}/roll/").content.decode()
        assert "above €500.00" in roll and "was due on" in roll and "gives no vote" in roll
        place = Ballot.objects.get(title="Where we meet next year", within=None)
        facts = place.result
        assert (facts["yes"], facts["no"], facts["abstain"]) == (5, 1, 2) and facts["box"]["papers"] == 8
        assert place.countries.count() >= 5 and place.decision.adopted
        assert "Italy" in client.get(f"{here}{place.pk}/roll/").content.decode()
        assert client.get(f"{here}{place.pk}/").status_code == 200
        jobs.run_all()
        assert not Paper.objects.filter(ballot__within=place).exists()
