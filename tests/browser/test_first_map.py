"""Journeys of a person through the first map, in a real browser on a real server."""

from __future__ import annotations

import json
from pathlib import Path

import pyogrio
import pytest
import shapely
from playwright.sync_api import expect

from assetmap.actions.assets import add_asset
from assetmap.domain.asset import Asset
from assetmap.domain.permission import Person, Role
from assetmap.locale import translator
from assetmap.settings import ROOT
from assetmap.wiring import open_store
from tests.browser.command_line import assetmap

pytestmark = pytest.mark.browser

_ = translator("nl")

# Two places inside Zonnewaard where nothing stands: in Hemmerpolder and in Noordermeent.
HEMMERPOLDER = "ZW11"
STEWARD = Person("test", Role.STEWARD)


def free_spot(store_path: Path, code: str) -> tuple[float, float]:
    """Return a place in a neighbourhood, far from every asset."""
    store = open_store(store_path)
    areas = store.neighbourhoods().set_index("code")
    others = store.assets().union_all()
    spots = [
        shapely.Point(lon, lat)
        for lon in _steps(areas.loc[code].geometry.bounds[0], areas.loc[code].geometry.bounds[2])
        for lat in _steps(areas.loc[code].geometry.bounds[1], areas.loc[code].geometry.bounds[3])
    ]
    inside = [spot for spot in spots if areas.loc[code].geometry.buffer(-0.001).contains(spot)]
    best = max(inside, key=others.distance)
    store.close()
    return best.x, best.y


def _steps(low: float, high: float) -> list[float]:
    return [low + (high - low) * step / 20 for step in range(1, 20)]


def choose(visitor, label: str, words: str) -> None:
    """Choose in a selectbox by typing, as a person with a keyboard does."""
    box = visitor.page.get_by_role("combobox", name=label)
    box.click()
    box.fill(words)
    visitor.page.get_by_role("option", name=words).first.click()
    visitor.wait_until_still()


def fill_form(visitor, *, layer: str, category: str, name: str) -> None:
    """Go on from where it is, say what it is and what it is called."""
    for words in (_("Go on"), layer, category):
        visitor.page.get_by_role("button", name=words, exact=True).click()
        visitor.wait_until_still()
    field = name_field(visitor)
    field.fill(name)
    field.press("Tab")
    visitor.wait_until_still()


def name_field(visitor):
    return visitor.page.get_by_role("textbox", name=_("What is it called?"))


def save(visitor) -> None:
    """Save, and look at what was saved on the map."""
    visitor.page.get_by_role("button", name=_("Save"), exact=True).click()
    visitor.page.get_by_role("button", name=_("Show it on the map")).click()


@pytest.mark.parametrize("width", [1280, 390], ids=["wide", "phone"])
def test_a_worker_adds_a_place_by_clicking_and_finds_it_after_a_restart(
    demo, serve, visit, width
) -> None:
    server = serve(demo)
    visitor = visit(width=width, height=844 if width < 600 else 800)
    visitor.open(server)
    visitor.wait_for_map()
    before = visitor.painted()
    lon, lat = free_spot(demo, HEMMERPOLDER)

    visitor.page.get_by_role("link", name=_("Add"), exact=True).click()
    visitor.page.get_by_text(_("Click or tap on the map where it is.")).first.wait_for()
    visitor.wait_until_still()
    visitor.click_map(lon, lat)
    visitor.page.get_by_text(_("The place is on the map. Click again to move it.")).wait_for()
    visitor.wait_until_still()
    fill_form(visitor, layer="Plekken", category="Speelplek", name="Speelveld De Test")
    save(visitor)

    expect(visitor.page.locator(".asset-card h2")).to_have_text("Speelveld De Test")
    visitor.wait_for_map()
    visitor.see_all()
    visitor.wait_for_paint(before + 1)
    assert visitor.map.get_attribute("data-map-instances") == "1"
    asset_id = visitor.page.locator(".asset-card").get_attribute("data-asset")
    expect(visitor.page.locator(".asset-card")).to_contain_text("Hemmerpolder")

    server.stop()
    server.start()
    again = visit(width=width)
    again.open(server, f"/?asset={asset_id}")
    again.wait_for_map()
    expect(again.page.locator(".asset-card h2")).to_have_text("Speelveld De Test")
    again.wait_for_paint(before + 1)
    visitor.page.close()
    again.assert_calm()


