"""Tables as people keep them: separators, encodings, decimal commas, odd rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from assetmap.errors import ImportFailed, MissingCRS
from assetmap.exchange import MissingColumns, list_columns, read_file
from assetmap.exchange.readers.text import guess_separator

MakeFile = Callable[..., Path]


def places(result_of: Path, **options: str) -> list[tuple[float, float] | None]:
    shapes = read_file(result_of, **options).frame.geometry
    return [None if shape is None else (shape.x, shape.y) for shape in shapes]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"], ids=["comma", "semi", "tab", "pipe"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"], ids=["CRLF", "LF", "CR"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "mac_roman", "utf-16"])
def test_any_separator_line_end_and_encoding_is_guessed(
    make_table: MakeFile, separator: str, end: str, encoding: str
) -> None:
    rows = [
        ["naam", "lon", "lat"],
        ["Pompeblêd, café en coöperatie: één", "4.9", "52.37"],
        ["Knooppunt", "5.1", "52.1"],
    ]
    quoted = [[f'"{cell}"' if "," in cell else cell for cell in row] for row in rows]
    path = make_table(*map(separator.join, quoted), encoding=encoding, end=end)

    result = read_file(path)

    assert result.frame["naam"].tolist() == [rows[1][0], rows[2][0]]
    assert result.frame.geometry.x.tolist() == [4.9, 5.1]


def test_commas_in_prose_do_not_hide_the_semicolon() -> None:
    lines = [
        "name;offers;lon;lat",
        "A;tea, cake, chess;4.9;52.3",
        "B;music, dance;5,1;52,1",
        "C;;;",
    ]

    assert guess_separator("\n".join(lines)) == ";"


def test_excel_says_its_separator(make_table: MakeFile) -> None:
    assert places(make_table("sep=|", "lon|lat", "4.9|52.37")) == [(4.9, 52.37)]


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ("lon", "lat"),
        ("Lng", "Lat"),
        ("LONGITUDE", "LATITUDE"),
        ("lengtegraad", "breedtegraad"),
        ("x", "y"),
        ("X_coord", "Y_coord"),
        ("x-coördinaat", "y-coördinaat"),
        ("geo_Longitude", "Latitude"),
        (" lon ", "lat "),
    ],
)
def test_usual_headings_are_known(make_table: MakeFile, x: str, y: str) -> None:
    assert places(make_table(f"naam,{x},{y}", "a,4.9,52.37")) == [(4.9, 52.37)]


def test_columns_that_were_named_win(make_table: MakeFile) -> None:
    path = make_table("lon,lat,oost,noord", "1,2,4.9,52.37")

    assert places(path, x="oost", y="noord") == [(4.9, 52.37)]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({}, "No heading says .* The file has: naam, straat"),
        ({"x": "oost", "y": "noord"}, "no column 'oost'. The file has: naam, straat"),
        ({"x": "naam"}, "Only one of x and y"),
    ],
    ids=["no heading", "not there", "one alone"],
)
def test_missing_columns_name_those_that_are_there(
    make_table: MakeFile, options: dict[str, str], says: str
) -> None:
    with pytest.raises(MissingColumns, match=says):
        read_file(make_table("naam,straat", "a,b"), **options)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("52.37", 52.37),
        ("52,37", 52.37),
        ("+52,37", 52.37),
        (" 52.37 ", 52.37),
        ("5.237e1", 52.37),
        ("52", 52.0),
        (",5", 0.5),
    ],
)
def test_numbers_are_read_as_people_write_them(
    make_table: MakeFile, cell: str, number: float
) -> None:
    assert places(make_table("lon;lat", f"4,9;{cell}")) == [(4.9, number)]


@pytest.mark.parametrize("cell", ["121.687,5", "121,687.5", "121 687,5", "121687.5"])
def test_thousands_are_parted_as_people_part_them(make_table: MakeFile, cell: str) -> None:
    path = make_table("x_rd;y_rd", f"{cell};487484")

    result = read_file(path)

    assert result.frame.geometry.x.iloc[0] == pytest.approx(4.898, abs=1e-3)


@pytest.mark.parametrize("cell", ["52°22'N", "onbekend", "52.37.11", "52,37;", "nan", "inf"])
def test_cell_that_is_no_number_is_refused_by_name(make_table: MakeFile, cell: str) -> None:
    path = make_table("naam|lon|lat", f"a|4.9|{cell}", "b|4.9|52.37")

    result = read_file(path)

    assert result.frame.index.tolist() == [2]
    assert result.refused[0].row == 1
    assert f"'{cell}' in the column 'lat' is no number" in str(result.refused[0])
    assert result.refused[0].problem.field == "lat"
    assert result.refused[0].values["naam"] == "a"


def test_rows_without_coordinates_are_kept_and_half_ones_refused(make_table: MakeFile) -> None:
    result = read_file(make_table("naam,lon,lat", "a,,", "b,4.9,", "c,4.9,52.37"))

    assert result.frame.index.tolist() == [1, 3]
    assert result.frame.geometry.isna().tolist() == [True, False]
    assert "'lat' is empty" in str(result.refused[0])


def test_rows_are_numbered_as_a_person_counts_them(make_table: MakeFile) -> None:
    path = make_table("", "naam,lon,lat", "a,4.9,52.37", ",,", "", "d,0,0", '"e\r\ne",4.9,52.37')

    result = read_file(path)

    assert result.frame.index.tolist() == [1, 5]
    assert [row.row for row in result.refused] == [4]


def test_too_many_cells_are_refused_and_too_few_are_empty(make_table: MakeFile) -> None:
    result = read_file(make_table("lon,lat,naam", "4.9,52.37,a,b", "4.9,52.37", "4.9,52.37,c,,"))

    assert result.frame.index.tolist() == [2, 3]
    assert pd.isna(result.frame["naam"].iloc[0])
    assert "4 cells, where the heading has 3" in str(result.refused[0])


def test_headings_twice_get_a_number_and_empty_columns_go(make_table: MakeFile) -> None:
    result = read_file(make_table("Plaats ;Plaats;geometry;lon;lat;", "a;b;c;4.9;52.37;"))

    columns = ["Plaats", "Plaats (2)", "geometry (2)", "lon", "lat", "geometry"]
    assert result.frame.columns.tolist() == columns
    assert any("'Plaats' was taken" in str(note) for note in result.notes)


def test_rd_in_a_table_needs_a_word(make_table: MakeFile) -> None:
    path = make_table("X,Y", "121687,487484", "0,0")

    with pytest.raises(MissingCRS, match="--crs EPSG:28992"):
        read_file(path)
    result = read_file(path, crs="EPSG:28992")

    assert result.frame.geometry.x.iloc[0] == pytest.approx(4.898, abs=1e-3)
    assert "0,0" in str(result.refused[0])


def test_rd_in_the_heading_is_a_declaration(make_table: MakeFile) -> None:
    result = read_file(make_table("x_rd,y_rd", "121687,487484", "487484,121687"))

    assert result.declared_crs == "EPSG:28992"
    assert "look swapped" in str(result.refused[0])


def test_one_wrong_row_does_not_make_the_file_doubtful(make_table: MakeFile) -> None:
    result = read_file(make_table("lon,lat", "4.9,52.37", "5.1,52.1", "4.9,512.3"))

    assert len(result.frame) == 2
    assert "Latitude 512.30 is outside" in str(result.refused[0])


def test_wkt_stands_in_for_lines_and_areas(make_table: MakeFile) -> None:
    path = make_table(
        "naam;lon;lat;wkt",
        "a;4.9;52.37;",
        "b;;;LINESTRING (4 52, 5 52)",
        "c;;;POLYGON ((",
        "d;;;CIRCULARSTRING (0 0, 1 1, 2 0)",
    )

    result = read_file(path)

    assert result.frame.geometry.geom_type.tolist() == ["Point", "LineString"]
    assert [row.row for row in result.refused] == [3, 4]


def test_long_cells_and_nul_bytes_are_survived(make_table: MakeFile) -> None:
    long = "x" * 200_000

    result = read_file(make_table("naam,lon,lat", f"{long},4.9,52.37"))

    assert result.frame["naam"].str.len().tolist() == [200_000]


def test_quote_that_never_closes_is_told(make_table: MakeFile) -> None:
    result = read_file(make_table("lon,lat,naam", "4.9,52.37,a", '4.9,52.37,"b', "4.9,52.37,c"))

    assert result.frame.index.tolist() == [1, 2]


def test_table_has_one_layer(make_table: MakeFile) -> None:
    with pytest.raises(ImportFailed, match="It has: list"):
        read_file(make_table("lon,lat", "4.9,52.37"), layer="other")


def test_columns_are_listed_for_a_first_look(make_table: MakeFile) -> None:
    path = make_table("naam;X;Y", *[f"{n};121687;487484" for n in range(9)])

    summary = list_columns(path)

    assert summary.columns == ("naam", "X", "Y")
    assert (summary.x, summary.y) == ("X", "Y")
    assert summary.rows == 9
    assert len(summary.sample) == 5
    assert summary.sample[0] == {"naam": "0", "X": "121687", "Y": "487484"}
    assert summary.layers == ("list",)


@pytest.mark.slow
def test_hundred_thousand_rows_take_about_a_second(make_table: MakeFile) -> None:
    rows = [f"name {n},street {n},{4 + n / 1e5:.5f},52.37,{n}" for n in range(100_000)]

    result = read_file(make_table("naam,straat,lon,lat,id", *rows))

    assert len(result.frame) == 100_000
