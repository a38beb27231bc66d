"""A coordinator filters a list, chooses its columns, sorts it, keeps it, takes it out."""

import io

import pytest
from openpyxl import load_workbook

from networks.network.membership.models import Category, Figure, FigureValue, OwnField, SavedList
from networks.network.membership.rules.belonging import begin
from networks.people.models import Affiliation, Function, Organisation, Person

HERE = "/ponte/network/membership/lists/"


@pytest.fixture
def houses(network):
    """Twelve organisations; every third is in France, every second a member, with a field of our own and a turnover."""
    OwnField.objects.create(on="organisation", key="vans", name="Vans", kind="number")
    OwnField.objects.create(
        on="organisation", key="kitchen", name="Kitchen", kind="yes_no", seen_by="members"
    )
    OwnField.objects.create(
        on="organisation", key="trade", name="Trade", kind="choice", choices=["wood", "food"]
    )
    turnover = Figure.objects.create(key="turnover", name="Turnover", unit="money")
    full = Category.objects.create(name="Full member")
    made = []
    for n in range(12):
        house = Organisation.objects.create(
            name=f"House {n:02}",
            country="FR" if n % 3 == 0 else "BE",
            is_member=False,
            own={"vans": str(n), "kitchen": n % 2 == 0, "trade": "wood" if n < 4 else "food"},
        )
        if n % 2:
            begin(house, full, number=f"M{n}")
        FigureValue.objects.create(
            organisation=house, figure=turnover, year=2024, amount=1000 * n, currency="EUR"
        )
        made.append(house)
    return made


def names(answer) -> list[str]:
    return [cells[0] for _row, _url, cells in answer.context["rows"]]


def test_it_works(client, coordinator, houses):
    client.force_login(coordinator)
    answer = client.get(f"{HERE}organisations/")
    assert names(answer) == [house.name for house in houses]
    assert answer.context["total"] == 12


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("country=FR", [0, 3, 6, 9]),
        ("member=yes", [1, 3, 5, 7, 9, 11]),
        ("q=house 1", [10, 11]),
        ("own.kitchen=yes&country=BE", [2, 4, 8, 10]),
        ("own.trade=wood", [0, 1, 2, 3]),
        ("own.vans.from=9", [9, 10, 11]),
        ("own.vans.from=2&own.vans.to=3,5", [2, 3]),
        ("figure.turnover.2024.from=10000", [10, 11]),
        ("figure.turnover.2024.known=no", []),
        ("sort=-own.vans&own.trade=wood", [3, 2, 1, 0]),
        ("sort=-country&country=FR", [0, 3, 6, 9]),
        ("own.vans.from=nonsense", list(range(12))),
        ("country=%00&sort=nothing&after=rubbish&columns=zzz", list(range(12))),
        ("country=ZZ", []),
    ],
)
def test_the_filter_is_the_address(client, coordinator, houses, query, numbers):
    client.force_login(coordinator)
    assert names(client.get(f"{HERE}organisations/?{query}")) == [houses[n].name for n in numbers]


def test_columns_are_chosen(client, coordinator, houses):
    client.force_login(coordinator)
    answer = client.get(
        f"{HERE}organisations/?columns=name&columns=own.vans&columns=figure.turnover.2024&columns=number&q=11"
    )
    assert [cells for _row, _url, cells in answer.context["rows"]] == [
        ["House 11", "11", "11,000 EUR", "M11"]
    ]


def test_a_member_sees_what_members_may_see(client, houses):
    person = Person.objects.create_user("staff@ponte.example", "Staff")
    Affiliation.objects.create(person=person, organisation=houses[0])
    client.force_login(person)
    answer = client.get(f"{HERE}organisations/?columns=name,own.kitchen,own.vans,email&own.vans.from=11")
    assert [column.key for column in answer.context["shown"].columns] == ["name", "own.kitchen"]
    assert len(names(answer)) == 12
    assert client.get(f"{HERE}people/").status_code == 403
    assert client.get(f"{HERE}organisations/export/").status_code == 403


def test_it_is_kept_under_a_name_and_shared(client, coordinator, houses):
    client.force_login(coordinator)
    for _twice in range(2):
        client.post(
            f"{HERE}organisations/saving/", {"name": "French", "query": "country=FR&evil=1", "shared": "on"}
        )
    kept = SavedList.objects.get()
    assert (kept.query, kept.shared) == ("country=FR", True)
    assert f"{HERE}organisations/?country=FR" in client.get(HERE).content.decode()


def test_it_is_exported_as_shown(client, coordinator, houses):
    Organisation.objects.filter(pk=houses[3].pk).update(name="=CMD()")
    client.force_login(coordinator)
    query = "country=FR&sort=-own.vans&columns=name,own.vans,figure.turnover.2024"
    book = load_workbook(io.BytesIO(client.get(f"{HERE}organisations/export/?{query}&format=xlsx").content))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows == [("Organisation", "Vans", "Turnover 2024"), ("House 09", 9, 9000), ("House 06", 6, 6000), ("=CMD()", 3, 3000), ("House 00", 0, 0)]  # fmt: skip
    text = client.get(f"{HERE}organisations/export/?{query}&format=csv").content.decode("utf-8-sig")
    assert "'=CMD()" in text


