"""The page that a browser gets first."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.testclient import TestClient

from assetmap.actions.assets import add_asset, retire_asset
from assetmap.actions.workspace import Workspace
from assetmap.api.routes import PAGES
from assetmap.api.shell import shell_routes
from assetmap.domain.permission import Person, Role
from tests.api.conftest import client_of
from tests.factories import make_asset

STEWARD = Person("test", Role.STEWARD)


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


def test_a_link_to_an_asset_carries_its_name_and_nothing_hidden(
    workspace: Workspace, client: TestClient
) -> None:
    store = workspace.store()
    hostile = add_asset(store, make_asset(name="</title><script>alert(1)</script>"), person=STEWARD)
    hidden = add_asset(store, make_asset(name="Geheim"), person=STEWARD)
    retire_asset(store, hidden.id, person=STEWARD, reason="weg")

    shown = client.get(f"/kaartje?asset={hostile.id}").text
    kept_back = client.get(f"/kaartje?asset={hidden.id}").text

    assert "&lt;/title&gt;&lt;script&gt;alert(1)" in shown
    assert "<script>alert(1)" not in shown
    assert "Geheim" not in kept_back
    assert "<title>assetmap</title>" in kept_back


def test_a_link_to_a_neighbourhood_carries_its_name(
    workspace: Workspace, client: TestClient
) -> None:
    first = workspace.store().neighbourhoods().iloc[0]

    page = client.get(f"/buurt?buurt={first['code']}").text

    assert f"<title>{first['name']} · assetmap</title>" in page


def test_shell_fetches_ahead_what_the_map_needs_and_all_of_it_is_there(client: TestClient) -> None:
    page = client.get("/").text

    (listed,) = re.findall(r"<script>(\[.*?\])\.forEach", page)
    for address in json.loads(listed):
        assert client.get(address).status_code == 200, address
