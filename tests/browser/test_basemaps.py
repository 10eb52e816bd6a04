"""Base maps in a real browser: pictures and vector tiles of this computer, and nobody else."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

import assetmap
from assetmap.api.own_files import own_files
from assetmap.api.tiles import tile_routes
from assetmap.maps import CLIENT_FOLDER
from assetmap.maps.basemaps import BaseMap, base_maps, basemap_scripts, for_client
from assetmap.maps.tiles import info_at
from assetmap.vendor import VENDOR_FOLDER
from tests.maps.tile_files import (
    BOX,
    numbers_in,
    png,
    write_folder,
    write_pmtiles,
    write_vectors,
)

pytestmark = pytest.mark.browser

MIDDLE = [(BOX[1] + BOX[3]) / 2, (BOX[0] + BOX[2]) / 2]
RED = (210, 40, 40)
PAPER = {"light": (0xF4, 0xF1, 0xEA), "dark": (0x20, 0x25, 0x2B)}

PAGE = """<!doctype html>
<html lang="nl"><head><meta charset="utf-8"><title>kaart</title>
<link rel="icon" href="/client/icon.png">
<link rel="stylesheet" href="/vendor/fonts/fonts.css">
<link rel="stylesheet" href="/vendor/leaflet/leaflet.css">
<style>html, body, #map { height: 100%; margin: 0; } #map { background: #F4F1EA; }</style>
<script src="/vendor/leaflet/leaflet.js"></script>SCRIPTS
</head><body><div id="map"></div><script>
const base = BASE, heard = [];
const map = L.map("map", { minZoom: 6, maxZoom: 20, zoomSnap: 0.5, fadeAnimation: false,
  zoomAnimation: false }).setView(MIDDLE, 14);
