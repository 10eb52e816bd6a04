"""The command line: in this process where that is enough, else as a person runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from assetmap import cli, wiring
from assetmap.settings import ROOT
from tests.actions.workspaces import started_workspace

# What these tests themselves are told through the environment.
_OURS = ("ASSETMAP_REAL_DATA", "ASSETMAP_CHROMIUM")


@dataclass(frozen=True)
class Result:
    """What a command did: exit code, and what it said on either stream."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return f"{self.out}\n{self.err}"


Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("ASSETMAP_") and name not in _OURS:
            monkeypatch.delenv(name)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs a command in this process."""

    def run(*arguments: object) -> Result:
        monkeypatch.setattr(sys, "argv", ["assetmap", *map(str, arguments)])
        capsys.readouterr()
        code = cli.run(wiring.workspace)
        out, err = capsys.readouterr()
        return Result(code, out, err)

    return run


def run_command(
    *arguments: object, preexec: Callable[[], None] | None = None, **environment: str
) -> Result:
    """Run a command as a person does: `python -m assetmap ...`."""
    return run_python("-m", "assetmap", *arguments, preexec=preexec, **environment)


def run_python(
    *arguments: object, preexec: Callable[[], None] | None = None, **environment: str
) -> Result:
    """Run this Python with the repository as its folder."""
    done = subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        preexec_fn=preexec,
    )
    return Result(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def store_path(tmp_path: Path) -> Path:
    """Return the path of a store with the grid of neighbourhoods and no assets."""
    path = tmp_path / "store" / "wijk.gpkg"
    started_workspace(path).close()
    return path


Row = tuple[str, str, str, float, float]

ROWS: tuple[Row, ...] = (
    ("1", "Bieb", "Bibliotheek", 6.105, 52.205),
    ("2", "Het Park", "Park", 6.115, 52.205),
    ("3", "De Hoek", "Ufohaven", 6.125, 52.215),
)


def write_list(path: Path, rows: Sequence[Row] = ROWS) -> Path:
    """Write a list as a municipality sends it: CSV with semicolons."""
    lines = ["Nr;Naam;Soort;Adres;lon;lat"]
    lines += [f"{nr};{name};{sort};Straat {nr};{x};{y}" for nr, name, sort, x, y in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def csv_list(tmp_path: Path) -> Path:
    return write_list(tmp_path / "lijst.csv")


PLACES = ("--layer", "places", "--name", "Naam", "--category", "Soort")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Return the folder with municipal files, or skip the test."""
    folder = Path(os.environ.get("ASSETMAP_REAL_DATA", ROOT.parent / "shared" / "data"))
    if not (folder / "boundaries").is_dir():
        pytest.skip("no municipal files here: set ASSETMAP_REAL_DATA to their folder")
    return folder
