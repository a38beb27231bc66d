"""A real browser for tests marked `browser`. CHROMIUM names its program; tests are skipped where there is none."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

# Playwright's synchronous interface runs an event loop in the test's thread; the database is used from there all the same.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    if not os.path.exists(program):
        pytest.skip("no Chromium: set CHROMIUM to its program")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield started
        started.close()


class Complaints(list[str]):
    """What the browser complained about: errors in scripts, refused by the content security policy, not found."""


def listen(page: Page, complaints: Complaints) -> None:
    page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    page.on(
        "console",
        lambda line: complaints.append(f"{line.type}: {line.text}") if line.type == "error" else None,
    )


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Any]:
    """Make visitors: each call opens a browser of its own, with nothing remembered. Arguments as for a Playwright context."""
    opened: list[BrowserContext] = []

    def make(**options: Any) -> Page:
        options.setdefault("viewport", {"width": 1280, "height": 900})
        options.setdefault("locale", "en-GB")
        options.setdefault("reduced_motion", "reduce")
        context = browser.new_context(**options)
        context.set_default_timeout(10_000)
        opened.append(context)
        return context.new_page()

    yield make
    for context in opened:
        context.close()


@pytest.fixture
def page(visitor: Any) -> Page:
    """One visitor."""
    return visitor()


@pytest.fixture
def complaints(page: Page) -> Complaints:
    """What the browser of `page` complains about while the test runs."""
    collected = Complaints()
    listen(page, collected)
    return collected


@pytest.fixture
def sign_in(live_server: Any) -> Any:
    """Sign a person in without the mail: `sign_in(page, person)`. How people sign in has tests of its own."""

    def enter(page: Page, person: Any) -> None:
        from django.conf import settings
        from django.test import Client

        client = Client()
        client.force_login(person)
        page.context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                    "url": live_server.url,
                }
            ]
        )

    return enter
