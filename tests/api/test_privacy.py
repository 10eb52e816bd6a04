"""What reaches a browser is public: every route, with every private word marked."""

from __future__ import annotations

from datetime import date

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from assetmap.actions.assets import add_asset, edit_asset, retire_asset
from assetmap.actions.importing import import_rows
from assetmap.actions.workspace import Store
from assetmap.domain.asset import Asset
from assetmap.domain.consent import Consent
from tests.actions.workspaces import STEWARD, clock
from tests.factories import code_of, make_asset, make_contact, make_rows, make_talent

MARKER = "Zwijgplicht"
PUBLIC = ("Bieb", "Koken")


@pytest.fixture
def marked(store: Store) -> Store:
    """Return a store where each word that is nobody's business holds the marker."""
    contact = make_contact(f"{MARKER} Jansen", phone=f"{MARKER}-06", email=f"{MARKER}@example.org")
    lapsed = Consent(how="by_word", given_on=date(2025, 1, 1), until=date(2026, 4, 30))

    def add(asset: Asset) -> str:
        return add_asset(
            store, asset, person=STEWARD, contact=contact, reason=f"{MARKER} zei het", clock=clock
        ).id

    place = add(make_asset(f"{MARKER}, de oude naam", offers=MARKER))
    edit_asset(store, place, make_asset(PUBLIC[0]), based_on=1, person=STEWARD, clock=clock)
    add(make_talent(PUBLIC[1]))
    gone = add(make_asset(f"{MARKER} dicht", offers=MARKER, address=MARKER))
    retire_asset(store, gone, person=STEWARD, reason=MARKER, clock=clock)
    add(make_talent(f"{MARKER} verlopen", until=None).model_copy(update={"consent": lapsed}))
    import_rows(
        store,
        make_rows({"Naam": [f"{MARKER} wacht"], "Buurt": [code_of(0)]}, geometry=[None]),
        person=STEWARD,
        layer="skills",
        columns={"name": "Naam", "neighbourhood": "Buurt"},
        source=f"{MARKER}.csv",
        clock=clock,
    )
    return store


def addresses(client: TestClient) -> list[str]:
    """Return an address for every route there is, so that a new one is asked too."""
    app = client.app
    assert isinstance(app, Starlette)
    found = []
    for route in app.routes:
        assert isinstance(route, Route)
        path = route.path.replace("{path:path}", "icons/icons.json")
        numbers = range(12) if "{number}" in path else [0]
        found += [path.replace("{number}", str(number)) for number in numbers]
    assert len(found) > 15
    return found


@pytest.mark.parametrize("headers", [{}, {"accept-encoding": "identity"}], ids=["gzip", "plain"])
def test_no_route_gives_a_private_word_away(
    client: TestClient, marked: Store, headers: dict[str, str]
) -> None:
    answers = {path: client.get(path, headers=headers) for path in addresses(client)}

    for path, answer in answers.items():
        told = answer.text + repr(answer.headers)
        assert MARKER.casefold() not in told.casefold(), path
    names = {answer.json()["name"] for answer in answers.values() if "name/" in str(answer.url)
             and answer.status_code == 200}  # fmt: skip
    assert names == set(PUBLIC)


def test_packed_assets_hold_numbers_and_keys_of_layers_alone(
    client: TestClient, marked: Store
) -> None:
    packed = client.get("/api/map/assets").json()

    assert len(packed["x"]) == len(PUBLIC)
    for column in ("x", "y", "number", "category", "neighbourhood"):
        assert all(isinstance(value, int) for value in packed[column])
    assert set(packed) == {
        "version", "scale", "origin", "layers", "categories", "shapes",
        "x", "y", "number", "category", "neighbourhood",
    }  # fmt: skip


def test_talent_is_drawn_away_from_where_somebody_clicked(client: TestClient, store: Store) -> None:
    from tests.factories import point_in

    clicked = point_in(0, dx=0.31, dy=0.77)
    add_asset(store, make_talent(geometry=clicked), person=STEWARD, clock=clock)

    packed = client.get("/api/map/assets").json()

    x = packed["origin"][0] + packed["x"][0] * packed["scale"]
    y = packed["origin"][1] + packed["y"][0] * packed["scale"]
    assert max(abs(x - clicked.x), abs(y - clicked.y)) > 1e-5
