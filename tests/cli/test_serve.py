"""`serve` for real: the server starts, says that it is well, and stops when asked."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import assetmap
from assetmap.actions.assets import add_asset
from assetmap.settings import ROOT
from tests.actions.workspaces import STEWARD, started_workspace
from tests.cli.conftest import run_command
from tests.factories import make_asset

pytestmark = pytest.mark.slow

START_S = 60


@dataclass
class Server:
    """A server that runs in a process of its own."""

    process: subprocess.Popen[str]
    port: int

    def get(self, path: str) -> tuple[int, str]:
        """Return status and body; status 0 while nobody listens."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def get_json(self, path: str) -> tuple[int, Any]:
        status, body = self.get(path)
        return status, json.loads(body)

    def wait(self) -> None:
        until = time.monotonic() + START_S
        while self.get("/healthz")[0] == 0:
            assert self.process.poll() is None, self.process.communicate()
            assert time.monotonic() < until, "the server does not listen"
            time.sleep(0.05)

    def stop(self) -> str:
        """Ask it to stop, and return what it said."""
        self.process.send_signal(signal.SIGTERM)
        try:
            out, err = self.process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
            raise
        return out + err


def start(store: Path) -> Server:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "assetmap", "serve", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--store", str(store)]
    process = subprocess.Popen(
        command,
        cwd=store.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    server = Server(process, port)
    server.wait()
    return server


@pytest.fixture(scope="module")
def store_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("serve") / "wijk.gpkg"
    started_workspace(path).close()
    return path


@pytest.fixture(scope="module")
def server(store_path: Path) -> Iterator[Server]:
    server = start(store_path)
    yield server
    if server.process.poll() is None:
        server.stop()


def test_health_is_ok_once_the_store_is_open(server: Server) -> None:
    status, told = server.get_json("/healthz")

    assert status == 200
    assert told["status"] == "ok"
    assert told["version"]


@pytest.mark.parametrize("path", ["/", "/kaart", "/toevoegen", "/meenemen"])
def test_pages_are_there(server: Server, path: str) -> None:
    status, page = server.get(path)

    assert status == 200
    assert "<title>assetmap</title>" in page


def test_what_another_process_adds_is_seen(server: Server, store_path: Path) -> None:
    _, before = server.get_json("/api/map/version")
    store = assetmap.open_store(store_path)
    receipt = add_asset(store, make_asset("Erbij"), person=STEWARD)
    number = store.asset(receipt.id).number
    store.close()

    _, after = server.get_json("/api/map/version")

    assert after["version"] != before["version"]
    assert server.get_json(f"/api/map/name/{number}") == (200, {"name": "Erbij"})


def test_backup_is_made_while_the_server_runs(
    server: Server, store_path: Path, tmp_path: Path
) -> None:
    out = tmp_path / "kopie.gpkg"
    assert server.get_json("/api/map/version")[0] == 200

    answer = run_command("backup", out, "--store", store_path)

    assert answer.code == 0, answer.said
    assert run_command("verify", "--store", out).code == 0
    assert server.get_json("/healthz")[0] == 200


def test_server_without_a_store_is_not_ready_until_there_is_one(tmp_path: Path) -> None:
    server = start(tmp_path / "later.gpkg")
    try:
        missing = server.get_json("/healthz")
        page, _ = server.get("/")
        started_workspace(tmp_path / "later.gpkg").close()
        found = server.get_json("/healthz")
    finally:
        said = server.stop()

    assert (missing[0], missing[1]["status"]) == (503, "error")
    assert page == 200
    assert (found[0], found[1]["status"]) == (200, "ok")
    assert server.process.returncode in (0, -signal.SIGTERM, 128 + signal.SIGTERM)
    assert f"On this computer:  http://localhost:{server.port}" in said
    assert "Traceback" not in said
