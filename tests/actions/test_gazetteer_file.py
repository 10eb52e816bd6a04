"""Lists of addresses are recognised by what is in them, and read in pieces."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import geopandas
import pytest
from shapely import Point

from assetmap.actions.addresses import GazetteerFile, look_at
from assetmap.actions.addresses import gazetteer_file as module
from assetmap.errors import ImportFailed
from assetmap.store.gazetteer import PlaceRow

POSTAL = "NL\t{}\tZonnewaard\tGelderland\t03\tZonnewaard\t0001\t\t\t{}\t{}\t\n"
DUMP = "1\t{}\tx\t\t52.5\t6.5\t{}\t{}\tNL\t\t{}\t\t\t\t{}\t\t1\tEurope/Amsterdam\t2020-01-01\n"
DUTCH_HOUSE = PlaceRow(52.5, 6.5, "Zonnewaard", "Dorpsstraat", 12, "a-2", "8001AA")


def written(tmp_path: Path, text: str | bytes, name: str = "lijst.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def read(path: Path, **more: str) -> tuple[GazetteerFile, list[PlaceRow]]:
    file = look_at(path, **more)  # type: ignore[arg-type]
    return file, list(file.rows())


def rounded(rows: list[PlaceRow]) -> list[tuple[float, float]]:
    return [(round(row.lat, 4), round(row.lon, 4)) for row in rows]


def test_postcode_areas_of_geonames_are_recognised(tmp_path: Path) -> None:
    lines = POSTAL.format("8001", "52.5", "6.5") + POSTAL.format("8002", "52.6", "6.6")

    file, rows = read(written(tmp_path, lines, "NL.txt"))

    assert file.kind == "postcode4"
    assert rows[0] == PlaceRow(52.5, 6.5, "Zonnewaard", postcode="8001", province="Gelderland")
    assert len(rows) == 2


def test_full_postcodes_of_geonames_are_recognised(tmp_path: Path) -> None:
    file, rows = read(written(tmp_path, POSTAL.format("8001 AA", "52.5", "6.5"), "NL_full.txt"))

    assert (file.kind, [row.postcode for row in rows]) == ("postcode", ["8001AA"])


def test_rows_of_geonames_that_cannot_be_used_are_counted(tmp_path: Path) -> None:
    lines = (
        POSTAL.format("8001", "52.5", "6.5")
        + POSTAL.format("8002", "", "6.5")
        + POSTAL.format("80", "52.5", "6.5")
        + POSTAL.format("1000", "50.8", "4.3").replace("NL\t", "BE\t", 1)
        + "NL\t8003\n"
    )

    file, rows = read(written(tmp_path, lines, "NL.txt"))

    assert len(rows) == 1
    assert file.skipped == {module.NO_PLACE: 1, module.NO_NAME: 2, module.OTHER_COUNTRY: 1}
    assert [str(problem) for problem in file.examples] == [
        "Row 2 is left out: without usable coordinates.",
        "Row 3 is left out: without what it should be found by.",
        "Row 5 is left out: without what it should be found by.",
    ]


def test_towns_of_geonames_are_recognised_among_all_else(tmp_path: Path) -> None:
    lines = (
        DUMP.format("The Hague", "P", "PPLG", "11", "474292")
        + DUMP.format("Zandmolen", "S", "MLWND", "03", "0")
        + DUMP.format("Centrum", "P", "PPLX", "03", "500")
        + DUMP.format("Brug", "P", "PPL", "06", "")
    )

    file, rows = read(written(tmp_path, lines, "NL.txt"))

    assert file.kind == "town"
    assert [(row.town, row.province, row.weight) for row in rows] == [
        ("Den Haag", "Zuid-Holland", 474_292), ("Brug", "Noord-Brabant", 1),
    ]  # fmt: skip
    assert (file.skipped, file.examples) == ({module.NOT_A_TOWN: 2}, [])


@pytest.mark.parametrize(
    "text",
    [
        "straat;huisnummer;huisletter;toevoeging;postcode;woonplaats;lat;lon\n"
        "Dorpsstraat;12;a;2;8001 AA;Zonnewaard;52,5;6,5\n",
        "openbareruimte,huisnummer,huisletter,huisnummertoevoeging,postcode,woonplaatsnaam,lon,lat"
        "\nDorpsstraat,12,a,2,8001aa,Zonnewaard,6.5,52.5\n",
        "addr:street\taddr:housenumber\taddr:postcode\taddr:city\tlongitude\tlatitude\r\n"
        "Dorpsstraat\t12 a-2\t8001AA\tZonnewaard\t6.5\t52.5\r\n",
        '"Straatnaam","Huisnummer","Postcode","Plaats","X","Y","Lat","Lon"\n'
        '"Dorpsstraat","12-a-2","8001AA","Zonnewaard","0","0","52.5","6.5"\n',
    ],
    ids=["dutch", "bag", "osm", "quoted"],
)
def test_addresses_are_recognised_by_their_headings(tmp_path: Path, text: str) -> None:
    file, rows = read(written(tmp_path, text))

    assert (file.kind, file.skipped) == ("address", {})
    assert rows == [DUTCH_HOUSE]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_letters_survive_their_encoding(tmp_path: Path, encoding: str) -> None:
    text = "straat,plaats,lat,lon\nÉcluseweg,Pompeblêd,52.5,6.5\n"

    file, rows = read(written(tmp_path, text.encode(encoding)))

    assert (file.kind, rows[0].street, rows[0].town) == ("street", "Écluseweg", "Pompeblêd")


@pytest.mark.parametrize(
    ("heading", "cells", "kind"),
    [
        ("postcode,lat,lon", "8001AA,52.5,6.5", "postcode"),
        ("postcode,lat,lon", "8001,52.5,6.5", "postcode4"),
        ("pc4,lat,lon", "8001,52.5,6.5", "postcode4"),
        ("plaats,lat,lon", "Brug,52.5,6.5", "town"),
        ("straat,plaats,lat,lon", "Markt,Brug,52.5,6.5", "street"),
    ],
)
def test_kind_follows_from_the_columns(tmp_path: Path, heading: str, cells: str, kind: str) -> None:
    file, rows = read(written(tmp_path, f"{heading}\n{cells}\n"))

    assert (file.kind, len(rows)) == (kind, 1)


def test_kind_that_is_said_wins(tmp_path: Path) -> None:
    path = written(tmp_path, "straat,huisnummer,plaats,lat,lon\nMarkt,1,Brug,52.5,6.5\n")

    assert look_at(path, kind="street").kind == "street"
    with pytest.raises(ImportFailed, match="'planet' is no kind of list"):
        look_at(path, kind="planet")


def test_coordinates_of_the_dutch_grid_are_known_by_their_size(tmp_path: Path) -> None:
    # The tower of Amersfoort is where the grid's middle is.
    text = "postcode,x,y\n3811AA,155000,463000\n3811AB,,\n3811AC,0,0\n"

    file, rows = read(written(tmp_path, text))

    assert rounded(rows) == [(52.1552, 5.3872)]
    assert file.skipped == {module.NO_PLACE: 2}


def test_reference_system_that_is_said_is_used(tmp_path: Path) -> None:
    # On the sphere of web maps a degree of longitude is this long everywhere.
    text = f"postcode,x,y\n3811AA,{5.5 * 111_319.4908},0\n"

    _, rows = read(written(tmp_path, text), crs="EPSG:3857")

    assert rounded(rows) == [(0.0, 5.5)]


def test_large_table_is_read_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_CHUNK", 7)
    lines = "".join(f"Markt,{n},Brug,52.5,6.5\n" for n in range(1, 31))

    _, rows = read(written(tmp_path, f"straat,huisnummer,plaats,lat,lon\n{lines}"))

    assert [row.number for row in rows] == list(range(1, 31))


@pytest.mark.parametrize("ending", ["geojson", "gpkg"])
def test_map_file_of_addresses_is_read(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"adressen.{ending}"
    geopandas.GeoDataFrame(
        {
            "straatnaam": ["Dorpsstraat", "Markt"],
            "huisnummer": [12.0, None],
            "postcode": ["8001AA", "8001AB"],
            "woonplaats": ["Zonnewaard", None],
        },
        geometry=[Point(6.5, 52.5), Point(6.6, 52.6)],
        crs="EPSG:4326",
    ).to_file(path)

    file, rows = read(path)

    assert file.kind == "address"
    assert rows == [PlaceRow(52.5, 6.5, "Zonnewaard", "Dorpsstraat", 12, "", "8001AA")]
    assert file.skipped == {module.NO_NAME: 1}


def packed(tmp_path: Path, **members: bytes) -> Path:
    path = tmp_path / "NL.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_txt", ".txt"), content)
    return path


def test_table_is_read_from_the_zip_that_it_comes_in(tmp_path: Path) -> None:
    line = POSTAL.format("8001", "52.5", "6.5").encode()

    file, rows = read(packed(tmp_path, readme_txt=b"Read me", NL_txt=line))

    assert (file.kind, len(rows)) == ("postcode4", 1)


def test_zip_that_blows_up_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportFailed, match="holds more than we read from a zip"):
        look_at(packed(tmp_path, NL_txt=b"0" * 10_000_000))


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "leeg.csv", "is empty"),
        (b"naam,lat,lon\nx,52,6\n", "geen.csv", "no column with a street, postcode or town"),
        (b"straat,plaats\nMarkt,Brug\n", "geen.csv", "no columns with coordinates that we know"),
        (b"PK\x03\x04 broken", "stuk.zip", "stuk.zip"),
        (b"\x00\x01\x02", "wat.bin", "wat.bin"),
    ],
)
def test_file_that_is_no_list_of_places_is_refused(
    tmp_path: Path, content: bytes, name: str, words: str
) -> None:
    with pytest.raises(ImportFailed, match=words):
        look_at(written(tmp_path, content, name))


def test_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ImportFailed, match="cannot be opened"):
        look_at(tmp_path / "weg.csv")


@pytest.mark.parametrize("rows", [1, 200], ids=["soon", "late"])
def test_cell_without_end_is_told(tmp_path: Path, rows: int) -> None:
    good = "8001AA,52.5,6.5\n" * rows
    path = written(tmp_path, f'postcode,lat,lon\n{good}"{"x" * 5_000}\n')
    former = csv.field_size_limit(1_000)

    try:
        with pytest.raises(ImportFailed, match="cannot be read as a table"):
            read(path)
    finally:
        csv.field_size_limit(former)
