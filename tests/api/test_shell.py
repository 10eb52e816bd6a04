"""The page that a browser gets first."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.testclient import TestClient

from assetmap.actions.workspace import Workspace
from assetmap.api.routes import PAGES
from assetmap.api.shell import shell_routes
from tests.api.conftest import client_of


@pytest.mark.parametrize("path", PAGES)
def test_each_page_begins_with_our_shell(client: TestClient, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    assert '<html lang="nl">' in answer.text
    assert "<title>assetmap</title>" in answer.text
    assert 'href="/client/icon.png"' in answer.text
    assert "Streamlit" not in answer.text


def test_shell_speaks_the_first_language_of_the_settings(workspace: Workspace) -> None:
    with client_of(workspace, language="en") as client:
        assert '<html lang="en">' in client.get("/").text


def test_shell_works_without_a_store(client_without_store: TestClient) -> None:
    assert client_without_store.get("/").status_code == 200


def test_streamlits_own_page_has_what_the_shell_changes() -> None:
    index = (Path(streamlit.__file__).parent / "static" / "index.html").read_text("utf-8")

    (route,) = shell_routes(index, ["/"], "nl")
    with TestClient(Starlette(routes=[route])) as client:
        page = client.get("/").text

    assert '<html lang="nl">' in page
    assert "<title>assetmap</title>" in page
    assert "/client/icon.png" in page
    assert "favicon.png" not in page
    assert "BACKEND_BASE_URL" in page
    loaded = re.findall(r"(?:src|href)=\"([^\"]+)\"", page)
    assert loaded
    assert not [address for address in loaded if "//" in address], "no third party"
