"""What the map itself does in a browser: clusters, lists, years, deltas, and very many assets."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely
from playwright.sync_api import expect

from assetmap.actions.assets import add_asset
from assetmap.domain.asset import Asset
from assetmap.domain.permission import Person, Role
from assetmap.locale import translator
from assetmap.wiring import open_store

pytestmark = pytest.mark.browser

_ = translator("nl")
STEWARD = Person("test", Role.STEWARD)

# Where the first thing of a sort (0 a symbol, 2 several in one spot, 3 a cluster) stands in the
# frame, well within it.
FIND = """(kind) => {
  const layer = window.assetmap.live, things = layer._arrangement;
  for (let at = 0; at < things.count; at++) {
    const place = window.map.layerPointToContainerPoint(
      layer._bounds.min.add([things.x[at], things.y[at]]));
    const within = place.x > 60 && place.y > 60
      && place.x < window.innerWidth - 90 && place.y < window.innerHeight - 200;
    if (things.kind[at] === kind && within) return { x: place.x, y: place.y };
  }
  return null;
}"""
SYMBOL, SPOT, CLUSTER = 0, 2, 3


def place_of_first(visitor, kind: int) -> dict[str, float]:
    found = visitor.in_map(f"({FIND})({kind})")
    assert found, "nothing of this sort is in sight"
    return found


def add_in_one_spot(path: Path, *names: str) -> tuple[float, float]:
    """Add places at the same spot, far from all others, and return it."""
    store = open_store(path)
    area = store.neighbourhoods().set_index("code").loc["ZW11"].geometry
    spot = shapely.Point(area.centroid.x, area.centroid.y)
    for name in names:
        asset = Asset(name=name, layer="places", category="other", geometry=spot)
        add_asset(store, asset, person=STEWARD)
    store.close()
    return spot.x, spot.y


def data(visitor, name: str) -> str:
    return visitor.map.get_attribute(f"data-{name}") or ""


def test_a_cluster_opens_until_an_asset_can_be_chosen(demo, serve, visit) -> None:
    visitor = visit(motion="reduce")
    visitor.open(serve(demo))
    visitor.wait_for_map()
    visitor.wait_until_still()
    zoom = visitor.in_map("window.map.getZoom()")

    visitor.map.click(position=place_of_first(visitor, CLUSTER))

    visitor.wait_for(lambda: visitor.in_map("window.map.getZoom()") >= zoom + 1, "a nearer view")
    visitor.page.wait_for_timeout(400)
    visitor.map.click(position=place_of_first(visitor, SYMBOL))
    expect(visitor.page.locator(".asset-card h2")).to_be_visible()
    assert visitor.in_map("window.assetmap.live._chosen !== null")
    visitor.assert_calm()


@pytest.mark.parametrize("width", [1280, 390], ids=["wide", "phone"])
def test_what_stands_in_one_spot_is_chosen_from_a_list_by_keyboard(
    demo, serve, visit, width
) -> None:
    names = ["Bankje", "Boekenkast <b>${1}</b>", "Zwerfboom"]
    spot = add_in_one_spot(demo, *names)
    visitor = visit(width=width, height=844 if width < 600 else 800, motion="reduce")
    visitor.open(serve(demo))
    visitor.wait_for_map()
    visitor.wait_until_still()
    visitor.come_near(*spot, zoom=18)
    listed = visitor.frame.get_by_role("dialog")

    visitor.click_map(*spot)
    expect(listed.get_by_role("listitem")).to_have_count(3)
    visitor.page.keyboard.press("Escape")
    expect(listed).to_have_count(0)
    assert visitor.in_map("document.activeElement.id") == "map_div"

    visitor.click_map(*spot)
    expect(listed.get_by_role("listitem").nth(1)).to_contain_text(names[1])
    visitor.page.keyboard.press("ArrowDown")
    visitor.page.keyboard.press("Enter")

    expect(listed).to_have_count(0)
    expect(visitor.page.locator(".asset-card h2")).to_have_text(names[1])
    visitor.assert_calm()


def test_a_room_sees_the_years_go_by_and_stops_at_one(demo, serve, visit) -> None:
    visitor = visit()
    visitor.open(serve(demo))
    visitor.wait_for_map()
    visitor.wait_until_still()
    everything = visitor.painted()
    visitor.in_map("window.assetmap.live.command({time: true})")
    slider = visitor.frame.get_by_role("slider")

    visitor.frame.get_by_role("button", name=_("Play the years")).click()
    visitor.wait_for(lambda: data(visitor, "year") != "", "the first year")
    first = int(data(visitor, "year"))
    visitor.wait_for(lambda: int(data(visitor, "year") or 0) >= first + 3, "some years")
    assert visitor.painted() < everything
    visitor.frame.get_by_role("button", name=_("Pause")).click()

    visitor.wait_until_still()
    stopped = int(data(visitor, "year"))
    assert slider.get_attribute("aria-valuetext") == str(stopped)
    expect(visitor.frame.locator(".assetmap-time [role=status]")).to_contain_text(f"{stopped}:")
    visitor.wait_for(lambda: f"jaar={stopped}" in visitor.page.url, "the year in the address")
    assert data(visitor, "year") == str(stopped), "the page's answer moves nothing"
    slider.focus()
    visitor.page.keyboard.press("ArrowRight")
    visitor.wait_for(lambda: data(visitor, "year") == str(stopped + 1), "one year on by keyboard")
    visitor.frame.get_by_role("button", name=_("all years")).click()
    visitor.wait_for_paint(everything)
    visitor.assert_calm()


def test_an_open_map_fetches_only_what_somebody_added(demo, serve, visit) -> None:
    visitor = visit()
    visitor.open(serve(demo))
    visitor.wait_for_map()
    visitor.wait_until_still()
    before, version = visitor.painted(), data(visitor, "version")
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url))

    add_in_one_spot(demo, "Vlindertuin")

    visitor.wait_for_paint(before + 1)
    fetched = [url for url in asked if "/api/map/assets" in url]
    assert [url.partition("?")[2] for url in fetched] == [f"since={version}"]
    assert data(visitor, "version") != version
    visitor.assert_calm()


def test_with_very_many_assets_the_map_asks_for_what_is_in_view(demo, serve, visit) -> None:
    visitor = visit(motion="reduce")
    visitor.open(serve(demo))
    visitor.wait_for_map()
    visitor.wait_until_still()
    visitor.see_all()
    everything = visitor.painted()
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url))

    # What is very many is for the test to say.
    visitor.in_map("window.assetmap.live.command({wholeMost: 20, viewMost: 30})")
    visitor.wait_for(
        lambda: any("/api/map/view" in url for url in asked), "a question for the view"
    )
    visitor.wait_for(lambda: visitor.in_map("window.assetmap.live._served !== null"), "clusters")
    visitor.wait_for_paint(everything)

    visitor.in_map("window.assetmap.live.command({filter: 'laag=places'})")
    visitor.wait_for(lambda: data(visitor, "filter") == "laag=places", "the places")
    assert 0 < visitor.painted() < everything
    visitor.map.click(position=place_of_first(visitor, CLUSTER))
    visitor.wait_for(
        lambda: visitor.in_map("window.assetmap.live._points !== null"), "single assets"
    )
    visitor.page.wait_for_timeout(300)
    assert not [url for url in asked if "/api/map/assets" in url]
    visitor.assert_calm()


def test_a_map_in_a_hidden_frame_waits_and_keeps_its_place(demo, serve, visit) -> None:
    visitor = visit()
    visitor.open(serve(demo))
    visitor.wait_for_map()
    visitor.wait_until_still()
    visitor.come_near(5.19, 52.52, zoom=15)
    painted, before = visitor.painted(), visitor.in_map("window.map.getCenter().toString()")
    frame = visitor.page.locator('iframe[title="streamlit_folium.st_folium"]')

    frame.evaluate("frame => frame.style.setProperty('display', 'none', 'important')")
    visitor.page.wait_for_timeout(300)
    visitor.in_map("window.assetmap.live.command({selected: null, filter: 'laag=-'})")
    visitor.page.wait_for_timeout(300)
    frame.evaluate("frame => frame.style.removeProperty('display')")

    visitor.wait_for_paint(0)
    visitor.in_map("window.assetmap.live.command({filter: ''})")
    visitor.wait_for_paint(painted)
    assert visitor.in_map("window.map.getCenter().toString()") == before
    assert data(visitor, "map-instances") == "1"
    visitor.assert_calm()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_map_wears_the_colours_that_a_reader_prefers(demo, serve, visit, colours) -> None:
    visitor = visit(colours=colours)
    visitor.open(serve(demo))
    visitor.wait_for_map()

    assert visitor.in_map("document.documentElement.dataset.look") == colours
    for look in ("dark", "light"):
        visitor.in_map(f"window.assetmap.live.command({{look: '{look}'}})")
        assert visitor.in_map("document.documentElement.dataset.look") == look
    visitor.assert_calm()


def test_the_map_says_what_it_is_and_takes_no_focus_by_itself(demo, serve, visit) -> None:
    visitor = visit(motion="reduce")
    visitor.open(serve(demo))
    visitor.wait_for_map()
    visitor.wait_until_still()

    assert visitor.page.evaluate("document.activeElement.tagName") == "BODY"
    assert visitor.map.get_attribute("aria-label") == _("Map of the neighbourhood")
    described = visitor.map.get_attribute("aria-describedby")
    expect(visitor.frame.locator(f"#{described}")).to_have_text(
        _("Everything on this map is in the list too.")
    )
    zoom = visitor.in_map("window.map.getZoom()")
    visitor.map.focus()
    visitor.page.keyboard.press("+")
    visitor.wait_for(lambda: visitor.in_map("window.map.getZoom()") > zoom, "a nearer view by key")
    centre = visitor.in_map("window.map.getCenter().lng")
    visitor.page.keyboard.press("ArrowRight")
    visitor.wait_for(lambda: visitor.in_map("window.map.getCenter().lng") > centre, "a move by key")
    visitor.assert_calm()
