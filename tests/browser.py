"""What browser tests have: a real server on the test's database, and people with real browsers.

@pytest.mark.browser
def test_…(site, visit):
    page = visit(site, "/")            # a browser of its own; visit(site, "/", phone=True, person=ilse, language="fr")
"""

import os
import threading
import time
from pathlib import Path

import pytest

# The first is the same Chromium without windows of its own: pages load and draw alike, with less work around them.
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--disable-dev-shm-usage --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run"
).split()
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
# Milliseconds until a page counts as stuck: a busy machine is slow, and nothing waits longer than it needs to.
PATIENCE = 45_000


@pytest.fixture(scope="session")
def _server(django_db_setup):
    """The program under uvicorn in a thread, for the whole run."""
    import uvicorn

    from networks.web.asgi import application

    server = uvicorn.Server(
        uvicorn.Config(
            application,
            host="127.0.0.1",
            port=0,
            lifespan="off",
            log_level="warning",
            proxy_headers=False,
            timeout_graceful_shutdown=1,
        )
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 120
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    yield f"http://localhost:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def site(_server, transactional_db, settings):
    """The address of a running server that has this test's data."""
    from django.core.cache import cache

    cache.clear()
    settings.SITE_ADDRESS = _server
    return _server


@pytest.fixture(scope="session")
def chromium():
    """A Chromium, started once. Without one the test is skipped; where CI is set it fails."""
    import shutil

    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        message = "no Chromium here: sudo apt-get install chromium-headless-shell"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=path,
            args=[*ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])],
        )
        yield started
        started.close()


@pytest.fixture
def visit(chromium):
    """Give somebody a browser of their own and open a page. Any error in the page's console fails the test."""
    contexts, errors = [], []

    def open_page(
        site, path="/", *, person=None, phone=False, language="en", scripts=True, dark=False, size=None
    ):
        context = chromium.new_context(
            viewport=size or (PHONE if phone else DESK),
            has_touch=phone,
            locale=language,
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
            base_url=site,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        if person is not None:
            context.add_cookies([{"name": "sessionid", "value": session_of(person), "url": site}])
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda said: (
                errors.append(f"{page.url}: {said.text}")
                if said.type == "error" and "Failed to load resource" not in said.text
                else None
            ),
        )
        page.goto(path)
        return page

    yield open_page
    if folder := os.environ.get("SCREENSHOTS"):  # how pages looked when the test ended
        for number, context in enumerate(contexts):
            for page in context.pages:
                page.screenshot(path=f"{folder}/page-{number}.png", full_page=True)
    for context in contexts:
        context.close()
    assert not errors, "\n".join(errors)


def session_of(person) -> str:
    """Sign `person` in without the pages for it; return the key of the session."""
    from django.test import Client

    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.cookies["sessionid"].value


def axe_violations(page, *, only: str | None = None) -> list[str]:
    """What axe finds wrong on the page (WCAG 2.2 AA and below), as `rule: element`."""
    page.evaluate(AXE.read_text())
    result = page.evaluate(
        """async only => await axe.run(only || document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})""",
        only,
    )
    return [f"{v['id']}: {n['html'][:160]}" for v in result["violations"] for n in v["nodes"]]
