"""A folder in which nothing may be written: it is said, and nothing is lost."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.actions.workspaces import started_workspace
from tests.cli.conftest import PLACES, Result, run_command, run_python, write_list
from tests.cli.test_boundaries import CODES, write_boundaries

# Each starts a process of its own.
pytestmark = pytest.mark.slow

if not sys.platform.startswith("linux"):
    pytest.skip("other systems give their administrator other rights", allow_module_level=True)

PR_CAPBSET_DROP = 24
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 1, 2


def be_bound_by_permissions() -> None:
    """Give up, for a child and its children, what lets root write in any folder."""
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None)
        for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
            libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Path]:
    """Give a folder that cannot be changed, with a store and files to load."""
    folder = tmp_path / "closed"
    started_workspace(folder / "wijk.gpkg").close()
    write_list(folder / "lijst.csv")
    write_boundaries(folder / "b.geojson")
    for file in folder.iterdir():
        file.chmod(0o444)
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)


@pytest.fixture
def bound(locked: Path) -> None:
    """Skip where a child cannot be bound by permissions."""
    write = f"open({str(locked / 'x')!r}, 'w')"
    answer = run_python("-c", write, preexec=be_bound_by_permissions)
    if "PermissionError" not in answer.err:
        pytest.skip("nothing here keeps this user from writing in any folder")


COMMANDS = {
    "import": ("import", "{folder}/lijst.csv", *PLACES, "--store", "{folder}/wijk.gpkg"),
    "init": ("init", "--boundaries", "{folder}/b.geojson", *CODES, "--store", "{folder}/new.gpkg"),
    "init in a new folder": (
        "init", "--boundaries", "{folder}/b.geojson", *CODES, "--store", "{folder}/new/new.gpkg",
    ),
    "demo": ("demo", "--store", "{folder}/demo.gpkg"),
    "export": ("export", "{folder}/uit.csv", "--store", "{elsewhere}/wijk.gpkg"),
    "export geopackage": ("export", "{folder}/uit.gpkg", "--store", "{elsewhere}/wijk.gpkg"),
    "backup": ("backup", "{folder}/kopie.gpkg", "--store", "{elsewhere}/wijk.gpkg"),
    "restore": ("restore", "{elsewhere}/wijk.gpkg", "--store", "{folder}/wijk.gpkg"),
    "report": (
        "import", "{folder}/lijst.csv", *PLACES, "--store", "{elsewhere}/wijk.gpkg",
        "--report", "{folder}/verslag.json",
    ),
}  # fmt: skip


def run_bound(command: tuple[str, ...], locked: Path, elsewhere: Path) -> Result:
    arguments = [each.format(folder=locked, elsewhere=elsewhere) for each in command]
    return run_command(*arguments, preexec=be_bound_by_permissions)


@pytest.mark.usefixtures("bound")
@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_read_only_folder_is_told_and_stays_as_it_was(
    locked: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    before = {file.name: file.read_bytes() for file in locked.iterdir()}
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copyfile(locked / "wijk.gpkg", elsewhere / "wijk.gpkg")

    answer = run_bound(command, locked, elsewhere)

    assert answer.code in (1, 2), answer.said
    assert "Traceback" not in answer.err
    assert any(
        words in answer.err
        for words in ("cannot be written", "cannot be made", "could not be written")
    ), answer.err
    assert str(locked) in answer.err
    assert {file.name: file.read_bytes() for file in locked.iterdir()} == before


@pytest.mark.usefixtures("bound")
@pytest.mark.parametrize("command", [("stats",), ("verify",), ("boundaries", "list")], ids=" ".join)
def test_store_in_a_read_only_folder_can_be_read_or_it_is_told(
    locked: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    answer = run_bound((*command, "--store", "{folder}/wijk.gpkg"), locked, tmp_path)

    assert "Traceback" not in answer.err
    assert answer.code == 0 or str(locked) in answer.err
