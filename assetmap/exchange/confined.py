"""Run a script of ours in a process of its own, with little time, memory and environment.

What opens a file that is not trusted runs here: it sees a private folder, no variable of this
system but those without which Windows starts nothing, and no library path but Python's own. The
script limits its own memory, see `readers/child.py`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

REPORT = "report.json"

# Windows starts no process without these.
_FROM_SYSTEM = ("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR")
# Memory that is set aside but not used counts for the limit.
_SPARING = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "2",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}


class TookTooLong(Exception):
    """It was not done in time, and was ended."""


def run_confined(
    script: Path,
    folder: Path,
    request: Mapping[str, Any],
    *,
    seconds: float,
    environment: Mapping[str, str] | None = None,
    stderr: Path | None = None,
) -> tuple[int, dict[str, Any] | None]:
    """Run a script on a request, and return its exit code and what it reports.

    Parameters
    ----------
    script
        Gets the path of `request.json` and leaves `report.json`, both in `folder`.
    folder
        A private folder, where it runs.
    seconds
        Time on the clock; it is ended after that.
    environment
        More variables for it.
    stderr
        Where to keep what it complains of; nowhere by default.

    Returns
    -------
    code, report
        The report is None when it left none: it ran out of something, or was ended.

    Raises
    ------
    TookTooLong, OSError
    """
    asked, report = folder / "request.json", folder / REPORT
    report.unlink(missing_ok=True)
    asked.write_text(json.dumps(request), encoding="utf-8")
    variables = {
        **_SPARING,
        **{name: os.environ[name] for name in _FROM_SYSTEM if name in os.environ},
        **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder)),
        **(environment or {}),
    }
    with (stderr or Path(os.devnull)).open("wb") as complaints:
        process = subprocess.Popen(
            [sys.executable, "-I", "-X", "utf8", str(script), str(asked)],
            cwd=folder,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        try:
            code = process.wait(timeout=seconds)
        except subprocess.TimeoutExpired as error:
            raise TookTooLong from error
        finally:
            # Also when the person behind the page has gone (an interrupt).
            process.kill()
            process.wait()
    if not report.is_file():
        return code, None
    answer: dict[str, Any] = json.loads(report.read_text("utf-8"))
    return code, answer
