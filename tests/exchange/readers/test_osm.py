"""Extracts of OpenStreetMap, and answers of Overpass."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assetmap.errors import ImportFailed
from assetmap.exchange import list_columns, read_file

# Each of these starts a process or waits for a server; `make test` runs them.
pytestmark = pytest.mark.slow

HEAD = '<osm version="0.6">'


def node(number: int, lon: float, lat: float, **tags: str) -> str:
    inside = "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
    return f'<node id="{number}" lat="{lat}" lon="{lon}" version="1">{inside}</node>'


def way(number: int, nodes: list[int], **tags: str) -> str:
    inside = "".join(f'<nd ref="{each}"/>' for each in nodes)
    inside += "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
    return f'<way id="{number}" version="1">{inside}</way>'


CORNERS = (
    node(1, 4.9, 52.3)
    + node(2, 4.901, 52.3)
    + node(3, 4.901, 52.301)
    + node(4, 4.9, 52.301, leisure="playground")
)


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    library = {
        "name": "OBA",
        "amenity": "library",
        "addr:street": "Kade",
        "addr:postcode": "1011DL",
        "contact:website": "https://oba.nl",
        "opening_hours": "Mo-Fr 10:00-20:00",
        "ref:isil": "NL-1",
    }
    path = tmp_path / "quarter.osm"
    path.write_text(
        HEAD
        + CORNERS
        + node(5, 4.905, 52.305, **library)
        + way(10, [1, 2, 3, 4, 1], name="Oosterpark", leisure="park")
        + way(11, [1, 2], name="Kade", highway="residential")
        + way(12, [3, 4], highway="footway")
        + "</osm>",
        encoding="utf-8",
    )
    return path


def test_what_has_a_name_is_read_with_its_tags_as_columns(extract: Path) -> None:
    result = read_file(extract)

    rows = result.frame.set_index("name")
    assert set(rows.index) == {"OBA", "Oosterpark", "Kade"}
    assert rows.loc["OBA", "addr:street"] == "Kade"
    assert rows.loc["OBA", "addr:postcode"] == "1011DL"
    assert rows.loc["OBA", "contact:website"] == "https://oba.nl"
    assert rows.loc["OBA", "opening_hours"] == "Mo-Fr 10:00-20:00"
    assert "ref:isil" not in rows.columns
    assert "shop" not in rows.columns
    assert any("only what has a name" in str(note) for note in result.notes)


def test_each_row_has_one_id_and_one_tag(extract: Path) -> None:
    rows = read_file(extract).frame.set_index("name")

    assert rows["osm_id"].to_dict() == {"OBA": "node/5", "Oosterpark": "way/10", "Kade": "way/11"}
    assert rows["tag"].to_dict() == {
        "OBA": "amenity=library",
        "Oosterpark": "leisure=park",
        "Kade": "highway=residential",
    }
    assert rows.geometry.geom_type.to_dict() == {
        "OBA": "Point",
        "Oosterpark": "MultiPolygon",
        "Kade": "LineString",
    }


def test_a_first_look_counts_all_kinds_together(extract: Path) -> None:
    summary = list_columns(extract)

    assert summary.rows == 3
    assert summary.layers == ("points", "lines", "multipolygons")
    assert summary.columns[:4] == ("layer", "osm_id", "tag", "name")
    assert len(read_file(extract, layer="points").frame) == 1


def test_extract_in_which_nothing_has_a_name_is_told(tmp_path: Path) -> None:
    path = tmp_path / "corners.osm"
    path.write_text(HEAD + CORNERS + "</osm>", encoding="utf-8")

    with pytest.raises(ImportFailed, match="nothing has a name"):
        read_file(path)


def test_ids_out_of_order_do_not_stop_the_reading(tmp_path: Path) -> None:
    path = tmp_path / "mixed.osm"
    path.write_text(
        HEAD
        + node(9, 4.9, 52.3, name="late", amenity="bench")
        + node(3, 4.9, 52.3, name="early", amenity="bench")
        + "</osm>",
        encoding="utf-8",
    )

    assert sorted(read_file(path).frame["name"]) == ["early", "late"]


def make_answer(path: Path, *elements: dict[str, Any]) -> Path:
    path.write_text(
        json.dumps({"version": 0.6, "generator": "Overpass API", "elements": list(elements)}),
        encoding="utf-8",
    )
    return path


RING = [
    {"lon": 4.9, "lat": 52.3},
    {"lon": 4.91, "lat": 52.3},
    {"lon": 4.91, "lat": 52.31},
    {"lon": 4.9, "lat": 52.3},
]


def test_answer_of_overpass_is_read_in_all_its_forms(tmp_path: Path) -> None:
    path = make_answer(
        tmp_path / "answer.json",
        {"type": "node", "id": 1, "lat": 52.3, "lon": 4.9, "tags": {"leisure": "playground"}},
        {"type": "way", "id": 2, "geometry": RING, "tags": {"leisure": "park", "name": "a"}},
        {"type": "way", "id": 3, "nodes": [8, 9], "tags": {"highway": "path", "name": "b"}},
        {"type": "way", "id": 4, "center": RING[0], "tags": {"amenity": "school"}},
        {
            "type": "relation",
            "id": 5,
            "members": [{"type": "way", "ref": 3}, {"type": "way", "ref": 7, "geometry": RING}],
            "tags": {"type": "route", "route": "hiking"},
        },
        {
            "type": "relation",
            "id": 6,
            "bounds": {"minlon": 4, "maxlon": 5, "minlat": 52, "maxlat": 53},
            "tags": {"historic": "yes"},
        },
        {"type": "node", "id": 8, "lat": 52.3, "lon": 4.9},
        {"type": "node", "id": 9, "lat": 52.31, "lon": 4.91},
    )

    frame = read_file(path).frame.set_index("osm_id")

    assert frame.geometry.geom_type.to_dict() == {
        "node/1": "Point",
        "way/2": "Polygon",
        "way/3": "MultiLineString",
        "way/4": "Point",
        "relation/5": "MultiLineString",
        "relation/6": "Point",
    }
    assert frame["tag"].tolist() == [
        "leisure=playground", "leisure=park", "highway=path", "amenity=school", "route=hiking",
        "historic=yes",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "elements",
    [
        [],
        [None, 3, "text", {"type": "node"}],
        [{"type": "node", "id": 1, "lat": "a", "lon": None}],
    ],
)
def test_answer_without_anything_has_no_rows(tmp_path: Path, elements: list[Any]) -> None:
    with pytest.raises(ImportFailed, match="has no rows"):
        read_file(make_answer(tmp_path / "answer.json", *elements))


def test_odd_elements_lose_their_place_and_nothing_else(tmp_path: Path) -> None:
    path = make_answer(
        tmp_path / "answer.json",
        {"type": "node", "id": 1, "lat": "x", "lon": [], "tags": {"name": "a"}},
        {"type": "way", "id": 2, "nodes": None, "geometry": [None, 1], "tags": {"name": "b"}},
        {"type": "relation", "id": 3, "members": [1, {"type": "way"}], "tags": {"name": "c"}},
        {"type": "node", "id": 4, "lat": 52.3, "lon": 4.9, "tags": {"name": "d"}},
    )

    frame = read_file(path).frame

    assert frame["name"].tolist() == ["a", "b", "c", "d"]
    assert frame.geometry.isna().tolist() == [True, True, True, False]


def make_pbf(*blocks: bytes) -> bytes:
    content = b""
    for block in blocks:
        header = b"\x0a\x09OSMHeader" + b"\x18" + bytes([len(block)])
        content += len(header).to_bytes(4, "big") + header + block
    return content


@pytest.mark.parametrize(
    "content",
    [
        make_pbf(b"x" * 90)[:-20],
        make_pbf(b"x" * 90) + b"\0\0",
        make_pbf(b"x" * 90) + b"\xff\xff\xff\xff" * 20,
        make_pbf(b""),
        make_pbf(b"x" * 90).replace(b"\x18", b"\x1d"),
    ],
    ids=["cut", "begun", "long header", "empty", "no length"],
)
def test_extract_that_is_cut_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "quarter.osm.pbf"
    path.write_bytes(content)

    with pytest.raises(ImportFailed, match="damaged or not complete"):
        read_file(path)
