"""The Folium map of a page, and the orders that change it while it lives.

The script of the map never changes, so streamlit-folium keeps one Leaflet map over all reruns.
What varies (filter, selection, base map, language) goes in as an order: a small element that runs
in the living map. See DESIGN 5.10.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import folium
import orjson
from folium.elements import JSCSSMixin
from folium.map import Layer
from folium.template import Template

from assetmap.maps.basemaps import BaseMap

VENDOR = "/vendor"
CLIENT = "/client"
DATA = "/api/map"


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
        Changes when our script does, so that browsers fetch it again.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = assetmap.layer({{ this.options | tojavascript }});
        {{ this.get_name() }}.addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, bounds: Sequence[float], release: str) -> None:
        super().__init__(name="assets", overlay=True, control=False)
        self._name = "AssetLayer"
        self.options = {
            "address": DATA,
            "icons": f"{VENDOR}/icons/icons.json",
            "bounds": list(bounds),
        }
        self.default_js = [("assetmap", f"{CLIENT}/assetmap.js?v={release}")]
        self.default_css = [("assetmap_css", f"{CLIENT}/assetmap.css?v={release}")]


@dataclass(frozen=True)
class Order:
    """What a living map should do; None leaves things as they are.

    Parameters
    ----------
    version
        The store's state: when it differs from what the map has, the map fetches again.
    hidden
        Positions of categories not to show, as `packing.category_positions` numbers them.
    area
        Position of the chosen neighbourhood; -1 for all.
    selected
        Number of the chosen asset.
    mode
        `look`, `point`, `line`, `area` (draw one), or `still`.
    pin
        Latitude and longitude of the pin; empty for no pin.
    fit, fit_count
        West, south, east, north to bring in view, once for each count.
    """

    version: str = ""
    hidden: Sequence[int] = ()
    area: int = -1
    selected: int | None = None
    mode: str = "look"
    pin: Sequence[float] = ()
    fit: Sequence[float] = ()
    fit_count: int = 0
    base: BaseMap | None = None
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
    base = order.base
    return {
        "version": order.version,
        "hidden": list(order.hidden),
        "area": order.area,
        "selected": order.selected,
        "mode": order.mode,
        "pin": list(order.pin) or None,
        "fit": list(order.fit) or None,
        "fitCount": order.fit_count,
        "base": None
        if base is None
        else {
            "url": base.url,
            "attribution": base.attribution,
            "maxZoom": base.max_zoom,
            "grey": base.grey,
        },
        "words": order.words,
    }


def _script_safe(value: Any) -> str:
    """Return JSON that stays data inside a script and inside Folium's templates."""
    text = orjson.dumps(value).decode()
    for sign in "<>&`$\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    # Folium takes what a template gave for a template again. JSON itself has none of these.
    for second in "{%#":
        text = text.replace(f"{{{second}", f"\\u007b\\u{ord(second):04x}")
    return text


def paper_map(bounds: Sequence[float], *, release: str) -> PaperMap:
    """Return the map of a page, on the bounds west, south, east, north (EPSG:4326)."""
    west, south, east, north = bounds
    view = PaperMap(
        tiles=None,
        zoom_control=True,
        max_zoom=20,
        min_zoom=6,
        zoom_snap=0.5,
        attribution_control=True,
        location=[(south + north) / 2, (west + east) / 2],
    )
    view.fit_bounds([[south, west], [north, east]], padding=(16, 16))
    AssetLayer(bounds, release).add_to(view)
    return view


def order_group(order: Order) -> folium.FeatureGroup:
    """Return what `st_folium` takes as `feature_group_to_add` to pass an order."""
    group = folium.FeatureGroup(name="order", control=False)
    MapOrder(order).add_to(group)
    return group


__all__ = ["Order", "order_group", "paper_map"]
