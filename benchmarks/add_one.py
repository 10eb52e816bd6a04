"""Add one asset, durably, to a store of 100,000, against read + `to_file` with geopandas.

Our add is on the disk when it comes back (`synchronous=FULL`), has a version in the chained log,
its neighbourhood and its place in the spatial index. The baseline reads the file, appends a row,
and writes the file again. Goal: at least 1,000 times faster.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import geopandas
import pandas as pd
import shapely

from assetmap.actions.importing import import_rows
from assetmap.domain.asset import Asset
from assetmap.domain.permission import Person, Role
from assetmap.domain.record import Action
from assetmap.store import Change, GeoPackageStore
from benchmarks import made_up

STEWARD = Person("benchmark", Role.STEWARD)


def filled_store(path: Path, count: int) -> GeoPackageStore:
    """Return a store that holds a number of assets."""
    store = GeoPackageStore.create(path, made_up.layers())
    store.add_boundary_set(
        made_up.neighbourhoods(),
        year=2026,
        title="Brugveen",
        source="benchmark",
        by="benchmark",
        at=datetime.now(UTC),
    )
    import_rows(
        store,
        made_up.rows(count),
        person=STEWARD,
        layer="places",
        columns=made_up.COLUMNS,
        source="benchmark",
        source_id="id",
    )
    return store


def time_ours(store: GeoPackageStore, adds: int) -> list[float]:
    """Return the seconds of each of a number of adds."""
    x, y = (made_up.WEST + made_up.EAST) / 2, (made_up.SOUTH + made_up.NORTH) / 2
    times = []
    for number in range(adds):
        place = shapely.Point(x + number * 1e-6, y)
        asset = Asset(layer="places", category="park", name=f"Plek {number}", geometry=place)
        start = time.perf_counter()
        store.save([Change(asset, Action.ADD)], by="benchmark", at=datetime.now(UTC))
        times.append(time.perf_counter() - start)
    return times


def time_baseline(file: Path, rounds: int) -> list[float]:
    """Return the seconds of reading the file, adding a row, and writing it again."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        frame = geopandas.read_file(file)
        frame = pd.concat([frame, frame.iloc[[0]]], ignore_index=True)
        frame.to_file(file, driver="GPKG")
        times.append(time.perf_counter() - start)
    return times


def main() -> None:
    """Time both and print the medians and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--adds", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = filled_store(Path(folder) / "store.gpkg", options.rows)
        file = Path(folder) / "rows.gpkg"
        made_up.rows(options.rows).to_file(file, driver="GPKG")
        half = options.adds // 2
        ours = time_ours(store, half)
        baseline = time_baseline(file, options.rounds)
        ours += time_ours(store, options.adds - half)
        problems = store.verify().problems
        store.close()
    ours.sort()
    mine, theirs = statistics.median(ours), statistics.median(baseline)
    print(f"existing assets: {options.rows}, adds: {len(ours)}, verify: {problems or 'clean'}")
    print(f"read + to_file (baseline): {theirs * 1000:.0f} ms, median of {options.rounds}")
    p95 = ours[int(len(ours) * 0.95)]
    print(f"assetmap, one durable add: {mine * 1000:.2f} ms median, {p95 * 1000:.2f} ms p95")
    print(f"ratio: {theirs / mine:.0f} times faster (goal: at least 1000)")


if __name__ == "__main__":
    main()
