"""Everybody reads what a network marked as public, in each of its languages, and nothing else."""

import html
import re

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from networks.base.rooms import Described
from networks.network.membership.methods.map_projection import EUROPE, WORLD
from networks.network.membership.methods.towns import middle, town
from networks.network.membership.models import MapPosition, PublicPage
from networks.network.membership.rules import organisations, public_map, public_page
from networks.people.models import Organisation
from networks.record.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(network):
    """The page of Ponte, published."""
    network.purpose = "We learn from one another"
    network.save()
    network.put_version("purpose", "fr", "Nous apprenons")
    made = public_page.page_of(network)
    made.about, made.email = "Since 2019", "hello@ponte.example"
    made.save()
    made.put_version("about", "en", "We are old.", plain=True)
    public_page.publish(made)
    return made


def member(name="Leie", public=("name", "country", "place"), **fields) -> Organisation:
    fields = {"country": "BE", "place": "Gent", **fields}
    return Organisation.objects.create(name=name, public=list(public), **fields)


def drawn(rows):
    """The map of these members."""
    keys = [row.pk for row in rows]
    return public_map.map_of(public_map.spots(public_page.public_rows().filter(pk__in=keys)))


def read(client, address="/ponte/public/en/") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_it_works_in_each_language_without_cookies(page, client):
    member()
    english, french = client.get("/ponte/public/en/"), client.get("/ponte/public/fr/")

    assert "We learn from one another" in english.content.decode() and "Leie" in english.content.decode()
    assert "Nous apprenons" in french.content.decode() and '<html lang="fr"' in french.content.decode()
    for response in (english, french):
        assert not response.cookies and response["Cache-Control"] == "public, max-age=300"
        assert (
            'hreflang="fr"' in response.content.decode()
            and 'hreflang="x-default"' in response.content.decode()
        )
    assert client.get("/ponte/public/nl/").status_code == 404


def test_the_front_leads_to_the_reader_s_language(page, client):
    for wanted, found in (("fr-BE,nl;q=0.5", "fr"), ("nl", "en"), ("", "en"), ("x" * 500, "en")):
        response = client.get("/ponte/public/", headers={"Accept-Language": wanted})
        assert (response.status_code, response["Location"]) == (302, f"/ponte/public/{found}/")


def test_nobody_sees_a_page_that_is_not_published(network, client):
    for address in ("", "en/", "en/members/"):
        assert client.get(f"/ponte/public/{address}").status_code == 404
    assert "ponte" not in client.get("/sitemap.xml").content.decode()


def test_of_a_member_only_what_it_lists_is_shown(page, client):
    everything = {
        "description": "Describes Itself", "website": "https://web.example", "email": "mail@leie.example",
        "phone": "+32 9 000", "address": "Secret Street 1", "founded": 1987, "legal_name": "Legal Name",
        "kind": "sheltered", "region": "BE234", "sectors": ["wood"], "languages": ["nl", "yi"], "numbers": {"vat": "BE0403", "pic": "999"},
    }  # fmt: skip
    shown = (
        "Describes Itself",
        "web.example",
        "mail@leie.example",
        "+32 9 000",
        "Secret Street",
        "1987",
        "Gent",
        "Sheltered workshop",
        "Arr. Gent",
        "Wood and furniture",
        "Dutch, Yiddish",
        "BE0403",
        "999",
    )
    row = member("Leie", public=["name"], **everything)

    text = read(client)
    assert "Leie" in text and not [word for word in (*shown, "Belgium", "Legal Name") if word in text]
    Organisation.objects.update(public=[*organisations.PUBLIC])
    text = read(client)
    assert not [word for word in (*shown, "Belgium", "Legal Name") if word not in text and word != "Gent"]

    for hidden in ({"public": ["place", "email"]}, {"is_member": False}, {"binned_at": timezone.now()}):
        row.public = [*organisations.PUBLIC]
        for name, value in hidden.items():
            setattr(row, name, value)
        row.save()
        assert "Leie" not in read(client)
        row.is_member, row.binned_at = True, None


def test_a_logo_is_shown_only_with_consent(page, client):
    row = member(public=["name", "logo"])
    row.logo.save("logo.webp", ContentFile(b"RIFF....WEBPVP8 "))
    address = f"/ponte/public/en/logos/{row.pk}/"
    assert client.get(address).status_code == 404 and address not in read(client)

    Organisation.objects.update(logo_consent_at=timezone.now())
    response = client.get(address)
    assert response["Content-Type"] == "image/webp" and response["X-Content-Type-Options"] == "nosniff"
    assert address in read(client)

    Organisation.objects.update(public=["name"])
    assert client.get(address).status_code == 404


def test_plain_words_are_one_press_away(page, client):
    assert "We are old." not in read(client)
    assert "We are old." in read(client, "/ponte/public/en/?reading=easy")


