"""An application is checked, the board gives its opinion, it is decided by a referral, the organisation is a member; and back again."""

import pytest
from django.core.cache import cache
from django.utils import timezone

from networks.base import jobs
from networks.network.membership.models import (
    Admission,
    Application,
    AskedQuestion,
    Category,
    EndReason,
    Figure,
    FigureValue,
    Membership,
    Opinion,
    OwnField,
    Stage,
    WelcomeTask,
)
from networks.network.membership.rules import admission_papers, applying, belonging, checking, fee_people
from networks.network.membership.rules.contact_people import add_contact
from networks.network.membership.tests.an_application import (
    an_open_admission,
    complete,
    referred,
    sent,
)
from networks.notices.models import Notification, OutboxMessage
from networks.participation.documents.models import Document
from networks.participation.referrals import rules as referrals
from networks.participation.referrals.models import Referral
from networks.people.belonging import affiliate, grant_role
from networks.people.invitations import accept
from networks.people.models import Affiliation, Function, Invitation, Organisation, Person
from networks.record.models import Event
from tests.at_once import at_once


@pytest.fixture(autouse=True)
def no_counts(db):
    cache.clear()


@pytest.fixture
def open_network(network, coordinator):
    an_open_admission(network, coordinator)
    return network


@pytest.fixture
def eva(network):
    """A board member of the network."""
    person = Person.objects.create_user("eva@ponte.example", "Eva Horváth")
    grant_role(person, "board")
    return person


def mails(to="odile@meuse.example"):
    return [mail.subject for mail in OutboxMessage.objects.filter(to=to).order_by("created_at", "pk")]


def address(application, what=""):
    return f"/ponte/network/membership/applications/{application.pk}/{what}"


def test_the_whole_way(open_network, coordinator, eva, browser_of):
    found = sent()
    desk, board = browser_of(coordinator), browser_of(eva)

    assert "Atelier Meuse" in desk.get("/ponte/").content.decode()
    assert "Atelier Meuse" in desk.get("/ponte/network/membership/applications/").content.decode()
    assert desk.post(address(found, "request/"), {"words": "The statutes of 2024."}).status_code == 302
    found.refresh_from_db()
    assert found.stage == Stage.ASKED
    assert "The statutes of 2024." in OutboxMessage.objects.filter(to=found.email).latest("pk").text
    applying.send(found)
    assert desk.post(address(found, "completion/")).status_code == 302
    assert "Atelier Meuse" in board.get("/ponte/").content.decode()
    assert (
        board.post(address(found, "opinion/"), {"view": "reserve", "words": "Small, but good."}).status_code
        == 302
    )
    page = desk.get(address(found)).content.decode()
    assert "Small, but good." in page and "Eva Horváth" in page
    response = desk.post(address(found, "decision/"), {"note": "A good one."})
    referral = Referral.objects.get()
    assert response["Location"] == f"/ponte/referrals/{referral.pk}/"
    question = desk.get(response["Location"]).content.decode()
    assert all(text in question for text in ("A good one.", "Small, but good.", "Candidate", "24"))
    desk.post(f"/ponte/referrals/{referral.pk}/answer/", {"outcome": "admitted", "reason": ""})

    found.refresh_from_db()
    organisation = Organisation.objects.get(name="Atelier Meuse")
    membership = Membership.objects.get(organisation=organisation)
    assert (found.stage, found.organisation, found.membership) == (Stage.ADMITTED, organisation, membership)
    assert (membership.category.name, membership.decided_in) == ("Candidate", referral.pk)
    assert membership.ends_on == belonging.add_months(timezone.localdate(), 12)
    assert organisation.is_member and organisation.country == "BE" and organisation.kind == "wise"
    assert WelcomeTask.objects.filter(application=found).count() == 4
    invitation = Invitation.objects.get(email="odile@meuse.example")
    assert (invitation.organisation, invitation.language) == (organisation, "fr")
    assert mails()[-1] == "Bienvenue à Ponte"
    assert Event.objects.filter(verb="application.admitted").count() == 1


def test_the_applicant_signs_in_and_belongs_to_the_new_member(open_network, coordinator):
    found = referred(coordinator)
    referrals.answer(found.referral, "admitted", by=coordinator)
    odile = Person.objects.create_user("odile@meuse.example")

    accept(Invitation.objects.get(), odile)

    assert Affiliation.objects.now().get(person=odile).organisation.name == "Atelier Meuse"
    assert Person.objects.get(pk=odile.pk).name == "Odile Lambert"


