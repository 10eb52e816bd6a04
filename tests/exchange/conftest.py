"""What the tests of files in and out share."""

from __future__ import annotations

import http.server
import json
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

POINT = {"type": "Point", "coordinates": [4.9, 52.37]}


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Return the folder with municipal files, or skip the test."""
    beside = Path(__file__).parents[2].parent / "shared" / "data"
    folder = Path(os.environ.get("ASSETMAP_REAL_DATA", beside))
    if not (folder / "boundaries").is_dir():
        pytest.skip("no municipal files here: set ASSETMAP_REAL_DATA to their folder")
    return folder


@pytest.fixture
def make_geojson(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a GeoJSON with a feature for each geometry."""

    def make(*geometries: Any, name: str = "list.geojson", **members: Any) -> Path:
        features = [
            {"type": "Feature", "properties": {"name": f"feature {number}"}, "geometry": geometry}
            for number, geometry in enumerate(geometries, start=1)
        ]
        path = tmp_path / name
        path.write_text(
            json.dumps({"type": "FeatureCollection", **members, "features": features}),
            encoding="utf-8",
        )
        return path

    return make


@pytest.fixture
def make_table(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a text table from its lines."""

    def make(
        *lines: str, name: str = "list.csv", encoding: str = "utf-8", end: str = "\r\n"
    ) -> Path:
        path = tmp_path / name
        path.write_bytes((end.join(lines) + end).encode(encoding))
        return path

    return make


@pytest.fixture
def loopback() -> Iterator[tuple[str, list[str]]]:
    """Serve on this computer; give the address and the list of what was asked for."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def answer(self) -> None:
            asked.append(f"{self.command} {self.path}")
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"type": "FeatureCollection", "features": []}).encode())

        do_GET = do_HEAD = do_CONNECT = answer  # noqa: N815 - names of http.server

        def log_message(self, *_: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
        thread.join()
