"""Take in a CSV of 100,000 rows that are placed by their postcode, from guesses alone.

Everything a person waits for is timed: reading, guessing, placing, checking, comparing with what
is there, and saving with a version a row in the chained log. Then the same list comes once more,
with nothing new in it; and then another list, without ids and with each name a little different,
so that every row is compared with what lies near. The baseline is the loop that one writes first:
`pandas.read_csv`, a dictionary of postcodes, and `store.save` row by row, timed over 1,000 rows and
extrapolated.

Goals: under 60 s each, and under 1 GB at its peak the first time, in a process of its own.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from assetmap.actions.addresses import AddressBook, Gazetteer
from assetmap.actions.taking_in import look_at, prepare, take_in
from assetmap.domain.asset import Asset
from assetmap.domain.record import Action
from assetmap.store import Change, GeoPackageStore
from assetmap.store.gazetteer import POSTCODES, PlaceRow
from benchmarks import made_up
from benchmarks.figures import Goals

POSTCODE_COUNT = 5_000
BASELINE_ROWS = 1_000
COUNTS = ("added", "unchanged", "doubles", "placed", "private")


def made_up_postcodes() -> list[tuple[str, float, float]]:
    """Return postcodes with the latitude and longitude of each."""
    random = np.random.default_rng(made_up.SEED)
    letters = [a + b for a in "ABCDEGHJ" for b in "ABCDEGHJ"]
    codes = [f"{1000 + at // 64}{letters[at % 64]}" for at in range(POSTCODE_COUNT)]
    low = (made_up.SOUTH + 0.01, made_up.WEST + 0.01)
    high = (made_up.NORTH - 0.01, made_up.EAST - 0.01)
    places = random.uniform(low, high, (POSTCODE_COUNT, 2))
    return [(code, *map(float, place)) for code, place in zip(codes, places, strict=True)]


def write_list(path: Path, count: int, *, added: str = "") -> None:
    """Write the list as a municipality sends it, without coordinates.

    Parameters
    ----------
    added
        To each name, for a list of somebody else.
    """
    rows = pd.DataFrame(made_up.rows(count).drop(columns="geometry"))
    random = np.random.default_rng(made_up.SEED)
    codes = [code for code, _, _ in made_up_postcodes()]
    rows["postcode"] = [codes[at] for at in random.integers(0, len(codes), count)]
    rows["plaats"] = "BRUGVEEN"
    rows["naam"] += added
    rows["telefoon"] = [f"0297-{number % 1_000_000:06d}" for number in range(count)]
    rows.to_csv(path, sep=";", index=False)


def make_store(path: Path) -> None:
    """Make a store with neighbourhoods and nothing in it."""
    store = GeoPackageStore.create(path, made_up.layers())
    store.add_boundary_set(
        made_up.neighbourhoods(), year=2026, title="Brugveen", source="benchmark",
        by="benchmark", at=datetime.now(UTC),
    )  # fmt: skip
    store.close()


def make_gazetteer(path: Path) -> None:
    """Make a table of the postcodes."""
    rows = (PlaceRow(lat, lon, postcode=code) for code, lat, lon in made_up_postcodes())
    Gazetteer(path).add(
        rows, name="benchmark", kind=POSTCODES, file_name="made up", at=datetime.now(UTC)
    )


def take_in_list(folder: Path, file: str, keep_ids: bool, answers: Any) -> None:
    """Take the list in, in this process, and send back seconds by stage, peak and counts."""
    store = GeoPackageStore(folder / "store.gpkg", made_up.layers())
    book = AddressBook(Gazetteer(folder / "gazetteer.sqlite"))
    stages: list[tuple[str, float]] = []

    def progress(stage: str, _share: float) -> None:
        if not stages or stages[-1][0] != stage:
            stages.append((stage, time.perf_counter()))

    start = time.perf_counter()
    look = look_at(store, folder / file, person=made_up.STEWARD, progress=progress)
    plan = look.plan
    if not keep_ids:
        plan = replace(plan, uses={**plan.uses, "id": "skip"})
    found = prepare(store, look, plan, person=made_up.STEWARD, addresses=book, progress=progress)
    run = take_in(store, found, person=made_up.STEWARD, progress=progress)
    seconds = time.perf_counter() - start
    store.close()
    ends = [at for _, at in stages[1:]] + [start + seconds]
    by_stage: dict[str, float] = {}
    for (stage, at), end in zip(stages, ends, strict=True):
        by_stage[stage] = by_stage.get(stage, 0.0) + end - at
    answers.put(
        {
            "seconds": seconds,
            "peak_mb": _peak_mb(),
            "stages": by_stage,
            "added": run.added,
            "unchanged": found.unchanged,
            "doubles": len(found.doubles),
            "placed": sum(found.placed.values()),
            "private": found.private,
        }
    )


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024**2 if sys.platform == "darwin" else 1024)


def in_a_process(folder: Path, file: str, *, keep_ids: bool) -> dict[str, Any]:
    """Return what taking the list in cost, in a process that did nothing else."""
    context = multiprocessing.get_context("spawn")
    answers: Any = context.Queue()
    process = context.Process(target=take_in_list, args=(folder, file, keep_ids, answers))
    process.start()
    found: dict[str, Any] = answers.get()
    process.join()
    return found


def time_baseline(folder: Path, count: int) -> float:
    """Return the seconds that the plain loop would need, from its first 1,000 rows."""
    store = GeoPackageStore(folder / "baseline.gpkg", made_up.layers())
    places = {code: shapely.Point(lon, lat) for code, lat, lon in made_up_postcodes()}
    start = time.perf_counter()
    table = pd.read_csv(folder / "lijst.csv", sep=";", dtype=str, keep_default_na=False)
    read_s = time.perf_counter() - start
    first = table.head(BASELINE_ROWS)
    start = time.perf_counter()
    for row in first.itertuples():
        asset = Asset(
            layer="places", category="other", name=row.naam, address=row.adres,
            offers=row.omschrijving, website=row.website, geometry=places[row.postcode],
        )  # fmt: skip
        store.save([Change(asset, Action.IMPORT)], by="benchmark", at=datetime.now(UTC))
    each_s = (time.perf_counter() - start) / len(first)
    store.close()
    return read_s + each_s * count


def main() -> int:
    """Time everything and print it with the goals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    options = parser.parse_args()
    goals = Goals()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_list(folder / "lijst.csv", options.rows)
        write_list(folder / "ander.csv", options.rows, added=" eo")
        make_gazetteer(folder / "gazetteer.sqlite")
        for store in ("store.gpkg", "baseline.gpkg"):
            make_store(folder / store)
        baseline_s = time_baseline(folder, options.rows)
        rounds = {
            "first time": in_a_process(folder, "lijst.csv", keep_ids=True),
            "once more": in_a_process(folder, "lijst.csv", keep_ids=True),
            "another list": in_a_process(folder, "ander.csv", keep_ids=False),
        }
    print(f"rows: {options.rows}, postcodes: {POSTCODE_COUNT}")
    print(f"pandas.read_csv + store.save a row (baseline, extrapolated): {baseline_s:.1f} s")
    for title, found in rounds.items():
        print(f"{title}: {found['seconds']:.1f} s, {found['peak_mb']:.0f} MB at its peak")
        print("  " + ", ".join(f"{stage} {s:.1f} s" for stage, s in found["stages"].items()))
        print(f"  {', '.join(f'{found[each]} {each}' for each in COUNTS)}")
        goals.under(title, found["seconds"], 60, "s")
    goals.under("memory", rounds["first time"]["peak_mb"], 1_000, "MB")
    print(f"baseline / ours: {baseline_s / rounds['first time']['seconds']:.1f}")
    return goals.tell()


if __name__ == "__main__":
    sys.exit(main())
