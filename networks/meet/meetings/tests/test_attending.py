"""Who is there, who is represented, who is excused; and whether the quorum is there."""

import pytest

from networks.meet.meetings.models import How, Presence, Proxy, SeatRole
from networks.meet.meetings.personal import erase, export
from networks.meet.meetings.rules import attending, bodies, holding
from networks.meet.meetings.rules.attending import places_of, quorum_of
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.rules.voters import voters_of, votes_for
from networks.meet.meetings.tests.held import a_meeting, there, voter
from networks.participation.eligibility import rules as eligibility
from networks.participation.eligibility.rules import Standing
from networks.participation.mandates.rules import give, may_bind, who_may_bind
from networks.participation.occasions.models import Invitee
from networks.people.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def standing(monkeypatch):
    """What organisations are to the network, by name."""
    said = {}

    def provided(keys, at):
        names = dict(Organisation.objects.filter(pk__in=keys).values_list("pk", "name"))
        return {key: said.get(name, Standing()) for key, name in names.items()}

    monkeypatch.setattr(eligibility, "_provider", [provided])
    return said


def full(**more):
    return Standing(member=True, category="full", category_name="Full member", votes=True, **more)


def hows(meeting):
    return {place.voter.name: place.how for place in places_of(meeting)}


def test_without_categories_each_member_has_a_vote(assembly, members, standing):
    assert [voter.name for voter in voters_of(assembly)] == ["Filo", "Leie", "Mare", "Most", "Somes"]
    assert all(voter.may and voter.weight == 1 for voter in voters_of(assembly))


def test_category_arrears_and_weight_are_the_reasons(assembly, members, standing, coordinator):
    standing |= {
        "Leie": full(weight=3), "Somes": full(paid=False, arrears="Its fee of 2025 is open."),
        "Filo": Standing(member=True, category="observer", votes=False), "Mare": full(),
    }  # fmt: skip
    bodies.change(assembly, {"weighted": True}, by=coordinator)
    found = {voter.name: voter for voter in voters_of(assembly)}
    assert found["Leie"].may and found["Leie"].weight == 3 and found["Leie"].why == "Full member"
    assert found["Somes"].reasons == ("Its fee of 2025 is open.",)
    assert "gives no vote" in found["Filo"].reasons[0] and "not a member" in found["Most"].reasons[0]
    bodies.change(assembly, {"needs_paid": False, "weighted": False}, by=coordinator)
    found = {voter.name: voter for voter in voters_of(assembly)}
    assert found["Somes"].may and found["Leie"].weight == 1


def test_many_are_asked_with_the_same_answer_as_one(members, person_of, network):
    house, delegate = members["Leie"]
    treasurer = person_of("Treasurer", house)
    give(treasurer, house, "vote")
    found = who_may_bind([one for one, _person in members.values()], "vote")
    for one, person in members.values():
        for who in (person, treasurer, delegate):
            assert (who in found[one.pk]) == may_bind(who, one, "vote")
    assert {person.name for person in found[house.pk]} == {"Leiedelegate", "Treasurer"}


def test_the_number_of_queries_does_not_grow(assembly, chair, members, person_of):
    meeting = a_meeting(assembly, chair)
    places_of(meeting)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        places_of(meeting)
    for n in range(20):
        person_of(f"More{n}", Organisation.objects.create(name=f"More {n}"), function="delegate")
    with CaptureQueriesContext(connection) as many:
        assert len(places_of(meeting)) == 25
    assert len(few) == len(many)


def test_checking_in_votes_for_the_organisation_once(assembly, chair, members, person_of):
    meeting = a_meeting(assembly, chair)
    house, delegate = members["Leie"]
    deputy = person_of("Deputy", house, function="deputy")
    attending.check_in(meeting, delegate, How.ONLINE)
    attending.check_in(meeting, delegate, How.ONLINE)
    attending.check_in(meeting, deputy, How.ONLINE)
    assert hows(meeting)["Leie"] == How.ONLINE
    assert Presence.objects.filter(organisation=house).count() == 1
    assert Presence.objects.get(person=deputy).organisation is None  # a guest: the delegate is there


def test_on_site_only_with_the_code_of_the_room(board, chair, members):
    meeting = a_meeting(board, chair)
    delegate = members["Leie"][1]
    with pytest.raises(NotNow, match="not the code"):
        attending.check_in(meeting, delegate, How.ON_SITE, "WRONG1")
    attending.check_in(meeting, delegate, How.ON_SITE, f" {meeting.code[:3].lower()}-{meeting.code[3:]}")
    assert hows(meeting)["Leiedelegate"] == How.ON_SITE


