"""A real server on a real store, and a real browser that watches what leaves the machine."""

from __future__ import annotations

import base64
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlparse

import pytest
from playwright.sync_api import (
    Browser,
    FrameLocator,
    Locator,
    Page,
    Route,
    expect,
    sync_playwright,
)

from assetmap.actions.demo import make_demo
from assetmap.domain.permission import Person, Role
from assetmap.locale import translator
from assetmap.settings import ROOT, Settings
from assetmap.wiring import workspace

# A grey tile of 1 by 1 pixel, in place of what a tile server would send.
TILE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGO4BQAA4ADfyxI6GAAAAABJRU5ErkJggg=="
)
TILE_SERVERS = {"service.pdok.nl", "tile.openstreetmap.org"}

in_dutch = translator("nl")

# A busy machine is slow, not wrong.
expect.set_options(timeout=20_000)
SORRY = "Something went wrong on our side. Nothing is lost. Try it again."


def find_chromium() -> str:
    """Return the path of a Chromium, as `make test` found it or from the PATH."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("ASSETMAP_CHROMIUM") or next(filter(None, map(shutil.which, names)), "")
    if not found:
        pytest.fail("There is no Chromium. Run the tests with: make test")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=find_chromium(),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield started
        started.close()


@dataclass
class Server:
    """The real server, as `python -m assetmap serve` starts it."""

    store: Path
    settings: dict[str, str] = field(default_factory=dict)
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        if not self.port:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                self.port = probe.getsockname()[1]
        command = [sys.executable, "-m", "assetmap", "serve", "--host", "127.0.0.1"]
        command += ["--port", str(self.port), "--store", str(self.store)]
        quiet = {"ASSETMAP_BASEMAP": "none", "ASSETMAP_GEOCODER": "none"}
        environment = {**os.environ, **quiet, **self.settings}
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment)
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2):  # noqa: S310
                    return
            except OSError:
                time.sleep(0.1)
        pytest.fail("the server did not start within 30 seconds")

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=30)
            self.process = None


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    servers: list[Server] = []

    def start(store: Path, **settings: str) -> Server:
        server = Server(store, settings)
        server.start()
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.stop()


@pytest.fixture(scope="session")
def demo_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration, made once; a test works on a copy."""
    path = tmp_path_factory.mktemp("demo") / "demo.gpkg"
    made = workspace(Settings(store=path))
    make_demo(made, ROOT / "data" / "demo", person=Person("test", Role.STEWARD))
    made.close()
    return path


@pytest.fixture
def demo(demo_store: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(demo_store, tmp_path / "demo.gpkg"))


class Visitor:
    """A person with a browser, and what their browser noticed."""

    def __init__(self, page: Page, *, tiles: str) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.left_the_machine: set[str] = set()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: self.complaints.append(f"dialog: {dialog.message}"))
        page.context.route(lambda url: urlparse(url).hostname != "127.0.0.1", self._outside(tiles))

    def _hear(self, message) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def _outside(self, tiles: str) -> Callable[[Route], None]:
        def answer(route: Route) -> None:
            if urlparse(route.request.url).scheme in ("data", "blob"):
                route.continue_()
                return
            host = urlparse(route.request.url).hostname or route.request.url
            self.left_the_machine.add(host)
            if host in TILE_SERVERS and tiles == "there":
                route.fulfill(body=TILE, content_type="image/png")
            else:
                route.abort()

        return answer

    def open(self, server: Server, path: str = "/") -> None:
        self.page.goto(f"{server.url}{path}")

    @property
    def frame(self) -> FrameLocator:
        return self.page.frame_locator('iframe[title="streamlit_folium.st_folium"]')

    @property
    def map(self) -> Locator:
        return self.frame.locator("#map_div")

    def painted(self) -> int:
        return int(self.map.get_attribute("data-painted") or 0)

    def wait_for(self, truth: Callable[[], object], what: str, seconds: float = 15) -> None:
        """Wait until something is so; the test fails, saying what was waited for."""
        end = time.monotonic() + seconds
        while not truth():
            if time.monotonic() > end:
                pytest.fail(f"waited {seconds:.0f} s for: {what}; complaints: {self.complaints}")
            self.page.wait_for_timeout(50)

    def wait_for_map(self) -> None:
        self.map.wait_for(timeout=30_000)
        self.wait_for(lambda: self.painted() > 0, "assets on the map", 30)

    def wait_for_paint(self, count: int) -> None:
        self.wait_for(lambda: self.painted() == count, f"{count} painted, not {self.painted()}")

    def wait_until_still(self) -> None:
        """Wait until Streamlit has finished its run."""
        self.page.wait_for_timeout(300)
        running = self.page.locator('[data-test-script-state="running"]')
        self.wait_for(lambda: running.count() == 0, "the page to come to rest")

    def choice(self, name: str, value: str) -> Locator:
        """Return the row of a filter in the panel."""
        return self.page.locator(f'.panel-choice:has(input[data-name="{name}"][value="{value}"])')

    def tick(self, name: str, value: str) -> None:
        self.choice(name, value).locator("input").click()

    def counted(self, name: str, value: str) -> int:
        return int(self.choice(name, value).locator(".panel-count").inner_text())

    def in_map(self, expression: str):
        frame = next(each for each in self.page.frames if "streamlit_folium" in each.url)
        return frame.evaluate(expression)

    def place_of(self, lon: float, lat: float) -> dict[str, float]:
        point = self.in_map(
            f"(p => ({{x: p.x, y: p.y}}))(window.map.latLngToContainerPoint([{lat}, {lon}]))"
        )
        return {"x": point["x"], "y": point["y"]}

    def see_all(self) -> None:
        """Bring the whole of the municipality in view."""
        self.in_map(
            "(([w, s, e, n]) => void window.map.fitBounds([[s, w], [n, e]], {animate: false}))"
            "(window.assetmap.live.options.bounds)"
        )

    def come_near(self, lon: float, lat: float, zoom: int = 17) -> None:
        """Bring the map so near that every asset has a symbol of its own."""
        # As a person does: a map that was never touched shows the whole municipality.
        self.in_map("void window.map.getContainer().dispatchEvent(new Event('pointerdown'))")
        self.in_map(f"void window.map.setView([{lat}, {lon}], {zoom}, {{animate: false}})")
        self.page.wait_for_timeout(300)

    def click_map(self, lon: float, lat: float) -> None:
        self.map.click(position=self.place_of(lon, lat))

    def assert_calm(self, *, hosts: frozenset[str] = frozenset()) -> None:
        """No complaint, no traceback, no request to others than the base map's hosts."""
        assert self.complaints == []
        assert self.left_the_machine <= hosts
        text = self.page.locator("body").inner_text()
        assert "Traceback" not in text
        assert (
            in_dutch("Something went wrong on our side. Nothing is lost. Try it again.") not in text
        )


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visitor]]:
    contexts = []

    def come(
        *,
        width: int = 1280,
        height: int = 800,
        tiles: str = "there",
        colours: Literal["light", "dark"] = "light",
        motion: Literal["reduce", "no-preference"] = "no-preference",
    ) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            has_touch=width < 600,
            color_scheme=colours,
            reduced_motion=motion,
            accept_downloads=True,
        )
        contexts.append(context)
        return Visitor(context.new_page(), tiles=tiles)

    yield come
    for context in contexts:
        context.close()
