"""The maps that ours is measured against, as Streamlit scripts from folium's own guides.

    streamlit run benchmarks/map_baselines.py -- geojson assets.parquet
    streamlit run benchmarks/map_baselines.py -- clusters assets.parquet

Where there was a choice, the faster one was taken: the assets are read once for all visitors, all
symbols have one style, no base map, one canvas, and nothing is asked back but what was clicked.
"""

from __future__ import annotations

import sys

import folium
import geopandas
import streamlit as st
from folium.plugins import FastMarkerCluster
from geopandas import GeoDataFrame
from streamlit_folium import st_folium

EVERYTHING = "everything"
WITHOUT = "all but "
FILTER = "layer"
HEIGHT = 780

# FastMarkerCluster's own callback makes an icon of another library for each asset.
_MARKER = """
function (row) {
  return L.circleMarker([row[0], row[1]], {radius: 5}).bindTooltip(row[2] + "<br>" + row[3]);
}
"""


@st.cache_resource
def assets_of(path: str) -> GeoDataFrame:
    """Return the assets, read once."""
    return geopandas.read_parquet(path)


def geojson(assets: GeoDataFrame) -> folium.GeoJson:
    """Return the assets as folium's GeoJson, circles with name and category as tooltip."""
    return folium.GeoJson(
        assets[["name", "category", "geometry"]],
        marker=folium.CircleMarker(radius=5),
        tooltip=folium.GeoJsonTooltip(["name", "category"]),
    )


def clusters(assets: GeoDataFrame) -> FastMarkerCluster:
    """Return the assets as folium's FastMarkerCluster."""
    places = assets.geometry
    columns = (places.y, places.x, assets["name"], assets["category"])
    rows = [list(row) for row in zip(*columns, strict=True)]
    return FastMarkerCluster(rows, callback=_MARKER)  # type: ignore[no-untyped-call]


def render(kind: str, path: str) -> None:
    """Draw the page: a filter and the map."""
    st.set_page_config(layout="wide")
    assets = assets_of(path)
    keys = list(assets["layer"].unique())
    choices = [EVERYTHING, *keys, *(WITHOUT + key for key in keys)]
    chosen = st.selectbox("Layer", choices, key=FILTER)
    shown = assets
    if chosen in keys:
        shown = assets[assets["layer"] == chosen]
    elif chosen != EVERYTHING:
        shown = assets[assets["layer"] != chosen.removeprefix(WITHOUT)]
    west, south, east, north = assets.total_bounds
    # A map without a base map says nothing of zooms, and markercluster wants to know the last.
    view = folium.Map(tiles=None, prefer_canvas=True, maxZoom=19)
    view.fit_bounds([[south, west], [north, east]])
    (geojson if kind == "geojson" else clusters)(shown).add_to(view)
    st_folium(
        view,
        height=HEIGHT,
        use_container_width=True,
        returned_objects=["last_object_clicked_tooltip"],
    )


# Streamlit runs this file as a script.
if len(sys.argv) == 3 and sys.argv[1] in ("geojson", "clusters"):
    render(sys.argv[1], sys.argv[2])