def test_a_resident_filters_by_layer_and_neighbourhood_on_one_living_map(
    demo, serve, visit
) -> None:
    server = serve(demo)
    visitor = visit()
    visitor.open(server)
    visitor.wait_for_map()
    everything = visitor.painted()

    visitor.tick("laag", "places")
    visitor.wait_for(lambda: visitor.painted() < everything, "fewer assets without places")
    without_places = visitor.painted()
    visitor.tick("laag", "places")
    visitor.wait_for_paint(everything)
    visitor.page.get_by_label(_("Neighbourhood"), exact=True).select_option(label="Hemmerpolder")
    visitor.wait_for(lambda: 0 < visitor.painted() < 20, "the assets of one neighbourhood")
    visitor.wait_until_still()

    counted = visitor.counted("laag", "places")
    store = open_store(demo)
    assert everything == len(store.assets())
    assert without_places == everything - len(store.layer("places"))
    assert counted == len(store.layer("places", neighbourhood=HEMMERPOLDER))
    store.close()
    assert visitor.map.get_attribute("data-map-instances") == "1"
    visitor.assert_calm()


def test_a_click_on_a_neighbourhood_zooms_and_filters(demo, serve, visit) -> None:
    server = serve(demo)
    visitor = visit()
    visitor.open(server)
    visitor.wait_for_map()
    zoom = visitor.in_map("window.map.getZoom()")

    visitor.click_map(*free_spot(demo, HEMMERPOLDER))

    visitor.wait_for(lambda: visitor.in_map("window.map.getZoom()") > zoom, "the map to come near")
    expect(visitor.page.get_by_label(_("Neighbourhood"), exact=True)).to_have_value(HEMMERPOLDER)
    assert f"buurt={HEMMERPOLDER}" in visitor.page.url
    visitor.assert_calm()


def test_the_same_asset_can_be_opened_closed_and_opened_again(demo, serve, visit) -> None:
    server = serve(demo)
    visitor = visit()
    visitor.open(server)
    visitor.wait_for_map()
    store = open_store(demo)
    molen = store.layer("places", neighbourhood="ZW09").iloc[0]
    store.close()
    place = molen.geometry.representative_point()

    visitor.come_near(place.x, place.y)
    for _round in range(2):
        visitor.click_map(place.x, place.y)
        expect(visitor.page.locator(".asset-card h2")).to_have_text(molen["name"])
        visitor.page.get_by_role("button", name=_("Close")).click()
        expect(visitor.page.locator(".asset-card")).to_have_count(0)
        visitor.wait_until_still()

    visitor.assert_calm()


