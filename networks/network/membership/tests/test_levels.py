"""Networks of networks: a local one, a regional one, a national one. Totals roll up by publication; the rest stays below."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from networks.base.tenancy import in_network
from networks.network.membership.methods import levels as method
from networks.network.membership.models import Figure, FigureValue, LevelInvitation, Publication, Received
from networks.network.membership.rules import figures, level_sums, level_totals, levels
from networks.people.models import Network, Organisation, Person, Role, RoleKind
from networks.record.models import Event

pytestmark = pytest.mark.django_db
YEAR = 2025


class Place:
    """A network with a coordinator, and members with figures."""

    def __init__(self, name: str, members: int = 0, turnover: int = 100, country: str = "BE"):
        self.network = Network.objects.create(name=name, slug=name.lower(), languages=["en"])
        self.person = Person.objects.create_user(f"c@{name.lower()}.example", f"Coordinator {name}")
        with in_network(self.network):
            Role.objects.create(person=self.person, kind=RoleKind.COORDINATOR)
            self.figures = {row.key: row for row in figures.standard_figures(self.network)}
        self.members = [self.member(f"{name} {n}", turnover, country) for n in range(members)]

    def member(self, name: str, turnover: int | None = None, country: str = "BE", **fields) -> Organisation:
        with in_network(self.network):
            made = Organisation.objects.create(name=name, country=country, **fields)
            if turnover is not None:
                self.value(made, turnover)
            return made

    def value(self, organisation, amount, key="turnover") -> None:
        with in_network(self.network):
            FigureValue.objects.update_or_create(
                organisation=organisation,
                figure=self.figures[key],
                year=YEAR,
                defaults={"amount": amount, "currency": "EUR" if key == "turnover" else ""},
            )

    def joins(self, above: "Place") -> Organisation:
        """This network becomes a member of another, with both sides' agreement."""
        seat = above.member(f"Federation {self.network.name}", kind="network")
        with in_network(above.network):
            invitation = levels.invite(seat, above.person)
        return levels.accept(invitation, self.network, self.person)

    def tells(self, seat: Organisation, *kinds, days: int = 30) -> Publication:
        with in_network(self.network):
            return level_totals.publish(
                seat,
                YEAR,
                kinds or ("figures", "members"),
                timezone.localdate() + timedelta(days=days),
                self.person,
            )

    def whole(self) -> level_sums.Whole:
        with in_network(self.network):
            return level_sums.add_up(self.network, YEAR, own_name="own")


TURNOVER = "turnover|EUR"


def test_totals_roll_up_over_three_levels(db):
    local, regional, national = Place("Local", 6), Place("Regional", 5, 200), Place("National", 7, 300)
    to_regional, to_national = local.joins(regional), regional.joins(national)

    local.tells(to_regional)
    regional.tells(to_national)

    assert regional.whole().members == 6 + 5
    whole = national.whole()
    assert whole.members == 6 + 5 + 7
    assert whole.figures[TURNOVER] == (Decimal(600 + 1000 + 2100), 18)
    assert [(part.name, part.members) for part in whole.parts] == [("own", 7), ("Regional", 11)]
    with in_network(national.network):
        assert FigureValue.objects.get(organisation=to_national, figure__key="represented").amount == 11
        assert not Organisation.objects.filter(name__startswith="Local").exists()
        content = str(Received.objects.get().content)
    assert "Local" not in content, "what lies further below has no name here"


def test_nothing_is_known_before_it_is_published_and_after_it_is_taken_back(db):
    local, regional = Place("Local", 6), Place("Regional", 6)
    seat = local.joins(regional)
    assert regional.whole().members == 6 + 1

    published = local.tells(seat)
    assert regional.whole().members == 12
    with in_network(local.network):
        assert level_totals.withdraw(published, local.person)
        assert not level_totals.withdraw(published, local.person)

    assert regional.whole().members == 7 and not Received.everywhere.exists()
    with in_network(regional.network):
        assert not FigureValue.objects.filter(organisation=seat).exists()


def test_its_time_is_over_on_the_day_after(db, monkeypatch):
    local, regional = Place("Local", 6), Place("Regional")
    local.tells(local.joins(regional), days=3)
    today = timezone.localdate  # the day of the network, whatever the hour is
    monkeypatch.setattr(timezone, "localdate", lambda *a: today(*a) + timedelta(days=4))

    assert regional.whole().members == 1
    assert level_totals.delete_ended() == 1 and not Received.everywhere.exists()


def test_who_is_a_member_twice_counts_once(db):
    first, second, upper = Place("First", 5), Place("Second", 5), Place("Upper", 5)
    for place in (first, second, upper):
        place.member("Twice", 1000, numbers={"vat": "BE 0123.456.789"})
    second.member("Also", 1, website="https://www.also.example/about")
    first.member("Also, renamed", 1, website="http://also.example")

    first.tells(first.joins(upper))
    second.tells(second.joins(upper))

    assert [part.members for part in upper.whole().parts] == [5, 7, 5]
    assert upper.whole().figures[TURNOVER] == (Decimal(500 + 500 + 1 + 500 + 1000), 17)


