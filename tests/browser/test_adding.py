"""Journeys of a person who adds something, in a real browser on a real server."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import shapely
from playwright.sync_api import expect

from assetmap.actions.assets import add_asset
from assetmap.domain.asset import Asset, Contact
from assetmap.locale import translator
from assetmap.wiring import open_store
from tests.browser.test_first_map import HEMMERPOLDER, STEWARD, free_spot

pytestmark = pytest.mark.browser

_ = translator("nl")

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def addresses(demo: Path) -> Iterator[str]:
    """Serve one address in Hemmerpolder, in the form of a Locatieserver; return where."""
    lon, lat = free_spot(demo, HEMMERPOLDER)
    found = {
        "type": "adres",
        "weergavenaam": "Dijkweg 12, 9999ZZ Zonnewaard",
        "centroide_ll": f"POINT({lon} {lat})",
        "straatnaam": "Dijkweg",
        "huisnummer": 12,
        "postcode": "9999ZZ",
        "woonplaatsnaam": "Zonnewaard",
    }

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps({"response": {"numFound": 1, "docs": [found]}}).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_said: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/search/v3_1"
    server.shutdown()
    server.server_close()


def heading(visitor):
    return visitor.page.locator(".st-key-page_add h1")


def begin(visitor, server) -> None:
    visitor.open(server, "/toevoegen")
    visitor.wait_for_map()
    expect(heading(visitor)).to_have_text(_("Where is it?"))
    visitor.wait_until_still()


def press(visitor, words: str) -> None:
    visitor.page.get_by_role("button", name=words, exact=True).click()
    visitor.wait_until_still()


def pick(visitor, layer: str, category: str) -> None:
    expect(heading(visitor)).to_have_text(_("What is it?"))
    press(visitor, layer)
    press(visitor, category)
    expect(heading(visitor)).to_have_text(_("What is it called?"))


def name_field(visitor):
    return visitor.page.get_by_role("textbox", name=_("What is it called?"))


def expect_saved(visitor, name: str) -> str:
    expect(heading(visitor)).to_have_text(_("Done"))
    expect(visitor.page.locator(".adding-saved")).to_contain_text(name)
    return visitor.page.locator(".adding-saved").get_attribute("data-asset") or ""


def standing(path: Path, record_id: str):
    store = open_store(path)
    try:
        return store.asset(record_id, viewer=STEWARD)
    finally:
        store.close()


def put_on_map(visitor, lon: float, lat: float) -> None:
    visitor.click_map(lon, lat)
    visitor.page.get_by_text(_("The place is on the map. Click again to move it.")).wait_for()
    visitor.wait_until_still()


def test_a_resident_adds_a_place_on_a_phone_in_four_screens(demo, serve, visit) -> None:
    server = serve(demo, ASSETMAP_GEOCODER="none")
    visitor = visit(**PHONE)
    begin(visitor, server)
    screens = [heading(visitor).inner_text()]
    before = visitor.painted()

    put_on_map(visitor, *free_spot(demo, HEMMERPOLDER))
    press(visitor, _("Go on"))
    screens.append(heading(visitor).inner_text())
    pick(visitor, "Plekken", "Speelplek")
    screens.append(heading(visitor).inner_text())
    name_field(visitor).fill("Speelveld De Test")
    press(visitor, _("Save"))

    record_id = expect_saved(visitor, "Speelveld De Test")
    screens.append(heading(visitor).inner_text())
    assert len(set(screens)) == 4
    visitor.wait_for_paint(before + 1)
    assert visitor.map.get_attribute("data-map-instances") == "1"
    assert standing(demo, record_id).neighbourhood == HEMMERPOLDER
    press(visitor, _("Show it on the map"))
    expect(visitor.page.locator(".asset-card h2")).to_have_text("Speelveld De Test")
    visitor.assert_calm()


def test_every_button_is_large_enough_and_the_way_on_is_in_sight(demo, serve, visit) -> None:
    server = serve(demo, ASSETMAP_GEOCODER="none")
    visitor = visit(**PHONE)
    begin(visitor, server)

    def look() -> None:
        small = visitor.page.evaluate(
            "[...document.querySelectorAll('.st-key-page_add :is(button, summary, input)')]"
            ".filter(e => e.getClientRects().length && e.type !== 'checkbox' && e.type !== 'radio')"
            ".map(e => [e, e.closest('[data-testid=stTextInputRootElement]') || e])"
            ".filter(([, e]) => e.getBoundingClientRect().height < 43.5)"
            ".map(([e]) => e.outerHTML.slice(0, 200))"
        )
        assert small == []
        way_on = visitor.page.locator(".st-key-adding_foot button").last.bounding_box()
        tabs = visitor.page.locator(".st-key-tabs").bounding_box()
        assert way_on["y"] + way_on["height"] <= tabs["y"]
        assert visitor.page.locator(".stMain").evaluate("e => e.scrollTop") == 0

    look()
    put_on_map(visitor, *free_spot(demo, HEMMERPOLDER))
    press(visitor, _("Go on"))
    look()
    press(visitor, "Plekken")
    look()
    press(visitor, "Speelplek")
    look()


def test_an_address_puts_the_pin_and_says_how_precise_it_is(demo, serve, visit, addresses) -> None:
    server = serve(demo, ASSETMAP_GEOCODER="pdok", ASSETMAP_GEOCODER_URL=addresses)
    visitor = visit(**PHONE)
    begin(visitor, server)

    box = visitor.page.get_by_role("textbox", name=_("Or look up an address or postcode"))
    box.fill("Dijkweg 12")
    box.press("Enter")
    visitor.page.get_by_role("button", name="Dijkweg 12").click()
    visitor.page.get_by_text(_("The place is on the map. Click again to move it.")).wait_for()
    visitor.wait_until_still()
    press(visitor, _("Go on"))
    pick(visitor, "Plekken", "Speelplek")
    name_field(visitor).fill("Speelveld De Test")
    press(visitor, _("Save"))

    saved = standing(demo, expect_saved(visitor, "Speelveld De Test"))
    assert saved.asset.precision == "address"
    assert saved.asset.address.startswith("Dijkweg 12")
    assert saved.neighbourhood == HEMMERPOLDER
    visitor.assert_calm()


def test_a_talent_is_added_without_a_place_by_the_keyboard_alone(demo, serve, visit) -> None:
    server = serve(demo, ASSETMAP_GEOCODER="none")
    visitor = visit()
    page = visitor.page
    begin(visitor, server)
    expect(heading(visitor)).to_be_focused()

    page.get_by_role("radio", name=_("Somewhere in the neighbourhood")).focus()
    page.keyboard.press("Space")
    visitor.wait_until_still()
    page.get_by_role("combobox", name=_("Neighbourhood")).focus()
    page.keyboard.type("Hemmer")
    page.keyboard.press("Enter")
    visitor.wait_until_still()
    page.get_by_role("button", name=_("Go on")).focus()
    page.keyboard.press("Enter")
    expect(heading(visitor)).to_have_text(_("What is it?"))
    expect(heading(visitor)).to_be_focused()
    # The first box of a visit comes a moment after its heading.
    page.get_by_role("textbox", name=_("Type what it is, or choose")).wait_for()
    page.keyboard.press("Tab")
    page.keyboard.type("koken")
    page.keyboard.press("Enter")
    expect(heading(visitor)).to_have_text(_("What is it called?"))
    expect(heading(visitor)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("Soep voor de hele straat")
    visitor.wait_until_still()
    # What somebody can do is kept for this tab alone.
    visitor.wait_for(lambda: "Soep" in kept_in(visitor, "sessionStorage"), "the draft to be kept")
    assert "Soep" not in kept_in(visitor, "localStorage")
    page.get_by_role("checkbox", name=_("Yes, this person said so")).focus()
    page.keyboard.press("Space")
    visitor.wait_until_still()
    page.get_by_role("radio", name=_("On paper")).focus()
    page.keyboard.press("Space")
    visitor.wait_until_still()
    name_field(visitor).focus()
    page.keyboard.press("Enter")

    saved = standing(demo, expect_saved(visitor, "Soep voor de hele straat"))
    assert saved.asset.geometry is None
    assert saved.neighbourhood == HEMMERPOLDER
    assert saved.asset.category == "cooking"
    visitor.assert_calm()


def test_the_keyboard_alone_points_at_the_middle_of_the_map(demo, serve, visit) -> None:
    server = serve(demo, ASSETMAP_GEOCODER="none")
    visitor = visit()
    begin(visitor, server)

    visitor.come_near(*free_spot(demo, HEMMERPOLDER))
    visitor.map.focus()
    visitor.page.keyboard.press("Enter")
    visitor.page.get_by_text(_("The place is on the map. Click again to move it.")).wait_for()
    visitor.page.get_by_role("button", name=_("Go on")).focus()
    visitor.page.keyboard.press("Enter")

    expect(heading(visitor)).to_have_text(_("What is it?"))
    visitor.assert_calm()


def test_an_area_is_drawn_and_saved(demo, serve, visit) -> None:
    server = serve(demo, ASSETMAP_GEOCODER="none")
    visitor = visit()
    begin(visitor, server)
    visitor.page.get_by_role("radio", name=_("An area")).click()
    visitor.wait_until_still()
    visitor.wait_for_map()
    size = visitor.map.bounding_box()
    for across, down in ((0.4, 0.4), (0.5, 0.4), (0.5, 0.5), (0.4, 0.5), (0.4, 0.4)):
        visitor.map.click(position={"x": size["width"] * across, "y": size["height"] * down})
        visitor.page.wait_for_timeout(350)
    visitor.page.get_by_text(_("The place is on the map. Click again to move it.")).wait_for()
    visitor.wait_until_still()

    press(visitor, _("Go on"))
    pick(visitor, "Plekken", "Park of plantsoen")
    name_field(visitor).fill("Park De Test")
    press(visitor, _("Save"))

    saved = standing(demo, expect_saved(visitor, "Park De Test"))
    assert saved.asset.geometry.geom_type == "Polygon"
    visitor.assert_calm()


def test_a_reload_in_the_middle_gives_everything_back(demo, serve, visit) -> None:
    server = serve(demo, ASSETMAP_GEOCODER="none")
    visitor = visit(**PHONE)
    begin(visitor, server)
    put_on_map(visitor, *free_spot(demo, HEMMERPOLDER))
    press(visitor, _("Go on"))
    pick(visitor, "Plekken", "Speelplek")
    # Typed, and on its way to nobody yet.
    name_field(visitor).press_sequentially("Speelveld De Test")

    visitor.page.reload()
    visitor.page.get_by_role("button", name=_("Go on with it")).click()

    expect(name_field(visitor)).to_have_value("Speelveld De Test")
    visitor.wait_until_still()
    press(visitor, _("Save"))
    record_id = expect_saved(visitor, "Speelveld De Test")
    assert standing(demo, record_id).neighbourhood == HEMMERPOLDER
    visitor.page.reload()
    visitor.wait_for_map()
    visitor.wait_until_still()
    expect(heading(visitor)).to_have_text(_("Where is it?"))
    visitor.assert_calm()


def test_a_server_that_starts_again_loses_nothing(demo, serve, visit) -> None:
    server = serve(demo, ASSETMAP_GEOCODER="none")
    visitor = visit()
    begin(visitor, server)
    put_on_map(visitor, *free_spot(demo, HEMMERPOLDER))
    press(visitor, _("Go on"))
    pick(visitor, "Plekken", "Speelplek")
    name_field(visitor).fill("Speelveld De Test")
    visitor.wait_until_still()

    server.stop()
    with visitor.page.expect_websocket(timeout=60_000):
        server.start()
    visitor.page.wait_for_timeout(1000)
    # To the new server this is a stranger, whose browser says what it has: by itself when the page
    # ran again on its own, else upon the next press.
    go_on = visitor.page.get_by_role("button", name=_("Go on with it"))
    save = visitor.page.get_by_role("button", name=_("Save"), exact=True)
    expect(go_on.or_(save).first).to_be_visible()
    if not go_on.is_visible():
        save.click()
    go_on.click()
    expect(name_field(visitor)).to_have_value("Speelveld De Test")
    visitor.wait_until_still()
    press(visitor, _("Save"))

    record_id = expect_saved(visitor, "Speelveld De Test")
    assert standing(demo, record_id).neighbourhood == HEMMERPOLDER


def kept_in(visitor, storage: str) -> str:
    return visitor.page.evaluate(f"JSON.stringify({{...window.{storage}}})")


def test_whom_to_ask_stays_in_this_tab_and_goes_when_one_stops(demo, serve, visit) -> None:
    server = serve(demo, ASSETMAP_GEOCODER="none")
    store = open_store(demo)
    place = shapely.Point(*free_spot(demo, HEMMERPOLDER))
    asset = Asset(layer="places", category="park", name="Veld", geometry=place)
    contact = Contact(person="Fatma Yilmaz", phone="06-12345678")
    record_id = add_asset(store, asset, person=STEWARD, contact=contact).id
    store.close()
    visitor = visit()
    visitor.open(server, f"/?asset={record_id}")
    press(visitor, _("Change"))
    expect(name_field(visitor)).to_have_value("Veld")
    name_field(visitor).fill("Akker")
    visitor.wait_until_still()
    visitor.wait_for(lambda: "Akker" in kept_in(visitor, "localStorage"), "the draft to be kept")

    assert "Fatma" not in kept_in(visitor, "localStorage")
    assert "Fatma" in kept_in(visitor, "sessionStorage")
    press(visitor, _("Stop"))
    visitor.wait_for_map()

    assert "Akker" not in kept_in(visitor, "localStorage")
    assert "Fatma" not in kept_in(visitor, "sessionStorage")
    assert standing(demo, record_id).asset.name == "Veld"
    visitor.assert_calm()


def test_an_old_draft_is_forgotten(demo, serve, visit) -> None:
    server = serve(demo, ASSETMAP_GEOCODER="none")
    visitor = visit()
    begin(visitor, server)
    visitor.page.evaluate(
        "localStorage.setItem('assetmap.draft.old', JSON.stringify({id: 'a.0', visit: 'a', "
        "form: 0, at: Date.now() - 8 * 24 * 3600 * 1000, "
        "content: {step: 'name', fields: {name: 'Oud'}}}))"
    )

    visitor.page.reload()
    visitor.wait_for_map()
    visitor.wait_until_still()

    expect(heading(visitor)).to_have_text(_("Where is it?"))
    assert "Oud" not in kept_in(visitor, "localStorage")
    visitor.assert_calm()


def test_what_is_there_already_comes_up_while_one_types(demo, serve, visit) -> None:
    server = serve(demo, ASSETMAP_GEOCODER="none")
    lon, lat = free_spot(demo, HEMMERPOLDER)
    store = open_store(demo)
    there = Asset(
        layer="places",
        category="community_centre",
        name="Buurthuis De Brug",
        geometry=shapely.Point(lon, lat),
    )
    record_id = add_asset(store, there, person=STEWARD).id
    store.close()
    visitor = visit(**PHONE)
    begin(visitor, server)
    visitor.come_near(lon, lat)
    put_on_map(visitor, lon + 40 / 67_000, lat)
    press(visitor, _("Go on"))
    pick(visitor, "Plekken", "Buurthuis")

    name_field(visitor).press_sequentially("de brug")
    expect(visitor.page.locator(".st-key-adding_doubles")).to_contain_text("Buurthuis De Brug")
    press(visitor, _("Yes, open that one"))

    expect(visitor.page.locator(".asset-card")).to_have_attribute("data-asset", record_id)
    visitor.page.wait_for_timeout(1600)  # a person looks at it first
    visitor.page.get_by_role("link", name=_("Add"), exact=True).click()
    expect(name_field(visitor)).to_have_value("de brug")
    visitor.assert_calm()


def test_leaving_half_way_and_coming_back_goes_on_or_begins_anew(demo, serve, visit) -> None:
    server = serve(demo, ASSETMAP_GEOCODER="none")
    visitor = visit()
    begin(visitor, server)
    put_on_map(visitor, *free_spot(demo, HEMMERPOLDER))
    press(visitor, _("Go on"))
    pick(visitor, "Plekken", "Speelplek")
    name_field(visitor).fill("Halverwege")
    visitor.wait_until_still()

    visitor.page.get_by_role("link", name=_("Take along")).first.click()
    visitor.page.get_by_role("button", name=_("Download")).wait_for()
    visitor.page.get_by_role("link", name=_("Add"), exact=True).click()
    expect(name_field(visitor)).to_have_value("Halverwege")
    visitor.wait_until_still()
    press(visitor, _("Begin anew"))

    expect(heading(visitor)).to_have_text(_("Where is it?"))
    visitor.page.get_by_text(_("Click or tap on the map where it is.")).first.wait_for()
    visitor.assert_calm()


def test_after_saving_one_adds_another_or_takes_it_back(demo, serve, visit) -> None:
    server = serve(demo, ASSETMAP_GEOCODER="none")
    visitor = visit()
    begin(visitor, server)
    lon, lat = free_spot(demo, HEMMERPOLDER)
    put_on_map(visitor, lon, lat)
    press(visitor, _("Go on"))
    pick(visitor, "Plekken", "Speelplek")
    name_field(visitor).fill("Speelveld De Test")
    name_field(visitor).press("Enter")
    first = expect_saved(visitor, "Speelveld De Test")
    visitor.wait_until_still()

    press(visitor, _("Undo"))
    expect(name_field(visitor)).to_have_value("Speelveld De Test")
    assert standing(demo, first).status == "retired"
    visitor.wait_until_still()
    press(visitor, _("Save"))
    second = expect_saved(visitor, "Speelveld De Test")
    press(visitor, _("Add another one"))
    expect(heading(visitor)).to_have_text(_("Where is it?"))
    put_on_map(visitor, lon + 0.001, lat)
    press(visitor, _("Go on"))
    expect(visitor.page.get_by_role("button", name="Speelplek")).to_be_visible()
    assert standing(demo, second).status == "published"

    visitor.page.get_by_role("link", name=_("Map")).first.click()
    visitor.wait_for_map()
    visitor.assert_calm()
