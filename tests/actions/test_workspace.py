"""The store path: made once, opened once, put back from a backup."""

from __future__ import annotations

from pathlib import Path

import pytest

from assetmap.actions.assets import add_asset
from assetmap.actions.keeping import backup
from assetmap.actions.workspace import Workspace
from assetmap.errors import (
    AssetMapError,
    Conflict,
    ImportFailed,
    StoreDamaged,
    StoreMissing,
    StoreUnavailable,
)
from tests.actions.workspaces import STEWARD, YEAR, boundary_file, clock, new_workspace
from tests.factories import make_asset, make_neighbourhoods


def test_workspace_has_no_store_before_it_is_made(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path / "wijk.gpkg")

    assert not workspace.has_store()
    with pytest.raises(StoreMissing, match="Make one with: init --boundaries FILE, or: demo"):
        workspace.store()


def test_start_makes_folders_and_store(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path / "var" / "kaart" / "wijk.gpkg")

    report = workspace.start(boundary_file(), person=STEWARD, year=YEAR, title="Brugveen")

    assert workspace.has_store()
    assert (report.boundary_set.year, report.boundary_set.count) == (YEAR, 6)
    assert report.boundary_set.title == "Brugveen"
    assert len(workspace.store().neighbourhoods()) == 6
    workspace.close()


def test_year_is_this_year_unless_said(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path / "wijk.gpkg")

    report = workspace.start(boundary_file(), person=STEWARD, clock=clock)

    assert report.boundary_set.year == clock().year
    workspace.close()


def test_start_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path / "wijk.gpkg")

    with pytest.raises(ImportFailed, match="99 is no year that we can use"):
        workspace.start(boundary_file(), person=STEWARD, year=99, clock=clock)

    assert list(tmp_path.iterdir()) == []
    assert not workspace.has_store()
    workspace.start(boundary_file(), person=STEWARD, clock=clock)
    workspace.close()


def test_start_that_is_interrupted_leaves_nothing_behind(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path / "wijk.gpkg")

    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        workspace.start(boundary_file(), person=STEWARD, clock=interrupted)  # type: ignore[arg-type]

    assert list(tmp_path.iterdir()) == []


def test_second_start_leaves_the_first_store_alone(workspace: Workspace) -> None:
    add_asset(workspace.store(), make_asset(), person=STEWARD, clock=clock)

    with pytest.raises(Conflict, match="exists already and was left alone"):
        workspace.start(boundary_file(), person=STEWARD)

    assert workspace.store().assets()["name"].tolist() == ["Bibliotheek"]


def test_store_is_opened_once(workspace: Workspace) -> None:
    assert workspace.store() is workspace.store()


def test_store_that_was_taken_away_is_missed(workspace: Workspace) -> None:
    workspace.store()
    workspace.path.unlink()

    with pytest.raises(StoreMissing):
        workspace.store()


def test_empty_file_is_no_store_and_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "wijk.gpkg"
    path.touch()
    workspace = new_workspace(path)

    with pytest.raises(StoreMissing, match=r"is an empty file and no store. Remove it"):
        workspace.store()

    assert not workspace.has_store()
    assert path.read_bytes() == b""


def test_text_file_is_no_store_and_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "wijk.gpkg"
    path.write_text("dit is geen kaart" * 1000)

    with pytest.raises(StoreDamaged, match="is no store of assetmap"):
        new_workspace(path).store()

    assert path.read_text() == "dit is geen kaart" * 1000


def test_restore_puts_a_backup_back_and_keeps_what_stood_there(
    workspace: Workspace, tmp_path: Path
) -> None:
    add_asset(workspace.store(), make_asset("Bieb"), person=STEWARD, clock=clock)
    backup(workspace.store(), tmp_path / "copy.gpkg", person=STEWARD)
    add_asset(workspace.store(), make_asset("Park"), person=STEWARD, clock=clock)

    report, kept = workspace.restore(tmp_path / "copy.gpkg", person=STEWARD)

    assert report.problems == ()
    assert workspace.store().assets()["name"].tolist() == ["Bieb"]
    assert kept is not None
    former = new_workspace(kept)
    assert former.store().assets()["name"].tolist() == ["Bieb", "Park"]
    former.close()


def test_restore_makes_the_store_where_there_is_none(workspace: Workspace, tmp_path: Path) -> None:
    backup(workspace.store(), tmp_path / "copy.gpkg", person=STEWARD)
    elsewhere = new_workspace(tmp_path / "elders" / "wijk.gpkg")

    report, kept = elsewhere.restore(tmp_path / "copy.gpkg", person=STEWARD)

    assert (report.problems, kept) == ((), None)
    assert len(elsewhere.store().neighbourhoods()) == len(make_neighbourhoods())
    elsewhere.close()


@pytest.mark.parametrize("content", [None, b"", b"geen kaart" * 500], ids=["none", "empty", "text"])
def test_restore_of_what_is_no_backup_changes_nothing(
    workspace: Workspace, tmp_path: Path, content: bytes | None
) -> None:
    add_asset(workspace.store(), make_asset("Bieb"), person=STEWARD, clock=clock)
    wrong = tmp_path / "copy.gpkg"
    if content is not None:
        wrong.write_bytes(content)

    with pytest.raises(AssetMapError) as caught:
        workspace.restore(wrong, person=STEWARD)

    assert isinstance(caught.value, StoreUnavailable)
    assert workspace.store().assets()["name"].tolist() == ["Bieb"]
    assert len(list(tmp_path.glob("*before-restore*"))) == 0


def test_backup_leaves_an_existing_file_alone(workspace: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "copy.gpkg"
    out.write_text("van iemand anders")

    with pytest.raises(Conflict, match="exists already and was left alone"):
        backup(workspace.store(), out, person=STEWARD)

    assert out.read_text() == "van iemand anders"
