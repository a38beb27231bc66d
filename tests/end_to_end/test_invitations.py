"""Invitations, attendance and notifications in a real browser: accessible at every width, answered without a script from a phone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from networks.base import jobs
from networks.base.tenancy import in_network
from networks.meet.sessions.rules import inviting, planning
from networks.participation.occasions import rules
from networks.participation.occasions.models import Attendance, Invitee
from networks.people.models import Affiliation, Network, Organisation, Person, Role
from tests.end_to_end.axe import look_at

pytestmark = [pytest.mark.browser, pytest.mark.room("meet.sessions")]


@pytest.fixture
def planned(site):
    """A session in a fortnight with three people invited, one of whom needs a ramp."""
    network = Network.objects.create(name="Ponte", slug="ponte", languages=["en", "fr"], purpose="Bridges")
    with in_network(network):
        ilse = Person.objects.create_user("ilse@ponte.example", "Ilse Vermeulen")
        Role.objects.create(person=ilse, kind="coordinator")
        house = Organisation.objects.create(name="Werkhuis Leie", country="BE")
        ana = Person.objects.create_user("ana@ponte.example", "Ana Souza")
        Affiliation.objects.create(person=ana, organisation=house)
        day = (timezone.now() + timedelta(days=14)).replace(tzinfo=None)
        session = planning.plan_session(
            title="What joining brings", language="en", languages=["en"], zone="Europe/Brussels", by=ilse,
            starts_local=day, link="https://meet.example.org/a-rather-long-address-of-a-room/0123456789",
        )  # fmt: skip
        guests = [
            rules.Guest(email=f"a.person.with.a.long.address.{n}@organisation.example.org") for n in range(2)
        ]
        inviting.invite(session, [*rules.people_called([ana]), *guests], ilse)
        jobs.run_all()
        rules.answer(Invitee.objects.get(person=ana), rules.Answered("perhaps", arrangement="A ramp"))
        now = timezone.now()
        Attendance.objects.create(
            occasion=session.occasion, person=ana, organisation=house, country="BE", since=now, until=now
        )
        yield session, ilse, ana


def test_the_pages_are_accessible_at_every_width_in_both_themes(visit, site, planned):
    session, ilse, _ana = planned
    here = f"/ponte/meet/sessions/{session.pk}/"
    page = visit(site, here, person=ilse)
    for path in (
        f"{here}invitations/",
        f"{here}invitations/new/",
        f"{here}attendance/",
        f"{here}attendance/new/",
        "/you/calendar/",
    ):
        assert look_at(page, path, widths=(320, 1440)) == [], path


def test_what_a_member_sees_is_accessible(visit, site, planned):
    _session, _ilse, ana = planned
    page = visit(site, "/ponte/", person=ana)
    with in_network(ana.affiliations(manager="everywhere").get().network):
        answer = f"/answer/{Invitee.objects.get(person=ana).secret}/"
    for path in (answer, "/ponte/notices/", "/ponte/notices/settings/"):
        assert look_at(page, path, widths=(320, 1440)) == [], path


def test_somebody_answers_from_a_phone_without_account_and_without_script(visit, site, planned):
    session, _ilse, _ana = planned
    with in_network(session.network):
        guest = Invitee.objects.filter(person=None).first()
    page = visit(site, f"/answer/{guest.secret}/", phone=True, scripts=False)
    page.get_by_label("Yes, I come").check()
    page.get_by_role("button", name="Send my answer").click()
    page.get_by_text("Your answer has arrived: Yes, I come").wait_for()
    page.get_by_label("Someone else from us comes").check()
    page.locator("summary", has_text="Someone else from us").click()
    page.get_by_label("Name of who comes instead").fill("Eva")
    page.get_by_label("Their e-mail").fill("eva@example.org")
    page.get_by_role("button", name="Send my answer").click()
    page.get_by_text("Comes instead", exact=True).wait_for()
    with in_network(session.network):
        guest.refresh_from_db()
        assert (guest.reply, Invitee.objects.get(email="eva@example.org").instead_of) == ("other", guest)
