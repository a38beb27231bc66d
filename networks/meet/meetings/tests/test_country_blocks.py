"""Secret votes in which the members of a country have one vote: each country votes first, its delegate casts one paper, nobody can tell which."""

from datetime import timedelta

import pytest
from django.utils import timezone

from networks.base import jobs
from networks.base.tenancy import across_networks
from networks.meet.meetings.models import Ballot, BallotForm, BallotState, MotionState, Paper, RollEntry
from networks.meet.meetings.rules import blocks, bodies, box, elections, motions, sealing, standing, voting
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.rules.results import published
from networks.meet.meetings.rules.voters import voters_of
from networks.meet.meetings.rules.withholding import withheld
from networks.meet.meetings.tests.held import a_meeting, open_with
from networks.meet.meetings.tests.test_recount import PROGRAM
from networks.meet.meetings.tests.test_voting_pages import recount
from networks.meet.meetings.waiting import needs
from networks.notices.models import Notification
from networks.people.models import Organisation
from tests.at_once import at_once

pytestmark = pytest.mark.django_db
ALL = ("Leie", "Somes", "Filo", "Mare", "Most")
COUNTRIES = {"Leie": "BE", "Somes": "RO", "Filo": "IT", "Mare": "IT", "Most": "RO"}


@pytest.fixture
def by_country(assembly, members, coordinator):
    for name, country in COUNTRIES.items():
        Organisation.objects.filter(name=name).update(country=country)
    bodies.change(assembly, {"by_country": True}, by=coordinator)
    return assembly


def put(meeting, by, **fields) -> Ballot:
    motion = motions.move(meeting.items.get(), "Budget", "We spend 4,000 euros.", by=by)
    made = voting.prepare(motion.item, motion=motion, form=BallotForm.SECRET, by=by, **fields)
    return voting.open_ballot(made, by=by)


@pytest.fixture
def ballot(by_country, members, chair):
    """Belgium has one voter, Italy and Romania vote as one; Filo and Somes are their delegates."""
    made = put(open_with(by_country, chair, *ALL, people=members), chair)
    blocks.name_delegates(made, {"IT": members["Filo"][1], "RO": members["Somes"][1]}, by=chair)
    return made


def own(ballot, country) -> Ballot:
    return ballot.countries.get(country=country)


def vote(ballot, members, name, choice, by=""):
    return box.cast_secretly(
        ballot, ballot.roll.get(organisation__name=name), [choice], by=members[by or name][1]
    )


def countries_vote(ballot, members, chair, **said):
    for name, choice in said.items():
        vote(own(ballot, COUNTRIES[name]), members, name, choice)
    for country in ("IT", "RO"):
        voting.close_ballot(own(ballot, country), by=chair)


def paper(ballot, country, choice, by):
    return box.cast_secretly(ballot, ballot.roll.get(block=True, country=country), [choice], by=by)


def test_each_country_votes_first_and_its_delegate_casts_one_paper(ballot, members, chair, tmp_path):
    assert [(row.name, row.block, row.weight) for row in ballot.roll.all()] == [
        ("Italy", True, 1), ("Leie", False, 1), ("Romania", True, 1),
    ]  # fmt: skip
    with pytest.raises(NotNow, match="Your country votes first"):
        paper(ballot, "IT", "yes", members["Filo"][1])
    countries_vote(ballot, members, chair, Filo="yes", Mare="yes", Somes="yes", Most="no")
    assert blocks.says(own(ballot, "IT")) == ["yes"] and blocks.says(own(ballot, "RO")) == ["abstain"]
    with pytest.raises(NotNow, match="what the country decided"):
        paper(ballot, "IT", "no", members["Filo"][1])
    with pytest.raises(NotNow, match="somebody else"):
        paper(ballot, "IT", "yes", members["Mare"][1])  # votes there, is not the delegate
    first = paper(ballot, "IT", "yes", members["Filo"][1])
    assert paper(ballot, "IT", "yes", members["Filo"][1]).again and len(first.receipt) == 19
    with pytest.raises(NotNow, match="in the box already"):
        blocks.name_delegates(ballot, {"IT": members["Mare"][1]}, by=chair)
    paper(ballot, "RO", "abstain", members["Somes"][1])
    vote(ballot, members, "Leie", "yes")
    row = ballot.roll.get(country="IT")
    assert row.voted and row.voted_at is None and row.voted_by_id is None
    assert {one.entry_id for one in ballot.papers.all()} == {None}

    voting.close_ballot(ballot, by=chair)
    jobs.run_all()
    facts = ballot.result
    assert (facts["yes"], facts["no"], facts["abstain"], facts["present"], facts["all"]) == (2, 0, 1, 3, 3)
    assert facts["box"]["papers"] == facts["box"]["votes_on_roll"] == facts["box"]["receipts"] == 3
    assert facts["box"]["few"] and facts["quorum"]["of"] == 5  # a quorum is one of voters
    ballot.motion.refresh_from_db()
    assert ballot.motion.state == MotionState.ADOPTED
    told = published(ballot)
    assert {one["country"] for one in told["papers"]} == {""} and len(told["papers"]) == 3
    found = recount(told, tmp_path)
    assert found.returncode == 0, found.stdout + found.stderr
    # What a country said stands nowhere any more; that its members voted does.
    assert not Paper.objects.filter(ballot__within=ballot).exists()
    assert RollEntry.objects.filter(ballot__within=ballot, voted=True).count() == 4
    for one in ballot.countries.all():
        assert one.sealed_at and blocks.says(one) is None and set(one.result) == {"box", "roll", "voted"}
        assert "unanimous" not in one.result["box"]


