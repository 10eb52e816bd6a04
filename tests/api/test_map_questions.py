"""What a map asks about a part of it all: selections, years, views and names."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator

import pytest
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.testclient import TestClient

from assetmap.actions.assets import add_asset, retire_asset
from assetmap.actions.map_data import MOST_NAMES
from assetmap.actions.workspace import Store, Workspace
from assetmap.api.map_routes import map_routes
from assetmap.api.packed_answers import PackedAnswers
from tests.actions.workspaces import STEWARD, clock
from tests.api.conftest import unpacked
from tests.factories import make_asset, make_talent, point_in
from tests.maps.unpacking import Columns, places

VIEW = "/api/map/view"
ALL = "6,52,6.5,52.5"
HOSTILE = [
    "'; DROP TABLE assets; --", "<script>alert(1)</script>", "\x00", "é" * 300, "9" * 2000,
    "-1", "1e308", "nan", "inf", "-inf", "0x10", "../../etc/passwd", "%00", ",,,,",
    "1,2,3,4,5", "null", "{{7*7}}", "", "%ED%A0%80",
]  # fmt: skip
PARAMETERS = (
    "zoek", "laag", "soort", "thema", "voor", "open", "gratis", "rolstoel", "taal", "buurt",
    "vanaf", "lopen", "sinds", "jaar", "area", "most", "lang", "since",
)  # fmt: skip


@pytest.fixture
def numbers(store: Store) -> dict[str, int]:
    """Return the numbers of some assets by name: three in one spot, one far off, one talent."""
    assets = [
        make_asset("Bieb"),
        make_asset("Leeszaal", existed_from=1950, existed_to=1990),
        make_asset("Koor", layer="associations", category="other", existed_from=2000),
        make_asset("Molen", layer="heritage", category="other", geometry=point_in(2, 1)),
        make_talent("Koken"),
    ]
    receipts = [add_asset(store, asset, person=STEWARD, clock=clock) for asset in assets]
    return {
        asset.name: store.asset(receipt.id).number
        for asset, receipt in zip(assets, receipts, strict=True)
    }


def shown(columns: Columns) -> set[int]:
    """Return the numbers whose bit is set."""
    return {
        8 * at + bit
        for at, byte in enumerate(columns["bits"])
        for bit in range(8)
        if byte >> bit & 1
    }


def names_of(numbers: dict[str, int], found: set[int] | list[int]) -> set[str]:
    return {name for name, number in numbers.items() if number in found}


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("", {"Bieb", "Leeszaal", "Koor", "Molen", "Koken"}),
        ("laag=places", {"Bieb", "Leeszaal"}),
        ("laag=-", set()),
        ("buurt=BU12", {"Molen"}),
        ("zoek=molen", {"Molen"}),
        # The map knows the years itself, and shows any of them without asking.
        ("laag=places&jaar=1960", {"Bieb", "Leeszaal"}),
    ],
)
def test_selection_has_a_bit_for_each_asset_that_it_shows(
    client: TestClient, numbers: dict[str, int], question: str, names: set[str]
) -> None:
    header, columns = unpacked(client.get(f"/api/map/selection?{question}"))

    assert header["kind"] == "selection"
    assert names_of(numbers, shown(columns)) == names
    assert len(shown(columns)) == len(names)


def test_same_selection_has_the_same_tag_however_it_is_written(
    client: TestClient, numbers: dict[str, int]
) -> None:
    def tag(question: str) -> str:
        return client.get(f"/api/map/selection?{question}").headers["etag"]

    assert tag("laag=places,skills") == tag("laag=skills,places&x=1&jaar=1950")
    assert tag("laag=places") != tag("laag=skills")


def test_selection_has_another_tag_after_a_change(client: TestClient, store: Store) -> None:
    before = client.get("/api/map/selection?laag=places").headers["etag"]
    add_asset(store, make_asset(), person=STEWARD, clock=clock)

    after = client.get("/api/map/selection?laag=places", headers={"if-none-match": before})

    assert after.status_code == 200
    assert after.headers["etag"] != before


def test_years_count_each_layer_in_each_year(
    client: TestClient, store: Store, numbers: dict[str, int]
) -> None:
    answer = client.get("/api/map/years").json()

    layers = list(store.layers)
    assert [len(counts) for counts in answer["layers"]] == [
        answer["last"] - answer["first"] + 1
    ] * 6

    def count(layer: str, year: int) -> int:
        found: int = answer["layers"][layers.index(layer)][year - answer["first"]]
        return found

    assert answer["first"] <= 1950
    assert [count("places", year) for year in (1950, 1990, 1991)] == [2, 2, 1]
    assert [count("associations", year) for year in (1999, 2000)] == [0, 1]


def test_years_are_those_of_the_selection(client: TestClient, numbers: dict[str, int]) -> None:
    answer = client.get("/api/map/years?laag=associations&jaar=1960").json()

    assert sum(map(max, answer["layers"])) == 1


def test_view_of_few_has_them_one_by_one(client: TestClient, numbers: dict[str, int]) -> None:
    header, columns = unpacked(client.get(f"{VIEW}?box={ALL}&zoom=12"))

    assert header["kind"] == "assets"
    assert names_of(numbers, columns["number"]) == set(numbers)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("box=6.10,52.20,6.11,52.21", {"Bieb", "Leeszaal", "Koor", "Koken"}),
        ("box=6.12,52.21,6.13,52.22", {"Molen"}),
        ("box=6.13,52.22,6.12,52.21", set()),
        (f"box={ALL}&laag=places", {"Bieb", "Leeszaal"}),
        (f"box={ALL}&laag=places&jaar=2020", {"Bieb"}),
        (f"box={ALL}&area=5", {"Molen"}),
        (f"box={ALL}&area=999", set()),
    ],
)
def test_view_keeps_to_its_box_and_its_selection(
    client: TestClient, numbers: dict[str, int], question: str, names: set[str]
) -> None:
    _, columns = unpacked(client.get(f"{VIEW}?zoom=12&{question}"))

    assert names_of(numbers, columns["number"]) == names
    assert len(columns["number"]) == len(names)


def test_view_of_many_has_clusters(client: TestClient, numbers: dict[str, int]) -> None:
    header, columns = unpacked(client.get(f"{VIEW}?box={ALL}&zoom=13&most=2&laag=places,heritage"))

    assert (header["kind"], header["count"], header["zoom"]) == ("clusters", 3, 13)
    layers = [layer["key"] for layer in header["layers"]]
    counts = {layer: columns[f"layer.{at}"] for at, layer in enumerate(layers)}
    mill = columns["number"].index(numbers["Molen"])
    assert counts["heritage"][mill] == 1
    assert counts["places"][1 - mill] == 2
    assert places(header, columns)[mill] == pytest.approx(point_in(2, 1).coords[0], abs=1e-6)


def test_view_asks_for_a_box_and_a_zoom(client: TestClient) -> None:
    for question, word in (("zoom=12", "box=WEST"), (f"box={ALL}", "zoom=NUMBER")):
        answer = client.get(f"{VIEW}?{question}")

        assert answer.status_code == 400
        assert word in answer.json()["message"]


def test_box_that_is_none_is_refused_in_words(client: TestClient) -> None:
    for box in (*HOSTILE, "1,2,3", "a,b,c,d", "1,2,nan,4", "1,2,3,inf"):
        for path in (VIEW, "/api/map/boundaries"):
            answer = client.get(path, params={"box": box, "zoom": "9"})

            assert answer.status_code == 400, box
            assert "box=WEST" in answer.json()["message"]


@pytest.mark.parametrize(
    "box", ["-999,-999,999,999", "-180,-90,180,90", "1e300,1e300,-1e300,-1e300", "6,52,6,52"]
)
def test_box_beyond_the_world_is_brought_within_it(
    client: TestClient, numbers: dict[str, int], box: str
) -> None:
    for zoom in ("-5", "0", "99", "1e308"):
        for most in ("0", "1", "99999999999"):
            answer = client.get(VIEW, params={"box": box, "zoom": zoom, "most": most})
            assert answer.status_code == 200
    assert client.get("/api/map/boundaries", params={"box": box}).status_code == 200


def test_nothing_that_is_typed_in_an_address_does_harm(
    client: TestClient, numbers: dict[str, int]
) -> None:
    paths = ("/api/map/selection", "/api/map/years", VIEW, "/api/map/assets", "/api/map/names")
    for value in HOSTILE:
        asked = {"box": ALL, "zoom": "12", "numbers": "1", **dict.fromkeys(PARAMETERS, value)}
        for path in paths:
            answer = client.get(path, params=asked)

            assert answer.status_code == 200, (path, value)
            assert repr(answer.headers).isascii()


def test_zoom_and_numbers_that_are_none_do_no_harm(
    client: TestClient, numbers: dict[str, int]
) -> None:
    for value in HOSTILE:
        view = client.get(VIEW, params={"box": ALL, "zoom": value})
        assert view.status_code in (200, 400), value
        answer = client.get("/api/map/names", params={"numbers": value})
        assert answer.status_code == 200
        assert all(isinstance(each["number"], int) for each in answer.json()["assets"])


def test_names_tell_what_stands_in_a_spot(client: TestClient, numbers: dict[str, int]) -> None:
    asked = f"{numbers['Molen']},{numbers['Bieb']},999,{numbers['Molen']}"

    answer = client.get(f"/api/map/names?numbers={asked}&lang=en")

    assert answer.headers["cache-control"] == "no-store"
    mill, library = answer.json()["assets"]
    assert (mill["name"], library["name"]) == ("Molen", "Bieb")
    assert (library["layer"], library["category"]) == ("places", "library")
    assert (library["layer_title"], library["category_title"]) == ("Places", "Library")
    assert mill["place"] == pytest.approx(point_in(2, 1).coords[0], abs=1e-6)
    header, _ = unpacked(client.get("/api/map/assets"))
    assert header["categories"][library["position"]]["key"] == "library"


def test_names_speak_dutch_unless_asked_otherwise(
    client: TestClient, numbers: dict[str, int]
) -> None:
    for question in ("", "&lang=nl", "&lang=xx"):
        answer = client.get(f"/api/map/names?numbers={numbers['Bieb']}{question}")
        assert answer.json()["assets"][0]["category_title"] == "Bibliotheek"


def test_names_of_hidden_assets_are_not_told(
    client: TestClient, store: Store, numbers: dict[str, int]
) -> None:
    gone = numbers["Bieb"]
    retire_asset(store, store.record_id(gone), person=STEWARD, reason="dicht", clock=clock)

    answer = client.get(f"/api/map/names?numbers={gone},{numbers['Koor']}")

    assert [each["name"] for each in answer.json()["assets"]] == ["Koor"]


def test_names_of_more_than_fit_a_list_are_left_out(client: TestClient, store: Store) -> None:
    for at in range(MOST_NAMES + 5):
        add_asset(store, make_asset(f"Bank {at}"), person=STEWARD, clock=clock)

    asked = ",".join(map(str, range(1, 500)))
    answer = client.get(f"/api/map/names?numbers={asked}")

    assert len(answer.json()["assets"]) == MOST_NAMES


def test_texts_of_people_come_as_data(client: TestClient, store: Store) -> None:
    name = "</script><img src=x onerror=alert(1)> ${1} `x`"
    add_asset(store, make_asset(name), person=STEWARD, clock=clock)

    answer = client.get("/api/map/names?numbers=1")

    assert answer.json()["assets"][0]["name"] == name
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.fixture
def crowded(workspace: Workspace) -> Iterator[TestClient]:
    """Return a client of routes for which three assets are too many to send."""

    def beside(endpoint: Callable[[Request], Response]) -> Callable[[Request], Awaitable[Response]]:
        async def run(request: Request) -> Response:
            return await run_in_threadpool(endpoint, request)

        return run

    routes = map_routes(workspace, PackedAnswers(), beside, JSONResponse, most_whole=2)
    with TestClient(Starlette(routes=routes)) as client:
        yield client


def test_too_many_assets_are_asked_for_by_view(
    crowded: TestClient, numbers: dict[str, int]
) -> None:
    version = crowded.get("/api/map/version").json()
    header, columns = unpacked(crowded.get("/api/map/assets"))

    assert (version["assets"], version["whole"]) == (5, False)
    assert (header["view"], header["assets"], columns) == (True, 5, {})


def test_map_that_grew_too_large_is_told_so_in_the_next_delta(
    crowded: TestClient, store: Store, numbers: dict[str, int]
) -> None:
    header, columns = unpacked(crowded.get("/api/map/assets", params={"since": store.state()}))

    assert (header["whole"], header["view"], columns) == (True, True, {})
