"""Municipal files as they were published."""

from __future__ import annotations

from pathlib import Path

import pytest

from assetmap.errors import ImportFailed
from assetmap.exchange import MissingColumns, list_columns, read_file

pytestmark = pytest.mark.realdata


@pytest.mark.parametrize(
    ("name", "rows", "declared"),
    [
        ("boundaries/amsterdam_buurten_2026_gebieden.geojson", 518, "OGC:CRS84"),
        ("boundaries/denhaag_buurten_epsg28992.geojson", 114, "EPSG:28992"),
        ("boundaries/nl_cbs_buurten_2019_gegeneraliseerd.topojson", 13_594, None),
        ("boundaries/buurtkaart_cbs_buurten_epsg28992.gpkg", 17, "EPSG:28992"),
        ("assets/amsterdam_maatschappelijke_voorzieningen.geojson", 1_462, "EPSG:4326"),
        ("assets/buurtkaart_bgt_functioneelgebied_epsg3857.gpkg", 606, "EPSG:3857"),
        ("assets/buurtkaart_bgt_straatmeubilair_epsg3857.gpkg", 7_063, "EPSG:3857"),
        ("assets/amsterdam_kinderopvang_2012_2015.csv", 2_951, None),
        ("assets/amsterdam_tentoonstellingen_2017_decimaalkomma.csv", 82, None),
        ("basemap/nieuwmarkt_osm/lines.shp", 2_929, "EPSG:4326"),
        ("basemap/nieuwmarkt_osm_zonder_dbf/polygons.shp", 6_381, "EPSG:4326"),
    ],
)
def test_every_row_is_read_and_lies_in_the_netherlands(
    real_data: Path, name: str, rows: int, declared: str | None
) -> None:
    result = read_file(real_data / name)

    # Some streets of the workshop's extract lead abroad.
    west, south, east, north = result.frame.cx[3:7.5, 50.5:53.9].total_bounds
    assert len(result.frame) == rows
    assert result.refused == ()
    assert result.declared_crs == declared
    assert 3 < west < east < 7.5
    assert 50.5 < south < north < 53.9


def test_open_rings_hide_none_of_the_good_parks(real_data: Path) -> None:
    result = read_file(real_data / "import-odd/amsterdam_parken_niet_gesloten_ringen.json")

    assert len(result.frame) == 123
    assert [row.row for row in result.refused] == [118, 119]
    assert all("not closed" in str(row) for row in result.refused)
    assert all(row.values for row in result.refused)


def test_services_in_rd_lose_only_the_nought_rows(real_data: Path) -> None:
    path = real_data / "assets/nl_overheidsdiensten_rd.csv"

    result = read_file(path, crs="EPSG:28992", x="X", y="Y")

    assert len(result.frame) == 3_475 - 94
    assert len(result.refused) == 94
    assert all("0,0" in str(row) for row in result.refused)
    assert any("cp1252" in str(note) for note in result.notes)


def test_old_mac_table_shows_its_letters(real_data: Path) -> None:
    path = real_data / "assets/nl_duo_basisscholen.csv"

    summary = list_columns(path)

    assert summary.rows == 6_379
    assert "INSTELLINGSNAAM" in summary.columns
    with pytest.raises(MissingColumns, match="POSTCODE"):
        read_file(path)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("import-odd/buurtkaart_lege_laag_verkeersongevallen.gpkg", "has no rows"),
        ("import-odd/pdok_geopackage_validator/test_broken_geopackage.gpkg", "damaged"),
        ("import-odd/fiona/testopenfilegdb.gdb.zip", "has several layers"),
        ("import-odd/gdal_autotest/mitab/seamless.tab", "only points at other files"),
        ("import-odd/gdal_autotest/shp/poly.tar.gz", "Unpack it"),
        ("import-odd/fiona/multicurve.gml", "which we cannot read"),
        ("import-odd/umap/remote_data.umap", "has no rows"),
    ],
)
def test_what_cannot_be_read_is_told_in_words(real_data: Path, name: str, says: str) -> None:
    with pytest.raises(ImportFailed, match=says):
        read_file(real_data / name)


@pytest.mark.slow
def test_no_file_ends_in_an_error_of_another_kind(real_data: Path) -> None:
    read, refused = 0, 0
    endings = {".json", ".geojson", ".topojson", ".gpkg", ".zip", ".shp", ".csv"}
    # Those of import-odd are gone over in test_odd_files.py.
    folders = [each for each in real_data.iterdir() if each.is_dir() and each.name != "import-odd"]
    files = [path for folder in folders for path in folder.rglob("*")]
    for path in sorted(each for each in files if each.suffix.lower() in endings):
        try:
            read_file(path)
            read += 1
        except ImportFailed:
            refused += 1

    assert read > refused
