"""Which column of a list of addresses holds what, by its heading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assetmap.domain.address import read_number, read_postcode
from assetmap.domain.search_text import fold
from assetmap.errors import N_, ImportFailed
from assetmap.store.gazetteer import PlaceRow

# Headings as the BAG, Dutch registers, OpenStreetMap and English lists write them, folded and
# without spaces; the first that is there counts.
_HEADINGS = {
    "street": (
        "openbareruimtenaam", "naamopenbareruimte", "openbareruimte", "straatnaam", "straat",
        "addrstreet", "street", "streetname",
    ),
    "number": ("huisnummer", "huisnr", "hsnr", "addrhousenumber", "housenumber", "nummer"),
    "letter": ("huisletter",),
    "addition": ("huisnummertoevoeging", "huisnrtoevoeging", "toevoeging", "toev"),
    "postcode": ("postcode6", "pc6", "postcode", "addrpostcode", "postalcode", "pc", "postcode4",
                 "pc4"),
    "town": ("woonplaatsnaam", "woonplaats", "plaatsnaam", "plaats", "addrcity", "city", "town",
             "kern", "dorp"),
    "province": ("provincienaam", "provincie", "province"),
    "lat": ("lat", "latitude", "breedtegraad", "latwgs84", "wgs84lat"),
    "lon": ("lon", "lng", "long", "longitude", "lengtegraad", "lonwgs84", "wgs84lon"),
    "x": ("x", "xrd", "rdx", "xcoordinaat", "xcoord", "xcoordinate"),
    "y": ("y", "yrd", "rdy", "ycoordinaat", "ycoord", "ycoordinate"),
}  # fmt: skip


@dataclass(frozen=True)
class ListColumns:
    """Names of the columns of a list; empty where it has none.

    Parameters
    ----------
    x, y
        Longitude and latitude when `in_degrees`, else as their values say.
    headings
        All of them, to tell what was found.
    """

    street: str
    number: str
    letter: str
    addition: str
    postcode: str
    town: str
    province: str
    x: str
    y: str
    in_degrees: bool
    headings: tuple[str, ...]

    def place(self, row: Mapping[str, str], lat: float, lon: float) -> PlaceRow:
        """Return a row of the list as a place."""
        number, behind = read_number(row.get(self.number) or "")
        letter = (row.get(self.letter) or "").strip()
        addition = (row.get(self.addition) or "").strip()
        joint = "-" if letter and addition else ""
        return PlaceRow(
            lat,
            lon,
            (row.get(self.town) or "").strip(),
            (row.get(self.street) or "").strip(),
            number,
            f"{letter}{joint}{addition}" or behind,
            read_postcode(row.get(self.postcode) or ""),
            (row.get(self.province) or "").strip(),
        )

    def demand_place(self, file: str) -> None:
        """Raise `ImportFailed` unless there are columns with coordinates."""
        if not (self.x and self.y):
            raise ImportFailed(
                N_(
                    "'{file}' has no columns with coordinates that we know: lat and lon, or x and "
                    "y. Its columns: {columns}. Give them one of these headings."
                ),
                file=file,
                columns=", ".join(self.headings)[:300],
            )

    def nothing_to_find_by(self, file: str) -> ImportFailed:
        """Return the error for a list without postcode, street or town."""
        return ImportFailed(
            N_(
                "'{file}' has no column with a street, postcode or town that we know. Its columns: "
                "{columns}. Give them headings such as straat, huisnummer, postcode, woonplaats."
            ),
            file=file,
            columns=", ".join(self.headings)[:300],
        )


def columns_of(headings: Iterable[str]) -> ListColumns:
    """Return which heading means what."""
    names = [str(heading) for heading in headings]
    by_key: dict[str, str] = {}
    for name in names:
        by_key.setdefault(fold(name.replace("_", " ")).replace(" ", ""), name)
    found = {
        use: next((by_key[key] for key in keys if key in by_key), "")
        for use, keys in _HEADINGS.items()
    }
    lat, lon = found.pop("lat"), found.pop("lon")
    in_degrees = bool(lat and lon)
    if in_degrees:
        found |= {"x": lon, "y": lat}
    return ListColumns(**found, in_degrees=in_degrees, headings=tuple(names))
