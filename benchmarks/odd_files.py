"""Read every odd real file that there is, against what plain pyogrio gives of it.

For each file: how much of it was read, the rows that were refused or have no place and why, the
seconds, and the most memory that the reading process had. The baseline opens each file with
pyogrio and reads all its layers. Goals: no file of a known format with features that pyogrio opens
and we do not, unless the reason says why; no file above 60 seconds; no process above 1 GB. Linux
only: the memory is read from /proc.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import threading
import time
import warnings
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assetmap.errors import AssetMapError
from assetmap.exchange import list_columns, read_file
from assetmap.exchange.readers.formats import FORMATS_BY_ENDING, SHEET

FOLDERS = ("assets", "boundaries", "import-odd", "geocode")

# Files that belong to another one, or say something about it.
PARTS = (
    ".dbf", ".shx", ".prj", ".cpg", ".qpj", ".sbn", ".sbx", ".qix", ".idm", ".ind", ".id", ".map",
    ".dat", ".mid", ".xsd", ".csvt", ".md",
)  # fmt: skip

# Layers that say once more what another layer says.
TWICE = ("route_points", "track_points")

MAX_SECONDS = 60
MAX_MEMORY_MB = 1024


@dataclass
class Look:
    """What came of one file."""

    rows: int = 0
    refused: int = 0
    unplaced: int = 0
    reasons: list[str] = field(default_factory=list)
    error: str = ""
    driver: str = ""
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0
    memory_mb: int = 0

    @property
    def verdict(self) -> str:
        """Tell in one word how much was read."""
        if not self.rows:
            return "refused"
        return "in part" if self.refused or self.unplaced or self.error else "in full"


def files_in(folder: Path) -> list[Path]:
    """Return the files to read: no parts, and nothing that only comes along."""
    return sorted(
        path
        for name in FOLDERS
        for path in (folder / name).rglob("*")
        if path.is_file()
        and path.suffix.lower() not in PARTS
        and not path.stem.upper().startswith("LICENSE")
    )


def look_with_us(path: Path) -> Look:
    """Read a file as people do; of several layers, each."""
    look, start = Look(), time.perf_counter()
    with Watch() as watch:
        for layer in _layers(path, look):
            _read_one(path, layer, look)
    look.seconds, look.memory_mb = time.perf_counter() - start, watch.peak_kb // 1024
    return look


def _layers(path: Path, look: Look) -> list[str | None]:
    try:
        if FORMATS_BY_ENDING.get(path.suffix.lower()) is SHEET:
            return list(list_columns(path).layers)
        read_file(path, placeless=True)
    except AssetMapError as error:
        if "several layers" not in str(error):
            look.error = str(error)
            return []
        return list(list_columns(path).layers)
    return [None]


def _read_one(path: Path, layer: str | None, look: Look) -> None:
    try:
        result = read_file(path, layer=layer, placeless=True)
        # Nobody says in what the coordinates are; a person who knows would.
        if result.unplaced and result.frame.geometry.isna().all():
            result = read_file(path, layer=layer, placeless=True, crs="EPSG:4326")
    except AssetMapError as error:
        look.reasons.append(f"{layer}: {error}" if layer else str(error))
        look.error = str(error) if "has no rows" not in str(error) else look.error
        return
    look.rows += len(result.frame)
    look.refused += len(result.refused)
    look.unplaced += len(result.unplaced)
    look.driver = result.driver
    look.reasons += [str(row) for row in result.refused]
    look.reasons += [f"Row {row}: {problem}" for row, problem in result.unplaced.items()]
    look.notes += [str(note) for note in result.notes]


class Watch:
    """The most memory that a process which this one starts has, in kB."""

    def __init__(self) -> None:
        self.peak_kb = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(0.01):
            for task in Path("/proc/self/task").glob("*/children"):
                for child in task.read_text().split():
                    self.peak_kb = max(self.peak_kb, _peak_kb(child))


def _peak_kb(process: str) -> int:
    try:
        status = Path(f"/proc/{process}/status").read_text()
        command = Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return 0
    # Before it becomes another program, a new process has our own memory.
    if b"child.py" not in command or "VmHWM:" not in status:
        return 0
    return int(status.split("VmHWM:")[1].split()[0])


def look_with_pyogrio(path: Path) -> Look:
    """Open a file without any of our measures, and read all its layers."""
    import pyogrio

    warnings.simplefilter("ignore")
    look, start = Look(), time.perf_counter()
    try:
        layers = pyogrio.list_layers(path)
        with_shapes = [layer for layer, kind in layers if kind is not None]
        for layer in with_shapes or [layer for layer, _ in layers]:
            if layer not in TWICE:
                look.rows += len(pyogrio.read_dataframe(path, layer=layer))
    # Whatever it stumbles over is what the table shows.
    except Exception as error:
        look.error = f"{type(error).__name__}: {error}"
    look.seconds = time.perf_counter() - start
    return look


def apart(function: Any, path: Path) -> Look:
    """Call a function in a process of its own, so that a crash or a hang stays there."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)

    def work() -> None:
        os.close(1)
        os.open(os.devnull, os.O_WRONLY)
        theirs.send(function(path))

    process = context.Process(target=work)
    process.start()
    theirs.close()
    try:
        return ours.recv() if ours.poll(4 * MAX_SECONDS) else Look(error="it hangs")
    except EOFError:
        return Look(error="it crashes")
    finally:
        process.kill()
        process.join()


