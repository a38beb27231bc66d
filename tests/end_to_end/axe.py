"""Looking at a page as its readers may have it: every width, both themes; with axe, for sideways scrolling and for small targets.

axe-core 4.14.1 (npm, MPL-2.0) lies in `tests/vendor/axe.min.js`. It is evaluated in the page rather than loaded by it, so the
page keeps the content security policy that readers get.
"""

from playwright.sync_api import Page

from tests.browser import AXE, axe_violations

WIDTHS = (320, 768, 1440)
THEMES = ("light", "dark")


def scrolls_sideways(page: Page) -> list[str]:
    """The elements that stick out at the side, if the page as a whole can be scrolled sideways."""
    return page.evaluate(
        """() => {
          const wide = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= wide) return [];
          return [...document.body.querySelectorAll("*")]
            .filter((e) => e.getBoundingClientRect().right > wide + 1 && getComputedStyle(e).position !== "fixed")
            .slice(0, 8).map((e) => e.outerHTML.slice(0, 120));
        }"""
    )


def too_small(page: Page) -> list[str]:
    """Things to press that are under 44 px and not part of a line of text."""
    return page.evaluate(
        """() => [...document.querySelectorAll("button, summary, select, input:not([type=hidden]), textarea, nav a, .btn")]
          .filter((e) => e.getClientRects().length && !e.closest(".skip"))
          .filter((e) => {
            const target = e.matches("[type=checkbox], [type=radio]") ? e.closest("label") || e : e;
            const box = target.getBoundingClientRect();
            return box.height < 43.5 || box.width < 43.5;
          })
          .map((e) => `${Math.round(e.getBoundingClientRect().width)}x${Math.round(e.getBoundingClientRect().height)} ${e.outerHTML.slice(0, 120)}`)"""
    )


def look_at(page: Page, path: str, *, widths=WIDTHS, themes=THEMES, open_details: bool = True) -> list[str]:
    """Open a page (`page` comes from `visit(site)`) in every width and theme and return everything that is wrong with it: axe, sideways scrolling, small targets."""
    wrong: list[str] = []
    for theme in themes:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(path)
            page.evaluate("document.fonts.ready")
            if open_details:
                page.evaluate(
                    "document.querySelectorAll('main details:not(.menu)').forEach((d) => { d.open = true })"
                )
            here = f"{width} {theme}: "
            wrong += [here + "sticks out: " + line for line in scrolls_sideways(page)]
            # As tall as the page, so that what is fixed at the bottom of a phone covers nothing by chance of scrolling.
            height = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": width, "height": max(900, min(height, 16_000))})
            wrong += [here + line for line in axe_violations(page)]
            wrong += [here + "too small: " + line for line in too_small(page)]
    return wrong


EVERY_LOOK = tuple((width, theme) for theme in THEMES for width in WIDTHS)
TWO_LOOKS = ((320, "light"), (1440, "dark"))
# Without style sheets fetched anew for one experimental rule, and without a way to each element: what is wrong is quoted.
RUN = """async (only) => {
  const groups = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const runOnly = only ? {type: "rule", values: only} : groups;
  const result = await axe.run(document, {runOnly, resultTypes: ["violations"], preload: false, selectors: false});
  return result.violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 160)}`));
}"""
# What a theme can change: `data-theme` and the reader's wish set colours alone (static/css/tokens.css).
OF_COLOUR = ["color-contrast", "link-in-text-block"]
# What a width between two others can change: it shows nothing that neither of them shows, but puts it elsewhere.
OF_PLACE = [*OF_COLOUR, "target-size", "scrollable-region-focusable"]
BETWEEN = 768
ONCE = """() => {
  const wrong = [];
  const h1 = [...document.querySelectorAll("h1")].filter((one) => one.getClientRects().length);
  if (h1.length !== 1) wrong.push(`${h1.length} headings of the first level`);
  if (h1.length && !h1[0].textContent.trim()) wrong.push("a heading without words");
  if (!document.documentElement.lang) wrong.push("no language");
  if (!document.title.split("·")[0].trim()) wrong.push(`no title: ${document.title}`);
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  for (const id of new Set(ids.filter((one, at) => ids.indexOf(one) !== at))) wrong.push(`twice: #${id}`);
  return wrong;
}"""


def rules_for(width: int, done: set[int]) -> list[str] | None:
    """The rules of axe that can show something new at a width, after the widths that are done; None is all of them."""
    if width in done:
        return OF_COLOUR
    return OF_PLACE if width == BETWEEN and done else None


def look_around(page: Page, path: str, looks=EVERY_LOOK) -> list[str]:
    """Open a page once and look at it in every width and theme; return what is wrong with it, each with where it was seen first.

    The same as `look_at`, and what a page needs once: one first heading, a language, a title. Quicker: the page is loaded once, as styles
    follow the width and the theme by themselves; and what only the width or only the theme changed is asked for the rules that this can break.
    """
    page.emulate_media(color_scheme=looks[0][1], reduced_motion="reduce")
    page.set_viewport_size({"width": looks[0][0], "height": 900})
    page.goto(path)
    page.evaluate("document.fonts.ready")
    page.evaluate("document.querySelectorAll('main details:not(.menu)').forEach((d) => { d.open = true })")
    page.evaluate(AXE.read_text())
    wrong = dict.fromkeys(page.evaluate(ONCE), "")
    done: set[int] = set()
    for width, theme in looks:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 900})
        here = f"{width} {theme}: "
        # As tall as the page, so that what is fixed at the bottom of a phone covers nothing by chance of scrolling.
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": width, "height": max(900, min(height, 16_000))})
        found = [f"sticks out: {line}" for line in scrolls_sideways(page)]
        found += [f"too small: {line}" for line in too_small(page)]
        found += page.evaluate(RUN, rules_for(width, done))
        done.add(width)
        for line in found:
            wrong.setdefault(line, here)
    return [here + line for line, here in wrong.items()]
