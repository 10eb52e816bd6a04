"""Tables as people keep them: separators, encodings, decimal commas, odd rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from assetmap.domain.import_plan import Reading
from assetmap.errors import ImportFailed, MissingCRS
from assetmap.exchange import MissingColumns, list_columns, read_file
from assetmap.exchange.readers import text
from assetmap.exchange.readers.records import guess_separator

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


@pytest.mark.parametrize("cell", ["52 graden", "onbekend", "52.37.11", "52,37;", "nan", "inf"])
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


def test_rd_in_a_table_is_known_by_its_values_and_told(make_table: MakeFile) -> None:
    result = read_file(make_table("X,Y", "121687,487484", "93993.553,467836.65", "0,0"))

    assert result.frame.geometry.x.iloc[0] == pytest.approx(4.898, abs=1e-3)
    assert "0,0" in str(result.refused[0])
    assert result.declared_crs is None
    assert result.reading.crs == "EPSG:28992"
    assert any("look like EPSG:28992" in str(note) for note in result.notes)


def test_metres_that_may_be_anywhere_need_a_word(make_table: MakeFile) -> None:
    path = make_table("naam,X,Y", "a,1200000,800000", "b,1200010,800020")

    with pytest.raises(MissingCRS, match="Ask who made it"):
        read_file(path)
    result = read_file(path, placeless=True)

    assert result.frame.geometry.isna().all()
    assert "Say which one it is" in str(result.unplaced[1])


def test_rd_in_the_heading_is_a_declaration(make_table: MakeFile) -> None:
    good = ["121687,487484"] * 5
    result = read_file(make_table("x_rd,y_rd", "487484,121687", *good))

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

    assert result.frame["naam"].tolist() == ["a", '"b', "c"]
    assert any("Line 3 has a double quote" in str(note) for note in result.notes)


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


@pytest.mark.parametrize(
    ("lines", "heading", "rows"),
    [
        (["Lijst van buurthuizen", "", "naam;straat;nr", "a;b;1", "c;d;2"], 3, 2),
        (["Groep A;;;Groep B", "naam;straat;nr;telefoon", "a;b;1;2", "c;d;2;3"], 2, 2),
        (["", "", "naam;straat;nr", "a;b;1"], 3, 1),
        (["De Klink;Dorpsstraat 12;1234 AB", "De Spil;Kerkweg 3;1234 AC"], 0, 2),
        (["1;De Klink;52,1", "2;De Spil;52,2"], 0, 2),
        (["regio;2019;2020", "Assen;12;13", "Emmen;11;14"], 1, 2),
        (["soort;wie", "muziek;Jan", "muziek;Piet"], 1, 2),
        (["Plaats;Plaats;Postcode", "a;b;1234 AB"], 1, 1),
        (["naam", "Buurthuis", "Bieb, met koffie"], 1, 2),
        (["naam;vraag1;vraag2;vraag3", "a1;b 2;c 3;d 4", "e1;f 2;g 3;h 4"], 1, 2),
        (["a1;a2;a3", "a4;a5;a6"], 0, 2),
    ],
    ids=[
        "title",
        "groups",
        "empty lines",
        "none",
        "numbers",
        "years",
        "words",
        "twice",
        "one",
        "series",
        "codes",
    ],
)
def test_heading_row_is_found(
    make_table: MakeFile, lines: list[str], heading: int, rows: int
) -> None:
    result = read_file(make_table(*lines), placeless=True)

    assert result.reading.heading_row == heading
    assert len(result.frame) == rows


def test_without_headings_columns_are_numbered_and_degrees_found(make_table: MakeFile) -> None:
    path = make_table("NL\tAssen\t52.9939\t6.5625", "NL\tLoon\t53.0131\t6.6119", name="list.txt")

    result = read_file(path)

    assert result.frame.columns[:2].tolist() == ["column 1", "column 2"]
    assert result.reading.heading_row == 0
    assert (result.reading.x, result.reading.y) == ("column 4", "column 3")
    assert result.frame.geometry.y.tolist() == [52.9939, 53.0131]


def test_whatever_was_guessed_can_be_corrected(make_table: MakeFile) -> None:
    path = make_table("a;b", "naam;plaats", "caf\u00e9;x", encoding="cp1252")

    guessed = read_file(path, placeless=True)
    asked = Reading(encoding="mac_roman", separator="|", heading_row=2)
    corrected = read_file(path, reading=asked, placeless=True)

    assert (guessed.reading.encoding, guessed.reading.separator) == ("cp1252", ";")
    assert corrected.reading.encoding == "mac_roman"
    assert corrected.frame.columns.tolist() == ["naam;plaats", "geometry"]
    assert corrected.frame.iloc[0, 0] == "caf\N{LATIN CAPITAL LETTER E WITH GRAVE};x"


def test_reading_that_came_back_reads_the_same_again(make_table: MakeFile) -> None:
    path = make_table("Titel", "naam;X;Y", "a;487484;121687", "b;487485;121688", encoding="cp1252")

    first = read_file(path)
    again = read_file(path, reading=first.reading)

    assert first.reading.swapped is True
    assert again.reading == first.reading
    assert again.frame.equals(first.frame)


@pytest.mark.parametrize(
    ("reading", "says"),
    [
        (Reading(encoding="klingon"), "no encoding that we read. Choose one of: utf-8"),
        (Reading(separator=";;"), "no separator: give one sign"),
        (Reading(separator='"'), "no separator"),
        (Reading(heading_row=9), "has 2 lines, so line 9"),
        (Reading(x="nope", y="lat"), "no column 'nope'"),
        (Reading(place="nope"), "no column 'nope'"),
        (Reading(crs="EPSG:1"), "EPSG:1"),
    ],
    ids=["encoding", "two signs", "quote", "heading", "x", "place", "crs"],
)
def test_correction_that_cannot_be_is_told(
    make_table: MakeFile, reading: Reading, says: str
) -> None:
    with pytest.raises(ImportFailed, match=says):
        read_file(make_table("naam,lon,lat", "a,4.9,52.3"), reading=reading, placeless=True)


def test_heading_row_nought_makes_the_first_line_a_row(make_table: MakeFile) -> None:
    result = read_file(make_table("a,b", "c,d"), reading=Reading(heading_row=0), placeless=True)

    assert result.frame["column 1"].tolist() == ["a", "c"]


def test_columns_beyond_the_heading_that_most_rows_have_get_a_name(make_table: MakeFile) -> None:
    result = read_file(make_table("naam;straat", "a;b;1", "c;d;2", "e;f;3"), placeless=True)

    assert result.frame.columns.tolist() == ["naam", "straat", "column 3", "geometry"]
    assert result.refused == ()


def test_quoted_cells_keep_their_line_ends(make_table: MakeFile) -> None:
    path = make_table("naam;tekst", '"a";"een', 'twee"', 'b;"drie ""vier"""', end="\n")

    result = read_file(path, placeless=True)

    assert result.frame["tekst"].tolist() == ["een\ntwee", 'drie "vier"']