def test_an_asset_is_changed_drawn_as_an_area_taken_out_of_sight_and_put_back(
    demo, serve, visit
) -> None:
    server = serve(demo)
    store = open_store(demo)
    receipt = add_asset(
        store,
        Asset(
            layer="places",
            category="park",
            name="Het Veldje",
            geometry=shapely.Point(*free_spot(demo, HEMMERPOLDER)),
        ),
        person=STEWARD,
    )
    store.close()
    visitor = visit()
    visitor.open(server, f"/?asset={receipt.id}")
    visitor.wait_for_map()
    visitor.see_all()
    before = visitor.painted()

    visitor.page.get_by_role("button", name=_("Change")).click()
    expect(name_field(visitor)).to_have_value("Het Veldje")
    visitor.wait_until_still()
    visitor.page.get_by_text(_("Where it is"), exact=True).click()
    visitor.page.get_by_role("radio", name=_("An area")).click()
    visitor.wait_until_still()
    visitor.wait_for_map()
    size = visitor.map.bounding_box()
    for across, down in ((0.3, 0.3), (0.6, 0.3), (0.6, 0.6), (0.3, 0.6), (0.3, 0.3)):
        visitor.map.click(position={"x": size["width"] * across, "y": size["height"] * down})
        visitor.page.wait_for_timeout(350)
    visitor.page.get_by_text(_("The place is on the map. Click again to move it.")).wait_for()
    visitor.wait_until_still()
    save(visitor)
    expect(visitor.page.locator(".asset-card h2")).to_have_text("Het Veldje")

    visitor.page.get_by_role("button", name=_("Change")).click()
    visitor.page.get_by_text(_("What happened to it")).click()
    expect(visitor.page.get_by_text(_("place"), exact=False).last).to_be_visible()
    visitor.page.get_by_text(_("Take out of sight")).first.click()
    why = visitor.page.get_by_label(_("Why?"))
    why.fill("Dubbel")
    why.press("Tab")
    visitor.wait_until_still()
    visitor.page.get_by_role("button", name=_("Take out of sight")).click()
    visitor.page.get_by_role("button", name=_("Put back in sight")).wait_for()
    visitor.see_all()
    visitor.wait_for_paint(before - 1)
    visitor.page.get_by_role("button", name=_("Put back in sight")).click()
    visitor.wait_until_still()
    visitor.see_all()
    visitor.wait_for_paint(before)

    store = open_store(demo)
    past = store.history(receipt.id)
    assert [version.action for version in past] == ["add", "edit", "retire", "restore"]
    assert past[1].asset.geometry.geom_type == "Polygon"
    assert past[2].reason == "Dubbel"
    assert store.verify().problems == ()
    store.close()
    visitor.assert_calm()


def test_what_somebody_else_adds_appears_without_a_reload(demo, serve, visit) -> None:
    server = serve(demo)
    visitor = visit()
    visitor.open(server)
    visitor.wait_for_map()
    before = visitor.painted()

    store = open_store(demo)
    place = shapely.Point(*free_spot(demo, HEMMERPOLDER))
    asset = Asset(layer="places", category="park", name="Nieuw", geometry=place)
    add_asset(store, asset, person=STEWARD)
    store.close()

    visitor.wait_for(lambda: visitor.painted() == before + 1, "the new asset", 6)
    assert visitor.map.get_attribute("data-map-instances") == "1"
    visitor.assert_calm()


@pytest.mark.parametrize("ending", [".gpkg", ".geojson", ".csv"])
def test_policy_staff_take_layers_along(demo, serve, visit, tmp_path, ending) -> None:
    server = serve(demo)
    visitor = visit()
    visitor.open(server, "/meenemen")
    label = {".gpkg": "GeoPackage", ".geojson": "GeoJSON", ".csv": "CSV"}[ending]
    if ending != ".gpkg":
        choose(visitor, _("Kind of file"), label)

    with visitor.page.expect_download() as waiting:
        visitor.page.get_by_role("button", name=_("Download")).click()
    out = tmp_path / f"taken{ending}"
    waiting.value.save_as(out)

    store = open_store(demo)
    expected = len(store.assets())
    store.close()
    if ending == ".csv":
        rows = out.read_text(encoding="utf-8-sig").splitlines()
        assert len([row for row in rows if row]) >= expected + 1
    else:
        layers = [name for name, _kind in pyogrio.list_layers(out)]
        found = [pyogrio.read_info(out, layer=layer) for layer in layers]
        assert sum(each["features"] for each in found) == expected
        assert {each["crs"] for each in found} == {"EPSG:28992"}
    visitor.assert_calm()


def test_a_first_start_offers_the_demonstration(serve, visit, tmp_path) -> None:
    server = serve(tmp_path / "new" / "store.gpkg")
    visitor = visit()
    visitor.open(server)

    visitor.page.get_by_role("button", name=_("Open the demonstration")).click()

    visitor.wait_for_map()
    assert visitor.painted() > 100
    visitor.assert_calm()


