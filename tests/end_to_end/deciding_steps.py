"""What an assembly needs before it can decide, by the rules that other tests show; and what people do in it, on a desk and on phones."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from playwright.sync_api import Page, expect

from networks.meet.meetings.models import Ballot, Body, Meeting, SeatRole
from networks.meet.meetings.rules import attending, bodies, box, elections, standing, voting
from networks.meet.meetings.rules.attending import give_proxy
from networks.meet.meetings.rules.referring import LABEL
from networks.meet.meetings.tests.held import a_meeting, voter
from networks.meet.sessions.models import Conclusion
from networks.meet.sessions.tests.reported import held
from networks.network.membership.models import Admission, Category, FeeRuleRow
from networks.network.membership.rules import belonging, checking, fee_schedules
from networks.network.membership.rules.admission_setup import set_up
from networks.network.membership.tests.an_application import complete
from networks.network.membership.tests.fees_at_work import a_notice, uses_fees
from networks.people.belonging import affiliate
from networks.people.models import Affiliation, Function, FunctionKind, Network, Organisation, Person

HOUSES = {"Somes": "full", "Filo": "associate", "Mare": "full", "Most": "associate", "Duna": "full"}


@dataclass
class Assembly:
    """The assembly of a founded network: its members, who speaks for them, and what it has to decide."""

    network: Network
    body: Body
    chair: Person
    speakers: dict[str, Person] = field(default_factory=dict)
    questions: dict[str, Any] = field(default_factory=dict)
    meeting: Meeting | None = None


def found_an_association(page: Page) -> Network:
    """Found Ponte as a registered association."""
    for label, words in {
        "Name of the network": "Ponte",
        "Your organisation": "Leie",
        "Your name": "Ilse Vermeulen",
        "Your e-mail": "ilse@leie.example",
    }.items():
        page.get_by_label(label).fill(words)
    page.locator("[name=template][value=association]").check()
    page.get_by_role("button", name="Found the network").click()
    page.wait_for_url("**/ponte/")
    return Network.objects.get()


def members_of(network: Network) -> Assembly:
    """Full members have two votes, associate members one; Duna has not paid for long."""
    ilse = Person.objects.get()
    made = Assembly(network, Body.objects.get(kind="assembly"), ilse)
    bodies.change(made.body, {"weighted": True}, by=ilse)
    bodies.give_seat(made.body, ilse, SeatRole.CHAIR, by=ilse)
    Category.objects.filter(kind="full").update(weight=2)
    Category.objects.filter(kind="associate").update(votes=True, weight=1)
    Function.objects.create(affiliation=Affiliation.objects.get(person=ilse), kind=FunctionKind.DELEGATE)
    made.speakers["Leie"] = ilse
    for name, kind in HOUSES.items():
        house = Organisation.objects.create(name=name, country="BE", is_member=False)
        belonging.begin(house, Category.objects.get(kind=kind), by=ilse)
        made.speakers[name] = person = Person.objects.create_user(f"{name}@people.example", f"{name} Speaker")
        Function.objects.create(affiliation=affiliate(person, house, "staff"), kind=FunctionKind.DELEGATE)
    uses_fees(vote_lost_days=60)
    late = timezone.localdate() - timedelta(days=90)
    a_notice(Organisation.objects.get(name="Duna"), due=(late,), year=late.year, issued_on=late)
    return made


def ask_for_decisions(made: Assembly) -> None:
    """A meeting is convened; an application and a schedule of fees wait; a session was held and has conclusions."""
    ilse = made.chair
    made.meeting = a_meeting(made.body, ilse)
    held(ilse)
    made.questions["conclusion"] = Conclusion.objects.get(text="A network gives its members one voice.")
    set_up(made.network, by=ilse)
    Admission.objects.update(is_open=True, decided_by=f"{LABEL}:{made.body.pk}")
    application = complete(ilse, category=Category.objects.get(kind="full"))
    checking.put_to_decision(application, by=ilse, note="They help us.", language="en")
    made.questions["application"] = application
    schedule = fee_schedules.draft(
        year=timezone.localdate().year + 1, name="Fees", currency="EUR", language="en", by=ilse
    )
    FeeRuleRow.objects.create(schedule=schedule, amount=Decimal(350))
    made.questions["schedule"] = schedule
    made.questions["fees"] = fee_schedules.propose(schedule, by=ilse)


def come_together(made: Assembly) -> None:
    """Three are there; two others have them vote by proxy; Duna came too."""
    for name in ("Leie", "Somes", "Filo", "Duna"):
        attending.note(
            made.meeting, voter(made.meeting, name), "on_site", person=made.speakers[name], by=made.chair
        )
    for giver, holder in (("Mare", "Somes"), ("Most", "Filo")):
        give_proxy(made.meeting, voter(made.meeting, giver), made.speakers[holder], by=made.speakers[giver])


def stand_for_the_board(made: Assembly) -> Ballot:
    """Three seats of the board; four stand."""
    item = made.meeting.items.get(title="Budget")
    board = Body.objects.get(kind="board")
    ballot = elections.prepare_election(
        item, title="The board", method="stv", seats=3, seats_in=board, by=made.chair
    )
    for name in ("Leie", "Somes", "Filo", "Mare"):
        person = made.speakers[name]
        standing.stand(standing.propose(ballot, person, by=person), {"text": f"I am {name}."}, by=person)
    return ballot


def others_vote(made: Assembly, ballot: Ballot, **choices: Any) -> None:
    """Those who are not followed in a browser vote by the rules."""
    holders = {"Mare": "Somes", "Most": "Filo"}
    for name, choice in choices.items():
        entry = ballot.roll.get(name=name)
        by = made.speakers[holders.get(name, name)]
        if ballot.is_secret:
            box.cast_secretly(ballot, entry, choice, by=by)
        else:
            voting.cast(ballot, entry, [choice], by=by)


# ---- in a browser ----


def put_to_the_vote(page: Page) -> Ballot:
    """From the page of a motion, or of an amendment: who has a vote is fixed now."""
    page.get_by_role("link", name="Put it to the vote").click()
    page.get_by_text("Who has no vote at present").click()
    expect(page.get_by_text(re.compile("^Duna: .*F-"))).to_be_visible()
    page.get_by_role("button", name="Open the vote").click()
    page.wait_for_url(re.compile("/ballots/[0-9a-f-]{36}/$"))
    return Ballot.everywhere.get(pk=page.url.rstrip("/").rsplit("/", 1)[1])


def vote(page: Page, ballot: Ballot, voters: dict[str, str]) -> None:
    """On a phone: one's own vote, then those that one holds by proxy."""
    page.goto(f"/ponte/meet/meetings/ballots/{ballot.pk}/")
    for heading, choice in voters.items():
        card = page.locator("section.card", has=page.get_by_role("heading", name=heading, exact=True))
        card.get_by_label(choice, exact=True).check()
        card.get_by_role("button", name="Cast this vote").click()
        expect(card.get_by_text(f"Counted: {choice}")).to_be_visible()


def close(page: Page, ballot: Ballot) -> None:
    page.goto(f"/ponte/meet/meetings/ballots/{ballot.pk}/closing/")
    page.get_by_role("button", name="Close and count").click()
    page.wait_for_url(f"**/ballots/{ballot.pk}/")