def test_a_refusal_tells_the_reason(open_network, coordinator):
    found = referred(coordinator)

    referrals.answer(found.referral, "refused", by=coordinator, reason="You are in another sector.")

    found.refresh_from_db()
    assert found.stage == Stage.REFUSED
    assert "You are in another sector." in OutboxMessage.objects.filter(to=found.email).latest("pk").text
    assert not Membership.objects.exists() and not Organisation.objects.exists()


def test_a_decision_taken_back_undoes_everything(open_network, coordinator):
    found = referred(coordinator)
    referrals.answer(found.referral, "admitted", by=coordinator)
    found.refresh_from_db()

    referrals.reopen(Referral.objects.get(), by=coordinator, because="The vote was void")

    found.refresh_from_db()
    organisation = Organisation.objects.get()
    assert (found.stage, found.membership) == (Stage.REFERRED, None)
    ended = Membership.objects.get()
    assert (ended.until, ended.end_reason) == (ended.since, EndReason.REOPENED) and not organisation.is_member
    assert Invitation.objects.get().revoked_at and not WelcomeTask.objects.exists()
    referrals.answer(Referral.objects.get(), "admitted", by=coordinator)
    assert Organisation.objects.count() == 1 and Membership.objects.now().count() == 1


def test_a_refusal_taken_back_can_become_an_admission(open_network, coordinator):
    found = referred(coordinator)
    referrals.answer(found.referral, "refused", by=coordinator, reason="No")
    referrals.reopen(Referral.objects.get(), by=coordinator)
    referrals.answer(Referral.objects.get(), "admitted", by=coordinator)

    found.refresh_from_db()
    assert found.stage == Stage.ADMITTED and Membership.objects.now().exists()


def test_the_first_notice_reaches_who_applied_until_the_member_names_somebody(
    open_network, coordinator, actor_of
):
    found = referred(coordinator)
    referrals.answer(found.referral, "admitted", by=coordinator)
    found.refresh_from_db()
    assert fee_people.recipients(found.organisation) == [("odile@meuse.example", "fr")]
    words = [str(what) for what, _value in admission_papers.facts(found, actor_of(coordinator))]
    assert "Asks to become" in words and "Now" not in words

    person, _noted = add_contact("Bert Tal", "bert@meuse.example")
    place = affiliate(person, found.organisation, "staff")
    Function.objects.create(affiliation=place, kind="invoices")
    assert fee_people.recipients(found.organisation) == [("bert@meuse.example", "en")]


def test_a_candidate_becomes_a_full_member_and_back(open_network, coordinator, house):
    candidate, full = Category.objects.get(name="Candidate"), Category.objects.get(name="Full member")
    before = belonging.begin(house, candidate)
    found = referred(coordinator, name=house.name, organisation=house, category=full)

    referrals.answer(found.referral, "admitted", by=coordinator)

    assert Membership.objects.now().get(organisation=house).category == full
    before.refresh_from_db()
    assert before.end_reason == EndReason.CHANGED
    referrals.reopen(Referral.objects.get(), by=coordinator)
    assert Membership.objects.now().get(organisation=house) == before


def test_a_member_in_the_category_already_is_not_admitted_again(open_network, coordinator, house, browser_of):
    candidate = Category.objects.get(name="Candidate")
    found = referred(coordinator, name=house.name, organisation=house, category=candidate)
    belonging.begin(house, candidate)

    response = browser_of(coordinator).post(
        f"/ponte/referrals/{found.referral_id}/answer/", {"outcome": "admitted"}
    )

    assert response.status_code == 409 and "member in this category already" in response.content.decode()
    found.refresh_from_db()
    assert found.stage == Stage.REFERRED and Referral.objects.get().state == "open"


def test_likely_organisations_are_hinted_and_connected(open_network, coordinator, browser_of):
    there = Organisation.objects.create(name="Atelier de la Meuse asbl", country="BE", is_member=False)
    Organisation.objects.create(name="Atelier Vesdre", country="BE")
    found = sent()
    desk = browser_of(coordinator)

    page = desk.get(address(found)).content.decode()
    assert "Atelier de la Meuse asbl" in page and "Atelier Vesdre" not in page
    desk.post(address(found, "organisation/"), {"organisation": str(there.pk)})
    checking.complete(found, by=coordinator)
    checking.put_to_decision(found, by=coordinator)
    referrals.answer(Referral.objects.get(), "admitted", by=coordinator)

    assert Membership.objects.get().organisation == there and Organisation.objects.count() == 2