def test_the_coordinator_chooses_what_stands_there_and_publishes(network, coordinator, client):
    client.force_login(coordinator)
    base = "/ponte/network/membership/public/"
    assert "Nobody sees the page yet" in read(client, base)

    client.post(f"{base}texts/fr/", {"about": "Depuis 2019", "about_plain": "Nous sommes vieux."})
    client.post(f"{base}texts/en/", {"about": "Since 2019", "join": "Come"})
    client.post(base, {"why": 2, "join": 1, "members": 0, "offers": 0, "coming": 0, "email": ""})
    assert "only coordinators see it" in read(client, f"{base}preview/en/")
    assert "Depuis 2019" in read(client, f"{base}preview/fr/")
    assert client.get("/ponte/public/fr/").status_code == 404
    client.post(f"{base}publication/")
    client.post(f"{base}publication/")

    text = read(client, "/ponte/public/en/")
    assert text.index("Come") < text.index("Since 2019") and 'id="members"' not in text
    assert "Depuis 2019" in read(client, "/ponte/public/fr/")
    assert Event.objects.filter(verb="public.published").count() == 1
    client.post(f"{base}withdrawal/")
    assert client.get("/ponte/public/en/").status_code == 404


def test_a_page_without_any_part_is_not_published(network, coordinator, client):
    client.force_login(coordinator)
    nothing = dict.fromkeys(PublicPage.SECTIONS, 0)
    client.post("/ponte/network/membership/public/", nothing)
    client.post("/ponte/network/membership/public/publication/")
    assert PublicPage.objects.get().published_at is None

    public_page.change(PublicPage.objects.get(), sections=["why"])
    client.post("/ponte/network/membership/public/publication/")
    response = client.post("/ponte/network/membership/public/", nothing)
    assert response.status_code == 422 and PublicPage.objects.get().sections == ["why"]


def test_the_original_changed_and_other_languages_are_to_check(network, coordinator, client):
    client.force_login(coordinator)
    for language in ("en", "fr"):
        client.post(f"/ponte/network/membership/public/texts/{language}/", {"about": f"About {language}"})
    client.post("/ponte/network/membership/public/texts/en/", {"about": "Another"})

    assert [v.to_check for v in PublicPage.objects.get().versions()] == [True]


@pytest.mark.parametrize(
    ("country", "place", "near"),
    [
        ("BE", "Gent", (51.05, 3.72)), ("BE", "9000 Gand", (51.05, 3.72)), ("BE", "Brussel", (50.85, 4.35)),
        ("RS", "Beograd", (44.8, 20.47)), ("SK", "Košice", (48.71, 21.26)), ("PT", "Setúbal", (38.52, -8.89)),
        ("HU", "Keszthely", (46.77, 17.24)), ("ie", "Cavan", (53.99, -7.36)), ("RO", "Cluj-Napoca (Someșeni)", (46.77, 23.6)),
    ],
)  # fmt: skip
def test_towns_are_found_in_the_languages_people_write_them(country, place, near):
    found = town(country, place)
    assert found and abs(found[0] - near[0]) < 0.05 and abs(found[1] - near[1]) < 0.05


def test_an_unknown_town_is_none_and_its_country_has_a_middle():
    assert town("BE", "Nowhere at all") is None and town("XX", "Gent") is None and town("BE", "") is None
    assert middle("BE") and middle("XX") is None


@pytest.mark.parametrize("view", [EUROPE, WORLD])
@pytest.mark.parametrize("place", [(51.05, 3.72), (38.5, -8.9), (44.8, 20.5), (64.1, -21.9), (35.2, 33.4)])
def test_a_place_on_the_map_leads_back_to_where_it_is(view, place):
    x, y = view.project(*place)
    assert 0 < x < view.width and 0 < y < view.height
    back = view.locate(x, y)
    assert abs(back[0] - place[0]) < 1e-6 and abs(back[1] - place[1]) < 1e-6


def test_the_centre_of_the_projection_is_where_the_union_put_it():
    """ETRS89-LAEA: 52° N 10° E; distances from there are true in all directions to the first order."""
    assert EUROPE.project(52, 10) == (490, 500)
    north, east = EUROPE.project(53, 10), EUROPE.project(52, 10 + 1 / 0.6156615)
    assert abs((500 - north[1]) - (east[0] - 490)) < 0.1


def test_near_members_are_one_knot_and_unknown_towns_a_ring_in_the_middle(network):
    rows = [member(f"G{n}") for n in range(3)] + [member("B", place="Nowhere"), member("H", public=["name"])]
    found = drawn(rows)

    assert found and found.view is EUROPE and found.placed == 4
    assert sorted((k.count, k.exact) for k in found.knots) == [(1, False), (3, True)]
    assert drawn([member("US", country="US", place="Houston"), *rows]).view is WORLD
    assert drawn([rows[-1]]) is None


def test_a_member_is_put_on_the_map_by_hand_by_press_or_coordinates(network, coordinator, client):
    client.force_login(coordinator)
    row = member(place="Nowhere")
    base = f"/ponte/network/membership/public/positions/{row.pk}/"
    x, y = EUROPE.project(50.5, 5.0)

    client.post(base, {"at.x": round(x * 0.6), "at.y": round(y * 0.6)})
    kept = MapPosition.objects.get()
    assert abs(float(kept.latitude) - 50.5) < 0.1 and abs(float(kept.longitude) - 5) < 0.1
    client.post(base, {"latitude": "50.4", "longitude": "4.9"})
    assert str(MapPosition.objects.get().latitude) == "50.4000"
    assert "set by hand" in read(client, "/ponte/network/membership/public/positions/")
    for wrong in (
        {"latitude": "91", "longitude": "x"},
        {"at.x": "a", "at.y": ""},
        {"at.x": "NaN", "at.y": "1"},
        {},
    ):
        assert client.post(base, wrong).status_code == 422
    client.post(f"{base}removal/")
    assert not MapPosition.objects.exists()