def test_leaving_and_coming_back(board, chair, members):
    meeting = a_meeting(board, chair)
    there(meeting, chair, "Leie")
    row = Presence.objects.get()
    attending.leave(row, by=chair)
    attending.leave(row, by=chair)
    assert hows(meeting)["Leiedelegate"] == "absent"
    there(meeting, chair, "Leie")
    assert Presence.objects.count() == 2


def test_whoever_answered_no_is_excused(board, assembly, chair, members):
    for body, name in ((board, "Leiedelegate"), (assembly, "Leie")):
        meeting = a_meeting(body, chair)
        Invitee.objects.filter(occasion=meeting.occasion, person=members["Leie"][1]).update(reply="no")
        assert hows(meeting)[name] == "excused"
        attending.check_in(meeting, members["Leie"][1], How.ONLINE)
        assert hows(meeting)[name] == "online"


def test_the_quorum_counts_who_has_a_vote(assembly, chair, members, standing):
    standing |= {name: full() for name in ("Leie", "Somes", "Filo", "Mare")}
    standing["Most"] = full(paid=False, arrears="Open.")
    meeting = a_meeting(assembly, chair)
    there(meeting, chair, "Most", "Leie", people=members)
    found = quorum_of(assembly, places_of(meeting))
    assert (found.there, found.of, found.needed, found.reached) == (1, 4, 2, False)
    there(meeting, chair, "Somes", people=members)
    assert quorum_of(assembly, places_of(meeting)).reached


def test_a_quorum_of_votes_counts_weights(assembly, chair, members, standing, coordinator):
    standing |= {"Leie": full(weight=5), "Somes": full(), "Filo": full(), "Mare": full(), "Most": full()}
    bodies.change(assembly, {"weighted": True, "quorum_of": "votes"}, by=coordinator)
    meeting = a_meeting(assembly, chair)
    there(meeting, chair, "Leie", people=members)
    found = quorum_of(assembly, places_of(meeting))
    assert (found.votes, found.votes_of, found.reached) == (5, 9, True)


# ---- proxies ----


def test_a_proxy_counts_while_its_holder_is_there_and_its_giver_is_not(board, chair, members):
    meeting = a_meeting(board, chair)
    holder, giver = members["Somes"][1], members["Leie"][1]
    attending.give_proxy(meeting, voter(meeting, "Leie"), holder, by=giver)
    assert hows(meeting)["Leiedelegate"] == "absent"
    attending.check_in(meeting, holder, How.ONLINE)
    assert hows(meeting)["Leiedelegate"] == "represented"
    assert quorum_of(board, places_of(meeting)).represented == 1
    attending.check_in(meeting, giver, How.ONLINE)
    assert hows(meeting)["Leiedelegate"] == "online"  # the proxy sleeps
    attending.leave(Presence.objects.get(person=giver))
    assert hows(meeting)["Leiedelegate"] == "represented"
    attending.revoke_proxy(Proxy.objects.get(), by=giver)
    assert hows(meeting)["Leiedelegate"] == "absent"


def test_a_holder_has_as_many_as_the_rules_allow(board, chair, members, coordinator):
    meeting = a_meeting(board, chair)
    holder = members["Somes"][1]
    attending.give_proxy(meeting, voter(meeting, "Leie"), holder)
    with pytest.raises(NotNow, match="as many proxies"):
        attending.give_proxy(meeting, voter(meeting, "Filo"), holder)
    with pytest.raises(NotNow, match="a proxy already"):
        attending.give_proxy(meeting, voter(meeting, "Leie"), members["Filo"][1])
    # Also where the rules were changed since: what counts is counted when it is used.
    bodies.change(board, {"proxies": 2}, by=coordinator)
    meeting.body.refresh_from_db()
    attending.give_proxy(meeting, voter(meeting, "Filo"), holder)
    attending.check_in(meeting, holder, How.ONLINE)
    assert sorted(hows(meeting).values()).count("represented") == 2
    bodies.change(board, {"proxies": 1}, by=coordinator)
    meeting.body.refresh_from_db()
    assert sorted(hows(meeting).values()).count("represented") == 1


def test_only_who_has_a_vote_holds_a_proxy_and_only_who_has_one_gives_it(
    assembly, chair, members, standing, person_of
):
    standing |= {name: full() for name in ("Leie", "Somes", "Filo", "Mare")}
    standing["Most"] = full(paid=False, arrears="Its fee is open.")
    meeting = a_meeting(assembly, chair)
    with pytest.raises(NotNow, match="no vote of their own"):
        attending.give_proxy(meeting, voter(meeting, "Leie"), person_of("Guest", members["Leie"][0]))
    with pytest.raises(NotNow, match="no vote of their own"):
        attending.give_proxy(meeting, voter(meeting, "Leie"), members["Leie"][1])
    with pytest.raises(NotNow, match="Its fee is open"):
        attending.give_proxy(meeting, voter(meeting, "Most"), members["Leie"][1])
    attending.give_proxy(meeting, voter(meeting, "Leie"), members["Somes"][1])