def test_what_was_said_becomes_figures_and_own_fields(open_network, coordinator):
    staff = Figure.objects.create(key="staff", name="Staff", unit="persons")
    field = OwnField.objects.create(key="brand", name="Has a brand", kind="yes_no")
    question = AskedQuestion.objects.create(question="Do you have a brand?", own_field=field, required=False)
    found = referred(coordinator)
    Application.objects.filter(pk=found.pk).update(replies={question.pk.hex: "yes"})

    referrals.answer(found.referral, "admitted", by=coordinator)

    organisation = Organisation.objects.get()
    value = FigureValue.objects.get(figure=staff)
    assert (value.amount, value.year, value.source) == (24, timezone.now().year - 1, "declared")
    assert organisation.own == {"brand": True}


def test_opinions_that_are_needed_are_waited_for(open_network, coordinator, eva, browser_of):
    Admission.objects.update(opinions_needed=1)
    found = complete(coordinator)

    page = browser_of(coordinator).get(address(found)).content.decode()
    assert "One more opinion is needed" in page and f"Not heard yet: {eva}." in page
    assert "Ask for the decision" not in page
    response = browser_of(coordinator).post(address(found, "decision/"), {})
    assert (
        response.status_code == 409
        and "One opinion of the board is needed first" in response.content.decode()
    )
    Admission.objects.update(opinions_needed=2)
    assert "Too few are of the board" in browser_of(coordinator).get(address(found)).content.decode()
    Admission.objects.update(opinions_needed=1)
    checking.give_opinion(found, "yes", "", by=eva, language="en")
    assert browser_of(coordinator).post(address(found, "decision/"), {}).status_code == 302


def test_the_deadline_before_the_decision_is_kept(open_network, coordinator, browser_of):
    found = complete(coordinator)
    soon = (timezone.localdate() + timezone.timedelta(days=3)).isoformat()
    later = (timezone.localdate() + timezone.timedelta(days=15)).isoformat()

    assert browser_of(coordinator).post(address(found, "decision/"), {"on": soon}).status_code == 409
    assert browser_of(coordinator).post(address(found, "decision/"), {"on": later}).status_code == 302
    assert Referral.objects.get().due_at


def test_an_opinion_can_be_changed_and_is_one(open_network, coordinator, eva):
    found = complete(coordinator)
    checking.give_opinion(found, "no", "Too small", by=eva, language="en")
    checking.give_opinion(found, "yes", "", by=eva, language="en")

    assert Opinion.objects.get().view == "yes"


def test_who_is_told_of_what(open_network, coordinator, eva):
    complete(coordinator)

    told = {(n.person.name, n.event.verb) for n in Notification.objects.select_related("person", "event")}
    assert ("Ilse Vermeulen", "application.sent") in told
    assert ("Eva Horváth", "application.completed") in told


def test_the_coordinator_records_one_on_behalf_and_it_is_told(open_network, coordinator, house, browser_of):
    desk = browser_of(coordinator)
    data = {
        "name": house.name, "kind": "wise", "country": "PT", "contact": "Inês", "email": "ines@oficina.example", "language": "fr",
        "category": str(Category.objects.get(name="Full member").pk), "because": "Came as a letter",
    }  # fmt: skip
    assert (
        house.name
        in desk.get(f"/ponte/network/membership/applications/new/?organisation={house.pk}").content.decode()
    )

    desk.post(f"/ponte/network/membership/applications/new/?organisation={house.pk}", data)

    found = Application.objects.get()
    assert (found.stage, found.organisation, found.recorded_by) == (Stage.SENT, house, coordinator)
    assert "Came as a letter" in OutboxMessage.objects.get(to="ines@oficina.example").text
    assert desk.get("/ponte/network/membership/applications/new/?organisation=x").status_code == 200


def test_somebody_who_is_signed_in_applies_for_their_organisation(open_network, house, staff, browser_of):
    response = browser_of(staff).post(
        "/ponte/network/membership/applications/own/", {"organisation": str(house.pk)}
    )

    assert response.status_code == 302 and "/application/" in response["Location"]
    found = Application.objects.get()
    assert (found.person, found.organisation, found.facts["country"]) == (staff, house, "PT")