let layer = null;
function show(look) {
  if (layer) map.removeLayer(layer);
  layer = assetmapBase.layer(base, look);
  layer.on("assetmap:failing", () => heard.push("failing"));
  layer.on("assetmap:working", () => heard.push("working"));
  layer.addTo(map);
}
show("light");
</script></body></html>"""


@dataclass
class Page:
    """A page with a map and nothing else, and the server that gives it its tiles."""

    base: BaseMap
    port: int = 0
    tiles_are_well: bool = True
    asked: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def page_with(base: BaseMap, path: Path | None) -> Iterator[Page]:
    page = Page(base)
    scripts = "".join(f'<script src="{src}"></script>' for _, src in basemap_scripts(base.kind))
    html = (
        PAGE.replace("SCRIPTS", scripts)
        .replace("BASE", json.dumps(for_client(base)).replace("<", "\\u003c"))
        .replace("MIDDLE", json.dumps(MIDDLE))
    )

    async def index(_: Request) -> Response:
        return HTMLResponse(html)

    app = Starlette(
        routes=[
            Route("/", index),
            own_files("/vendor", VENDOR_FOLDER),
            own_files("/client", CLIENT_FOLDER),
            *tile_routes(path),
        ]
    )

    async def watched(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            page.asked.append(scope["path"])
            if scope["path"].startswith("/tiles") and not page.tiles_are_well:
                await Response(status_code=503)(scope, receive, send)
                return
        await app(scope, receive, send)

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        page.port = listening.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(watched, log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        until = time.monotonic() + 20
        while not server.started:
            assert time.monotonic() < until, "the page's server does not start"
            time.sleep(0.02)
        try:
            yield page
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture
def open_page(visit) -> Iterator[Callable[..., tuple[Any, Page]]]:
    opened = []

    def come(path: Path | None, base: BaseMap | None = None) -> tuple[Any, Page]:
        shown = base or base_maps(file=info_at(path))["file"]
        holding = page_with(shown, path)
        page = holding.__enter__()
        opened.append(holding)
        visitor = visit(width=800, height=600)
        visitor.page.goto(page.url)
        return visitor, page

    yield come
    for holding in opened:
        holding.__exit__(None, None, None)


def picture_of(visitor, x: int, y: int) -> tuple[int, int, int]:
    """Return the colour of a point on the screen."""
    shot = visitor.page.screenshot(clip={"x": x, "y": y, "width": 1, "height": 1})
    data = visitor.page.evaluate(
        """async bytes => {
            const picture = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
            const canvas = new OffscreenCanvas(1, 1), pen = canvas.getContext("2d");
            pen.drawImage(picture, 0, 0);
            return [...pen.getImageData(0, 0, 1, 1).data.slice(0, 3)];
        }""",
        list(shot),
    )
    return tuple(data)


def is_near(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) < 8


def red_folder(folder: Path) -> Path:
    tiles = {number: png(*RED) for number in numbers_in(13, 15)}
    about = {"attribution": "Kaart: PDOK <b>&amp;</b> Kadaster", "bounds": BOX, "maxzoom": 15}
    return write_folder(folder / "kaart", tiles, about=json.dumps(about))


def red_file(folder: Path) -> Path:
    tiles = {number: png(*RED) for number in numbers_in(13, 15)}
    return write_pmtiles(
        folder / "kaart.pmtiles", tiles, about={"attribution": "Kaart: PDOK & Kadaster"}
    )


@pytest.mark.parametrize("make", [red_folder, red_file])
def test_pictures_of_this_computer_are_shown_without_anybody_else(
    open_page, tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    visitor, page = open_page(make(tmp_path))

    visitor.wait_for(lambda: is_near(picture_of(visitor, 400, 300), RED), "red tiles")
    assert visitor.page.locator('[data-base="file"]').count() == 1
    attribution = visitor.page.locator(".leaflet-control-attribution")
    assert "Kaart: PDOK & Kadaster" in attribution.inner_text()
    assert attribution.get_by_role("link", name="PDOK").get_attribute("href") == (
        "https://www.pdok.nl"
    )
    assert not any("protomaps" in each for each in page.asked)
    visitor.assert_calm()


def test_pictures_are_enlarged_beyond_their_last_zoom(open_page, tmp_path: Path) -> None:
    visitor, page = open_page(red_folder(tmp_path))

    visitor.page.evaluate("map.setZoom(20)")

    visitor.wait_for(lambda: is_near(picture_of(visitor, 400, 300), RED), "enlarged tiles")
    zooms = {int(each.split("/")[2]) for each in page.asked if each.startswith("/tiles/")}
    assert max(zooms) == 15
    visitor.assert_calm()


def test_pictures_get_darker_on_a_dark_page(open_page, tmp_path: Path) -> None:
    visitor, _ = open_page(red_folder(tmp_path))
    visitor.page.evaluate("show('dark')")

    visitor.wait_for(lambda: is_near(picture_of(visitor, 400, 300), (126, 24, 24)), "dimmed tiles")
    visitor.assert_calm()


def test_vector_tiles_are_drawn_in_the_colours_of_the_page(open_page, tmp_path: Path) -> None:
    about = {"attribution": "© OpenStreetMap"}
    visitor, page = open_page(write_vectors(tmp_path / "dorp.pmtiles", about=about))

    # Water is in the east, a park in the south-west, and nothing in the north-west.
    water = visitor.page.evaluate(place_on_screen(BOX[0] + 0.029, MIDDLE[0] + 0.003))
    nothing = visitor.page.evaluate(place_on_screen(BOX[0] + 0.022, MIDDLE[0] + 0.003))
    visitor.wait_for(
        lambda: is_near(picture_of(visitor, *water), (0xD3, 0xDB, 0xDF)), "water on paper"
    )
    assert is_near(picture_of(visitor, *nothing), PAPER["light"])
    assert visitor.page.locator('[data-base="file"] canvas').count() > 0
    assert "OpenStreetMap" in visitor.page.locator(".leaflet-control-attribution").inner_text()

    visitor.page.evaluate("show('dark')")
    visitor.wait_for(lambda: is_near(picture_of(visitor, *water), (0x17, 0x1C, 0x21)), "dark water")
    assert is_near(picture_of(visitor, *nothing), PAPER["dark"])
    assert visitor.page.evaluate("heard") == []
    assert all(each.startswith(("/tiles/", "/vendor/", "/client/")) or each == "/"
               for each in page.asked)  # fmt: skip
    visitor.assert_calm()


def place_on_screen(lon: float, lat: float) -> str:
    return f"(p => [Math.round(p.x), Math.round(p.y)])(map.latLngToContainerPoint([{lat}, {lon}]))"


def test_names_of_streets_are_drawn_in_dutch_and_in_our_letter(open_page, tmp_path: Path) -> None:
    path = write_vectors(tmp_path / "dorp.pmtiles")
    visitor, _ = open_page(path)
    visitor.page.add_init_script(
        """window.written = [];
        const draw = CanvasRenderingContext2D.prototype.fillText;
        CanvasRenderingContext2D.prototype.fillText = function (text) {
          window.written.push([text, this.font]); return draw.apply(this, arguments);
        };"""
    )
    visitor.page.reload()

    def written() -> dict[str, str]:
        return dict(visitor.page.evaluate("window.written"))

    visitor.wait_for(lambda: {"Dorpsstraat", "Brugveen"} <= written().keys(), "names on the map")
    assert "Main Street" not in written()
    assert all("Atkinson Hyperlegible" in font for font in written().values())
    assert visitor.page.evaluate("document.fonts.check('13px \"Atkinson Hyperlegible\"')")
    visitor.assert_calm()


@pytest.mark.parametrize("kind", ["vector", "xyz"])
def test_outside_of_a_file_there_is_paper_and_no_complaint(
    open_page, tmp_path: Path, kind: str
) -> None:
    path = write_vectors(tmp_path / "dorp.pmtiles") if kind == "vector" else red_folder(tmp_path)
    visitor, _ = open_page(path)

    visitor.page.evaluate("map.setView([52.5, 5.5], 14)")
    visitor.page.wait_for_timeout(500)

    assert is_near(picture_of(visitor, 400, 300), PAPER["light"])
    assert visitor.page.evaluate("heard") == []
    visitor.assert_calm()


def test_holes_in_a_folder_are_no_failure(open_page, tmp_path: Path) -> None:
    about = {"minzoom": 13, "maxzoom": 15, "bounds": [5.9, 52.0, 6.4, 52.4]}
    folder = write_folder(
        tmp_path / "kaart",
        {number: png(*RED) for number in numbers_in(13, 13)},
        about=json.dumps(about),
    )
    visitor, page = open_page(folder)

    visitor.wait_for(lambda: len(page.asked) > 12, "tiles to be asked for")
    visitor.page.wait_for_timeout(500)

    assert visitor.page.evaluate("heard") == []
    assert visible_broken_pictures(visitor) == 0


def visible_broken_pictures(visitor) -> int:
    return visitor.page.evaluate(
        """[...document.querySelectorAll("img.leaflet-tile")].filter(tile =>
            getComputedStyle(tile).display !== "none" && tile.complete && !tile.naturalWidth
        ).length"""
    )


@pytest.mark.parametrize("kind", ["vector", "xyz"])
def test_tiles_that_fail_are_told_once_and_again_when_they_come(
    open_page, tmp_path: Path, kind: str
) -> None:
    path = write_vectors(tmp_path / "dorp.pmtiles") if kind == "vector" else red_folder(tmp_path)
    visitor, page = open_page(path)
    visitor.wait_for(lambda: any("/tiles/" in each for each in page.asked), "tiles")
    page.tiles_are_well = False

    # Deeper, and a layer that has nothing yet.
    visitor.page.evaluate("map.removeLayer(layer); map.setZoom(15); show('light')")
    visitor.wait_for(lambda: visitor.page.evaluate("heard").count("failing") == 1, "failing")
    assert visible_broken_pictures(visitor) == 0
    spot = visitor.page.evaluate(place_on_screen(BOX[0] + 0.029, MIDDLE[0] + 0.003))
    assert is_near(picture_of(visitor, *spot), PAPER["light"])

    page.tiles_are_well = True
    visitor.page.evaluate("window.dispatchEvent(new Event('online'))")
    visitor.wait_for(lambda: visitor.page.evaluate("heard") == ["failing", "working"], "working")
    # Those that failed are asked for again, without a person doing anything.
    visitor.wait_for(
        lambda: not is_near(picture_of(visitor, *spot), PAPER["light"]), "all tiles again"
    )


def test_dead_server_of_somebody_else_leaves_paper(open_page, tmp_path: Path) -> None:
    base = base_maps()["osm"]
    visitor, _ = open_page(None, base)
    visitor.page.context.route("https://tile.openstreetmap.org/**", lambda route: route.abort())
    visitor.page.reload()

    visitor.wait_for(lambda: visitor.page.evaluate("heard") == ["failing"], "failing")

    assert visible_broken_pictures(visitor) == 0
    assert visitor.page.locator('.assetmap-grey[data-base="osm"]').count() == 1
    assert "grayscale" in visitor.page.evaluate("layer.getContainer().style.filter")


def test_no_base_map_is_an_empty_layer(open_page) -> None:
    visitor, page = open_page(None, base_maps()["none"])

    visitor.page.evaluate("show('dark')")

    assert visitor.page.locator("[data-base]").count() == 0
    assert not any("/tiles" in each for each in page.asked)
    visitor.assert_calm()


@pytest.mark.parametrize("kind", ["vector", "xyz"])
def test_map_of_assetmap_itself_shows_a_file_and_asks_nobody_else(
    demo, serve, visit, tmp_path: Path, kind: str
) -> None:
    store = assetmap.open_store(demo)
    box = tuple(store.neighbourhoods().total_bounds)
    store.close()
    path = tmp_path / "kaart.pmtiles"
    if kind == "vector":
        write_vectors(path, about={"attribution": "© OpenStreetMap"}, box=box)
    else:
        tiles = {number: png(*RED) for number in numbers_in(11, 14, box=box)}
        write_pmtiles(path, tiles, about={"attribution": "© OpenStreetMap"}, box=box)
    server = serve(demo, ASSETMAP_BASEMAP="file", ASSETMAP_BASEMAP_FILE=str(path))
    visitor = visit()

    visitor.open(server)
    visitor.wait_for_map()

    drawn = '[data-base="file"] canvas' if kind == "vector" else '[data-base="file"] img'
    visitor.frame.locator(drawn).first.wait_for()
    named = visitor.frame.locator(".leaflet-control-attribution")
    expect(named).to_contain_text("© OpenStreetMap")
    visitor.assert_calm()


def test_hostile_words_of_a_file_are_text_on_the_map(open_page, tmp_path: Path) -> None:
    hostile = '<img src=x onerror="alert(1)"><script>alert(2)</script>${alert(3)} {{ 7 * 7 }}'
    path = write_pmtiles(
        tmp_path / "k.pmtiles",
        {number: png(*RED) for number in numbers_in(13, 15)},
        about={"attribution": f"PDOK {hostile} &lt;img src=y onerror=alert(4)&gt;"},
    )
    visitor, _ = open_page(path)

    visitor.wait_for(lambda: is_near(picture_of(visitor, 400, 300), RED), "red tiles")

    shown = visitor.page.locator(".leaflet-control-attribution")
    assert "<img src=y onerror=alert(4)>" in shown.inner_text()
    assert shown.locator("img, script").count() == 0
    visitor.assert_calm()
