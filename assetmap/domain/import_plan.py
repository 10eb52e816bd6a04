"""How a list is taken in: how its file is read, what its columns mean, where its words go.

A plan is guessed from the file, shown, corrected by a person, and remembered as a profile for the
next file with the same headings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assetmap.errors import N_


@dataclass(frozen=True)
class Reading:
    """How a file is read; None is for the reader to guess, and a result says what it guessed.

    Parameters
    ----------
    layer
        Which layer of the file, or which sheet.
    encoding
        Of a text table: `utf-8`, `utf-16`, `cp1252` or `mac_roman`.
    separator
        Between the cells of a text table: one sign.
    heading_row
        Which record of a table or sheet holds the names of the columns, from 1; 0 when none does,
        the columns are then called `column 1`, `column 2`, ...
    crs
        Reference system of the coordinates, such as `EPSG:28992`; it wins from what the file says.
    x, y
        Columns with longitude and latitude, or x and y.
    place
        One column that holds the whole place: `lat,lon`, WKT or GeoJSON.
    swapped
        Whether x and y stand in each other's place.
    """

    layer: str | None = None
    encoding: str | None = None
    separator: str | None = None
    heading_row: int | None = None
    crs: str | None = None
    x: str | None = None
    y: str | None = None
    place: str | None = None
    swapped: bool | None = None


# What a column can be used for, with what a person calls it. Beside these: `own:KEY` for a field
# of the layer. The three of a person go to the private side, never on the map.
KEEP, SKIP, ID = "keep", "skip", "id"
STREET, NUMBER, ADDITION, POSTCODE, TOWN = "street", "number", "addition", "postcode", "town"
CONTACT_USES = {"person": N_("contact: name"), "phone": N_("contact: phone"),
                "email": N_("contact: e-mail")}  # fmt: skip
USES: dict[str, str] = {
    "name": N_("name"),
    "category": N_("sort"),
    "offers": N_("what it offers"),
    "address": N_("address, all in one"),
    STREET: N_("street"),
    NUMBER: N_("house number"),
    ADDITION: N_("addition to the house number"),
    POSTCODE: N_("postcode"),
    TOWN: N_("town"),
    "neighbourhood": N_("neighbourhood"),
    "website": N_("website"),
    "public_contact": N_("contact for everybody"),
    "opening_hours": N_("opening hours"),
    "themes": N_("themes"),
    "audience": N_("for whom"),
    "cost": N_("cost"),
    "wheelchair": N_("wheelchair"),
    "languages": N_("languages"),
    "existed_from": N_("year or date of beginning"),
    "existed_to": N_("year or date of ending"),
    ID: N_("id in this list"),
    **CONTACT_USES,
    KEEP: N_("keep as it is, without a place of its own"),
    SKIP: N_("leave out"),
}


@dataclass(frozen=True)
class Plan:
    """What to do with the rows of a file.

    Parameters
    ----------
    layer
        Key of our layer that the assets belong to.
    reading
        How the file is read.
    uses
        What each column is used for: a key of `USES`, or `own:KEY`.
    categories
        Key of our category for each word of the column with the sort.
    default_category
        Key of the category for rows without a word, or with a word that has none.
    source
        Where the list comes from, in words.
    place_by_address
        Whether rows without coordinates are placed by their address or postcode.
    """

    layer: str
    reading: Reading
    uses: Mapping[str, str]
    categories: Mapping[str, str] = field(default_factory=dict)
    default_category: str = "other"
    source: str = ""
    place_by_address: bool = True

    def columns_for(self, use: str) -> tuple[str, ...]:
        """Return the columns with a use, in the order of the file."""
        return tuple(column for column, each in self.uses.items() if each == use)
