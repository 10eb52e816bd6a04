"""The house as a whole: its public names, its front door, and the example in the README."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import assetmap
from assetmap import wiring
from assetmap.actions.assets import add_asset
from assetmap.errors import AssetMapError, StoreMissing
from assetmap.settings import ROOT
from assetmap.store import GeoPackageStore
from tests.actions.workspaces import STEWARD, started_workspace
from tests.factories import make_asset


def python(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def store_path(tmp_path: Path) -> Path:
    path = tmp_path / "wijk.gpkg"
    workspace = started_workspace(path)
    add_asset(workspace.store(), make_asset("Bieb"), person=STEWARD)
    workspace.close()
    return path


def test_public_names_are_these() -> None:
    assert assetmap.__all__ == ["open_store"]
    public = {name for name in vars(assetmap) if not name.startswith("_")}
    modules = {name for name in public if f"assetmap.{name}" in sys.modules}
    assert public - modules - {"annotations", "TYPE_CHECKING", "Path"} == {"open_store"}


def test_version_is_that_of_the_project() -> None:
    facts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    assert assetmap.__version__ == facts["project"]["version"]


@pytest.mark.parametrize("as_text", [True, False], ids=["text", "path"])
def test_open_store_gives_layers_as_frames(store_path: Path, as_text: bool) -> None:
    store = assetmap.open_store(str(store_path) if as_text else store_path)

    places = store.layer("places")

    assert isinstance(store, GeoPackageStore)
    assert places["name"].tolist() == ["Bieb"]
    assert places.crs == "EPSG:4326"
    assert places.index.name == "id"
    store.close()


def test_open_store_makes_none(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing):
        assetmap.open_store(tmp_path / "none.gpkg")

    assert list(tmp_path.iterdir()) == []


def test_open_store_takes_layers_of_ones_own(store_path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "layers"
    folder.mkdir()
    shipped = (ROOT / "layers" / "places.toml").read_text(encoding="utf-8")
    (folder / "places.toml").write_text(shipped, encoding="utf-8")

    store = assetmap.open_store(store_path, layers=folder)

    assert list(store.layers) == ["places"]
    store.close()


def test_import_of_the_package_loads_no_big_library() -> None:
    code = "import sys, assetmap, assetmap.errors; print([n for n in big if n in sys.modules])"
    big = "big = ('geopandas', 'pandas', 'folium', 'streamlit', 'sqlalchemy', 'pyogrio', 'fiona')"

    answer = python("-c", f"{big}; {code}")

    assert answer.stdout.strip() == "[]", answer.stderr


def test_command_line_loads_no_streamlit() -> None:
    code = "import sys, assetmap.cli, assetmap.wiring; print('streamlit' in sys.modules)"

    answer = python("-c", code)

    assert answer.stdout.strip() == "False", answer.stderr


def test_python_dash_m_is_the_front_door() -> None:
    answer = python("-m", "assetmap", "--help")

    assert (answer.returncode, answer.stderr) == (0, "")
    assert "Usage: python -m assetmap" in answer.stdout


def test_entry_hands_over_a_workspace_of_the_settings(tmp_path: Path) -> None:
    from assetmap.settings import Settings

    workspace = wiring.workspace(Settings(store=tmp_path / "wijk.gpkg"))

    assert workspace.path == tmp_path / "wijk.gpkg"
    assert len(workspace.layers) == 6


def test_every_error_of_ours_is_in_the_tree_that_is_drawn() -> None:
    from assetmap import errors

    drawn = set(re.findall(r"(\w+)   +\S", (errors.__doc__ or "").split("An error carries")[0]))
    classes = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, AssetMapError)
    }
    assert classes == drawn


def readme_examples() -> list[str]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.findall(r"```python\n(.*?)```", text, re.DOTALL)


def test_example_in_the_readme_works(store_path: Path) -> None:
    examples = readme_examples()

    assert examples, "README.md shows how to use a store from Python"
    for example in examples:
        for name in re.findall(r"open_store\(\"([^\"]+)\"", example):
            target = store_path.parent / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.exists():
                target.write_bytes(store_path.read_bytes())
        answer = python("-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{example}",
                        cwd=store_path.parent)  # fmt: skip
        assert answer.returncode == 0, answer.stderr
