"""An experienced network accompanies a new one: offered by a code, one checklist for both, shown by choice, ended by either side."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from networks.base.tenancy import in_network
from networks.network.twinning import rules, showing
from networks.network.twinning.models import Seen, Shown, Side, TwinInvitation, Twinning, TwinStep
from networks.notices.models import Notification
from networks.people.actors import Actor
from networks.people.belonging import grant_role
from networks.people.models import Network, Person
from networks.record.models import Event
from tests.at_once import at_once

pytestmark = pytest.mark.django_db


class Place:
    """A network with its coordinator."""

    def __init__(self, name: str):
        self.network = Network.objects.create(
            name=name, slug=name.lower(), languages=["en"], purpose=f"{name} is for work."
        )
        self.person = Person.objects.create_user(f"c@{name.lower()}.example", f"Lead of {name}")
        with in_network(self.network):
            grant_role(self.person, "coordinator")
        self.browser = Client()
        self.browser.force_login(self.person)

    @property
    def actor(self) -> Actor:
        return Actor(self.person, self.network)

    def offers(self, side=Side.GUIDE) -> TwinInvitation:
        with in_network(self.network):
            return rules.offer(side, self.person)

    def mine(self) -> Twinning:
        return Twinning.everywhere.select_related("other").get(network=self.network, ended_at=None)

    def steps(self) -> list[TwinStep]:
        return list(TwinStep.everywhere.filter(network=self.network).order_by("created_at", "id"))

    def shows(self, *chosen: str, days: int = 30) -> Shown:
        with in_network(self.network):
            until = timezone.localdate() + timedelta(days=days)
            return showing.show(self.mine(), self.actor, chosen or ("people.purpose",), until)


@pytest.fixture(autouse=True)
def nobody_guessed_yet():
    cache.clear()


@pytest.fixture
def old():
    return Place("Old")


@pytest.fixture
def new():
    return Place("New")


@pytest.fixture
def twinned(old, new):
    rules.accept(old.offers(), new.network, new.person)
    return old, new


def test_a_code_is_handed_over_and_accepted_once(old, new):
    old.browser.post("/old/network/twinning/offers/new/", {"side": "guide"})
    offer = TwinInvitation.everywhere.get()
    page = old.browser.get(f"/old/network/twinning/offers/{offer.pk}/").content.decode()
    code = rules.code_of(offer)
    assert f"{code[:4]}-{code[4:8]}" in page and code not in str(TwinInvitation.everywhere.values().get())

    typed = new.browser.post("/twin/", {"code": f" {code[:4].lower()}-{code[4:8]} {code[8:]}"})
    assert typed.url == f"/twin/{code}/"
    page = new.browser.get(typed.url).content.decode()
    assert "Old offers to accompany your network" in page and "Lead of Old" not in page
    done = new.browser.post(typed.url, {"network": new.network.pk})
    assert new.mine().side == "guided" and old.mine().side == "guide" and str(new.mine().pk) in done.url

    third = Place("Third")
    assert third.browser.get(typed.url).status_code == 404
    with pytest.raises(rules.CannotTwin, match="used"):
        rules.accept(offer, third.network, third.person)


def test_the_coordinators_of_the_other_side_are_told(twinned):
    old, new = twinned
    new.shows()
    told = {
        row.event.verb for row in Notification.everywhere.filter(person=old.person).select_related("event")
    }
    assert told == {"twinning.begun", "twinning.seen"}
    assert not Notification.everywhere.filter(person=new.person, event__verb="twinning.begun").exists()
    with in_network(new.network):
        rules.end(new.mine(), new.person)
    assert Notification.everywhere.filter(person=old.person, event__verb="twinning.ended").exists()


def test_only_for_a_network_that_one_coordinates(old, new):
    code = rules.code_of(old.offers())
    other = Place("Other")
    assert new.browser.post(f"/twin/{code}/", {"network": other.network.pk}).status_code == 422
    assert old.browser.post(f"/twin/{code}/", {"network": old.network.pk}).status_code == 422
    staff = Client()
    staff.force_login(Person.objects.create_user("s@x.example", "S"))
    assert "You coordinate no other network here" in staff.get(f"/twin/{code}/").content.decode()
    assert not Twinning.everywhere.exists()
    assert new.browser.get("/twin/NONSENSE/").status_code == 404
    assert Client().get(f"/twin/{code}/").status_code in (302, 403)


def test_what_is_no_code_is_said_beside_the_field(new):
    for typed in ("²", "КОД", " - "):
        answer = new.browser.post("/twin/", {"code": typed})
        assert (
            answer.status_code == 422
            and "A code has letters from A to Z and digits." in answer.content.decode()
        )


def test_guesses_of_a_code_are_stopped(new, old):
    for _guess in range(30):
        new.browser.get("/twin/ABCDEFGH/")
    assert new.browser.get(f"/twin/{rules.code_of(old.offers())}/").status_code == 429


def test_an_offer_that_was_withdrawn_or_is_over_works_no_more(old, new):
    offer = old.offers()
    old.browser.post(f"/old/network/twinning/offers/{offer.pk}/")
    assert new.browser.get(f"/twin/{rules.code_of(offer)}/").status_code == 404
    again = old.offers()
    TwinInvitation.everywhere.filter(pk=again.pk).update(expires_at=timezone.now() - timedelta(days=1))
    with pytest.raises(rules.CannotTwin):
        rules.accept(again, new.network, new.person)


def test_the_same_two_are_twinned_once_until_it_ends(twinned):
    old, new = twinned
    for side in Side:
        with pytest.raises(rules.CannotTwin, match="already"):
            rules.accept(old.offers(side), new.network, new.person)
    with in_network(new.network):
        assert rules.end(new.mine(), new.person)
    rules.accept(old.offers(), new.network, new.person)
    assert Twinning.everywhere.filter(ended_at=None).count() == 2


def test_both_see_one_list_write_it_and_tick_it(twinned):
    old, new = twinned
    assert [step.text for step in old.steps()] == [step.text for step in new.steps()] and len(
        old.steps()
    ) == 5

    here = f"/new/network/twinning/{new.mine().pk}/"
    assert "written by" not in new.browser.get(here).content.decode()  # neither wrote what they begin with
    old.browser.post(f"/old/network/twinning/{old.mine().pk}/steps/new/", {"text": "Come to Ghent"})
    assert new.browser.get(here).content.decode().count("written by them") == 1
    copy = new.steps()[-1]
    assert copy.text == "Come to Ghent" and not copy.written_by_us and copy.pk != old.steps()[-1].pk
    for _twice in range(2):
        new.browser.post(f"/new/network/twinning/steps/{copy.pk}/ticking/", {"done": "1"})
    assert old.steps()[-1].done_at and not old.steps()[-1].done_by_us and new.steps()[-1].done_by_us
    page = old.browser.get(f"/old/network/twinning/{old.mine().pk}/").content.decode()
    assert "ticked by them" in page and "Lead of New" not in page
    # What twinnings begin with is said to each in their language; what people wrote, in theirs.
    new.person.language = "fr"
    new.person.save()
    page = new.browser.get(here).content.decode()
    assert '<h3 lang="fr">Dire qui parle à qui' in page and '<h3 lang="en">Come to Ghent' in page

    old.browser.post(f"/old/network/twinning/steps/{old.steps()[-1].pk}/ticking/", {"done": "0"})
    assert not new.steps()[-1].done_at
    new.browser.post(f"/new/network/twinning/steps/{copy.pk}/removal/")
    assert len(old.steps()) == len(new.steps()) == 5
    assert (
        old.browser.post(f"/old/network/twinning/{old.mine().pk}/steps/new/", {"text": ""}).status_code == 422
    )


def test_a_network_reaches_only_its_own_rows(twinned):
    old, new = twinned
    for path in (f"{new.mine().pk}/", f"{new.mine().pk}/end/", f"{new.mine().pk}/showing/"):
        assert old.browser.get(f"/old/network/twinning/{path}").status_code == 404
        assert old.browser.get(f"/new/network/twinning/{path}").status_code == 403
    step = new.steps()[0]
    assert old.browser.post(f"/old/network/twinning/steps/{step.pk}/removal/").status_code == 404
    third = Place("Third")
    rules.accept(third.offers(), old.network, old.person)
    with in_network(old.network):
        mine = Twinning.objects.get(other=third.network)
        rules.write(mine, "Only for the third", "en")
    assert "Only for the third" not in str([step.text for step in new.steps()])


def test_nothing_is_seen_before_it_is_shown_and_exactly_that_after(twinned):
    old, new = twinned
    page = old.browser.get(f"/old/network/twinning/{old.mine().pk}/").content.decode()
    assert "New is for work." not in page and "Nothing. They choose." in page

    address = f"/new/network/twinning/{new.mine().pk}/showing/"
    until = timezone.localdate() + timedelta(days=9)
    given = {"kinds": ["people.purpose"], "until": until}
    preview = new.browser.post(address, {**given, "show": "1"}).content.decode()
    assert "New is for work." in preview and not Shown.everywhere.exists()
    for _twice in range(2):
        new.browser.post(address, {**given, "publish": "1"})
    assert Seen.everywhere.get().network == old.network and Seen.everywhere.get().until == until
    content = Seen.everywhere.get().content
    assert [part["lines"] for part in content["parts"]] == [["New is for work."]]
    page = old.browser.get(f"/old/network/twinning/{old.mine().pk}/").content.decode()
    assert "New is for work." in page and "Lead of New" not in page

    new.network.purpose = "Changed since."
    new.network.save()
    assert "Changed since." not in old.browser.get(f"/old/network/twinning/{old.mine().pk}/").content.decode()
    for wrong in ({"kinds": []}, {"kinds": ["all"]}, {"until": "2020-01-01"}, {"until": "x"}):
        assert new.browser.post(address, {**given, "publish": "1", **wrong}).status_code == 422
    assert old.browser.get(f"/old/network/twinning/{old.mine().pk}/showing/").status_code == 404


def test_what_was_shown_is_gone_when_taken_back_or_its_time_is_over(twinned, monkeypatch):
    old, new = twinned
    new.shows()
    new.browser.post(f"/new/network/twinning/{new.mine().pk}/showing/taking-back/")
    assert not Seen.everywhere.exists() and Shown.everywhere.get().withdrawn_at

    new.shows(days=2)
    later = (timezone.now() + timedelta(days=4)).date()  # in every zone
    monkeypatch.setattr(timezone, "localdate", lambda *a: later)
    with in_network(old.network):
        assert showing.seen(old.mine()) is None
    assert showing.delete_ended() == 1 and not Seen.everywhere.exists()


@pytest.mark.parametrize("by_guide", [True, False])
def test_either_side_ends_it_and_what_was_shown_is_taken_back(twinned, by_guide):
    old, new = twinned
    new.shows()
    side = old if by_guide else new
    address = f"/{side.network.slug}/network/twinning/{side.mine().pk}/end/"
    assert "taken back at once" in side.browser.get(address).content.decode()
    step = old.steps()[0]
    side.browser.post(address)

    assert not Twinning.everywhere.filter(ended_at=None).exists() and not Seen.everywhere.exists()
    assert len(old.steps()) == len(new.steps()) == 5
    old.browser.post(f"/old/network/twinning/steps/{step.pk}/ticking/", {"done": "1"})
    assert not any(one.done_at for one in [*old.steps(), *new.steps()])
    with in_network((new if by_guide else old).network):
        assert Event.objects.get(verb="twinning.ended").actor is None, "who ended it is the other's matter"


def test_everything_that_rooms_let_be_shown_can_be_drawn(twinned):
    _old, new = twinned
    with in_network(new.network):
        found = showing.draft(new.actor, showing.kinds())
    assert len(found["parts"]) == len(showing.kinds()) >= 2
    assert not [line for part in found["parts"] for line in part["lines"] if "Lead of" in line]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_at_once_one_wins():
    old, first, second = Place("Old"), Place("First"), Place("Second")
    offer = old.offers()

    def accept(place):
        try:
            rules.accept(offer, place.network, place.person)
        except rules.CannotTwin:
            return False
        return True

    assert sorted(at_once(old.network, lambda: accept(first), lambda: accept(second))) == [False, True]
    assert Twinning.everywhere.count() == 2


def test_demonstration_networks_stay_among_themselves(old, new):
    Network.objects.filter(pk=new.network.pk).update(is_demonstration=True)
    new.network.refresh_from_db()
    with pytest.raises(rules.CannotTwin, match="demonstration"):
        rules.accept(old.offers(), new.network, new.person)


def test_an_archive_holds_the_list_but_points_to_no_other_network(twinned, tmp_path):
    from networks.web.archives.making import make
    from networks.web.archives.taking_in import take_in
    from networks.web.tests.an_archive import remove

    old, new = twinned
    new.shows()
    make(old.network, tmp_path / "old.zip")
    remove(old.network)
    with (tmp_path / "old.zip").open("rb") as file:
        done = take_in(file, match_people=True)
    with in_network(done.network):
        kept = Twinning.objects.get()
        assert (kept.other, kept.other_name, kept.is_running) == (None, "New", False)
        assert kept.steps.count() == 5 and Seen.objects.count() == 1
    assert not new.mine().is_running, "the other side sees that it is gone"
