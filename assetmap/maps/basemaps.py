"""Base maps: where tiles come from, and whom to name for them.

Those of others ask a third party, which a page names and a reader can switch off; those of one's
own come from a tile server, or from a file on this computer and then ask nobody.
"""

from __future__ import annotations

import hashlib
import html
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from assetmap.domain.layer import Words
from assetmap.maps.tile_source import Bounds, TilesInfo

# Addresses: https://www.pdok.nl/ows/-/article/basisregistratie-topografie-achtergrondkaarten-brt-a-
_BRT = (
    "https://service.pdok.nl/brt/achtergrondkaart/wmts/v2_0/{kind}/EPSG:3857/{{z}}/{{x}}/{{y}}.png"
)
# https://www.pdok.nl/ows/-/article/luchtfoto-pdok
_AERIAL = (
    "https://service.pdok.nl/hwh/luchtfotorgb/wmts/v1_0/Actueel_orthoHR/EPSG:3857/{z}/{x}/{y}.jpeg"
)
_KADASTER = 'Kaart: <a href="https://www.pdok.nl">PDOK</a>, Kadaster (CC BY 4.0)'
_BEELDMATERIAAL = (
    'Luchtfoto: Beeldmateriaal Nederland, <a href="https://www.pdok.nl">PDOK</a> (CC BY 4.0)'
)
_OSM = '&copy; <a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a>'

# Whom a file may name by a link: an address of ours, never one out of the file.
_KNOWN = {
    "OpenStreetMap": "https://www.openstreetmap.org/copyright",
    "PDOK": "https://www.pdok.nl",
    "Kadaster": "https://www.kadaster.nl",
}


@dataclass(frozen=True)
class BaseMap:
    """A source of tiles.

    Parameters
    ----------
    url
        XYZ address in EPSG:3857; empty for none.
    attribution
        HTML of our own, never from a user or a file.
    max_zoom, min_zoom
        The deepest and the first zoom that the source has.
    grey
        Whether to take the colour out, so that ours speak.
    kind
        Pictures, vector tiles that the browser draws, or nothing.
    may_pack
        Whether its provider lets people take tiles along.
    dark
        What a dark page does to it: make it dimmer, turn light and dark around, or leave it.
    bounds
        West, south, east, north of what there is; None for everywhere.
    """

    key: str
    title: Words
    url: str
    attribution: str
    max_zoom: int = 19
    grey: bool = False
    kind: Literal["xyz", "vector", "none"] = "xyz"
    may_pack: bool = False
    dark: Literal["dim", "invert", "as is"] = "invert"
    min_zoom: int = 0
    bounds: Bounds | None = None


def _brt(key: str, kind: str, title: Words) -> BaseMap:
    return BaseMap(key, title, _BRT.format(kind=kind), _KADASTER, may_pack=True)


BASE_MAPS = {
    base.key: base
    for base in (
        _brt("grey", "grijs", Words(nl="Grijs (PDOK)", en="Grey (PDOK)")),
        _brt("standard", "standaard", Words(nl="Standaard (PDOK)", en="Standard (PDOK)")),
        _brt("pastel", "pastel", Words(nl="Pastel (PDOK)", en="Pastel (PDOK)")),
        _brt("water", "water", Words(nl="Water (PDOK)", en="Water (PDOK)")),
        BaseMap(
            "aerial",
            Words(nl="Luchtfoto (PDOK)", en="Aerial photo (PDOK)"),
            _AERIAL,
            _BEELDMATERIAAL,
            may_pack=True,
            dark="as is",
        ),
        BaseMap(
            "osm",
            Words(nl="OpenStreetMap", en="OpenStreetMap"),
            "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
            _OSM,
            grey=True,
            # Their tile usage policy forbids bulk downloads:
            # https://operations.osmfoundation.org/policies/tiles/
            may_pack=False,
        ),
        BaseMap(
            "none",
            Words(nl="Geen (werkt zonder internet)", en="None (no internet)"),
            "",
            "",
            kind="none",
            dark="as is",
        ),
    )
}
DEFAULT = "grey"


def base_maps(
    *,
    shown: Sequence[str] = (),
    server_url: str = "",
    server_attribution: str = "",
    file: TilesInfo | None = None,
) -> dict[str, BaseMap]:
    """Return the base maps that visitors may choose, in their order; never none at all.

    Parameters
    ----------
    shown
        Their keys; empty for all that there are. A key of one's own that is not set, is left out.
    server_url, server_attribution
        The tile server of one's own, and whom to name for it: the base map `own`.
    file
        What the file or folder on this computer says of itself: the base map `file`.
    """
    there: dict[str, BaseMap] = {}
    if file is not None:
        there["file"] = _from_file(file, server_attribution)
    there |= with_own_server(server_url, server_attribution)
    kept = {key: there[key] for key in shown or there if key in there}
    return kept or {"none": BASE_MAPS["none"]}


def first_of(there: dict[str, BaseMap], wanted: str) -> BaseMap:
    """Return the base map to begin with: the wanted one, else the first that may be chosen."""
    return there.get(wanted) or next(iter(there.values()))


def with_own_server(url: str, attribution: str) -> dict[str, BaseMap]:
    """Return the base maps with a server of one's own first, if `url` is not empty."""
    if not url:
        return BASE_MAPS
    own = BaseMap(
        "own", Words(nl="Eigen kaart", en="Own map"), url, attribution, may_pack=True, dark="dim"
    )
    return {"own": own, **BASE_MAPS}


def with_link(text: str) -> str:
    """Return somebody else's plain text as HTML, with a link of ours at the first name we know."""
    for name, address in _KNOWN.items():
        before, found, after = text.partition(name)
        if found:
            link = f'<a href="{address}">{name}</a>'
            return f"{html.escape(before)}{link}{html.escape(after)}"
    return html.escape(text)


def for_client(base: BaseMap) -> dict[str, Any]:
    """Return what `assetmapBase.layer` in the browser takes."""
    return {
        "key": base.key,
        "kind": base.kind,
        "url": base.url,
        "attribution": base.attribution,
        "maxZoom": base.max_zoom,
        "minZoom": base.min_zoom,
        "bounds": None if base.bounds is None else list(base.bounds),
        "grey": base.grey,
        "dark": base.dark,
    }


def basemap_scripts(kind: str) -> list[tuple[str, str]]:
    """Return name and address of the scripts that draw base maps, in the order to load.

    Parameters
    ----------
    kind
        `vector` when a visitor can choose a vector base map; that script is large.
    """
    own = ("assetmap_base", f"/client/basemap.js?v={_release()}")
    if kind != "vector":
        return [own]
    return [("protomaps_leaflet", "/vendor/protomaps-leaflet/protomaps-leaflet.js"), own]


@cache
def _release() -> str:
    script = Path(__file__).parent / "client" / "basemap.js"
    return hashlib.sha256(script.read_bytes()).hexdigest()[:10]


_FILE = BaseMap(
    "file", Words(nl="Eigen kaart (werkt zonder internet)", en="Own map (no internet)"), "", ""
)


def _from_file(info: TilesInfo, otherwise: str) -> BaseMap:
    return replace(
        _FILE,
        kind=info.kind,
        # The release lets browsers keep a tile until the file changes.
        url=f"/tiles/{{z}}/{{x}}/{{y}}?v={info.release}",
        attribution=with_link(info.attribution) or otherwise,
        min_zoom=info.min_zoom,
        max_zoom=info.max_zoom,
        bounds=info.bounds,
        # A vector map is drawn in the colours of the page.
        dark="as is" if info.kind == "vector" else "dim",
    )
