"""Cells of any list: what a field can hold goes there, the rest is kept beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from assetmap.domain import cells, schema
from assetmap.domain.asset import FieldValue
from assetmap.domain.asset_rules import FIRST_YEAR, fits
from assetmap.domain.dutch_dates import says_nothing, year_in
from assetmap.domain.frame import Table
from assetmap.domain.import_plan import Plan
from assetmap.domain.layer import Layer, fold
from assetmap.domain.theme import join_themes
from assetmap.domain.trait_words import key_by_word
from assetmap.domain.traits import SEVERAL, TRAITS, join_keys
from assetmap.errors import Problem

Columns = Mapping[str, list[str]]
"""The cells of each column as text, '' where empty."""

Kept = list[dict[str, FieldValue]]
"""The own fields of each row, with what is kept beside in fields that begin with `source_`."""


def themes(texts: list[str], kept: Kept) -> list[str]:
    """Return theme keys joined by ';'; a cell with a word that is no theme is kept too."""
    strange: set[int] = set()

    def note(position: int, _problem: Problem) -> None:
        strange.add(position)

    found = cells.themes(texts, note)
    for position in strange:
        kept[position]["source_themes"] = texts[position]
    return [join_themes(tuple(keys.split(";"))) if keys else "" for keys in found]


def traits(texts: list[str], trait: str, kept: Kept) -> list[str]:
    """Return the keys of a trait, such as `audience`; a cell with other words is kept too."""
    by_word, found = key_by_word(trait), dict[str, tuple[str, bool]]()
    for text in set(texts):
        words = text.replace(",", ";").split(";") if trait in SEVERAL else [text]
        keys = [by_word.get(fold(word)) for word in words if word.strip()]
        found[text] = (join_keys(filter(None, keys), TRAITS[trait]), None in keys)
    for position, text in enumerate(texts):
        if found[text][1]:
            kept[position][f"source_{trait}"] = text
    return [found[text][0] for text in texts]


def years(texts: list[str], name: str, today: date, kept: Kept) -> list[int | None]:
    """Return the year of each date; what names none, and says something, is kept."""
    last = name == schema.EXISTED_TO
    found = {text: year_in(text, last=last, this_year=today.year) for text in set(texts)}
    for text, year in found.items():
        if year is not None and not FIRST_YEAR <= year <= today.year + 50:
            found[text] = None
    for position, text in enumerate(texts):
        if found[text] is None and not says_nothing(text):
            kept[position][f"source_{name}"] = text
    return [found[text] for text in texts]


def part_swapped_years(table: Table, kept: Kept) -> None:
    """Keep years beside that end before they begin: nobody knows which of them is wrong."""
    names = (schema.EXISTED_FROM, schema.EXISTED_TO)
    both = zip(table[names[0]], table[names[1]], strict=True)
    for position, (start, end) in enumerate(both):
        if start is not None and end is not None and end < start:
            for name, year in zip(names, (start, end), strict=True):
                kept[position][f"source_{name}"] = year
                table[name][position] = None


def keep_own_fields(columns: Columns, plan: Plan, layer: Layer, kept: Kept) -> None:
    """Fill the layer's own fields; what does not fit one is kept beside it."""
    for own in layer.fields:
        for heading in plan.columns_for(f"own:{own.key}"):
            texts = columns.get(heading, [])
            values = {text: cells.field_value(own, text) for text in set(texts) if text}
            for position, text in enumerate(texts):
                if text:
                    value = values[text]
                    fitting = value is not None and fits(own, value)
                    key = own.key if fitting else f"source_{own.key}"
                    kept[position][key] = value if fitting and value is not None else text
