"""Base maps: where tiles come from, and whom to name for them.

The one thing on a page that asks a third party; a reader sees which, and can switch it off.
"""

from __future__ import annotations

from dataclasses import dataclass

from assetmap.domain.layer import Words

# Addresses: https://www.pdok.nl/ows/-/article/basisregistratie-topografie-achtergrondkaarten-brt-a-
_PDOK = (
    "https://service.pdok.nl/brt/achtergrondkaart/wmts/v2_0/{kind}/EPSG:3857/{{z}}/{{x}}/{{y}}.png"
)
_KADASTER = 'Kaart: <a href="https://www.pdok.nl">PDOK</a>, Kadaster (CC BY 4.0)'
_OSM = '&copy; <a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a>'


@dataclass(frozen=True)
class BaseMap:
    """A source of tiles.

    Parameters
    ----------
    url
        XYZ address in EPSG:3857; empty for none.
    attribution
        HTML of our own, never from a user.
    max_zoom
        The deepest zoom that the source has.
    grey
        Whether to take the colour out, so that ours speak.
    """

    key: str
    title: Words
    url: str
    attribution: str
    max_zoom: int = 19
    grey: bool = False


BASE_MAPS = {
    base.key: base
    for base in (
        BaseMap(
            "grey",
            Words(nl="Grijs (PDOK)", en="Grey (PDOK)"),
            _PDOK.format(kind="grijs"),
            _KADASTER,
        ),
        BaseMap(
            "water",
            Words(nl="Water (PDOK)", en="Water (PDOK)"),
            _PDOK.format(kind="water"),
            _KADASTER,
        ),
        BaseMap(
            "osm",
            Words(nl="OpenStreetMap", en="OpenStreetMap"),
            "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
            _OSM,
            grey=True,
        ),
        BaseMap("none", Words(nl="Geen (werkt zonder internet)", en="None (no internet)"), "", ""),
    )
}
DEFAULT = "grey"


def with_own_server(url: str, attribution: str) -> dict[str, BaseMap]:
    """Return the base maps with a server of one's own first, if `url` is not empty."""
    if not url:
        return BASE_MAPS
    own = BaseMap("own", Words(nl="Eigen kaart", en="Own map"), url, attribution)
    return {"own": own, **BASE_MAPS}
