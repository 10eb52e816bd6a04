"""Another vintage of boundaries: every asset finds its neighbourhood again, and none is lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import shapely
from geopandas import GeoDataFrame

from assetmap.actions.assets import add_asset, see_asset
from assetmap.actions.boundaries import (
    add_boundaries,
    add_context,
    look_at_boundaries,
    read_boundaries,
)
from assetmap.actions.workspace import Store
from assetmap.errors import Conflict, ImportFailed
from tests.actions.workspaces import STEWARD, VISITOR, YEAR, boundary_file, clock
from tests.factories import (
    CELL,
    SOUTH,
    WEST,
    make_asset,
    make_neighbourhoods,
    make_talent,
    point_in,
)


def redrawn() -> GeoDataFrame:
    """Return the grid's ground in two: a small west and a large east, split at 0.3 of column 0."""
    split = WEST + 0.3 * CELL
    west = shapely.box(WEST, SOUTH, split, SOUTH + 2 * CELL)
    east = shapely.box(split, SOUTH, WEST + 3 * CELL, SOUTH + 2 * CELL)
    return GeoDataFrame(
        {
            "code": ["BUW", "BUO"],
            "name": ["West", "Oost"],
            "kind": "neighbourhood",
            "municipality": "Brugveen",
        },
        geometry=[shapely.MultiPolygon([shape]) for shape in (west, east)],
        crs="EPSG:4326",
    ).sort_values("code", ignore_index=True)


def add_vintage(store: Store, frame: GeoDataFrame, year: int) -> None:
    add_boundaries(store, boundary_file(frame), person=STEWARD, year=year, clock=clock)


def test_new_vintage_derives_places_again_and_loses_none(store: Store) -> None:
    places = {
        name: add_asset(store, make_asset(name, geometry=shape), person=STEWARD, clock=clock).id
        for name, shape in {
            "west": point_in(0, dx=0.1),
            "oost": point_in(0, dx=0.9),
            "ver": point_in(2, 1),
        }.items()
    }

    add_vintage(store, redrawn(), YEAR + 1)

    found = {name: store.asset(place).neighbourhood for name, place in places.items()}
    assert found == {"west": "BUW", "oost": "BUO", "ver": "BUO"}
    assert all(store.asset(place).version == 1 for place in places.values())
    assert store.verify().problems == ()


def test_talents_move_with_most_of_the_ground(store: Store) -> None:
    talent = add_asset(store, make_talent(), person=STEWARD, clock=clock)

    add_vintage(store, redrawn(), YEAR + 1)

    seen = see_asset(store, talent.id, person=VISITOR)
    assert (seen.neighbourhood, seen.neighbourhood_name) == ("BUO", "Oost")
    assert seen.asset.geometry is None


def test_older_vintage_changes_nothing_today(store: Store) -> None:
    place = add_asset(store, make_asset(), person=STEWARD, clock=clock)

    add_vintage(store, redrawn(), YEAR - 5)

    assert store.asset(place.id).neighbourhood == place.neighbourhood
    assert [each.year for each in store.boundary_sets()] == [YEAR, YEAR - 5]
    assert len(store.neighbourhoods()) == 6


def test_second_set_of_a_year_is_refused(store: Store) -> None:
    with pytest.raises(Conflict, match="boundaries of 2025 already"):
        add_vintage(store, redrawn(), YEAR)

    assert len(store.neighbourhoods()) == 6


@pytest.mark.parametrize("year", [1799, 2032])
def test_year_out_of_reach_is_refused(store: Store, year: int) -> None:
    with pytest.raises(ImportFailed, match="from 1800 to 2031"):
        add_vintage(store, redrawn(), year)

    assert len(store.boundary_sets()) == 1


@pytest.fixture
def boundaries_geojson(tmp_path: Path) -> Path:
    path = tmp_path / "buurten.geojson"
    frame = make_neighbourhoods().rename(columns={"code": "BU_CODE", "name": "BU_NAAM"})
    path.write_text(frame.to_json(), encoding="utf-8")
    return path


def test_file_is_read_and_its_columns_are_guessed(boundaries_geojson: Path) -> None:
    summary, guess = look_at_boundaries(boundaries_geojson)
    read = read_boundaries(boundaries_geojson, code=guess["code"] or "", name=guess["name"] or "")

    assert summary.rows == len(read.frame) == 6
    assert (guess["code"], guess["name"]) == ("BU_CODE", "BU_NAAM")
    assert (read.source, read.refused) == ("buurten.geojson", ())


def write_context(path: Path, *properties: dict[str, object]) -> Path:
    line = {"type": "LineString", "coordinates": [[6.1, 52.2], [6.11, 52.21]]}
    features = [{"type": "Feature", "properties": said, "geometry": line} for said in properties]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def test_context_replaces_what_was_there(store: Store, tmp_path: Path) -> None:
    first = write_context(tmp_path / "a.geojson", {"kind": "street"}, {"kind": "street"})
    second = write_context(tmp_path / "b.geojson", {"soort": "street", "rang": "main"})
    add_context(store, first, person=STEWARD, clock=clock)

    count = add_context(store, second, person=STEWARD, kind="soort", class_="rang", clock=clock)

    context = store.context()
    assert count == len(context) == 1
    assert (context["kind"].tolist(), context["class"].tolist()) == (["street"], ["main"])
    assert store.verify().problems == ()


@pytest.mark.parametrize("columns", [{"kind": "soort"}, {"class_": "rang"}], ids=["kind", "class"])
def test_context_with_a_column_that_is_not_there_says_which_are(
    store: Store, tmp_path: Path, columns: dict[str, str]
) -> None:
    file = write_context(tmp_path / "a.geojson", {"kind": "street"})

    with pytest.raises(ImportFailed, match="The file has: kind"):
        add_context(store, file, person=STEWARD, **columns)

    assert store.context().empty
