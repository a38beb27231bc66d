"""The check of links between documents finds what is broken."""

from tests.links import anchors, broken


def test_a_broken_link_a_missing_heading_and_a_way_out_are_found(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "README.md").write_text(
        "# Net-Works\n\n[good](docs/a.md#two-words) [gone](docs/b.md) [no heading](docs/a.md#three)\n"
        "[itself](#net-works) [out](../../etc/passwd) [web](https://example.org) `[code](nowhere.md)`\n"
        "```\n[fenced](nowhere.md)\n```\n"
    )
    (tmp_path / "docs" / "a.md").write_text("# A\n\n## Two words\n")

    assert {line.split(": ")[1] for line in broken(tmp_path)} == {
        "docs/b.md",
        "docs/a.md#three",
        "../../etc/passwd",
    }


def test_equal_headings_get_numbers():
    assert anchors("# One\n## One\n### `code` and: more\n") == {"one", "one-1", "code-and-more"}
