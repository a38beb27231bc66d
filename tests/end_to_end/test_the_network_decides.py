"""A founded network decides: its assembly admits a member, adopts fees and a line of the charter, and elects a board; the line leads back to the answers."""

import re

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from networks.base.tenancy import in_network
from networks.meet.meetings.models import Body, BodySeat, Decision, Motion, Paper
from networks.meet.sessions.models import Conclusion
from networks.network.charter.models import Line
from networks.network.membership.models import Membership
from tests.end_to_end import deciding_steps as steps
from tests.end_to_end.membership_steps import work

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.room("network.charter")]
MEETINGS = "/ponte/meet/meetings/"
CHARTER = "/ponte/network/charter/"


def test_from_a_founded_network_to_what_its_assembly_decides(visit, site):
    cache.clear()
    desk = visit(site, "/")
    network = steps.found_an_association(desk)
    with in_network(network):
        made = steps.members_of(network)
        steps.ask_for_decisions(made)
        application, schedule = made.questions["application"], made.questions["schedule"]

    # what was referred to the coordinator is handed to the assembly; a conclusion becomes a question to it
    desk.goto(f"/ponte/referrals/{made.questions['fees'].pk}/")
    desk.get_by_role("link", name="Have somebody else decide").click()
    desk.get_by_label("General assembly").check()
    desk.get_by_role("button", name="Hand it on").click()
    expect(desk.get_by_text("General assembly decides.")).to_be_visible()
    conclusion: Conclusion = made.questions["conclusion"]
    desk.goto(f"{CHARTER}proposals/new/?from={conclusion.label}:{conclusion.pk}")
    desk.locator("[name=section][value=why]").check()
    desk.get_by_role("button", name="Propose it").click()
    desk.get_by_role("link", name="Put it to a decision").click()
    desk.get_by_label("General assembly").check()
    desk.get_by_role("button", name="Ask for the decision").click()
    expect(desk.get_by_text("It waits for a decision of General assembly.").first).to_be_visible()

    # the meeting opens: three are there, two are represented, one is there and has no vote
    with in_network(network):
        steps.come_together(made)
        motions = {one.referral.about: one for one in Motion.objects.filter(referral__isnull=False)}
        line = Line.objects.get(wordings=motions["network_charter.wording"].referral.about_id)
    desk.goto(f"{MEETINGS}{made.meeting.pk}/opening/")
    expect(desk.get_by_text("3 present and 2 represented of 5 who have a vote")).to_be_visible()
    desk.get_by_role("button", name="Open the meeting").click()
    radu = visit(site, "/ponte/", person=made.speakers["Somes"], phone=True)
    fiona = visit(site, "/ponte/", person=made.speakers["Filo"], phone=True)
    duna = visit(site, f"{MEETINGS}{made.meeting.pk}/check-in/", person=made.speakers["Duna"], phone=True)
    expect(duna.get_by_text("Duna has no vote now:")).to_contain_text("F-")

    # an applicant is admitted: the membership begins with the result
    desk.goto(f"{MEETINGS}motions/{motions['network_membership.application'].pk}/")
    ballot = steps.put_to_the_vote(desk)
    steps.vote(radu, ballot, {"For Somes": "Yes", "For Mare, by proxy": "Yes"})
    steps.vote(fiona, ballot, {"For Filo": "No", "For Most, by proxy": "Yes"})
    duna.goto(f"{MEETINGS}ballots/{ballot.pk}/")
    expect(duna.get_by_text("Duna has no vote here:")).to_contain_text("F-")
    duna.get_by_role("link", name="The roll: who has a vote, and why").click()
    expect(duna.locator("li", has=duna.get_by_role("heading", name="Duna"))).to_contain_text("F-")
    with in_network(network):
        assert not Membership.objects.filter(organisation__name=application.name).exists()
    steps.close(desk, ballot)
    expect(desk.get_by_role("heading", name="Adopted", exact=True)).to_be_visible()
    with in_network(network):
        ballot.refresh_from_db()
        assert (ballot.result["yes"], ballot.result["no"]) == (5, 1)  # by weight: 2 + 2 + 1 against 1
        begun = Membership.objects.now().get(organisation__name=application.name)
        assert begun.decided_in == motions["network_membership.application"].referral_id

    # the fees, with one amendment of the amount, which is shown in the text
    motion = motions["network_membership.feeschedule"]
    page = f"{MEETINGS}motions/{motion.pk}/"
    fiona.goto(f"{page}amendments/new/")
    fiona.locator("[name=text]").fill(motion.text.replace("350.00", "320.00"))
    fiona.get_by_role("button", name="Propose it").click()
    expect(fiona.locator("ins")).to_contain_text("320")
    desk.goto(page)
    desk.get_by_role("link", name="Amendment 1").click()
    expect(desk.get_by_role("row", name=re.compile("350.00 EUR.*320.00 EUR"))).to_be_visible()
    ballot = steps.put_to_the_vote(desk)
    steps.vote(fiona, ballot, {"For Filo": "Yes", "For Most, by proxy": "Yes"})
    with in_network(network):
        steps.others_vote(made, ballot, Leie="yes", Somes="no")
    steps.close(desk, ballot)
    desk.goto(page)
    ballot = steps.put_to_the_vote(desk)
    steps.vote(radu, ballot, {"For Somes": "Yes", "For Mare, by proxy": "Abstention"})
    steps.close(desk, ballot)
    expect(desk.get_by_role("heading", name="Adopted", exact=True)).to_be_visible()
    with in_network(network):
        schedule.refresh_from_db()
        assert schedule.state == "adopted" and schedule.rules.get().amount == 320

    # three seats by secret ballot
    with in_network(network):
        ballot = steps.stand_for_the_board(made)
        keys = {one.name.split()[0]: str(one.pk) for one in ballot.candidacies.all()}
    desk.goto(f"{MEETINGS}ballots/{ballot.pk}/opening/")
    desk.get_by_label("Everybody has one paper").check()
    desk.get_by_role("button", name="Open the vote").click()
    desk.wait_for_url(f"**/ballots/{ballot.pk}/")
    radu.goto(f"{MEETINGS}ballots/{ballot.pk}/")
    own = radu.locator("section.card").first
    own.locator(f"[name='rank-{keys['Somes']}']").fill("1")
    own.locator(f"[name='rank-{keys['Mare']}']").fill("2")
    own.get_by_role("button", name="Cast this vote").click()
    expect(radu.get_by_text("In the box. Your receipt:")).to_be_visible()
    with in_network(network):
        ballot.refresh_from_db()
        ilse, somes, filo, mare = (keys[name] for name in ("Ilse", "Somes", "Filo", "Mare"))
        steps.others_vote(made, ballot, Mare=[mare, somes], Leie=[ilse, mare], Filo=[ilse, filo], Most=[filo])
    steps.close(desk, ballot)
    desk.get_by_role("link", name="Give the elected their seats").click()
    desk.get_by_role("button", name="Give the seats").click()
    expect(desk.get_by_text("Seats given: 3.")).to_be_visible()
    work()
    with in_network(network):
        ballot.refresh_from_db()
        seats = BodySeat.objects.now().filter(body=Body.objects.get(kind="board"))
        elected = {one.person_id for one in ballot.candidacies.filter(elected=True)}
        assert {one.person_id for one in seats} == elected and len(elected) == 3
        assert ballot.result["box"]["papers"] == Paper.objects.filter(ballot=ballot).count() == 5

    # the conclusion becomes a line of the charter, and leads back to the answers
    desk.goto(f"{MEETINGS}motions/{motions['network_charter.wording'].pk}/")
    ballot = steps.put_to_the_vote(desk)
    steps.vote(radu, ballot, {"For Somes": "Yes", "For Mare, by proxy": "Yes"})
    steps.close(desk, ballot)
    with in_network(network):
        decision = Decision.objects.latest("number")
        assert decision.adopted and not any("no_effect" in one.facts for one in Decision.objects.all())
    radu.goto(CHARTER)
    radu.get_by_role("link", name=conclusion.text).first.click()
    expect(radu.get_by_text("adopted, only paper").first).to_be_visible()
    radu.goto(f"{CHARTER}way/{line.label}/{line.pk}/")
    way = radu.locator("ol.path")
    expect(way.get_by_text(str(decision)).first).to_be_visible()
    expect(way.locator("li[aria-current=step]")).to_contain_text("Charter line")
    expect(way.get_by_role("link", name="answer 1", exact=True)).to_be_visible()
    way.get_by_role("link", name=conclusion.text, exact=True).first.click()
    found = radu.locator(f"#c-{conclusion.pk}")
    found.get_by_text("What it rests on").click()
    expect(found.get_by_text("Answer 1:")).to_contain_text(
        re.compile("Alone nobody hears us|Singuri nu ne aude nimeni")
    )