def test_people_with_what_they_do(client, coordinator, houses):
    person = Person.objects.create_user("ana@ponte.example", "Ana")
    affiliation = Affiliation.objects.create(person=person, organisation=houses[5])
    Affiliation.objects.create(
        person=Person.objects.create_user(None, "Bo"), organisation=houses[6], audience="worker"
    )
    Function.objects.create(affiliation=affiliation, kind="delegate")
    client.force_login(coordinator)
    answer = client.get(f"{HERE}people/?function=delegate")
    assert [cells for _row, _url, cells in answer.context["rows"]] == [
        ["Ana", "House 05", "Voting delegate", "ana@ponte.example"]
    ]
    assert "Worker" not in client.get(f"{HERE}people/").content.decode().replace("Workers", "")
    assert names(client.get(f"{HERE}organisations/?has=delegate")) == ["House 05"]
    assert len(names(client.get(f"{HERE}organisations/?has=-delegate"))) == 11


def test_memberships(client, coordinator, houses):
    client.force_login(coordinator)
    answer = client.get(f"{HERE}memberships/?country=FR&sort=number")
    assert [cells[:3] for _row, _url, cells in answer.context["rows"]] == [["House 03", "Full member", "M3"], ["House 09", "Full member", "M9"]]  # fmt: skip


def test_what_columns_and_filters_both_need_is_asked_once(client, coordinator, houses):
    client.force_login(coordinator)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(f"{HERE}memberships/")
    with CaptureQueriesContext(connection) as asked:
        client.get(f"{HERE}memberships/")
    said = [query["sql"] for query in asked]
    for table in ("ownfield", "figure", "figurevalue", "terms"):
        times = sum(f'FROM "network_membership_{table}"' in sql for sql in said)
        assert times == (2 if table == "ownfield" else 1), (
            table
        )  # those about organisations, and about memberships


def test_what_stands_in_a_row_is_no_markup(client, coordinator, houses):
    Organisation.objects.filter(pk=houses[0].pk).update(name="<b>House</b>", place="<i>Gent</i>")
    client.force_login(coordinator)
    page = client.get(f"{HERE}organisations/").content.decode()
    assert "&lt;b&gt;House&lt;/b&gt;</a>" in page and "&lt;i&gt;Gent&lt;/i&gt;" in page
    assert "<b>House" not in page and "<i>Gent" not in page


def test_pages_go_on_by_key_with_the_same_queries(client, coordinator, houses):
    client.force_login(coordinator)
    address = f"{HERE}organisations/?columns=name,category,own.vans,figure.turnover.2024,holder.delegate&own.kitchen=yes&sort=own.vans"
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)
    with CaptureQueriesContext(connection) as before:
        client.get(address)
    Organisation.objects.bulk_create(
        Organisation(name=f"More {n:03}", own={"kitchen": True, "vans": "1"}) for n in range(120)
    )
    with CaptureQueriesContext(connection) as after:
        answer = client.get(address)
    assert len(after) == len(before)
    seen = names(answer)
    while answer.context["page"].next_url:
        answer = client.get(f"{HERE}organisations/{answer.context['page'].next_url}")
        seen += names(answer)
    assert len(seen) == len(set(seen)) == 126


def test_names_that_the_network_gave_are_in_the_readers_language(client, coordinator, houses):
    Category.objects.get().put_version("name", "fr", "Membre effectif")
    OwnField.objects.get(key="vans").put_version("name", "fr", "Camionnettes")
    Figure.objects.get().put_version("name", "fr", "Chiffre d’affaires")
    coordinator.language = "fr"
    coordinator.save()
    client.force_login(coordinator)
    for kind, sought in (
        ("organisations", "?member=yes&columns=name,category,own.vans,figure.turnover.2024"),
        ("memberships", ""),
    ):
        page = client.get(f"{HERE}{kind}/{sought}").content.decode()
        assert "Membre effectif" in page and "Full member" not in page
    page = client.get(f"{HERE}organisations/?columns=name,own.vans,figure.turnover.2024").content.decode()
    assert "Camionnettes" in page and "Chiffre d’affaires 2024" in page and "Vans" not in page
    table = client.get(f"{HERE}memberships/export/?format=csv").content.decode("utf-8-sig")
    assert "Membre effectif" in table


def test_the_address_of_a_filtered_list_says_only_what_was_asked(client, coordinator, houses):
    client.force_login(coordinator)
    sent = "q=house&country=&member=yes&own.vans.from=&columns=name&columns=country&columns=place&columns=category&columns=since"
    answer = client.get(f"{HERE}organisations/?{sent}")

    assert (answer.status_code, answer["Location"]) == (
        302,
        "/ponte/network/membership/lists/organisations/?q=house&member=yes",
    )
    other = client.get(f"{HERE}organisations/?q=&columns=name&columns=own.vans")
    assert other["Location"].endswith("/lists/organisations/?columns=name%2Cown.vans")
    assert client.get(f"{HERE}organisations/?q=")["Location"].endswith("/lists/organisations/")
