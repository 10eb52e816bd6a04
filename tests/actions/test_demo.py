"""The demonstration is whole, clean and where it says it is."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assetmap.actions.demo import make_demo
from assetmap.actions.workspace import Workspace
from assetmap.errors import Conflict
from assetmap.settings import ROOT
from tests.actions.workspaces import STEWARD, VISITOR, new_workspace, noon_of

FOLDER = ROOT / "data" / "demo"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    workspace = new_workspace(tmp_path_factory.mktemp("demo") / "demo.gpkg")
    make_demo(workspace, FOLDER, person=STEWARD, clock=lambda: noon_of(2026))
    yield workspace
    workspace.close()


def features() -> list[dict[str, dict[str, object]]]:
    content = json.loads((FOLDER / "assets.geojson").read_text(encoding="utf-8"))
    return list(content["features"])


def test_demonstration_verifies_clean(demo: Workspace) -> None:
    report = demo.store().verify()

    assert report.problems == ()
    assert report.assets == len(features())


def test_everybody_sees_all_of_it(demo: Workspace) -> None:
    store = demo.store()

    shown = store.assets(viewer=VISITOR)

    assert len(shown) == len(features())
    assert set(shown["layer"]) == set(store.layers)
    assert not shown.geometry.isna().any()
    assert len(store.neighbourhoods()) == 12
    assert not store.context().empty


def test_every_asset_lies_in_the_neighbourhood_that_it_names(demo: Workspace) -> None:
    shown = demo.store().assets(viewer=VISITOR).set_index("source_id")
    named = {
        feature["properties"]["id_source"]: feature["properties"]["neighbourhood"]
        for feature in features()
    }

    assert dict(shown["neighbourhood"]) == named


def test_demonstration_is_not_made_over_a_store(demo: Workspace) -> None:
    before = demo.store().state()

    with pytest.raises(Conflict):
        make_demo(demo, FOLDER, person=STEWARD)

    assert demo.store().state() == before


def test_demonstration_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "content")
    (folder / "assets.geojson").write_text("{", encoding="utf-8")
    workspace = new_workspace(tmp_path / "store" / "demo.gpkg")

    with pytest.raises(json.JSONDecodeError):
        make_demo(workspace, folder, person=STEWARD)

    assert list((tmp_path / "store").iterdir()) == []
    assert not workspace.has_store()
