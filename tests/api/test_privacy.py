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
from tests.api.conftest import unpacked
from tests.factories import code_of, make_asset, make_contact, make_rows, make_talent, point_in
from tests.maps.unpacking import places

MARKER = "Zwijgplicht"
PUBLIC = ("Bieb", "Koken")


@pytest.fixture
def first(store: Store) -> str:
    """Return the version of the store before anything was in it."""
    return store.state()


@pytest.fixture
def marked(store: Store, first: str) -> Store:
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


# What each route of the map is asked, so that it answers with all that it has.
QUESTIONS = {
    "/api/map/assets": ["", "?since={first}"],
    "/api/map/selection": ["", f"?zoek={MARKER}", "?laag=skills"],
    "/api/map/years": ["", f"?zoek={MARKER}"],
    "/api/map/view": ["?box=5,51,8,54&zoom=9", f"?box=5,51,8,54&zoom=9&most=0&zoek={MARKER}"],
    "/api/map/boundaries": ["", "?box=5,51,8,54"],
    "/api/map/names": ["?numbers=" + ",".join(map(str, range(12)))],
    "/api/search": [f"?q={MARKER[:5]}", "?q=bi", "?q=ko&lang=en"],
}


def addresses(client: TestClient, first: str) -> list[str]:
    """Return addresses for every route there is, so that a new one is asked too."""
    app = client.app
    assert isinstance(app, Starlette)
    found = []
    for route in app.routes:
        assert isinstance(route, Route)
        path = route.path.replace("{path:path}", "icons/icons.json")
        for part in ("{z}", "{x}", "{y}"):
            path = path.replace(part, "0")
        numbers = range(12) if "{number}" in path else [0]
        questions = [each.replace("{first}", first) for each in QUESTIONS.get(path, [""])]
        found += [
            path.replace("{number}", str(number)) + question
            for number in numbers
            for question in questions
        ]
    assert len(found) > 30
    assert set(QUESTIONS) <= {each.partition("?")[0] for each in found}
    return found


@pytest.mark.parametrize("headers", [{}, {"accept-encoding": "identity"}], ids=["gzip", "plain"])
def test_no_route_gives_a_private_word_away(
    client: TestClient, marked: Store, first: str, headers: dict[str, str]
) -> None:
    asked = addresses(client, first)
    answers = {path: client.get(path, headers=headers) for path in asked}

    for path, answer in answers.items():
        told = (answer.content + repr(answer.headers).encode()).lower()
        # A redirect repeats the address that was asked, and that is the visitor's own.
        assert MARKER.lower().encode() not in told, path
    names = {answer.json()["name"] for answer in answers.values() if "name/" in str(answer.url)
             and answer.status_code == 200}  # fmt: skip
    assert names == set(PUBLIC)
    (several,) = [answer for path, answer in answers.items() if "/names" in path]
    assert {each["name"] for each in several.json()["assets"]} == set(PUBLIC)


def test_packed_assets_hold_numbers_and_keys_of_layers_alone(
    client: TestClient, marked: Store, first: str
) -> None:
    for path in ("/api/map/assets", f"/api/map/assets?since={first}"):
        header, columns = unpacked(client.get(path))

        assert len(columns["number"]) == header["count"] == len(PUBLIC)
        assert set(header) - {"since", "layers", "categories"} == {
            "kind", "version", "scale", "origin", "count", "columns",
        }  # fmt: skip
        assert set(columns) - {"gone"} == {
            "x", "y", "number", "category", "area", "existed_from", "existed_to", "shape.number",
            "shape.closed", "shape.lines", "shape.sizes", "shape.x", "shape.y",
        }  # fmt: skip


def test_selection_never_shows_what_is_hidden(client: TestClient, marked: Store) -> None:
    public = set(unpacked(client.get("/api/map/assets"))[1]["number"])

    for question in ("", f"?zoek={MARKER}", "?laag=places,skills,associations"):
        bits = unpacked(client.get(f"/api/map/selection{question}"))[1]["bits"]
        shown = {
            8 * at + bit for at, byte in enumerate(bits) for bit in range(8) if byte >> bit & 1
        }
        assert shown <= public, question


def test_consent_that_lapsed_is_not_counted(client: TestClient, marked: Store) -> None:
    assert client.get("/api/map/version").json()["assets"] == len(PUBLIC)
    years = client.get("/api/map/years").json()
    assert max(map(sum, zip(*years["layers"], strict=True))) == len(PUBLIC)
    _, clusters = unpacked(client.get("/api/map/view?box=5,51,8,54&zoom=9&most=0"))
    assert sum(sum(values) for key, values in clusters.items() if "layer." in key) == len(PUBLIC)


def test_talent_is_drawn_away_from_where_somebody_clicked(client: TestClient, store: Store) -> None:
    clicked = point_in(0, dx=0.31, dy=0.77)
    add_asset(store, make_talent(geometry=clicked), person=STEWARD, clock=clock)

    header, columns = unpacked(client.get("/api/map/assets"))

    ((x, y),) = places(header, columns)
    assert max(abs(x - clicked.x), abs(y - clicked.y)) > 1e-5
