"""Which record of a table holds the names of its columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from assetmap.exchange.readers.coordinates import plain_word

# How many records are looked at: titles and notes stand above the heading, never whole pages.
LOOKED_AT = 200
_ABOVE = 30
# A longer cell is looked at no further: it is no name.
_LOOKED_INTO = 200

# Words that lists use for their columns, as `plain_word` writes them.
_WORDS = frozenset(
    [
        "naam",
        "name",
        "titel",
        "title",
        "omschrijving",
        "beschrijving",
        "description",
        "adres",
        "address",
        "straat",
        "straatnaam",
        "street",
        "huisnummer",
        "huisnr",
        "nummer",
        "number",
        "toevoeging",
        "huisletter",
        "postcode",
        "postalcode",
        "zip",
        "zipcode",
        "plaats",
        "plaatsnaam",
        "woonplaats",
        "stad",
        "city",
        "town",
        "gemeente",
        "municipality",
        "provincie",
        "land",
        "country",
        "wijk",
        "buurt",
        "stadsdeel",
        "neighbourhood",
        "district",
        "telefoon",
        "telefoonnummer",
        "tel",
        "phone",
        "email",
        "mail",
        "emailadres",
        "website",
        "url",
        "internetadres",
        "web",
        "site",
        "type",
        "soort",
        "categorie",
        "category",
        "thema",
        "theme",
        "status",
        "id",
        "objectid",
        "code",
        "key",
        "sleutel",
        "nr",
        "datum",
        "date",
        "jaar",
        "year",
        "x",
        "y",
        "lat",
        "lon",
        "lng",
        "latitude",
        "longitude",
        "breedtegraad",
        "lengtegraad",
        "xcoordinaat",
        "ycoordinaat",
        "wkt",
        "geom",
        "geometry",
        "geoshape",
        "geopoint2d",
        "locatie",
        "location",
        "openingstijden",
        "openinghours",
        "contactpersoon",
        "contact",
        "organisatie",
        "organisation",
        "organization",
        "instelling",
        "instellingsnaam",
        "opmerking",
        "opmerkingen",
        "aanbod",
        "doelgroep",
        "activiteit",
        "activiteiten",
        "begindatum",
        "einddatum",
        "van",
        "tot",
        "bron",
        "source",
        "omschrijvingen",
    ]
)

_KINDS = (
    ("number", re.compile(r"[-+(]?\s*(?:€|EUR)?\s*[\d.,\s]*\d[\d.,\s]*\)?\s*(?:%|m2|m²|m)?")),
    ("date", re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ].*)?")),
    ("postcode", re.compile(r"\d{4}\s?[A-Za-z]{2}")),
    ("address", re.compile(r"\S+@\S+\.\S+|https?://.*|www\..*", re.IGNORECASE)),
    ("phone", re.compile(r"\+?[\d\s()-]{8,}")),
    ("truth", re.compile(r"ja|nee|yes|no|true|false|waar|onwaar", re.IGNORECASE)),
    ("numbered", re.compile(r".*\d.*", re.DOTALL)),
)
_YEAR = re.compile(r"(?:19|20)\d\d")


def guess_heading(records: Sequence[Sequence[str]]) -> int:
    """Return which record holds the names of the columns, from 1; 0 when none does.

    It is the first of which most cells are filled, and which looks otherwise than the records
    below: words above numbers, names that do not come back in their own column.
    """
    cells = [[cell[:_LOOKED_INTO].strip() for cell in each] for each in records[:LOOKED_AT]]
    filled = [sum(map(bool, record)) for record in cells]
    some = [count for count in filled if count]
    if not some:
        return 0
    if len(some) == 1:
        # A lone record is a heading without a list, when it has the words for it.
        place = next(place for place, count in enumerate(filled) if count)
        words = any(plain_word(cell) in _WORDS for cell in cells[place] if cell)
        return place + 1 if words else 0
    # A title fills one cell or two; what most records fill is the width of the table.
    usual = Counter(some).most_common(1)[0][0]
    widest = max(usual, sorted(some)[len(some) // 2])
    for place, record in enumerate(cells[:_ABOVE]):
        if not filled[place] or filled[place] < min(widest, 2) or filled[place] <= 0.5 * widest:
            continue
        return place + 1 if _looks_like_names(record, cells[place + 1 :]) else 0
    # Every record is poorer than it should be: the first that holds anything has to do.
    return next(place for place, count in enumerate(filled, start=1) if count)


def _looks_like_names(record: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    score = 0.0
    below = [each for each in below if any(each)]
    stems = Counter(map(_stem, filter(None, record)))
    for column, name in enumerate(record):
        values = [each[column] for each in below if column < len(each) and each[column]]
        score += _evidence(name, values, series=stems[_stem(name)] > 1)
    if score:
        return score > 0
    names = [name for name in record if name]
    return len(set(names)) > len(names) / 2


def _evidence(name: str, values: Sequence[str], *, series: bool) -> float:
    """Return how much a cell looks like the name of the values under it; below 0 for a value.

    Parameters
    ----------
    series
        Whether it is one of a numbered row, such as `question 1`, `question 2`.
    """
    if not name:
        return 0.0
    known = 2.0 if plain_word(name) in _WORDS else 0.0
    if not values:
        return known
    own, kinds = _kind(name), Counter(map(_kind, values))
    kind, often = kinds.most_common(1)[0]
    if own == "number" and _YEAR.fullmatch(name) and not any(map(_YEAR.fullmatch, values)):
        return 1.0
    if own not in ("text", "numbered"):
        return -1.5
    if name in values:
        return known - 1.0
    if own == "numbered" and series and _stem(name) not in map(_stem, values):
        return known + 1.0
    if kind == own:
        return known - (0.5 if own == "numbered" else 0.0)
    return known + (1.0 if often > 0.6 * len(values) and own == "text" else 0.0)


def _kind(cell: str) -> str:
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(cell)), "text")


def _stem(name: str) -> str:
    return name.rstrip("0123456789")
