"""MapInfo: a TAB and a MIF with what lies beside them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from assetmap.errors import ImportFailed
from assetmap.exchange import list_columns, read_file


@pytest.fixture
def places() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"name": ["café", "school"]},
        geometry=[shapely.Point(121_000, 487_000), shapely.Point(122_000, 488_000)],
        crs=28992,
    ).to_crs(4326)


@pytest.mark.parametrize("ending", [".tab", ".mif"])
def test_layer_is_read_with_its_parts(
    tmp_path: Path, places: gpd.GeoDataFrame, ending: str
) -> None:
    path = tmp_path / f"places{ending}"
    places.to_file(path, driver="MapInfo File", encoding="UTF-8")

    result = read_file(path)

    assert result.frame["name"].tolist() == ["café", "school"]
    assert result.frame.geometry.iloc[0].x == pytest.approx(places.geometry.iloc[0].x, abs=1e-4)
    assert list_columns(path).layers == ("places",)
    with pytest.raises(ImportFailed, match="no layer 'other'"):
        read_file(path, layer="other")


@pytest.mark.parametrize("ending", [".tab", ".mif"])
def test_zipped_layer_is_read(tmp_path: Path, places: gpd.GeoDataFrame, ending: str) -> None:
    folder = tmp_path / "made"
    folder.mkdir()
    places.to_file(folder / f"places{ending}", driver="MapInfo File", encoding="UTF-8")
    path = tmp_path / "places.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in folder.iterdir():
            archive.write(part, f"map/{part.name.upper()}")

    assert read_file(path).frame["name"].tolist() == ["café", "school"]


HEAD = (
    '!table\n!version 300\n!charset Neutral\n\nDefinition Table\n  Type NATIVE Charset "Neutral"\n'
)


@pytest.mark.parametrize(
    "content",
    [
        HEAD + '  Fields 1\n    Table Char (254) ;\nbegin_metadata\n"\\IsSeamless" = "TRUE"\n',
        HEAD + '  Fields 1\n    Table Char (254) ;\nbegin_metadata\n"\\isseamless"  =  "true"\n',
        '!Table\n!Version 100\nOpen Table "secret" Hide\nCreate View a As\nSelect *\nFrom secret\n',
    ],
    ids=["seamless", "in other letters", "view"],
)
def test_table_that_names_other_files_is_refused(
    tmp_path: Path, places: gpd.GeoDataFrame, content: str
) -> None:
    places.to_file(tmp_path / "secret.tab", driver="MapInfo File", encoding="UTF-8")
    path = tmp_path / "a.tab"
    path.write_text(content)

    with pytest.raises(ImportFailed, match="only points at other files"):
        read_file(path)


def test_table_without_its_parts_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.tab"
    path.write_text(HEAD + "  Fields 1\n    name Char (254) ;\n")

    with pytest.raises(ImportFailed, match=r"is no MapInfo|damaged"):
        read_file(path)


@pytest.mark.parametrize("name", ["a.mif", "a.tab"])
def test_virtual_layer_by_another_name_shows_nothing(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("<OGRVRTDataSource><OGRVRTLayer name='a'></OGRVRTLayer></OGRVRTDataSource>")

    with pytest.raises(ImportFailed):
        read_file(path)


@pytest.mark.parametrize(("name", "ending"), [("a.mid", ".mif"), ("a.dat", ".tab")])
def test_part_alone_says_which_file_to_give(tmp_path: Path, name: str, ending: str) -> None:
    (tmp_path / name).write_text("x")

    with pytest.raises(ImportFailed, match=f"ends in '{ending}'"):
        read_file(tmp_path / name)
