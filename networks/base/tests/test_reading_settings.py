"""Easy reading, light and dark, and the language of pages are kept as the reader wants them."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.fixture
def styleguide(settings):
    settings.STYLEGUIDE = True
    return reverse("styleguide")


def test_easy_reading_is_kept_in_a_cookie_for_someone_unknown(client):
    answer = client.post(reverse("settings-reading"), {"reading": "easy", "next": "/somewhere/?page=2"})
    assert (answer.status_code, answer.url) == (302, "/somewhere/?page=2")
    assert 'data-reading="easy"' in client.get("/no-such-page/").content.decode()
    client.post(reverse("settings-reading"), {"reading": ""})
    assert "data-reading" not in client.get("/no-such-page/").content.decode()


def test_easy_reading_is_kept_with_a_person_who_is_signed_in(client, coordinator):
    client.force_login(coordinator)
    client.post(reverse("settings-reading"), {"reading": "easy"})
    client.post(reverse("settings-theme"), {"theme": "dark"})
    coordinator.refresh_from_db()
    assert coordinator.reading == {"easy": True, "theme": "dark"}
    page = client.get("/no-such-page/").content.decode()
    assert 'data-reading="easy"' in page
    assert 'data-theme="dark"' in page


def test_the_language_is_kept_with_the_person_and_changes_the_page(client, coordinator):
    client.force_login(coordinator)
    client.post(reverse("settings-language"), {"language": "fr", "next": "/"})
    coordinator.refresh_from_db()
    assert coordinator.language == "fr"
    assert '<html lang="fr"' in client.get("/no-such-page/").content.decode()


def test_what_was_chosen_before_signing_in_does_not_overrule_the_person(client, coordinator):
    client.post(reverse("settings-theme"), {"theme": "dark"})
    client.force_login(coordinator)
    client.post(reverse("settings-theme"), {"theme": ""})
    assert "data-theme" not in client.get("/no-such-page/").content.decode()


def test_unknown_values_change_nothing(client, coordinator):
    client.force_login(coordinator)
    client.post(reverse("settings-theme"), {"theme": '"><script>'})
    client.post(reverse("settings-reading"), {"reading": "hard"})
    client.post(reverse("settings-language"), {"language": "xx"})
    coordinator.refresh_from_db()
    assert (coordinator.reading, coordinator.language) == ({}, "en")


def test_no_one_is_led_to_another_site(client):
    for target in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"):
        assert client.post(reverse("settings-theme"), {"theme": "dark", "next": target}).url == "/"


@pytest.mark.parametrize("name", ["settings-reading", "settings-theme", "settings-language"])
def test_a_link_changes_nothing(client, name):
    client.get(reverse(name), {"reading": "easy", "theme": "dark", "language": "fr"})
    assert not {"reading", "theme", "language"} & set(client.cookies)


def test_the_style_guide_is_for_developers(client, settings):
    settings.STYLEGUIDE = False
    settings.DEBUG = False
    assert client.get(reverse("styleguide")).status_code == 404


def test_the_style_guide_shows_parts_as_readers_may_have_them(client, styleguide):
    page = client.get(styleguide + "?theme=dark&reading=easy").content.decode()
    assert 'data-theme="dark" data-reading="easy"' in page
    assert "<script>alert" not in page


def test_the_style_guide_shows_every_part():
    folder = Path(__file__).parents[1] / "templates"
    guide = "".join(path.read_text() for path in (folder / "base").glob("styleguide*.html"))
    parts = {path.stem for path in (folder / "cotton").glob("*.html")}
    assert len(parts) > 30
    assert {part for part in parts if not re.search(rf"<c-{part}[ />]", guide)} == set()


def test_errors_have_pages(client, settings):
    from django.template.loader import render_to_string

    page = client.get("/no-such-page/at-all/").content.decode()
    assert "There is nothing here" in page
    assert "band" in page
    for code in ("400", "500", "403_csrf"):
        assert "<h1>" in render_to_string(f"{code}.html")
