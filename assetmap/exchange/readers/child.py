"""Read one file that is not trusted, in a process of its own.

Run by path and in isolated mode (`python -I child.py request.json`), so that it starts fast and
nothing of assetmap comes along but the modules in `apart/`. It works in a private folder: there
it finds the request and a copy of the file, and there it leaves `report.json` and `rows.arrow`
(attributes with the shapes as WKB in the last column, or all cells as text). The other side is
`gdal.py` for map layers, `rows_process.py` for sheets and JSON.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import math
import sys
from pathlib import Path

REPORT = "report.json"


def main(request_file: str) -> None:
    """Do what a request asks and leave a report."""
    request = json.loads(Path(request_file).read_text("utf-8"))
    limit_resources(request["memory_bytes"], request["seconds"], request["file_bytes"])
    # Last in the row, so that no name in this folder stands in for a library.
    sys.path.append(str(Path(__file__).parent))
    # What a reader does without costs time and memory to load.
    for name in request["without"]:
        sys.modules[name] = None  # type: ignore[assignment]
    stop: type[Exception] = importlib.import_module("apart.stop").Stop
    try:
        report = importlib.import_module(f"apart.{request['reader']}").read(request)
    except stop as error:
        report = error.report  # type: ignore[attr-defined]
    except RecursionError:
        report = {"error": "deep", "detail": ""}
    except MemoryError:
        report = {"error": "memory", "detail": ""}
    Path(REPORT).write_text(json.dumps(report), encoding="utf-8")


def limit_resources(memory_bytes: int, seconds: float, file_bytes: int) -> None:
    """Limit memory, processor time and written bytes, where the system can."""
    with contextlib.suppress(ImportError):
        import resource

        wanted = {
            resource.RLIMIT_AS: memory_bytes,
            resource.RLIMIT_CPU: math.ceil(seconds) + 1,
            resource.RLIMIT_FSIZE: 2 * file_bytes,
            resource.RLIMIT_CORE: 0,
            resource.RLIMIT_NOFILE: 64,
        }
        for kind, limit in wanted.items():
            hard = resource.getrlimit(kind)[1]
            lower = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
            # macOS knows RLIMIT_AS but takes no value for it.
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(kind, (lower, lower))


if __name__ == "__main__":
    main(sys.argv[1])
