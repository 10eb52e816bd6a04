"""A full disk, simulated with a limit on the size of files: nothing is lost, and it is said."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import assetmap
from tests.cli.conftest import PLACES, Run, run_command, run_python, write_list
from tests.cli.test_boundaries import CODES, write_boundaries

if sys.platform == "win32":
    pytest.skip("Windows has no limit on the size of files", allow_module_level=True)

import resource

# Each starts a process of its own.
pytestmark = pytest.mark.slow

KB = 1024


def full_after(size: int) -> Callable[[], None]:
    """Return what a child does first: no file of its grows beyond `size` bytes."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


@pytest.fixture
def filled(run: Run, store_path: Path, csv_list: Path) -> Path:
    assert run("import", csv_list, *PLACES, "--store", store_path).code == 0
    return store_path


@pytest.fixture
def long_list(tmp_path: Path) -> Path:
    rows = [(str(at), f"Plek {at}", "Park", 6.105, 52.205) for at in range(100, 8100)]
    return write_list(tmp_path / "lang.csv", rows)


@pytest.fixture
def large(run: Run, store_path: Path, long_list: Path) -> Path:
    """Return a store that is larger than the disk will be."""
    assert run("import", long_list, *PLACES, "--store", store_path).code == 0
    assert store_path.stat().st_size > 1000 * KB
    return store_path


def names_in(path: Path) -> list[str]:
    """Return the names in a store, after checking that it is whole."""
    store = assetmap.open_store(path)
    assert store.verify().problems == ()
    names: list[str] = store.assets()["name"].tolist()
    store.close()
    return names


def test_import_on_a_full_disk_takes_nothing_in(filled: Path, long_list: Path) -> None:
    answer = run_command(
        "import", long_list, *PLACES, "--store", filled, preexec=full_after(700 * KB)
    )

    assert answer.code == 1
    assert "There is no room to write on the disk" in answer.err
    assert "Nothing was changed and nothing is lost. Make room, then save again." in answer.err
    assert "Traceback" not in answer.err
    assert names_in(filled) == ["Bieb", "Het Park", "De Hoek"]


ADD_UNTIL_FULL = """
import sys
import assetmap
from assetmap.actions.assets import add_asset
from assetmap.domain.permission import Person, Role
from assetmap.errors import StoreUnavailable
from tests.factories import make_asset

store = assetmap.open_store(sys.argv[1])
for at in range(10_000):
    try:
        add_asset(store, make_asset(f"Plek {at}"), person=Person("laptop", Role.STEWARD))
    except StoreUnavailable as error:
        print(at)
        print(error, file=sys.stderr)
        sys.exit(1)
"""


def test_adding_until_the_disk_is_full_keeps_what_was_acknowledged(filled: Path) -> None:
    answer = run_python("-c", ADD_UNTIL_FULL, filled, preexec=full_after(700 * KB))

    assert answer.code == 1, answer.said
    assert "There is no room to write on the disk" in answer.err
    acknowledged = int(answer.out)
    assert acknowledged > 0
    added = [f"Plek {at}" for at in range(acknowledged)]
    assert names_in(filled) == ["Bieb", "Het Park", "De Hoek", *added]


@pytest.mark.parametrize("ending", ["gpkg", "geojson", "csv"])
def test_export_to_a_full_disk_leaves_the_former_file(
    large: Path, tmp_path: Path, ending: str
) -> None:
    out = tmp_path / "uit" / f"plekken.{ending}"
    out.parent.mkdir()
    out.write_text("van vorige week")

    answer = run_command("export", out, "--store", large, preexec=full_after(200 * KB))

    assert answer.code == 1
    assert "could not be written" in answer.err
    assert "Make room, or choose another place." in answer.err
    assert "Traceback" not in answer.err
    assert out.read_text() == "van vorige week"
    assert list(out.parent.iterdir()) == [out]


def test_backup_to_a_full_disk_leaves_no_half_copy(large: Path, tmp_path: Path) -> None:
    out = tmp_path / "uit" / "kopie.gpkg"
    out.parent.mkdir()

    answer = run_command("backup", out, "--store", large, preexec=full_after(200 * KB))

    assert answer.code == 1
    assert "There is no room to write on the disk" in answer.err
    assert "Traceback" not in answer.err
    assert list(out.parent.iterdir()) == []
    assert len(names_in(large)) == 8000


def test_init_on_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    file = write_boundaries(tmp_path / "b.geojson")
    store = tmp_path / "store" / "wijk.gpkg"

    answer = run_command(
        "init", "--boundaries", file, *CODES, "--store", store, preexec=full_after(100 * KB)
    )

    assert answer.code == 1
    assert "There is no room to write on the disk" in answer.err
    assert "Traceback" not in answer.err
    assert not store.exists()
    assert list(store.parent.iterdir()) == []


def test_restore_on_a_full_disk_leaves_the_store(run: Run, large: Path, tmp_path: Path) -> None:
    copy = tmp_path / "kopie.gpkg"
    run("backup", copy, "--store", large)

    answer = run_command("restore", copy, "--store", large, preexec=full_after(200 * KB))

    assert answer.code == 1
    assert "There is no room to write on the disk" in answer.err
    assert "Traceback" not in answer.err
    assert len(names_in(large)) == 8000
    assert [file.name for file in large.parent.iterdir()] == [large.name]