def test_a_first_start_takes_the_boundaries_of_a_municipality(serve, visit, tmp_path) -> None:
    server = serve(tmp_path / "store.gpkg")
    file = tmp_path / "wijkenbuurten.geojson"
    squares = [
        {
            "type": "Feature",
            "properties": {
                "buurtcode": f"BU0999000{row}",
                "buurtnaam": f"Buurt {row}",
                "gemeentenaam": "Proefstad",
            },
            "geometry": shapely.geometry.mapping(shapely.box(west, 52, west + 0.02, 52.02)),
        }
        for row, west in enumerate((5.0, 5.02, 5.04))
    ]  # fmt: skip
    file.write_text(json.dumps({"type": "FeatureCollection", "features": squares}))
    visitor = visit()
    visitor.open(server)

    visitor.page.locator('input[type="file"]').set_input_files(file)
    visitor.page.get_by_role("button", name=_("Make the map")).click()

    visitor.map.wait_for(timeout=30_000)
    expect(
        visitor.page.get_by_label(_("Neighbourhood"), exact=True).locator("option")
    ).to_have_text([_("All neighbourhoods"), "Buurt 0", "Buurt 1", "Buurt 2"])
    visitor.assert_calm()


def test_a_dead_tile_server_leaves_the_map_and_a_quiet_note(demo, serve, visit) -> None:
    server = serve(demo, ASSETMAP_BASEMAP="grey")
    visitor = visit(tiles="dead")
    visitor.open(server)
    visitor.wait_for_map()

    note = visitor.frame.locator(".assetmap-note")
    expect(note).to_have_text(
        _("The base map cannot be reached now. Neighbourhoods and assets are here.")
    )

    broken = visitor.in_map(
        "[...document.querySelectorAll('img.leaflet-tile')]"
        ".filter(t => getComputedStyle(t).display !== 'none')"
        ".filter(t => t.complete && !t.naturalWidth).length"
    )
    assert broken == 0
    assert visitor.left_the_machine == {"service.pdok.nl"}


def test_only_the_base_map_is_asked_of_others(demo, serve, visit) -> None:
    server = serve(demo, ASSETMAP_BASEMAP="grey")
    visitor = visit()
    visitor.open(server)
    visitor.wait_for_map()
    visitor.wait_for(lambda: visitor.left_the_machine, "tiles to be asked for")

    for page in ("/toevoegen", "/meenemen"):
        visitor.open(server, page)
        visitor.page.get_by_role("link", name=_("Take along")).first.wait_for()
        visitor.wait_until_still()

    visitor.assert_calm(hosts=frozenset({"service.pdok.nl"}))


HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "${alert(1)}",
    "`;alert(1);//",
    "</script><script>alert(1)</script>",
    "{{ 7 * 7 }} [klik](javascript:alert(1))",
]


def test_a_hostile_name_is_shown_as_text(demo, serve, visit) -> None:
    name = " ".join(HOSTILE)
    store = open_store(demo)
    spot = free_spot(demo, HEMMERPOLDER)
    asset = Asset(
        layer="places", category="park", name=name, offers=name, geometry=shapely.Point(*spot)
    )
    receipt = add_asset(store, asset, person=STEWARD)
    store.close()
    server = serve(demo)
    visitor = visit()

    visitor.open(server, f"/?asset={receipt.id}")
    visitor.wait_for_map()
    expect(visitor.page.locator(".asset-card h2")).to_have_text(name)
    visitor.page.wait_for_timeout(800)  # the map makes room for the card
    visitor.map.hover(position=visitor.place_of(*spot))
    expect(visitor.frame.locator(".assetmap-name")).to_have_text(name)
    visitor.page.get_by_role("button", name=_("Change")).click()

    expect(visitor.page.get_by_label(_("What is it called?"))).to_have_value(name)
    visitor.assert_calm()


