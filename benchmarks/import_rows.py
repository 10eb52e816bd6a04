"""Import 100,000 rows into a store, against writing the same frame with pyogrio.

The import checks every row, finds its neighbourhood, and writes a version in the chained log as
well as the current state with two indexes; pyogrio writes the frame and its R-tree. Goal: at most
3 times as long.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import pyogrio
from geopandas import GeoDataFrame

from assetmap.actions.importing import import_rows
from assetmap.domain.permission import Person, Role
from assetmap.store import GeoPackageStore
from benchmarks import made_up

STEWARD = Person("benchmark", Role.STEWARD)


def time_pyogrio(rows: GeoDataFrame, folder: Path) -> float:
    """Return the seconds that pyogrio needs to write the rows to a GeoPackage."""
    start = time.perf_counter()
    pyogrio.write_dataframe(rows, folder / "rows.gpkg", layer="rows", driver="GPKG")
    return time.perf_counter() - start


def time_import(rows: GeoDataFrame, folder: Path) -> tuple[float, dict[str, float]]:
    """Return the seconds that an import needs, in all and by stage."""
    store = GeoPackageStore.create(folder / "store.gpkg", made_up.layers())
    store.add_boundary_set(
        made_up.neighbourhoods(),
        year=2026,
        title="Brugveen",
        source="benchmark",
        by="benchmark",
        at=datetime.now(UTC),
    )
    stages: list[tuple[str, float]] = []
    start = time.perf_counter()
    report = import_rows(
        store,
        rows,
        person=STEWARD,
        layer="places",
        columns=made_up.COLUMNS,
        source="benchmark",
        source_id="id",
        progress=lambda stage: stages.append((stage, time.perf_counter())),
    )
    seconds = time.perf_counter() - start
    store.close()
    if report.added != len(rows):
        raise SystemExit(f"{report.added} of {len(rows)} rows were added: {report.refused[:3]}")
    ends = [at for _, at in stages[1:]] + [start + seconds]
    return seconds, {stage: end - at for (stage, at), end in zip(stages, ends, strict=True)}


def main() -> None:
    """Time both in turn and print the medians and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    rows = made_up.rows(options.rows)
    baseline, ours, by_stage = [], [], defaultdict(list)
    for _ in range(options.rounds):
        with tempfile.TemporaryDirectory() as folder:
            baseline.append(time_pyogrio(rows, Path(folder)))
            seconds, stages = time_import(rows, Path(folder))
            ours.append(seconds)
            for stage, part in stages.items():
                by_stage[stage].append(part)
    theirs, mine = statistics.median(baseline), statistics.median(ours)
    print(f"rows: {options.rows}, medians of {options.rounds}")
    print(f"pyogrio.write_dataframe (baseline): {theirs:.2f} s")
    print(f"assetmap import: {mine:.2f} s")
    for stage, parts in by_stage.items():
        print(f"  of which {stage}: {statistics.median(parts):.2f} s")
    print(f"ratio: {mine / theirs:.2f} (goal: at most 3)")


if __name__ == "__main__":
    main()