def test_a_body_without_proxies_takes_none(board, chair, members, coordinator):
    meeting = a_meeting(board, chair)
    bodies.change(board, {"proxies": 0}, by=coordinator)
    with pytest.raises(NotNow, match="know no proxies"):
        attending.give_proxy(meeting, voter(meeting, "Leie"), members["Somes"][1])


# ---- pages ----


def test_the_list_is_kept_on_its_page(assembly, chair, members, browser_of, here):
    meeting = a_meeting(assembly, chair)
    browser, page = browser_of(chair), here("meeting-attendance", meeting=meeting.pk)
    shown = browser.get(page).content.decode()
    assert "Leie" in shown and "The quorum is there." not in shown and meeting.code not in shown
    noting = here("meeting-noting", meeting=meeting.pk)
    for name in ("Leie", "Somes", "Filo"):
        browser.post(noting, {"voter": members[name][0].pk, "how": "on_site"})
    # Whoever notes many stays where they are on the page.
    leie = {"voter": members["Leie"][0].pk, "how": "on_site", "words": "lei é"}
    to = browser.post(noting, leie).headers["Location"]
    assert to == f"{page}?words=lei+%C3%A9#v-{members['Leie'][0].pk}"
    assert f'id="v-{members["Leie"][0].pk}"' in browser.get(page).content.decode()
    browser.post(noting, {"name": "Professor Plum", "how": "online"})
    shown = browser.get(page).content.decode()
    assert "The quorum is there." in shown and "Professor Plum" in shown
    assert meeting.code in browser.get(here("meeting-code", meeting=meeting.pk)).content.decode()
    row = Presence.objects.get(organisation=members["Leie"][0])
    holding.open_meeting(meeting, by=chair)
    browser.post(here("presence-leaving", presence=row.pk))
    assert "nothing can be decided" in browser.get(page).content.decode()


def test_a_delegate_checks_in_and_gives_a_proxy(assembly, chair, members, browser_of, here):
    meeting = a_meeting(assembly, chair)
    browser = browser_of(members["Leie"][1])
    check_in = here("meeting-check-in", meeting=meeting.pk)
    assert "You vote for:" in browser.get(check_in).content.decode()
    assert browser.post(check_in, {"how": "on_site"}).status_code == 422
    assert browser.post(check_in, {"how": "on_site", "code": meeting.code}).status_code == 302
    other = browser_of(members["Somes"][1])
    form = {"voter": members["Somes"][0].pk, "holder": members["Leie"][1].pk, "instructions": "Yes to all."}
    assert other.post(here("proxy-new", meeting=meeting.pk), form).status_code == 302
    page = here("meeting-attendance", meeting=meeting.pk)
    assert "Yes to all." in other.get(page).content.decode()
    assert "Yes to all." in browser.get(page).content.decode()
    assert "Yes to all." not in browser_of(members["Filo"][1]).get(page).content.decode()
    proxy = Proxy.objects.get()
    assert browser_of(members["Filo"][1]).post(here("proxy-revocation", proxy=proxy.pk)).status_code == 403
    assert other.post(here("proxy-revocation", proxy=proxy.pk)).status_code == 302
    assert Proxy.objects.get().revoked_at


def test_ones_own_data_and_erasing(board, chair, members):
    meeting = a_meeting(board, chair)
    giver = members["Leie"][1]
    attending.give_proxy(
        meeting, voter(meeting, "Leie"), members["Somes"][1], instructions="Private.", by=giver
    )
    attending.check_in(meeting, members["Filo"][1], How.ONLINE)
    assert export(giver)["proxies_given"][0]["instructions"] == "Private."
    assert export(members["Filo"][1])["meetings"][0]["how"] == "online"
    erase(giver)
    assert Proxy.objects.get().instructions == "" and Proxy.objects.get().revoked_at


def test_whom_one_votes_for(board, assembly, members, chair):
    assert [one.name for one in votes_for(assembly, members["Leie"][1])] == ["Leie"]
    assert votes_for(assembly, chair) == []
    assert [one.name for one in votes_for(board, chair)] == ["Claire"]
    assert holding.takes_minutes(a_meeting(board, chair)) is False
    assert board.seats.get(person=chair).role == SeatRole.CHAIR


def test_before_the_meeting_nothing_is_said_to_be_missing(assembly, members, coordinator, browser_of, here):
    meeting = a_meeting(assembly, coordinator)
    page = browser_of(coordinator).get(here("meeting-attendance", meeting=meeting.pk)).content.decode()
    assert "the quorum is 3." in page
    assert "was not there" not in page and "nothing can be decided" not in page