@pytest.mark.parametrize(
    "said",
    [
        "<script>alert(1)</script>",
        "${process.env}",
        "=HYPERLINK(1)",
        "a\x1b[31mb\x07",
        "{0}%s\\n",
        "\N{RIGHT-TO-LEFT OVERRIDE}abc",
    ],
    ids=["html", "template", "formula", "control", "format", "bidi"],
)
def test_text_that_means_something_elsewhere_arrives_unchanged(
    make_table: MakeFile, said: str
) -> None:
    result = read_file(make_table("naam;lon;lat", f"{said};4,9;52,3"))

    assert result.frame["naam"].tolist() == [said]


def test_nul_bytes_are_left_out_and_told(make_table: MakeFile) -> None:
    many = ["Buurthuis;4,9;52,3"] * 4_000

    result = read_file(make_table("naam;lon;lat", *many, "De \0Klink;4,9;52,3"))

    assert result.frame["naam"].iloc[-1] == "De Klink"
    assert any("NUL bytes" in str(note) for note in result.notes)


def test_letters_that_were_cut_do_not_change_all_others(tmp_path: Path) -> None:
    path = tmp_path / "cut.csv"
    good = "Pompeblêd één coöperatie;4,9;52,3\n" * 20
    path.write_bytes(b"naam;lon;lat\n" + good.encode() + "één".encode()[:-2] + b";4,9;52,3\n")

    result = read_file(path)

    assert result.reading.encoding == "utf-8"
    assert result.frame["naam"].iloc[0] == "Pompeblêd één coöperatie"
    assert any("damaged in the file itself" in str(note) for note in result.notes)


def test_line_without_end_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text, "LINE_BYTES", 1024**2)
    path = tmp_path / "long.csv"
    path.write_bytes(b"a,b\n" + b"x," * 1024**2)

    with pytest.raises(ImportFailed, match="a line of more than 1 MB"):
        read_file(path)


def test_thousands_of_columns_are_refused_and_one_wide_row_is_not_the_table(
    make_table: MakeFile,
) -> None:
    wide = ",".join(["1"] * 5_000)

    with pytest.raises(ImportFailed, match="has 5000 columns, more than the 2000"):
        read_file(make_table(",".join(f"c{n}" for n in range(5_000)), wide))
    result = read_file(make_table("naam,lon,lat", "a,4.9,52.3", wide, "b,4.9,52.3"))

    assert result.frame.index.tolist() == [1, 3]
    assert "5000 cells, where the heading has 3" in str(result.refused[0])


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (["naam;straat"], "no rows under its heading"),
        (["", "  ", ";;"], "holds nothing at all"),
    ],
    ids=["only a heading", "blank"],
)
def test_table_without_rows_is_told(make_table: MakeFile, lines: list[str], says: str) -> None:
    with pytest.raises(ImportFailed, match=says):
        read_file(make_table(*lines), placeless=True)


def test_list_without_coordinates_is_welcome_where_places_are_not_needed(
    make_table: MakeFile,
) -> None:
    path = make_table("naam;adres", "De Klink;Dorpsstraat 1")

    result = read_file(path, placeless=True)

    assert result.frame["naam"].tolist() == ["De Klink"]
    assert result.frame.geometry.isna().all()
    assert result.unplaced == {}
    assert (result.reading.x, result.reading.crs) == (None, None)


def test_row_whose_place_cannot_be_used_stays_without_it(make_table: MakeFile) -> None:
    path = make_table(
        "naam;lon;lat",
        "good;4,9;52,3",
        "nought;0;0",
        "word;onbekend;52,3",
        "half;4,9;",
        "far;4,9;512,3",
        "elevens;11111111;11111111",
        "none;;",
        ";0;0",
        "too;4,9;52,3;many",
        "good;4,8;52,4",
        "good;4,8;52,4",
    )

    result = read_file(path, placeless=True)

    assert result.frame.index.tolist() == [1, 2, 3, 4, 5, 6, 7, 10, 11]
    assert sorted(result.unplaced) == [2, 3, 4, 5, 6]
    assert result.frame.geometry.isna().tolist() == [False, *[True] * 6, False, False]
    assert [row.row for row in result.refused] == [8, 9]
    assert "0,0" in str(result.unplaced[2])
    assert "'onbekend'" in str(result.unplaced[3])
    assert "'lat' is empty" in str(result.unplaced[4])
