"""The rows of any list as the columns of assets: what fits nowhere is kept beside, not refused.

Where `frame.assets_to_add` holds a list to our rules, this takes a list as it is. A cell that a
field cannot hold stays with the asset in a field of its own that begins with `source_`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from assetmap.domain import cells, list_cells, schema
from assetmap.domain.address_line import address_line, house_number
from assetmap.domain.asset import TEXT_LIMITS, Contact
from assetmap.domain.category_words import CategoryWords
from assetmap.domain.column_words import plain_heading, uses_by_heading
from assetmap.domain.frame import Table, empty_table
from assetmap.domain.import_plan import (
    ADDITION,
    CONTACT_USES,
    ID,
    KEEP,
    NUMBER,
    POSTCODE,
    STREET,
    TOWN,
    Plan,
)
from assetmap.domain.layer import OTHER, Layer
from assetmap.domain.list_cells import Columns, Kept
from assetmap.domain.traits import TRAITS

_SHORTENED = (schema.NAME, schema.ADDRESS, schema.PUBLIC_CONTACT)
_KEY_SIGNS = re.compile(r"[^a-z0-9]+")
_MOST_KEY_SIGNS = 40


@dataclass(frozen=True)
class ListTable:
    """The rows of a list, ready for `frame.checked_table`.

    Parameters
    ----------
    table
        A list of values for each of `payload.PAYLOAD_COLUMNS`.
    contacts
        Whom to ask, by position.
    streets, numbers, postcodes, towns, texts
        Where each row says that it is, for an address book; `texts` where it says so in one cell.
    other_words
        Words that no category has, with their number of rows, most first.
    """

    table: Table
    contacts: Mapping[int, Contact]
    streets: list[str]
    numbers: list[str]
    postcodes: list[str]
    towns: list[str]
    texts: list[str]
    other_words: Mapping[str, int] = field(default_factory=dict)


def list_table(columns: Columns, plan: Plan, layer: Layer, *, rows: int, today: date) -> ListTable:
    """Return the rows of a list as columns of assets.

    Parameters
    ----------
    columns
        The cells of each column as text, '' where empty.
    plan
        What the columns are used for.
    rows
        How many rows there are.
    """
    empty = [""] * rows

    def first(use: str) -> list[str]:
        """Return the first filled cell of each row, of all columns with a use."""
        filled = [columns[name] for name in plan.columns_for(use) if name in columns]
        if len(filled) < 2:
            return list(filled[0]) if filled else list(empty)
        return [next(filter(None, row), "") for row in zip(*filled, strict=True)]

    table, kept = empty_table(rows), [{} for _ in range(rows)]  # type: Table, Kept
    table[schema.LAYER] = [layer.key] * rows
    table[schema.SOURCE] = [plan.source.strip()[: TEXT_LIMITS[schema.SOURCE]]] * rows
    table[schema.SOURCE_ID] = [text or None for text in first(ID)]
    addresses, streets, postcodes, towns = map(first, ("address", STREET, POSTCODE, TOWN))
    numbers = _numbers(first(NUMBER), columns, plan)
    lines = _address_lines(addresses, streets, numbers, postcodes, towns)
    names = _names(columns, plan, rows)
    # What has no name of its own is called after where it is, or after its sort.
    sorts = first(schema.CATEGORY)
    # A person is never called after an address.
    places = lines if layer.geometry else [""] * rows
    table[schema.NAME] = [
        name or place or sort for name, place, sort in zip(names, places, sorts, strict=True)
    ]
    table[schema.CATEGORY], other_words = _categories(sorts, names, plan, layer, kept)
    if layer.geometry:
        # Of what is about persons no address stands anywhere.
        table[schema.ADDRESS] = lines
        table[schema.PUBLIC_CONTACT] = _joined(columns, plan, schema.PUBLIC_CONTACT, rows)
    table[schema.OFFERS] = _joined(columns, plan, schema.OFFERS, rows, "\n\n")
    table[schema.OPENING_HOURS] = first(schema.OPENING_HOURS)
    table[schema.NEIGHBOURHOOD] = [text or None for text in first(schema.NEIGHBOURHOOD)]
    websites, own = cells.websites(first(schema.WEBSITE), [None] * rows)
    table[schema.WEBSITE] = websites
    _keep_all(kept, own)
    table[schema.THEMES] = list_cells.themes(first(schema.THEMES), kept)
    for trait in TRAITS:
        table[trait] = list_cells.traits(first(trait), trait, kept)
    for name in (schema.EXISTED_FROM, schema.EXISTED_TO):
        table[name] = list_cells.years(first(name), name, today, kept)
    list_cells.part_swapped_years(table, kept)
    list_cells.keep_own_fields(columns, plan, layer, kept)
    _keep_the_rest(columns, plan, kept)
    _shorten(table, kept)
    table[schema.FIELDS] = [each or None for each in kept]
    return ListTable(
        table, _contacts(first), streets, numbers, postcodes, towns, addresses, other_words
    )


def _names(columns: Columns, plan: Plan, rows: int) -> list[str]:
    """Return the name of each row: the first filled of its columns, the surest heading first."""
    headings = sorted(
        (name for name in plan.columns_for(schema.NAME) if name in columns),
        key=lambda heading: -uses_by_heading(heading).get(schema.NAME, 0),
    )
    if not headings:
        return [""] * rows
    return [
        next(filter(None, row), "")
        for row in zip(*(columns[heading] for heading in headings), strict=True)
    ]


def _numbers(numbers: list[str], columns: Columns, plan: Plan) -> list[str]:
    additions = [columns[name] for name in plan.columns_for(ADDITION) if name in columns]
    if not additions:
        return numbers
    return [
        house_number(number, added)
        for number, added in zip(numbers, zip(*additions, strict=True), strict=True)
    ]


def _address_lines(*parts: list[str]) -> list[str]:
    names = ("address", "street", "number", "postcode", "town")
    return [address_line(**dict(zip(names, row, strict=True))) for row in zip(*parts, strict=True)]


def _joined(columns: Columns, plan: Plan, use: str, rows: int, between: str = ", ") -> list[str]:
    """Return all that the columns with a use say, each text once."""
    filled = [columns[name] for name in plan.columns_for(use) if name in columns]
    if len(filled) < 2:
        return list(filled[0]) if filled else [""] * rows
    return [between.join(dict.fromkeys(filter(None, row))) for row in zip(*filled, strict=True)]


def sort_words(columns: Columns, plan: Plan) -> list[str] | None:
    """Return the word of each row for its sort, if the list has a column for it."""
    named = [name for name in plan.columns_for(schema.CATEGORY) if name in columns]
    if not named:
        return None
    return [next(filter(None, row), "") for row in zip(*(columns[n] for n in named), strict=True)]


def _categories(
    words: list[str], names: list[str], plan: Plan, layer: Layer, kept: Kept
) -> tuple[list[str], dict[str, int]]:
    known, there = CategoryWords(layer), layer.category_by_key
    otherwise = plan.default_category if plan.default_category in there else OTHER
    if not plan.columns_for(schema.CATEGORY):
        if otherwise != OTHER:
            # The whole list is of one sort.
            return [otherwise] * len(names), {}
        said = {name: plan.categories.get(name) or known.category_in(name) for name in set(names)}
        return [_one_of(said[name], there, otherwise) for name in names], {}
    meant = {
        word: plan.categories[word] if word in plan.categories else known.category_of(word)
        for word in set(words)
        if word
    }
    other: dict[str, int] = {}
    keys = []
    for position, word in enumerate(words):
        key = meant.get(word)
        if word and key not in there:
            kept[position]["source_category"] = word
            other[word] = other.get(word, 0) + 1
        keys.append(_one_of(key, there, otherwise))
    return keys, dict(sorted(other.items(), key=lambda item: (-item[1], item[0])))


def _one_of(key: str | None, there: Mapping[str, object], otherwise: str) -> str:
    return key if key is not None and key in there else otherwise


def _keep_the_rest(columns: Columns, plan: Plan, kept: Kept) -> None:
    for heading in plan.columns_for(KEEP):
        key = kept_key(heading)
        for position, text in enumerate(columns.get(heading, [])):
            if text:
                kept[position].setdefault(key, text)


def kept_key(heading: str) -> str:
    """Return the name of the field that keeps a column of a list as it is."""
    key = _KEY_SIGNS.sub("_", plain_heading(heading))[:_MOST_KEY_SIGNS].strip("_")
    return f"source_{key or 'column'}"


def _keep_all(kept: Kept, own: cells.OwnFields) -> None:
    for mine, more in zip(kept, own, strict=True):
        if more:
            mine.update(more)


def _shorten(table: Table, kept: Kept) -> None:
    """Keep texts beside that are too long for their field; names and addresses are cut."""
    for name, limit in TEXT_LIMITS.items():
        for position, text in enumerate(table[name]):
            if len(text) > limit:
                kept[position][f"source_{name}"] = text
                cut = name in _SHORTENED or name == schema.OFFERS
                table[name][position] = f"{text[: limit - 1].rstrip()}…" if cut else ""


def _contacts(first: Callable[[str], list[str]]) -> dict[int, Contact]:
    said = [first(use) for use in CONTACT_USES]
    return {
        position: Contact(**dict(zip(CONTACT_USES, row, strict=True)))
        for position, row in enumerate(zip(*said, strict=True))
        if any(row)
    }