def test_backups_leave_out_what_countries_say_until_the_whole_vote_is_sealed(ballot, members, chair):
    countries_vote(ballot, members, chair, Filo="yes", Mare="yes")
    jobs.run_all()
    assert not sealing.renew(own(ballot, "IT").pk, Paper)  # its delegate needs it still

    def left_out():
        with across_networks("a backup"):
            return {model: set(keys) for model, keys in withheld()}

    assert left_out()[Paper] == set(Paper.objects.values_list("pk", flat=True)) and Paper.objects.count() == 2
    with pytest.raises(NotNow, match="Nobody voted"):
        paper(ballot, "RO", "abstain", members["Somes"][1])
    with pytest.raises(NotNow, match="whole vote"):
        voting.annul(own(ballot, "IT"), "No.", by=chair)
    voting.annul(ballot, "The wrong text.", by=chair)
    jobs.run_all()
    assert not Paper.objects.exists() and not any(left_out().values())
    assert set(ballot.countries.values_list("state", flat=True)) == {BallotState.ANNULLED}


def test_the_whole_vote_closes_the_countries_and_late_papers_do_not_count(ballot, members, chair):
    vote(own(ballot, "IT"), members, "Filo", "yes")
    voting.close_ballot(own(ballot, "IT"), by=chair)
    vote(ballot, members, "Leie", "no")
    voting.close_ballot(ballot, by=chair)
    with pytest.raises(NotNow, match="too late"):
        paper(ballot, "IT", "yes", members["Filo"][1])
    with pytest.raises(NotNow, match="too late"):
        vote(own(ballot, "RO"), members, "Somes", "yes")
    assert ballot.result["no"] == 1 and ballot.papers.count() == 1


def test_a_delegate_is_of_the_country_and_still_votes_for_it(ballot, members, chair):
    with pytest.raises(NotNow, match="no vote in this country"):
        blocks.name_delegates(ballot, {"IT": members["Leie"][1]}, by=chair)
    countries_vote(ballot, members, chair, Filo="no", Mare="no")
    members["Filo"][1].affiliations.all().delete()
    with pytest.raises(NotNow, match="somebody else"):
        paper(ballot, "IT", "no", members["Filo"][1])
    blocks.name_delegates(ballot, {"IT": members["Mare"][1]}, by=chair)
    paper(ballot, "IT", "no", members["Mare"][1])


