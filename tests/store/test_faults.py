"""What was acknowledged is there, whatever happens to the process, the disk or the queue."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assetmap.domain.record import Action
from assetmap.errors import StoreUnavailable
from assetmap.settings import ROOT
from assetmap.store import Change, GeoPackageStore
from tests.factories import MOMENT, make_asset, make_neighbourhoods, shipped_layers

# Each starts processes of its own.
pytestmark = pytest.mark.slow

posix_only = pytest.mark.skipif(
    not hasattr(os, "fork"), reason="this system has no fork, limits or users as POSIX has"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with boundaries and three assets."""
    path = tmp_path / "wijk.gpkg"
    store = GeoPackageStore.create(path, shipped_layers())
    store.add_boundary_set(
        make_neighbourhoods(), year=2025, title="Proef", source="proef", by="test", at=MOMENT
    )
    changes = [Change(make_asset(f"Eerder {number}"), Action.ADD) for number in range(3)]
    store.save(changes, by="test", at=MOMENT)
    store.close()
    return path


def run(module: str, *arguments: object) -> str:
    command = [sys.executable, "-m", f"tests.store.{module}", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def ids_in(path: Path) -> list[str]:
    store = GeoPackageStore(path, shipped_layers())
    ids = list(store.assets().index)
    report = store.verify()
    store.close()
    assert report.problems == ()
    return ids


@posix_only
@pytest.mark.parametrize("seed", range(4))
def test_a_kill_at_any_moment_loses_nothing_that_was_acknowledged(path: Path, seed: int) -> None:
    rounds = 50

    acknowledged = run("killed_writers", path, rounds, seed).split()

    there = ids_in(path)
    assert len(acknowledged) > rounds // 2  # the writers did write
    assert set(acknowledged) <= set(there)
    assert len(there) == len(set(there))
    # Each kill can leave one asset that was saved, but not yet acknowledged.
    assert len(there) - 3 - len(acknowledged) <= rounds


@posix_only
def test_a_full_disk_is_told_and_loses_nothing(path: Path) -> None:
    told = json.loads(run("faulty_disk", "full", path))

    assert "no room" in told["message"]
    assert "Make room" in told["message"]
    there = ids_in(path)
    assert set(told["acknowledged"]) <= set(there)
    assert len(there) == 3 + len(told["acknowledged"])


@posix_only
@pytest.mark.parametrize(
    "fault", ["full-import", "full-photo", "full-backup", "full-restore", "full-create"]
)
def test_what_does_not_fit_on_the_disk_changes_nothing(path: Path, fault: str) -> None:
    before = ids_in(path)

    told = json.loads(run("faulty_disk", fault, path))

    assert "no room" in told["message"]
    assert ids_in(path) == before
    # A backup that was whole before the disk was full stays, of course.
    left = {each.name for each in path.parent.iterdir()} - {"kopie.gpkg"}
    assert left == {path.name}
    if fault == "full-backup":
        assert not path.with_name("kopie.gpkg").exists()


@posix_only
def test_an_undo_that_does_not_fit_on_the_disk_undoes_nothing(path: Path) -> None:
    told = json.loads(run("faulty_disk", "full-undo", path))

    assert "no room" in told["message"]
    assert len(told["acknowledged"]) == 3003
    assert ids_in(path) == told["acknowledged"]


@posix_only
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() != 0, reason="only root can be another")
def test_a_folder_that_may_not_be_written_is_told(path: Path) -> None:
    # Not in `tmp_path`, where others may not even look.
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        store = Path(shutil.copy(path, folder))
        before = store.read_bytes()

        told = json.loads(run("faulty_disk", "readonly", store))

        assert told["acknowledged"] == []
        assert "cannot be written" in told["message"]
        assert store.read_bytes() == before


def test_threads_and_processes_write_at_once_and_nothing_is_lost_or_doubled(path: Path) -> None:
    store = GeoPackageStore(path, shipped_layers())
    each, processes, threads = 20, 4, 16

    def add(thread: int) -> list[str]:
        return [
            store.save([Change(make_asset(f"{thread}-{n}"), Action.ADD)], by="t", at=MOMENT)[0].id
            for n in range(each)
        ]

    with ThreadPoolExecutor(processes + threads) as pool:
        from_processes = [pool.submit(run, "adding_process", path, each) for _ in range(processes)]
        from_threads = [pool.submit(add, thread) for thread in range(threads)]
        ids = [id_ for job in from_processes for id_ in job.result().split()]
        ids += [id_ for job in from_threads for id_ in job.result()]
    store.close()

    there = ids_in(path)
    assert len(ids) == len(set(ids)) == each * (processes + threads)
    assert set(ids) <= set(there)
    assert len(there) == 3 + len(ids)


def test_a_store_that_is_busy_for_too_long_says_so(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sqlite3

    monkeypatch.setattr("assetmap.store.connection.BUSY_TIMEOUT_S", 0.2)
    store = GeoPackageStore(path, shipped_layers())
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreUnavailable, match="busy with another save"):
        store.save([Change(make_asset("Te laat"), Action.ADD)], by="test", at=MOMENT)

    other.execute("ROLLBACK")
    other.close()
    store.close()
    assert len(ids_in(path)) == 3
