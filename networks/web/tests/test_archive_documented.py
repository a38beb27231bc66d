"""docs/archive.md names every part of an archive, and everything that is left out with its reason."""

import re
from pathlib import Path

from networks.web.archives import shape

DOCUMENT = (Path(__file__).resolve().parents[3] / "docs" / "archive.md").read_text("utf-8")


def test_every_part_is_named():
    named = set(re.findall(r"^\| `([a-z_]+\.[a-z*]+)` \|", DOCUMENT, re.MULTILINE))

    missing = {
        part.label
        for part in shape.parts()
        if part.label not in named and f"{part.label.split('.')[0]}.*" not in named
    }
    assert not missing


def test_what_is_left_out_stands_there_with_its_reason():
    """A room that is taken away for a test is named all the same."""
    for name, why in (shape.left_out() | shape.without()).items():
        assert f"| `{name}` | {why} |" in DOCUMENT


def test_the_version_is_that_of_the_program():
    assert f"version {shape.VERSION}:" in DOCUMENT and f"`{shape.FORMAT}`" in DOCUMENT
