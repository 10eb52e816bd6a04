"""Pack 100,000 assets for a map, against the bare numpy that the same columns need.

Our answer lies along Hilbert's curve, is split in byte planes and carries its own description, so
that it is small after gzip. The baseline sorts the same columns by square, takes differences where
we do, and writes each as whole numbers of a fixed width: `argsort`, `diff`, `astype`, `tobytes`.
Goals: built in at most 3 times what the baseline takes; from the cache under 2 ms (p95).

The answers are asked of the real routes, without a network: through the ASGI door, headers and all.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from starlette.applications import Starlette

from assetmap.api import routes
from assetmap.domain.asset import Asset
from assetmap.domain.catalogue import Catalogue
from assetmap.domain.record import Action
from assetmap.maps.packing import pack_assets
from assetmap.settings import Settings
from assetmap.store import Change
from assetmap.wiring import workspace as open_workspace
from benchmarks import made_up
from benchmarks.figures import Goals, median, p95

SCALE = 1e-5
_PAGE = '<html lang="en"><title>Streamlit</title><div id="root"></div></html>'

Headers = dict[str, str]


def pack_plainly(catalogue: Catalogue) -> bytes:
    """Return the same columns as bytes, with nothing but numpy."""
    rows = np.flatnonzero(np.isfinite(catalogue.x))
    x = np.round((catalogue.x[rows] - catalogue.x[rows].min()) / SCALE).astype(np.int64)
    y = np.round((catalogue.y[rows] - catalogue.y[rows].min()) / SCALE).astype(np.int64)
    order = np.argsort((y >> 7 << 32) | x, kind="stable")
    rows = rows[order]
    columns = (
        np.diff(x[order], prepend=0).astype("<i4"),
        np.diff(y[order], prepend=0).astype("<i4"),
        catalogue.number[rows].astype("<u4"),
        catalogue.category[rows].astype("<u2"),
        catalogue.area[rows].astype("<i4"),
        catalogue.existed_from[rows].astype("<i2"),
        catalogue.existed_to[rows].astype("<i2"),
    )
    return b"".join(column.tobytes() for column in columns)


def timed(work: Callable[[], Any], times: int) -> list[float]:
    """Return the milliseconds of each of a number of calls."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append((time.perf_counter() - start) * 1000)
    return found


async def ask(
    app: Starlette, path: str, query: str = "", **headers: str
) -> tuple[int, Headers, bytes]:
    """Return status, headers and body of an answer, as a browser's question gets it."""
    sent: list[dict[str, Any]] = []
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(b"host", b"localhost"), (b"accept-encoding", b"gzip")]
        + [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)  # type: ignore[arg-type]
    answered = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], answered, b"".join(each.get("body", b"") for each in sent[1:])


async def ask_often(
    app: Starlette, path: str, status: int, times: int, query: str = "", **headers: str
) -> list[float]:
    """Return the milliseconds of each of a number of answers, all with one status."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        answered, _, _ = await ask(app, path, query, **headers)
        found.append((time.perf_counter() - start) * 1000)
        if answered != status:
            raise SystemExit(f"{path}?{query} answered {answered}, expected {status}")
    return found


async def measure_answers(path: Path, times: int, goals: Goals) -> None:
    """Measure the answers of the real routes on a store, and what one add costs a map."""
    workspace = open_workspace(Settings(store=path))
    try:
        app = Starlette(routes=routes(workspace, index=_PAGE, language="nl"))
        start = time.perf_counter()
        _, headers, body = await ask(app, "/api/map/assets")
        first = (time.perf_counter() - start) * 1000
        print(f"first answer, with reading the store: {first:.0f} ms, {len(body):,} bytes gzip")
        cached = await ask_often(app, "/api/map/assets", 200, times)
        print(f"from the cache: {median(cached):.2f} ms median, {p95(cached):.2f} ms p95")
        goals.under("the answer from the cache", p95(cached), 2, "ms p95")
        same = await ask_often(app, "/api/map/assets", 304, times, if_none_match=headers["etag"])
        print(f"304 for the same ETag: {median(same):.2f} ms median, {p95(same):.2f} ms p95")
        version = (await ask(app, "/api/map/version"))[2]
        await measure_delta(app, workspace, version, len(body))
    finally:
        workspace.close()


async def measure_delta(app: Starlette, workspace: Any, version: bytes, whole: int) -> None:
    """Add one asset, and tell what a map that has all others must wait for."""
    import orjson

    place = shapely.Point((made_up.WEST + made_up.EAST) / 2, (made_up.SOUTH + made_up.NORTH) / 2)
    asset = Asset(layer="places", category="park", name="Nieuwe plek", geometry=place)
    workspace.store().save([Change(asset, Action.ADD)], by="benchmark", at=datetime.now(UTC))
    start = time.perf_counter()
    status, _, body = await ask(app, "/api/map/assets", f"since={orjson.loads(version)['version']}")
    took = (time.perf_counter() - start) * 1000
    plain = gzip.decompress(body)
    header = orjson.loads(plain[8 : 8 + int.from_bytes(plain[4:8], "little")])
    if status != 200 or header.get("count") != 1:
        raise SystemExit(f"the delta after one add is not one asset: {status} {header}")
    print(
        f"delta after one add: {took:.1f} ms, {len(body):,} bytes gzip ({whole / len(body):.0f} "
        "times less than everything)"
    )


def main() -> int:
    """Measure, print the figures and their ratios; return 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assets", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=30)
    options = parser.parse_args()
    goals = Goals()
    with tempfile.TemporaryDirectory() as folder:
        path = made_up.make_store(Path(folder) / "store.gpkg", options.assets)
        workspace = open_workspace(Settings(store=path))
        start = time.perf_counter()
        catalogue = workspace.store().catalogue()
        read = time.perf_counter() - start
        layers = workspace.layers
        workspace.close()
        print(f"assets: {len(catalogue):,}; read from the store in {read:.2f} s")
        # In turn, so that a busy moment of the machine meets both.
        plainly, ours = [], []
        for _ in range(options.rounds):
            plainly += timed(lambda: pack_plainly(catalogue), 1)
            ours += timed(lambda: pack_assets(catalogue, layers, "1"), 1)
        bare, packed = pack_plainly(catalogue), pack_assets(catalogue, layers, "1")
        for title, body, times in (
            ("numpy alone (baseline)", bare, plainly),
            ("assetmap", packed, ours),
        ):
            start = time.perf_counter()
            small = gzip.compress(body, 5)
            took = (time.perf_counter() - start) * 1000
            print(
                f"{title}: {median(times):.1f} ms median, {p95(times):.1f} ms p95; {len(body):,} "
                f"bytes, after {took:.0f} ms of gzip {len(small):,}"
            )
        goals.at_most("building", median(ours) / median(plainly), 3, "times numpy's time")
        asyncio.run(measure_answers(path, options.rounds * 10, goals))
    return goals.tell()


if __name__ == "__main__":
    sys.exit(main())
