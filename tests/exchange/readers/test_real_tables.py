"""Lists as municipalities published them, read without a word of explanation."""

from __future__ import annotations

from pathlib import Path

import pytest

from assetmap.domain.import_plan import Reading
from assetmap.exchange import ReadResult, read_file
from assetmap.exchange.refused_rows import refused_file

pytestmark = pytest.mark.realdata


@pytest.mark.parametrize(
    ("name", "rows", "placed", "unplaced", "expected"),
    [
        ("assets/nl_overheidsdiensten_rd.csv", 3_475, 3_381, 94,
         Reading(encoding="cp1252", separator=",", heading_row=1, crs="EPSG:28992",
                 x="X", y="Y", swapped=False)),
        ("assets/nl_duo_basisscholen.csv", 6_379, 0, 0,
         Reading(encoding="mac_roman", separator=";", heading_row=1, swapped=False)),
        ("assets/amsterdam_tentoonstellingen_2017_decimaalkomma.csv", 82, 82, 0,
         Reading(encoding="utf-8", separator=";", heading_row=1, crs="EPSG:4326",
                 x="Longitude", y="Latitude", swapped=False)),
        ("assets/eindhoven_monumenten.csv", 1_726, 1_726, 0,
         Reading(encoding="utf-8", separator=";", heading_row=1, crs="EPSG:4326",
                 place="geo_shape", swapped=False)),
        ("assets/nl_gemeentehuizen_dubbele_kolomkoppen.csv", 393, 0, 0,
         Reading(encoding="utf-8", separator=",", heading_row=1, swapped=False)),
        ("assets/amsterdam_kinderopvang_2012_2015.csv", 2_951, 2_951, 0,
         Reading(encoding="utf-8", separator=",", heading_row=1, crs="EPSG:4326",
                 x="Longitude", y="Latitude", swapped=False)),
        ("assets/amsterdam_stembureaus.json", 310, 0, 0,
         Reading(layer="data", swapped=False)),
        ("assets/amsterdam_subsidies_2016.json", 2_691, 0, 0,
         Reading(layer="amsterdam_subsidies_2016", swapped=False)),
        ("geocode/geonames_NL_postcode4.txt", 4_334, 4_334, 0,
         Reading(encoding="utf-8", separator="\t", heading_row=0, crs="EPSG:4326",
                 x="column 11", y="column 10", swapped=False)),
        ("geocode/geonames_NL_places.txt", 22_820, 22_820, 0,
         Reading(encoding="utf-8", separator="\t", heading_row=0, crs="EPSG:4326",
                 x="column 6", y="column 5", swapped=False)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_list_is_right_without_any_correction(
    real_data: Path, name: str, rows: int, placed: int, unplaced: int, expected: Reading
) -> None:
    result = read_file(real_data / name, placeless=True)

    assert len(result.frame) == rows
    assert int(result.frame.geometry.notna().sum()) == placed
    assert len(result.unplaced) == unplaced
    assert result.refused == ()
    assert result.reading == expected


def first_row(result: ReadResult) -> dict[str, str]:
    return {str(key): str(value) for key, value in result.frame.iloc[0].items()}


def test_names_come_with_their_letters(real_data: Path) -> None:
    schools = read_file(real_data / "assets/nl_duo_basisscholen.csv", placeless=True).frame
    halls = read_file(
        real_data / "assets/nl_gemeentehuizen_dubbele_kolomkoppen.csv", placeless=True
    )
    monuments = read_file(real_data / "assets/eindhoven_monumenten.csv")
    votes = read_file(real_data / "assets/amsterdam_stembureaus.json", placeless=True)

    assert schools["INSTELLINGSNAAM"].str.contains("Pompeblêd").any()
    assert first_row(halls)["Plaats"] == "Spiekersteeg 1"
    assert first_row(halls)["Plaats (2)"] == "GIETEN"
    assert first_row(monuments)["Adres"] == "Don Boscostraat 2"
    assert monuments.frame.geometry.geom_type.isin(["Polygon", "MultiPolygon"]).all()
    assert first_row(votes)["groep"] == "Centrum"
    assert first_row(votes)["naam"] == "Centraal Station"
    assert votes.frame["groep"].nunique() > 5


def test_rows_at_nought_come_back_as_they_were(real_data: Path) -> None:
    path = real_data / "assets/nl_overheidsdiensten_rd.csv"
    result = read_file(path)

    reasons = {row.row: str(row.problem) for row in result.refused}
    _, content = refused_file(path, result, reasons)

    lines = content.decode("cp1252").split("\r\n")
    assert len(lines) == 94 + 2
    assert lines[0].startswith("X,Y,gml_id,")
    assert lines[0].endswith(",reden")
    assert lines[1].startswith("0,0,V_000005839904_84232,11111111,")
