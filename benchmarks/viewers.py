"""Fifty people look at one map at the same time and change what they see, for a minute.

Each is a real session with the pages of the real app: a websocket that speaks as a browser does
(see `streamlit_session`), and the questions that a living map asks beside it. A change of the
filter counts from the moment that it is sent until the page has run and the map has the new
selection. The baseline is one viewer alone, in the same run. Goals: a change under 1 s (p95) with
everybody there, less than 1 MB of the server's memory a viewer, and no error.

The viewers share the machine with the server, so a server of its own does better than this.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlencode

import httpx2 as httpx

from assetmap.domain.selection import PARAMETERS
from benchmarks import made_up
from benchmarks.figures import Goals, median, p95
from benchmarks.serving import Server, our_app
from benchmarks.streamlit_session import Session

POLL_S = 2.0
PAUSE_S = (2.0, 5.0)
ARRIVING_S = 10.0
PATIENCE_S = 60.0
CLIENT_LIMITS = httpx.Limits(max_connections=None, max_keepalive_connections=200)

_WORDS = ("tuin", "bibliotheek", "speeltuin", "park", "de linde", "molenpad", "ontmoeten", "koffie")


@dataclass
class Told:
    """What the viewers went through.

    Parameters
    ----------
    changes
        Seconds of each change of the filter.
    scripts, selections
        The parts of it: until the page had run, and from then on until the selection was there.
    polls
        Seconds of each question for the version.
    arrivals
        Seconds from opening the page until it had run and the map had its data.
    asked_again
        Questions that were asked twice, as browsers do, for the connection had just been closed.
    """

    changes: list[float] = field(default_factory=list)
    scripts: list[float] = field(default_factory=list)
    selections: list[float] = field(default_factory=list)
    polls: list[float] = field(default_factory=list)
    arrivals: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    asked_again: int = 0


def choices(dice: random.Random) -> dict[str, str]:
    """Return what a person may choose to see, as the panel says it."""
    keys = list(made_up.layers())
    chosen: dict[str, str] = {}
    if dice.random() < 0.7:
        chosen["laag"] = ",".join(sorted(dice.sample(keys, dice.randint(1, 3)), key=keys.index))
    if dice.random() < 0.4:
        chosen["zoek"] = dice.choice(_WORDS)
    if dice.random() < 0.2:
        chosen["open"] = dice.choice(("now", "evening", "weekend"))
    if dice.random() < 0.2:
        chosen["buurt"] = f"BU{dice.randrange(500):06d}"
    return chosen


class Viewer:
    """One person: a page that is open, and a map that asks for what it draws.

    Parameters
    ----------
    seed
        Of this person's whims.
    """

    def __init__(self, url: str, http: httpx.AsyncClient, told: Told, seed: int) -> None:
        self._url, self._http, self._told = url, http, told
        self._dice = random.Random(seed)

    async def look(self, seconds: float) -> None:
        """Come, and change the selection now and then, for some time."""
        try:
            await asyncio.sleep(self._dice.uniform(0, min(ARRIVING_S, seconds / 4)))
            async with Session(self._url) as session:
                await self._arrive(session)
                polling = asyncio.create_task(self._poll())
                try:
                    await self._change(session, time.monotonic() + seconds)
                finally:
                    polling.cancel()
        except Exception as error:  # counted: the benchmark tells how many there were
            self._told.errors.append(f"{type(error).__name__}: {error}")

    async def _arrive(self, session: Session) -> None:
        start = time.perf_counter()
        run = await session.run(timeout_s=PATIENCE_S)
        self._told.errors += run.errors
        for path in ("version", "boundaries", "assets"):
            await self._get(f"/api/map/{path}")
        self._told.arrivals.append(time.perf_counter() - start)

    async def _change(self, session: Session, end: float) -> None:
        chosen: dict[str, str] = {}
        while True:
            await asyncio.sleep(self._dice.uniform(*PAUSE_S))
            if time.monotonic() > end:
                return
            new = choices(self._dice)
            if new == chosen:
                continue
            chosen = new
            start = time.perf_counter()
            run = await session.run({"panel": {"choice": chosen}}, timeout_s=PATIENCE_S)
            ran = time.perf_counter()
            await self._get(f"/api/map/selection?{urlencode(chosen)}")
            done = time.perf_counter()
            self._told.errors += run.errors
            # The page writes in its address what it shows.
            if parse_qs(session.query).keys() & set(PARAMETERS) != chosen.keys():
                self._told.errors.append(f"asked for {chosen}, shown is '{session.query}'")
            self._told.changes.append(done - start)
            self._told.scripts.append(ran - start)
            self._told.selections.append(done - ran)

    async def _poll(self) -> None:
        while True:
            await asyncio.sleep(POLL_S)
            start = time.perf_counter()
            try:
                await self._get("/api/map/version")
            except httpx.HTTPError as error:
                self._told.errors.append(f"version: {type(error).__name__}: {error}")
            self._told.polls.append(time.perf_counter() - start)

    async def _get(self, path: str) -> None:
        try:
            answer = await self._http.get(f"{self._url}{path}")
        except (httpx.ReadError, httpx.RemoteProtocolError):
            # The server closed an idle connection just then. A browser asks again, and so do we.
            self._told.asked_again += 1
            answer = await self._http.get(f"{self._url}{path}")
        if answer.status_code != 200:
            self._told.errors.append(f"{path} answered {answer.status_code}: {answer.text[:200]}")


async def watch(url: str, viewers: int, seconds: float, *, seed: int) -> Told:
    """Let a number of people look at once; return what they went through."""
    told = Told()
    async with httpx.AsyncClient(limits=CLIENT_LIMITS, timeout=PATIENCE_S) as http:
        people = [Viewer(url, http, told, seed + number) for number in range(viewers)]
        await asyncio.gather(*(each.look(seconds) for each in people))
    return told


async def crowd(server: Server, viewers: int, seconds: float) -> tuple[Told, float]:
    """Let all look at once; return what they went through, and the most MB the server held."""
    held = [server.memory_mb()]

    async def weigh() -> None:
        while True:
            await asyncio.sleep(1)
            held.append(await asyncio.to_thread(server.memory_mb))

    weighing = asyncio.create_task(weigh())
    try:
        told = await watch(server.url, viewers, seconds, seed=100)
        return told, max(*held, server.memory_mb())
    finally:
        weighing.cancel()


def tell(title: str, told: Told) -> None:
    """Print what the viewers went through."""
    print(
        f"{title}: {len(told.changes)} changes of the filter, {len(told.errors)} errors"
        + (f", {told.asked_again} questions asked again" if told.asked_again else "")
    )
    for words, times in (
        ("a change", told.changes),
        ("  of which the page's run", told.scripts),
        ("  of which the selection", told.selections),
        ("asking for the version", told.polls),
        ("opening the page", told.arrivals),
    ):
        if times:
            print(
                f"  {words}: {median(times) * 1000:.0f} ms p50, {p95(times) * 1000:.0f} ms p95, "
                f"{max(times) * 1000:.0f} ms at most"
            )
    for error in sorted(set(told.errors))[:5]:
        print(f"  error: {error}")


def main() -> int:
    """Measure, print the figures and the goals; return 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assets", type=int, default=100_000)
    parser.add_argument("--viewers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    goals = Goals()
    with tempfile.TemporaryDirectory() as folder:
        store = made_up.make_store(Path(folder) / "store.gpkg", options.assets)
        with our_app(store) as server:
            # The first to come reads the store; nobody else waits for that.
            asyncio.run(watch(server.url, 1, 5, seed=1))
            alone = asyncio.run(watch(server.url, 1, options.seconds / 2, seed=2))
            tell("one viewer (baseline)", alone)
            before = server.memory_mb()
            together, peak = asyncio.run(crowd(server, options.viewers, options.seconds))
            after = server.memory_mb()
            tell(f"{options.viewers} viewers", together)
    each = (peak - before) / options.viewers
    print(
        f"  memory of the server: {before:.0f} MB before them, {peak:.0f} MB at most, "
        f"{after:.0f} MB after; {each:.2f} MB for each at most"
    )
    if not (together.changes and alone.changes):
        raise SystemExit("nobody could change the filter; the errors above say why")
    slower = p95(together.changes) / p95(alone.changes)
    print(f"a change takes {slower:.1f} times as long as for one viewer alone (p95)")
    goals.under("a change of the filter", p95(together.changes) * 1000, 1000, "ms p95")
    goals.under("memory", each, 1, "MB a viewer")
    goals.at_most("errors", len(together.errors) + len(alone.errors), 0, "errors")
    return goals.tell()


if __name__ == "__main__":
    sys.exit(main())