def test_a_worker_cannot_apply_in_the_name_of_their_organisation(open_network, house, browser_of):
    worker = Person.objects.create_user("w@oficina.example", "Worker")
    affiliate(worker, house, "worker")

    response = browser_of(worker).post(
        "/ponte/network/membership/applications/own/", {"organisation": str(house.pk)}
    )

    assert response.status_code == 422 and not Application.objects.exists()


def test_papers_are_read_by_the_board_and_by_nobody_else(open_network, coordinator, eva, staff, browser_of):
    sent()
    paper = Document.objects.first()
    where = f"/ponte/documents/{paper.pk}/"

    assert browser_of(coordinator).get(where).status_code == 200
    assert browser_of(eva).get(where).status_code == 200
    assert browser_of(staff).get(where).status_code == 403


def test_a_person_who_is_erased_leaves_no_trace_in_applications(open_network, coordinator, staff):
    from networks.network.membership.rules import admission_personal

    decided = referred(coordinator, email=staff.email, name="Decided")
    referrals.answer(decided.referral, "refused", by=coordinator, reason="No")
    going = sent(email=staff.email, name="Going")
    assert len(admission_personal.export(staff)["applications"]) == 2
    before = OutboxMessage.objects.count()

    admission_personal.erase(staff)

    decided.refresh_from_db()
    going.refresh_from_db()
    assert decided.email == going.email == decided.contact == "" and going.stage == Stage.WITHDRAWN
    assert OutboxMessage.objects.count() == before


def test_withdrawing_asks_nobody_any_more(open_network, coordinator):
    found = referred(coordinator)

    applying.withdraw(Application.objects.select_related("referral", "network").get(pk=found.pk))

    assert Referral.objects.get().state == "withdrawn"


def test_steps_of_the_welcome_are_ticked(open_network, coordinator, browser_of):
    found = referred(coordinator)
    referrals.answer(found.referral, "admitted", by=coordinator)
    task = WelcomeTask.objects.first()

    for _twice in range(2):
        browser_of(coordinator).post(f"/ponte/network/membership/welcome/{task.pk}/")

    task.refresh_from_db()
    assert task.done_by == coordinator
    assert Event.objects.filter(verb="application.welcomed").count() == 1


def test_the_list_asks_as_often_for_many_as_for_few(
    open_network, coordinator, browser_of, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    desk = browser_of(coordinator)
    where = "/ponte/network/membership/applications/"
    sent()
    desk.get(where)
    with CaptureQueriesContext(connection) as few:
        desk.get(where)
    for n in range(12):
        sent(name=f"House {n}", email=f"h{n}@x.example")
    with django_assert_num_queries(len(few)):
        desk.get(where)


@pytest.mark.django_db(transaction=True)
def test_admitted_by_two_at_once_it_is_a_member_once(open_network, coordinator, eva):
    found = referred(coordinator)

    def admit(by):
        return lambda: referrals.answer(Referral.objects.get(pk=found.referral_id), "admitted", by=by)

    done = at_once(open_network, admit(coordinator), admit(eva))

    assert sorted(type(one).__name__ for one in done) == ["AlreadyAnswered", "Referral"], done
    assert Membership.objects.count() == Organisation.objects.count() == 1
    assert Invitation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_applications_of_one_organisation_admitted_at_once_make_one_member(
    open_network, coordinator, house
):
    found = [
        referred(coordinator, name=house.name, organisation=house, email=f"{n}@oficina.example") for n in "ab"
    ]

    def admit(one):
        return lambda: referrals.answer(Referral.objects.get(pk=one.referral_id), "admitted", by=coordinator)

    done = at_once(open_network, *[admit(one) for one in found])

    assert sorted(type(one).__name__ for one in done) == ["NotNow", "Referral"], done
    assert Membership.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_withdrawn_and_admitted_at_once_one_holds(open_network, coordinator):
    found = referred(coordinator)

    done = at_once(
        open_network,
        lambda: referrals.answer(Referral.objects.get(pk=found.referral_id), "admitted", by=coordinator),
        lambda: applying.withdraw(Application.objects.select_related("referral", "network").get(pk=found.pk)),
    )

    found.refresh_from_db()
    assert any(isinstance(one, Exception) for one in done), done
    assert (found.stage == Stage.ADMITTED) == Membership.objects.exists()
    jobs.run_all()
