"""What goes wrong is told as calm JSON: no traceback, no path of this computer."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from assetmap.actions.workspace import Workspace
from tests.actions.workspaces import new_workspace
from tests.api.conftest import client_of

STORE_ROUTES = (
    "/healthz",
    "/api/map/version",
    "/api/map/assets",
    "/api/map/assets?since=1",
    "/api/map/boundaries",
    "/api/map/boundaries?box=6,52,7,53",
    "/api/map/selection?laag=places",
    "/api/map/years",
    "/api/map/view?box=6,52,7,53&zoom=10",
    "/api/map/names?numbers=1",
    "/api/map/name/1",
)


@pytest.mark.parametrize("path", STORE_ROUTES)
def test_without_a_store_it_is_not_ready(
    client_without_store: TestClient, tmp_path: Path, path: str
) -> None:
    answer = client_without_store.get(path)

    assert answer.status_code == 503
    assert answer.json()["status"] == "error"
    assert "no map here yet" in answer.json()["message"]
    assert str(tmp_path) not in answer.text


def test_store_that_comes_later_is_found(tmp_path: Path, workspace: Workspace) -> None:
    later = new_workspace(tmp_path / "later.gpkg")
    with client_of(later) as client:
        assert client.get("/healthz").status_code == 503
        workspace.store().backup(later.path)

        assert client.get("/healthz").json()["status"] == "ok"
    later.close()


@pytest.fixture
def damaged(tmp_path: Path) -> Iterator[TestClient]:
    path = tmp_path / "damaged.gpkg"
    path.write_bytes(b"geen kaart" * 1000)
    with client_of(new_workspace(path)) as client:
        yield client


@pytest.mark.parametrize("path", STORE_ROUTES)
def test_damaged_store_is_told_calmly_and_logged_in_full(
    damaged: TestClient, tmp_path: Path, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    answer = damaged.get(path)

    assert answer.status_code == 503
    assert answer.json()["status"] == "error"
    assert "Traceback" not in answer.text
    assert str(tmp_path) not in answer.text
    assert "is no store of assetmap" in caplog.text


def test_what_nobody_foresaw_is_logged_and_told_in_one_sentence(
    workspace: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a secret of the machine")

    workspace.opener = broken  # type: ignore[assignment]
    workspace.close()
    with client_of(workspace) as client, caplog.at_level(logging.ERROR):
        answer = client.get("/api/map/assets")

    assert answer.status_code == 500
    assert answer.json()["message"] == "Something went wrong. Nothing is lost; try again."
    assert "secret" not in answer.text
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize(
    "number", ["0", "-1", "1e3", "abc", "9223372036854775808", "9" * 400, "%00"]
)
def test_name_of_no_number_is_not_found(client: TestClient, number: str) -> None:
    answer = client.get(f"/api/map/name/{number}")

    assert answer.status_code == 404
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("path", STORE_ROUTES)
def test_nothing_can_be_written_here(client: TestClient, path: str) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert client.request(method, path).status_code == 405
