"""A coordinator registers somebody of a member for a session; the member is told and can contest it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from networks.base import jobs
from networks.network.membership.forms.registering import SHOWN
from networks.network.membership.models import OnBehalf
from networks.network.membership.rules.on_behalf import answer_url, on_behalf
from networks.notices.models import OutboxMessage
from networks.participation.occasions.models import Invitee, Occasion
from networks.participation.occasions.rules import cancel

pytestmark = pytest.mark.room("meet.sessions")


def a_session(title: str, days: float = 30, **fields) -> Occasion:
    from networks.meet.sessions.models import Session

    starts = (timezone.now() + timedelta(days=days)).replace(tzinfo=None)
    occasion = Occasion.objects.create(about="meet_sessions.session", starts_local=starts, zone="UTC")
    session = Session.objects.create(title=title, occasion=occasion, **{"state": "planned", **fields})
    Occasion.objects.filter(pk=occasion.pk).update(about_id=session.pk)
    return occasion


@pytest.fixture
def desk(house, staff, coordinator, browser_of, here):
    """A coordinator's browser at the page."""
    browser, address = browser_of(coordinator), here("on-behalf-registration", key=house.pk)

    def post(occasion, reply="yes", query="", **fields):
        data = {"occasion": occasion.pk, "reply": reply, "behalf_reason": "They rang on 3 May.", **fields}
        return browser.post(address + query, data)

    post.browser, post.address = browser, address
    return post


def refused(response, field: str) -> str:
    """The sentence beside a field."""
    assert response.status_code == 422
    return str(response.context["form"].errors[field][0])


def test_one_of_its_people_is_invited_and_answered_and_the_member_can_contest_it(
    desk, staff, client, house, coordinator
):
    occasion = a_session("Perks of a network")
    assert desk.address in desk.browser.get(desk.address.removesuffix("registration/")).content.decode()

    assert desk(occasion, person=staff.pk).status_code == 302

    invitee, made = Invitee.objects.get(), OnBehalf.objects.get()
    assert (invitee.person, invitee.organisation, invitee.reply) == (staff, house, "yes")
    assert (made.about_id, made.reason, made.by) == (invitee.pk, "They rang on 3 May.", coordinator)
    message = OutboxMessage.objects.get()
    assert message.to == staff.email and "Inês Duarte comes: Perks of a network" in message.text
    link = answer_url(made, staff)
    assert "Perks of a network" in client.get(link).content.decode()
    client.post(link, {"words": "She cannot."})
    made.refresh_from_db()
    assert made.contest == "She cannot."

    assert "already" in refused(desk(occasion, person=staff.pk), "person")
    assert desk(occasion, "no", person=staff.pk).status_code == 302
    invitee.refresh_from_db()
    assert invitee.reply == "no" and Invitee.objects.count() == 1 and OnBehalf.objects.count() == 2


def test_whoever_is_excused_before_anybody_invited_them_gets_no_invitation(desk, staff, house):
    jobs.run_all()
    occasion = a_session("Perks of a network")
    assert desk(occasion, "no", name="Rui Costa", email="rui@oficina.example").status_code == 302
    jobs.run_all()
    assert not OutboxMessage.objects.filter(to="rui@oficina.example").exists()
    assert desk(occasion, "yes", name="Ana Costa", email="ana@oficina.example").status_code == 302
    jobs.run_all()
    assert OutboxMessage.objects.filter(to="ana@oficina.example", subject__contains="Perks").count() == 1


@pytest.mark.room("meet.meetings")
def test_the_page_leads_only_to_what_its_reader_may_open(desk, staff, coordinator, browser_of, here, house):
    from networks.meet.meetings.models import Body, Meeting

    starts = (timezone.now() + timedelta(days=30)).replace(tzinfo=None)
    occasion = Occasion.objects.create(about="meet_meetings.meeting", starts_local=starts, zone="UTC")
    meeting = Meeting.objects.create(
        title="Board meeting", occasion=occasion, body=Body.objects.create(name="Board", kind="board")
    )
    Occasion.objects.filter(pk=occasion.pk).update(about_id=meeting.pk)
    invitee = Invitee.objects.create(
        occasion=occasion, name="Rui Costa", email="r@oficina.example", reply="no"
    )
    made = on_behalf(invitee, house, "They rang.", None, coordinator)
    for person, seen in ((coordinator, True), (staff, False)):
        page = browser_of(person).get(here("on-behalf", key=made.pk)).content.decode()
        assert "Board meeting" in page and ("Look at it" in page) is seen


def test_somebody_else_is_invited_by_their_address(desk, staff, stranger, house):
    occasion = a_session("Perks of a network")
    assert desk(occasion, name="Rui Costa", email="rui@oficina.example").status_code == 302
    jobs.run_all()
    invitee = Invitee.objects.get()
    assert (invitee.name, invitee.email, invitee.organisation) == ("Rui Costa", "rui@oficina.example", house)
    assert OutboxMessage.objects.filter(to=invitee.email).count() == 1

    assert "already" in refused(desk(occasion, name="Rui", email="RUI@oficina.example"), "email")
    assert "not with" in refused(desk(occasion, name="Odile", email=stranger.email), "email")
    assert desk(occasion, name="Inês", email=staff.email).status_code == 302
    assert Invitee.objects.get(person=staff).email == "", "the address of one of its people is that person"
    assert refused(desk(occasion), "person") and refused(desk(occasion, name="Rui"), "email")
    assert refused(desk(occasion, person=staff.pk, name="Rui"), "name")
    assert refused(desk(occasion, person=stranger.pk), "person")
    assert refused(desk(occasion, person=staff.pk, behalf_reason=" "), "behalf_reason")
    assert Invitee.objects.count() == OnBehalf.objects.count() == 2


def test_what_is_over_cancelled_full_or_a_rehearsal_says_so_and_keeps_nothing(desk, staff):
    over, tried, gone = a_session("Over", -2), a_session("Tried", rehearsal=True), a_session("Gone")
    cancel(gone)
    full = a_session("Full", places=1)
    for occasion in (over, tried, gone):
        assert "Choose another" in refused(desk(occasion, person=staff.pk), "occasion")
    assert desk(full, name="Rui Costa", email="rui@oficina.example").status_code == 302
    assert "full" in refused(desk(full, person=staff.pk), "occasion")
    assert Invitee.objects.count() == OnBehalf.objects.count() == 1
    assert desk(full, "no", person=staff.pk).status_code == 302, "who is excused needs no place"


def test_a_document_that_cannot_be_kept_leaves_no_registration(desk, staff, monkeypatch):
    from networks.base.files.errors import FileRefused
    from networks.network.membership.rules import registering

    def refuse(*args, **kwargs):
        raise FileRefused

    monkeypatch.setattr(registering, "on_behalf", refuse)
    assert refused(desk(a_session("Perks"), person=staff.pk), "behalf_document")
    assert not Invitee.objects.exists()


def test_the_nearest_are_listed_and_others_are_found_by_words(desk, staff):
    for n in range(SHOWN):
        a_session(f"Week {n}", n + 1)
    far = a_session("Closing in Porto", 90)
    assert "Closing in Porto" not in (page := desk.browser.get(desk.address).content.decode())
    assert "Week 0" in page
    found = desk.browser.get(f"{desk.address}?words=porto%20CLOSING").content.decode()
    assert "Closing in Porto" in found and "Week 0" not in found
    assert desk(far, query="?words=porto", person=staff.pk).status_code == 302
