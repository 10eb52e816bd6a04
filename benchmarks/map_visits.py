"""Visits of a real browser to a map, and what they cost.

Moments are taken inside the page, by its own clock, so that the way between benchmark and browser
does not count. Times begin with the navigation or with the click itself (`event.timeStamp`), and
end two frames after the page says that it has painted.
"""

from __future__ import annotations

import base64
import gzip
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlparse

from playwright.sync_api import Browser, Frame, Page, Route, sync_playwright
from playwright.sync_api import Error as BrowserError

WIDTH, HEIGHT = 1280, 900

# How a page says that it painted: the expression of a kind of map gives the number of assets that
# are on the screen, or null while nobody knows yet. `it` is the window of the map's frame.
OURS = """(() => {
  const box = it.document.getElementById("map_div");
  return box && box.dataset.painted ? Number(box.dataset.painted) : null;
})()"""
# A baseline's script puts everything on the map before it names the map, in one go; a map that was
# counted once is not counted again, since counting takes time too.
GEOJSON = """(() => {
  if (!it.map) return null;
  if (it.benchCount === undefined) {
    it.benchCount = Object.values(it.map._layers).filter((each) => each._latlng).length;
  }
  return it.benchCount;
})()"""
CLUSTERS = """(() => {
  if (!it.map) return null;
  const groups = Object.values(it.map._layers).filter((each) => each._topClusterLevel);
  return groups.length ? groups[0]._topClusterLevel.getChildCount() : null;
})()"""

_WATCH = """
window.bench = {
  frames(count) {
    return new Promise((done) => {
      const next = () => (count-- > 0 ? requestAnimationFrame(next) : done(performance.now()));
      next();
    });
  },
  painted() {
    let found = null;
    for (const frame of document.querySelectorAll('iframe[title="streamlit_folium.st_folium"]')) {
      const it = frame.contentWindow;
      try { found = (EXPRESSION) ?? found; } catch (error) { /* it is not there yet */ }
    }
    return found;
  },
  async until(count) {
    const there = () => (count === null ? this.painted() > 0 : this.painted() === count);
    while (!there()) await this.frames(1);
    return this.frames(2);
  },
  arm(count) {
    this.pending = new Promise((done) => {
      addEventListener("click", (event) => {
        const begin = event.timeStamp;
        this.until(count).then((end) => done(end - begin));
      }, { capture: true, once: true });
    });
  },
};
"""

# Records the time between frames while a person drags: until the map stands still again.
_RECORD = """() => {
  window.benchDrag = new Promise((done) => {
    const times = [];
    let still = 0, begun = false;
    map.once("movestart", () => { begun = true; });
    map.once("moveend", () => { still = 1; });
    let before = null, waited = 0;
    const next = (now) => {
      if (before !== null && begun) times.push(now - before);
      before = now;
      if (still > 0) still += 1;
      waited += 1;
      if (still > 3 || waited > 600) done(times); else requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
}"""


@dataclass
class Payload:
    """What came over the network until the map was painted, in bytes.

    Parameters
    ----------
    data
        Answers of `/api/map/...`, as they came (compressed, with their heads).
    socket, socket_gzip
        Websocket messages, as they came and each compressed.
    """

    data: int = 0
    socket: int = 0
    socket_gzip: int = 0
    by_address: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Heap:
    """What the page holds after the garbage was collected, in bytes."""

    objects: int
    buffers: int


