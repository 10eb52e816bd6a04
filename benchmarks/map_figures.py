"""What was measured of maps: kept, told, and held against the goals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.figures import Goals, median, p95
from benchmarks.map_visits import Heap, Payload
from benchmarks.streamlit_session import Run

PATIENCE_S = 120.0


@dataclass
class Figures:
    """What was measured of one kind of map; times in seconds, frames in milliseconds."""

    title: str
    first_paint: list[float] = field(default_factory=list)
    too_long: bool = False
    changes: list[float] = field(default_factory=list)
    drags: dict[str, list[list[float]]] = field(default_factory=dict)
    heap: Heap | None = None
    payload: Payload | None = None

    @property
    def slow_frame(self) -> float:
        """The 95th percentile of a frame while the map was dragged, where that was slowest."""
        return max(p95(_flat(drags)) for drags in self.drags.values())

    @property
    def heap_bytes(self) -> int:
        """Objects and buffers together: typed arrays are data too."""
        return self.heap.objects + self.heap.buffers if self.heap else 0

    @property
    def sent_gzip(self) -> int:
        """Bytes of data and messages until the map was painted, compressed."""
        return self.payload.data + self.payload.socket_gzip if self.payload else 0

    @property
    def sent_for_assets(self) -> int:
        """The same without the neighbourhoods, which no baseline draws."""
        borders = self.payload.by_address.get("/api/map/boundaries", 0) if self.payload else 0
        return self.sent_gzip - borders


@dataclass(frozen=True)
class Reruns:
    """Runs of the script at 10,000 assets: one that changes nothing, one with another filter."""

    first: Run
    unchanged: list[Run]
    changed: list[Run]


def tell(figures: Figures) -> None:
    """Print the figures of one kind of map."""
    first = figures.first_paint
    if figures.too_long:
        print(f"{figures.title}: first paint took more than {PATIENCE_S:.0f} s")
        return
    print(
        f"{figures.title}: first paint {median(first):.2f} s median of {len(first)} "
        f"({min(first):.2f} to {max(first):.2f})"
    )
    if figures.payload:
        paid = figures.payload
        print(
            f"  payload: answers of /api/map {paid.data:,} bytes as sent, websocket "
            f"{paid.socket:,} bytes as sent, {paid.socket_gzip:,} after gzip"
        )
        for path, size in sorted(paid.by_address.items()):
            if path.startswith("/api/"):
                print(f"    {path}: {size:,}")
    if figures.changes:
        times = [seconds * 1000 for seconds in figures.changes]
        print(
            f"  filter to repainted: {median(times):.0f} ms p50, {p95(times):.0f} ms p95, "
            f"{max(times):.0f} ms at most, of {len(times)} changes"
        )
    for where, drags in figures.drags.items():
        frames, longest = _flat(drags), median([max(drag, default=0.0) for drag in drags])
        print(
            f"  pan, {where}: {median(frames):.0f} ms a frame p50, {p95(frames):.0f} ms p95, "
            f"{len(frames)} frames; the longest of a drag {longest:.0f} ms (median of {len(drags)})"
        )
    if figures.heap:
        print(
            f"  heap: {figures.heap.objects / 1e6:.1f} MB of objects, "
            f"{figures.heap.buffers / 1e6:.1f} MB of buffers"
        )


def _flat(drags: Sequence[Sequence[float]]) -> list[float]:
    return [frame for drag in drags for frame in drag]


def tell_reruns(title: str, reruns: Reruns) -> None:
    """Print what runs of the script cost."""
    print(f"{title}: first run {reruns.first.seconds:.2f} s, {reruns.first.size_bytes:,} bytes")
    for words, runs in (("nothing changed", reruns.unchanged), ("another filter", reruns.changed)):
        print(
            f"  rerun, {words}: {_milliseconds(runs):.1f} ms, {_bytes(runs):,.0f} bytes "
            f"({median([run.gzip_bytes for run in runs]):,.0f} after gzip), medians of {len(runs)}"
        )


def _milliseconds(runs: Sequence[Run]) -> float:
    return median([run.seconds for run in runs]) * 1000


def _bytes(runs: Sequence[Run]) -> float:
    return median([run.size_bytes for run in runs])


def judge(goals: Goals, ours: Figures, geojson: Figures) -> None:
    """Note the goals at 100,000 assets against folium.GeoJson.

    Streamlit sends its messages without compressing them; here they are compared after gzip.
    """
    paint = median(geojson.first_paint) / median(ours.first_paint)
    goals.at_least("first paint against folium.GeoJson", paint, 15, "times sooner")
    goals.under("payload", ours.sent_gzip / 1e6, 1, "MB gzip")
    if geojson.payload:
        less = geojson.sent_for_assets / ours.sent_for_assets
        goals.at_least("payload against folium.GeoJson, all gzip", less, 8, "times smaller")
    goals.under("filter to repainted", p95(ours.changes) * 1000, 400, "ms p95")
    goals.under("pan", ours.slow_frame, 50, "ms a frame p95")
    if geojson.heap:
        share = ours.heap_bytes / geojson.heap_bytes
        goals.at_most("heap against folium.GeoJson", share, 0.2, "of it")


def judge_reruns(goals: Goals, ours: Reruns, geojson: Reruns, assets: int) -> None:
    """Note the goals of a rerun.

    A rerun that changes nothing costs a baseline no bytes either: Streamlit sends a message that a
    browser has by its name only. So bytes are judged by the rerun that shows something else.
    """
    faster = _milliseconds(geojson.unchanged) / _milliseconds(ours.unchanged)
    goals.at_least(f"rerun at {assets:,}, nothing changed", faster, 30, "times faster")
    fewer = _bytes(geojson.changed) / _bytes(ours.changed)
    goals.at_least(f"rerun at {assets:,}, another filter", fewer, 100, "times fewer bytes")
