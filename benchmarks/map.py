"""The map page in a real browser, against what folium's own layers make of the same assets.

Ours is the whole app, as `python -m assetmap serve` starts it. The baselines are Streamlit pages
with `st_folium` on the same Streamlit: `folium.GeoJson` on one canvas, and `FastMarkerCluster`;
see `map_baselines`. Every first paint is by a person with an empty cache, on a server that had one
visitor before. Scripts that the baselines ask of other servers are answered from this computer, in
no time: Leaflet as we ship it, markercluster from npm, and the ones that these maps do not use
(jQuery, Bootstrap, awesome-markers, fonts) empty. That favours the baselines.

A baseline that cannot paint within 120 s counts as 120 s. Goals: see `map_figures`.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, Page

from assetmap.vendor import VENDOR_FOLDER
from assetmap.vendor.packages import Package, fetch_package
from benchmarks import made_up, map_visits
from benchmarks.figures import Goals, median
from benchmarks.map_figures import (
    PATIENCE_S,
    Figures,
    Reruns,
    judge,
    judge_reruns,
    tell,
    tell_reruns,
)
from benchmarks.map_visits import Visit, visit
from benchmarks.serving import baseline_app, our_app
from benchmarks.streamlit_session import Session

CHANGES = 30
BASELINE_CHANGES = 4
DRAGS = 40
RERUNS = 20

# As `map_baselines` has them; that file is a script of Streamlit's, not to be imported.
FILTER, EVERYTHING, WITHOUT = "layer", "everything", "all but "

MARKERCLUSTER = Package(
    name="leaflet.markercluster",
    version="1.1.0",  # the one that folium names
    integrity="sha512-eI+XkCiLiHwCC3uZ4/n4+Vq3rXcqEHN2lhHRVG1WVziy/3Q0TTipWkzEa1zO0dKZI2AnI5ppFDWrOjn"
    "Q7MJLKQ==",
    license="MIT",
    license_file="MIT-LICENCE.txt",
    files={},
)
_CLUSTER_FILES = ("leaflet.markercluster.js", "MarkerCluster.css", "MarkerCluster.Default.css")
_CACHE = Path(tempfile.gettempdir()) / "assetmap-benchmarks"


Change = tuple[int, Callable[[Page], None]]


def our_changes(counts: dict[str, int]) -> Iterator[Change]:
    """Tick or untick one layer after another; no selection comes twice in thirty.

    Each change is by Gray's code, over the layers whose assets have a place.
    """
    keys, shown = list(counts), set(counts)
    for number in range(1, 2 ** len(keys)):
        key = keys[(number & -number).bit_length() - 1]
        shown ^= {key}
        box = f'.st-key-panel_box input[type="checkbox"][value="{key}"]'
        yield sum(counts[each] for each in shown), partial(_tick, box)


def baseline_changes(counts: dict[str, int]) -> Iterator[Change]:
    """Choose one layer, then everything, and so on."""
    for key, count in counts.items():
        yield count, partial(_choose, key)
        yield sum(counts.values()), partial(_choose, EVERYTHING)


def _open_choices(page: Page) -> None:
    page.get_by_role("combobox").click()


def _tick(box: str, page: Page) -> None:
    page.click(box)


def _choose(value: str, page: Page) -> None:
    page.get_by_role("option", name=value, exact=True).click()


def look_around(
    figures: Figures,
    come: Callable[[], object],
    url: str,
    count: int,
    *,
    rounds: int,
    changes: Sequence[Change],
    before_change: Callable[[Page], None] = lambda _: None,
) -> Figures:
    """Visit a map time and again, and use it in the last visit; return the figures."""
    for number in range(rounds + 1):
        with come() as seen:  # type: ignore[attr-defined]
            seconds = seen.open(url, count, timeout_s=PATIENCE_S)
            if seconds is None:
                tell_of(seen, count)
                figures.too_long = True
                figures.first_paint = [PATIENCE_S]
                return figures
            if number:  # the first visit warms the server
                figures.first_paint.append(seconds)
            if number == rounds:
                figures.heap = seen.heap()
                use(seen, figures, changes, before_change)
    with come() as seen:  # type: ignore[attr-defined]
        # Listening to the network slows a page, so this visit is not timed.
        figures.payload = seen.count_payload()
        seen.open(url, count, timeout_s=PATIENCE_S)
    return figures


def use(
    seen: Visit, figures: Figures, changes: Sequence[Change], before: Callable[[Page], None]
) -> None:
    """Change the filter and drag the map."""
    for count, click in changes:
        seen.page.wait_for_timeout(400)
        before(seen.page)
        seconds = seen.change(count, click, timeout_s=PATIENCE_S)
        if seconds is None:
            tell_of(seen, count)
        figures.changes.append(PATIENCE_S if seconds is None else seconds)
    for where, nearer in (("everything in view", 0), ("three steps nearer", 3)):
        seen.zoom_in(nearer)
        seen.page.wait_for_timeout(1500)
        figures.drags[where] = seen.drag(DRAGS // 2)


def tell_of(seen: Visit, count: int | None) -> None:
    """Say what is on a page that did not paint in time."""
    print(f"  after {PATIENCE_S:.0f} s {seen.painted()} of {count} are painted")
    if seen.complaints:
        # A map that broke is not a slow one.
        raise SystemExit(f"the page says: {seen.complaints[0]}")


def measure_ours(browser: Browser, store: Path, assets: int, rounds: int) -> Figures:
    """Measure the real app on a store."""
    counts = {key: len(frame) for key, frame in made_up.lists(assets).items()}
    with our_app(store) as server:
        return look_around(
            Figures("assetmap"),
            lambda: visit(browser, map_visits.OURS),
            server.url,
            assets,
            rounds=rounds,
            changes=list(our_changes(counts))[:CHANGES],
        )


def measure_baseline(browser: Browser, kind: str, file: Path, assets: int, rounds: int) -> Figures:
    """Measure folium's GeoJson or FastMarkerCluster."""
    counts = {key: len(frame) for key, frame in made_up.lists(assets).items()}
    painted = map_visits.GEOJSON if kind == "geojson" else map_visits.CLUSTERS
    files = third_parties()
    with baseline_app(kind, file) as server:
        return look_around(
            Figures({"geojson": "folium.GeoJson", "clusters": "FastMarkerCluster"}[kind]),
            lambda: visit(browser, painted, third_parties=files),
            server.url,
            assets,
            rounds=rounds,
            changes=list(baseline_changes(counts))[:BASELINE_CHANGES],
            before_change=_open_choices,
        )


