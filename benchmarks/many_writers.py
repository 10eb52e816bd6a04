"""Twenty processes add fifty assets each, at once, against fiona appending to one file.

Counts what was acknowledged, what is there afterwards, what stands there twice, and errors. Goal:
nothing lost, nothing doubled, no error.
"""

from __future__ import annotations

import argparse
import collections
import multiprocessing
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import fiona
import shapely

from assetmap.domain.asset import Asset
from assetmap.domain.record import Action
from assetmap.store import Change, GeoPackageStore
from benchmarks import made_up

_SCHEMA = {"geometry": "Point", "properties": {"name": "str"}}


def write_ours(path: Path, writer: int, adds: int) -> tuple[list[str], int]:
    """Return the names that were acknowledged, and the number of errors."""
    store = GeoPackageStore(path, made_up.layers())
    kept, errors = [], 0
    for number in range(adds):
        name = f"{writer}-{number}"
        place = shapely.Point(made_up.WEST + 0.01 * writer, made_up.SOUTH + 0.001 * number)
        asset = Asset(layer="places", category="park", name=name, geometry=place)
        try:
            store.save([Change(asset, Action.ADD)], by="benchmark", at=datetime.now(UTC))
            kept.append(name)
        except Exception as error:  # counted: the benchmark tells how many there were
            print(f"writer {writer}: {error}")
            errors += 1
    store.close()
    return kept, errors


def write_fiona(path: Path, writer: int, adds: int) -> tuple[list[str], int]:
    """Return the names that fiona's append acknowledged, and the number of errors."""
    kept, errors = [], 0
    for number in range(adds):
        name = f"{writer}-{number}"
        try:
            with fiona.open(path, "a") as file:
                file.write(
                    {
                        "geometry": {"type": "Point", "coordinates": (5, 52)},
                        "properties": {"name": name},
                    }
                )
            kept.append(name)
        except Exception:  # counted, as above
            errors += 1
    return kept, errors


def run(work, path: Path, writers: int, adds: int) -> tuple[list[str], int, float]:  # type: ignore[no-untyped-def]
    """Let processes write at once; return acknowledged names, errors and seconds."""
    start = time.perf_counter()
    with multiprocessing.get_context("spawn").Pool(writers) as pool:
        results = pool.starmap(work, [(path, writer, adds) for writer in range(writers)])
    seconds = time.perf_counter() - start
    return [name for kept, _ in results for name in kept], sum(e for _, e in results), seconds


def tell(title: str, acknowledged: list[str], there: list[str], errors: int, s: float) -> None:
    """Print what became of the adds."""
    twice = sum(count - 1 for count in collections.Counter(there).values())
    lost = len(set(acknowledged) - set(there))
    print(
        f"{title}: {len(acknowledged)} acknowledged, {lost} lost, {twice} doubled, "
        f"{errors} errors, {s:.1f} s with starting the processes"
    )


def main() -> None:
    """Run both and print what became of the adds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--writers", type=int, default=20)
    parser.add_argument("--adds", type=int, default=50)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rows.gpkg"
        with fiona.open(file, "w", driver="GPKG", crs="EPSG:4326", schema=_SCHEMA):
            pass
        kept, errors, seconds = run(write_fiona, file, options.writers, options.adds)
        with fiona.open(file) as rows:
            there = [row["properties"]["name"] for row in rows]
        tell("fiona append (baseline)", kept, there, errors, seconds)

        path = Path(folder) / "store.gpkg"
        store = GeoPackageStore.create(path, made_up.layers())
        store.add_boundary_set(
            made_up.neighbourhoods(),
            year=2026,
            title="Brugveen",
            source="benchmark",
            by="benchmark",
            at=datetime.now(UTC),
        )
        store.close()
        kept, errors, seconds = run(write_ours, path, options.writers, options.adds)
        store = GeoPackageStore(path, made_up.layers())
        there = store.assets()["name"].tolist()
        problems = store.verify().problems
        store.close()
        tell("assetmap", kept, there, errors, seconds)
        print(f"verify: {problems or 'clean'}; goal: nothing lost, nothing doubled, no error")


if __name__ == "__main__":
    main()
