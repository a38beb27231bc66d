"""Who was there: measured from presence, corrected by hand, taken along as PDF and XLSX; hours and contacts follow from it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone

from networks.base.keys import hashed, token
from networks.base.tenancy import across_networks
from networks.meet.sessions.models import (
    BreakoutGroup,
    BreakoutPlace,
    BreakoutPlan,
    Encounter,
    Seat,
    SeatPresence,
    Session,
)
from networks.meet.sessions.rules import attending, benefits, planning, running
from networks.meet.sessions.tests.a_session import a_part, a_session
from networks.participation.occasions.models import Attendance
from networks.participation.occasions.tests.an_occasion import a_person
from networks.people.models import Organisation
from networks.record.models import Benefit

BEGUN = datetime(2026, 11, 10, 13, 0, tzinfo=UTC)


@pytest.fixture
def held(network):
    """A session that ran for an hour."""
    return held_at(BEGUN)


def held_at(begun) -> Session:
    session = a_session()
    running.end(session, None)
    Session.objects.filter(pk=session.pk).update(started_at=begun, ended_at=begun + timedelta(hours=1))
    session.refresh_from_db()
    return session


def a_seat(session, person=None, organisation=None, since=0, until=60, **fields) -> Seat:
    """A seat that was heard from between two minutes of the session."""
    seat = Seat.objects.create(
        session=session, person=person, organisation=organisation, secret_hash=hashed(token()), **fields
    )
    if until:
        SeatPresence.objects.create(seat=seat, since=at(session, since), until=at(session, until))
    return seat


def at(session, minutes):
    return session.started_at + timedelta(minutes=minutes)


def house(name, country="BE"):
    return Organisation.objects.create(name=name, country=country)


def at_a_table(session, *seats, minutes=(10, 50)) -> BreakoutGroup:
    part = a_part(session, open=False, in_groups=True)
    plan = BreakoutPlan.objects.create(
        part=part, published_at=at(session, minutes[0]), ended_at=at(session, minutes[1])
    )
    group = BreakoutGroup.objects.create(plan=plan, number=1)
    for seat in seats:
        BreakoutPlace.objects.create(group=group, seat=seat)
    return group


def settle(session):
    attending.attendance_job(None, str(session.pk))


def amounts(kind):
    """What stands after all reversals, by organisation."""
    found = {}
    for row in Benefit.objects.filter(kind=kind):
        found[row.organisation.name] = found.get(row.organisation.name, 0) + row.amount
    return {name: n for name, n in found.items() if n}


def test_ending_a_session_measures_who_was_there(network):
    session = a_session()
    Session.objects.filter(pk=session.pk).update(started_at=timezone.now() - timedelta(hours=1))
    session.refresh_from_db()
    ana = a_person("Ana", leie := house("Leie"))
    a_seat(session, ana, leie, since=-10, until=30)
    a_seat(session, None, None, since=5, until=20, name="Bo", country="FR")
    a_seat(session, until=0)  # joined by a link, was never heard from
    a_seat(session, since=0, until=9, simulated=True)
    running.end(session, None)
    rows = {row.name: row for row in Attendance.objects.all()}
    assert set(rows) == {"Ana", ""}  # a guest is "guest", whatever they called themselves
    assert rows["Ana"].since == session.started_at  # the lobby is not the session
    assert rows["Ana"].until - rows["Ana"].since == timedelta(minutes=30)
    assert (rows[""].country, rows["Ana"].measured) == ("FR", True)


def test_measuring_again_goes_on_where_it_was_and_twice_is_once(held):
    seat = a_seat(held, since=0, until=20)
    SeatPresence.objects.create(seat=seat, since=at(held, 40), until=at(held, 50))
    assert attending.measure(held) == 2
    assert attending.measure(held) == 0
    SeatPresence.objects.filter(since=at(held, 40)).update(until=at(held, 90))
    attending.measure(held)
    spans = [(r.since, r.until) for r in Attendance.objects.order_by("since")]
    assert spans == [(at(held, 0), at(held, 20)), (at(held, 40), at(held, 60))]  # no longer than the session


def test_a_rehearsal_has_no_attendance(held):
    a_seat(held)
    Session.objects.update(rehearsal=True)
    held.refresh_from_db()
    settle(held)
    assert not Attendance.objects.exists() and not Benefit.objects.exists()


def test_sessions_that_nobody_ended_are_measured(network):
    session = a_session()
    Session.objects.update(started_at=timezone.now() - timedelta(hours=20))
    session.refresh_from_db()
    a_seat(session, since=0, until=60)
    with across_networks("a test of a job"):
        assert attending.forgotten_job(None) == 1
    assert Session.objects.get().is_live


# ---- the page ----


@pytest.fixture
def signed_in(client, coordinator):
    coordinator.zone = "Asia/Tokyo"
    coordinator.save()
    client.force_login(coordinator)
    return client


def address(name, session, **kwargs):
    return reverse(name, kwargs={"network": "ponte", "session": session.pk, **kwargs})


def test_the_list_is_read_and_corrected_in_ones_own_zone(signed_in, held, coordinator):
    ana = a_person("Ana", leie := house("Leie"))
    a_seat(held, ana, leie)
    settle(held)
    page = signed_in.get(address("attendance", held)).content.decode()
    assert "Asia/Tokyo" in page and "10 November, 22:00" in page and "measured" in page
    row = Attendance.objects.get()
    url = address("attendance-change", held, row=row.pk)
    assert 'value="2026-11-10T22:00"' in signed_in.get(url).content.decode()
    data = {
        "person": ana.pk,
        "organisation": leie.pk,
        "country": "BE",
        "since": "2026-11-10T22:00",
        "until": "2026-11-10T22:30",
    }
    assert signed_in.post(url, data).status_code == 302
    row.refresh_from_db()
    corrected = Attendance.objects.get(removed_at=None)
    assert (row.corrected_by, corrected.corrected_by, corrected.measured) == (coordinator, coordinator, False)
    assert corrected.until == at(held, 30)
    assert amounts("hours") == {"Leie": Decimal("0.50")}
    settle(held)  # a correction holds against measuring again
    assert amounts("hours") == {"Leie": Decimal("0.50")}
    page = signed_in.get(address("attendance", held)).content.decode()
    assert "written by Ilse Vermeulen" in page and "taken off by Ilse Vermeulen" in page


def test_somebody_is_added_and_taken_off(signed_in, held):
    leie = house("Leie")
    data = {
        "person": "",
        "organisation": leie.pk,
        "country": "BE",
        "since": "2026-11-10T22:00",
        "until": "2026-11-10T23:00",
    }
    assert (
        signed_in.post(address("attendance-new", held), data | {"until": "2026-11-10T21:00"}).status_code
        == 422
    )
    a_seat(held, a_person("Zoé"))
    settle(held)
    signed_in.post(address("attendance-new", held), data)
    page = signed_in.get(address("attendance", held)).content.decode()
    assert page.index("Zoé") < page.index(">guest<")  # in the order of names, whoever has none last
    Attendance.objects.filter(person__isnull=False).delete()
    assert amounts("hours") == {"Leie": Decimal("1.00")}
    row = Attendance.objects.get()
    Attendance.objects.update(name="Bo at the table")
    signed_in.post(address("attendance-removal", held, row=row.pk))
    assert amounts("hours") == {}
    assert "Bo at the table, 10 November" in signed_in.get(address("attendance", held)).text
    assert Benefit.objects.count() == 2  # the entry and its reversal, both to be seen
    assert signed_in.post(address("attendance-removal", held, row=row.pk)).status_code == 404
    signed_in.post(
        address("attendance-new", held),
        data | {"person": a_person("Ida", leie).pk, "organisation": "", "country": ""},
    )
    ida = Attendance.objects.get(person__name="Ida")
    assert (ida.organisation, ida.country) == (leie, "BE")  # her own, without being named


def test_the_list_is_taken_along_with_the_projects_name_and_logo(signed_in, held, coordinator):
    import openpyxl
    from django.core.files.base import ContentFile
    from PIL import Image
    from pypdf import PdfReader

    from networks.meet.sessions.models import Document

    programme = planning.plan_programme(
        title="P",
        language="en",
        languages=["en"],
        zone="Europe/Paris",
        by=coordinator,
        project="Project Aurora",
    )
    picture = BytesIO()
    Image.new("RGB", (80, 40), "navy").save(picture, "PNG")
    logo = Document(title="Logo", media_type="image/png")
    logo.file.save("logo.png", ContentFile(picture.getvalue()))
    programme.logo = logo
    programme.save()
    Session.objects.update(programme=programme)
    a_seat(held, a_person("Σοφία"), house("=1+1", "GR"))
    a_seat(held)
    settle(held)
    response = signed_in.get(address("attendance-export", held, kind="pdf"))
    assert response["Content-Type"] == "application/pdf" and "ponte-1-attendance.pdf" in str(response.headers)
    reader = PdfReader(BytesIO(response.content))
    text = "".join(page.extract_text() for page in reader.pages)
    assert all(words in text for words in ("Project Aurora", "Σοφία", "guest", "14:00", "15:00", "Ponte"))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert len(reader.pages[0].images) == 1
    response = signed_in.get(address("attendance-export", held, kind="xlsx"))
    sheet = openpyxl.load_workbook(BytesIO(response.content)).active
    cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
    assert "Project Aurora" in cells[0] and "Σοφία" in cells and "=1+1" in cells
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert len(sheet._images) == 1
    assert signed_in.get(address("attendance-export", held, kind="exe")).status_code == 404


def test_members_do_not_read_the_list(client, held):
    client.force_login(a_person("Ana", house("Leie")))
    for name, kwargs in (("attendance", {}), ("attendance-new", {}), ("attendance-export", {"kind": "pdf"})):
        assert client.get(address(name, held, **kwargs)).status_code == 403


def test_a_long_list_asks_the_same_number_of_queries(signed_in, held, django_assert_max_num_queries):
    leie = house("Leie")
    seats = [
        Seat(network=held.network, session=held, organisation=leie, secret_hash=str(n)) for n in range(300)
    ]
    Seat.objects.bulk_create(seats)
    SeatPresence.objects.bulk_create(
        SeatPresence(network=held.network, seat=s, since=at(held, 0), until=at(held, 5)) for s in seats
    )
    settle(held)
    with django_assert_max_num_queries(20):
        assert signed_in.get(address("attendance", held)).status_code == 200


# ---- benefits ----


def test_hours_of_an_organisation_are_those_of_its_people_and_overlaps_count_once(held):
    leie, filo = house("Leie"), house("Filo", "IT")
    ana = a_person("Ana", leie)
    seat = a_seat(held, ana, leie, since=0, until=40)
    SeatPresence.objects.create(seat=seat, since=at(held, 20), until=at(held, 60))  # a second phone
    a_seat(held, None, leie, since=0, until=30)
    a_seat(held, None, filo, since=0, until=60)
    a_seat(held)
    settle(held)
    settle(held)
    assert amounts("hours") == {"Leie": Decimal("1.50"), "Filo": Decimal("1.00")}
    assert Benefit.objects.filter(kind="hours").count() == 2
    assert {b.country for b in Benefit.objects.all()} == {"BE", "IT"}


def test_a_session_over_midnight_counts_on_each_ones_own_days(network):
    session = held_at(
        datetime(2026, 11, 10, 22, 30, tzinfo=UTC)
    )  # 23:30 in Brussels, midnight and a half in Athens
    a_seat(session, None, house("Leie"))
    a_seat(session, None, house("Athina", "GR"))
    settle(session)
    found = {(b.organisation.name, b.happened_on.day, b.amount) for b in Benefit.objects.all()}
    assert found == {
        ("Leie", 10, Decimal("0.50")),
        ("Leie", 11, Decimal("0.50")),
        ("Athina", 11, Decimal("1.00")),
    }


def test_two_organisations_in_one_breakout_group_have_met_once(held):
    leie, filo = house("Leie"), house("Filo")
    seats = [a_seat(held, a_person(n), o) for n, o in (("A", leie), ("B", leie), ("C", filo))]
    at_a_table(held, *seats)
    at_a_table(held, *seats)  # again in the next part
    settle(held)
    settle(held)
    assert amounts("contact") == {"Leie": 1, "Filo": 1}
    assert set(Benefit.objects.filter(kind="contact").values_list("unit", flat=True)) == {"contacts"}
    assert Encounter.objects.count() == 6  # three pairs of people, at two tables
    assert all(e.a_id < e.b_id for e in Encounter.objects.all())


def test_who_was_planned_but_not_there_has_met_nobody(held):
    """S15"""
    leie, filo = house("Leie"), house("Filo")
    here = a_seat(held, a_person("A"), leie)
    early = a_seat(held, a_person("B"), filo, since=0, until=9)  # left before the groups began
    never = a_seat(held, a_person("C"), filo, until=0)
    at_a_table(held, here, early, never)
    settle(held)
    assert amounts("contact") == {} and not Encounter.objects.exists()


def test_a_group_of_nine_is_no_table(held):
    houses = [house(f"H{n}") for n in range(9)]
    at_a_table(held, *(a_seat(held, a_person(f"P{n}"), h) for n, h in enumerate(houses)))
    settle(held)
    assert amounts("contact") == {}
    assert Encounter.objects.count() == 36  # people met all the same: the next grouping knows it


@pytest.mark.parametrize(("months", "new"), [(23, False), (25, True)])
def test_who_met_in_the_last_24_months_is_no_new_contact(held, months, new):
    leie, filo = house("Leie"), house("Filo")
    earlier = held_at(BEGUN - timedelta(days=int(months * 30.44)))
    at_a_table(earlier, a_seat(earlier, a_person("A"), leie), a_seat(earlier, None, filo))  # one is a guest
    settle(earlier)
    at_a_table(held, a_seat(held, a_person("B"), leie), a_seat(held, a_person("C"), filo))
    settle(held)
    assert amounts("contact") == {"Leie": 2 if new else 1, "Filo": 2 if new else 1}
    settle(earlier)  # the earlier one is still the first
    assert amounts("contact") == {"Leie": 2 if new else 1, "Filo": 2 if new else 1}


def test_a_correction_takes_a_contact_back_by_a_reversal_and_gives_it_again(held, coordinator):
    leie, filo = house("Leie"), house("Filo")
    ana, eva = a_person("Ana", leie), a_person("Eva", filo)
    at_a_table(held, a_seat(held, ana, leie), a_seat(held, eva, filo))
    settle(held)
    attending.remove(held, Attendance.objects.get(person=eva), coordinator)
    assert amounts("contact") == {} and not Encounter.objects.exists()
    values = {"person": eva, "organisation": filo, "country": "", "since": at(held, 0), "until": at(held, 60)}
    attending.add(held, values, coordinator)
    assert amounts("contact") == {"Leie": 1, "Filo": 1}
    assert Benefit.objects.filter(kind="contact", reverses=None).count() == 4
    assert Benefit.objects.filter(kind="contact", reverses__isnull=False).count() == 2


def test_the_month_before():
    from datetime import date

    assert benefits.months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert benefits.months_before(date(2026, 1, 15), 24) == date(2024, 1, 15)


def test_a_day_on_which_clocks_change_is_counted_whole():
    since = datetime(2026, 10, 24, 21, 0, tzinfo=UTC)  # Brussels: the 25th has 25 hours
    found = benefits.by_day(since, since + timedelta(hours=28), "Europe/Brussels")
    assert [(day.day, seconds / 3600) for day, seconds in found] == [(24, 1), (25, 25), (26, 2)]