def third_parties() -> dict[str, bytes]:
    """Return what the baselines fetch from other servers, by the end of the address."""
    folder = _CACHE / "package"
    if not all((folder / "dist" / name).exists() for name in _CLUSTER_FILES):
        _CACHE.mkdir(parents=True, exist_ok=True)
        fetch_package(MARKERCLUSTER, _CACHE)
    files = {f"/{name}": (folder / "dist" / name).read_bytes() for name in _CLUSTER_FILES}
    for name in ("leaflet.js", "leaflet.css"):
        files[f"/{name}"] = (VENDOR_FOLDER / "leaflet" / name).read_bytes()
    return files


async def rerun(url: str, filters: Sequence[dict[str, object]]) -> Reruns:
    """Ask a page to run again: with nothing changed, and with one filter after another."""
    async with Session(url) as session:
        first = await session.run(packed=True)
        await session.run()
        unchanged = [await session.run(packed=True) for _ in range(RERUNS)]
        changed = [
            await session.run(filters[number % len(filters)], packed=True)
            for number in range(RERUNS)
        ]
    errors = [error for run in (first, *unchanged, *changed) for error in run.errors]
    if errors:
        raise SystemExit(f"the page showed an error: {errors[0]}")
    return Reruns(first, unchanged, changed)


def measure_reruns(folder: Path, assets: int, only: str) -> tuple[Reruns | None, Reruns | None]:
    """Measure runs of the script of ours and of folium.GeoJson.

    Each filter leaves out one layer of five, so most assets stay on the map.
    """
    ours = theirs = None
    keys = made_up.layers_with_places()
    if only != "baselines":
        with our_app(made_up.make_store(folder / "rerun.gpkg", assets)) as server:
            filters: list[dict[str, object]] = [
                {"panel": {"choice": {"laag": ",".join(each for each in keys if each != key)}}}
                for key in keys
            ]
            ours = asyncio.run(rerun(server.url, filters))
    if only != "ours":
        with baseline_app("geojson", write_assets(folder, assets)) as server:
            theirs = asyncio.run(rerun(server.url, [{FILTER: WITHOUT + key} for key in keys]))
    return ours, theirs