def test_what_was_published_for_everybody_can_be_found(page, client, monkeypatch):
    assert "Reports to read" not in read(client)
    report = Described("What joining brings", "/somewhere/", "Report of a session", "en")
    monkeypatch.setattr(public_page, "_reads", lambda reader: [report])
    assert 'href="/somewhere/" lang="en">What joining brings</a>' in read(client)


def test_queries_do_not_grow_with_members(page, client, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for many in (1, 40, 90):
        for n in range(many):
            member(f"M{many}-{n}", public=[*organisations.PUBLIC], description="x")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            read(client)
        counts.append(len(asked))
    assert len({*counts}) == 1 and counts[0] <= 15


def test_many_members_have_pages_of_their_own(page, client, monkeypatch):
    monkeypatch.setattr(public_page, "MOST_LISTED", 3)
    for n in range(5):
        member(f"Member {n}")
    assert "Member 2" in read(client) and "Member 4" not in read(client).split("</figure>")[1]
    assert "/ponte/public/en/members/" in read(client)
    assert "Member 4" in read(client, "/ponte/public/en/members/")
    assert client.get("/ponte/public/en/members/?after=nonsense").status_code == 200


def listed(client, address):
    """The names on a page of members, and the address of the next page."""
    text = read(client, address)
    found = re.search(r'href="(\?[^"]*after=[^"]+)"', text)
    return re.findall(r'itemprop="name">(?:<[^>]+>)?([^<]+)', text), found and html.unescape(found[1])


def test_every_member_stands_once_on_the_pages_of_members(page, client):
    names = [f"Member {n:03}" for n in range(120)]
    for n, name in enumerate(reversed(names)):
        member(name, country=("BE", "FR")[n % 2], place="")
    member("Unnamed", public=["country"])
    for start, wanted in (("", names), ("?country=FR", names[0::2])):
        found, after = [], start
        while after is not None:
            some, after = listed(client, f"/ponte/public/en/members/{after}")
            assert 0 < len(some) <= public_page.A_PAGE
            found += some
        assert found == wanted


def test_a_country_leads_to_the_members_that_show_it_only(page, client, monkeypatch):
    monkeypatch.setattr(public_page, "MOST_LISTED", 1)
    member("Leie"), member("Maré", country="PT")
    member("Quiet", public=["name"])
    member("Town only", public=["name", "place"])

    text = read(client)
    assert 'members/?country=BE">Belgium <span class="hush">(1)' in text and "in 2 countries" in text
    assert listed(client, "/ponte/public/en/members/?country=BE")[0] == ["Leie"]
    assert len(listed(client, "/ponte/public/en/members/?country=ZZ")[0]) == 4
    assert text.count("Portugal") == 1


def test_who_is_withdrawn_is_on_no_part_of_the_page_at_once(page, client):
    member("Leie"), member("Maré", country="PT", place="Setúbal")
    assert "2 members are on the map" in read(client)
    Organisation.objects.filter(name="Maré").update(public=["country", "place", "legal_name"])
    text = read(client)
    assert "1 member is on the map" in text and "Maré" not in text and "Portugal" not in text


def test_what_is_set_by_hand_counts_only_where_the_place_is_public(page):
    rows = [
        member("Leie"),
        member("Maré", public=["name"]),
        member("Olt", public=["name", "address"], country=""),
    ]
    for row in rows:
        MapPosition.objects.create(organisation=row, latitude="50.5", longitude="5.0")
    found = drawn(rows)
    assert found and [knot.names for knot in found.knots] == [["Leie", "Olt"]]


def test_search_engines_read_public_pages_only(page, client):
    robots = client.get("/robots.txt").content.decode()
    assert "Disallow: /" in robots and "Allow: /*/public/" in robots and "/sitemap.xml" in robots
    text = client.get("/sitemap.xml").content.decode()
    assert text.count("<loc>") == 2 and 'hreflang="fr"' in text


def test_the_page_says_that_a_ring_stands_in_the_middle_of_a_country(page, client):
    member()
    assert "middle of a country" not in read(client)
    member("B", place="Nowhere")
    assert "A ring stands in the middle of a country" in read(client)


def test_who_comes_to_the_networks_own_address_signed_out_finds_the_public_page(page, client):
    asked = client.get("/ponte/", follow=True)
    assert "What Ponte shows to everybody" in asked.text and 'href="/ponte/public/"' in asked.text

    public_page.withdraw(page)
    for address in ("/ponte/", "/you/", "/%C3%A9/"):
        assert "shows to everybody" not in client.get("/sign-in/", {"next": address}, follow=True).text