def test_fewer_than_five_are_not_shown_nor_by_subtraction(db):
    local, other, upper = Place("Local", 4, 111), Place("Other", 6), Place("Upper", 5)
    local.tells(local.joins(upper))
    with in_network(upper.network):
        content = Received.objects.get().content
    assert content["figures"] == {} and "444" not in str(content)
    assert content["members"] == {"total": 4, "countries": {}, "other": 4}

    other.tells(other.joins(upper))
    assert upper.whole().figures[TURNOVER] == (Decimal(1100), 11)

    few = Place("Few", 3)
    local.joins(few), other.tells(other.joins(few))
    whole = few.whole()
    assert whole.figures[TURNOVER] == (Decimal(900), 9)
    assert [part.figures.get(TURNOVER) for part in whole.parts] == [None, None], (
        "the one would tell the other"
    )


def test_as_many_questions_whether_few_or_many_are_added_up(db, django_assert_num_queries):
    lower, upper = Place("Lower", 6), Place("Upper", 5)
    lower.tells(lower.joins(upper))
    for added in (0, 40):
        for n in range(added):
            upper.member(f"More {n}", 100, website=f"https://{n}.example")
        with django_assert_num_queries(6):
            whole = upper.whole()
        assert whole.figures[TURNOVER] == (Decimal(1100 + 100 * added), 11 + added)


def test_who_left_or_lies_in_the_bin_is_in_no_total(db):
    place = Place("Place", 7)
    with in_network(place.network):
        Organisation.objects.filter(pk=place.members[0].pk).update(is_member=False)
        Organisation.objects.filter(pk=place.members[1].pk).update(binned_at=timezone.now())
    place.value(place.members[2], "0.10"), place.value(place.members[3], "0.20")

    whole = place.whole()
    assert whole.members == 5 and whole.figures[TURNOVER] == (Decimal("300.30"), 5)
    place.value(place.members[4], None)
    assert place.whole().figures[TURNOVER] is None


def test_publishing_again_does_not_tell_the_figure_of_who_came_or_went(db):
    local, upper = Place("Local", 6), Place("Upper")
    seat = local.joins(upper)
    local.tells(seat)

    newcomer = local.member("Newcomer", 12345)
    local.tells(seat)
    assert upper.whole().figures[TURNOVER] == (Decimal(600), 6)
    with in_network(local.network):
        level_totals.withdraw(Publication.objects.get(withdrawn_at=None))
    local.tells(seat)
    assert upper.whole().figures[TURNOVER] == (Decimal(600), 6), "nor after taking it back"

    local.value(newcomer, 0)
    for n in range(4):
        local.member(f"More {n}", 100)
    local.tells(seat)
    assert upper.whole().figures[TURNOVER] == (Decimal(1000), 11)


@pytest.mark.parametrize(
    ("before", "after", "may"),
    [("abcde", "abcde", True), ("abcde", "abcdef", False), ("abcde", "abcdx", False), ("abcde", "vwxyz", True), ("", "abcde", True)],
)  # fmt: skip
def test_a_newer_total_may_replace_an_older_one(before, after, may):
    assert method.may_replace([frozenset(x) for x in before], [frozenset(x) for x in after]) is may


def test_profiles_are_what_members_marked_as_public(db):
    local, upper = Place("Local"), Place("Upper")
    local.member("Shown", public=["name", "country"], place="Secret Town", email="secret@mail.example")
    local.member("Hidden")
    local.tells(local.joins(upper), "profiles")

    with in_network(upper.network):
        profiles = Received.objects.get().content["profiles"]
    assert [one["name"] for one in profiles] == ["Shown"] and "Secret" not in str(profiles)


def test_a_network_is_no_member_of_itself_in_a_circle(db):
    local, regional, national = Place("Local"), Place("Regional"), Place("National")
    local.joins(regional), regional.joins(national)

    for below, above in ((national, local), (local, local), (regional, local)):
        with pytest.raises(levels.CannotJoin, match="itself"):
            below.joins(above)


def test_an_invitation_works_once_and_for_those_who_coordinate(db, browser_of):
    lower, other, upper = Place("Lower"), Place("Other"), Place("Upper")
    seat = upper.member("Federation", kind="network")
    with in_network(upper.network):
        address = levels.address_of(levels.invite(seat, upper.person)).replace("http://localhost:8000", "")
        assert LevelInvitation.objects.count() == 1
        levels.invite(seat, upper.person)
        assert LevelInvitation.objects.count() == 1
    browser = browser_of(lower.person)

    page = browser.get(address).content.decode()
    assert "Upper" in page and "Federation" in page and "Other" not in page
    assert browser.post(address, {"network": other.network.pk}).status_code == 422
    browser.post(address, {"network": lower.network.pk})

    seat.refresh_from_db()
    assert seat.stands_for == lower.network
    assert browser_of(other.person).post(address, {"network": other.network.pk}).status_code == 404
    assert browser.get("/level/nonsense/").status_code == 404
    with in_network(upper.network):
        assert Event.objects.get(verb="level.joined").actor is None, (
            "who accepted is the other network's matter"
        )


