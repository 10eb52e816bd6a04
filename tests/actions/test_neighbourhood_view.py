"""The page of a neighbourhood says what is there, and nothing of how it compares."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from assetmap.actions import assets
from assetmap.actions.neighbourhood_view import neighbourhood_view
from assetmap.actions.workspace import Workspace
from assetmap.errors import NotFound
from tests.actions.workspaces import STEWARD, VISITOR, clock, started_workspace
from tests.factories import code_of, make_asset, point_in


@pytest.fixture
def workspace(tmp_path: Path):
    workspace = started_workspace(tmp_path / "wijk.gpkg")
    yield workspace
    workspace.close()


def add(workspace: Workspace, name: str, *, minute: int = 0, **more: object) -> None:
    asset = make_asset(name, **{"geometry": point_in(0), **more})
    at = clock() + timedelta(minutes=minute)
    assets.add_asset(workspace.store(), asset, person=STEWARD, clock=lambda: at)


def test_layers_show_the_newest_and_the_best_described_once_each(workspace: Workspace) -> None:
    add(workspace, "Goed verteld", offers="Elke week soep, spel en een goed gesprek. " * 5)
    for number in range(5):
        add(workspace, f"Kort {number}", minute=1 + number)

    view = neighbourhood_view(workspace.finder(), code_of(0), person=VISITOR)

    (part,) = view.layers
    names = [row.name for row in part.shown]
    assert part.count == view.total == 6
    assert names[:3] == ["Kort 4", "Kort 3", "Kort 2"]
    assert names[3] == "Goed verteld"
    assert len(set(names)) == len(names)


def test_places_to_walk_in_come_first_and_only_from_here(workspace: Workspace) -> None:
    add(workspace, "Buurthuis", category="community_centre")
    add(workspace, "Speeltuin", category="play_area")
    add(workspace, "Buurthuis elders", category="community_centre", geometry=point_in(1))

    view = neighbourhood_view(workspace.finder(), code_of(0), person=VISITOR)

    assert [row.name for row in view.meeting_places] == ["Buurthuis"]


def test_layers_not_heard_of_yet_are_named(workspace: Workspace) -> None:
    add(workspace, "Buurthuis", category="community_centre")

    view = neighbourhood_view(workspace.finder(), code_of(0), person=VISITOR)

    assert "places" not in view.quiet_layers
    assert "heritage" in view.quiet_layers


def test_unknown_neighbourhood_is_not_found(workspace: Workspace) -> None:
    with pytest.raises(NotFound, match="no neighbourhood"):
        neighbourhood_view(workspace.finder(), "BU0", person=VISITOR)