def test_an_election_is_opened_with_the_warnings_and_a_country_agrees_or_is_blank(
    by_country, members, chair, browser_of, here
):
    meeting = open_with(by_country, chair, *ALL, people=members)
    made = elections.prepare_election(
        meeting.items.get(), title="Treasurer", method="approval", seats=1, by=chair
    )
    for name in ("Leie", "Most"):
        standing.stand(standing.propose(made, members[name][1], by=chair), {}, by=members[name][1])
    opening, lead = here("ballot-opening", ballot=made.pk), browser_of(chair)
    page = lead.get(opening).content.decode()
    assert "3 voters: with fewer than five" in page and "their own country: Italy, Romania" in page
    assert lead.post(opening, {}).status_code == 422
    assert lead.post(opening, {"knowing": "on"}).status_code == 302
    made.refresh_from_db()
    one, other = (option["key"] for option in made.options)
    blocks.name_delegates(made, {"IT": members["Filo"][1], "RO": members["Somes"][1]}, by=chair)
    for name, choice in (("Filo", [one, other]), ("Mare", [other, one]), ("Somes", [one]), ("Most", [other])):
        country = own(made, COUNTRIES[name])
        box.cast_secretly(country, country.roll.get(organisation__name=name), choice, by=members[name][1])
    for country, name, said in (("IT", "Filo", {one, other}), ("RO", "Somes", set())):
        voting.close_ballot(own(made, country), by=chair)
        found = own(made, country)
        assert set(blocks.says(found)) == said
        entry = {"entry": made.roll.get(country=country, block=True).pk}
        page = browser_of(members[name][1])
        assert page.get(here("ballot", ballot=found.pk)).status_code == 200
        page.post(here("ballot-casting", ballot=made.pk), entry)
    box.cast_secretly(made, made.roll.get(organisation__name="Leie"), [one], by=members["Leie"][1])
    voting.close_ballot(made, by=chair)
    assert made.result["elected"] == [one] and made.result["box"]["papers"] == 3


def test_in_an_open_election_a_country_says_the_same_or_is_blank(
    by_country, members, chair, browser_of, here, tmp_path
):
    meeting = open_with(by_country, chair, *ALL, people=members)
    results = []
    for method, seats in (("approval", 1), ("stv", 1), ("each", 2), ("rounds", 1)):
        made = elections.prepare_election(
            meeting.items.get(), title="Treasurer", method=method, seats=seats, form=BallotForm.OPEN, by=chair
        )
        for name in ("Leie", "Most"):
            standing.stand(standing.propose(made, members[name][1], by=chair), {}, by=members[name][1])
        page = browser_of(chair).get(here("ballot-opening", ballot=made.pk)).content.decode()
        assert "one vote together" in page
        voting.open_ballot(made, by=chair)
        leie, most = (str(made.candidacies.get(name__startswith=name).pk) for name in ("Leie", "Most"))
        said = {
            "approval": {"Leie": [leie], "Somes": [most], "Most": [leie], "Filo": [leie, most], "Mare": [most, leie]},
            "stv": {"Leie": [leie], "Somes": [most], "Most": [most], "Filo": [leie, most], "Mare": [most, leie]},
            "each": {
                "Leie": [f"yes:{leie}"], "Somes": [f"yes:{most}", f"abstain:{leie}"], "Most": [f"yes:{most}"],
                "Filo": [f"yes:{leie}", f"no:{most}"], "Mare": [f"no:{most}", f"yes:{leie}"],
            },
            "rounds": {"Leie": [leie], "Somes": [most], "Most": [most], "Filo": [], "Mare": []},
        }[method]  # fmt: skip
        for name, choice in said.items():
            voting.cast(made, made.roll.get(organisation__name=name), choice, by=members[name][1])
        voting.close_ballot(made, by=chair)
        result = made.result
        countries = {one["country"]: set(one["choice"]) for one in result["countries"]}
        results.append((result["papers"], result["blank"], len(countries["IT"]), len(countries["RO"])))
        found = recount(published(made), tmp_path, PROGRAM)
        assert found.returncode == 0, found.stdout + found.stderr
        told = published(made)
        told["rule"]["by_country"] = False
        assert recount(told, tmp_path, PROGRAM).returncode == 1
        shown = browser_of(members["Mare"][1]).get(here("ballot", ballot=made.pk)).content.decode()
        assert "Its vote" in shown and "one vote together" in shown
    # papers that count, blank ones, how many names Italy and Romania say: three votes each time, of five voters
    assert results == [(2, 1, 2, 0), (2, 1, 0, 1), (3, 0, 2, 1), (2, 1, 0, 1)]


def test_warned_where_few_vote(by_country, members):
    ballot = Ballot(item=a_meeting(by_country, members["Leie"][1]).items.get())
    said = blocks.warnings(ballot, voters_of(by_country))
    assert said[0].startswith("3 voters") and "Italy, Romania" in said[1] and "Belgium" not in said[1]


