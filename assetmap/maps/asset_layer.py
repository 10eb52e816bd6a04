"""The Folium map of a page, and the orders that change it while it lives.

The script of the map never changes, so streamlit-folium keeps one Leaflet map over all reruns.
What varies (filter, selection, base map, language) goes in as an order: a small element that runs
in the living map. See DESIGN 5.10.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from typing import Any

import folium
import orjson
from folium.elements import JSCSSMixin
from folium.map import Layer
from folium.template import Template

from assetmap.maps import CLIENT_FOLDER
from assetmap.maps.basemaps import BaseMap, basemap_scripts, for_client
from assetmap.maps.map_words import WORDS

VENDOR = "/vendor"
CLIENT = "/client"
DATA = "/api/map"
# All our scripts in one answer: a frame loads one after another.
BUNDLE = f"{CLIENT}/bundle.js"

# An order with more marks would be long, and they would lie on each other.
MOST_MARKS = 500
_SHAPES = ("LineString", "MultiLineString", "Polygon", "MultiPolygon")

# Our scripts in the order of loading: each may use those before it.
SCRIPTS = (
    "reading",
    "symbols",
    "clusters",
    "borders",
    "fetching",
    "spotlist",
    "timebar",
    "pencil",
    "locating",
    "place",
    "supply",
    "drawing",
    "pointing",
    "assetmap",
)


class PaperMap(folium.Map):
    """A Folium map whose scripts and styles are all our own files, without a base map."""

    # Not ClassVar: Folium declares them without.
    default_js: list[tuple[str, str]] = [  # noqa: RUF012
        ("leaflet", f"{VENDOR}/leaflet/leaflet.js"),
        ("leaflet_draw", f"{VENDOR}/leaflet-draw/leaflet.draw.js"),
    ]
    # A name of its own for each: Folium keeps scripts and styles in one list, by name.
    default_css: list[tuple[str, str]] = [  # noqa: RUF012
        ("fonts_css", f"{VENDOR}/fonts/fonts.css"),
        ("leaflet_css", f"{VENDOR}/leaflet/leaflet.css"),
        ("leaflet_draw_css", f"{VENDOR}/leaflet-draw/leaflet.draw.css"),
    ]


class AssetLayer(JSCSSMixin, Layer):
    """The canvas with everything on it; it fetches its data from an address of ours.

    Parameters
    ----------
    bounds
        West, south, east, north of the municipality, EPSG:4326.
    release
        Changes when our scripts do, so that browsers fetch them again.
    vector
        Whether a visitor can choose a base map of vector tiles; its script is large.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = assetmap.layer({{ this.options | tojavascript }});
        {{ this.get_name() }}.addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, bounds: Sequence[float], release: str, *, vector: bool) -> None:
        super().__init__(name="assets", overlay=True, control=False)
        self._name = "AssetLayer"
        self.options = {
            "address": DATA,
            "icons": f"{VENDOR}/icons/icons.json",
            "bounds": list(bounds),
            "words": WORDS,
        }
        self.default_js = [
            *basemap_scripts("vector" if vector else "xyz"),
            ("assetmap", f"{BUNDLE}?v={release}"),
        ]
        self.default_css = [("assetmap_css", f"{CLIENT}/assetmap.css?v={release}")]


@dataclass(frozen=True)
class Order:
    """What a living map should do.

    Parameters
    ----------
    version
        The store's state: when it differs from what the map has, the map fetches what changed.
    filter
        What to show, as `selection.to_parameters` says it in an address, without the year; empty
        for all. The map asks `/api/map/selection` for it.
    year
        Show what was there in this year; None for all years.
    time
        Whether to show the bar with the years.
    area
        Position of the chosen neighbourhood; -1 for all.
    selected
        Number of the chosen asset.
    mode
        `look`, `point`, `line`, `area` (draw one), or `still`.
    pin
        Latitude and longitude of the pin; empty for no pin.
    shape
        GeoJSON geometry of the line or area in the form, to be bent; None for none yet.
    marks
        Latitude and longitude of places to mark, `MOST_MARKS` at most.
    locate
        Offer to put the pin where the device is, in mode `point`.
    near
        Latitude, longitude and metres of a circle to draw; None for none.
    fit, fit_count
        West, south, east, north to bring in view, once for each count.
    base
        What lies under it all; None leaves it as it is.
    look
        `light`, `dark`, or empty for what the reader's device prefers.
    big
        For a big screen: no controls but zoom, larger symbols and names.
    language
        How to write numbers, and in which language to ask for titles: `nl` or `en`.
    words
        What the map itself says, by the keys of `WORDS`; what is not in it stays in English.
    """

    version: str = ""
    filter: str = ""
    year: int | None = None
    time: bool = False
    area: int = -1
    selected: int | None = None
    mode: str = "look"
    pin: Sequence[float] = ()
    shape: dict[str, Any] | None = None
    marks: Sequence[Sequence[float]] = ()
    locate: bool = False
    near: tuple[float, float, float] | None = None
    fit: Sequence[float] = ()
    fit_count: int = 0
    base: BaseMap | None = None
    look: str = ""
    big: bool = False
    language: str = "nl"
    words: dict[str, Any] = field(default_factory=dict)


