"""The ways to read a file: which module does it, and what happens before."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

# By what a request calls it: the module, and what it offers.
_MODULES = {
    ("layer", "bulk"): ("layers", "read_bulk"),
    ("layer", "summary"): ("layers", "read_summary"),
    ("layer", "records"): ("records", "read_records"),
    ("whole", "bulk"): ("together", "read_bulk"),
    ("whole", "summary"): ("together", "read_summary"),
    ("whole", "records"): ("together", "read_records"),
    ("osm", "bulk"): ("openstreetmap", "read_bulk"),
    ("osm", "summary"): ("openstreetmap", "read_summary"),
    ("osm", "records"): ("openstreetmap", "read_records"),
    ("parquet", "bulk"): ("parquet", "read_bulk"),
    ("parquet", "summary"): ("parquet", "read_summary"),
}


def read(request: dict[str, Any]) -> dict[str, Any]:
    """Do what a request asks and return the report."""
    # Imported when needed: what a way does not need costs time and memory.
    if request["markup"]:
        importlib.import_module("apart.markup").screen(request["file"])
    if request["turn"]:
        turned = Path("turned.geojson")
        importlib.import_module(f"apart.{request['turn']}").turn_into_geojson(
            Path(request["file"]), turned
        )
        request = {**request, "file": str(turned)}
    module, function = _MODULES[request["way"], request["mode"]]
    report: dict[str, Any] = getattr(importlib.import_module(f"apart.{module}"), function)(request)
    return report