def test_on_pages_only_a_country_reads_what_it_says(ballot, members, chair, browser_of, here, actor_of):
    filo, mare, leie, lead = (
        browser_of(one) for one in (members["Filo"][1], members["Mare"][1], members["Leie"][1], chair)
    )
    whole, italy = here("ballot", ballot=ballot.pk), here("ballot", ballot=own(ballot, "IT").pk)
    assert "Vote in your country" in mare.get(whole).content.decode()
    assert "Vote in your country" not in leie.get(whole).content.decode()
    for browser, name in ((filo, "Filo"), (mare, "Mare")):
        entry = own(ballot, "IT").roll.get(name=name)
        answer = browser.post(
            here("ballot-casting", ballot=own(ballot, "IT").pk), {"entry": entry.pk, "choice": "no"}
        )
        assert answer.headers["Location"] == italy
    closing = here("ballot-closing", ballot=own(ballot, "IT").pk)
    assert mare.post(closing).status_code == leie.post(closing).status_code == 403
    assert filo.post(closing).status_code == 302 and own(ballot, "IT").is_closed  # its delegate closes it
    page = lead.get(whole).content.decode()
    assert page.count(">ready<") == 1 and page.count(">votes now<") == 1 and "Delegate: Filodelegate" in page
    for browser, reads in ((filo, True), (mare, True), (leie, False), (lead, False)):
        assert ("<li>No: 2</li>" in browser.get(italy).content.decode()) == reads
    assert lead.get(italy + "files/ballot.json").status_code == 404
    assert [need.why for need in needs(actor_of(members["Filo"][1]))] == ["Italy"]
    assert "Your country says: No" in filo.get(whole).content.decode()
    entry = ballot.roll.get(country="IT")
    filo.post(here("ballot-casting", ballot=ballot.pk), {"entry": entry.pk, "choice": "yes"})
    assert [one.choice for one in ballot.papers.all()] == [["no"]]  # whatever is sent
    assert "Romania" in lead.get(here("ballot-closing", ballot=ballot.pk)).content.decode()
    form = here("ballot-delegates", ballot=ballot.pk)
    assert 'name="IT"' not in (shown := lead.get(form).content.decode()) and 'name="RO"' in shown
    assert lead.post(form, {"RO": members["Most"][1].pk}).status_code == 302
    assert ballot.roll.get(country="RO").through == members["Most"][1]
    voting.close_ballot(ballot, by=chair)
    assert "<li>No: 2</li>" not in filo.get(italy).content.decode()
    assert lead.get(form, follow=True).status_code == 200


def test_from_elsewhere_countries_have_half_of_the_time(by_country, members, chair):
    ballot = put(a_meeting(by_country, chair), chair, closes_at=timezone.now() + timedelta(days=4))
    italy = own(ballot, "IT")
    assert abs((ballot.closes_at - italy.closes_at) - timedelta(days=2)) < timedelta(minutes=1)
    blocks.name_delegates(ballot, {"IT": members["Filo"][1]}, by=chair)
    vote(italy, members, "Mare", "yes")
    Ballot.objects.filter(within=ballot).update(closes_at=timezone.now() - timedelta(seconds=1))
    assert voting.close_what_is_over() == 2
    jobs.run_all()
    verbs = Notification.objects.filter(person=members["Filo"][1]).values_list("event__verb", flat=True)
    assert {"ballot.country_opened", "ballot.delegate_named", "ballot.country_ready"} <= set(verbs)
    paper(ballot, "IT", "yes", members["Filo"][1])
    Ballot.objects.filter(pk=ballot.pk).update(closes_at=timezone.now() - timedelta(seconds=1))
    assert voting.close_what_is_over() == 1
    ballot.refresh_from_db()
    assert ballot.result["yes"] == 1 and ballot.result["quorum"]["there"] == 1


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_put_one_paper_and_a_new_delegate_none_besides(ballot, members, chair, network):
    countries_vote(ballot, members, chair, Filo="yes", Mare="yes")

    def casting(name):
        def cast():
            try:
                fresh = Ballot.objects.select_related("item__meeting__body").get(pk=ballot.pk)
                paper(fresh, "IT", "yes", members[name][1])
            except NotNow:
                return "refused"
            return "done"

        return cast

    def naming():
        try:
            blocks.name_delegates(ballot, {"IT": members["Mare"][1]}, by=chair)
        except NotNow:
            return "refused"
        return "done"

    at_once(network, *[casting("Filo")] * 5, naming, *[casting("Mare")] * 4)
    assert ballot.papers.count() <= 1
    casting("Mare" if ballot.roll.get(country="IT").through == members["Mare"][1] else "Filo")()
    assert ballot.papers.count() == 1 and ballot.roll.get(country="IT").voted
