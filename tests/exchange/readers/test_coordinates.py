"""Coordinates as people write them: which columns, which system, which way round."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import shapely
from pandas import Series

from assetmap.domain.import_plan import Reading
from assetmap.exchange import list_columns, read_file
from assetmap.exchange.readers.numbers import read_number, read_numbers
from assetmap.exchange.readers.place_cells import read_pair

MakeFile = Callable[..., Path]

EWKB = shapely.to_wkb(
    shapely.set_srid(shapely.Point(121687, 487484), 28992), hex=True, include_srid=True
)
AMSTERDAM = pytest.approx((4.898, 52.374), abs=2e-3)


def place(path: Path, row: int = 1, **options: object) -> tuple[float, float]:
    point = read_file(path, **options).frame.geometry.loc[row]  # type: ignore[arg-type]
    return point.x, point.y


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("52.37", 52.37),
        ("52,37", 52.37),
        ("52.37°", 52.37),
        ("N 52.37", 52.37),
        ("52,37 NB", 52.37),
        ("52°22'12\"N", 52.37),
        ("52° 22' 12'' N", 52.37),
        ("52 22 12 N", 52.37),
        ("52°22.2'", 52.37),
        ("52\N{DEGREE SIGN}22\N{PRIME}12\N{DOUBLE PRIME}", 52.37),
        ("N52°22'12\"", 52.37),
        ("52:22:12", 52.37),
        ("4°54'0\"W", -4.9),
        ("4,9 WL", -4.9),
        ("-4.9", -4.9),
        ("4.9 O", 4.9),
        ("121 687", 121_687.0),
        ("121.687,5", 121_687.5),
        ("121,687.5", 121_687.5),
    ],
)
def test_numbers_and_angles_are_understood(cell: str, number: float) -> None:
    assert read_number(cell) == pytest.approx(number)


@pytest.mark.parametrize(
    "cell", ["", "x", "52 22 12", "52°75'", "1-2", "12 34", "N", "52.37.11", "9" * 400, "--5"]
)
def test_what_is_no_number_stays_none(cell: str) -> None:
    assert read_number(cell) is None


def test_column_of_numbers_names_the_cells_that_are_none() -> None:
    cells = Series(["1", None, "2,5", "x", "52°30'"], index=[4, 5, 6, 7, 8], dtype="str")

    values, unreadable = read_numbers(cells)

    assert unreadable == [7]
    assert np.nan_to_num(values, nan=-1).tolist() == [1, -1, 2.5, -1, 52.5]


@pytest.mark.parametrize(
    ("cell", "pair"),
    [
        ("52.37,4.9", (4.9, 52.37)),
        ("52.37, 4.9", (4.9, 52.37)),
        ("(52.37 4.9)", (4.9, 52.37)),
        ("52,37; 4,9", (4.9, 52.37)),
        ("52,37 4,9", (4.9, 52.37)),
        ("52,37, 4,9", (4.9, 52.37)),
        ("[4.9, 52.37]", (4.9, 52.37)),
        ("121687 487484", (121_687, 487_484)),
        ("121687,487484", (121_687, 487_484)),
        ('{"lat": 52.37, "lon": 4.9}', (4.9, 52.37)),
        ("{'lon': '4.9', 'lat': '52.37'}", (4.9, 52.37)),
        ("52°22'12\"N 4°54'0\"E", (4.9, 52.37)),
        ("N 52.37, E 4.9", (4.9, 52.37)),
    ],
)
def test_two_numbers_in_one_cell_are_a_place(cell: str, pair: tuple[float, float]) -> None:
    assert read_pair(cell) == pytest.approx(pair)


@pytest.mark.parametrize("cell", ["Dorpsstraat 1", "1", "1,2,3", "{}", "[", "{'lat': 1}", "a, b"])
def test_one_cell_without_two_numbers_is_no_place(cell: str) -> None:
    assert read_pair(cell) is None


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("geo_point_2d", "52.374,4.898"),
        ("location", "52.374, 4.898"),
        ("coordinates", "[4.898, 52.374]"),
        ("latlon", "52.374 4.898"),
        ("lonlat", "4.898 52.374"),
        ("locatie", "121687,487484"),
        ("locatie", "487484,121687"),
        ("wkt", "POINT (4.898 52.374)"),
        ("geom", "SRID=28992;POINT(121687 487484)"),
        ("the_geom", "POINT (121687 487484)"),
        ("geom", "<http://www.opengis.net/def/crs/EPSG/0/28992> POINT (121687 487484)"),
        ("geom", "POINT (545240 6867950)"),
        ("wkt", "point(52.374 4.898)"),
        ("geo_shape", '"{""type"": ""Point"", ""coordinates"": [4.898, 52.374]}"'),
        ("geometry", "{'type': 'Point', 'coordinates': [4.898, 52.374]}"),
        ("geom", shapely.to_wkb(shapely.Point(4.898, 52.374), hex=True)),
        ("wkb_geometry", EWKB),
    ],
)
def test_place_in_one_cell_is_read_whatever_its_order_and_system(
    make_table: MakeFile, heading: str, cell: str
) -> None:
    result = read_file(make_table(f"naam|{heading}", f"a|{cell}", f"b|{cell}"))

    point = result.frame.geometry.iloc[1]
    assert (point.x, point.y) == pytest.approx((4.898, 52.374), abs=6e-3)
    assert result.reading.place is not None


def test_column_with_names_is_no_place_whatever_it_is_called(make_table: MakeFile) -> None:
    path = make_table("naam;location;lat;lon", "a;Buurthuis;52.374;4.898", "b;Bieb;52.3;4.9")

    result = read_file(path)

    assert result.reading.place is None
    assert len(result.frame) == 2


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ("x", "y"),
        ("RD-X", "RD-Y"),
        ("X (RD)", "Y (RD)"),
        ("rd_x_coordinaat", "rd_y_coordinaat"),
        ("x_coord_rd", "y_coord_rd"),
        ("lon", "lat"),
    ],
)
def test_rd_is_found_whatever_it_is_called(make_table: MakeFile, x: str, y: str) -> None:
    path = make_table(f"naam;{x};{y}", "a;121687;487484", "b;121.687,2;487.484,9")

    assert place(path, 2) == AMSTERDAM


def test_location_of_an_object_is_found_by_its_last_word(make_table: MakeFile) -> None:
    path = make_table("naam;adres.locatie.lat;adres.locatie.lon", "a;52.374;4.898")

    assert place(path) == AMSTERDAM


@pytest.mark.parametrize(
    ("x", "y", "first", "second"),
    [
        ("lon", "lat", "52.374", "4.898"),
        ("x", "y", "487484", "121687"),
        ("x_rd", "y_rd", "487484", "121687"),
        ("x", "y", "52,374", "4,898"),
    ],
    ids=["degrees", "metres", "declared", "x is latitude"],
)
def test_axes_that_stand_the_other_way_round_are_swapped_and_told(
    make_table: MakeFile, x: str, y: str, first: str, second: str
) -> None:
    path = make_table(f"naam;{x};{y}", *[f"a;{first};{second}"] * 3)

    result = read_file(path)

    assert (result.frame.geometry.iloc[0].x, result.frame.geometry.iloc[0].y) == AMSTERDAM
    assert result.reading.swapped is True
    assert any("were swapped" in str(note) for note in result.notes)


def test_person_can_say_that_nothing_is_swapped(make_table: MakeFile) -> None:
    path = make_table("naam;lon;lat", "a;52.374;4.898")

    result = read_file(path, reading=Reading(swapped=False))

    assert len(result.frame) == 0
    assert "look swapped" in str(result.refused[0])


def test_person_can_say_that_it_is_swapped_anywhere_in_the_world(make_table: MakeFile) -> None:
    path = make_table("naam;lon;lat", "a;-33.9;18.4")

    assert place(path, reading=Reading(swapped=True)) == (18.4, -33.9)


def test_one_swapped_row_is_refused_and_swaps_no_other(make_table: MakeFile) -> None:
    path = make_table("naam;lon;lat", *["a;4.898;52.374"] * 9, "b;52.374;4.898")

    result = read_file(path, placeless=True)

    assert result.reading.swapped is False
    assert "look swapped" in str(result.unplaced[10])


@pytest.mark.parametrize("cells", ["121.687;487.484", "121,687;487,484"])
def test_thousands_with_one_sign_are_known_by_where_they_must_lie(
    make_table: MakeFile, cells: str
) -> None:
    assert place(make_table("naam;x;y", f"a;{cells}")) == AMSTERDAM


def test_web_mercator_is_known_where_it_can_be_nothing_else(make_table: MakeFile) -> None:
    path = make_table("naam;x;y", "a;545240;6867950")

    result = read_file(path)

    assert result.reading.crs == "EPSG:3857"
    assert result.frame.geometry.y.iloc[0] == pytest.approx(52.374, abs=5e-3)


def test_shape_that_cannot_be_read_gives_way_to_the_point_beside_it(make_table: MakeFile) -> None:
    path = make_table(
        "naam;geo_shape;geo_point_2d",
        "a;POLYGON ((4 52, 5 52, 5 53, 4 52));52.3,4.7",
        "b;POLYGON ((4 52,;52.374,4.898",
        "c;;52.374,4.898",
        "d;POLYGON ((4 52,;",
    )

    result = read_file(path)

    assert result.frame.geometry.geom_type.tolist() == ["Polygon", "Point", "Point"]
    assert [row.row for row in result.refused] == [4]
    assert any("The point was used" in str(note) for note in result.notes)


def test_two_pairs_in_two_systems_fill_each_other(make_table: MakeFile) -> None:
    path = make_table(
        "naam;x_rd;y_rd;lat;lon",
        "a;121687;487484;52.374;4.898",
        "b;121687;487484;;",
        "c;;;52.374;4.898",
        "d;121687;487484;0;0",
    )

    result = read_file(path)

    assert result.frame.geometry.x.tolist() == pytest.approx([4.898] * 4, abs=2e-3)
    assert result.frame.geometry.y.tolist() == pytest.approx([52.374] * 4, abs=2e-3)


def test_columns_that_were_named_win_from_the_shape(make_table: MakeFile) -> None:
    path = make_table("naam;geom;a;b", "a;POINT (5 52);4.898;52.374")

    assert place(path, x="a", y="b") == AMSTERDAM
    assert place(path, reading=Reading(place="geom")) == (5, 52)


def test_person_can_say_that_there_are_no_coordinates(make_table: MakeFile) -> None:
    path = make_table("naam;x;y", "a;121687;487484")

    result = read_file(path, reading=Reading(x="", y=""), placeless=True)

    assert result.frame.geometry.isna().all()


def test_crs_that_was_given_counts_for_every_source(make_table: MakeFile) -> None:
    path = make_table("naam;x;y", "a;545240;6867950", "b;121687;487484")

    result = read_file(path, crs="EPSG:3857", placeless=True)

    assert result.reading.crs == "EPSG:3857"
    assert result.frame.geometry.y.iloc[0] == pytest.approx(52.374, abs=5e-3)


def test_first_look_names_the_pair(make_table: MakeFile) -> None:
    summary = list_columns(make_table("naam;lengtegraad;breedtegraad", "a;4,9;52,3"))

    assert (summary.x, summary.y) == ("lengtegraad", "breedtegraad")


@pytest.mark.parametrize("cells", ["4.898.123;52.374.123", "4898123;52374123", "48981;523741234"])
def test_degrees_that_lost_their_decimal_sign_get_it_back(make_table: MakeFile, cells: str) -> None:
    path = make_table("naam;lon;lat", "a;4.898.123;52.374.123", *[f"b;{cells}"] * 4)

    result = read_file(path)

    assert result.frame.geometry.x.tolist() == pytest.approx([4.898] * 5, abs=2e-3)
    assert result.frame.geometry.y.tolist() == pytest.approx([52.374] * 5, abs=2e-3)
    assert any("decimal sign" in str(note) for note in result.notes)


@pytest.mark.parametrize("cells", ["11111111;11111111", "999999;999999", "1;1", "-1;-1"])
def test_stand_in_for_no_coordinates_is_no_place(make_table: MakeFile, cells: str) -> None:
    path = make_table("naam;x;y", *["a;121687;487484"] * 5, f"b;{cells}")

    result = read_file(path, placeless=True)

    assert list(result.unplaced) == [6]
    assert result.reading.crs == "EPSG:28992"


def test_many_stand_ins_do_not_hide_the_system(make_table: MakeFile) -> None:
    path = make_table("naam;x;y", *["a;121687;487484"] * 5, *["b;11111111;11111111"] * 5)

    assert len(read_file(path, placeless=True).unplaced) == 5
