"""The routes on a real store, asked as a browser asks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from assetmap.actions.workspace import Store, Workspace
from assetmap.api import routes
from tests.actions.workspaces import new_workspace, started_workspace
from tests.maps.unpacking import Columns, unpack

INDEX = """<!doctype html>
<html lang="en">
  <head>
    <link rel="shortcut icon" href="./favicon.png" />
    <title>Streamlit</title>
  </head>
  <body><div id="root"></div></body>
</html>
"""


def client_of(workspace: Workspace, language: str = "nl") -> TestClient:
    return TestClient(Starlette(routes=routes(workspace, index=INDEX, language=language)))


def unpacked(answer: Any) -> tuple[dict[str, Any], Columns]:
    """Return header and columns of a packed answer that arrived."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/octet-stream"
    return unpack(answer.content)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    workspace = started_workspace(tmp_path / "wijk.gpkg")
    yield workspace
    workspace.close()


@pytest.fixture
def store(workspace: Workspace) -> Store:
    return workspace.store()


@pytest.fixture
def client(workspace: Workspace) -> Iterator[TestClient]:
    with client_of(workspace) as client:
        yield client


@pytest.fixture
def client_without_store(tmp_path: Path) -> Iterator[TestClient]:
    with client_of(new_workspace(tmp_path / "none.gpkg")) as client:
        yield client