def main() -> None:
    """Print the table and the totals."""
    beside = Path(__file__).parents[2] / "shared" / "data"
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path,
                        default=Path(os.environ.get("ASSETMAP_REAL_DATA", beside)))  # fmt: skip
    parser.add_argument("--only", default="", help="only files with this in their path")
    parser.add_argument("--json", type=Path, help="also write what was measured here")
    arguments = parser.parse_args()
    if not (arguments.folder / "boundaries").is_dir():
        print("no municipal files here: give their folder, or set ASSETMAP_REAL_DATA")
        return

    measured: dict[str, tuple[Look, Look]] = {}
    print(f"{'file':58} {'format':12} {'verdict':8} {'rows':>6} {'not':>5} {'no place':>8} "
          f"{'pyogrio':>8} "
          f"{'s':>5} {'MB':>4}  reason")  # fmt: skip
    for path in files_in(arguments.folder):
        name = str(path.relative_to(arguments.folder)).removeprefix("import-odd/")
        if arguments.only not in name:
            continue
        ours, plain = apart(look_with_us, path), apart(look_with_pyogrio, path)
        measured[name] = ours, plain
        reason = ours.error or next(iter(ours.reasons), "")
        theirs = str(plain.rows) if not plain.error else f"{plain.rows}, error"
        print(f"{name[-58:]:58} {ours.driver[:12]:12} {ours.verdict:8} {ours.rows:6} "
              f"{ours.refused:5} {ours.unplaced:8} {theirs:>8} {ours.seconds:5.1f} "
              f"{ours.memory_mb:4}  {reason[:150]}", flush=True)  # fmt: skip
    totals(measured)
    if arguments.json:
        arguments.json.write_text(
            json.dumps({name: [vars(each) for each in pair] for name, pair in measured.items()})
        )


def totals(measured: dict[str, tuple[Look, Look]]) -> None:
    """Print what the table comes to."""
    verdicts = Counter(ours.verdict for ours, _ in measured.values())
    print(f"\n{len(measured)} files: " + ", ".join(f"{n} {what}" for what, n in verdicts.items()))
    plainly = sum(not plain.error and plain.rows > 0 for _, plain in measured.values())
    print(f"  plain pyogrio: {plainly} read without an error")
    slowest = max(measured, key=lambda name: measured[name][0].seconds)
    largest = max(measured, key=lambda name: measured[name][0].memory_mb)
    print(f"  slowest: {measured[slowest][0].seconds:.1f} s ({slowest}), goal {MAX_SECONDS} s")
    print(
        f"  most memory: {measured[largest][0].memory_mb} MB ({largest}), goal {MAX_MEMORY_MB} MB"
    )
    behind = {
        name: (ours, plain)
        for name, (ours, plain) in measured.items()
        if plain.rows > ours.rows + ours.refused
    }
    known = {
        name: pair for name, pair in behind.items()
        if Path(name).suffix.lower() in FORMATS_BY_ENDING
    }  # fmt: skip
    print(f"  pyogrio opens features that we do not: {len(known)} files of a known format, "
          f"{len(behind) - len(known)} of another")  # fmt: skip
    for name, (ours, plain) in behind.items():
        why = ours.error or "; ".join(ours.notes) or "-"
        print(f"    {name}: {plain.rows} against {ours.rows + ours.refused}: {why[:200]}")


if __name__ == "__main__":
    main()