def measure_first_paint(browser: Browser, store: Path, count: int | None, rounds: int) -> Figures:
    """Measure nothing but the first paint of our map; count None for any number of assets."""
    figures = Figures("assetmap")
    with our_app(store) as server:
        for number in range(rounds + 1):
            with visit(browser, map_visits.OURS) as seen:
                seconds = seen.open(server.url, count, timeout_s=PATIENCE_S)
                if seconds is None:
                    tell_of(seen, count)
                    figures.too_long = True
                    figures.first_paint = [PATIENCE_S]
                    return figures
                if number:  # the first visit warms the server
                    figures.first_paint.append(seconds)
                if number == rounds:
                    print(
                        f"  painted: {seen.painted()}; the server holds {server.memory_mb():.0f} MB"
                    )
    return figures


def write_assets(folder: Path, count: int) -> Path:
    """Write the assets for a baseline to a file, and return its path."""
    path = folder / f"assets-{count}.parquet"
    made_up.one_list(count).to_parquet(path)
    return path


@contextmanager
def stage(what: str) -> Iterator[None]:
    """Say what is done now, and how long it took."""
    start = time.monotonic()
    print(f"== {what}", flush=True)
    yield
    print(f"   ({time.monotonic() - start:.0f} s)", flush=True)


def main() -> int:
    """Measure, print the figures and the goals; return 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assets", type=int, default=100_000)
    parser.add_argument("--rerun", type=int, default=10_000)
    parser.add_argument("--million", type=int, default=1_000_000, help="0 leaves it out")
    parser.add_argument("--rounds", type=int, default=5, help="first paints of each")
    parser.add_argument("--only", choices=("ours", "baselines", "million"), default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        return run(Path(temporary), options).tell()


def run(folder: Path, options: argparse.Namespace) -> Goals:
    """Run what was asked for, and return the goals."""
    goals, only = Goals(), options.only
    ours = geojson = None
    # One browser a stage: what one map left behind must not be another's burden.
    if only in ("", "ours"):
        with stage(f"assetmap, {options.assets:,} assets"):
            store = made_up.make_store(folder / "store.gpkg", options.assets)
            with map_visits.browser() as browser:
                ours = measure_ours(browser, store, options.assets, options.rounds)
            tell(ours)
    if only in ("", "baselines"):
        file = write_assets(folder, options.assets)
        with stage(f"folium.GeoJson (baseline), {options.assets:,} assets"):
            with map_visits.browser() as browser:
                geojson = measure_baseline(browser, "geojson", file, options.assets, options.rounds)
            tell(geojson)
        with stage(f"FastMarkerCluster (baseline), {options.assets:,} assets"):
            with map_visits.browser() as browser:
                clusters = measure_baseline(
                    browser, "clusters", file, options.assets, options.rounds
                )
            tell(clusters)
    if ours and geojson:
        judge(goals, ours, geojson)
    if options.rerun and only != "million":
        with stage(f"reruns, {options.rerun:,} assets"):
            mine, theirs = measure_reruns(folder, options.rerun, only)
            for title, reruns in (("assetmap", mine), ("folium.GeoJson (baseline)", theirs)):
                if reruns:
                    tell_reruns(title, reruns)
            if mine and theirs:
                judge_reruns(goals, mine, theirs, options.rerun)
    if options.million and only in ("", "million"):
        compare_million(goals, folder, options, ours)
    return goals


def compare_million(
    goals: Goals, folder: Path, options: argparse.Namespace, ours: Figures | None
) -> None:
    """Measure the first paint at a million assets, and compare it with that at 100,000."""
    if ours is None:
        with stage(f"assetmap, {options.assets:,} assets, first paint only"):
            store = made_up.make_store(folder / "store.gpkg", options.assets)
            with map_visits.browser() as browser:
                ours = measure_first_paint(browser, store, options.assets, options.rounds)
            tell(ours)
    with stage(f"assetmap, {options.million:,} assets"):
        store = made_up.make_store(folder / "million.gpkg", options.million)
        with map_visits.browser() as browser:
            million = measure_first_paint(browser, store, None, options.rounds)
        tell(million)
    slower = median(million.first_paint) / median(ours.first_paint)
    goals.under(f"first paint at {options.million:,}", slower, 2, "times as long")


if __name__ == "__main__":
    sys.exit(main())
