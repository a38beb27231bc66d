"""S32: the first page of a participant is light enough for a slow line and an old phone."""

import gzip
import re
from pathlib import Path

import brotli
from django.conf import settings
from django.test import Client

from networks.meet.sessions.tests.a_session import a_guest, a_part, a_session

MOST = 60_000  # bytes, compressed as nginx and the static files are


def files_of(page: str) -> set[str]:
    """What a browser fetches for the page at once: styles, modules, icons. Letters come later, where the line is good."""
    found = set(re.findall(r'(?:href|src)="/static/([^"#]+)', page))
    return {name for name in found if not name.endswith((".woff2",))}


def test_the_first_page_is_light(network):
    session = a_session()
    a_part(session)
    _, secret = a_guest(session)
    client = Client()
    client.cookies["seat"] = secret
    page = client.get(f"/j/{session.code}/").text
    static = Path(settings.BASE) / "static"
    weights = {name: len(brotli.compress((static / name).read_bytes())) for name in files_of(page)}
    weights["the page itself"] = len(gzip.compress(page.encode(), 6))
    assert {"js/participant/main.js", "js/live/stream.js", "css/tokens.css", "icons.svg"} <= set(weights)
    assert not [name for name in weights if "htmx" in name]
    assert sum(weights.values()) < MOST, weights


def test_every_module_that_a_module_imports_is_fetched_at_once(network):
    session = a_session()
    _, secret = a_guest(session)
    client = Client()
    client.cookies["seat"] = secret
    named = files_of(client.get(f"/j/{session.code}/").text)
    static = Path(settings.BASE) / "static"
    for name in [name for name in named if name.endswith(".js")]:
        for imported in re.findall(r'from "([^"]+)"', (static / name).read_text()):
            target = (static / name).parent.joinpath(imported).resolve().relative_to(static.resolve())
            assert str(target) in named, f"{name} imports {imported}"
