"""The report in a real browser: accessible at every width in both themes, from a sentence to its answers and back."""

import pytest

from networks.meet.sessions.rules import publishing
from tests.end_to_end.axe import look_at

pytestmark = [pytest.mark.browser, pytest.mark.room("meet.sessions")]


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def session(site, network, coordinator):
    from networks.meet.sessions.tests.reported import held

    return held(coordinator)


def test_the_pages_of_a_report_are_accessible(visit, site, network, coordinator, session):
    base = f"/{network.slug}/meet/sessions/{session.pk}/report/"
    page = visit(site, base, person=coordinator)
    assert look_at(page, base) == []
    for path in (f"{base}plain/", f"{base}publication/"):
        assert look_at(page, path, widths=(320, 1440)) == [], path
    conclusion = session.parts.get(position=1).conclusions.first()
    assert (
        look_at(page, f"/{network.slug}/meet/sessions/conclusions/{conclusion.pk}/path/", widths=(320, 1440))
        == []
    )


def test_translating_is_accessible(visit, site, network, coordinator, session):
    page = visit(site, "/", person=coordinator)
    base = f"/{network.slug}/meet/sessions"
    answer = session.parts.get(position=1).answers.get(number=3)
    for path in (
        f"{base}/{session.pk}/translations/?language=fr",
        f"{base}/answers/{answer.pk}/translation/?language=fr",
    ):
        assert look_at(page, path, widths=(320, 1440)) == [], path


def test_the_public_report_is_accessible_and_leaves_no_cookie(visit, site, network, coordinator, session):
    publishing.write(
        session,
        {"plain_text": "نحن معًا.\n\nلنا صوت واحد."},
        coordinator,
        language="ar",
        read={},
        confirm=True,
    )
    publishing.publish(session, coordinator)
    address = f"/{network.slug}/public/en/sessions/{session.pk}/"
    page = visit(site, address)
    assert look_at(page, address, widths=(320, 1440)) == []
    assert page.context.cookies() == []
    plain = page.locator("#plain")
    assert plain.get_attribute("dir") == "rtl"
    assert plain.evaluate("(e) => getComputedStyle(e).direction") == "rtl"


def test_from_a_sentence_to_the_answer_in_one_click_and_back(visit, site, network, coordinator, session):
    page = visit(site, f"/{network.slug}/meet/sessions/{session.pk}/report/", person=coordinator)
    page.locator("#conclusion-1 .cites a").first.click()
    assert page.url.endswith("#answer-1-1")
    answer = page.locator("#answer-1-1")
    assert answer.get_by_text("Singuri nu ne aude nimeni.").is_visible()
    answer.get_by_role("link", name="1", exact=True).click()
    assert page.url.endswith("#conclusion-1")