def test_either_side_ends_it_and_everything_is_taken_back(db, browser_of):
    for leaving in (True, False):
        lower, upper = Place(f"Lower{leaving}", 6), Place(f"Upper{leaving}")
        seat = lower.joins(upper)
        lower.tells(seat)
        side, path = (lower, "above") if leaving else (upper, "below")
        address = f"/{side.network.slug}/network/membership/levels/{path}/{seat.pk}/end/"
        browser = browser_of(side.person)
        assert "taken back" in browser.get(address).content.decode()
        browser.post(address)
        assert browser.post(address).status_code == 404

        seat.refresh_from_db()
        assert seat.stands_for is None and not Received.everywhere.filter(network=upper.network).exists()
        with in_network(lower.network):
            assert Publication.objects.get().withdrawn_at


def test_pages_show_exactly_what_is_published_before_it_is(db, browser_of):
    lower, upper = Place("Lower", 6, 4321), Place("Upper", 5)
    lower.value(lower.members[0], Decimal("4321.50"))
    seat = lower.joins(upper)
    browser, address = (
        browser_of(lower.person),
        f"/lower/network/membership/levels/above/{seat.pk}/publication/",
    )
    given = {"year": YEAR, "kinds": ["figures", "members"], "until": timezone.localdate() + timedelta(days=9)}

    page = browser.post(address, {**given, "show": "1"}).content.decode()
    assert "25,926.50" in page and "6 members" in page and not Publication.everywhere.exists()
    browser.post(address, {**given, "publish": "1"})
    browser.post(address, {**given, "publish": "1"})
    assert Received.everywhere.count() == 1
    for wrong in (
        {"until": "2020-01-01"},
        {"kinds": []},
        {"year": "x"},
        {"until": "tomorrow"},
        {"kinds": ["all"]},
    ):
        assert browser.post(address, {**given, "publish": "1", **wrong}).status_code == 422

    page = browser_of(upper.person).get(f"/upper/network/membership/levels/?year={YEAR}").content.decode()
    assert "Lower" in page and "25,926.50" in page and "26,426.50" in page
    assert f"As of {date_format(timezone.localdate())}." in page
    assert browser_of(upper.person).get("/upper/network/membership/levels/?year=nonsense").status_code == 200
    row = Publication.everywhere.filter(withdrawn_at=None).get()
    browser.post(f"/lower/network/membership/levels/publications/{row.pk}/withdrawal/")
    assert not Received.everywhere.exists()


def test_an_archive_holds_what_was_received_but_points_to_no_other_network(db, tmp_path):
    from networks.web.archives.making import make
    from networks.web.archives.taking_in import take_in
    from networks.web.tests.an_archive import remove

    lower, upper = Place("Lower", 6), Place("Upper", 5)
    lower.tells(lower.joins(upper))
    make(upper.network, tmp_path / "upper.zip")
    remove(upper.network)
    with (tmp_path / "upper.zip").open("rb") as file:
        done = take_in(file, match_people=True)

    with in_network(done.network):
        assert Received.objects.count() == 1
        assert Organisation.objects.get(kind="network").stands_for is None


def test_what_all_members_add_up_to_is_read_from_an_index_alone(network, django_assert_max_num_queries):
    """SQLite says how it finds rows: neither figures nor members are looked at one by one for totals and the map."""
    from django.db import connection

    from networks.network.membership.rules import level_sums, public_map, public_page

    house = Organisation.objects.create(name="House", country="BE", public=["name", "country"])
    figure = Figure.objects.create(key="turnover", name="Turnover", unit="money")
    FigureValue.objects.create(organisation=house, figure=figure, year=2024, amount=5, currency="EUR")
    with django_assert_max_num_queries(8) as asked:
        assert level_sums._own_sums(2024, set(), {}) == {"turnover|EUR": (5, 1)}
        assert [spot.names for spot in public_map.spots(public_page.public_rows())] == ["House"]
    if connection.vendor == "sqlite":
        plans = ""
        for query in list(asked.captured_queries):
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN QUERY PLAN " + query["sql"].replace("%", "%%"), [])
                plans += "".join(row[3] + "\n" for row in cursor.fetchall())
        assert "COVERING INDEX figures_added_up" in plans and "COVERING INDEX members_by_place" in plans, (
            plans
        )
