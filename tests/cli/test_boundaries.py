"""`init`, `boundaries`, `context` and `demo`: where a map begins."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import shapely
from geopandas import GeoDataFrame

import assetmap
from assetmap.actions.assets import add_asset
from tests.actions.workspaces import STEWARD
from tests.cli.conftest import PLACES, Result, Run
from tests.factories import CELL, SOUTH, WEST, make_neighbourhoods, make_talent

CODES = ("--code", "CODE", "--name", "NAAM")


def write_boundaries(path: Path, frame: GeoDataFrame | None = None) -> Path:
    frame = make_neighbourhoods() if frame is None else frame
    renamed = frame.rename(columns={"code": "CODE", "name": "NAAM"})
    path.write_text(renamed.to_json(), encoding="utf-8")
    return path


def halves() -> GeoDataFrame:
    """Return the ground of the grid as a west and an east half."""
    split, north = WEST + 1.4 * CELL, SOUTH + 2 * CELL
    return GeoDataFrame(
        {"code": ["BUW", "BUO"], "name": ["West", "Oost"]},
        geometry=[
            shapely.box(WEST, SOUTH, split, north),
            shapely.box(split, SOUTH, WEST + 3 * CELL, north),
        ],
        crs="EPSG:4326",
    )


def init(run: Run, file: Path, store: Path, *more: object) -> Result:
    return run("init", "--boundaries", file, *CODES, "--store", store, *more)


def test_init_makes_a_store(run: Run, tmp_path: Path) -> None:
    store = tmp_path / "var" / "wijk.gpkg"

    answer = init(run, write_boundaries(tmp_path / "b.geojson"), store, "--year", 2024)

    assert answer.code == 0
    assert f"Made {store}.\n6 neighbourhoods of 2024.\n" in answer.out
    assert run("verify", "--store", store).code == 0


def test_second_init_on_the_same_path_leaves_the_store_alone(run: Run, tmp_path: Path) -> None:
    file, store = write_boundaries(tmp_path / "b.geojson"), tmp_path / "wijk.gpkg"
    init(run, file, store)
    before = store.read_bytes()

    answer = init(run, file, store)

    assert answer.code == 1
    assert "exists already and was left alone. Choose another path." in answer.err
    assert store.read_bytes() == before


def test_init_that_fails_leaves_nothing(run: Run, tmp_path: Path) -> None:
    file = write_boundaries(tmp_path / "b.geojson")

    answer = init(run, file, tmp_path / "wijk.gpkg", "--year", 99)

    assert answer.code == 1
    assert "99 is no year that we can use. Give one from 1800 to " in answer.err
    assert list(tmp_path.iterdir()) == [file]


def test_unusable_areas_are_told_and_the_others_are_kept(run: Run, tmp_path: Path) -> None:
    frame = make_neighbourhoods()
    bowtie = shapely.Polygon([(6.10, 52.20), (6.11, 52.21), (6.11, 52.20), (6.10, 52.215)])
    frame.loc[0, "geometry"] = bowtie
    frame.loc[1, "code"] = ""

    answer = init(run, write_boundaries(tmp_path / "b.geojson", frame), tmp_path / "wijk.gpkg")

    assert answer.code == 2
    assert "5 neighbourhoods of " in answer.out
    assert "Row 1 (BU00): the area was not valid (self-intersection) and was mended." in answer.out
    assert "1 rows could not be used:" in answer.out
    assert "Row 2: the column 'CODE' is empty. Give each area a code." in answer.out


def test_rd_without_a_reference_system_is_recognised(run: Run, tmp_path: Path) -> None:
    frame = make_neighbourhoods().to_crs("EPSG:28992")
    path = write_boundaries(tmp_path / "b.geojson", frame.set_crs(None, allow_override=True))

    refused = init(run, path, tmp_path / "wijk.gpkg")
    done = init(run, path, tmp_path / "wijk.gpkg", "--crs", "EPSG:28992")

    assert refused.code == 1
    assert "pass --crs EPSG:28992" in refused.err
    assert done.code == 0, done.said


def test_another_vintage_is_added_and_nothing_is_lost(
    run: Run, store_path: Path, csv_list: Path, tmp_path: Path
) -> None:
    run("import", csv_list, *PLACES, "--store", store_path)
    store = assetmap.open_store(store_path)
    talent = add_asset(store, make_talent(), person=STEWARD).id
    store.close()
    file = write_boundaries(tmp_path / "b.geojson", halves())

    answer = run("boundaries", "add", file, *CODES, "--year", 2026, "--store", store_path)

    assert answer.code == 0
    assert "2 neighbourhoods of 2026." in answer.out
    store = assetmap.open_store(store_path)
    places = store.layer("places").set_index("name")["neighbourhood"]
    assert dict(places) == {"Bieb": "BUW", "Het Park": "BUO", "De Hoek": "BUO"}
    assert store.asset(talent, viewer=STEWARD).neighbourhood == "BUW"
    assert store.verify().problems == ()
    store.close()
    listed = run("boundaries", "list", "--store", store_path)
    assert [line.split()[:2] for line in listed.out.splitlines()] == [["2026", "2"], ["2025", "6"]]


def test_vintage_of_a_year_that_is_there_is_refused(
    run: Run, store_path: Path, tmp_path: Path
) -> None:
    file = write_boundaries(tmp_path / "b.geojson", halves())

    answer = run("boundaries", "add", file, *CODES, "--year", 2025, "--store", store_path)

    assert answer.code == 1
    assert "There are boundaries of 2025 already. Give another year with --year." in answer.err


def test_context_is_drawn_under_the_map(run: Run, store_path: Path, tmp_path: Path) -> None:
    file = tmp_path / "water.geojson"
    line = {"type": "LineString", "coordinates": [[6.1, 52.2], [6.11, 52.21]]}
    feature = {"type": "Feature", "properties": {"soort": "water"}, "geometry": line}
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))

    answer = run("context", file, "--kind", "soort", "--store", store_path)

    assert (answer.code, answer.out) == (0, "1 shapes under the map.\n")


def test_demonstration_is_made_once(run: Run, tmp_path: Path) -> None:
    store = tmp_path / "demo.gpkg"

    first = run("demo", "--store", store)
    before = store.read_bytes()
    again = run("demo", "--if-missing", "--store", store)
    over = run("demo", "--store", store)

    assert first.code == 0
    assert f"Made {store}: the demonstration, " in first.out
    assert (again.code, again.out) == (0, "")
    assert over.code == 1
    assert "exists already and was left alone" in over.err
    assert store.read_bytes() == before


@pytest.mark.parametrize("column", ["--code", "--name"])
def test_column_that_is_not_there_is_named_with_those_that_are(
    run: Run, tmp_path: Path, column: str
) -> None:
    file = write_boundaries(tmp_path / "b.geojson")

    answer = init(run, file, tmp_path / "wijk.gpkg", column, "BUURTCODE")

    assert answer.code == 1
    assert "There is no column 'BUURTCODE'. The file has: id, CODE, NAAM, kind" in answer.err
    assert not (tmp_path / "wijk.gpkg").exists()