def test_hostile_names_are_text_on_the_pages_of_the_editor(demo, serve, visit) -> None:
    name = " ".join(HOSTILE)
    store = open_store(demo)
    spot = shapely.Point(*free_spot(demo, HEMMERPOLDER))
    asset = Asset(layer="places", category="park", name=name, offers=name, geometry=spot)
    number = store.asset(add_asset(store, asset, person=STEWARD).id, viewer=STEWARD).number
    store.close()
    server = serve(demo)
    visitor = visit()

    heading = visitor.page.locator("h1, h2", has_text=name)
    for page in ("/kaartje", "/geschiedenis"):
        visitor.open(server, f"{page}?nummer={number}")
        expect(heading.first).to_be_visible()
    visitor.page.get_by_role("button", name=_("Same as another one")).click()
    expect(visitor.page.locator(".st-key-page_merge")).to_contain_text(name)
    for page in (f"/tabel?buurt={HEMMERPOLDER}", f"/buurt?buurt={HEMMERPOLDER}", "/lijst"):
        visitor.open(server, page)
        visitor.page.locator('[class*="st-key-page_"]').first.wait_for(state="attached")
        visitor.wait_until_still()
    visitor.assert_calm()


def test_a_half_changed_asset_does_not_come_back_in_a_new_form(demo, serve, visit) -> None:
    server = serve(demo)
    store = open_store(demo)
    first = store.layer("places")
    store.close()
    visitor = visit()
    visitor.open(server, f"/?asset={first.index[0]}")
    visitor.page.get_by_role("button", name=_("Change")).click()
    name = name_field(visitor)
    expect(name).to_have_value(first["name"].iloc[0])
    visitor.page.wait_for_timeout(1600)  # a person looks at the form first

    visitor.page.get_by_role("link", name=_("Map")).first.click()
    visitor.wait_for_map()
    visitor.page.get_by_role("button", name=_("Close")).click()
    visitor.page.get_by_role("button", name=_("Add"), exact=True).click()

    expect(visitor.page.locator(".st-key-page_add h1")).to_have_text(_("Where is it?"))
    visitor.assert_calm()


def test_a_visitor_from_elsewhere_adds_but_does_not_change(demo, serve, visit) -> None:
    server = serve(demo, ASSETMAP_LOCAL_IS_STEWARD="false")
    store = open_store(demo)
    first = store.layer("places").index[0]
    store.close()
    visitor = visit(width=390)

    visitor.open(server, f"/?asset={first}")
    visitor.wait_for_map()

    expect(visitor.page.locator(".asset-card")).to_be_visible()
    expect(visitor.page.get_by_role("button", name=_("Change"))).to_have_count(0)
    visitor.page.get_by_role("button", name=_("Close")).click()
    expect(visitor.page.get_by_role("link", name=_("Add"), exact=True)).to_be_visible()
    visitor.assert_calm()


def test_what_is_missing_is_said_and_the_rest_is_kept(demo, serve, visit) -> None:
    server = serve(demo)
    visitor = visit()
    visitor.open(server, "/toevoegen")
    visitor.wait_for_map()
    visitor.wait_until_still()

    visitor.page.get_by_role("button", name=_("Go on")).click()

    said = _("The place is missing. Click on the map, or say in which neighbourhood it is.")
    expect(visitor.page.get_by_text(said)).to_be_visible()
    visitor.click_map(*free_spot(demo, HEMMERPOLDER))
    visitor.page.get_by_text(_("The place is on the map. Click again to move it.")).wait_for()
    visitor.wait_until_still()
    fill_form(visitor, layer="Plekken", category="Speelplek", name="")
    visitor.page.get_by_role("button", name=_("Save")).click()
    said = _("The name is missing. What do people call it?")
    expect(visitor.page.get_by_text(said)).to_be_visible()
    visitor.assert_calm()