class MapOrder(Layer):
    """Carries an order into the living map. It holds numbers, known keys and our own words."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = L.layerGroup([]);
        assetmap.command({{ this.order }});
        {% endmacro %}
        """
    )

    def __init__(self, order: Order) -> None:
        super().__init__(name="order", overlay=True, control=False)
        self._name = "MapOrder"
        self.order = _script_safe(_to_json(order))


def _to_json(order: Order) -> dict[str, Any]:
    return {
        "version": order.version,
        "filter": order.filter,
        "year": order.year,
        "time": order.time,
        "area": order.area,
        "selected": order.selected,
        "mode": order.mode,
        "pin": list(order.pin) or None,
        "shape": None if order.shape is None else _numbers_only(order.shape),
        "marks": [[float(lat), float(lon)] for lat, lon in order.marks[:MOST_MARKS]],
        "locate": order.locate,
        "near": None if order.near is None else list(order.near),
        "fit": list(order.fit) or None,
        "fitCount": order.fit_count,
        "base": None if order.base is None else for_client(order.base),
        "look": order.look,
        "big": order.big,
        "language": order.language,
        "words": order.words,
    }


def _numbers_only(shape: dict[str, Any]) -> dict[str, Any]:
    """Return a GeoJSON geometry made anew of a known type and numbers, and nothing else."""

    def numbers(values: Any) -> Any:
        return [
            numbers(each) if isinstance(each, (list, tuple)) else float(each) for each in values
        ]

    if shape["type"] not in _SHAPES:
        raise ValueError(f"no line or area: {shape['type']}")
    return {"type": str(shape["type"]), "coordinates": numbers(shape["coordinates"])}


def _script_safe(value: Any) -> str:
    """Return JSON that stays data inside a script and inside Folium's templates."""
    text = orjson.dumps(value).decode()
    for sign in "<>&`$\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    # Folium takes what a template gave for a template again. JSON itself has none of these.
    for second in "{%#":
        text = text.replace(f"{{{second}", f"\\u007b\\u{ord(second):04x}")
    return text


@cache
def client_bundle() -> bytes:
    """Return all our scripts, in the order of loading."""
    return b"\n".join((CLIENT_FOLDER / f"{name}.js").read_bytes() for name in SCRIPTS)


@cache
def client_release() -> str:
    """Return a token that changes when our own scripts or styles do."""
    digest = sha256(client_bundle())
    digest.update((CLIENT_FOLDER / "assetmap.css").read_bytes())
    return digest.hexdigest()[:10]


def client_files() -> tuple[str, ...]:
    """Return the addresses that a map needs first, for a page to fetch ahead."""
    release = client_release()
    return (
        *(address for _, address in PaperMap.default_js),
        *(address for _, address in basemap_scripts("xyz")),
        f"{BUNDLE}?v={release}",
        f"{CLIENT}/assetmap.css?v={release}",
        f"{VENDOR}/icons/icons.json",
        *(f"{DATA}/{name}" for name in ("assets", "boundaries", "version")),
    )


def paper_map(bounds: Sequence[float], *, release: str, vector: bool = False) -> PaperMap:
    """Return the map of a page.

    Parameters
    ----------
    bounds
        West, south, east, north to open on, EPSG:4326.
    release
        As `client_release` gives it.
    vector
        Whether a visitor can choose a base map of vector tiles.
    """
    west, south, east, north = bounds
    view = PaperMap(
        tiles=None,
        zoom_control=True,
        zoom_snap=0.5,
        # Leaflet's own names: Folium's max_zoom is that of a tile layer, and here is none.
        maxZoom=20,
        minZoom=6,
        attribution_control=True,
        # The layer itself looks after the size: a frame can be hidden, or grow, at any time.
        track_resize=False,
        location=[(south + north) / 2, (west + east) / 2],
    )
    view.fit_bounds([[south, west], [north, east]], padding=(16, 16))
    AssetLayer(bounds, release, vector=vector).add_to(view)
    return view


def order_group(order: Order) -> folium.FeatureGroup:
    """Return what `st_folium` takes as `feature_group_to_add` to pass an order."""
    group = folium.FeatureGroup(name="order", control=False)
    MapOrder(order).add_to(group)
    return group


__all__ = [
    "BUNDLE",
    "WORDS",
    "Order",
    "client_bundle",
    "client_files",
    "client_release",
    "order_group",
    "paper_map",
]
