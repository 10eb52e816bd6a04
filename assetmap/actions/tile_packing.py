"""Take the tiles of neighbourhoods along, for a meeting without internet.

They go into a folder {z}/{x}/{y}.png with a `tiles.json` that says where they come from. A tile
is there whole or not at all, so that it can stop at any moment and go on later.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from assetmap.actions.clock import Clock, utc_now
from assetmap.actions.tile_fetching import Pace, TileFailed, TileServer
from assetmap.actions.tile_plan import Plan, TileNumber, plan_tiles, server_name
from assetmap.domain.permission import Act, Person, demand
from assetmap.errors import N_, ExportFailed, ImportFailed, Term
from assetmap.maps.tile_folder import TILES_JSON, read_tiles_json
from assetmap.maps.tile_source import ENDINGS, picture_type, plain_text, read_bounds, read_zoom

# So many failing in a row mean that the server is gone; fewer, when none came at all.
_GONE_AFTER = 12
_NEVER_THERE = 4


@dataclass
class PackReport:
    """What was fetched.

    Parameters
    ----------
    total, kept
        Tiles that are needed, and of those the ones that were there already.
    fetched, absent, failed
        Tiles that came, that the server does not have, and that did not come.
    reason
        Why the last one did not come.
    """

    total: int
    kept: int
    fetched: int = 0
    absent: int = 0
    failed: int = 0
    reason: Term | None = None

    @property
    def done(self) -> int:
        """Tiles that are in the folder, or that the server does not have."""
        return self.kept + self.fetched + self.absent

    @property
    def left(self) -> int:
        """Tiles that are still to come."""
        return self.total - self.done


def pack_tiles(
    plan: Plan,
    *,
    person: Person,
    pace: Pace | None = None,
    progress: Callable[[PackReport], None] = lambda _: None,
    clock: Clock = utc_now,
) -> PackReport:
    """Fetch what a plan misses, and return what came.

    It may be stopped at any moment, by a signal too: what is in the folder then is good, and the
    same plan made again goes on from there.

    Raises
    ------
    ImportFailed
        If the server gives no tiles.
    ExportFailed
        If the folder cannot be written, as on a full disk.
    """
    demand(person, Act.KEEP)
    pace = pace or Pace()
    report = PackReport(plan.total, plan.total - plan.to_fetch)
    stop = threading.Event()
    try:
        plan.folder.mkdir(parents=True, exist_ok=True)
        _write_about(plan, min(plan.missing), clock)
        with (
            TileServer(plan.base.url, pace=pace, stop=stop) as server,
            ThreadPoolExecutor(pace.at_once) as pool,
        ):
            try:
                _Run(plan, server, pool, pace, report, progress).all(clock)
            finally:
                stop.set()
    except OSError as error:
        raise _not_written(plan.folder, error) from error
    return report


@dataclass
class _Run:
    """The fetching of one plan, zoom by zoom, so that each whole zoom can be used."""

    plan: Plan
    server: TileServer
    pool: ThreadPoolExecutor
    pace: Pace
    report: PackReport
    progress: Callable[[PackReport], None]
    in_a_row: int = 0
    end: float = field(init=False)

    def __post_init__(self) -> None:
        self.end = time.monotonic() + self.pace.run_s

    def all(self, clock: Clock) -> None:
        for z, missing in self.plan.missing.items():
            if not self._one_zoom(iter(missing)):
                return
            _write_about(self.plan, z, clock)

    def _one_zoom(self, missing: Iterator[TileNumber]) -> bool:
        """Fetch the tiles of a zoom; return False when the time is over."""
        waiting: set[Future[bool]] = set()
        while True:
            in_time = time.monotonic() < self.end
            while in_time and len(waiting) < 2 * self.pace.at_once:
                number = next(missing, None)
                if number is None:
                    break
                waiting.add(self.pool.submit(_fetch_one, self.server, self.plan.folder, number))
            if not waiting:
                return in_time
            # With a limit: without one Windows would not hear Ctrl and C.
            done, waiting = wait(waiting, timeout=0.5, return_when=FIRST_COMPLETED)
            for each in done:
                self._count(each)
            if done:
                self.progress(self.report)

    def _count(self, done: Future[bool]) -> None:
        report = self.report
        try:
            came = done.result()
        except TileFailed as error:
            report.failed += 1
            report.reason = error.reason
            self.in_a_row += 1
            if self.in_a_row >= (_GONE_AFTER if report.fetched + report.absent else _NEVER_THERE):
                raise self._gone(error.reason) from error
            return
        self.in_a_row = 0
        if came:
            report.fetched += 1
        else:
            report.absent += 1

    def _gone(self, reason: Term) -> ImportFailed:
        return ImportFailed(
            N_(
                "{server} gives no tiles: {reason}. {done} of {total} tiles are in {folder}. "
                "Try the same again later; it goes on where it stopped."
            ),
            server=server_name(self.plan.base),
            reason=reason,
            done=self.report.kept + self.report.fetched,
            total=self.report.total,
            folder=self.plan.folder,
        )


def _fetch_one(server: TileServer, folder: Path, number: TileNumber) -> bool:
    """Fetch a tile and write it; return whether the server has it."""
    z, x, y = number
    body = server.fetch(z, x, y)
    if body is None:
        return False
    ending = ENDINGS[picture_type(body) or "image/png"]
    _write_whole(folder / str(z) / str(x) / f"{y}.{ending}", body)
    return True


def _write_whole(path: Path, body: bytes) -> None:
    half = path.with_name(f".{path.name}.half")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        half.write_bytes(body)
        half.replace(path)
    except BaseException:
        with suppress(OSError):
            half.unlink(missing_ok=True)
        raise


def _write_about(plan: Plan, z: int, clock: Clock) -> None:
    """Write what the folder holds; `maxzoom` is the deepest zoom that was gone through.

    Beyond that zoom a map enlarges what there is, in place of showing holes.
    """
    before = read_tiles_json(plan.folder)
    west, south, east, north = plan.bounds
    old = read_bounds(before.get("bounds")) or plan.bounds
    about = {
        "tilejson": "3.0.0",
        "name": plan.base.title.nl,
        "attribution": plain_text(plan.base.attribution),
        "scheme": "xyz",
        "tiles": ["{z}/{x}/{y}"],
        "minzoom": min(min(plan.missing), read_zoom(before.get("minzoom"), z)),
        "maxzoom": max(z, read_zoom(before.get("maxzoom"), z)),
        "bounds": [
            min(west, old[0]), min(south, old[1]), max(east, old[2]), max(north, old[3])
        ],
        "basemap": plan.base.key,
        "source": server_name(plan.base),
        "date": clock().date().isoformat(),
    }  # fmt: skip
    _write_whole(plan.folder / TILES_JSON, json.dumps(about, ensure_ascii=False, indent=1).encode())


def _not_written(folder: Path, error: OSError) -> ExportFailed:
    return ExportFailed(
        N_(
            "{folder} cannot be written ({reason}). What is in it is good. Make room, or see "
            "whether you may write there, and try the same again; it goes on where it stopped."
        ),
        folder=folder,
        reason=os.strerror(error.errno) if error.errno else str(error),
    )


__all__ = ["PackReport", "Plan", "pack_tiles", "plan_tiles"]
