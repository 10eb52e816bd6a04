"""A workspace and its open store for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assetmap.actions.workspace import Store, Workspace
from tests.actions.workspaces import started_workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    workspace = started_workspace(tmp_path / "wijk.gpkg")
    yield workspace
    workspace.close()


@pytest.fixture
def store(workspace: Workspace) -> Store:
    return workspace.store()
