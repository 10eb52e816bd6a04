"""The base map of this computer, asked as a browser asks, and as somebody asks who means harm."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from assetmap.api.tiles import tile_routes
from assetmap.maps.tile_source import VECTOR_TYPE
from tests.maps.tile_files import (
    BOX,
    numbers_in,
    png,
    write_folder,
    write_pmtiles,
    write_vectors,
)

NUMBERS = numbers_in(12, 13)
PICTURES = {number: png(blue=at, side=4) for at, number in enumerate(NUMBERS)}
Z, X, Y = NUMBERS[0]
FIRST = f"/tiles/{Z}/{X}/{Y}"


def client_of(path: Path | None) -> TestClient:
    return TestClient(Starlette(routes=tile_routes(path)))


@pytest.fixture(params=["folder", "pmtiles"])
def pictures(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param == "folder":
        about = json.dumps({"attribution": "Kaart: <b>PDOK</b>", "bounds": BOX})
        return write_folder(tmp_path / "kaart", PICTURES, about=about)
    about = {"attribution": "Kaart: <b>PDOK</b>"}
    return write_pmtiles(tmp_path / "kaart.pmtiles", PICTURES, about=about)


@pytest.fixture
def client(pictures: Path) -> Iterator[TestClient]:
    with client_of(pictures) as client:
        yield client


@pytest.fixture
def vector_client(tmp_path: Path) -> Iterator[TestClient]:
    with client_of(write_vectors(tmp_path / "dorp.pmtiles")) as client:
        yield client


def test_tile_is_given_as_a_picture(client: TestClient) -> None:
    answer = client.get(FIRST)

    assert answer.status_code == 200
    assert answer.content == PICTURES[NUMBERS[0]]
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "content-encoding" not in answer.headers


def test_info_tells_what_there_is(client: TestClient) -> None:
    answer = client.get("/tiles/info")

    told = answer.json()
    assert told["bounds"] == pytest.approx(BOX)
    assert (told["kind"], told["minZoom"], told["maxZoom"]) == ("xyz", 12, 13)
    assert told["attribution"] == "Kaart: PDOK"
    assert told.keys() == {"kind", "minZoom", "maxZoom", "bounds", "attribution"}


def test_who_has_the_tile_gets_none_again(client: TestClient) -> None:
    tag = client.get(FIRST).headers["etag"]

    for asked in (tag, f"W/{tag}", f'"other", {tag}'):
        again = client.get(FIRST, headers={"if-none-match": asked})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    assert client.get(FIRST, headers={"if-none-match": '"other"'}).status_code == 200


def test_each_tile_has_a_tag_of_its_own(client: TestClient) -> None:
    tags = {client.get(f"/tiles/{z}/{x}/{y}").headers["etag"] for z, x, y in NUMBERS}

    assert len(tags) == len(NUMBERS)


def test_tile_with_its_release_in_the_address_can_stay(client: TestClient) -> None:
    assert "immutable" in client.get(f"{FIRST}?v=0a1b").headers["cache-control"]
    assert client.get(FIRST).headers["cache-control"] == "no-cache"


def test_head_gives_no_body(client: TestClient) -> None:
    answer = client.head(FIRST)

    assert (answer.status_code, answer.content) == (200, b"")


OUTSIDE = (
    "/tiles/12/0/0",
    "/tiles/0/0/0",
    "/tiles/13/8191/8191",
    f"/tiles/{Z}/{X}/{2**Z}",
    f"/tiles/{Z}/{2**Z}/{Y}",
    "/tiles/25/1/1",
    "/tiles/99999999/1/1",
    f"/tiles/{'9' * 5000}/1/1",
    f"/tiles/{Z}/{X}/-1",
    f"/tiles/{Z}/{X}/1e3",
    f"/tiles/{Z}/{X}/{Y}.png",
    f"/tiles/{Z}/{X}/%D9%A1",
    f"/tiles/{Z}/{X}/ {Y}",
    f"/tiles/{Z}/{X}/%00",
    f"/tiles/{Z}/%2e%2e/{Y}",
    "/tiles/../../../etc/passwd",
    "/tiles/..%2f..%2f..%2fetc/passwd/1",
    "/tiles/%2e%2e/%2e%2e/tiles.json",
    "/tiles/a/b/c",
)


@pytest.mark.parametrize("path", OUTSIDE, ids=lambda path: path[:40])
def test_tile_outside_is_not_found(client: TestClient, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert "Traceback" not in answer.text
    assert answer.headers.get("cache-control") != "public"


def test_missing_tile_is_asked_for_again_another_time(client: TestClient) -> None:
    assert client.get("/tiles/12/0/0").headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", [FIRST, "/tiles/info"])
def test_nothing_can_be_written_here(client: TestClient, path: str) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert client.request(method, path).status_code == 405


# Vector tiles


def vector_path(z: int = 14) -> str:
    return "/tiles/{}/{}/{}".format(*numbers_in(z, z)[0])


def test_vector_tile_goes_out_compressed_as_it_is_stored(vector_client: TestClient) -> None:
    with vector_client.stream("GET", vector_path(), headers={"accept-encoding": "gzip"}) as answer:
        raw = b"".join(answer.iter_raw())

    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"] == VECTOR_TYPE
    assert answer.headers["vary"] == "accept-encoding"
    assert b"earth" in gzip.decompress(raw)


@pytest.mark.parametrize("said", ["identity", "", "gzip;q=0"])
def test_vector_tile_is_plain_for_who_does_not_take_gzip(
    vector_client: TestClient, said: str
) -> None:
    answer = vector_client.get(vector_path(), headers={"accept-encoding": said})

    assert "content-encoding" not in answer.headers
    assert b"earth" in answer.content


def test_vector_tile_that_is_not_there_is_empty(vector_client: TestClient) -> None:
    for path in ("/tiles/14/0/0", "/tiles/3/1/1", "/tiles/20/1/1", "/tiles/x/y/z"):
        answer = vector_client.get(path)
        assert (answer.status_code, answer.content) == (204, b"")
        assert answer.headers["cache-control"] == "no-store"


def test_vector_info_says_so(vector_client: TestClient) -> None:
    assert vector_client.get("/tiles/info").json()["kind"] == "vector"


# Nothing, or something broken


def nothing(_: Path) -> Path | None:
    return None


def gone(folder: Path) -> Path:
    return folder / "weg.pmtiles"


def empty_folder(folder: Path) -> Path:
    (folder / "leeg").mkdir()
    return folder / "leeg"


def empty_file(folder: Path) -> Path:
    (folder / "leeg.pmtiles").touch()
    return folder / "leeg.pmtiles"


def half_file(folder: Path) -> Path:
    path = write_pmtiles(folder / "half.pmtiles", PICTURES)
    path.write_bytes(path.read_bytes()[:-20])
    return path


@pytest.mark.parametrize("make", [nothing, gone, empty_folder, empty_file, half_file])
def test_without_a_base_map_all_is_calmly_not_found(tmp_path: Path, make) -> None:
    with client_of(make(tmp_path)) as client:
        tile, info = client.get(FIRST), client.get("/tiles/info")

    assert tile.status_code == info.status_code == 404
    assert info.json()["message"] == "There is no base map on this computer."
    assert str(tmp_path) not in tile.text + info.text


def test_file_that_breaks_while_it_is_served_is_a_quiet_not_found(tmp_path: Path) -> None:
    path = write_pmtiles(tmp_path / "kaart.pmtiles", PICTURES)
    with client_of(path) as client:
        assert client.get(FIRST).status_code == 200
        path.write_bytes(path.read_bytes()[:200])
        broken = client.get(FIRST).status_code
        write_pmtiles(path, PICTURES)
        mended = client.get(FIRST).status_code

    assert (broken, mended) == (404, 200)


def test_broken_tile_in_a_whole_file_is_a_quiet_not_found(tmp_path: Path) -> None:
    broken = {**PICTURES, NUMBERS[0]: b"no picture", NUMBERS[1]: gzip.compress(png())[:20]}
    with client_of(write_pmtiles(tmp_path / "kaart.pmtiles", broken)) as client:
        found = [client.get(f"/tiles/{z}/{x}/{y}").status_code for z, x, y in NUMBERS]

    assert found == [404, 404] + [200] * (len(NUMBERS) - 2)


def test_folder_that_is_still_filling_gives_what_came(tmp_path: Path) -> None:
    z, x, y = NUMBERS[1]
    folder = write_folder(tmp_path / "kaart", {NUMBERS[0]: PICTURES[NUMBERS[0]]}, about="{}")
    with client_of(folder) as client:
        before = client.get(f"/tiles/{z}/{x}/{y}").status_code
        write_folder(folder, PICTURES)
        after = client.get(f"/tiles/{z}/{x}/{y}").status_code

    assert (before, after) == (404, 200)
