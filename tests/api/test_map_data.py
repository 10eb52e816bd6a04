"""What a living map fetches at first and after each change: versions, assets, boundaries, names."""

from __future__ import annotations

import gzip

import pytest
import shapely
from starlette.testclient import TestClient

from assetmap.actions.assets import add_asset, edit_asset, retire_asset
from assetmap.actions.boundaries import add_boundaries
from assetmap.actions.workspace import Store, Workspace
from tests.actions.workspaces import STEWARD, boundary_file, clock
from tests.api.conftest import client_of, unpacked
from tests.factories import make_asset, make_talent, point_in

PLAIN = {"accept-encoding": "identity"}
ASSETS = "/api/map/assets"
PACKED = (
    ASSETS,
    "/api/map/assets?since=1",
    "/api/map/boundaries",
    "/api/map/boundaries?box=6,52,6.2,53",
    "/api/map/selection?laag=places",
    "/api/map/view?box=6,52,6.2,53&zoom=12",
)


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


def test_version_says_how_many_assets_a_map_would_get(client: TestClient, store: Store) -> None:
    add(store)
    add_asset(store, make_talent(), person=STEWARD, clock=clock)

    answer = client.get("/api/map/version").json()

    assert (answer["assets"], answer["whole"]) == (2, True)


def test_packed_answers_carry_the_version_that_was_asked_for(
    client: TestClient, store: Store
) -> None:
    add(store)

    version = client.get("/api/map/version").json()

    for path in (ASSETS, "/api/map/selection", "/api/map/view?box=6,52,7,53&zoom=9"):
        assert unpacked(client.get(path))[0]["version"] == version["version"]
    for path in ("/api/map/boundaries", "/api/map/boundaries?box=6,52,6.2,53"):
        assert unpacked(client.get(path))[0]["version"] == version["boundaries"]


def test_added_asset_is_in_the_next_answer(client: TestClient, store: Store) -> None:
    before = unpacked(client.get(ASSETS))[1]
    number = add(store)

    after = unpacked(client.get(ASSETS))[1]

    assert (before["number"], after["number"]) == ([], [number])


def test_open_map_fetches_only_what_became_of_the_assets(client: TestClient, store: Store) -> None:
    kept, moved = add(store), add(store, "Verhuist")
    gone = add(store, "Dicht")
    since = unpacked(client.get(ASSETS))[0]["version"]
    new = add(store, "Nieuw")
    ids = {number: store.record_id(number) for number in (moved, gone)}
    elsewhere = make_asset("Verhuist", geometry=point_in(2, 1))
    edit_asset(store, ids[moved], elsewhere, based_on=1, person=STEWARD, clock=clock)
    retire_asset(store, ids[gone], person=STEWARD, reason="dicht", clock=clock)

    header, columns = unpacked(client.get(ASSETS, params={"since": since}))

    assert header["since"] == since
    assert header["version"] == client.get("/api/map/version").json()["version"]
    assert sorted(columns["number"]) == sorted([moved, new])
    assert columns["gone"] == [gone]
    assert kept not in columns["number"]


def test_who_is_up_to_date_gets_an_empty_delta(client: TestClient, store: Store) -> None:
    add(store)
    version = client.get("/api/map/version").json()["version"]

    header, columns = unpacked(client.get(ASSETS, params={"since": version}))

    assert (header["count"], columns["number"], columns["gone"]) == (0, [], [])


@pytest.mark.parametrize(
    "since", ["", "1", "nonsense", "9" * 400, "\x00", "é", "1-000000000000-00000000-20260501"]
)
def test_who_has_an_unknown_version_is_told_to_fetch_everything(
    client: TestClient, store: Store, since: str
) -> None:
    add(store)

    header, columns = unpacked(client.get(ASSETS, params={"since": since}))

    assert header["whole"]
    assert columns == {}


def test_other_boundaries_ask_for_everything_again(client: TestClient, store: Store) -> None:
    add(store)
    since = client.get("/api/map/version").json()["version"]
    add_boundaries(store, boundary_file(), person=STEWARD, year=2026)

    header, _ = unpacked(client.get(ASSETS, params={"since": since}))

    # Positions of neighbourhoods may all be others.
    assert header["whole"]


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
    old = client.get(ASSETS).headers["etag"]
    add(store)

    answer = client.get(ASSETS, headers={"if-none-match": old})

    assert answer.status_code == 200
    assert answer.headers["etag"] != old


def test_restart_counts_as_a_new_answer(client: TestClient, workspace: Workspace) -> None:
    # The layer files go into the answer, and they may have changed while the server was off.
    before = client.get(ASSETS).headers["etag"]

    with client_of(workspace) as restarted:
        answer = restarted.get(ASSETS, headers={"if-none-match": before})

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
    assert plain.headers["content-type"] == "application/octet-stream"
    assert plain.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("said", ["identity", "", "br", "gzip;q=0", "br, gzip; q=0.0"])
def test_body_is_plain_for_who_does_not_take_gzip(client: TestClient, said: str) -> None:
    answer = client.get(ASSETS, headers={"accept-encoding": said})

    assert "content-encoding" not in answer.headers
    assert unpacked(answer)[1]["x"] == []


def test_head_gives_the_tag_alone(client: TestClient) -> None:
    answer = client.head(ASSETS)

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["etag"] == client.get(ASSETS).headers["etag"]


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

    areas = unpacked(client.get("/api/map/boundaries"))[0]["names"]
    (place,) = unpacked(client.get(ASSETS))[1]["area"]

    codes = store.neighbourhoods()["code"].tolist()
    assert areas == [f"Buurt {code[2:]}" for code in codes]
    assert areas[place] == "Buurt 12"


def test_boundaries_near_by_are_those_that_touch_the_box(client: TestClient) -> None:
    answer = client.get("/api/map/boundaries", params={"box": "6.111,52.201,6.112,52.202"})

    header, columns = unpacked(answer)
    assert header["kind"] == "detail"
    assert columns["area.position"] == [1]


def test_lines_and_areas_go_along_with_their_corners(client: TestClient, store: Store) -> None:
    park = shapely.box(6.101, 52.201, 6.103, 52.203)
    add_asset(
        store, make_asset("Park", category="park", geometry=park), person=STEWARD, clock=clock
    )

    _, columns = unpacked(client.get(ASSETS))

    assert (columns["shape.number"], columns["shape.closed"]) == ([1], [1])
    assert len(columns["shape.x"]) == 5


@pytest.mark.parametrize("number", ["9" * 5000, "-1", "1e3", "0x1", "one"])
def test_a_number_that_is_none_is_not_found(client: TestClient, store: Store, number: str) -> None:
    add(store)

    assert client.get(f"/api/map/name/{number}").status_code == 404


def test_the_name_of_the_first_page_leads_to_it(client: TestClient, store: Store) -> None:
    answer = client.get("/kaart?buurt=BU00", follow_redirects=False)

    assert answer.is_redirect
    assert answer.headers["location"] == "/?buurt=BU00"
