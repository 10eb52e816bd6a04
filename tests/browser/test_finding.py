"""Journeys of a person who looks for something, shares it, or reads it: map, list and cards."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
import shapely
from playwright.sync_api import expect

from assetmap.actions.assets import add_asset
from assetmap.domain.asset import Asset
from assetmap.locale import translator
from assetmap.wiring import open_store
from tests.browser.test_first_map import HEMMERPOLDER, STEWARD, free_spot

pytestmark = pytest.mark.browser

SIZES = pytest.mark.parametrize(
    ("width", "height"), [(1280, 800), (390, 844)], ids=["wide", "phone"]
)
LANGUAGES = pytest.mark.parametrize("language", ["nl", "en"])
_ = translator("nl")


def add(store_path, **said) -> str:
    """Add an asset to a store and return its id."""
    store = open_store(store_path)
    place = shapely.Point(*free_spot(store_path, HEMMERPOLDER))
    asset = Asset(**{"layer": "places", "category": "park", "geometry": place, **said})
    receipt = add_asset(store, asset, person=STEWARD)
    store.close()
    return receipt.id


def query(visitor) -> dict[str, list[str]]:
    return parse_qs(urlsplit(visitor.page.url).query)


def open_filters(visitor) -> None:
    """Open what is folded away: on a phone all of it, elsewhere the further filters."""
    opener = visitor.page.locator(".panel-opener")
    if opener.is_visible():
        opener.click()
    visitor.page.locator(".panel-more summary").click()


@SIZES
@LANGUAGES
def test_a_misspelt_word_finds_a_place_and_the_keyboard_opens_its_card(
    demo, serve, visit, width, height, language
) -> None:
    asset_id = add(demo, category="library", name="Leeshuis Zonzicht")
    server = serve(demo)
    visitor = visit(width=width, height=height)
    visitor.open(server, f"/?lang={language}")
    visitor.wait_for_map()
    say = translator(language)

    box = visitor.page.get_by_label(say("Search a name, sort or street"))
    box.focus()
    visitor.page.keyboard.type("leeshius zonzcht", delay=30)
    expect(visitor.page.get_by_role("option").first).to_contain_text("Leeshuis Zonzicht")
    visitor.wait_for(lambda: visitor.painted() == 1, "the map to follow what is typed")
    visitor.page.keyboard.press("ArrowDown")
    visitor.page.keyboard.press("Enter")

    expect(visitor.page.locator(".asset-card")).to_have_attribute("data-asset", asset_id)
    expect(visitor.page.locator(".asset-card h2")).to_be_focused()
    visitor.wait_for(lambda: query(visitor).get("asset") == [asset_id], "the asset in the address")
    visitor.page.keyboard.press("Escape")
    expect(visitor.page.locator(".asset-card")).to_have_count(0)
    assert visitor.map.get_attribute("data-map-instances") == "1"
    visitor.assert_calm()


@SIZES
def test_a_filtered_view_is_shared_and_a_fresh_browser_sees_the_same(
    demo, serve, visit, width, height
) -> None:
    add(
        demo, name="Avond voor jongeren", category="youth_centre", cost="free",
        audience=("young",), opening_hours="Mo-Su 18:00-22:00",
    )  # fmt: skip
    add(demo, name="Alleen overdag", cost="free", audience=("young",), opening_hours="05:00-06:00")
    add(demo, name="Kost geld", cost="paid", audience=("young",), opening_hours="18:00-22:00")
    server = serve(demo)
    visitor = visit(width=width, height=height)
    visitor.open(server)
    visitor.wait_for_map()

    open_filters(visitor)
    visitor.page.get_by_label(_("Neighbourhood"), exact=True).select_option(HEMMERPOLDER)
    for name, value in (("gratis", "1"), ("voor", "young"), ("open", "evening")):
        visitor.tick(name, value)
    visitor.wait_until_still()
    expect(visitor.choice("open", "evening").locator(".panel-count")).to_have_text("1")
    if width < 600:
        visitor.page.get_by_role("button", name=_("Done")).click()
    visitor.wait_for(lambda: visitor.painted() == 1, "one asset on the map")

    visitor.wait_for(lambda: "#kaart=" in visitor.page.url, "the place in the address")
    guest = visit(width=width, height=height)
    guest.page.goto(visitor.page.url)
    guest.wait_for_map()
    guest.wait_for(lambda: guest.painted() == 1, "the same asset on the map of a guest")
    assert query(guest) == query(visitor)
    here = "[window.map.getCenter().lat, window.map.getCenter().lng, window.map.getZoom()]"
    assert guest.in_map(here) == pytest.approx(visitor.in_map(here), abs=1e-4)
    guest.page.get_by_role("link", name=_("List"), exact=True).click()
    expect(guest.page.locator(".list-name")).to_have_text(["Avond voor jongeren"])
    visitor.assert_calm()
    guest.assert_calm()


def test_the_years_play_on_one_living_map(demo, serve, visit) -> None:
    server = serve(demo)
    visitor = visit()
    visitor.open(server)
    visitor.wait_for_map()
    everything = visitor.painted()

    visitor.page.get_by_label(_("Through the years"), exact=True).check()
    slider = visitor.frame.get_by_role("slider")
    slider.wait_for()
    visitor.frame.get_by_role("button", name=_("Play the years")).click()
    visitor.wait_for(lambda: 0 < visitor.painted() < everything, "the map of long ago")
    early = visitor.painted()
    visitor.wait_for(lambda: visitor.painted() > early, "the map to grow over the years", 30)
    visitor.frame.get_by_role("button", name=_("Pause")).click()

    visitor.wait_for(lambda: "jaar" in query(visitor), "the year in the address")
    year = query(visitor)["jaar"][0]
    assert visitor.map.get_attribute("data-year") == year
    slider.focus()
    visitor.page.keyboard.press("ArrowLeft")
    visitor.wait_for(lambda: query(visitor).get("jaar") == [str(int(year) - 1)], "a year earlier")
    assert visitor.map.get_attribute("data-map-instances") == "1"
    visitor.assert_calm()


@SIZES
def test_the_list_gives_what_the_map_gives_and_the_keyboard_opens_a_card(
    demo, serve, visit, width, height
) -> None:
    server = serve(demo)
    visitor = visit(width=width, height=height)
    visitor.open(server, "/lijst?laag=places")
    store = open_store(demo)
    places = store.layer("places")
    store.close()
    names = visitor.page.locator(".list-name")
    expect(names).to_have_count(min(50, len(places)))
    assert set(names.all_inner_texts()) <= set(places["name"])

    names.first.focus()
    wanted = names.first.inner_text()
    visitor.page.keyboard.press("Enter")

    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(wanted)
    visitor.wait_for(lambda: urlsplit(visitor.page.url).path == "/kaartje", "its own address")
    visitor.wait_for(lambda: wanted in visitor.page.title(), "the title of the page")
    fresh = visit()
    fresh.page.goto(visitor.page.url)
    expect(fresh.page.get_by_role("heading", level=1)).to_have_text(wanted)
    visitor.assert_calm()
    fresh.assert_calm()


def test_a_long_list_goes_on_where_the_reader_was(demo, serve, visit) -> None:
    server = serve(demo)
    visitor = visit()
    visitor.open(server, "/lijst")
    names = visitor.page.locator(".list-name")
    expect(names).to_have_count(50)

    visitor.page.get_by_role("button", name=_("Show more")).focus()
    visitor.page.keyboard.press("Enter")

    expect(names).to_have_count(150)
    assert names.nth(50).evaluate("each => each === document.activeElement")
    visitor.assert_calm()


@SIZES
def test_the_page_of_a_neighbourhood_leads_to_its_assets(demo, serve, visit, width, height) -> None:
    server = serve(demo)
    visitor = visit(width=width, height=height)
    visitor.open(server, f"/buurt?buurt={HEMMERPOLDER}")

    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Hemmerpolder")
    visitor.wait_for_map()
    name = visitor.page.locator(".list-name").first
    wanted = name.inner_text()
    name.click()

    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(wanted)
    assert visitor.map.get_attribute("data-map-instances") == "1"
    visitor.assert_calm()


def test_one_map_lives_through_forty_runs_and_every_page(demo, serve, visit) -> None:
    server = serve(demo)
    visitor = visit()
    visitor.open(server)
    visitor.wait_for_map()
    visitor.in_map("void (window.mark = 42)")
    visitor.come_near(*free_spot(demo, HEMMERPOLDER), zoom=15)
    place = visitor.in_map("[window.map.getCenter().lat, window.map.getZoom()]")

    for _round in range(17):
        for layer in ("heritage", "skills"):
            visitor.tick("laag", layer)
            visitor.wait_until_still()
    for page in ("List", "Neighbourhood", "Add", "Take along", "Map"):
        visitor.page.get_by_role("link", name=_(page), exact=True).click()
        visitor.wait_until_still()
    visitor.page.get_by_role("radio", name="EN", exact=True).click()
    visitor.wait_until_still()

    assert visitor.in_map("window.mark") == 42
    assert visitor.map.get_attribute("data-map-instances") == "1"
    after = visitor.in_map("[window.map.getCenter().lat, window.map.getZoom()]")
    assert after == pytest.approx(place, abs=1e-3)
    visitor.assert_calm()


@pytest.mark.slow
def test_a_cold_first_visit_always_shows_the_assets(demo, serve, visit) -> None:
    server = serve(demo)

    for _round in range(8):
        visitor = visit()
        visitor.open(server)
        visitor.wait_for_map()
        visitor.wait_for_paint(176)
        visitor.assert_calm()
        visitor.page.context.close()


def test_from_a_spot_on_the_map_only_what_is_near_is_left(demo, serve, visit) -> None:
    server = serve(demo)
    visitor = visit()
    visitor.open(server)
    visitor.wait_for_map()
    everything = visitor.painted()
    open_filters(visitor)

    visitor.page.get_by_role("button", name=_("From a spot on the map")).click()
    visitor.page.get_by_text(_("Click or tap on the map from where you walk.")).wait_for()
    visitor.click_map(*free_spot(demo, "ZW01"))

    visitor.wait_for(lambda: 0 < visitor.painted() < everything, "what is near")
    visitor.wait_for(lambda: "vanaf" in query(visitor), "the spot in the address")
    visitor.page.get_by_role("button", name=_("Everywhere again")).click()
    visitor.wait_for(lambda: "vanaf" not in query(visitor), "the address without a spot")
    visitor.assert_calm()


ODD_TEXTS = [
    "<img src=x onerror=alert(1)>",
    "${alert(1)} `${alert(2)}`",
    "שלום עולם — مرحبا",
    "👩🏽‍🌾🧑‍🍳 Buurtmoestuin 🥕",
    "W" * 200,
]


@pytest.mark.parametrize(
    "name", ODD_TEXTS, ids=["tag", "template", "right-to-left", "emoji", "long"]
)
def test_any_text_is_shown_as_text_on_every_page_and_the_layout_stays_whole(
    demo, serve, visit, name
) -> None:
    asset_id = add(demo, name=name, offers=f"{name} " * (9_000 // (len(name) + 1)))
    server = serve(demo)
    visitor = visit(width=390, height=844)

    for path in (
        f"/?asset={asset_id}", f"/kaartje?asset={asset_id}", f"/buurt?buurt={HEMMERPOLDER}",
        f"/lijst?buurt={HEMMERPOLDER}",
    ):  # fmt: skip
        visitor.open(server, path)
        expect(visitor.page.get_by_text(name, exact=True).first).to_be_visible()
        visitor.wait_until_still()
        sizes = visitor.page.evaluate(
            "[document.documentElement.scrollWidth, document.querySelector('.stMain').scrollWidth]"
        )
        assert max(sizes) <= 390
    box = visitor.page.get_by_label(_("Search a name, sort or street"))
    box.fill(name[:20])
    expect(visitor.page.get_by_role("option").first).to_contain_text(name[:20])
    visitor.assert_calm()


def test_a_big_screen_shows_the_map_and_how_to_join(demo, serve, visit) -> None:
    server = serve(demo, ASSETMAP_JOIN_ADDRESS="http://192.0.2.7:8501/")
    visitor = visit()
    visitor.open(server, "/?scherm=groot")
    visitor.wait_for_map()

    expect(visitor.page.get_by_text("192.0.2.7:8501")).to_be_visible()
    expect(visitor.page.locator(".panel")).to_be_hidden()
    visitor.page.get_by_role("button", name=_("Leave the big screen")).click()

    expect(visitor.page.locator(".panel")).to_be_visible()
    visitor.assert_calm()


def test_a_phone_says_what_is_not_right_and_the_steward_reads_it(demo, serve, visit) -> None:
    asset_id = add(demo, name="Het Veldje")
    phones = serve(demo, ASSETMAP_LOCAL_IS_STEWARD="false")
    visitor = visit(width=390, height=844)
    visitor.open(phones, f"/kaartje?asset={asset_id}")
    words = visitor.page.get_by_label(_("What is not right, or what is missing?"))
    words.fill("Het hek is weg.")
    words.press("Tab")
    visitor.wait_until_still()

    visitor.page.get_by_role("button", name=_("Send")).click()

    expect(
        visitor.page.get_by_text(_("Thank you. The stewards of this map read it."))
    ).to_be_visible()
    steward = visit()
    steward.open(serve(demo), "/lijst")
    steward.page.get_by_text(_("What others remarked ({count})").format(count=1)).click()
    expect(steward.page.get_by_text("Het hek is weg.")).to_be_visible()
    steward.page.get_by_role("button", name=_("Done with it")).click()
    expect(steward.page.get_by_text("Het hek is weg.")).to_have_count(0)
    store = open_store(demo)
    assert store.verify().problems == ()
    store.close()
    visitor.assert_calm()
    steward.assert_calm()


def test_the_base_map_is_switched_on_the_living_map(demo, serve, visit) -> None:
    server = serve(demo)
    visitor = visit()
    visitor.open(server)
    visitor.wait_for_map()
    visitor.in_map("void (window.mark = 42)")

    for base, thanks in (("osm", "OpenStreetMap"), ("aerial", "Beeldmateriaal"), ("none", "")):
        visitor.page.get_by_label(_("Base map"), exact=True).select_option(base)
        attribution = visitor.frame.locator(".leaflet-control-attribution")
        expect(attribution).to_contain_text(thanks)
        visitor.wait_until_still()

    assert visitor.in_map("window.mark") == 42
    assert visitor.map.get_attribute("data-map-instances") == "1"
    visitor.assert_calm(hosts=frozenset({"service.pdok.nl", "tile.openstreetmap.org"}))


def test_a_link_brings_in_view_what_it_names(demo, serve, visit) -> None:
    server = serve(demo)
    visitor = visit()
    store = open_store(demo)
    west, south, east, north = store.neighbourhoods().set_index("code").loc["ZW01"].geometry.bounds
    store.close()

    for path in ("/?buurt=ZW01", "/buurt?buurt=ZW01"):
        visitor.open(server, path)
        visitor.wait_for_map()
        middle = f"[{(south + north) / 2}, {(west + east) / 2}]"
        visitor.wait_for(
            lambda: visitor.in_map(
                f"window.map.getZoom() > 13.5 && window.map.getBounds().contains({middle})"  # noqa: B023
            ),
            f"the neighbourhood of {path}",
        )
    visitor.assert_calm()


def test_what_was_clicked_before_is_not_heard_again_on_another_page(demo, serve, visit) -> None:
    store = open_store(demo)
    library = store.layer("places", neighbourhood="ZW09").iloc[0]
    store.close()
    spot = library.geometry.representative_point()
    server = serve(demo)
    visitor = visit()
    visitor.open(server)
    visitor.wait_for_map()
    visitor.come_near(spot.x, spot.y)
    visitor.click_map(spot.x, spot.y)
    visitor.page.get_by_role("button", name=_("All about this")).click()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(library["name"])
    visitor.page.wait_for_timeout(1000)  # a person reads the card first

    visitor.page.get_by_role("link", name=_("List"), exact=True).click()
    expect(visitor.page.locator(".list-name").first).to_be_visible()
    visitor.page.wait_for_timeout(1500)
    expect(visitor.page.locator(".list-name").first).to_be_visible()
    visitor.page.get_by_role("link", name=_("Add"), exact=True).click()
    visitor.wait_until_still()

    expect(
        visitor.page.get_by_text(_("The place is on the map. Click again to move it."))
    ).to_have_count(0)
    visitor.assert_calm()
