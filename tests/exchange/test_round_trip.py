"""What goes out comes back."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import hypothesis.strategies as st
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings

from assetmap.domain.geometry import to_crs
from assetmap.domain.payload import frame_to_payloads
from assetmap.exchange import FORMATS, read_file, write_file
from assetmap.exchange.readers.columns import as_text
from tests.factories import make_checked, make_rows

# Many files are written and read for each property.
pytestmark = pytest.mark.slow

LON = st.floats(3.3, 7.3)
LAT = st.floats(50.7, 53.6)
# What a spreadsheet or a file can carry: no surrogates, no control characters, no edge spaces.
TEXT = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1).filter(
    lambda text: not text.startswith("'")
)

SHAPES = [
    shapely.Point(4.9, 52.37),
    None,
    shapely.LineString([(4.9, 52.3), (5, 52.3), (5.1, 52.35)]),
    shapely.box(4.9, 52.3, 5, 52.4) - shapely.box(4.93, 52.33, 4.95, 52.35),
    shapely.MultiPolygon([shapely.box(4.9, 52.3, 5, 52.4), shapely.box(5.1, 52.3, 5.2, 52.4)]),
]


def make_frame(shapes: list[object], names: list[str]) -> gpd.GeoDataFrame:
    ids = pd.Index([f"id-{n}" for n in range(len(shapes))], name="id")
    return gpd.GeoDataFrame({"name": names}, geometry=shapes, crs="EPSG:4326", index=ids)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:28992"])
@pytest.mark.parametrize("ending", FORMATS)
def test_every_kind_of_shape_comes_back(tmp_path: Path, ending: str, crs: str) -> None:
    frame = make_frame(SHAPES, ["=1+1", "Pompeblêd", 'a;"b"', "+31 6", "漢字 🌳"])

    written = write_file({"places": frame}, tmp_path / f"out{ending}", crs=crs)

    layers = written.layers if ending == ".gpkg" else (None,)
    back = pd.concat([read_file(written.path, layer=layer).frame for layer in layers])
    back = back.set_index("id").loc[frame.index]
    assert back["name"].tolist() == frame["name"].tolist()
    there, here = to_crs(frame, "EPSG:28992"), to_crs(back, "EPSG:28992")
    for sent, came in zip(there.geometry, here.geometry, strict=True):
        assert (sent is None) == (came is None)
        if sent is not None:
            assert sent.hausdorff_distance(came) < 0.02


@pytest.mark.parametrize("ending", [".geojson", ".csv"])
def test_several_layers_come_back_with_their_names(tmp_path: Path, ending: str) -> None:
    frames = {key: make_frame(SHAPES[:1], [key.title()]) for key in ("places", "heritage")}

    write_file(frames, tmp_path / f"out{ending}")

    back = read_file(tmp_path / f"out{ending}").frame
    assert back["layer"].tolist() == ["places", "heritage"]
    assert back["name"].tolist() == ["Places", "Heritage"]


@pytest.mark.parametrize("ending", FORMATS)
def test_for_whom_at_what_cost_and_in_which_languages_comes_back(
    tmp_path: Path, ending: str
) -> None:
    said = {
        "audience": ["children;older", "everyone", ""],
        "cost": ["free", "small", ""],
        "wheelchair": ["limited", "no", ""],
        "languages": ["nl;ar;uk", "dse", ""],
    }
    columns = {"name": "name", **{name: name for name in said}}
    sent = make_checked(make_rows({"name": ["A", "B", "C"], **said}), columns)

    write_file({"places": sent[[*columns, "geometry"]]}, tmp_path / f"out{ending}")

    back = make_checked(read_file(tmp_path / f"out{ending}").frame, columns)
    assert {name: back[name].tolist() for name in said} == said
    assert frame_to_payloads(back) == frame_to_payloads(sent)


# One file per example with a process of its own each: few, but with many places.
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(places=st.lists(st.tuples(LON, LAT, TEXT), min_size=1, max_size=50))
@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:28992"])
@pytest.mark.parametrize("ending", FORMATS)
def test_places_and_names_come_back(
    tmp_path: Path, ending: str, crs: str, places: list[tuple[float, float, str]]
) -> None:
    frame = make_frame(
        [shapely.Point(lon, lat) for lon, lat, _ in places], [name for *_, name in places]
    )

    write_file({"places": frame}, tmp_path / f"out{ending}", crs=crs)
    back = read_file(tmp_path / f"out{ending}")

    assert back.refused == ()
    assert back.frame["name"].map(as_text).tolist() == frame["name"].tolist()
    assert back.frame.geometry.x.tolist() == pytest.approx(frame.geometry.x.tolist(), abs=1.1e-7)
    assert back.frame.geometry.y.tolist() == pytest.approx(frame.geometry.y.tolist(), abs=1.1e-7)
