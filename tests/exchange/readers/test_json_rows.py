"""JSON that is no map: where the list stands, and what becomes of what is nested."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assetmap.domain.import_plan import Reading
from assetmap.errors import ImportFailed
from assetmap.exchange import Limits, list_columns, read_file
from assetmap.exchange.readers.json_rows import read_json_rows
from assetmap.exchange.readers.read import put_in_place
from assetmap.exchange.readers.result import ReadResult
from assetmap.exchange.readers.table import placed_rows

# They start processes, or draw a page many times; `make test` runs them.
pytestmark = pytest.mark.slow


def read(path: Path, layer: str | None = None) -> ReadResult:
    """Read a file as a list of objects, whatever its ending says."""
    table, grid, notes = read_json_rows(path, Reading(layer=layer), Limits())
    rows = placed_rows(table, grid, {}, notes, placeless=True)
    return put_in_place(rows.raw, rows.reading, placeless=True, free_guess=True)


def made(folder: Path, content: Any, encoding: str = "utf-8") -> Path:
    path = folder / "list.json"
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    path.write_bytes(text.encode(encoding))
    return path


def test_list_of_objects_is_a_table(tmp_path: Path) -> None:
    rows = [{"naam": "a", "nr": 1, "open": True}, {"naam": "b", "prijs": 2.0, "open": None}]

    result = read_file(made(tmp_path, rows), placeless=True)

    assert result.frame.columns.tolist() == ["naam", "nr", "open", "prijs", "geometry"]
    assert result.frame.iloc[0, :3].tolist() == ["a", "1", "true"]
    assert result.frame["prijs"].fillna("").tolist() == ["", "2"]
    assert result.reading.layer == "list"
    assert result.driver == "JSON"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    result = read(made(tmp_path, [{"naam": "Pompeblêd"}], encoding))

    assert result.frame["naam"].tolist() == ["Pompeblêd"]


def test_keys_on_the_way_become_a_column(tmp_path: Path) -> None:
    content = {
        "metadata": {"bron": {"titel": "x"}, "soorten": ["A", "B"]},
        "data": {"Centrum": [{"naam": "a"}, {"naam": "b"}], "Noord": [{"naam": "c", "extra": 1}]},
    }

    result = read(made(tmp_path, content))

    assert result.frame["groep"].tolist() == ["Centrum", "Centrum", "Noord"]
    assert result.frame["naam"].tolist() == ["a", "b", "c"]
    assert result.reading.layer == "data"


def test_lists_of_another_kind_are_other_tables(tmp_path: Path) -> None:
    content = {
        "links": [{"rel": "self", "href": "x"}],
        "results": [{"naam": "a"}, {"naam": "b"}],
    }
    path = made(tmp_path, content)

    assert read(path).frame["naam"].tolist() == ["a", "b"]
    assert any("other lists" in str(note) for note in read(path).notes)
    assert read(path, "links").frame["rel"].tolist() == ["self"]
    with pytest.raises(ImportFailed, match=r"no layer 'nope'.*results, links"):
        read(path, "nope")


def test_objects_by_key_are_rows(tmp_path: Path) -> None:
    content = {"a1": {"naam": "a", "plaats": "x"}, "b2": {"naam": "b", "plaats": "y"}}

    result = read(made(tmp_path, content))

    assert result.frame["groep"].tolist() == ["a1", "b2"]
    assert result.frame["naam"].tolist() == ["a", "b"]


def test_nested_values_are_opened_one_level(tmp_path: Path) -> None:
    row = {
        "naam": "a",
        "adres": {"straat": "Kerkweg", "nr": 3, "geo": {"x": 1}},
        "tags": ["b", "c"],
        "properties": {"soort": "d", "naam": "e"},
        "leeg": {},
    }

    result = read(made(tmp_path, [row, {"naam": "b"}]))

    first = result.frame.iloc[0]
    assert first["adres.straat"] == "Kerkweg"
    assert first["adres.nr"] == "3"
    assert json.loads(first["adres.geo"]) == {"x": 1}
    assert json.loads(first["tags"]) == ["b", "c"]
    assert first["soort"] == "d"
    assert (first["naam"], first["properties.naam"]) == ("a", "e")


@pytest.mark.parametrize(
    "where",
    [
        {"location": {"lat": 52.374, "lon": 4.898}},
        {"location": {"latitude": "52.374", "longitude": "4.898"}},
        {"geo_point_2d": [52.374, 4.898]},
        {"coordinates": [4.898, 52.374]},
        {"geometry": {"type": "Point", "coordinates": [4.898, 52.374]}},
        {"lat": 52.374, "lng": 4.898},
        {"x": 121687, "y": 487484},
        {"geometry": {"x": 121687.2, "y": 487484.9}},
        {"fields": {"geo_shape": {"type": "Point", "coordinates": [4.898, 52.374]}}},
    ],
)
def test_place_of_an_object_is_found(tmp_path: Path, where: dict[str, Any]) -> None:
    result = read(made(tmp_path, [{"naam": "a", **where}, {"naam": "b", **where}]))

    point = result.frame.geometry.iloc[0]
    assert (point.x, point.y) == pytest.approx((4.898, 52.374), abs=2e-3)


def test_one_object_a_line_is_read(tmp_path: Path) -> None:
    assert len(read(made(tmp_path, '{"naam": "a"}\n{"naam": "b"}\n')).frame) == 2


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('[{"naam": "a"}, {"naam', "damaged or not complete"),
        ("[1, 2, 3]", "holds no list of objects"),
        ("[]", "holds no list of objects"),
        ('{"a": 1}', "holds no list of objects"),
        ("[{}, {}]", "has no rows"),
        ("[" * 200_000, "could not be read|damaged"),
        (json.dumps([{str(n): 1 for n in range(2_500)}]), "more than .* 2000 columns"),
    ],
    ids=["cut", "numbers", "empty", "object", "nothing", "deep", "wide"],
)
def test_what_holds_no_rows_is_told(tmp_path: Path, content: str, says: str) -> None:
    with pytest.raises(ImportFailed, match=says):
        read(made(tmp_path, content))


def test_memory_of_small_objects_has_a_limit(tmp_path: Path) -> None:
    path = made(tmp_path, "[" + "{}," * 5_000_000 + "{}]")

    with pytest.raises(ImportFailed, match="more memory than it may use"):
        read_json_rows(path, Reading(), Limits(memory_bytes=256 * 1024**2))


def test_half_a_character_and_markup_are_text(tmp_path: Path) -> None:
    content = '[{"naam": "a\\ud800b", "tekst": "<b>${x}</b>", "n": NaN}]'

    result = read(made(tmp_path, content))

    assert result.frame["naam"].tolist() == ["a?b"]
    assert result.frame["tekst"].tolist() == ["<b>${x}</b>"]


def test_first_look_lists_columns_and_tables(tmp_path: Path) -> None:
    summary = list_columns(made(tmp_path, [{"naam": "a", "lat": 52.3, "lon": 4.9}]))

    assert summary.columns == ("naam", "lat", "lon")
    assert summary.layers == ("list",)
    assert (summary.x, summary.y, summary.rows) == ("lon", "lat", 1)