def test_what_was_chosen_stays_when_the_language_changes(demo, serve, visit) -> None:
    server = serve(demo)
    visitor = visit()
    visitor.open(server, "/toevoegen")
    visitor.wait_for_map()
    visitor.wait_until_still()
    visitor.click_map(*free_spot(demo, HEMMERPOLDER))
    visitor.page.get_by_text(_("The place is on the map. Click again to move it.")).wait_for()
    visitor.wait_until_still()
    fill_form(visitor, layer="Plekken", category="Speelplek", name="Blijft staan")

    visitor.page.get_by_role("radio", name="EN", exact=True).click()
    visitor.wait_until_still()
    visitor.page.get_by_label("What can you do there, or who can help you?").fill("Spelen")
    visitor.page.keyboard.press("Tab")
    visitor.wait_until_still()

    expect(visitor.page.get_by_label("What is it called?")).to_have_value("Blijft staan")
    expect(visitor.page.locator(".st-key-page_add")).to_contain_text("Places · Play area")
    visitor.page.get_by_role("link", name="Map").first.click()
    visitor.wait_for_map()
    expect(visitor.page.get_by_label("Base map", exact=True)).to_have_value("none")
    visitor.assert_calm()


def test_the_language_is_switched_in_place(demo, serve, visit) -> None:
    server = serve(demo)
    visitor = visit()
    visitor.open(server)
    visitor.wait_for_map()
    expect(visitor.page.get_by_role("link", name="Toevoegen").first).to_be_visible()

    visitor.page.get_by_role("radio", name="EN", exact=True).click()

    expect(visitor.page.get_by_role("link", name="Take along").first).to_be_visible()
    expect(visitor.page.locator(".panel .of-laag")).to_contain_text("Places")
    assert visitor.map.get_attribute("data-map-instances") == "1"
    visitor.assert_calm()


@pytest.mark.realdata
def test_amsterdam_is_loaded_shown_added_to_and_taken_along(serve, visit, tmp_path) -> None:
    data = ROOT.parent / "shared" / "data"
    if not data.is_dir():
        pytest.skip("the folder with real data is not here")
    path = tmp_path / "amsterdam.gpkg"
    assetmap(
        "init", "--boundaries", data / "boundaries" / "amsterdam_buurten_2026_gebieden.geojson",
        "--code", "cbsCode", "--name", "naam", "--store", path,
    )  # fmt: skip
    assetmap(
        "import", data / "assets" / "amsterdam_maatschappelijke_voorzieningen.geojson",
        "--layer", "places", "--name", "Naam", "--category", "Categorie", "--store", path,
    )  # fmt: skip
    server = serve(path)
    visitor = visit()
    visitor.open(server)
    visitor.wait_for_map()
    assert visitor.painted() == 1462

    visitor.page.get_by_label(_("Neighbourhood"), exact=True).select_option(label="Vondelpark-Oost")
    visitor.wait_for(lambda: visitor.painted() < 100, "the assets of one neighbourhood")
    visitor.page.get_by_role("button", name=_("Add"), exact=True).click()
    visitor.page.get_by_text(_("Click or tap on the map where it is.")).first.wait_for()
    visitor.wait_for(lambda: visitor.in_map("!!window.assetmap.live._borders"), "boundaries")
    visitor.page.wait_for_timeout(800)
    size = visitor.map.bounding_box()
    visitor.map.click(position={"x": size["width"] / 2, "y": size["height"] / 2})
    visitor.page.get_by_text(_("The place is on the map. Click again to move it.")).wait_for()
    visitor.wait_until_still()
    fill_form(visitor, layer="Plekken", category="Park of plantsoen", name="Picknickplek")
    save(visitor)
    expect(visitor.page.locator(".asset-card h2")).to_have_text("Picknickplek")
    server.stop()
    server.start()
    again = visit()
    again.open(server, "/meenemen")
    with again.page.expect_download() as waiting:
        again.page.get_by_role("button", name=_("Download")).click()
    out = tmp_path / "mee.gpkg"
    waiting.value.save_as(out)

    taken = pyogrio.read_dataframe(out, layer="places")
    assert len(taken) == 1463
    assert taken.crs.to_epsg() == 28992
    assert "Picknickplek" in set(taken["name"])
    again.assert_calm()