class Visit:
    """A person with a browser of their own, cold, on the page of a map.

    Parameters
    ----------
    painted
        The expression that says how many assets are painted, such as `OURS`.
    """

    def __init__(self, page: Page, painted: str) -> None:
        self.page = page
        self.complaints: list[str] = []
        self._devtools = page.context.new_cdp_session(page)
        self._watch = _WATCH.replace("EXPRESSION", painted)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, url: str, count: int | None, *, timeout_s: float) -> float | None:
        """Open the page; return the seconds from navigation until the assets are painted.

        Parameters
        ----------
        count
            How many; None for any number.

        Returns
        -------
        seconds
            None when they are not painted within the timeout.
        """
        self.page.set_default_timeout(timeout_s * 1000)
        self.page.goto(url, wait_until="commit")
        self.page.evaluate(self._watch)
        return self._within(timeout_s, f"bench.until({json.dumps(count)})")

    def change(
        self, count: int, click: Callable[[Page], None], *, timeout_s: float
    ) -> float | None:
        """Return the seconds from a click until `count` assets are painted, None for too long."""
        self.page.evaluate(f"bench.arm({count})")
        click(self.page)
        return self._within(timeout_s, "bench.pending")

    def _within(self, timeout_s: float, promise: str) -> float | None:
        wait = f"new Promise((done) => setTimeout(() => done(null), {timeout_s * 1000}))"
        found = self.page.evaluate(f"Promise.race([{promise}, {wait}])")
        return None if found is None else float(found) / 1000

    def painted(self) -> int | None:
        """Return how many assets are painted now."""
        found: int | None = self.page.evaluate("bench.painted()")
        return found

    @property
    def frame(self) -> Frame:
        """The frame that holds the map."""
        return next(each for each in reversed(self.page.frames) if "streamlit_folium" in each.url)

    def drag(self, times: int) -> list[list[float]]:
        """Drag the map to and fro; return the milliseconds between the frames of each drag."""
        box = self.page.locator('iframe[title="streamlit_folium.st_folium"]').last.bounding_box()
        if box is None:
            raise SystemExit("the frame of the map is not on the page")
        # Right of the middle: panels and cards lie over the left of our map.
        x, y = box["x"] + box["width"] * 0.65, box["y"] + box["height"] * 0.5
        mouse = self.page.mouse
        found: list[list[float]] = []
        for number in range(times):
            across, down = ((140, 60), (-140, -60), (-120, 80), (120, -80))[number % 4]
            mouse.move(x, y)
            self.frame.evaluate(_RECORD)
            mouse.down()
            mouse.move(x + across, y + down, steps=12)
            mouse.up()
            found.append(self.frame.evaluate("benchDrag"))
        return found

    def zoom_in(self, steps: int) -> None:
        """Let the map look nearer, at once."""
        self.frame.evaluate(f"void map.setZoom(map.getZoom() + {steps}, {{animate: false}})")

    def heap(self) -> Heap:
        """Return what the page holds once the garbage is collected."""
        self._devtools.send("HeapProfiler.collectGarbage")
        used = self._devtools.send("Runtime.getHeapUsage")
        return Heap(int(used["usedSize"]), int(used.get("backingStorageSize", 0)))

    def count_payload(self) -> Payload:
        """Count from now on what comes over the network."""
        found, addresses = Payload(), {}

        def answered(event: dict[str, Any]) -> None:
            addresses[event["requestId"]] = urlparse(event["response"]["url"]).path

        def loaded(event: dict[str, Any]) -> None:
            path = addresses.get(event["requestId"], "")
            size = int(event["encodedDataLength"])
            found.by_address[path] = found.by_address.get(path, 0) + size
            if path.startswith("/api/map/"):
                found.data += size

        def received(event: dict[str, Any]) -> None:
            message = base64.b64decode(event["response"]["payloadData"])
            found.socket += len(message)
            found.socket_gzip += len(gzip.compress(message, 6))

        self._devtools.on("Network.responseReceived", answered)
        self._devtools.on("Network.loadingFinished", loaded)
        self._devtools.on("Network.webSocketFrameReceived", received)
        self._devtools.send("Network.enable")
        return found


@contextmanager
def browser() -> Iterator[Browser]:
    """Start a Chromium: the one of ASSETMAP_CHROMIUM, or of the PATH."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = os.environ.get("ASSETMAP_CHROMIUM") or next(filter(None, map(shutil.which, names)), "")
    if not path:
        raise SystemExit("There is no Chromium. Install one, or name it in ASSETMAP_CHROMIUM.")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield started
        started.close()


@contextmanager
def visit(
    browser: Browser, painted: str, *, third_parties: Mapping[str, bytes] | None = None
) -> Iterator[Visit]:
    """Come as a new person, with an empty cache.

    Parameters
    ----------
    third_parties
        Files by the end of their address, for what the page asks of other servers. What is not
        among them is answered empty. None for a page that asks nobody else: a browser that is
        listened to keeps no answers, not even within one visit.
    """
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
    files = third_parties or {}

    def outside(route: Route) -> None:
        path = urlparse(route.request.url).path
        body = next((body for end, body in files.items() if path.endswith(end)), b"")
        kind = "text/css" if path.endswith(".css") else "text/javascript"
        route.fulfill(body=body, content_type=kind)

    if third_parties is not None:
        context.route(
            lambda url: (
                urlparse(url).scheme.startswith("http") and urlparse(url).hostname != "127.0.0.1"
            ),
            outside,
        )
    try:
        yield Visit(context.new_page(), painted)
    finally:
        try:
            context.close()
        except BrowserError as error:
            print(f"  (closing the browser's page: {error})")
