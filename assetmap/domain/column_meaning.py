"""What the columns of a list mean, guessed from their headings and from what stands in them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from assetmap.domain.cell_looks import looks_of
from assetmap.domain.column_strength import Column, strengths_of
from assetmap.domain.column_words import (
    PASSING_IDS,
    PRIVATE_WORDS,
    TECHNICAL,
    plain_heading,
    uses_by_heading,
)
from assetmap.domain.import_plan import (
    ADDITION,
    CONTACT_USES,
    ID,
    KEEP,
    NUMBER,
    SKIP,
    STREET,
    TOWN,
)
from assetmap.domain.layer import Layer, fold

# Uses that several columns can have: the first filled cell of a row counts.
_SEVERAL = {"name", "website", "phone", "email", "person", ADDITION}
# Least strength for a use; below it a column is kept as it is.
_LEAST = 30
# A name column with less than this filled gets others behind it.
_FILLED = 0.98
_MOST_NAMES = 4


@dataclass(frozen=True)
class Meaning:
    """What each column is used for, and which columns are about persons."""

    uses: dict[str, str]
    personal: frozenset[str]


def meaning_of(
    columns: Mapping[str, Sequence[str]],
    *,
    layer: Layer | None = None,
    places: Collection[str] = (),
) -> Meaning:
    """Return a use for each column: a key of `import_plan.USES`, or `own:KEY`.

    Parameters
    ----------
    columns
        The cells of each column as text, '' where empty, in the order of the file.
    layer
        Whose own fields a heading can name.
    places
        Columns that the reader takes coordinates or shapes from.
    """
    read = [
        Column(heading, place, looks := looks_of(cells), strengths_of(heading, looks, columns))
        for place, (heading, cells) in enumerate(columns.items())
        if heading not in places
    ]
    uses = dict.fromkeys(columns, SKIP)
    uses |= {each.heading: KEEP for each in read if not _is_left_out(each)}
    uses |= _own_fields(read, layer)
    free = [each for each in read if uses[each.heading] == KEEP]
    uses |= _chosen(free)
    uses |= _named(free, uses)
    private = {each.heading for each in read if _is_private(each)}
    uses |= dict.fromkeys(private, SKIP)
    if layer is not None and layer.privacy.person:
        # Of a person nothing goes along that nobody asked about.
        uses |= {heading: SKIP for heading, use in uses.items() if use == KEEP}
    personal = private | {heading for heading, use in uses.items() if use in CONTACT_USES}
    return Meaning(uses, frozenset(personal))


def _is_left_out(column: Column) -> bool:
    heading, looks = plain_heading(column.heading), column.looks
    if looks.is_empty or heading in TECHNICAL or heading.replace(" ", "") == "fax":
        return True
    return looks.like("shape", "pair", "picture") or (
        looks.shares["phone"] > 0.7 and "fax" in heading
    )


def _is_private(column: Column) -> bool:
    return bool(PRIVATE_WORDS & set(plain_heading(column.heading).split()))


def _own_fields(columns: Sequence[Column], layer: Layer | None) -> dict[str, str]:
    """Return the columns that a layer's own fields are named as."""
    if layer is None:
        return {}
    keys = {
        fold(word): field.key
        for field in layer.fields
        for word in (field.key, field.title.nl, field.title.en)
    }
    found: dict[str, str] = {}
    for each in columns:
        key = keys.get(plain_heading(each.heading))
        # What every asset can say goes where every asset has it.
        is_ours = max(each.strengths.values(), default=0) >= 90
        if key and not (is_ours or each.looks.is_empty) and f"own:{key}" not in found.values():
            found[each.heading] = f"own:{key}"
    return found


def _chosen(columns: Sequence[Column]) -> dict[str, str]:
    """Return the use of each column but for names: the strongest claims first."""
    claims = [
        (-_ranked(use, strength, each), each.place, use, each)
        for each in columns
        for use, strength in each.strengths.items()
        if use != "name" and strength >= _LEAST
    ]
    claims.sort(key=lambda claim: claim[:3])
    strongest = {each.heading: max(each.strengths.values(), default=0) for each in columns}
    taken: dict[str, str] = {}
    for _, _, use, each in claims:
        if each.heading in taken or (use in taken.values() and use not in _SEVERAL):
            continue
        # A column that is a name in the first place waits for its turn.
        if each.strengths.get("name", 0) > each.strengths[use] and strongest[each.heading] >= 60:
            continue
        taken[each.heading] = use
    if ADDITION in taken.values() and NUMBER not in taken.values():
        # `huisnummertoevoeging` is the one or the other; without another it is both.
        first = next(heading for heading, use in taken.items() if use == ADDITION)
        taken[first] = NUMBER
    if "address" in taken.values() and STREET in taken.values():
        _settle_streets(taken, columns)
    return taken


def _ranked(use: str, strength: int, column: Column) -> int:
    if use == ID and plain_heading(column.heading) in PASSING_IDS:
        return strength - 60
    if use == "category":
        empty = 1 - column.looks.filled / max(column.looks.rows, 1)
        return strength - round(40 * empty) - (0 if column.looks.is_sort else 40)
    if use == "offers" and column.looks.is_prose:
        return strength + 10
    return strength


def _settle_streets(taken: dict[str, str], columns: Sequence[Column]) -> None:
    """Leave one of street and address: the street where numbers stand in a column of their own."""
    loses = "address" if NUMBER in taken.values() else STREET
    for each in columns:
        if taken.get(each.heading) == loses:
            del taken[each.heading]


def _named(columns: Sequence[Column], uses: dict[str, str]) -> dict[str, str]:
    """Return the columns that give a row its name, and behind them those for where it is empty."""
    names = sorted(
        (each for each in columns if uses[each.heading] == KEEP and each.strengths.get("name", 0)),
        key=lambda each: (-each.strengths["name"], each.place),
    )
    if names:
        filled = names[0].looks.filled / max(names[0].looks.rows, 1)
        # A number of the thing is no name of it, though `Object nummer` begins like one.
        others = [
            each
            for each in names[1:]
            if uses_by_heading(each.heading).get(ID, 0) < each.strengths["name"]
        ]
        behind = [] if filled >= _FILLED else others[: _MOST_NAMES - 1]
        return {each.heading: "name" for each in (names[0], *behind)}
    # No heading says so: what differs most from row to row, of what has words in it.
    worth = [(_worth(each, uses), -each.place, each.heading) for each in columns]
    best = max(worth, default=(0.0, 0, ""))
    return {best[2]: "name"} if best[0] > 0 else {}


def _worth(column: Column, uses: Mapping[str, str]) -> float:
    """Return how well a column would do as a name, when none is headed so."""
    looks, use = column.looks, uses[column.heading]
    if looks.shares["letters"] + looks.shares["address"] < 0.5 or looks.length > 120:
        return 0.0
    differs = looks.distinct / max(looks.rows, 1)
    filled = looks.filled / max(looks.rows, 1)
    if use == TOWN and differs < 0.9:
        return 0.0
    given_up = {KEEP: 1.0, "offers": 1.0, TOWN: 0.8, "category": 0.9}.get(use, 0.0)
    described = 0.5 if "omschrijving" in plain_heading(column.heading) else 0.0
    return filled * given_up * (0.2 + differs + described)
