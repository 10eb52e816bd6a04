"""Real servers for the benchmarks: our app on a store, and a Streamlit script of a baseline."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from assetmap.settings import ROOT

_SECONDS_TO_START = 120


@dataclass(frozen=True)
class Server:
    """A server that runs.

    Parameters
    ----------
    url
        Where it is, without a slash at the end.
    pid
        The one process that serves.
    """

    url: str
    pid: int

    def memory_mb(self) -> float:
        """Return how much memory its process holds now (resident set), in MB of 1024 KB."""
        found = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(self.pid)],  # noqa: S607
            capture_output=True,
            text=True,
            check=True,
        )
        return int(found.stdout) / 1024


@contextmanager
def our_app(store: Path, **settings: str) -> Iterator[Server]:
    """Serve a store as `python -m assetmap serve` does, without a base map."""
    port = _free_port()
    command = [sys.executable, "-m", "assetmap", "serve", "--store", str(store)]
    command += ["--host", "127.0.0.1", "--port", str(port)]
    environment = {"ASSETMAP_BASEMAP": "none", "ASSETMAP_LOG_LEVEL": "WARNING", **settings}
    with _started(command, port, ROOT, environment, health="/healthz") as server:
        yield server


@contextmanager
def baseline_app(kind: str, assets: Path) -> Iterator[Server]:
    """Serve a baseline of `map_baselines` on a file of assets.

    It starts beside that file, so that the settings of our app do not hold for it.
    """
    port = _free_port()
    command = [
        sys.executable, "-m", "streamlit", "run", str(ROOT / "benchmarks" / "map_baselines.py"),
        "--server.headless", "true", "--browser.gatherUsageStats", "false",
        "--server.address", "127.0.0.1", "--server.port", str(port),
        "--server.fileWatcherType", "none", "--", kind, str(assets),
    ]  # fmt: skip
    with _started(command, port, assets.parent, {}, health="/_stcore/health") as server:
        yield server


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _started(
    command: Sequence[str], port: int, folder: Path, settings: Mapping[str, str], *, health: str
) -> Iterator[Server]:
    """Start a server, wait until it answers, and stop it at the end."""
    url = f"http://127.0.0.1:{port}"
    # A setting of whoever runs the benchmark must not change what is measured.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ASSETMAP_")}
    process = subprocess.Popen(command, cwd=folder, env={**kept, **settings}, stdout=sys.stderr)
    try:
        _wait_for(f"{url}{health}", process)
        yield Server(url, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < end:
        if process.poll() is not None:
            raise SystemExit(f"the server stopped with {process.returncode}; its words are above")
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"{address} did not answer within {_SECONDS_TO_START} s")
