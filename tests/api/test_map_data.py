"""What a living map fetches: versions, packed assets and boundaries, names."""

from __future__ import annotations

import gzip

import orjson
import pytest
from starlette.testclient import TestClient

from assetmap.actions.assets import add_asset, retire_asset
from assetmap.actions.boundaries import add_boundaries
from assetmap.actions.workspace import Store, Workspace
from tests.actions.workspaces import STEWARD, boundary_file, clock
from tests.api.conftest import client_of
from tests.factories import make_asset, point_in

PLAIN = {"accept-encoding": "identity"}
PACKED = ("/api/map/assets", "/api/map/boundaries")


def add(store: Store, name: str = "Bieb") -> int:
    receipt = add_asset(store, make_asset(name), person=STEWARD, clock=clock)
    return store.asset(receipt.id).number


def test_health_says_ok_and_the_version(client: TestClient, store: Store) -> None:
    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "version": store.state()}
    assert answer.headers["cache-control"] == "no-store"


def test_version_changes_with_assets_and_with_boundaries(client: TestClient, store: Store) -> None:
    first = client.get("/api/map/version").json()
    add(store)
    second = client.get("/api/map/version").json()
    add_boundaries(store, boundary_file(), person=STEWARD, year=2026)
    third = client.get("/api/map/version").json()

    assert first["version"] != second["version"] != third["version"]
    assert first["boundaries"] == second["boundaries"] != third["boundaries"]


def test_packed_answers_carry_the_version_that_was_asked_for(
    client: TestClient, store: Store
) -> None:
    add(store)

    version = client.get("/api/map/version").json()

    assert client.get("/api/map/assets").json()["version"] == version["version"]
    assert client.get("/api/map/boundaries").json()["version"] == version["boundaries"]


def test_added_asset_is_in_the_next_answer(client: TestClient, store: Store) -> None:
    before = client.get("/api/map/assets").json()
    add(store)

    after = client.get("/api/map/assets").json()

    assert (len(before["x"]), len(after["x"])) == (0, 1)


@pytest.mark.parametrize("path", PACKED)
def test_who_has_the_answer_gets_none_again(client: TestClient, path: str) -> None:
    first = client.get(path)

    tag = first.headers["etag"]
    for asked in (tag, f"W/{tag}", f'"other", {tag}'):
        again = client.get(path, headers={"if-none-match": asked})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
        assert again.headers["cache-control"] == "no-cache"


def test_who_has_an_old_answer_gets_the_new_one(client: TestClient, store: Store) -> None:
    old = client.get("/api/map/assets").headers["etag"]
    add(store)

    answer = client.get("/api/map/assets", headers={"if-none-match": old})

    assert answer.status_code == 200
    assert answer.headers["etag"] != old


def test_restart_counts_as_a_new_answer(client: TestClient, workspace: Workspace) -> None:
    # The layer files go into the answer, and they may have changed while the server was off.
    before = client.get("/api/map/assets").headers["etag"]

    with client_of(workspace) as restarted:
        answer = restarted.get("/api/map/assets", headers={"if-none-match": before})

    assert answer.status_code == 200


@pytest.mark.parametrize("path", PACKED)
def test_body_is_compressed_for_who_takes_that(client: TestClient, path: str) -> None:
    plain = client.get(path, headers=PLAIN)
    with client.stream("GET", path, headers={"accept-encoding": "br, gzip"}) as compressed:
        raw = b"".join(compressed.iter_raw())

    assert "content-encoding" not in plain.headers
    assert compressed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(raw) == plain.content
    assert plain.headers["vary"] == compressed.headers["vary"] == "accept-encoding"
    assert plain.headers["content-type"] == "application/json"


@pytest.mark.parametrize("said", ["identity", "", "br", "gzip;q=0", "br, gzip; q=0.0"])
def test_body_is_plain_for_who_does_not_take_gzip(client: TestClient, said: str) -> None:
    answer = client.get("/api/map/assets", headers={"accept-encoding": said})

    assert "content-encoding" not in answer.headers
    assert orjson.loads(answer.content)["x"] == []


def test_head_gives_the_tag_alone(client: TestClient) -> None:
    answer = client.head("/api/map/assets")

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["etag"] == client.get("/api/map/assets").headers["etag"]


def test_name_of_a_public_asset_is_told(client: TestClient, store: Store) -> None:
    number = add(store, "Café ’t Hoekje ${1+1} <b>")

    answer = client.get(f"/api/map/name/{number}")

    assert answer.json() == {"name": "Café ’t Hoekje ${1+1} <b>"}
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_name_of_a_hidden_asset_is_not_found(client: TestClient, store: Store) -> None:
    receipt = add_asset(store, make_asset("Dicht"), person=STEWARD, clock=clock)
    number = store.asset(receipt.id).number
    retire_asset(store, receipt.id, person=STEWARD, reason="dicht", clock=clock)

    answer = client.get(f"/api/map/name/{number}")

    assert answer.status_code == 404
    assert "Dicht" not in answer.text


def test_hidden_and_missing_answers_look_alike(client: TestClient, store: Store) -> None:
    receipt = add_asset(store, make_asset("Dicht"), person=STEWARD, clock=clock)
    number = store.asset(receipt.id).number
    retire_asset(store, receipt.id, person=STEWARD, reason="dicht", clock=clock)

    hidden, missing = (client.get(f"/api/map/name/{each}") for each in (number, 999))

    assert hidden.status_code == missing.status_code == 404
    assert receipt.id not in hidden.text, "an id of what is hidden goes nowhere"


def test_areas_keep_the_order_of_codes(client: TestClient, store: Store) -> None:
    add_asset(store, make_asset(geometry=point_in(2, 1)), person=STEWARD, clock=clock)

    areas = client.get("/api/map/boundaries").json()["areas"]
    (place,) = client.get("/api/map/assets").json()["neighbourhood"]

    codes = store.neighbourhoods()["code"].tolist()
    assert [area["name"] for area in areas] == [f"Buurt {code[2:]}" for code in codes]
    assert areas[place]["name"] == "Buurt 12"


@pytest.mark.parametrize("number", ["9" * 5000, "-1", "1e3", "0x1", "one"])
def test_a_number_that_is_none_is_not_found(client: TestClient, store: Store, number: str) -> None:
    add(store)

    assert client.get(f"/api/map/name/{number}").status_code == 404


def test_the_name_of_the_first_page_leads_to_it(client: TestClient, store: Store) -> None:
    answer = client.get("/kaart?buurt=BU00", follow_redirects=False)

    assert answer.is_redirect
    assert answer.headers["location"] == "/?buurt=BU00"
