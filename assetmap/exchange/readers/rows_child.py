"""Read the cells of one file that is not trusted, in a process of its own.

Run by path and in isolated mode (`python -I rows_child.py request.json`), as `child.py` is; here
GDAL stays out of it. It leaves `report.json`, and `rows.arrow` in which each cell is text. See
`rows_process.py` for the other side.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

REPORT = "report.json"


def main(request_file: str) -> None:
    """Do what a request asks and leave a report."""
    request = json.loads(Path(request_file).read_text("utf-8"))
    # Last in the row, so that no name in this folder stands in for a library.
    sys.path.append(str(Path(__file__).parent))
    limits = (request["memory_bytes"], request["seconds"], request["file_bytes"])
    importlib.import_module("child").limit_resources(*limits)
    # Arrow does without it here, and takes half the time to start.
    sys.modules["numpy"] = None  # type: ignore[assignment]
    stop: type[Exception] = importlib.import_module("apart.stop").Stop
    try:
        report = importlib.import_module(f"apart.{request['way']}").read(request)
    except stop as error:
        report = error.report  # type: ignore[attr-defined]
    except RecursionError:
        report = {"error": "deep", "detail": ""}
    except MemoryError:
        report = {"error": "memory", "detail": ""}
    Path(REPORT).write_text(json.dumps(report), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
