"""The pages for everybody: axe-core's rules, twice the size, less motion, and colours that hold."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
import pytest

from tests.browser.test_first_map import HEMMERPOLDER

pytestmark = pytest.mark.browser

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
PAGES = [
    "/",
    "/lijst",
    f"/buurt?buurt={HEMMERPOLDER}",
    "/kaartje?nummer=40",
    "/toevoegen",
    "/meenemen",
    "/geschiedenis?nummer=40",
    "/samenvoegen",
    "/tabel?buurt=ZW11",
    "/inlezen",
]
SERIOUS = {"serious", "critical"}

_RUN = """async () => {
  const found = await axe.run(document, {iframes: true, resultTypes: ["violations"]});
  return found.violations.map(each => ({
    id: each.id, impact: each.impact,
    where: each.nodes.map(node => node.target.join(" ") + ": " + node.failureSummary),
  }));
}"""


def violations(visitor) -> list[str]:
    """Return what axe-core finds serious on the page and in the frame of the map."""
    for frame in visitor.page.frames:
        if frame.url.startswith("http"):
            frame.evaluate(AXE)
    found = visitor.page.evaluate(_RUN)
    return [
        f"{each['id']} ({each['impact']}): {where}"
        for each in found
        if each["impact"] in SERIOUS
        for where in each["where"]
    ]


@pytest.mark.parametrize("width", [1280, 390], ids=["wide", "phone"])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_no_page_breaks_a_serious_rule(demo, serve, visit, width, colours) -> None:
    server = serve(demo)
    visitor = visit(width=width, height=844 if width < 600 else 800, colours=colours)

    broken = {}
    for page in PAGES:
        visitor.open(server, page)
        visitor.page.locator('[class*="st-key-page_"]').first.wait_for(state="attached")
        visitor.page.locator(".st-key-tabs").wait_for()
        visitor.wait_until_still()
        if page == "/":
            visitor.wait_for_map()
        found = violations(visitor)
        if found:
            broken[page] = found

    assert broken == {}
    visitor.assert_calm()


def test_pages_hold_at_twice_the_size_and_with_less_motion(demo, serve, visit) -> None:
    server = serve(demo)
    # A screen of 1280 pixels at 200 % has room for 640.
    visitor = visit(width=640, height=400, motion="reduce")

    for page in PAGES:
        visitor.open(server, page)
        visitor.page.locator(".st-key-tabs").wait_for()
        visitor.wait_until_still()
        widths = visitor.page.evaluate(
            "[document.documentElement.scrollWidth, document.querySelector('.stMain').scrollWidth]"
        )
        assert max(widths) <= 640, page
        outside = visitor.page.evaluate(
            "[...document.querySelectorAll('button, a, input, select')]"
            ".filter(e => e.getClientRects().length)"
            ".filter(e => getComputedStyle(e).visibility === 'visible')"
            ".map(e => [e, e.getBoundingClientRect()])"
            ".filter(([e, box]) => box.right > 641 || box.left < -1).map(([e]) => e)"
            ".filter(e => !e.closest('[data-testid=stSkipToContent], .unseen'))"
            ".map(e => e.outerHTML.slice(0, 100))"
        )
        assert outside == [], page
    visitor.assert_calm()
